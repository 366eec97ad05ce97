"""The site's public shapes of billing: how a key stands, what happened, a person's payments."""

from typing import Any, Final, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field

from core.payments.models import Payment
from core.payments.queries import changed_at
from core.shop import Shop
from core.subscriptions.billing import Account, Event, EventType
from core.subscriptions.models import Key
from core.users.models import User
from web.api.site.payment_schemas import PAYMENT_ID
from web.api.site.schemas import USER_ID
from web.common.schemas import Moment, example

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


class State(BaseModel):
    """How a key's subscription stands."""

    client_id: str = Field(description="As it was asked for.")
    user_id: UUID
    status: Literal["active", "expired", "suspended"]
    expires_at: Moment | None
    last_sync: Moment | None = Field(description="When its panel last told what it holds.")
    auto_renew: bool
    last_payment_id: UUID | None
    created_at: Moment
    updated_at: Moment

    @classmethod
    def of(cls, shop: Shop, user: User, key: Key, called: str, account: Account) -> Self:
        status: Any = key.own_subscription.state(shop.now())
        return cls(
            client_id=called,
            user_id=user.uuid,
            status=status,
            expires_at=key.own_subscription.expires_at,
            last_sync=key.account.observed_at if key.account is not None else None,
            auto_renew=key.own_subscription.autopay,
            last_payment_id=account.last_payment,
            created_at=key.own_subscription.created_at,
            updated_at=account.updated_at(key),
        )


class BillingEvent(BaseModel):
    """Something that happened to the subscription or to its owner's payments."""

    id: str
    payment_id: UUID | None = Field(description="Null where no payment stands behind it.")
    event_type: EventType
    reason: str | None
    raw_payload: dict[str, Any] = Field(description="Its numbers: kopeks, days, bytes.")
    created_at: Moment

    @classmethod
    def of(cls, event: Event) -> Self:
        return cls(
            id=event.id,
            payment_id=event.payment,
            event_type=event.type,
            reason=event.reason,
            raw_payload=dict(event.data),
            created_at=event.at,
        )


class Billing(BaseModel):
    """A key's billing; the ten latest events, newest first."""

    state: State
    events: list[BillingEvent]

    model_config = example(
        state={
            "client_id": "k0001",
            "user_id": USER_ID,
            "status": "active",
            "expires_at": "2024-02-01T00:00:00Z",
            "last_sync": "2024-01-02T00:00:00Z",
            "auto_renew": False,
            "last_payment_id": PAYMENT_ID,
            "created_at": "2024-01-01T00:00:00Z",
            "updated_at": "2024-01-01T00:01:00Z",
        },
        events=[
            {
                "id": "17",
                "payment_id": PAYMENT_ID,
                "event_type": "payment_succeeded",
                "reason": "purchase",
                "raw_payload": {"amount_kopeks": 29900},
                "created_at": "2024-01-01T00:01:00Z",
            }
        ],
    )

    @classmethod
    def of(cls, shop: Shop, user: User, key: Key, called: str, account: Account) -> Self:
        return cls(
            state=State.of(shop, user, key, called, account),
            events=[BillingEvent.of(event) for event in account.events],
        )


class HistoryItem(BaseModel):
    """One payment, and what has become of it."""

    id: UUID
    payment_id: UUID
    event_type: EventType
    status: Outcome
    received_at: Moment

    @classmethod
    def of(cls, payment: Payment) -> Self:
        kind, outcome = HISTORY[payment.status]
        return cls(
            id=payment.uuid,
            payment_id=payment.uuid,
            event_type=kind,
            status=outcome,
            received_at=changed_at(payment),
        )


class History(BaseModel):
    """A page of a person's payments; past the end it is empty."""

    page: int
    limit: int
    items: list[HistoryItem]
    total: int = Field(description="Rows on all pages.")

    model_config = example(
        page=1,
        limit=20,
        items=[
            {
                "id": PAYMENT_ID,
                "payment_id": PAYMENT_ID,
                "event_type": "payment_succeeded",
                "status": "completed",
                "received_at": "2024-01-01T00:01:00Z",
            }
        ],
        total=1,
    )
