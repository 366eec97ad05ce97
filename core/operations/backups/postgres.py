"""PostgreSQL: pg_dump and pg_restore, of the server's own version where it is installed."""

import asyncio
import contextlib
import os
import re
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tortoise.backends.base.config_generator import expand_db_url
from tortoise.connection import get_connection
from tortoise.exceptions import ConfigurationError

from core import db, errors
from core.operations.backups.survey import Fetch

PLACES = ("/usr/lib/postgresql", "/usr/local/lib/postgresql")
LEAVING_SECONDS = 3.0  # how long connections that were just closed may still be listed
ERROR_CHARS = 300


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[None]:
    """The database, opened for as long as this takes where it is not open already. Raises BackupImpossible."""
    if _is_open():
        yield
        return
    try:
        await db.connect(url, minsize=1, maxsize=1)
        try:
            await db.fetch("SELECT 1")
        except Exception as exc:
            if db.is_away(exc):
                raise errors.BackupImpossible(reason="the database does not answer") from None
            raise
        yield
    finally:
        await db.disconnect()


def _is_open() -> bool:
    try:
        get_connection(db.CONNECTION)
    except (ConfigurationError, RuntimeError):  # closed again; never opened
        return False
    return True


@asynccontextmanager
async def reading() -> AsyncIterator[tuple[Fetch, list[str], str]]:
    """Ask the open database as it is at one moment; also its tables, and the snapshot's name for `dump`."""

    async def fetch(sql: str) -> Sequence[Any]:
        return await db.fetch(sql)

    async with db.transaction():
        await db.fetch("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        snapshot = (await db.fetch("SELECT pg_export_snapshot() AS name"))[0]["name"]
        yield fetch, await tables(), snapshot


async def tables() -> list[str]:
    """The tables of the open database's own schema."""
    rows = await db.fetch("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
    return [row["tablename"] for row in rows]


async def version() -> str:
    """The open database's version, such as 15.18."""
    return str((await db.fetch("SHOW server_version"))[0]["server_version"]).split()[0]


async def make_sure_nobody_else_is_here() -> None:
    """Raises ShopRuns while others are connected to the open database."""
    deadline = asyncio.get_running_loop().time() + LEAVING_SECONDS
    while True:
        rows = await db.fetch(
            "SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        if not rows[0]["n"]:
            return
        if asyncio.get_running_loop().time() > deadline:
            raise errors.ShopRuns()
        await asyncio.sleep(0.1)


async def dump(url: str, target: Path, *, snapshot: str, names: Sequence[str]) -> None:
    """Write these tables of the open database into a file, as they are in the snapshot. Raises BackupImpossible."""
    schema = (await db.fetch("SELECT current_schema() AS name"))[0]["name"]
    table_options = [f'--table="{schema}"."{name}"' for name in names]
    program = tool("pg_dump", await version())
    options = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={target}")
    await _run(url, program, *options, *table_options)


async def restore(url: str, source: Path, server_version: str) -> None:
    """Replace what the dump holds, in one transaction: all of it or nothing. Raises BackupImpossible."""
    options = ("--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction")
    name = expand_db_url(url)["credentials"]["database"].replace("\\", "\\\\").replace("'", "\\'")
    await _run(url, tool("pg_restore", server_version), *options, f"--dbname=dbname='{name}'", str(source))


async def drop(names: Sequence[str]) -> None:
    """Remove these tables of the open database, in one transaction."""
    there = [f'"{name}"' for name in await tables() if name in set(names)]
    if there:
        async with db.transaction():
            await db.fetch(f"DROP TABLE {', '.join(there)} CASCADE")


def tool(name: str, server_version: str) -> Path:
    """A program of PostgreSQL's client package. Raises BackupToolMissing, which names the Debian package.

    The server's own version comes first: an older pg_dump refuses the server, a newer pg_restore says what the server
    does not know.
    """
    major = server_version.partition(".")[0]
    for place in PLACES:
        exact = Path(place) / major / "bin" / name
        if exact.is_file():
            return exact
    executable = shutil.which(name) or next(
        (str(path) for place in PLACES for path in sorted(Path(place).glob(f"*/bin/{name}"), reverse=True)), None
    )
    if executable is None:
        raise errors.BackupToolMissing(tool=name, package=f"postgresql-client-{major}")
    return Path(executable)


def environment(url: str) -> dict[str, str]:
    """How libpq finds the database: by the environment, because arguments are for everybody to see."""
    credentials = expand_db_url(url)["credentials"]
    variables = {
        "PGHOST": credentials.get("host"),
        "PGPORT": credentials.get("port"),
        "PGUSER": credentials.get("user"),
        "PGPASSWORD": credentials.get("password"),
        "PGDATABASE": credentials.get("database"),
        "PGSSLMODE": "require" if credentials.get("ssl") else None,
        "PGCONNECT_TIMEOUT": 10,
    }
    others = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return others | {name: str(value) for name, value in variables.items() if value} | {"LC_ALL": "C"}


async def _run(url: str, program: Path, *arguments: str) -> None:
    """Run to the end; a process that nobody waits for any more is killed."""
    process = await asyncio.create_subprocess_exec(
        program,
        *arguments,
        env=environment(url),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        _, output = await process.communicate()
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if process.returncode:
        lines = [line for line in output.decode(errors="replace").splitlines() if "error:" in line] or ["?"]
        reason = re.sub(r"\s+", " ", f"{program.name}: {lines[0].partition('error:')[2].strip() or lines[0]}")
        raise errors.BackupImpossible(reason=reason[:ERROR_CHARS])
