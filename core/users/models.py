"""The users table."""

import uuid

from tortoise import fields
from tortoise.models import Model


class User(Model):
    """One person, by whichever login. `balance_kopeks` is changed by `ledger.post` alone."""

    id = fields.BigIntField(primary_key=True)
    uuid = fields.UUIDField(unique=True, default=uuid.uuid4)
    telegram_id = fields.BigIntField(null=True, unique=True)
    email = fields.CharField(254, null=True, unique=True)
    email_verified_at = fields.DatetimeField(null=True)
    password_hash = fields.CharField(255, null=True)
    username = fields.CharField(64, null=True, db_index=True)
    first_name = fields.CharField(128, default="")
    last_name = fields.CharField(128, null=True)
    language = fields.CharField(8)
    language_chosen = fields.BooleanField(default=False)
    balance_kopeks = fields.BigIntField(default=0)
    referral_code = fields.CharField(16, unique=True)
    referrer: fields.ForeignKeyNullableRelation["User"] = fields.ForeignKeyField(
        "shop.User", related_name="referred", null=True, on_delete=fields.SET_NULL
    )
    referrer_id: int | None
    campaign: fields.ForeignKeyNullableRelation["Model"] = fields.ForeignKeyField(
        "shop.Campaign", related_name="users", null=True, on_delete=fields.SET_NULL
    )
    campaign_id: int | None
    trial_used_at = fields.DatetimeField(null=True)
    blocked_at = fields.DatetimeField(null=True, description="An administrator closed the account")
    unreachable_at = fields.DatetimeField(null=True, description="Telegram says the person has blocked the bot")
    created_at = fields.DatetimeField()
    seen_at = fields.DatetimeField()

    class Meta:
        table = "users"

    @property
    def name(self) -> str:
        """What to call the person in a message."""
        return self.first_name or self.username or str(self.id)
