"""Backups of the installation: one archive with everything that a shop needs to go on elsewhere.

Everything that must survive is in the database: customers, books, keys, the servers' Reality keys, the installation's
id, what of the traffic is booked. The embedded Xray's directories under DATA_DIR hold sockets and locks, no state.
Making, looking and removing are here; `restoring` puts an archive into place while the shop does not run.
"""

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from core import db, errors, installation
from core.db import as_moment
from core.events import BackupDeleted, BackupFailed, BackupMade
from core.operations.backups import archive, making, place
from core.operations.backups.archive import Manifest
from core.operations.backups.place import Backup
from core.shop import THE_SHOP, Actor, Shop

SCHEDULED, MANUAL, BEFORE_RESTORE = "scheduled", "manual", "pre-restore"
KEY = "backups"  # when one was made, tried, and told about
RETRY = timedelta(hours=1)
TOLD_AGAIN = timedelta(days=1)
ACCOUNTS_SHOWN = 100_000

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Preview:
    """What is in a backup: its manifest, and the keys with their owners."""

    manifest: Manifest
    accounts: list[dict[str, Any]]


async def create(shop: Shop, label: str = MANUAL, *, send: bool = False, by: Actor = THE_SHOP) -> Backup:
    """Back the shop up into its directory, encrypted when BACKUP_PASSWORD is set. The shop is open and may run.

    `send` has the administrators get it in Telegram. Raises BackupUnderWay, BackupNotEncrypted (for `send`),
    BackupNothing, BackupToolMissing, BackupImpossible and InvalidValue (label).
    """
    if send and making.password(shop.settings) is None:
        raise errors.BackupNotEncrypted()
    with place.alone(shop.settings) as folder:
        path = await making.make(shop, folder, label)
        made = place.described(path)
    if made is None:
        raise errors.BackupNotFound()  # removed at once by somebody who had no business there
    async with db.transaction():
        await shop.record(
            BackupMade(None, name=made.name, size_bytes=made.size_bytes, label=label, send=send, by=str(by))
        )
    logger.info("backup %s made, %s bytes", made.name, made.size_bytes)
    return made


async def create_at(shop: Shop, target: Path) -> Path:
    """The same into a file of the operator's choice, which it replaces. Raises as `create` does."""
    place.check_target(target)
    with place.alone(shop.settings) as folder:
        path = await making.make(shop, folder, MANUAL, target)
    async with db.transaction():
        await shop.record(BackupMade(None, name=path.name, size_bytes=path.stat().st_size, label=MANUAL, send=False))
    return path


async def listing(shop: Shop) -> list[Backup]:
    """The backups in the directory, newest first."""
    return await asyncio.to_thread(place.listing, shop.settings)


async def preview(shop: Shop, name: str, *, limit: int = ACCOUNTS_SHOWN) -> Preview:
    """What a backup holds, read from its beginning. Raises BackupNotFound and what reading raises: see `archive`."""
    path = place.find(shop.settings, name)
    manifest, accounts = await asyncio.to_thread(archive.read_accounts, path, making.password(shop.settings), limit)
    return Preview(manifest, accounts)


async def delete(shop: Shop, name: str, *, by: Actor = THE_SHOP) -> None:
    """Remove a backup for good. Raises BackupNotFound and BackupUnderWay."""
    with place.alone(shop.settings):
        place.find(shop.settings, name).unlink()
    async with db.transaction():
        await shop.record(BackupDeleted(None, name=name, by=str(by)))
    logger.info("backup %s removed", name)


async def run_due(shop: Shop) -> None:
    """Make the scheduled backup when it is time, and remove those that are too many.

    A failed one is tried again after `RETRY`; the administrators are told at once, and daily while it goes on.
    """
    every = shop.settings.backup_every_hours
    if not every:
        return
    now, stored = shop.due_now(), await installation.get(KEY) or {}
    made, failed = (as_moment(stored[name]) if name in stored else None for name in ("made_at", "failed_at"))
    # What lies in the future was noted by a clock that was ahead: waiting for it would leave the shop without backups.
    if (made and made <= now < made + timedelta(hours=every)) or (failed and failed <= now < failed + RETRY):
        return
    try:
        await create(shop, SCHEDULED, send=shop.settings.backup_to_admins)
    except errors.BackupUnderWay:
        return  # looked at again by the next turn of the schedule
    except errors.ShopError as exc:
        await _note_failure(shop, stored, exc)
        return
    await installation.set(KEY, {"made_at": now.isoformat()})
    await _thin_out(shop)


async def _note_failure(shop: Shop, stored: dict[str, str], error: errors.ShopError) -> None:
    now, told = shop.due_now(), stored.get("told_at")
    logger.error("the scheduled backup failed: %s", error)
    tell = told is None or now >= as_moment(told) + TOLD_AGAIN
    noted = {**stored, "failed_at": now.isoformat(), **({"told_at": now.isoformat()} if tell else {})}
    async with db.transaction():
        await installation.set(KEY, noted)
        if tell:
            text = shop.error_text(error, shop.settings.default_language)
            await shop.record(BackupFailed(None, code=error.code, text=text))


async def _thin_out(shop: Shop) -> None:
    """Keep the newest BACKUP_KEEP of the scheduled ones; those made by hand or before a restore stay."""
    scheduled = [one for one in await listing(shop) if one.label == SCHEDULED]
    for one in scheduled[shop.settings.backup_keep :]:
        try:
            await delete(shop, one.name)
        except (errors.BackupNotFound, errors.BackupUnderWay):
            logger.debug("backup %s stays or is gone", one.name)
