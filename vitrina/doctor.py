"""`vitrina doctor`: everything the shop stands on, and what to do where it is not in order."""

import asyncio

from core import installation
from core.config import Settings
from core.operations.checks import Check, runs
from vitrina.processes import CannotStart, shop_for_command
from web.pages import built


async def examine(settings: Settings) -> bool:
    """Print every check; tells whether all is in order. A stopped shop is not asked for what only a running one has."""
    try:
        checks = [*await _checks(settings), await asyncio.to_thread(cabinet_pages)]
    except CannotStart as exc:
        checks = [Check("database", False, str(exc))]
    for check in checks:
        print(f"{'ok  ' if check.ok else 'FAIL'} {check.name}: {check.text}")
        if check.advice:
            print(f"     → {check.advice}")
    return all(check.ok for check in checks)


def cabinet_pages() -> Check:
    """Whether the web process has the cabinet of this version to show."""
    name = "cabinet pages"
    match built.state():
        case "missing":
            return Check(name, False, "not built: /app has nothing to show", "Run `make install`, then restart.")
        case "old":
            return Check(name, False, "built from other sources than these", "Run `make install`, then restart.")
    return Check(name, True, "built")


async def _checks(settings: Settings) -> list[Check]:
    async with shop_for_command(settings) as shop:
        lock = installation.worker_lock(settings.data_dir)
        if lock is not None:
            lock.close()
        return await runs.look(shop, running=lock is None)
