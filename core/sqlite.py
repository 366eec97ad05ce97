"""Tortoise's SQLite engine with the two habits a shop needs from it.

`BEGIN IMMEDIATE`: a transaction that will write takes the lock at once and waits for it; with SQLite's deferred default
two processes that both read first fail with SQLITE_BUSY no matter how long they are ready to wait.
`synchronous=FULL`: a committed payment survives a power cut.

And a second connection for small reads. Tortoise's lives in a thread of its own, and the way there and back costs
several times what the database needs to find some rows by their keys; besides, it is held by whoever writes.
"""

import re
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

from tortoise.backends.base.client import NestedTransactionContext, TransactionContext
from tortoise.backends.sqlite.client import SqliteClient, SqliteTransactionContext, SqliteTransactionWrapper
from tortoise.exceptions import TransactionManagementError


@lru_cache(maxsize=256)
def numbered(sql: str) -> str:
    """A statement with `$1, $2 …` as SQLite wants it."""
    return re.sub(r"\$(\d+)", r"?\1", sql)


def plain(value: Any) -> Any:
    """A Python value as Tortoise itself stores it."""
    if isinstance(value, datetime):
        return value.isoformat(" ")
    return str(value) if isinstance(value, UUID) else value


class ImmediateTransaction(SqliteTransactionWrapper):
    """A transaction that holds the write lock from its first statement."""

    def _in_transaction(self) -> TransactionContext:
        return NestedTransactionContext(ImmediateTransaction(self))

    async def begin(self) -> None:
        try:
            await self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as exc:
            raise TransactionManagementError(exc) from exc


class ShopSqliteClient(SqliteClient):
    """What `engine: core.sqlite` in the Tortoise configuration stands for."""

    def __init__(self, file_path: str, **kwargs: Any) -> None:
        super().__init__(file_path, **kwargs)
        # Values are put into PRAGMA statements by Tortoise: constants only.
        self.pragmas = {
            "busy_timeout": 15000,
            "foreign_keys": "ON",
            "synchronous": "FULL",
            "journal_size_limit": 16384,
            **self.pragmas,
        }
        self._reader: sqlite3.Connection | None = None

    async def read(self, sql: str, params: Sequence[Any]) -> Sequence[Any] | None:
        """Rows of what is committed, at once and in this thread; None where only the other connection can tell."""
        reader = self._reader or self._opened()
        if reader is None:
            return None
        values = [plain(value) for value in params]
        try:
            rows = reader.execute(numbered(sql), values).fetchall()
        except sqlite3.OperationalError:  # a writer recovers the file, or there is no such table: the other one says
            return None
        self.log.debug("%s: %s", sql, values)
        return rows

    def _opened(self) -> sqlite3.Connection | None:
        """The second connection, once the first has made the file."""
        if self._connection is not None and Path(self.filename).is_file():
            name = f"file:{quote(str(self.filename))}?mode=ro"
            # Asked by one thread at a time: that of the event loop.
            self._reader = sqlite3.connect(name, uri=True, isolation_level=None, check_same_thread=False, timeout=0)
            self._reader.row_factory = sqlite3.Row
        return self._reader

    async def close(self) -> None:
        """Close both connections."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None
        await super().close()

    def _in_transaction(self) -> TransactionContext:
        return SqliteTransactionContext(ImmediateTransaction(self), self._lock)


client_class = ShopSqliteClient
