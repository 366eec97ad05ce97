"""Tortoise's SQLite engine with the habits a shop needs from it.

`BEGIN IMMEDIATE`: a transaction that will write takes the lock at once and waits for it; with SQLite's deferred default
two processes that both read first fail with SQLITE_BUSY no matter how long they are ready to wait.
`synchronous=FULL`: a committed payment survives a power cut.

One connection serves the whole process, one statement or one transaction at a time. Whoever wants it waits for at most
`patience` seconds, and whatever ends a transaction (an error, a cancelled task, at any await) leaves the connection
free and outside a transaction. While another process holds the write lock, the waiting is done here and not in SQLite,
so that those who only read are served meanwhile.

And a second connection for small reads. The first lives in a thread of its own, and the way there and back costs
several times what the database needs to find some rows by their keys; besides, it is held by whoever writes.
"""

import asyncio
import logging
import re
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import aiosqlite
from tortoise.backends.base.client import NestedTransactionContext, TransactionalDBClient, TransactionContext
from tortoise.backends.sqlite.client import SqliteClient, SqliteTransactionWrapper, translate_exceptions
from tortoise.connection import get_connections
from tortoise.exceptions import BaseORMException, DBConnectionError, TransactionManagementError

from core.db.cancellation import to_the_end

PATIENCE_MS = 15000
PAUSES = (0.001, 0.002, 0.005, 0.01, 0.02)  # seconds between tries while another process writes; then the last one
LAST_PAUSE = 0.05
BUSY_TIMEOUT = re.compile(r"\s*PRAGMA\s+busy_timeout\s*=\s*(\d+)\s*", re.IGNORECASE)

T = TypeVar("T")

logger = logging.getLogger(__name__)


@lru_cache(maxsize=256)
def numbered(sql: str) -> str:
    """A statement with `$1, $2 …` as SQLite wants it."""
    return re.sub(r"\$(\d+)", r"?\1", sql)


def plain(value: Any) -> Any:
    """A Python value as Tortoise itself stores it."""
    if isinstance(value, datetime):
        return value.isoformat(" ")
    return str(value) if isinstance(value, UUID) else value


def is_busy(error: BaseException) -> bool:
    """Whether another process held the lock, so that the statement has done nothing."""
    cause: object = error
    while isinstance(cause, BaseORMException):
        cause = cause.args[0] if cause.args else None
    return isinstance(cause, sqlite3.OperationalError) and (cause.sqlite_errorcode or 0) & 0xFF == sqlite3.SQLITE_BUSY


class ImmediateTransaction(SqliteTransactionWrapper):
    """A transaction that holds the write lock from its first statement."""

    committed = False
    _scripted = False

    def _in_transaction(self) -> TransactionContext:
        return NestedTransactionContext(ImmediateTransaction(self))

    async def begin(self) -> None:
        try:
            await self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as exc:
            raise TransactionManagementError(exc) from exc

    async def commit(self) -> None:
        if not self._scripted and not self._connection.in_transaction:
            # SQLite ends a transaction by itself on a full disk: what came after was no part of it.
            raise TransactionManagementError("SQLite has rolled this transaction back")
        await super().commit()
        self.committed = True

    async def execute_script(self, query: str) -> None:
        self._scripted = True  # sqlite3 commits before a script
        await super().execute_script(query)


class OwnTransaction(TransactionContext):
    """The connection and its write lock, from a `BEGIN` that has succeeded to the end; else nothing is held."""

    __slots__ = ("_parent", "_token", "connection", "connection_name")

    def __init__(self, connection: ImmediateTransaction, parent: "ShopSqliteClient") -> None:
        self.connection = connection
        self.connection_name = connection.connection_name
        self._parent = parent

    async def __aenter__(self) -> TransactionalDBClient:
        await self._parent.begin(self.connection)
        # No await from here on: a cancellation cannot come between.
        self._token = get_connections().set(self.connection_name, self.connection)
        return self.connection

    async def __aexit__(self, exc_type: Any, exc_val: Any, exc_tb: Any) -> None:
        transaction = self.connection
        try:
            if exc_type is None and not transaction._finalized:
                await to_the_end(transaction.commit())
        finally:
            if not transaction.committed:
                self._parent.undo(transaction._connection)
            transaction._finalized = True
            get_connections().reset(self._token)
            self._parent.give_back()


class Turn:
    """The process's one connection for one statement."""

    __slots__ = ("_client",)

    def __init__(self, client: "ShopSqliteClient") -> None:
        self._client = client

    async def __aenter__(self) -> aiosqlite.Connection:
        return await self._client.take()

    async def __aexit__(self, exc_type: Any, exc_val: Any, exc_tb: Any) -> None:
        self._client.give_back()


class ShopSqliteClient(SqliteClient):
    """What `engine: core.db.sqlite` in the Tortoise configuration stands for."""

    def __init__(self, file_path: str, **kwargs: Any) -> None:
        super().__init__(file_path, **kwargs)
        # Values are put into PRAGMA statements by Tortoise: constants only.
        self.pragmas = {
            "busy_timeout": PATIENCE_MS,
            "foreign_keys": "ON",
            "synchronous": "FULL",
            "journal_size_limit": 16384,
            **self.pragmas,
        }
        self.patience = int(self.pragmas["busy_timeout"]) / 1000
        self._broken = False  # a transaction could not be rolled back: the connection is of no use any more
        self._reader: sqlite3.Connection | None = None

    # ---- the connection, for one at a time

    async def create_connection(self, with_db: bool) -> None:
        """Open the connection; one that is not set up to the end is no connection."""
        if self._connection is not None:
            return
        connection = aiosqlite.connect(self.filename, isolation_level=None)
        try:
            await connection
            await connection._execute(self._set_up, connection)  # type: ignore[no-untyped-call]
        except BaseException:
            connection.stop()
            await to_the_end(asyncio.to_thread(connection._thread.join))  # it has to tell a loop that runs
            raise
        self._connection, self._broken = connection, False
        await self._post_connect()

    def _set_up(self, connection: aiosqlite.Connection) -> None:
        connection._conn.row_factory = sqlite3.Row
        for pragma, value in self.pragmas.items():
            connection._conn.execute(f"PRAGMA {pragma}={value}").close()
        connection._conn.execute("PRAGMA busy_timeout=0").close()  # from here on it is waited outside the thread

    async def take(self, until: float | None = None) -> aiosqlite.Connection:
        """The connection, for the caller alone until `give_back`. Raises DBConnectionError when it takes too long.

        `until` is a moment of the loop's clock.
        """
        end = until if until is not None else asyncio.get_running_loop().time() + self.patience
        try:
            async with asyncio.timeout_at(end):
                await self._lock.acquire()
        except TimeoutError:
            raise DBConnectionError(f"the database was not free for {self.patience:g} s") from None
        try:
            if self._broken and self._connection is not None:
                self._connection.stop()
                self._connection = None
            await self.create_connection(with_db=True)
            assert self._connection is not None  # noqa: S101 - just opened
            return self._connection
        except BaseException:
            self._lock.release()
            raise

    def give_back(self) -> None:
        """Let the next one have the connection."""
        self._lock.release()

    def undo(self, connection: aiosqlite.Connection) -> None:
        """Roll back what is open, before anything that is asked of the connection later.

        Nobody has to wait for it: the thread of the connection takes one thing after the other.
        """

        def roll_back() -> None:
            try:
                if connection._conn.in_transaction:
                    connection._conn.rollback()
            except (sqlite3.Error, ValueError) as exc:
                self._broken = True
                logger.warning("the connection to the database is given up: %s", exc)

        connection._tx.put_nowait((None, roll_back))

    async def begin(self, transaction: ImmediateTransaction) -> None:
        """Take the connection and begin; afterwards both are held, or neither. Raises DBConnectionError."""

        async def attempt(end: float) -> None:
            connection = await self.take(end)
            transaction._connection = connection
            try:
                await transaction.begin()
            except BaseException:
                self.undo(connection)
                self.give_back()
                raise

        await self._patiently(attempt)

    async def _patiently(self, attempt: Callable[[float], Awaitable[T]]) -> T:
        """Try again while another process writes, for at most `patience` seconds; between two tries others come in."""
        loop = asyncio.get_running_loop()
        end, pauses = loop.time() + self.patience, iter(PAUSES)
        while True:
            try:
                return await attempt(end)
            except (BaseORMException, sqlite3.OperationalError) as exc:
                pause = next(pauses, LAST_PAUSE)
                if not is_busy(exc) or loop.time() + pause > end:
                    raise
            await asyncio.sleep(pause)

    async def is_stuck(self, seconds: float) -> bool:
        """Whether the connection is not to be had, or answers nothing at all, for so long."""
        end = asyncio.get_running_loop().time() + seconds
        try:
            async with asyncio.timeout_at(end):
                connection = await self.take(end)
                try:
                    await connection.execute_fetchall("SELECT 1")
                finally:
                    self.give_back()
        except (TimeoutError, DBConnectionError):
            return True
        except sqlite3.Error:  # an answer too, and none that a new process would change
            return False
        return False

    def acquire_connection(self) -> Turn:  # type: ignore[override]
        return Turn(self)

    def _in_transaction(self) -> TransactionContext:
        return OwnTransaction(ImmediateTransaction(self), self)

    # ---- statements outside a transaction

    async def execute_insert(self, query: str, values: list[Any]) -> int:
        return await self._patiently(lambda _: super(ShopSqliteClient, self).execute_insert(query, values))

    async def execute_query(self, query: str, values: list[Any] | None = None) -> tuple[int, Sequence[Any]]:
        if (match := BUSY_TIMEOUT.fullmatch(query)) is not None:
            self.patience = int(match[1]) / 1000
            return 0, []
        return await self._patiently(lambda _: super(ShopSqliteClient, self).execute_query(query, values))

    async def execute_query_dict(self, query: str, values: list[Any] | None = None) -> list[dict[str, Any]]:
        return await self._patiently(lambda _: super(ShopSqliteClient, self).execute_query_dict(query, values))

    async def execute_many(self, query: str, values: list[list[Any]]) -> None:
        async with self._in_transaction() as transaction:
            await transaction.execute_many(query, values)

    @translate_exceptions
    async def execute_script(self, query: str) -> None:
        """Several statements, of which none may be carried out twice: here it is SQLite that waits."""
        wait = int(self.patience * 1000)

        def run(raw: sqlite3.Connection) -> None:
            raw.execute(f"PRAGMA busy_timeout={wait}").close()
            try:
                raw.executescript(query)
            finally:
                raw.execute("PRAGMA busy_timeout=0").close()

        async with self.acquire_connection() as connection:
            self.log.debug(query)
            await connection._execute(run, connection._conn)  # type: ignore[no-untyped-call]

    # ---- small reads

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
            name = f"{Path(self.filename).absolute().as_uri()}?mode=ro"  # also where it begins with two slashes
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


client_class = ShopSqliteClient
