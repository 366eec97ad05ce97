"""Public schemas of payments: asking for one, waiting for it, looking what has become of it."""

import math
from decimal import Decimal
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AliasPath, BeforeValidator, Field, StrictBool, WithJsonSchema

from core.shop import Shop
from web.common.deps import plain
from web.common.schemas import AsText, InRubles, Moment, Schema, Text

Status = Literal["pending", "completed", "failed", "expired", "refunded"]
# The shop's own words that are not public ones.
STATUSES: Final[dict[str, Status]] = {"review": "pending", "dismissed": "failed", "refunding": "refunded"}


def _as_number(value: Any) -> Any:
    """Numbers only. What a client's arithmetic leaves behind kopeks is dropped: 0.1 + 0.2 is 0.30."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ValueError("not a number")
    if isinstance(value, float) and math.isclose(value, round(value, 2), rel_tol=1e-12):
        return round(value, 2)
    return value


Rubles = Annotated[
    Decimal,
    BeforeValidator(_as_number),
    Field(gt=0, decimal_places=2, allow_inf_nan=False),
    WithJsonSchema(
        {"type": "number", "minimum": 0.01, "multipleOf": 0.01, "description": "Roubles, with two decimals at most."}
    ),
]


class TopUp(Schema):
    """How much, and how."""

    amount_rubles: Rubles
    payment_method: Annotated[Text, Field(min_length=1, max_length=64)]
    return_url: Annotated[Text, Field(max_length=2048)] | None = Field(
        None, description="Where the customer goes after paying: an allowed origin or app scheme."
    )
    save_method: StrictBool = Field(
        False, description="The customer agrees that renewals are charged the same way; ignored where it cannot be."
    )


class OpenedPayment(Schema):
    """A payment that waits for its money at `confirmation_url`."""

    payment_id: AsText = Field(validation_alias=AliasPath("payment", "uuid"))
    confirmation_url: str
    amount_kopeks: int = Field(validation_alias=AliasPath("invoice", "amount_kopeks"))
    amount_rubles: InRubles = Field(validation_alias=AliasPath("invoice", "amount_kopeks"))
    payment_method: str = Field(validation_alias=AliasPath("payment", "method"))
    status: str


class StarsInvoice(Schema):
    """How much."""

    amount_rubles: Rubles


class OpenedStarsInvoice(Schema):
    """An invoice that Telegram opens by itself."""

    invoice_link: str
    amount_rubles: InRubles = Field(validation_alias=AliasPath("invoice", "amount_kopeks"))
    amount_stars: int = Field(validation_alias=AliasPath("payment", "amount"))
    payment_id: AsText = Field(validation_alias=AliasPath("payment", "uuid"))


class PendingPayment(Schema):
    """A payment that is waited for."""

    payment_id: AsText = Field(validation_alias="uuid")
    amount_kopeks: int = Field(validation_alias=AliasPath("invoice", "amount_kopeks"))
    amount_rubles: InRubles = Field(validation_alias=AliasPath("invoice", "amount_kopeks"))
    payment_method: str = Field(validation_alias="method")
    created_at: Moment
    can_check_manually: bool
    confirmation_url: str | None = Field(validation_alias="pay_url", description="Where to pay it.")


class PendingPayments(Schema):
    """Payments that are waited for, newest first."""

    payments: list[PendingPayment]


class CheckedPayment(Schema):
    """What has become of a payment."""

    status: Status
    message: str

    @classmethod
    def of(cls, shop: Shop, language: str, status: str) -> Self:
        public: Any = STATUSES.get(status, status)
        if public == "completed":
            return cls(status=public, message="Payment verified successfully")
        return cls(status=public, message=plain(shop, f"cabinet-payment-{public}", language))
