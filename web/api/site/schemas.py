"""The site's public schemas: people, keys, tariffs, servers. Names are the contract's."""

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AliasPath, Field

from core.catalogue.servers import Server
from core.catalogue.tariffs import Tariff
from core.shop import Shop
from core.subscriptions.keys import views
from core.subscriptions.keys.views import Identity
from core.subscriptions.models import Key
from core.traffic.key_reports import Usage
from core.users.models import User as ShopUser
from web.api.site.deps import roles
from web.common.schemas import AsText, Moment, Schema

DAY_SECONDS = 86400
KEY_ID = "5f8e7d6c-1a2b-4c3d-8e9f-0a1b2c3d4e5f"


class User(Schema):
    """A person."""

    id: UUID = Field(validation_alias="uuid")
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
        names = roles(shop, user)
        return cls.read(
            user,
            roles=names,
            marzban_username=identity.account_name,
            marzban_id=identity.account_name,
            is_active=user.blocked_at is None,
            is_admin="admin" in names,
            referred_by=identity.referrer,
            updated_at=max(user.created_at, user.seen_at),
        )


class VPNKey(Schema):
    """A key as its panel holds it."""

    id: UUID = Field(validation_alias="uuid")
    user_id: UUID
    marzban_client_id: str = Field(validation_alias="account_name")
    protocol: str
    transport: str | None = Field(description="Of the link, null while there is none.")
    created_at: Moment
    expires_at: Moment | None = Field(validation_alias=AliasPath("own_subscription", "expires_at"))
    active: bool = Field(description="Whether one gets through with it.")
    subscription_url: str | None = Field(description="The subscription's own address; null for a key of one device.")
    config_text: str | None = Field(description="The share link; null while it is prepared and once it is revoked.")

    @classmethod
    def of(cls, shop: Shop, user: ShopUser, key: Key) -> Self:
        link = next(iter(views.shares(key)), None)
        protocol, transport = views.carried(link)
        return cls.read(
            key,
            user_id=user.uuid,
            protocol=protocol,
            transport=transport,
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

    id: UUID = Field(validation_alias="uuid")
    uuid_key: UUID = Field(validation_alias="secret", description="The VLESS id.")
    protocol: str
    transport: str
    flow: str | None
    status: Literal["active", "revoked", "expired", "suspended"]
    expires_at: Moment | None = Field(validation_alias=AliasPath("own_subscription", "expires_at"))

    @classmethod
    def of(cls, shop: Shop, key: Key) -> Self:
        status, transport = views.state(shop, key), key.transport or "tcp"
        return cls.read(key, protocol="vless", transport=transport, flow=key.flow or None, status=status)


class UsageStats(Schema):
    """Bytes of all time."""

    client_id: str
    up: int = Field(validation_alias="up_bytes", description="From the customer to the internet.")
    down: int = Field(validation_alias="down_bytes")
    total: int = Field(validation_alias="total_bytes")
    expires: Moment

    @classmethod
    def of(cls, key: Key, usage: Usage) -> Self:
        return cls.read(usage, client_id=key.account_name, expires=key.own_subscription.expires_at)


class PublicTariff(Schema):
    """What is sold."""

    id: UUID = Field(validation_alias="uuid")
    code: str = Field(validation_alias="public_code")
    name: str
    description: str | None
    price_amount: Annotated[int, Field(description="Kopeks.")] = Field(validation_alias="price_kopeks")
    currency: Literal["RUB"] = "RUB"
    duration_seconds: int
    created_at: Moment
    updated_at: Moment = Field(validation_alias="created_at")

    @classmethod
    def of(cls, tariff: Tariff) -> Self:
        duration = tariff.period_days * DAY_SECONDS
        return cls.read(tariff, description=tariff.description or None, duration_seconds=duration)


class Node(Schema):
    """A server."""

    id: AsText
    name: str
    status: Literal["online", "offline", "maintenance"]
    location: str = Field(
        validation_alias="country", description="Two letters of its country; empty where it is not told."
    )

    @classmethod
    def of(cls, server: Server) -> Self:
        status = "offline" if server.trouble else "online"
        return cls.read(server, status=status if server.enabled else "maintenance")


def subscription_url(shop: Shop, key: Key) -> str | None:
    """The address of the subscription whose own key it is; a device's key is told by its link alone."""
    return None if key.number or key.revoked_at is not None else shop.link(f"/s/{key.own_subscription.token}")
