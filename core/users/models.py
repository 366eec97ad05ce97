"""Tables about people: who they are, where they are signed in, what codes and sign-ins have been used, and how often
something was tried."""

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
        indexes = (("referrer_id", "id"),)

    @property
    def name(self) -> str:
        """What to call the person in a message."""
        return self.first_name or self.username or str(self.id)


class Session(Model):
    """One sign-in of a person on one device. The refresh token itself is nowhere but with the device."""

    id = fields.BigIntField(primary_key=True)
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "shop.User", related_name="sessions", on_delete=fields.CASCADE
    )
    user_id: int
    token_hash = fields.CharField(64, unique=True, description="SHA-256 of the refresh token")
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(db_index=True)
    revoked_at = fields.DatetimeField(null=True)
    family = fields.UUIDField(null=True, db_index=True, description="Sessions that followed from one sign-in")
    replaced_at = fields.DatetimeField(null=True, description="When a newer token took its place")
    proof = fields.CharField(64, null=True, description="Telegram's hash of the initData it began with")

    class Meta:
        table = "sessions"
        indexes = (("user_id", "id"),)


class LetterToken(Model):
    """A code sent by e-mail: `purpose` is verification or reset. Good for one use."""

    id = fields.BigIntField(primary_key=True)
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "shop.User", related_name="letter_tokens", on_delete=fields.CASCADE
    )
    user_id: int
    purpose = fields.CharField(16)
    token_hash = fields.CharField(64, unique=True, description="SHA-256 of the code")
    fact_id = fields.BigIntField(null=True, unique=True, description="What asked for the letter")
    created_at = fields.DatetimeField()
    sent_at = fields.DatetimeField(null=True)
    expires_at = fields.DatetimeField(db_index=True)
    used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "letter_tokens"


class UsedProof(Model):
    """A sign-in that Telegram has signed and somebody has used: it serves once."""

    proof = fields.CharField(64, primary_key=True, description="Telegram's hash")
    expires_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "used_proofs"


class Attempts(Model):
    """How often something was tried since its first time, until `expires_at`."""

    id = fields.BigIntField(primary_key=True)
    key = fields.CharField(64, unique=True, description="HMAC of what is counted: no address stands here")
    count = fields.IntField()
    expires_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "attempts"
