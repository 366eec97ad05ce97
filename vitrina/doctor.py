"""`vitrina doctor`: everything the shop stands on, and what to do where it is not in order."""

import asyncio
from collections.abc import Sequence

from core import i18n, installation
from core.config import Settings
from core.operations.checks import Check, runs
from core.phrases import Phrase
from vitrina.command import language
from vitrina.processes import CannotStart, shop_for_command
from web.pages import built


async def examine(settings: Settings) -> bool:
    """Print every check; tells whether all is in order. A stopped shop is not asked for what only a running one has."""
    try:
        checks = [*await _checks(settings), await asyncio.to_thread(cabinet_pages)]
    except CannotStart as exc:
        checks = [Check("database", False, str(exc))]
    show(checks)
    return all(check.ok for check in checks)


def show(checks: Sequence[Check]) -> None:
    """Print checks in the terminal's language."""
    chosen = language()
    words = {verdict: i18n.t(f"check-{'passed' if verdict else 'failed'}", chosen) for verdict in (True, False)}
    width = max(map(len, words.values()))
    for check in checks:
        print(f"{words[check.ok]:<{width}} {check.title(chosen)}: {check.text_in(chosen)}")
        if check.advice:
            print(f"     → {check.advice_in(chosen)}")


def cabinet_pages() -> Check:
    """Whether the web process has the cabinet of this version to show."""
    name, advice = "cabinet pages", Phrase("check-cabinet-pages-advice")
    match built.state():
        case "missing":
            return Check(name, False, Phrase("check-cabinet-pages-missing"), advice)
        case "old":
            return Check(name, False, Phrase("check-cabinet-pages-old"), advice)
    return Check(name, True, Phrase("check-cabinet-pages-fine"))


async def _checks(settings: Settings) -> list[Check]:
    async with shop_for_command(settings) as shop:
        lock = installation.worker_lock(settings.data_dir)
        if lock is not None:
            lock.close()
        return await runs.look(shop, running=lock is None)
