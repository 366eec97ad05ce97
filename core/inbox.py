"""Telegram updates that are received and not yet handled, and what the bot remembers of each conversation.

An update is stored before it is confirmed to Telegram, and removed once its handler has finished: neither a crash nor a
restart loses one, and one that Telegram sends twice is stored once.
"""

from collections.abc import Sequence
from typing import Any

from tortoise import fields
from tortoise.models import Model

from core import db
from core.shop import Shop


class TelegramUpdate(Model):
    """One update as Telegram sent it."""

    id = fields.BigIntField(primary_key=True)
    update_id = fields.BigIntField(unique=True)
    data: dict[str, Any] = fields.JSONField()
    received_at = fields.DatetimeField()

    class Meta:
        table = "telegram_updates"


class ChatState(Model):
    """Where a person is in a dialogue with the bot."""

    key = fields.CharField(64, primary_key=True)
    state = fields.CharField(128, null=True)
    data: dict[str, Any] = fields.JSONField(default=dict)

    class Meta:
        table = "chat_states"


async def store(shop: Shop, updates: Sequence[dict[str, Any]]) -> None:
    """Keep updates until they are handled. Raises KeyError or ValueError for something that is no update."""
    now = shop.now()
    rows = [TelegramUpdate(update_id=int(update["update_id"]), data=update, received_at=now) for update in updates]
    await TelegramUpdate.bulk_create(rows, ignore_conflicts=True)
    shop.wakeups.wake("inbox")


async def pending(after: int, limit: int = 100) -> list[dict[str, Any]]:
    """Stored updates with an id above `after`, in order."""
    rows = await TelegramUpdate.filter(update_id__gt=after).order_by("update_id").limit(limit)
    return [row.data for row in rows]


async def forget(update_ids: Sequence[int]) -> None:
    """These updates are handled."""
    if update_ids:
        await TelegramUpdate.filter(update_id__in=update_ids).delete()


async def load_state(key: str) -> tuple[str | None, dict[str, Any]]:
    """State and data of a conversation; (None, {}) for an unknown one."""
    row = await ChatState.get_or_none(key=key)
    return (row.state, row.data) if row else (None, {})


async def save_state(key: str, state: str | None, data: dict[str, Any]) -> None:
    """Remember a conversation; nothing to remember removes it."""
    if state is None and not data:
        await ChatState.filter(key=key).delete()
        return
    async with db.transaction():
        if not await ChatState.filter(key=key).update(state=state, data=data):
            await ChatState.bulk_create([ChatState(key=key, state=state, data=data)], ignore_conflicts=True)
