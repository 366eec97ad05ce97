"""Public shapes of payments: asking for one, waiting for it, looking what has become of it."""

import math
from decimal import Decimal
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, BeforeValidator, Field, StrictBool, WithJsonSchema

from core import money
from core.payments import queries
from core.payments.checkout import Checkout
from core.payments.models import Payment
from core.shop import Shop
from web.common.deps import plain
from web.common.schemas import Moment, Text, example

PAYMENT_ID: Final = "2e3f89a4-5b6c-7d8e-9f0a-1b2c3d4e5f6a"
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


class TopUp(BaseModel):
    """How much, and how."""

    amount_rubles: Rubles
    payment_method: Annotated[Text, Field(min_length=1, max_length=64)]
    return_url: Annotated[Text, Field(max_length=2048)] | None = Field(
        None, description="Where the customer goes after paying: an allowed origin or app scheme."
    )
    save_method: StrictBool = Field(
        False, description="The customer agrees that renewals are charged the same way; ignored where it cannot be."
    )

    model_config = example(amount_rubles=500, payment_method="YOOKASSA_SBP", return_url="myapp://payment/callback")


class OpenedPayment(BaseModel):
    """A payment that waits for its money at `confirmation_url`."""

    payment_id: str
    confirmation_url: str
    amount_kopeks: int
    amount_rubles: float
    payment_method: str
    status: str

    model_config = example(
        payment_id=PAYMENT_ID,
        confirmation_url="https://yookassa.ru/checkout/payments/...",
        amount_kopeks=50000,
        amount_rubles=500.00,
        payment_method="YOOKASSA_SBP",
        status="pending",
    )

    @classmethod
    def of(cls, order: Checkout, link: str) -> Self:
        return cls(
            payment_id=str(order.payment.uuid),
            confirmation_url=link,
            amount_kopeks=order.invoice.amount_kopeks,
            amount_rubles=money.rubles(order.invoice.amount_kopeks),
            payment_method=order.payment.method,
            status="pending",
        )


class StarsInvoice(BaseModel):
    """How much."""

    amount_rubles: Rubles

    model_config = example(amount_rubles=100)


class OpenedStarsInvoice(BaseModel):
    """An invoice that Telegram opens by itself."""

    invoice_link: str
    amount_rubles: float
    amount_stars: int
    payment_id: str

    model_config = example(
        invoice_link="https://t.me/$abc123...", amount_rubles=100.00, amount_stars=200, payment_id=PAYMENT_ID
    )

    @classmethod
    def of(cls, order: Checkout, link: str) -> Self:
        return cls(
            invoice_link=link,
            amount_rubles=money.rubles(order.invoice.amount_kopeks),
            amount_stars=order.payment.amount,
            payment_id=str(order.payment.uuid),
        )


class PendingPayment(BaseModel):
    """A payment that is waited for."""

    payment_id: str
    amount_kopeks: int
    amount_rubles: float
    payment_method: str
    created_at: Moment
    can_check_manually: bool
    confirmation_url: str | None = Field(description="Where to pay it.")

    @classmethod
    def of(cls, shop: Shop, payment: Payment) -> Self:
        assert payment.invoice is not None  # noqa: S101 - nobody waits for money that nobody asked for
        return cls(
            payment_id=str(payment.uuid),
            amount_kopeks=payment.invoice.amount_kopeks,
            amount_rubles=money.rubles(payment.invoice.amount_kopeks),
            payment_method=payment.method,
            created_at=payment.created_at,
            can_check_manually=queries.can_be_looked_up(shop, payment),
            confirmation_url=payment.pay_url,
        )


class PendingPayments(BaseModel):
    """Payments that are waited for, newest first."""

    payments: list[PendingPayment]

    model_config = example(
        payments=[
            {
                "payment_id": PAYMENT_ID,
                "amount_kopeks": 50000,
                "amount_rubles": 500.00,
                "payment_method": "YOOKASSA_SBP",
                "created_at": "2024-01-15T10:30:00Z",
                "can_check_manually": True,
                "confirmation_url": "https://yookassa.ru/checkout/payments/...",
            }
        ]
    )


class CheckedPayment(BaseModel):
    """What has become of a payment."""

    status: Status
    message: str

    model_config = example(status="completed", message="Payment verified successfully")

    @classmethod
    def of(cls, shop: Shop, language: str, status: str) -> Self:
        shown: Any = STATUSES.get(status, status)
        if shown == "completed":
            return cls(status=shown, message="Payment verified successfully")
        return cls(status=shown, message=plain(shop, f"cabinet-payment-{shown}", language))
