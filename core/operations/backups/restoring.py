"""Putting a backup into place: looked at first, then what is there is backed up, then replaced; or all stays as it was.

The shop must not run, and is not connected (`wiring.build_shop` without `opened`): what it remembers in memory would be
another shop's. SQLite: the archive's database is checked and migrated beside the live file and takes its name in one
step. PostgreSQL: see `replacing`.
"""

import asyncio
import logging
import sqlite3
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tortoise.exceptions import BaseORMException

from core import db, errors, installation, ledger
from core.config import Settings, seal, store
from core.db import migrate, worker_lease
from core.events import BackupRestored
from core.operations.backups import BEFORE_RESTORE, archive, making, place, postgres, replacing, sqlite, survey
from core.operations.backups.archive import Manifest
from core.operations.backups.survey import Survey
from core.shop import Shop

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a restore would do. `now` is what is there; None where no shop is."""

    manifest: Manifest
    now: Survey | None
    migrations: list[str]  # applied after it
    addresses: dict[str, tuple[str, str]]  # of links, where they differ: in the backup, here
    other_installation: bool
    other_bot: bool


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did. `before` is the backup of what was there, `unbalanced` whose books do not add up."""

    manifest: Manifest
    before: str | None
    migrations: list[str]
    unbalanced: list[int]


async def take_stored_settings(shop: Shop) -> None:
    """Work with the stored settings of a shop that is not open; with the environment's where they cannot be read."""
    path = db.sqlite_path(shop.settings.database_url)
    if path is not None and not path.is_file():
        return
    try:
        await db.connect(shop.settings.database_url)
        await store.refresh(shop)
    except (OSError, sqlite3.Error, BaseORMException) as exc:  # no database, an older one, a damaged one
        logger.info("stored settings cannot be read: %s", type(exc).__name__)
    finally:
        await db.disconnect()


async def plan(shop: Shop, path: Path, *, password: str | None = None) -> Plan:
    """The dry run: read the whole archive, compare its checksums, and say what would change. Nothing is written.

    Raises BackupNotFound, BackupPasswordNeeded, BackupPasswordWrong, BackupDamaged, BackupTooNew, BackupOtherEngine.
    """
    manifest = await _examined(shop.settings, path, password or making.password(shop.settings))
    now = await _survey(shop.settings)
    here = making.addresses(shop.settings)
    return Plan(
        manifest=manifest,
        now=now,
        migrations=[name for name in replacing.known_migrations() if name not in manifest.migrations],
        addresses={
            name: (manifest.addresses[name], value)
            for name, value in here.items()
            if manifest.addresses.get(name, value) != value
        },
        other_installation=now is not None and now.installation != manifest.installation,
        other_bot=manifest.bot_id != shop.settings.bot_id,
    )


async def restore(shop: Shop, path: Path, *, password: str | None = None) -> Restored:
    """Replace the database by the one of the archive. What is there is backed up first.

    Raises ShopRuns and BackupUnderWay; as `plan` does; BackupNoRoom, BackupImpossible and BackupToolMissing with
    nothing changed; RestoreUndone when it failed later and is undone, RestoreBroken when that failed too.
    """
    await take_stored_settings(shop)
    secret = password or making.password(shop.settings)
    with _standing_still(shop.settings), place.alone(shop.settings) as folder:
        manifest = await _examined(shop.settings, path, secret)
        try:
            if db.sqlite_path(shop.settings.database_url) is not None:
                result = await _into_sqlite(shop, folder, path, secret, manifest)
            else:
                result = await _into_postgres(shop, folder, path, secret, manifest)
        except (OSError, sqlite3.Error) as exc:
            reason = exc.strerror if isinstance(exc, OSError) and exc.strerror else str(exc)
            raise errors.BackupImpossible(reason=reason) from exc
    logger.info("restored %s, made at %s", path.name, manifest.made_at)
    return result


@contextmanager
def _standing_still(settings: Settings) -> Iterator[None]:
    """No worker runs on this data, and none can start meanwhile. Raises ShopRuns."""
    lock = installation.worker_lock(settings.data_dir)
    if lock is None:
        raise errors.ShopRuns()
    with lock:
        place.give_to_owner_of(settings.data_dir, settings.data_dir / installation.WORKER_LOCK)
        yield


async def _examined(settings: Settings, path: Path, password: str | None) -> Manifest:
    """The manifest of an archive that is whole and that this code and this database can take."""
    stop = threading.Event()
    try:
        manifest = await asyncio.to_thread(archive.unpack, path, password, path.parent, only=(), stop=stop)
    except OSError as exc:
        raise errors.BackupImpossible(reason=exc.strerror or str(exc)) from exc
    finally:
        stop.set()
    engine = making.engine_of(settings)
    if manifest.engine != engine:
        raise errors.BackupOtherEngine(engine=manifest.engine, wanted=engine)
    if not set(manifest.migrations) <= set(replacing.known_migrations()):
        raise errors.BackupTooNew(version=manifest.version)
    return manifest


async def _survey(settings: Settings) -> Survey | None:
    """What is in the database now."""
    try:
        live = db.sqlite_path(settings.database_url)
        if live is not None:
            async with sqlite.reading(live) as (fetch, tables):
                return await survey.take(fetch, tables, settings.xray_port)
        async with postgres.connected(settings.database_url), postgres.reading() as (fetch, tables, _):
            return await survey.take(fetch, tables, settings.xray_port)
    except (errors.BackupNothing, sqlite3.Error):  # no file, no database, no shop in it
        return None


async def _into_sqlite(shop: Shop, folder: Path, path: Path, secret: str | None, manifest: Manifest) -> Restored:
    live = db.sqlite_path(shop.settings.database_url)
    assert live is not None  # noqa: S101 - the caller knows the engine
    live.parent.mkdir(parents=True, exist_ok=True)
    prefix = f".{live.name}.restore-"
    place.remove_parts(live.parent, prefix)
    with replacing.migration_lock(live):
        sound = await asyncio.to_thread(sqlite.settle, live)
    with place.workshop(live.parent, prefix) as room:
        async with _unpacked(path, secret, room, manifest, shop.settings.data_dir) as new:
            await asyncio.to_thread(sqlite.check, new)
            migrated = await migrate.migrate(f"sqlite://{new}")
            before = await _backup_before(shop, folder) if sound else None
            unbalanced = await _finish(shop, f"sqlite://{new}", path.name, manifest, before)
            await asyncio.to_thread(sqlite.settle, new)
            with replacing.migration_lock(live):  # a process that starts now waits here before it opens anything
                await asyncio.to_thread(sqlite.put, new, live)
    return Restored(manifest, before, migrated, unbalanced)


async def _into_postgres(shop: Shop, folder: Path, path: Path, secret: str | None, manifest: Manifest) -> Restored:
    url = shop.settings.database_url
    async with postgres.connected(url):
        await postgres.make_sure_nobody_else_is_here()
        version = await postgres.version()
        postgres.tool("pg_restore", version)
        before = replacing.interrupted(shop.settings) or await _backup_before(shop, folder)
        there = set(await postgres.tables())
    with place.workshop(folder) as room:
        async with (
            _unpacked(path, secret, room, manifest, shop.settings.data_dir) as dump,
            replacing.journal(shop.settings, before),
        ):
            replacement = replacing.Replacement(url, dump, version, there, manifest)
            async with replacing.or_back(shop, replacement, folder, before):
                await replacement.run()
                migrated = await migrate.migrate(url)
                unbalanced = await _finish(shop, url, path.name, manifest, before)
    return Restored(manifest, before, migrated, unbalanced)


async def _backup_before(shop: Shop, folder: Path) -> str | None:
    """Back up what is there; its name, or None where no shop is."""
    try:
        return (await making.make(shop, folder, BEFORE_RESTORE)).name
    except errors.BackupNothing:
        return None


@asynccontextmanager
async def _unpacked(
    path: Path, secret: str | None, room: Path, manifest: Manifest, data_dir: Path
) -> AsyncIterator[Path]:
    """The archive's database as a file."""
    stop = threading.Event()
    try:
        await asyncio.to_thread(archive.unpack, path, secret, room, only=(manifest.database, archive.KEYS), stop=stop)
        if (room / archive.KEYS).exists():  # before the database that needs them; the keys of here stay beside them
            await asyncio.to_thread(seal.take_over, data_dir, room / archive.KEYS)
        yield room / manifest.database
    finally:
        stop.set()


async def _finish(shop: Shop, url: str, name: str, manifest: Manifest, before: str | None) -> list[int]:
    """Look at the books of the restored database and record what happened; users who do not balance."""
    await db.connect(url)
    try:
        unbalanced = await ledger.unbalanced()
        await worker_lease.clear()  # of the worker that ran when the backup was made
        async with db.transaction():
            await shop.record(BackupRestored(None, name=name, made_at=manifest.made_at.isoformat(), before=before))
        return unbalanced
    finally:
        await db.disconnect()
