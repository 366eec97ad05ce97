"""Invoices (what is to be paid, and what for) and the payments made on them."""

import uuid
from typing import Any

from tortoise import fields
from tortoise.models import Model

from core.users.models import User

TOP_UP = "top_up"
PURCHASE = "purchase"
RENEWAL = "renewal"

CONSENT = "save_method"  # in an invoice's params: the customer has agreed that the method is remembered

WAITING = ("pending", "expired", "failed")  # money may still come: late money wins


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
        16, default="pending", description="pending completed failed expired review dismissed refunding refunded"
    )
    amount = fields.BigIntField(description="Asked of or received by the provider, minor units of currency")
    currency = fields.CharField(8)
    credited_kopeks = fields.BigIntField(default=0)
    created_at = fields.DatetimeField()
    settled_at = fields.DatetimeField(null=True)
    refunded_at = fields.DatetimeField(null=True)
    reversed_at = fields.DatetimeField(null=True, description="When the provider took it back without being asked")
    received = fields.BigIntField(null=True, description="What came of a payment in review, minor units")
    received_currency = fields.CharField(8, null=True, description="In which currency it came")
    payer_telegram_id = fields.BigIntField(
        null=True, description="Who paid, where Telegram says it: a refund goes there"
    )
    doubt = fields.CharField(255, null=True, description="Why it waits, or waited, for an operator")

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
    state = fields.CharField(12, default="new", description="new done unmatched unreadable given_up")
    claims: list[dict[str, Any]] | None = fields.JSONField(null=True, description="What it says, to be looked at again")
    note = fields.CharField(255, default="")
    received_at = fields.DatetimeField()
    attempts = fields.IntField(default=0, db_default=0)
    next_try_at = fields.DatetimeField(null=True, db_index=True, description="When to look again whose payment it is")

    class Meta:
        table = "payment_events"
        indexes = (("state", "received_at"),)


class Lease(Model):
    """Whose turn it is to ask a vendor about something, and nobody else asks before `until`."""

    key = fields.CharField(320, primary_key=True)
    until = fields.DatetimeField(db_index=True)

    class Meta:
        table = "payment_turns"


class Alert(Model):
    """Trouble with payments that an operator is told of: how often it came since they were told last."""

    key = fields.CharField(320, primary_key=True)
    count = fields.IntField()
    told_at = fields.DatetimeField(null=True)
    at = fields.DatetimeField(db_index=True, description="When it came last")

    class Meta:
        table = "payment_alarms"


class SavedMethod(Model):
    """A way to pay that the customer let the vendor remember, so that a renewal can be charged to it."""

    id = fields.BigIntField(primary_key=True)
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "shop.User", related_name="saved_methods", on_delete=fields.RESTRICT
    )
    user_id: int
    provider = fields.CharField(32)
    method = fields.CharField(32)
    token = fields.CharField(255, description="The vendor's name for it, useless without the shop's credentials")
    title = fields.CharField(64, description="What the customer knows it by, such as the end of a card number")
    created_at = fields.DatetimeField()
    removed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "saved_methods"
        unique_together = (("provider", "token"),)
        indexes = (("user_id", "removed_at"),)
