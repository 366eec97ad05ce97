"""The database: Tortoise's configuration, transactions, raw statements and migrations."""

import asyncio
import json
import logging
import os
import random
import socket
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from contextvars import ContextVar
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar
from urllib.parse import urlsplit

from tortoise import Tortoise
from tortoise.backends.base.client import TransactionalDBClient
from tortoise.backends.base.config_generator import expand_db_url
from tortoise.backends.base.executor import EXECUTOR_CACHE
from tortoise.connection import get_connection
from tortoise.exceptions import BaseORMException, DBConnectionError
from tortoise.timezone import get_timezone, get_use_tz
from tortoise.transactions import in_transaction

from core.db.sqlite import numbered, plain

CONNECTION = "default"
APP = "shop"
MODELS = (
    "core.config.changes",
    "core.config.texts",
    "core.idempotency",
    "core.telegram.inbox",
    "core.installation",
    "core.ledger",
    "core.notifications.delivery",
    "core.operations.broadcasts",
    "core.outbox",
    "core.payments.models",
    "core.users.api_keys",
    "core.promotions.campaigns",
    "core.engine.calls",
    "core.promotions.promocodes",
    "core.catalogue.servers",
    "core.subscriptions.models",
    "core.catalogue.tariffs",
    "core.tickets",
    "core.traffic.models",
    "core.users.models",
)
# Tortoise keeps its time zone in the environment, under the name of a setting of ours and for our child processes too.
TORTOISE_ENVIRONMENT = ("USE_TZ", "TIMEZONE")
ENGINES = {"tortoise.backends.sqlite": "core.db.sqlite", "tortoise.backends.asyncpg": "core.db.postgres"}

# By name: importing asyncpg takes 0.1 s, which SQLite shops need not pay.
ASYNCPG_AWAY = {"InterfaceError", "PostgresConnectionError", "OperatorInterventionError", "TooManyConnectionsError"}

ASYNCPG_GAVE_WAY = {"DeadlockDetectedError", "SerializationError"}
CALM_SECONDS = 0.5  # without a failure before a database counts as back
GIVE_WAY_PAUSES = (0.02, 0.1, 0.3, 0.6)  # seconds before an operation is done again

T = TypeVar("T")
P = ParamSpec("P")

logger = logging.getLogger(__name__)

_after_commit: ContextVar[list[Callable[[], None]] | None] = ContextVar("after_commit", default=None)
_commits: ContextVar[int] = ContextVar("commits", default=0)  # of this task
_prepared: list[type] = []  # the engine that the models, of which there is one set a process, are prepared for


def tortoise_config(url: str, **credentials: Any) -> dict[str, Any]:
    """Tortoise's configuration for a database URL; `credentials` override what the URL says (SQLite: pragmas)."""
    connection = expand_db_url(url)
    connection["engine"] = ENGINES.get(connection["engine"], connection["engine"])
    connection["credentials"].update(credentials)
    return {
        "connections": {CONNECTION: connection},
        "apps": {APP: {"models": list(MODELS), "default_connection": CONNECTION, "migrations": "core.db.migrations"}},
        "use_tz": True,
        "timezone": "UTC",
    }


def sqlite_path(url: str) -> Path | None:
    """The database file of a SQLite URL, None for other engines."""
    parts = urlsplit(url)
    return Path(parts.netloc + parts.path) if parts.scheme == "sqlite" else None


async def connect(url: str, **credentials: Any) -> None:
    """Open the database for every task of this process. Always pair with `disconnect`, or the process never ends."""
    path = sqlite_path(url)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    _outage.began, _outage.count = None, 0
    # Tortoise caches INSERT statements by connection name only; another engine under that name needs its own.
    EXECUTOR_CACHE.clear()
    environment = {name: os.environ.get(name) for name in TORTOISE_ENVIRONMENT}
    try:
        config = tortoise_config(url, **credentials)
        await Tortoise.init(config=config, init_connections=False, _enable_global_fallback=True)
        _prepare_models(type(get_connection(CONNECTION)))
        get_use_tz(), get_timezone()  # remembered from here on
    finally:
        for name, value in environment.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _prepare_models(engine: type) -> None:
    """Let models build statements for this engine; it takes as long as everything else that opens a shop."""
    if engine not in _prepared:
        Tortoise._build_initial_querysets()
        _prepared[:] = [engine]


async def disconnect() -> None:
    """Close all connections; safe to call twice."""
    if Tortoise._inited:
        await Tortoise.close_connections()


@asynccontextmanager
async def transaction() -> AsyncIterator[None]:
    """One database transaction; nested use is a savepoint. Never await a panel, a provider or Telegram inside.

    Raises an error that `is_away` knows where the database cannot be had within seconds. However it ends, cancelled at
    any await too: either all of it is committed and what waits for that is run, or nothing is; and nothing stays held.
    """
    outer = _after_commit.get()
    if outer is not None:
        async with in_transaction(CONNECTION):
            yield
        return
    hooks: list[Callable[[], None]] = []
    token = _after_commit.set(hooks)
    client: Any = None
    try:
        async with in_transaction(CONNECTION) as client:
            yield
    finally:
        _after_commit.reset(token)
        if client is not None and client.committed:  # also where the task was cancelled during the COMMIT
            _commits.set(_commits.get() + 1)
            _outage.over()
            for hook in hooks:
                hook()


def after_commit(hook: Callable[[], None]) -> None:
    """Run `hook` once the surrounding transaction is committed, or at once where there is none."""
    hooks = _after_commit.get()
    if hooks is None:
        hook()
    elif hook not in hooks:
        hooks.append(hook)


def repeated(operation: Callable[P, Coroutine[Any, Any, T]]) -> Callable[P, Coroutine[Any, Any, T]]:
    """An operation that is done again, a few times, when PostgreSQL has made it give way to another one.

    Only as long as nothing of it is committed. What it writes outside of transactions before that may be written twice.
    """

    @wraps(operation)
    async def run(*args: P.args, **kwargs: P.kwargs) -> T:
        if _after_commit.get() is not None:  # a part of a larger operation, which is done again as a whole
            return await operation(*args, **kwargs)
        for pause in GIVE_WAY_PAUSES:
            before = _commits.get()
            try:
                return await operation(*args, **kwargs)
            except Exception as exc:
                if not gave_way(exc) or _commits.get() != before:
                    raise
                logger.info("%s gave way to another operation and is done again", operation.__name__)
            await asyncio.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 - jitter
        return await operation(*args, **kwargs)

    return run


def gave_way(error: BaseException) -> bool:
    """Whether PostgreSQL has undone a transaction so that another one could go on (a deadlock, a serialization)."""
    causes: list[BaseException] = [error]
    for cause in causes:
        if type(cause).__name__ in ASYNCPG_GAVE_WAY:
            return True
        further = (cause.__cause__, *cause.args[:1]) if isinstance(cause, BaseORMException) else ()
        causes += [inner for inner in further if isinstance(inner, BaseException)]
    return False


def is_away(error: BaseException) -> bool:
    """Whether an error says that the database cannot be reached or is busy now, so that the same may work later."""
    if gave_way(error):
        return True
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, DBConnectionError | ConnectionError | socket.gaierror):
            return True
        if any(base.__name__ in ASYNCPG_AWAY for base in type(cause).__mro__):
            return True
        if isinstance(cause, sqlite3.OperationalError):
            return any(sign in str(cause) for sign in ("locked", "unable to open", "disk"))
        inner = cause.args[0] if cause.args and isinstance(cause.args[0], BaseException) else None
        cause = inner if isinstance(cause, BaseORMException) else None
    return False


class _Outage:
    """What the log is told of a database that is away: that, how often it was missed, and that it is back."""

    def __init__(self) -> None:
        self.began: float | None = None
        self._latest = 0.0
        self.count = 0

    def note(self, error: BaseException) -> None:
        self.count += 1
        self._latest = time.monotonic()
        if self.began is None:
            self.began = self._latest
            reason = str(error).partition("\n")[0][:200] or type(error).__name__
            logger.error("the database is away: %s; what needs it is refused or waits", reason)

    def over(self) -> None:
        if self.began is not None and (now := time.monotonic()) - self._latest > CALM_SECONDS:
            seconds, self.began = now - self.began, None
            logger.warning("the database is back after %.0f s; it was missed %d times", seconds, self.count)
            self.count = 0


_outage = _Outage()


def tell_away(error: BaseException) -> bool:
    """As `is_away`, for whoever handles the error: the log is told once that the database is away, and when it is back.

    Back is when something could be written, and nobody has missed the database for a moment.
    """
    away = is_away(error)
    if away and not gave_way(error):
        _outage.note(error)
    return away


async def look_whether_back() -> None:
    """Where the database was away for somebody: see whether it still is. Raises nothing."""
    if _outage.began is not None:
        with suppress(Exception):
            async with transaction():
                await fetch("SELECT 1 AS one")


async def is_stuck(seconds: float) -> bool:
    """Whether this process cannot ask its database for so long although that is there: only a new process can."""
    client: Any = get_connection(CONNECTION)
    return bool(await client.is_stuck(seconds))


def is_postgres() -> bool:
    return get_connection(CONNECTION).capabilities.dialect == "postgres"


async def fetch(sql: str, *params: Any) -> Sequence[Any]:
    """Rows of one statement, written with `$1, $2 …` for both engines."""
    connection = get_connection(CONNECTION)
    reads = sql.startswith("SELECT")
    if connection.capabilities.dialect == "sqlite":
        rows: Sequence[Any] = (await connection.execute_query(numbered(sql), [plain(value) for value in params]))[1]
    elif reads:
        rows = (await connection.execute_query(sql, list(params)))[1]
    else:
        # Tortoise's execute_query drops the rows of RETURNING on PostgreSQL, this one does not.
        rows = await connection.execute_query_dict(sql, list(params))
    if not reads:
        _outage.over()
    return rows


async def read(sql: str, *params: Any) -> Sequence[Any]:
    """Rows of a SELECT that finds a few by their keys: as `fetch`, and on SQLite without leaving this thread.

    Never for a statement that walks over a table: everybody waits meanwhile.
    """
    connection = get_connection(CONNECTION)
    if not isinstance(connection, TransactionalDBClient):  # else what the transaction has written must be seen
        rows: Sequence[Any] | None = await connection.read(sql, params)  # type: ignore[attr-defined]
        if rows is not None:
            return rows
    return await fetch(sql, *params)


async def fetch_one(sql: str, *params: Any) -> Any | None:
    """The first row of one statement, or None."""
    rows = await fetch(sql, *params)
    return rows[0] if rows else None


def in_portions(items: Iterable[T], size: int = 200) -> Iterator[list[T]]:
    """So many at a time, that the parameters of one statement stay well below both engines' limits."""
    listed = list(items)
    return (listed[start : start + size] for start in range(0, len(listed), size))


def placeholders(rows: int, columns: int) -> str:
    """`($1, $2), ($3, $4)`: what VALUES needs for so many rows."""
    numbers = iter(range(1, rows * columns + 1))
    return ", ".join("(" + ", ".join(f"${next(numbers)}" for _ in range(columns)) + ")" for _ in range(rows))


def as_moment(value: Any) -> datetime:
    """A moment read by `fetch`."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def from_json(value: Any) -> Any:
    """A JSON column read by `fetch`."""
    return json.loads(value) if isinstance(value, str | bytes) else value


def number_in(column: str, name: str) -> str:
    """SQL for an integer that a JSON object holds under a name (a constant, never what somebody sent)."""
    return f"({column}->>'{name}')::bigint" if is_postgres() else f"json_extract({column}, '$.{name}')"
