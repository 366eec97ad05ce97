"""What this installation remembers about itself: its id, and how far long jobs have come."""

import json
import uuid
from typing import Any

from tortoise import fields
from tortoise.models import Model

from core import db

ID = "installation_id"


class Memory(Model):
    """One remembered value."""

    key = fields.CharField(64, primary_key=True)
    value = fields.TextField(description="JSON")

    class Meta:
        table = "installation"


async def recall(key: str) -> Any:
    """The remembered value, or None."""
    row = await Memory.get_or_none(key=key)
    return json.loads(row.value) if row else None


async def remember(key: str, value: Any) -> None:
    """Keep a value until the next one."""
    text = json.dumps(value)
    async with db.transaction():
        if not await Memory.filter(key=key).update(value=text):
            await Memory.bulk_create([Memory(key=key, value=text)], ignore_conflicts=True)


async def identity() -> str:
    """The installation's own id, made once: panels carry it in their notes, so that a shop knows its accounts."""
    known = await recall(ID)
    if known is None:
        await Memory.bulk_create([Memory(key=ID, value=json.dumps(uuid.uuid4().hex[:12]))], ignore_conflicts=True)
        known = await recall(ID)
    return str(known)
