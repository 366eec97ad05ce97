"""The site's public schemas of billing: how a key stands, what happened, a person's payments."""

from typing import Any, Final, Literal, Self
from uuid import UUID

from pydantic import AliasPath, Field

from core.payments.models import Payment
from core.payments.queries import changed_at
from core.shop import Shop
from core.subscriptions.billing import Account, EventType
from core.subscriptions.models import Key
from core.users.models import User
from web.common.schemas import Moment, Schema

Outcome = Literal["completed", "pending", "failed"]
# What the shop calls a payment's status, and what the history does.
HISTORY: Final[dict[str, tuple[EventType, Outcome]]] = {
    "pending": ("payment_received", "pending"),
    "review": ("payment_received", "pending"),
    "completed": ("payment_succeeded", "completed"),
    "refunding": ("refunded", "completed"),
    "refunded": ("refunded", "completed"),
    "failed": ("payment_failed", "failed"),
    "expired": ("payment_failed", "failed"),
    "dismissed": ("payment_failed", "failed"),
}


class State(Schema):
    """How a key's subscription stands."""

    client_id: str = Field(description="As it was asked for.")
    user_id: UUID
    status: Literal["active", "expired", "suspended"]
    expires_at: Moment | None = Field(validation_alias=AliasPath("own_subscription", "expires_at"))
    last_sync: Moment | None = Field(description="When its panel last told what it holds.")
    auto_renew: bool = Field(validation_alias=AliasPath("own_subscription", "autopay"))
    last_payment_id: UUID | None
    created_at: Moment = Field(validation_alias=AliasPath("own_subscription", "created_at"))
    updated_at: Moment

    @classmethod
    def of(cls, shop: Shop, user: User, key: Key, name: str, account: Account) -> Self:
        return cls.read(
            key,
            client_id=name,
            user_id=user.uuid,
            status=key.own_subscription.state(shop.now()),
            last_sync=key.account.observed_at if key.account is not None else None,
            last_payment_id=account.last_payment,
            updated_at=account.updated_at(key),
        )


class BillingEvent(Schema):
    """Something that happened to the subscription or to its owner's payments."""

    id: str
    payment_id: UUID | None = Field(validation_alias="payment", description="Null where no payment stands behind it.")
    event_type: EventType = Field(validation_alias="type")
    reason: str | None
    raw_payload: dict[str, Any] = Field(validation_alias="data", description="Its numbers: kopeks, days, bytes.")
    created_at: Moment = Field(validation_alias="at")


class Billing(Schema):
    """A key's billing; the ten latest events, newest first."""

    state: State
    events: list[BillingEvent]

    @classmethod
    def of(cls, shop: Shop, user: User, key: Key, name: str, account: Account) -> Self:
        return cls.read(account, state=State.of(shop, user, key, name, account))


class HistoryItem(Schema):
    """One payment, and what has become of it."""

    id: UUID = Field(validation_alias="uuid")
    payment_id: UUID = Field(validation_alias="uuid")
    event_type: EventType
    status: Outcome
    received_at: Moment

    @classmethod
    def of(cls, payment: Payment) -> Self:
        kind, outcome = HISTORY[payment.status]
        return cls.read(payment, event_type=kind, status=outcome, received_at=changed_at(payment))


class History(Schema):
    """A page of a person's payments; past the end it is empty."""

    page: int
    limit: int
    items: list[HistoryItem]
    total: int = Field(description="Rows on all pages.")
