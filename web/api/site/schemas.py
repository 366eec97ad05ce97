"""The site's public schemas: people, keys, tariffs, servers. Names are the contract's."""

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field

from core.catalogue.servers import Server
from core.catalogue.tariffs import Tariff
from core.shop import Shop
from core.subscriptions.keys import views
from core.subscriptions.keys.views import Identity
from core.subscriptions.models import Key
from core.traffic.usage import Usage
from core.users.models import User as ShopUser
from web.api.site.deps import roles
from web.common.schemas import Moment, Schema

DAY_SECONDS = 86400
KEY_ID = "5f8e7d6c-1a2b-4c3d-8e9f-0a1b2c3d4e5f"


class User(Schema):
    """A person."""

    id: UUID
    email: str | None
    telegram_id: int | None
    roles: list[str]
    marzban_username: str | None = Field(description="The name of the account of their first key.")
    marzban_id: str | None = Field(description="The same.")
    is_active: bool
    is_admin: bool
    referral_code: str | None
    referred_by: UUID | None = Field(description="Who invited them.")
    created_at: Moment
    updated_at: Moment = Field(description="When they were last here; noted about once an hour.")

    @classmethod
    def of(cls, shop: Shop, user: ShopUser, identity: Identity) -> Self:
        held = roles(shop, user)
        return cls(
            id=user.uuid,
            email=user.email,
            telegram_id=user.telegram_id,
            roles=held,
            marzban_username=identity.account_name,
            marzban_id=identity.account_name,
            is_active=user.blocked_at is None,
            is_admin="admin" in held,
            referral_code=user.referral_code,
            referred_by=identity.referrer,
            created_at=user.created_at,
            updated_at=max(user.created_at, user.seen_at),
        )


class VPNKey(Schema):
    """A key as its panel holds it."""

    id: UUID
    user_id: UUID
    marzban_client_id: str
    protocol: str
    transport: str | None = Field(description="Of the link, null while there is none.")
    created_at: Moment
    expires_at: Moment | None
    active: bool = Field(description="Whether one gets through with it.")
    subscription_url: str | None = Field(description="The subscription's own address; null for a key of one device.")
    config_text: str | None = Field(description="The share link; null while it is prepared and once it is revoked.")

    @classmethod
    def of(cls, shop: Shop, user: ShopUser, key: Key) -> Self:
        link = next(iter(views.shares(key)), None)
        protocol, transport = views.carried(link)
        return cls(
            id=key.uuid,
            user_id=user.uuid,
            marzban_client_id=key.account_name,
            protocol=protocol,
            transport=transport,
            created_at=key.created_at,
            expires_at=key.own_subscription.expires_at,
            active=views.is_served(shop, key),
            subscription_url=subscription_url(shop, key),
            config_text=link,
        )


class ProfileStats(Schema):
    """Numbers of a profile."""

    clients_total: int


class Profile(Schema):
    """A person and their keys."""

    user: User
    stats: ProfileStats
    clients: list[VPNKey]


class InternalClient(Schema):
    """A key as the shop wants it."""

    id: UUID
    uuid_key: UUID = Field(description="The VLESS id.")
    protocol: str
    transport: str
    flow: str | None
    status: Literal["active", "revoked", "expired", "suspended"]
    expires_at: Moment | None

    @classmethod
    def of(cls, shop: Shop, key: Key) -> Self:
        return cls(
            id=key.uuid,
            uuid_key=key.secret,
            protocol="vless",
            transport=key.transport or "tcp",
            flow=key.flow or None,
            status=views.state(shop, key),
            expires_at=key.own_subscription.expires_at,
        )


class UsageStats(Schema):
    """Bytes of all time."""

    client_id: str
    up: int = Field(description="From the customer to the internet.")
    down: int
    total: int
    expires: Moment

    @classmethod
    def of(cls, key: Key, usage: Usage) -> Self:
        return cls(
            client_id=key.account_name,
            up=usage.up_bytes,
            down=usage.down_bytes,
            total=usage.total_bytes,
            expires=key.own_subscription.expires_at,
        )


class PublicTariff(Schema):
    """What is sold."""

    id: UUID
    code: str
    name: str
    description: str | None
    price_amount: Annotated[int, Field(description="Kopeks.")]
    currency: Literal["RUB"] = "RUB"
    duration_seconds: int
    created_at: Moment
    updated_at: Moment

    @classmethod
    def of(cls, tariff: Tariff) -> Self:
        return cls(
            id=tariff.uuid,
            code=tariff.public_code,
            name=tariff.name,
            description=tariff.description or None,
            price_amount=tariff.price_kopeks,
            duration_seconds=tariff.period_days * DAY_SECONDS,
            created_at=tariff.created_at,
            updated_at=tariff.created_at,
        )


class Node(Schema):
    """A server."""

    id: str
    name: str
    status: Literal["online", "offline", "maintenance"]
    location: str = Field(description="Two letters of its country; empty where it is not told.")

    @classmethod
    def of(cls, server: Server) -> Self:
        status: Literal["online", "offline", "maintenance"] = "offline" if server.trouble else "online"
        return cls(
            id=str(server.id),
            name=server.name,
            status=status if server.enabled else "maintenance",
            location=server.country,
        )


def subscription_url(shop: Shop, key: Key) -> str | None:
    """The address of the subscription whose own key it is; a device's key is told by its link alone."""
    return None if key.number or key.revoked_at is not None else shop.link(f"/s/{key.own_subscription.token}")
