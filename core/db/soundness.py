"""Whether the database is one that a shop may be started on, and one sentence where it is not."""

import asyncio
import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

from tortoise.backends.base.config_generator import expand_db_url

from core import db

MARK = "installation-id"  # a file in DATA_DIR: a shop has lived here
SIGNS = (MARK, "worker.lock", "xray-*", "backups/*.vitrina.tar.gz*")
NOT_SQLITE = "it is no SQLite database"
STEPS = 10_000  # of SQLite's machine between two looks at the clock
RESTORE = "stop every process of the shop and put a backup into place: `vitrina backups`, `vitrina restore FILE`"
NO_DATABASE, NO_ENTRY = {"InvalidCatalogNameError"}, {"InvalidPasswordError", "InvalidAuthorizationSpecificationError"}
OPENING = ("locked", "unable to open", "disk", "readonly")  # what SQLite says of a file that it cannot have
NO_RIGHT = {"InsufficientPrivilegeError"}


class Place(Protocol):
    """The part of the settings that says where the database is."""

    @property
    def database_url(self) -> str: ...
    @property
    def data_dir(self) -> Path: ...
    @property
    def allow_empty_database(self) -> bool: ...


class Unsound(Exception):
    """The database cannot be used; the text is one sentence that says why and what to do."""


async def look(settings: Place, *, seconds: float) -> None:
    """Look at the database before anything opens it; a large file for at most so long. Raises Unsound.

    Where DATA_DIR shows that a shop has lived, it must not begin anew in silence because its database is gone.
    """
    sign = await asyncio.to_thread(_sign_of_life, settings.data_dir)  # before the database: it is made after that
    path = db.sqlite_path(settings.database_url)
    if path is None:
        empty, where = await _is_empty_postgres(settings.database_url), "PostgreSQL's database"
    else:
        empty, where = await asyncio.to_thread(_is_empty_file, path), str(path)
    if not empty and path is not None:
        fault = await asyncio.to_thread(fault_of, path, seconds)
        if fault:
            raise Unsound(f"The database {path} is damaged ({fault}): {RESTORE}.")
    if empty and sign is not None and not settings.allow_empty_database:
        raise Unsound(
            f"{where} is empty or missing, but {sign} shows that a shop has lived here: correct DATABASE_URL or put a "
            "backup into place (`vitrina restore FILE`); to begin anew all the same, set ALLOW_EMPTY_DATABASE=true."
        )


def leave_mark(data_dir: Path, installation: str) -> None:
    """Note in DATA_DIR that a shop lives here."""
    mark = data_dir / MARK
    try:
        if not mark.exists():
            data_dir.mkdir(parents=True, exist_ok=True)
            mark.write_text(installation + "\n", encoding="ascii")
    except OSError:  # a web process may have nothing to write there; other signs remain
        return


def fault_of(path: Path, seconds: float) -> str | None:
    """What is wrong with a SQLite file, "" for nothing, None where it cannot be said (time, rights, disk). It blocks.

    SQLite alone opens it: closing a file of one's own takes the locks away from every connection of this process, and
    whoever closes the database next believes to be the last and deletes the log with what has been written.
    """
    until = time.monotonic() + seconds
    try:
        address = f"{path.absolute().as_uri()}?mode=rw"
        with closing(sqlite3.connect(address, uri=True, timeout=2, isolation_level=None)) as connection:
            connection.set_progress_handler(lambda: time.monotonic() > until, STEPS)
            answer = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.OperationalError as exc:  # interrupted, somebody else is at it, or nothing can be written beside it
        unsaid = exc.sqlite_errorname in ("SQLITE_INTERRUPT", "SQLITE_BUSY") or any(
            sign in str(exc) for sign in OPENING
        )
        return None if unsaid else str(exc)
    except sqlite3.DatabaseError as exc:
        return NOT_SQLITE if exc.sqlite_errorname == "SQLITE_NOTADB" else str(exc)
    return "" if answer == "ok" else answer.partition("\n")[0][:120]


def explained(error: BaseException, url: str) -> str | None:
    """One sentence about an error with which a database refuses to be opened; None for any other error."""
    chain = _chain(error)
    path = db.sqlite_path(url)
    if path is not None:
        for cause in chain:
            if (
                isinstance(cause, OSError)
                and cause.filename
                and Path(os.fsdecode(cause.filename)).parent == path.parent
            ):
                return f"The database {path} cannot be used: {cause}. Look at its directory, its owner and the disk."
            if isinstance(cause, sqlite3.OperationalError) and any(sign in str(cause) for sign in OPENING):
                return f"The database {path} cannot be used: {cause}. Look at its directory, its owner and the disk."
            if type(cause) is sqlite3.DatabaseError:
                return f"The database {path} is damaged ({cause}): {RESTORE}."
        return None
    credentials = expand_db_url(url)["credentials"]
    place = f"{credentials.get('host')}:{credentials.get('port')}"
    name, user = credentials.get("database"), credentials.get("user")
    kinds = {kind.__name__ for cause in chain for kind in type(cause).__mro__}
    if kinds & NO_DATABASE:
        return f"PostgreSQL at {place} has no database {name}: make it (`createdb {name}`), or correct DATABASE_URL."
    if kinds & NO_ENTRY:
        return f"PostgreSQL at {place} does not let {user} in: correct user and password in DATABASE_URL."
    if kinds & NO_RIGHT:
        return f"PostgreSQL at {place} does not let {user} make tables in {name}: make {user} the database's owner."
    if db.is_away(error):
        return f"PostgreSQL at {place} does not answer: start it, or correct DATABASE_URL; the shop has lost nothing."
    return None


def _chain(error: BaseException) -> list[BaseException]:
    """An error and whatever it was made from."""
    chain: list[BaseException] = [error]
    for link in chain:
        further: tuple[Any, ...] = (link.__cause__, *link.args[:1])
        chain += [inner for inner in further if isinstance(inner, BaseException) and inner not in chain]
    return chain


def _sign_of_life(data_dir: Path) -> str | None:
    for sign in SIGNS:
        for path in sorted(data_dir.glob(sign)):
            return str(path)
    return None


def _is_empty_file(path: Path) -> bool:
    """Whether there is no file, or one without any table."""
    try:
        if not path.is_file() or path.stat().st_size == 0:
            return True
        address = f"{path.absolute().as_uri()}?mode=rw"
        with closing(sqlite3.connect(address, uri=True, timeout=2, isolation_level=None)) as connection:
            return connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is None
    except (OSError, sqlite3.Error):  # whatever is there, it is not nothing
        return False


async def _is_empty_postgres(url: str) -> bool:
    await db.connect(url)
    try:
        return not await db.fetch("SELECT 1 FROM pg_tables WHERE schemaname = current_schema() LIMIT 1")
    finally:
        await db.disconnect()
