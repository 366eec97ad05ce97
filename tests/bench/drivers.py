"""Listening to aiosqlite and asyncpg under the ORM, and speaking to them without it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from typing import Any

import aiosqlite
import asyncpg
from asyncpg.connection import Connection
from tortoise.connection import get_connection

from core import db
from core.users.models import User
from tests.bench.replay import Heard, Step, said_again

RESET = "pg_advisory_unlock_all"  # asyncpg's pool cleans every connection that comes back

Purchase = Callable[[User], Awaitable[None]]


def quote_of(user: User) -> str:
    """Every buyer buys once."""
    return f"bench{user.id}"


def key_of(user: User) -> str:
    """What `purchase.buy` calls the ledger entry of that quote."""
    return f"buy:{user.id}:{quote_of(user)}"


@contextlib.contextmanager
def listening() -> Iterator[list[Heard]]:
    """Everything the ORM's open database says to its driver meanwhile; nothing else may use it."""
    heard: list[Heard] = []
    if db.is_postgres():
        with _listening_to_asyncpg(heard):
            yield heard
    else:
        with _listening_to_aiosqlite(heard):
            yield heard


@contextlib.contextmanager
def _listening_to_aiosqlite(heard: list[Heard]) -> Iterator[None]:
    connection: Any = get_connection(db.CONNECTION)._connection  # type: ignore[attr-defined]
    execute = connection._execute

    async def overheard(function: Callable[..., Any], *args: Any, **options: Any) -> Any:
        found = await execute(function, *args, **options)
        call = function.__name__.removeprefix("_")
        sql, params = (*args, "", ())[:2] if args else ("", ())
        rows = found if isinstance(found, list) else [found] if call == "execute_insert" else ()
        if not sql.startswith(("SELECT last_insert_rowid", "PRAGMA")) and call != "close":
            heard.append(Heard(call, sql, list(params), rows))
        return found

    connection._execute = overheard
    try:
        yield
    finally:
        del connection._execute


@contextlib.contextmanager
def _listening_to_asyncpg(heard: list[Heard]) -> Iterator[None]:
    def overheard(call: str, said: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def listen(connection: Connection, sql: str, *params: Any, **options: Any) -> Any:
            found = await said(connection, sql, *params, **options)
            if RESET not in sql:
                rows = [found] if call == "fetchrow" else found if call == "fetch" else ()
                heard.append(Heard(call, sql, params, rows))
            return found

        return listen

    former = {call: getattr(Connection, call) for call in ("execute", "fetch", "fetchrow")}
    for call, said in former.items():
        setattr(Connection, call, overheard(call, said))
    try:
        yield
    finally:
        for call, said in former.items():
            setattr(Connection, call, said)


class _Sqlite:
    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def say(self, call: str, sql: str, params: list[Any]) -> Sequence[Any]:
        if call == "commit":
            await self._connection.commit()
            return ()
        if call == "execute":
            await self._connection.execute(sql, params)
            return ()
        if call == "execute_insert":
            row = await self._connection.execute_insert(sql, params)
            return [row] if row else ()
        return list(await self._connection.execute_fetchall(sql, params))


class _Postgres:
    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def say(self, call: str, sql: str, params: list[Any]) -> Sequence[Any]:
        found = await getattr(self._connection, call)(sql, *params)
        return [found] if call == "fetchrow" else found


@contextlib.asynccontextmanager
async def bare(url: str, steps: Sequence[Step]) -> AsyncIterator[Purchase]:
    """Bare code that buys: one connection and a lock on SQLite, a pool of the ORM's size on PostgreSQL."""
    client: Any = get_connection(db.CONNECTION)
    if db.is_postgres():
        sizes = {"min_size": client.pool_minsize, "max_size": client.pool_maxsize}
        async with asyncpg.create_pool(url, connection_class=client.connection_class, **sizes) as pool:

            async def buy_from_pool(user: User) -> None:
                async with pool.acquire() as connection:
                    await said_again(steps, _Postgres(connection), user.id, key_of(user))

            yield buy_from_pool
        return
    lock = asyncio.Lock()
    async with aiosqlite.connect(client.filename, isolation_level=None) as connection:
        for name, value in client.pragmas.items():
            await connection.execute(f"PRAGMA {name}={value}")
        driver = _Sqlite(connection)

        async def buy_alone(user: User) -> None:
            async with lock:
                await said_again(steps, driver, user.id, key_of(user))

        yield buy_alone
