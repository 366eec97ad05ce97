"""What this installation keeps of itself: its id, operators' choices, and how far long jobs have come."""

import fcntl
import json
import os
import secrets
import uuid
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import IO, Any, Protocol

from tortoise import fields
from tortoise.models import Model

from core import db

ID = "installation_id"
WORKER_LOCK = "worker.lock"
SIGNING_SECRET = "signing_secret"  # noqa: S105 - the name of a row


class Installed(Protocol):
    """The part of a shop that keeps what is read of the installation once a process."""

    installation_id: str | None
    signing_secret: str | None


def worker_lock(data_dir: Path) -> IO[str] | None:
    """Hold the installation's worker lock, None while a worker has it; it goes with the process, however that ends."""
    data_dir.mkdir(parents=True, exist_ok=True)
    lock = (data_dir / WORKER_LOCK).open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        return None
    return lock


def lock_name(lock: IO[str]) -> str:
    """A name of its own for the held lock of one DATA_DIR, kept in the file; a copy of the directory has another."""
    lock.seek(0)
    name = lock.read(64).strip()
    if not name:
        name = secrets.token_hex(8)
        lock.write(name)
        lock.flush()
    return f"{name}:{os.fstat(lock.fileno()).st_ino}"


def product_version() -> str:
    """The version of this code."""
    try:
        return version("vitrina")
    except PackageNotFoundError:  # run from a folder that was never installed
        return "unknown"


class Value(Model):
    """One remembered value."""

    key = fields.CharField(64, primary_key=True)
    value = fields.TextField(description="JSON")

    class Meta:
        table = "installation"


async def get(key: str) -> Any:
    """The value, or None."""
    row = await Value.get_or_none(key=key)
    return json.loads(row.value) if row else None


async def get_all(*keys: str) -> dict[str, Any]:
    """Several values by one statement; those that are not there are left out."""
    return {row.key: json.loads(row.value) for row in await Value.filter(key__in=keys)}


async def set(key: str, value: Any) -> None:
    """Keep a value until the next one."""
    text = json.dumps(value)
    async with db.transaction():
        if not await Value.filter(key=key).update(value=text):
            await Value.bulk_create([Value(key=key, value=text)], ignore_conflicts=True)


async def count_up(key: str, at: datetime) -> None:
    """Count one more of something, and note when: `{"count": …, "at": …}`, whoever counts at the same moment."""
    none_yet = json.dumps({"count": 0, "at": at.isoformat()})
    async with db.transaction():
        await Value.bulk_create([Value(key=key, value=none_yet)], ignore_conflicts=True)
        row = await Value.filter(key=key).select_for_update().get()
        value = json.dumps({"count": int(json.loads(row.value)["count"]) + 1, "at": at.isoformat()})
        await Value.filter(key=key).update(value=value)


async def delete(key: str) -> None:
    """Keep a value no longer."""
    await Value.filter(key=key).delete()


async def identity(shop: Installed) -> str:
    """The installation's own id, made once: panels carry it in their notes, so that a shop knows its accounts."""
    if shop.installation_id is None:
        shop.installation_id = await _made_once(ID, uuid.uuid4().hex[:12])
    return shop.installation_id


async def signing_secret(shop: Installed) -> str:
    """What this installation signs its tokens with: made once, the same in every process, read once by each."""
    if shop.signing_secret is None:
        shop.signing_secret = await _made_once(SIGNING_SECRET, secrets.token_urlsafe(48))
    return shop.signing_secret


async def _made_once(key: str, new_value: str) -> str:
    value = await get(key)
    if value is None:
        await Value.bulk_create([Value(key=key, value=json.dumps(new_value))], ignore_conflicts=True)
        value = await get(key)
    return str(value)
