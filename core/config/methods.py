"""How payment methods are offered: one setting, a mapping of a method's id to what its owner wants of it."""

import json
import re
import unicodedata
from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError
from pydantic_settings import NoDecode

MOST_KOPEKS: Final = 100_000_000_00
USUAL_ORDER: Final = 500
ICONS: Final = (
    *("yookassa_sbp", "yookassa_card", "mulenpay_sbp", "mulenpay_card", "platega", "cryptobot", "heleket"),
    *("tribute", "telegram_stars", "other"),
)
METHOD_ID: Final = re.compile(r"[A-Z][A-Z0-9_]{0,31}")
EMOJI_SIGNS: Final = 8  # an emoji of several parts
CONTROL: Final = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


def _plain(value: str) -> str:
    if CONTROL.search(value):
        raise PydanticCustomError("characters", "it has characters that cannot be there")
    return value.strip()


def _icon(value: str) -> str:
    kinds = {unicodedata.category(sign) for sign in value}
    is_emoji = len(value) <= EMOJI_SIGNS and "So" in kinds and kinds <= {"So", "Sk", "Mn", "Me", "Cf"}
    if value and value not in ICONS and not is_emoji:
        raise PydanticCustomError("icon", "it must be an emoji or one of: {icons}", {"icons": ", ".join(ICONS)})
    return value


def _mapping(value: Any) -> Any:
    """The mapping of an environment's text."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        raise PydanticCustomError("methods", "it must be JSON such as an object by the methods' ids") from None


def _ids(value: dict[str, Any]) -> dict[str, Any]:
    if not all(METHOD_ID.fullmatch(name) for name in value):
        raise PydanticCustomError("methods", "its names must be ids of methods such as YOOKASSA_SBP")
    return value


Percent = Annotated[Decimal, Field(ge=-50, le=100, max_digits=5, decimal_places=2)]
Kopeks = Annotated[int, Field(ge=1, le=MOST_KOPEKS)]


class MethodNames(BaseModel):
    """A text for customers in each language; where it is empty, the shop's own counts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ru: Annotated[str, Field(max_length=40), AfterValidator(_plain)] = ""
    en: Annotated[str, Field(max_length=40), AfterValidator(_plain)] = ""


class MethodDescriptions(BaseModel):
    """A longer one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ru: Annotated[str, Field(max_length=200), AfterValidator(_plain)] = ""
    en: Annotated[str, Field(max_length=200), AfterValidator(_plain)] = ""


class MethodOptions(BaseModel):
    """One method as its owner offers it. Limits narrow the vendor's own; `percent` is more (or less) to pay by it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    offered: bool = Field(default=True, description="What was asked for before is still taken when it is false.")
    order: int = Field(default=USUAL_ORDER, ge=0, le=1000, description="The smaller, the earlier it stands.")
    icon: Annotated[str, Field(max_length=32), AfterValidator(_icon)] = Field(
        default="", description="An emoji, or the name of a picture; empty is the method's own."
    )
    names: MethodNames = MethodNames()
    descriptions: MethodDescriptions = MethodDescriptions()
    least_kopeks: Kopeks | None = None
    most_kopeks: Kopeks | None = None
    percent: Percent = Field(
        default=Decimal(0),
        description="A surcharge on what the customer pays; below zero a discount. The balance gets the sum.",
    )


def _limits_in_order(value: dict[str, MethodOptions]) -> dict[str, MethodOptions]:
    for options in value.values():
        if options.least_kopeks and options.most_kopeks and options.least_kopeks > options.most_kopeks:
            raise PydanticCustomError("limits-order", "the smallest sum must not exceed the largest one")
    return value


Methods = Annotated[
    dict[str, MethodOptions],
    NoDecode,
    Field(max_length=64),
    AfterValidator(_ids),
    AfterValidator(_limits_in_order),
    BeforeValidator(_mapping),
]
