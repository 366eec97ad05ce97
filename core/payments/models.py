"""Invoices (what is to be paid, and what for) and the payments made on them."""

import uuid
from typing import Any

from tortoise import fields
from tortoise.models import Model

from core.users.models import User

TOP_UP = "top_up"
PURCHASE = "purchase"
RENEWAL = "renewal"


class Invoice(Model):
    """A promise: for `amount_kopeks` the shop does `purpose` with `params`, even if tariffs change meanwhile."""

    id = fields.BigIntField(primary_key=True)
    uuid = fields.UUIDField(unique=True, default=uuid.uuid4)
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "shop.User", related_name="invoices", on_delete=fields.RESTRICT
    )
    user_id: int
    purpose = fields.CharField(16)
    params: dict[str, Any] = fields.JSONField(default=dict)
    amount_kopeks = fields.BigIntField()
    created_at = fields.DatetimeField()
    fulfilled_at = fields.DatetimeField(null=True, description="When what it was for was done, once")

    class Meta:
        table = "invoices"


class Payment(Model):
    """One attempt to pay an invoice through one provider. (provider, external_id) is paid at most once."""

    id = fields.BigIntField(primary_key=True)
    uuid = fields.UUIDField(unique=True, default=uuid.uuid4)
    invoice: fields.ForeignKeyNullableRelation[Invoice] = fields.ForeignKeyField(
        "shop.Invoice", related_name="payments", null=True, on_delete=fields.RESTRICT
    )
    invoice_id: int | None
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "shop.User", related_name="payments", on_delete=fields.RESTRICT
    )
    user_id: int
    provider = fields.CharField(32)
    method = fields.CharField(32)
    external_id = fields.CharField(255, null=True)
    pay_url = fields.TextField(null=True, description="Where the customer pays")
    return_url = fields.TextField(null=True, description="Where the customer's app wants to be called back")
    expires_at = fields.DatetimeField(null=True)
    checks = fields.IntField(default=0, db_default=0)
    next_check_at = fields.DatetimeField(null=True, db_index=True, description="When to ask the provider about it")
    status = fields.CharField(
        16, default="pending", description="pending completed failed expired review refunding refunded"
    )
    amount = fields.BigIntField(description="Asked of or received by the provider, minor units of currency")
    currency = fields.CharField(8)
    credited_kopeks = fields.BigIntField(default=0)
    created_at = fields.DatetimeField()
    settled_at = fields.DatetimeField(null=True)
    refunded_at = fields.DatetimeField(null=True)

    class Meta:
        table = "payments"
        unique_together = (("provider", "external_id"),)
        indexes = (("status", "created_at"), ("user_id", "id"))


class PaymentEvent(Model):
    """What a provider has sent, kept before it is looked at, so that a crash does not eat it."""

    id = fields.BigIntField(primary_key=True)
    provider = fields.CharField(32)
    key = fields.CharField(128, unique=True, description="The same notice twice has the same key")
    body = fields.TextField()
    state = fields.CharField(12, default="new", description="new done unmatched unreadable")
    note = fields.CharField(255, default="")
    received_at = fields.DatetimeField()

    class Meta:
        table = "payment_events"
        indexes = (("state", "received_at"),)
