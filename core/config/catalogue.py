"""What owners can set, read from the model: what each setting is, its bounds, and what is wrong with a value."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import NoneType
from typing import Any, Final, Literal, get_args, get_origin

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from core.config.providers import VendorSettings
from core.config.shop import ShopSettings
from core.config.types import HOST_NAME, is_host

Kind = Literal["text", "secret", "integer", "number", "boolean", "choice", "list", "moment", "color", "table"]

# Where values contradict each other: the setting that is told.
CONTRADICTIONS: Final = {
    "top-up-order": "top_up_min_rubles",
    "backup-unencrypted": "backup_to_admins",
    "webhook-without-address": "public_url",
}
# What is asked of a value that is stored beyond its type, which takes whatever an environment has said so far.
_ADDRESS = r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:[/?#][!-~]*)?"
_FROM = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,189}"
LINK: Final = re.compile(_ADDRESS)
PICTURE: Final = re.compile(rf"{_ADDRESS}|/[!-~]+")
MAILBOX: Final = re.compile(r"[^@\s<>]+@[^@\s<>]+")
SENDER: Final = re.compile(rf"{_FROM}|[^@<>]{{0,128}}<{_FROM}>")
LATIN: Final = re.compile(r"[ -~]+")
# Of vendors' settings, those that travel in headers, where only Latin letters can stand.
CREDENTIALS: Final = tuple(
    name for name in VendorSettings.model_fields if name.endswith(("_key", "_token", "_secret", "_id"))
)
STRICTER: Final[Mapping[str, tuple[str, Callable[[str], object]]]] = {
    "terms_url": ("http-address", LINK.fullmatch),
    "privacy_url": ("http-address", LINK.fullmatch),
    "channel_link": ("http-address", LINK.fullmatch),
    "logo_url": ("picture", PICTURE.fullmatch),
    "support_email": ("email", MAILBOX.fullmatch),
    "yookassa_receipt_email": ("email", MAILBOX.fullmatch),
    "mail_from": ("sender", SENDER.fullmatch),
    "xray_host": ("host", is_host),
    "reality_server_name": ("host", HOST_NAME.fullmatch),
    "reality_target": ("host-and-port", lambda value: is_host(value.rpartition(":")[0].strip("[]"))),
    **dict.fromkeys(CREDENTIALS, ("latin", LATIN.fullmatch)),
}
# pydantic's words for what is wrong -> ours, and which of its parameters is the bound.
FAULTS: Final[Mapping[str, tuple[str, str]]] = {
    "greater_than_equal": ("least", "ge"),
    "greater_than": ("more-than", "gt"),
    "less_than_equal": ("most", "le"),
    "string_too_long": ("long", "max_length"),
    "too_long": ("long", "max_length"),
    "string_too_short": ("short", "min_length"),
    "too_short": ("short", "min_length"),
    "literal_error": ("choice", "expected"),
    "string_pattern_mismatch": ("color", ""),
}
BEGINNINGS: Final = (
    (("int_",), "whole"),
    (("decimal_", "finite_"), "number"),
    (("bool_",), "yes-no"),
    (("datetime_", "timezone_", "date_"), "moment"),
)


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting as it is shown. Bounds are those of the number, or of the text's length."""

    name: str
    group: str
    kind: Kind
    default: Any
    unit: str | None = None
    choices: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None

    @property
    def secret(self) -> bool:
        return self.kind == "secret"

    @property
    def listed(self) -> bool:
        """Whether it is changed beside the others; a table has a page of its own."""
        return self.kind != "table"

    @property
    def text_keys(self) -> tuple[str, str]:
        """Keys of its name and of the sentence about it."""
        key = f"setting-{self.name.replace('_', '-')}"
        return key, f"{key}-help"

    @property
    def unit_key(self) -> str | None:
        """Key of its unit's name."""
        return f"setting-unit-{self.unit.replace('_', '-')}" if self.unit else None

    @property
    def choice_keys(self) -> dict[str, str]:
        """Keys of its choices' names, by choice."""
        return {choice: f"{self.text_keys[0]}-choice-{choice.replace('_', '-')}" for choice in self.choices}


def fault_of(fault: Mapping[str, Any]) -> tuple[str, str | int]:
    """What is wrong with a value by one of pydantic's errors: our word for it, and the bound that was overstepped."""
    kind, context = str(fault["type"]), fault.get("ctx") or {}
    if kind in FAULTS:
        code, bound = FAULTS[kind]
        value = context.get(bound, "")
        return code, value if isinstance(value, int) else str(value)
    return next((code for beginnings, code in BEGINNINGS if kind.startswith(beginnings)), kind), ""


def _setting(name: str, info: FieldInfo) -> Setting:
    extra: Any = info.json_schema_extra  # of `types.setting`
    kind, choices = _kind(info)
    return Setting(
        name=name,
        group=extra["group"],
        kind=kind,
        default=info.default,
        unit=extra["unit"],
        choices=choices,
        least=_bound(info, "ge", "gt", "min_length"),
        most=_bound(info, "le", "max_length"),
    )


def _kind(info: FieldInfo) -> tuple[Kind, tuple[str, ...]]:
    types = [kind for kind in get_args(info.annotation) if kind is not NoneType]
    annotation = types[0] if types and NoneType in get_args(info.annotation) else info.annotation
    if get_origin(annotation) is Literal:
        return "choice", get_args(annotation)
    while hasattr(annotation, "__metadata__"):  # Annotated
        annotation = get_args(annotation)[0]
    if get_origin(annotation) is tuple:
        return "list", ()
    if get_origin(annotation) is dict:
        return "table", ()
    kinds: dict[Any, Kind] = {SecretStr: "secret", bool: "boolean", int: "integer", Decimal: "number"}
    if annotation is datetime or getattr(annotation, "__name__", "") == "AwareDatetime":
        return "moment", ()
    if str(info.default).startswith("#"):
        return "color", ()
    return kinds.get(annotation, "text"), ()


def _bound(info: FieldInfo, *names: str) -> int | None:
    values = (getattr(part, name, None) for part in info.metadata for name in names)
    return next((int(value) for value in values if value is not None), None)


SETTINGS: Final[Mapping[str, Setting]] = {
    name: _setting(name, info) for model in (ShopSettings, VendorSettings) for name, info in model.model_fields.items()
}
GROUPS: Final = tuple(dict.fromkeys(setting.group for setting in SETTINGS.values()))
VENDOR_GROUPS: Final = tuple(dict.fromkeys(SETTINGS[name].group for name in VendorSettings.model_fields))
