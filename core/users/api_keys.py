"""API keys: what programs of an operator's own sign their requests with, each with its scopes.

The key itself is shown once, when it is made; the shop keeps its SHA-256. Customers' credentials are for the scope
`owner` alone.
"""

import hashlib
import re
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from tortoise import fields
from tortoise.models import Model

from core import db, errors
from core.events import ApiKeyMade, ApiKeyRevoked
from core.shop import Actor, Shop

KEYS, OPERATOR, OWNER = SCOPES = ("keys", "operator", "owner")
SECRET: Final = re.compile(r"vk_[A-Za-z0-9_-]{43}")
USE_NOTED: Final = timedelta(hours=1)


class ApiKey(Model):
    """Who may ask, and for what: `keys` for what it has made itself, `operator`, `owner` for everything."""

    id = fields.IntField(primary_key=True)
    name = fields.CharField(64)
    hash = fields.CharField(64, unique=True)
    scopes = fields.CharField(64, description="Separated by blanks")
    created_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True, description="To the hour")
    revoked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "api_keys"

    def may(self, scope: str) -> bool:
        """Whether it opens this scope; the owner's opens all."""
        return bool({scope, OWNER} & set(self.scopes.split()))


async def make(shop: Shop, name: str, scopes: Sequence[str], *, by: Actor) -> tuple[ApiKey, str]:
    """A new key, and the text to send with requests. Raises InvalidValue."""
    if not 1 <= len(name.strip()) <= 64:
        raise errors.InvalidValue(field="name")
    if not scopes or not set(scopes) <= set(SCOPES):
        raise errors.InvalidValue(field="scopes")
    text = f"vk_{secrets.token_urlsafe(32)}"
    async with db.transaction():
        key = await ApiKey.create(
            name=name.strip(),
            hash=_hash(text),
            scopes=" ".join(scope for scope in SCOPES if scope in scopes),
            created_at=shop.now(),
        )
        await shop.record(ApiKeyMade(None, api_key_id=key.id, name=key.name, scopes=key.scopes, by=str(by)))
    return key, text


async def revoke(shop: Shop, api_key_id: int, *, by: Actor) -> ApiKey:
    """Refuse it from now on; what it has made stays. Raises ApiKeyNotFound for one that is not there any more."""
    async with db.transaction():
        if not await ApiKey.filter(id=api_key_id, revoked_at=None).update(revoked_at=shop.now()):
            raise errors.ApiKeyNotFound()
        key = await ApiKey.get(id=api_key_id)
        await shop.record(ApiKeyRevoked(None, api_key_id=key.id, name=key.name, by=str(by)))
    return key


async def every() -> list[ApiKey]:
    """All keys, revoked ones too, in the order they were made."""
    return await ApiKey.all().order_by("id")


async def find(api_key_id: int) -> ApiKey:
    """Raises ApiKeyNotFound."""
    key = await ApiKey.get_or_none(id=api_key_id)
    if key is None:
        raise errors.ApiKeyNotFound()
    return key


async def check(shop: Shop, text: str) -> ApiKey:
    """The key behind what a request was signed with, by one statement. Raises Unauthenticated.

    It is found by its hash: how long that takes says nothing about the key.
    """
    key = await ApiKey.get_or_none(hash=_hash(text), revoked_at=None) if SECRET.fullmatch(text) else None
    if key is None:
        raise errors.Unauthenticated()
    now = shop.now()
    if key.used_at is None or now - key.used_at >= USE_NOTED:
        await ApiKey.filter(id=key.id).update(used_at=now)
    return key


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
