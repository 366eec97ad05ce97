"""Replacing PostgreSQL's tables, with a way back, and what both engines need around it.

Same schema: pg_restore drops and makes the shop's tables in one transaction. Another schema: its tables are dropped
first, because what newer migrations have added would hold the older tables fast. A note in the directory of backups
says from then on that a restore is under way; whoever finds it later knows that this one was cut off.
"""

import asyncio
import fcntl
import json
import logging
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from core import db, errors
from core.config import Settings
from core.operations.backups import archive, making, place, postgres
from core.operations.backups.archive import Manifest
from core.shop import Shop

JOURNAL = "restore.json"
MIGRATIONS = Path(db.__file__).parent / "migrations"

logger = logging.getLogger(__name__)


def known_migrations() -> list[str]:
    """The migrations that this code brings, oldest first."""
    return sorted(path.stem for path in MIGRATIONS.glob("[0-9]*.py"))


@contextmanager
def migration_lock(live: Path) -> Iterator[None]:
    """Hold off whoever wants to migrate this SQLite file, as every process does before it opens it. Raises ShopRuns."""
    path = live.with_name(live.name + ".migrate.lock")
    with path.open("a") as lock:
        place.give_to_owner_of(live if live.is_file() else live.parent, path)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise errors.ShopRuns() from None
        yield


@dataclass
class Replacement:
    """One dump that takes the place of a database's tables. `touched` once something may have changed."""

    url: str
    dump: Path
    version: str
    there: Collection[str]  # tables before
    manifest: Manifest
    touched: bool = field(default=False, init=False)

    async def run(self) -> None:
        """All of the dump is in the database, or BackupImpossible is raised."""
        if set(self.there) - set(self.manifest.tables):
            await self._drop_everything()
        await postgres.restore(self.url, self.dump, self.version)
        self.touched = True

    async def _drop_everything(self) -> None:
        self.touched = True
        async with postgres.connected(self.url):
            await postgres.drop(await postgres.tables())

    async def back(self, path: Path | None, secret: str | None, room: Path) -> None:
        """The tables of an earlier backup again, or none where none were."""
        await self._drop_everything()
        if path is not None:
            await asyncio.to_thread(archive.unpack, path, secret, room, only=(self.manifest.database,))
            await postgres.restore(self.url, room / self.manifest.database, self.version)


@asynccontextmanager
async def or_back(shop: Shop, work: Replacement, folder: Path, before: str | None) -> AsyncIterator[None]:
    """Undo a replacement when what happens inside fails. Raises RestoreUndone, or RestoreBroken when that fails too."""
    try:
        yield
    except BaseException as exc:
        reason = _reason(shop, exc)
        if work.touched:
            try:
                with place.workshop(folder) as room:
                    await work.back(folder / before if before else None, making.password(shop.settings), room)
            except Exception as again:
                logger.exception("the way back failed")
                raise Unfinished(errors.RestoreBroken(reason=_reason(shop, again), before=before or "-")) from exc
        if not isinstance(exc, Exception):
            raise
        raise errors.RestoreUndone(reason=reason) from exc


class Unfinished(Exception):
    """The way back failed: the note that says so stays."""

    def __init__(self, error: errors.ShopError) -> None:
        super().__init__(str(error))
        self.error = error


@asynccontextmanager
async def journal(settings: Settings, before: str | None) -> AsyncIterator[None]:
    """A note on the disk for as long as the database is neither the old nor the new one."""
    note = _note(settings)
    part = note.with_name(f"{place.PART}{note.name}")
    part.write_text(json.dumps({"before": before}), encoding="utf-8")
    place.give_to_owner_of(settings.data_dir, part)
    place.publish(part, note)
    try:
        yield
    except Unfinished as exc:
        raise exc.error from exc
    except BaseException:
        note.unlink()
        raise
    note.unlink()


def interrupted(settings: Settings) -> str | None:
    """The backup of what was there before a restore that was cut off; None where none was, or nothing was there."""
    try:
        before = json.loads(_note(settings).read_text(encoding="utf-8"))["before"]
    except (FileNotFoundError, ValueError, KeyError):
        return None
    return before if before and (settings.data_dir / "backups" / before).is_file() else None


def is_unfinished(settings: Settings) -> bool:
    """Whether a restore was cut off: the database is whole again only after another one."""
    return _note(settings).exists()


def _note(settings: Settings) -> Path:
    return settings.data_dir / "backups" / JOURNAL


def _reason(shop: Shop, error: BaseException) -> str:
    if isinstance(error, errors.ShopError):
        return shop.error_text(error, "en").rstrip(".")
    return f"{type(error).__name__}: {error}"
