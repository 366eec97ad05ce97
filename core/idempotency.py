"""Idempotency: an answer that is kept under the key its asker chose, so that a repeated request is not a second one.

A key belongs to one person, one operation and one body. The first request claims it; the same request again gets the
first one's answer, also while that is still being made. A refusal is not kept: nothing has changed, so the key is free.
"""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from tortoise import fields
from tortoise.models import Model

from core import db, errors
from core.shop import Shop
from core.users.models import User

KEY_LENGTH = 255
KEPT = timedelta(hours=24)
ABANDONED = timedelta(minutes=2)  # a claim whose process has died; what it did is told apart by its own unique keys
WAIT_SECONDS, POLL_SECONDS = 20.0, 0.1

Answer = dict[str, Any]


class IdempotencyKey(Model):
    """One request that must not be done twice. Without an answer it is being done now."""

    id = fields.BigIntField(primary_key=True)
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "shop.User", related_name="idempotency_keys", on_delete=fields.CASCADE
    )
    user_id: int
    key = fields.CharField(KEY_LENGTH)
    request_hash = fields.CharField(64, description="SHA-256 of the operation and the body")
    answer = fields.TextField(null=True, description="JSON")
    created_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "idempotency_keys"
        unique_together = (("user_id", "key"),)


async def run_once(
    shop: Shop, user: User, key: str | None, *, operation: str, body: str, act: Callable[[], Awaitable[Answer]]
) -> Answer:
    """The answer of `act`, which runs once for this key; without a key it simply runs.

    Call it outside a transaction. Raises KeyReused where the key belongs to another request, StillUnderWay where the
    first one takes too long, and whatever `act` raises.
    """
    if key is None:
        return await act()
    request_hash = hashlib.sha256(f"{operation}\n{body}".encode()).hexdigest()
    for _ in range(int(WAIT_SECONDS / POLL_SECONDS)):
        row_id = await _lock_key(shop, user, key, request_hash)
        if row_id is not None:
            return await _run(row_id, act)
        row = await IdempotencyKey.get_or_none(user_id=user.id, key=key)
        if row is not None and row.request_hash != request_hash:
            raise errors.KeyReused()
        if row is not None and row.answer is not None:
            answer: Answer = json.loads(row.answer)
            return answer
        await asyncio.sleep(POLL_SECONDS)
    raise errors.StillUnderWay()


async def forget_old(shop: Shop) -> None:
    """Drop keys that nobody repeats any more."""
    await IdempotencyKey.filter(created_at__lt=shop.due_now() - KEPT).delete()


async def _lock_key(shop: Shop, user: User, key: str, request_hash: str) -> int | None:
    """The row of a key that is ours to answer now; None where somebody else has it."""
    now = shop.now()
    row = await db.fetch_one(
        "INSERT INTO idempotency_keys (user_id, key, request_hash, created_at) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (user_id, key) DO UPDATE SET created_at = $4 WHERE idempotency_keys.answer IS NULL"
        " AND idempotency_keys.request_hash = $3 AND idempotency_keys.created_at < $5 RETURNING id",
        user.id,
        key,
        request_hash,
        now,
        now - ABANDONED,
    )
    return int(row["id"]) if row else None


async def _run(claim: int, act: Callable[[], Awaitable[Answer]]) -> Answer:
    try:
        answer = await act()
        await IdempotencyKey.filter(id=claim).update(answer=json.dumps(answer))
    except Exception:
        await IdempotencyKey.filter(id=claim, answer=None).delete()
        raise
    return answer
