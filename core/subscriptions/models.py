"""Subscriptions, the keys the shop wants, and the accounts panels say they hold."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from tortoise import fields
from tortoise.models import Model

from core.catalogue.servers import Server
from core.catalogue.tariffs import Tariff
from core.users.api_keys import ApiKey
from core.users.models import User

TRIAL, PAID = "trial", "paid"
ACTIVE, EXPIRED, SUSPENDED = "active", "expired", "suspended"


class Subscription(Model):
    """A period of service. Its `token` names the customer's link `/s/<token>` for ever."""

    id = fields.BigIntField(primary_key=True)
    uuid = fields.UUIDField(unique=True, default=uuid4)
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "shop.User", related_name="subscriptions", on_delete=fields.RESTRICT
    )
    user_id: int
    tariff: fields.ForeignKeyNullableRelation[Tariff] = fields.ForeignKeyField(
        "shop.Tariff", related_name="subscriptions", null=True, on_delete=fields.SET_NULL
    )
    tariff_id: int | None
    kind = fields.CharField(8)
    status = fields.CharField(12, default=ACTIVE)
    suspended_for = fields.CharField(16, null=True, description="traffic or operator")
    token = fields.CharField(32, unique=True)
    started_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    traffic_limit_bytes = fields.BigIntField(null=True)
    traffic_used_bytes = fields.BigIntField(default=0)
    devices = fields.IntField()
    profile = fields.CharField(64, default="default")
    sold: dict[str, Any] | None = fields.JSONField(null=True, description="The terms it was sold with last")
    chosen_server_id = fields.IntField(null=True, description="The customer's choice, None = all of the tariff's")
    autopay = fields.BooleanField(default=False)
    autopay_tried_at = fields.DatetimeField(null=True)
    reminder = fields.CharField(16, null=True, description="The last reminder of this period")
    epoch = fields.IntField(default=0, description="Usage period, raised when usage starts again from zero")
    ready_at = fields.DatetimeField(null=True, description="When the link first worked")
    created_at = fields.DatetimeField()

    keys: fields.ReverseRelation["Key"]

    class Meta:
        table = "subscriptions"
        indexes = (("user_id", "id"), ("status", "expires_at"))

    def days_left(self, now: datetime) -> int:
        """Whole days to the end, a begun day counting as one; 0 when it is over."""
        return max(0, -((now - self.expires_at).days))

    def serves(self, now: datetime) -> bool:
        """Whether there is service now; one that has just ended is closed some seconds later."""
        return self.status == ACTIVE and self.expires_at > now

    def state(self, now: datetime) -> str:
        """Its status as people see it: one that has just ended is expired, though it is closed some seconds later."""
        return EXPIRED if self.expires_at <= now else self.status

    @property
    def is_active(self) -> bool:
        return self.status == ACTIVE

    @property
    def traffic_left_bytes(self) -> int | None:
        """None = unlimited."""
        if self.traffic_limit_bytes is None:
            return None
        return max(0, int(self.traffic_limit_bytes) - int(self.traffic_used_bytes))


class Key(Model):
    """What the shop wants one server to hold: for one subscription, or for whoever made the key without any.

    `want_version` is raised by every change; provisioning brings `have_version` after it. `next_try_at` is set while
    they differ, so that due work is found by one index.
    """

    id = fields.BigIntField(primary_key=True)
    uuid = fields.UUIDField(unique=True, default=uuid4)
    subscription: fields.ForeignKeyNullableRelation[Subscription] = fields.ForeignKeyField(
        "shop.Subscription", related_name="keys", null=True, on_delete=fields.RESTRICT
    )
    subscription_id: int | None
    server: fields.ForeignKeyRelation[Server] = fields.ForeignKeyField(
        "shop.Server", related_name="keys", on_delete=fields.RESTRICT
    )
    server_id: int
    number = fields.IntField(default=0, db_default=0, description="0 = the subscription's own, others are made by hand")
    name = fields.CharField(36, null=True, unique=True, description="Account name taken over from a panel")
    transport = fields.CharField(16, default="tcp", db_default="tcp")
    flow = fields.CharField(32, default="xtls-rprx-vision", db_default="xtls-rprx-vision")
    meta: dict[str, Any] | None = fields.JSONField(null=True, description="What a front end keeps with it")
    maker: fields.ForeignKeyNullableRelation[ApiKey] = fields.ForeignKeyField(
        "shop.ApiKey",
        related_name="keys",
        null=True,
        on_delete=fields.RESTRICT,
        description="Who made it, by which API",
    )
    maker_id: int | None
    label = fields.CharField(255, null=True, description="What an API client calls it")
    email = fields.CharField(255, null=True, unique=True, description="What the operator calls it")
    alias = fields.CharField(64, default="", db_default="", description="A word of the operator's beside its name")
    port = fields.IntField(null=True, description="A port of its own, None = the server's")
    enabled = fields.BooleanField(default=True, db_default=True, description="Of one without a subscription")
    secret = fields.UUIDField(unique=True, default=uuid4, description="The VLESS id: a credential")
    rotation = fields.IntField(default=0)
    removed_at = fields.DatetimeField(null=True)
    revoked_at = fields.DatetimeField(null=True, description="When its owner gave it up for good")
    want_version = fields.IntField(default=1)
    have_version = fields.IntField(default=0)
    next_try_at = fields.DatetimeField(null=True, db_index=True)
    attempts = fields.IntField(default=0)
    last_error = fields.CharField(255, null=True)
    created_at = fields.DatetimeField()

    account: fields.OneToOneNullableRelation["PanelAccount"]

    class Meta:
        table = "keys"
        unique_together = (("subscription_id", "server_id", "number"), ("server_id", "port"))

    @property
    def own_subscription(self) -> Subscription:
        """The subscription of a key that has one, fetched with it."""
        if self.subscription is None:
            raise LookupError(f"key {self.id} belongs to no subscription")
        return self.subscription

    @property
    def account_name(self) -> str:
        """The key's name on its panel: lower case, never from a person's name, unless the panel had it before."""
        return self.name or f"k{self.id:04d}"


class PanelAccount(Model):
    """What a key's panel last said it holds."""

    key: fields.OneToOneRelation[Key] = fields.OneToOneField(
        "shop.Key", related_name="account", primary_key=True, on_delete=fields.CASCADE
    )
    key_id: int
    state = fields.CharField(12)
    links: list[str] = fields.JSONField(default=list)
    used_bytes = fields.BigIntField(default=0)
    online_at = fields.DatetimeField(null=True)
    observed_at = fields.DatetimeField()

    class Meta:
        table = "panel_accounts"


class LeftoverAccount(Model):
    """An account that its key has moved away from: the panel has to forget it, as soon as it can be asked."""

    id = fields.BigIntField(primary_key=True)
    server: fields.ForeignKeyRelation[Server] = fields.ForeignKeyField(
        "shop.Server", related_name="leftovers", on_delete=fields.RESTRICT
    )
    server_id: int
    name = fields.CharField(36)
    ref = fields.CharField(64)
    wait_version = fields.IntField(default=0, db_default=0, description="What the key has to reach first")
    seen_version = fields.IntField(default=0, db_default=0, description="The key's version that the account follows")
    attempts = fields.IntField(default=0)
    next_try_at = fields.DatetimeField(null=True, db_index=True)
    last_error = fields.CharField(255, null=True)

    class Meta:
        table = "leftover_accounts"
        unique_together = (("server_id", "name"),)
