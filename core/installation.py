"""What this installation remembers about itself: its id, and how far long jobs have come."""

import uuid
from typing import Any

from tortoise import fields
from tortoise.models import Model

from core import db

ID = "installation_id"


class Memory(Model):
    """One remembered value."""

    key = fields.CharField(64, primary_key=True)
    value: Any = fields.JSONField()

    class Meta:
        table = "installation"


async def recall(key: str) -> Any:
    """The remembered value, or None."""
    row = await Memory.get_or_none(key=key)
    return row.value if row else None


async def remember(key: str, value: Any) -> None:
    """Keep a value until the next one."""
    async with db.transaction():
        if not await Memory.filter(key=key).update(value=value):
            await Memory.bulk_create([Memory(key=key, value=value)], ignore_conflicts=True)


async def identity() -> str:
    """The installation's own id, made once: panels carry it in their notes, so that a shop knows its accounts."""
    known = await recall(ID)
    if known is None:
        await Memory.bulk_create([Memory(key=ID, value=uuid.uuid4().hex[:12])], ignore_conflicts=True)
        known = await recall(ID)
    return str(known)
