"""Tortoise's PostgreSQL engine with the habits a shop needs from it.

Without asyncpg's house-cleaning: a connection that goes back to the pool is normally scrubbed by one more round trip
(`RESET ALL`, `UNLISTEN *` …). The shop changes no session settings and listens to nothing, so it would pay for that
after every statement outside a transaction and gain nothing.

With an end to every wait: for a connection, for a statement, for a server that says nothing. And whatever ends a
transaction (an error, a cancelled task, at any await) gives its connection back in order or closes it.
"""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import asyncpg
from asyncpg import Connection
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import NestedTransactionContext, TransactionalDBClient, TransactionContext
from tortoise.backends.base_postgres.client import translate_exceptions
from tortoise.connection import get_connections
from tortoise.exceptions import DBConnectionError, TransactionManagementError

from core.db.cancellation import to_the_end

POOL_SECONDS = 15.0  # for one of the process's connections to be free, or made
CONNECT_SECONDS = 10.0
STATEMENT_SECONDS = 30.0  # longer than anything the shop asks takes; a lock that somebody else holds may need it
RETURN_SECONDS = 5.0  # for a statement that was cut off to be cancelled by the server

logger = logging.getLogger(__name__)


class ShopConnection(Connection):  # type: ignore[misc]
    """A connection that comes back to the pool as it is."""

    def get_reset_query(self) -> str:
        return ""


class PooledStatement:
    """A connection of the pool for one statement."""

    __slots__ = ("_client", "_connection")

    def __init__(self, client: "ShopPostgresClient") -> None:
        self._client = client

    async def __aenter__(self) -> Any:
        self._connection = await self._client.borrow()
        return self._connection

    async def __aexit__(self, exc_type: Any, exc_val: Any, exc_tb: Any) -> None:
        await self._client.give_back(self._connection)


class ShopTransaction(TransactionWrapper):
    """A transaction that knows whether it was committed."""

    committed = False
    _failed = False

    def _in_transaction(self) -> TransactionContext:
        return Savepoint(ShopTransaction(self), self)

    async def commit(self) -> None:
        if self._failed:
            # PostgreSQL would answer COMMIT with a silent ROLLBACK.
            raise TransactionManagementError("a statement of this transaction has failed")
        await super().commit()
        self.committed = True

    async def _translate_exceptions(self, func: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return await _told(super()._translate_exceptions(func, *args, **kwargs))
        except Exception as exc:
            self._failed = self._failed or isinstance(exc.__cause__ or exc, asyncpg.PostgresError)
            raise


class Savepoint(NestedTransactionContext):
    """A part of a transaction. Its statements are counted with the whole; rolling it back undoes what has failed."""

    __slots__ = ("_whole",)

    def __init__(self, client: ShopTransaction, whole: ShopTransaction) -> None:
        super().__init__(client)
        self._whole = whole

    async def __aexit__(self, exc_type: Any, exc_val: Any, exc_tb: Any) -> None:
        await super().__aexit__(exc_type, exc_val, exc_tb)
        if exc_type is not None and exc_type is not TransactionManagementError:
            self._whole._failed = False


class PooledTransaction(TransactionContext):
    """A connection of the pool from a `BEGIN` that has succeeded to the end; else nothing is held."""

    __slots__ = ("_parent", "_token", "client", "connection_name")

    client: ShopTransaction

    def __init__(self, client: ShopTransaction, parent: "ShopPostgresClient") -> None:
        self.client = client
        self.connection_name = client.connection_name
        self._parent = parent

    async def __aenter__(self) -> TransactionalDBClient:
        connection = await self._parent.borrow()
        self.client._connection = connection
        try:
            await self.client.begin()
        except BaseException:
            _close(connection)  # whether it has begun is unknown
            await to_the_end(self._parent.give_back(connection))
            raise
        # No await from here on: a cancellation cannot come between.
        self._token = get_connections().set(self.connection_name, self.client)
        return self.client

    async def __aexit__(self, exc_type: Any, exc_val: Any, exc_tb: Any) -> None:
        try:
            await to_the_end(self._end(commit=exc_type is None))
        finally:
            self.client._finalized = True
            get_connections().reset(self._token)

    async def _end(self, *, commit: bool) -> None:
        connection = self.client._connection
        try:
            if commit and not self.client._finalized:
                await _told(self.client.commit())
        finally:
            if not self.client.committed and not self.client._finalized:
                try:
                    async with asyncio.timeout(RETURN_SECONDS):
                        await self.client.rollback()
                except Exception as exc:
                    logger.debug("a connection is closed instead of rolled back: %s", type(exc).__name__)
                    _close(connection)
            await self._parent.give_back(connection)


def _close(connection: Any) -> None:
    with suppress(asyncpg.InterfaceError):  # closed already
        connection.terminate()


async def _told(work: Any) -> Any:
    """Do it; a server that says nothing is one that is away, and so is one that asyncpg cannot make sense of any more.

    The latter is how asyncpg tells of a connection that the server has closed in the middle of something.
    """
    try:
        return await work
    except TimeoutError as exc:
        raise DBConnectionError(f"PostgreSQL has not answered within {STATEMENT_SECONDS:g} s") from exc
    except asyncpg.InternalClientError as exc:
        raise DBConnectionError("the connection to PostgreSQL is lost") from exc


class ShopPostgresClient(AsyncpgDBClient):
    """What `engine: core.db.postgres` in the Tortoise configuration stands for."""

    connection_class = ShopConnection

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Without a least number of connections: asyncpg would log a traceback for each try to keep it.
        patience = {"timeout": CONNECT_SECONDS, "command_timeout": STATEMENT_SECONDS, "minsize": 0}
        super().__init__(*args, **{**patience, **kwargs})

    async def borrow(self) -> Any:
        """A connection of the pool, until `give_back`. Raises DBConnectionError where there is none to be had."""
        try:
            if self._pool is None:
                async with self._pool_init_lock:
                    if self._pool is None:
                        await self.create_connection(with_db=True)
            return await self._pool.acquire(timeout=POOL_SECONDS)  # type: ignore[union-attr]
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as exc:
            reason = str(exc) or f"no connection within {POOL_SECONDS:g} s"
            raise DBConnectionError(f"PostgreSQL cannot be reached: {reason}") from exc

    async def give_back(self, connection: Any) -> None:
        """Let others have a connection; one whose last statement cannot be cancelled is closed."""
        if self._pool is None:
            return
        try:
            await self._pool.release(connection, timeout=RETURN_SECONDS)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as exc:
            logger.debug("a connection is closed instead of given back: %s", type(exc).__name__)

    async def is_stuck(self, seconds: float) -> bool:
        """Whether the pool has no connection to give for so long while the server has one for a newcomer.

        Every statement has an end, so that a pool that is only busy gives one in time.
        """
        if self._pool is None:
            return False
        try:
            connection = await self._pool.acquire(timeout=seconds)
        except TimeoutError:
            return await self._is_there()
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            return False
        await self.give_back(connection)
        return False

    async def _is_there(self) -> bool:
        """Whether the server answers a new connection."""
        credentials = {name: value for name, value in self._template.items() if name not in ("min_size", "max_size")}
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                connection = await asyncpg.connect(password=self.password, **credentials)
                await connection.close(timeout=1)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            return False
        return True

    def acquire_connection(self) -> PooledStatement:  # type: ignore[override]
        return PooledStatement(self)

    def _in_transaction(self) -> TransactionContext:
        return PooledTransaction(ShopTransaction(self), self)

    async def _translate_exceptions(self, func: Any, *args: Any, **kwargs: Any) -> Any:
        return await _told(super()._translate_exceptions(func, *args, **kwargs))

    async def execute_many(self, query: str, values: list[Any]) -> None:
        async with self._in_transaction() as transaction:
            await transaction.execute_many(query, values)

    @translate_exceptions
    async def read(self, sql: str, params: Sequence[Any]) -> Sequence[Any] | None:
        """Rows of a SELECT, without the wrappings of a statement that may write; None where there is no pool yet."""
        if self._pool is None:
            return None
        async with self.acquire_connection() as connection:
            self.log.debug("%s: %s", sql, params)
            rows: Sequence[Any] = await connection.fetch(sql, *params)
            return rows


client_class = ShopPostgresClient
