"""The console API's shapes of payments and purchases."""

from html import unescape
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field

from core.payments import checkout, queries, review
from core.payments.models import Payment
from core.payments.queries import Purchase
from core.shop import Shop
from core.users.models import User
from web.api.console.schemas import AdminAnswer, AdminPage, AdminPerson
from web.common.deps import plain
from web.common.schemas import Moment, Text, example

State = Literal["pending", "completed", "failed", "expired", "review", "dismissed", "refunding", "refunded"]
PAYMENT: dict[str, Any] = {
    "id": 17,
    "uuid": "0f8fad5b-d9cb-469f-a165-70867728950e",
    "user": {"id": 42, "name": "Alice"},
    "provider": "yookassa",
    "method": "YOOKASSA_SBP",
    "title": "YooKassa SBP",
    "state": "completed",
    "amount": "299 ₽",
    "credited_kopeks": 29900,
    "external_id": "2d1f5c2e-000f-5000-9000-1b68e7b15f3f",
    "created_at": "2026-11-21T11:58:00Z",
    "settled_at": "2026-11-21T12:00:00Z",
    "refunded_at": None,
    "reversed_at": None,
    "reason": None,
    "can": {"check": False, "refund": True, "accept": False, "dismiss": False},
}


class AdminCan(BaseModel):
    """What can be done with a payment now."""

    check: bool
    refund: bool
    accept: bool
    dismiss: bool


class AdminPayment(BaseModel):
    """A payment. `amount` is what the vendor was asked for, in its currency; `reason` why it waits for a decision."""

    id: int
    uuid: UUID
    user: AdminPerson
    provider: str
    method: str
    title: str = Field(description="What the method is called.")
    state: State
    amount: str
    credited_kopeks: int
    external_id: str | None
    created_at: Moment
    settled_at: Moment | None
    refunded_at: Moment | None
    reversed_at: Moment | None = Field(description="When the vendor took it back by itself.")
    reason: str | None
    came: str | None = Field(None, description="What really came, of one that waits for a decision.")
    worth_kopeks: int | None = Field(None, description="What accepting it would credit; null where nothing can be.")
    can: AdminCan

    model_config = example(**PAYMENT)

    @classmethod
    def of(
        cls, shop: Shop, language: str, payment: Payment, user: User | None = None, *, worth: int | None = None
    ) -> Self:
        """A payment fetched with its user, or of the user who is given; `worth` is told of one payment alone."""
        in_review = payment.status == review.IN_REVIEW
        names = ("id", "uuid", "provider", "method", "credited_kopeks", "external_id")
        moments = ("created_at", "settled_at", "refunded_at", "reversed_at")
        return cls(
            **{name: getattr(payment, name) for name in (*names, *moments)},
            user=AdminPerson.of(user or payment.user),
            title=unescape(checkout.method_name(shop, language, payment.method)),
            state=payment.status,  # type: ignore[arg-type]  # checked by the shape
            amount=_sum(shop, language, payment.amount, payment.currency),
            reason=payment.doubt,
            came=_sum(shop, language, payment.received or 0, payment.received_currency or "") if in_review else None,
            worth_kopeks=worth,
            can=AdminCan(
                check=queries.can_be_checked(shop, payment),
                refund=queries.can_be_refunded(shop, payment),
                accept=in_review,
                dismiss=in_review,
            ),
        )


def _sum(shop: Shop, language: str, amount: int, currency: str) -> str:
    return plain(shop, "bot-admin-sum", language, currency=currency, amount=str(amount), amount_kopeks=amount)


class AdminPayments(AdminPage):
    """Payments, newest first; `providers` are those that are switched on."""

    items: list[AdminPayment]
    providers: list[str]


class AdminPaymentAnswer(AdminAnswer):
    """One payment."""

    payment: AdminPayment


class AdminDismissal(BaseModel):
    """Why a payment is not credited; for the events."""

    note: Annotated[Text, Field(max_length=review.NOTE_LENGTH)] = ""

    model_config = example(note="the customer was given the money back by hand")


class AdminPurchase(BaseModel):
    """What was paid from a balance. `returned` once the money is on the balance again."""

    entry_id: int
    user: AdminPerson
    what: str
    amount_kopeks: int
    created_at: Moment
    returned: bool

    model_config = example(
        entry_id=93,
        user={"id": 42, "name": "Alice"},
        what="Month",
        amount_kopeks=29900,
        created_at="2026-11-21T12:00:00Z",
        returned=False,
    )

    @classmethod
    def of(cls, bought: Purchase) -> Self:
        return cls(
            entry_id=bought.entry_id,
            user=AdminPerson(id=bought.user_id, name=bought.name),
            what=bought.what,
            amount_kopeks=bought.amount_kopeks,
            created_at=bought.at,
            returned=bought.returned,
        )


class AdminPurchases(AdminPage):
    """Purchases, newest first."""

    items: list[AdminPurchase]


class AdminReturned(AdminAnswer):
    """The purchase, and the balance after its money has come back."""

    purchase: AdminPurchase
    balance_kopeks: int
