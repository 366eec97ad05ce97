"""The console API's schemas of people."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field

from core import i18n
from core.ledger import Kind as EntryKind
from core.money import MAX_KOPEKS
from core.operations.operator_panel.customers import Card, Customer
from core.shop import Shop
from core.subscriptions.keys import views
from core.subscriptions.models import Key, Subscription
from web.api.console.payment_schemas import AdminPayment
from web.api.console.schemas import AdminPage, AdminPerson
from web.common.schemas import Moment, OkAnswer, Schema, Text

NOTE_LENGTH = 200


class AdminSubscription(Schema):
    """A person's newest subscription. `status` is active, expired or suspended; `tariff` is null for a trial."""

    id: int
    status: Literal["active", "expired", "suspended"]
    kind: Literal["trial", "paid"]
    tariff: str | None
    suspended_for: Literal["traffic", "operator"] | None
    started_at: Moment
    expires_at: Moment
    traffic_used_bytes: int
    traffic_limit_bytes: int | None = Field(description="null for unlimited.")
    devices: int
    autopay: bool

    @classmethod
    def of(cls, subscription: Subscription, now: datetime) -> Self:
        tariff = subscription.tariff.name if subscription.tariff else None
        return cls.read(subscription, status=subscription.state(now), tariff=tariff)


class AdminUser(Schema):
    """A person. `blocked` by an administrator; not `reachable` once they have stopped the bot."""

    id: int
    uuid: UUID
    name: str
    username: str | None
    telegram_id: int | None
    email: str | None
    language: str
    balance_kopeks: int
    created_at: Moment
    seen_at: Moment
    blocked: bool
    reachable: bool
    subscription: AdminSubscription | None

    @classmethod
    def of(cls, customer: Customer, now: datetime, **more: Any) -> Self:
        user, subscription = customer.user, customer.subscription
        return cls.read(
            user,
            blocked=user.blocked_at is not None,
            reachable=user.unreachable_at is None,
            subscription=AdminSubscription.of(subscription, now) if subscription else None,
            **more,
        )


class AdminUsers(AdminPage):
    """People, newest first."""

    items: list[AdminUser]


class AdminEntry(Schema):
    """One change of a balance; debits are negative. `by` is who made it, such as `admin:900` or `shop`."""

    id: int
    kind: EntryKind
    amount_kopeks: int
    note: str
    by: str = Field(validation_alias="actor")
    created_at: Moment


class AdminKeyServer(Schema):
    """Where a key lives."""

    id: int
    name: str
    flag: str


class AdminKey(Schema):
    """A key of a person's. `link` is ready once its panel has given one; `error` is why the panel refuses it."""

    id: int
    name: str = Field(validation_alias="account_name")
    server: AdminKeyServer
    state: Literal["active", "expired", "suspended", "revoked"]
    link: Literal["ready", "preparing", "none"]
    error: str | None
    online_at: Moment | None
    created_at: Moment

    @classmethod
    def of(cls, shop: Shop, language: str, key: Key) -> Self:
        state = views.state(shop, key)
        link = "none" if state == "revoked" else "ready" if views.shares(key) else "preparing"
        error = None if key.last_error is None else i18n.say_stored(key.last_error, language)
        online_at = key.account.online_at if key.account else None
        return cls.read(key, state=state, link=link, error=error, online_at=online_at)


class AdminUserTicket(Schema):
    """A ticket of a person's."""

    id: int
    subject: str
    status: Literal["open", "in_progress", "closed"]
    created_at: Moment
    updated_at: Moment


class AdminUserCampaign(Schema):
    """The campaign that a person came through."""

    id: int
    name: str


class AdminUserCard(AdminUser):
    """Everything about a person. Ledger, payments and tickets are the latest twenty, newest first."""

    referrer: AdminPerson | None
    campaign: AdminUserCampaign | None
    referrals: int = Field(description="People whom they have invited.")
    sessions: int = Field(description="Where they are signed in now, besides Telegram.")
    ledger: list[AdminEntry]
    payments: list[AdminPayment]
    keys: list[AdminKey]
    tickets: list[AdminUserTicket]

    @classmethod
    def of_card(cls, shop: Shop, language: str, card: Card, payments: list[AdminPayment]) -> Self:
        return cls.of(
            card.customer,
            shop.now(),
            referrer=card.referrer,
            campaign=card.campaign,
            referrals=card.referrals,
            sessions=card.sessions,
            ledger=card.entries,
            payments=payments,
            keys=[AdminKey.of(shop, language, key) for key in card.keys],
            tickets=card.tickets,
        )


class AdminUserAnswer(OkAnswer):
    """One person."""

    user: AdminUserCard


class AdminGrant(Schema):
    """Money for a balance, or with a minus from it."""

    kopeks: Annotated[int, Field(ge=-MAX_KOPEKS, le=MAX_KOPEKS, strict=True, description="Not 0.")]
    reason: Annotated[Text, Field(max_length=NOTE_LENGTH, description="For the ledger.")] = ""
