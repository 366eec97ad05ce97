"""SQLite: a consistent copy of a running database, and putting one into place."""

import asyncio
import os
import shutil
import sqlite3
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import Any

from core import errors
from core.operations.backups import place
from core.operations.backups.archive import Stopped
from core.operations.backups.survey import Fetch

PAGES = 2000  # copied between two looks at whether anybody still waits
BUSY_SECONDS = 15.0
COMPANIONS = ("-wal", "-shm", "-journal")
BUSY = ("locked", "busy")


@contextmanager
def _opened(path: Path, timeout: float = BUSY_SECONDS) -> Iterator[sqlite3.Connection]:
    """A connection to a database that exists; it is never made."""
    address = f"{path.absolute().as_uri()}?mode=rw"
    connection = sqlite3.connect(address, uri=True, timeout=timeout, isolation_level=None, check_same_thread=False)
    with closing(connection):
        connection.row_factory = sqlite3.Row
        yield connection


def copy(source: Path, target: Path, stop: threading.Event) -> str:
    """Copy the database as it is at this moment, while others go on writing; returns SQLite's version.

    The open read transaction keeps that moment: without it every write of another connection would begin the copy anew.
    """
    if not source.is_file():
        raise errors.BackupNothing()

    def look(*_: int) -> None:
        if stop.is_set():
            raise Stopped()

    with _opened(source) as live, closing(sqlite3.connect(target, isolation_level=None)) as copied:
        target.chmod(0o600)
        live.execute("BEGIN")
        live.execute("SELECT count(*) FROM sqlite_master").fetchone()
        live.backup(copied, pages=PAGES, progress=look, sleep=0.05)
        live.execute("COMMIT")
        copied.execute("PRAGMA journal_mode = DELETE")  # one file, without a -wal beside it
    return sqlite3.sqlite_version


@asynccontextmanager
async def reading(path: Path) -> AsyncIterator[tuple[Fetch, list[str]]]:
    """Ask a database file; also its tables."""
    with _opened(path) as connection:

        def rows(sql: str) -> list[Any]:
            return connection.execute(sql).fetchall()

        async def fetch(sql: str) -> list[Any]:
            return await asyncio.to_thread(rows, sql)

        tables = await fetch("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        yield fetch, [row["name"] for row in tables]


def check(path: Path) -> None:
    """Whether the file is a sound database. Raises BackupDamaged."""
    try:
        with _opened(path) as connection:
            answer = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError:
        raise errors.BackupDamaged() from None
    if answer != "ok":
        raise errors.BackupDamaged()


def settle(path: Path) -> bool:
    """Fold a database's -wal into its file and leave no companions. Raises ShopRuns while anybody has it open.

    Returns False where there is no sound database, so that there is nothing to fold.
    """
    if not path.is_file():
        return False
    try:
        with _opened(path, timeout=2.0) as connection:
            # Leaving WAL needs the file for oneself: it tells whoever else has it open.
            connection.execute("PRAGMA journal_mode = DELETE").fetchone()
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("ROLLBACK")
    except sqlite3.DatabaseError as exc:
        if any(sign in str(exc) for sign in BUSY):
            raise errors.ShopRuns() from None
        return False
    return True


def put(new: Path, live: Path) -> None:
    """Let `new` take the place of the live database at once. Raises ShopRuns.

    What stands there must not leave a -wal behind: SQLite would play it into the new file. Where the old file is no
    database any more, it and its companions are set aside as `*.broken`.
    """
    like = live if live.is_file() else live.parent
    if live.is_file():
        shutil.copymode(live, new)
    place.give_to_owner_of(like, new)
    place.sync(new)
    if not settle(live):
        for suffix in (*COMPANIONS, ""):
            beside = live.with_name(live.name + suffix)
            if beside.exists():
                beside.replace(beside.with_name(f"{beside.name}.broken"))
    os.replace(new, live)
    place.sync(live.parent)
