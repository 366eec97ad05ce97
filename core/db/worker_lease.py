"""The worker's lease: one worker drives a database, whatever machine and DATA_DIR it has.

A row names the holder and counts its renewals. Clocks of different machines are never compared, and the shop's clock is
not asked: a holder is dead when its row has stood still for `DEAD_SECONDS` of the observer's own monotonic clock, while
the observer itself could have written. A holder that has not renewed for `SURE_SECONDS` does nothing until it has.
"""

import asyncio
import json
import logging
import secrets
import socket
from pathlib import Path
from typing import Any

from core import db
from core.clock import uptime

KEY = "worker_lease"  # a row of `installation`
RENEW_SECONDS = 2.0
SURE_SECONDS = 6.0
DEAD_SECONDS = 10.0  # more than SURE_SECONDS, so that the old holder has stopped before a new one begins
LOOK_SECONDS = 0.5
SLOW_LOOK_SECONDS = 1.0  # the database was busy: the holder could not renew either

logger = logging.getLogger(__name__)


class Taken(Exception):
    """Another worker drives this database; the text says which."""


class Lost(Exception):
    """Another worker has taken the lease over."""


class Lease:
    """This process's lease. `take` it, `keep` it beside the work, `release` it in the end."""

    def __init__(self, data_dir: Path, lock: str) -> None:
        """`lock` names the lock of `data_dir` that this process holds: whoever held it before is dead."""
        self._holder = secrets.token_hex(8)
        self._where = f"{socket.gethostname()}, DATA_DIR {data_dir}"
        self._lock = lock
        self._beat = 0
        self._renewed = uptime()

    async def take(self) -> None:
        """Become the one worker; that of a dead holder takes `DEAD_SECONDS`, or no time with its lock. Raises Taken."""
        while not await self._insert():
            other = await _row()
            if other is None:
                continue
            if other.get("lock") != self._lock:
                await self._wait_for_its_end(other)
            await self._replace(other)
            if (mine := await _row()) is not None and mine.get("holder") == self._holder:
                break
        self._renewed = uptime()

    async def keep(self) -> None:
        """Renew it for as long as it is ours. Raises Lost."""
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            began = uptime()
            try:
                if not await self._renew():
                    raise Lost()
            except Exception as exc:
                if not db.tell_away(exc):
                    raise
            else:
                self._renewed = began

    async def sure(self) -> None:
        """Return once nobody else can have taken it."""
        while uptime() - self._renewed > SURE_SECONDS:  # noqa: ASYNC110 - it becomes so by time alone
            await asyncio.sleep(0.1)

    async def release(self) -> None:
        """Let the next worker begin at once."""
        mine = await _row()
        if mine is not None and mine.get("holder") == self._holder:
            await db.fetch("DELETE FROM installation WHERE key = $1 AND value = $2", KEY, _text(mine))

    def _next(self) -> dict[str, Any]:
        return {"holder": self._holder, "beat": self._beat, "lock": self._lock, "where": self._where}

    async def _insert(self) -> bool:
        row = await db.fetch_one(
            "INSERT INTO installation (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING RETURNING key",
            KEY,
            _text(self._next()),
        )
        return row is not None

    async def _replace(self, row_before: dict[str, Any]) -> bool:
        """Put our row where the known one stands, unless it has changed."""
        row = await db.fetch_one(
            "UPDATE installation SET value = $2 WHERE key = $1 AND value = $3 RETURNING key",
            KEY,
            _text(self._next()),
            _text(row_before),
        )
        return row is not None

    async def _renew(self) -> bool:
        row_before = self._next()
        self._beat += 1
        if await self._replace(row_before):
            return True
        # An earlier renewal may have been written although its answer was lost.
        other = await _row()
        if other is None:
            return await self._insert()
        return other.get("holder") == self._holder and await self._replace(other)

    async def _wait_for_its_end(self, other: dict[str, Any]) -> None:
        """Watch another holder's row. Raises Taken when it is renewed."""
        logger.info("another worker had this database (%s): waiting to see whether it lives", other.get("where"))
        still_since = uptime()
        while uptime() - still_since < DEAD_SECONDS:
            await asyncio.sleep(LOOK_SECONDS)
            began = uptime()
            try:
                async with db.transaction():  # as a renewal would: on SQLite it needs the lock for writing
                    row = await _row()
            except Exception as exc:
                if not db.tell_away(exc):
                    raise
                still_since = uptime()
                continue
            if row is None:
                return
            if row != other:
                raise Taken(f"another worker drives this database ({row.get('where')})")
            if uptime() - began > SLOW_LOOK_SECONDS:
                still_since = uptime()


async def clear() -> None:
    """Forget whoever held it: the database has just been put into place."""
    await db.fetch("DELETE FROM installation WHERE key = $1", KEY)


async def _row() -> dict[str, Any] | None:
    row = await db.fetch_one("SELECT value FROM installation WHERE key = $1", KEY)
    return json.loads(row["value"]) if row else None


def _text(value: dict[str, Any]) -> str:
    return json.dumps(value, sort_keys=True)
