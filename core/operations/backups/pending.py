"""A restore that an operator has asked for from afar: noted in DATA_DIR, done when the shop starts next.

A database cannot be replaced under a running shop, so whoever takes the wish looks at the archive, backs up what is
there, notes the wish and ends the process. The next start carries it out before anything is opened; when that fails,
everything is as it was, the shop starts all the same, and says so (`BackupRestoreFailed`).
"""

import logging
from dataclasses import dataclass
from pathlib import Path

from core import db, errors, installation
from core.config import Settings
from core.events import BackupRestoreAsked, BackupRestoreFailed
from core.operations import backups
from core.operations.backups import place, restoring
from core.shop import Actor, Shop

NOTE = "restore-asked"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Failed:
    """A restore that did not succeed."""

    name: str
    error: errors.ShopError


async def plan(shop: Shop, name: str) -> restoring.Plan:
    """What restoring a backup would do; nothing is written. Raises as `restoring.plan`."""
    return await restoring.plan(shop, place.find(shop.settings, name))


async def ask(shop: Shop, name: str, *, by: Actor) -> str:
    """Look at the backup, back up what is there, and note the wish; the name of that other backup.

    The caller ends the process. Raises as `restoring.plan` and `backups.create`, and ShopRuns while another process
    drives the panels: it would go on with the old database.
    """
    await plan(shop, name)
    if not shop.panels:
        lock = installation.worker_lock(shop.settings.data_dir)
        if lock is None:
            raise errors.ShopRuns()
        lock.close()
    before = await backups.create(shop, backups.BEFORE_RESTORE, by=by)
    async with db.transaction():
        await shop.record(BackupRestoreAsked(None, name=name, by=str(by)))
    _note(shop.settings).write_text(name, encoding="utf-8")
    return before.name


async def carry_out(shop: Shop) -> Failed | None:
    """Do what was asked for, if anything was. The shop is not open. Raises RestoreBroken."""
    note = _note(shop.settings)
    try:
        name = note.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return None
    note.unlink()  # a restore that kills the process must not be tried at every start
    try:
        await restoring.restore(shop, place.find(shop.settings, name))
    except errors.RestoreBroken:
        raise
    except errors.ShopError as exc:
        logger.error("the restore of %s failed, everything is as it was: %s", name, exc)
        return Failed(name, exc)
    return None


async def tell(shop: Shop, failed: Failed) -> None:
    """Record that a restore failed."""
    text = shop.error_text(failed.error, shop.settings.default_language)
    async with db.transaction():
        await shop.record(BackupRestoreFailed(None, name=failed.name, code=failed.error.code, text=text))


def _note(settings: Settings) -> Path:
    return settings.data_dir / "backups" / NOTE
