"""The schema: how a database comes to have the tables that the models describe.

Migrations bring an older database up to date, one after the other. An empty one gets the newest tables at once and
counts as migrated: to carry out every migration costs Tortoise seconds, and a newcomer's first start waits for them.
"""

import asyncio
import fcntl
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, Any

from tortoise import Tortoise
from tortoise.connection import get_connection
from tortoise.fields.relational import ForeignKeyFieldInstance
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.models import Model
from tortoise.transactions import in_transaction

from core.db import APP, CONNECTION, connect, disconnect, is_postgres, sqlite_path, tortoise_config
from core.db.cancellation import to_the_end
from core.db.executor import Executor

MIGRATION_LOCK = 0x76697472  # "vitr": the advisory lock that `migrate` takes on PostgreSQL
LOOK_SECONDS = 0.1  # between two looks whether another process has migrated


async def migrate(url: str) -> list[str]:
    """Bring the schema up to date and return the names of the applied migrations.

    Safe to start several times at once: one runs, the others wait and find nothing to do. A cancellation ends the
    waiting; what has begun is done to its end, because half a migration would stop every later start. On SQLite foreign
    keys are off on this connection, because a table rebuild would otherwise delete the rows that point at the table.
    """
    path = sqlite_path(url)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.with_name(path.name + ".migrate.lock").open("w") as lock:
            while not _locked(lock):  # noqa: ASYNC110 - another process holds it
                await asyncio.sleep(LOOK_SECONDS)
            path.touch(mode=0o600)  # a new one, and what SQLite puts beside it: every secret of the shop is in there
            return await _apply_migrations(url, foreign_keys="OFF")
    # Two connections: one holds the lock while the other works. Either may have to wait for long.
    return await _apply_migrations(url, maxsize=2, command_timeout=None)


def _locked(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


async def make_migrations(name: str) -> list[Path]:
    """Write a migration for what has changed in the models; returns the files (for developers)."""
    await connect("sqlite://:memory:")
    try:
        writers = await MigrationAutodetector(Tortoise.apps, tortoise_config("sqlite://:memory:")["apps"]).changes()
        for writer in writers:
            writer.name = f"{writer.name.partition('_')[0]}_{name}"
        return [Path(writer.write()) for writer in writers]
    finally:
        await disconnect()


async def _apply_migrations(url: str, **credentials: Any) -> list[str]:
    await connect(url, **credentials)
    try:
        return await (to_the_end(_run_executor()) if not is_postgres() else _run_executor_alone())
    finally:
        await disconnect()


async def _run_executor_alone() -> list[str]:
    async with get_connection(CONNECTION).acquire_connection() as holder:
        await holder.execute("SELECT pg_advisory_lock($1)", MIGRATION_LOCK)
        try:
            return await to_the_end(_run_executor())
        finally:
            await holder.execute("SELECT pg_advisory_unlock($1)", MIGRATION_LOCK)


async def _run_executor() -> list[str]:
    applied: list[str] = []
    executor = Executor(get_connection(CONNECTION), tortoise_config("sqlite://:memory:")["apps"])
    await executor.recorder.ensure_schema(executor._schema_editor(atomic=False))
    if not await executor.recorder.applied_migrations():
        return await _from_nothing(executor)

    def note(event: str, _app: str, name: str) -> None:
        if event == "apply_done":
            applied.append(name)

    await executor.migrate(progress=note)
    return applied


async def _from_nothing(executor: Executor) -> list[str]:
    """Make every table as the models are now, in one transaction, and note every migration as applied."""
    await executor.loader.build_graph()
    names = sorted(key.name for key in executor.loader.graph.nodes if key.app_label == APP)
    editor = executor._schema_editor(atomic=True)
    async with in_transaction(CONNECTION) as client:
        editor.client = executor.recorder.connection = client
        for model in _in_order((Tortoise.apps or {})[APP].values()):
            await editor.create_model(model)
        for name in names:
            await executor.recorder.record_applied(APP, name)
    return names


def _in_order(models: Iterable[type[Model]]) -> Sequence[type[Model]]:
    """Each model after those that it refers to."""
    waiting = set(models)
    ordered: list[type[Model]] = []
    while waiting:
        ready = [model for model in waiting if not _refers_to(model) & waiting - {model}]
        ordered += sorted(ready, key=lambda model: model._meta.db_table)
        waiting -= set(ready)
    return ordered


def _refers_to(model: type[Model]) -> set[type[Model]]:
    fields = (model._meta.fields_map[name] for name in model._meta.fk_fields | model._meta.o2o_fields)
    return {field.related_model for field in fields if isinstance(field, ForeignKeyFieldInstance)}
