"""Tortoise's SQLite engine with the two habits a shop needs from it.

`BEGIN IMMEDIATE`: a transaction that will write takes the lock at once and waits for it; with SQLite's deferred default
two processes that both read first fail with SQLITE_BUSY no matter how long they are ready to wait.
`synchronous=FULL`: a committed payment survives a power cut.
"""

import sqlite3
from typing import Any

from tortoise.backends.base.client import NestedTransactionContext, TransactionContext
from tortoise.backends.sqlite.client import SqliteClient, SqliteTransactionContext, SqliteTransactionWrapper
from tortoise.exceptions import TransactionManagementError


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

    def _in_transaction(self) -> TransactionContext:
        return SqliteTransactionContext(ImmediateTransaction(self), self._lock)


client_class = ShopSqliteClient
