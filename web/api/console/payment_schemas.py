"""The console API's schemas of payments and purchases."""

from html import unescape
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field

from core import i18n
from core.payments import checkout, queries, review
from core.payments.models import Payment
from core.payments.queries import Purchase
from core.shop import Shop
from core.users.models import User
from web.api.console.schemas import AdminPage, AdminPerson
from web.common.deps import plain
from web.common.schemas import Moment, OkAnswer, Schema, Text

State = Literal["pending", "completed", "failed", "expired", "review", "dismissed", "refunding", "refunded"]


class AdminCan(Schema):
    """What can be done with a payment now."""

    check: bool
    refund: bool
    accept: bool
    dismiss: bool


class AdminPayment(Schema):
    """A payment. `amount` is what the vendor was asked for, in its currency; `reason` why it waits for a decision."""

    id: int
    uuid: UUID
    user: AdminPerson
    provider: str
    method: str
    title: str = Field(description="What the method is called.")
    state: State = Field(validation_alias="status")
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

    @classmethod
    def of(
        cls, shop: Shop, language: str, payment: Payment, user: User | None = None, *, worth: int | None = None
    ) -> Self:
        """A payment fetched with its user, or of the user who is given; `worth` is told of one payment alone."""
        in_review = payment.status == review.IN_REVIEW
        return cls.read(
            payment,
            user=user or payment.user,
            title=unescape(checkout.method_name(shop, language, payment.method)),
            amount=_sum(shop, language, payment.amount, payment.currency),
            reason=None if payment.doubt is None else i18n.say_stored(payment.doubt, language),
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


class AdminPaymentAnswer(OkAnswer):
    """One payment."""

    payment: AdminPayment


class AdminDismissal(Schema):
    """Why a payment is not credited; for the events."""

    note: Annotated[Text, Field(max_length=review.NOTE_LENGTH)] = ""


class AdminPurchase(Schema):
    """What was paid from a balance. `returned` once the money is on the balance again."""

    entry_id: int
    user: AdminPerson
    what: str
    amount_kopeks: int
    created_at: Moment = Field(validation_alias="at")
    returned: bool

    @classmethod
    def of(cls, purchase: Purchase) -> Self:
        return cls.read(purchase, user=AdminPerson(id=purchase.user_id, name=purchase.name))


class AdminPurchases(AdminPage):
    """Purchases, newest first."""

    items: list[AdminPurchase]


class AdminReturned(OkAnswer):
    """The purchase, and the balance after its money has come back."""

    purchase: AdminPurchase
    balance_kopeks: int
