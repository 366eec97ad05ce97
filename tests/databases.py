"""PostgreSQL databases of tests: one that is emptied after each test, and fresh ones for whoever alters more than rows.

To make a database and drop it costs ten times what it costs to empty one.
"""

import asyncio

import asyncpg
import pytest

from tests import logwatch

# For what is refused before a statement is sent, or would be the same on every engine: more than one shows nothing.
ONE_ENGINE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

# What emptying would not bring back: tables, columns, keys, indexes, triggers, functions, migrations, settings.
SHAPE = """
SELECT md5(concat(
    (SELECT string_agg(row(attrelid, attname, atttypid, atttypmod, attnotnull)::text, ',' ORDER BY attrelid, attnum)
       FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
      WHERE relnamespace = 'public'::regnamespace AND relkind <> 'i' AND attnum > 0),
    (SELECT string_agg(row(oid, conname, convalidated, conkey, confkey)::text, ',' ORDER BY oid) FROM pg_constraint
      WHERE connamespace = 'public'::regnamespace),
    (SELECT string_agg(row(indexrelid, relname, indisunique, indisvalid, indkey)::text, ',' ORDER BY indexrelid)
       FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE relnamespace = 'public'::regnamespace),
    (SELECT string_agg(row(oid, tgname, tgenabled)::text, ',' ORDER BY oid) FROM pg_trigger),
    (SELECT string_agg(row(oid, proname)::text, ',' ORDER BY oid) FROM pg_proc
      WHERE pronamespace = 'public'::regnamespace),
    (SELECT string_agg(setconfig::text, ',') FROM pg_db_role_setting),
    (SELECT row(datallowconn, datconnlimit)::text FROM pg_database WHERE datname = current_database()),
    (SELECT string_agg(name, ',' ORDER BY name) FROM tortoise_migrations)
))"""

TABLES = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"

# As a replica, so that foreign keys ask for no order; ids begin at one again, as in a fresh database.
EMPTY = """
DO $$
DECLARE one regclass;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR one IN SELECT oid FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'tortoise_migrations'
    LOOP
        EXECUTE format('DELETE FROM %s', one);
    END LOOP;
    PERFORM setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
        FROM pg_sequences WHERE schemaname = 'public' AND sequencename NOT LIKE 'tortoise%' AND last_value IS NOT NULL;
END $$"""

OTHERS = """
SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()"""


async def create(server: str, name: str, template: str = "template0") -> None:
    """Make a database on the server whose URL ends in a slash."""
    connection = await asyncpg.connect(server + "postgres")
    try:
        # Its files are copied, which takes half the time that it takes to log each block; older servers know no other.
        way = " STRATEGY FILE_COPY" if connection.get_server_version().major >= 15 else ""
        await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"{way}')
    finally:
        await connection.close()


async def drop(server: str, name: str) -> None:
    """Drop a database, whoever is connected to it."""
    connection = await asyncpg.connect(server + "postgres")
    try:
        await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    finally:
        await connection.close()


class Shared:
    """A migrated database for one test after the other, each of which finds it as if it were fresh.

    It is emptied over a connection that stays, in a loop of its own: a new one would have to read the catalogue anew.
    """

    def __init__(self, server: str, template: str) -> None:
        self._server, self._template, self._name = server, template, "shop_shared"
        self.url = server + self._name
        self._shape = ""
        self._connection: asyncpg.Connection | None = None
        self._runner = asyncio.Runner()
        self._runner.run(self._make_anew())

    def clean(self) -> None:
        """What a test has left behind goes, and its secrets are learnt; a database that was altered is made anew."""
        self._runner.run(self._clean())

    def close(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
        self._runner.close()

    async def _make_anew(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
        await drop(self._server, self._name)
        await create(self._server, self._name, self._template)
        connection = self._connection = await asyncpg.connect(self.url)
        tables = [row["relname"] for row in await connection.fetch(TABLES)]
        filled = [name for name in tables if await connection.fetchval(f'SELECT 1 FROM "{name}" LIMIT 1')]
        assert filled == ["tortoise_migrations"], "a migrated database has rows, which emptying would take away"
        self._shape = await connection.fetchval(SHAPE)

    async def _clean(self) -> None:
        try:
            if self._connection is None or not await self._is_there(self._connection):
                self._connection = await asyncpg.connect(self.url)
            await self._connection.execute(OTHERS)
            await logwatch.learn_from(self._connection)
            if await self._connection.fetchval(SHAPE) == self._shape:
                await self._connection.execute(EMPTY)
                return
        except asyncpg.PostgresError:
            pass  # without its tables, or closed to everybody
        await self._make_anew()

    async def _is_there(self, connection: asyncpg.Connection) -> bool:
        """A test may have ended every connection to its database."""
        try:
            return bool(await connection.fetchval("SELECT true"))
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
            return False
