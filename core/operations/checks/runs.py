"""The examination: every self-check there is, one run at a time, and what the last one found.

The checks themselves are in `core/operations/`; those that need the engine or a panel are added here.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from core import db, errors, installation
from core.catalogue.servers import Server
from core.db import as_moment
from core.engine import calls, panels
from core.events import ChecksRun
from core.operations.checks import Check, selfchecks
from core.panels import Health
from core.panels.registry import EMBEDDED
from core.phrases import Phrase, from_json, loads
from core.shop import Actor, Shop
from core.subscriptions.models import LeftoverAccount

KEY, BUSY = "examination", "checks"
REALITY: Final = "reality target"
UNUSED: Final = "check-none-used"
PANELS: Final = "outside panels"
NAMES: Final = (*selfchecks.CHECKS, PANELS, *selfchecks.RUNNING, REALITY)
ENDS_SOON: Final = timedelta(days=7)  # the shop's credentials at a panel
PANEL_SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True)
class Run:
    """One examination."""

    checks: Sequence[Check]
    began_at: datetime
    ended_at: datetime


async def run(shop: Shop, only: str | None = None, *, by: Actor) -> Run:
    """Check everything, or one thing by its name, and remember what was found. Raises Busy, NotFound."""
    if only is not None and only not in NAMES:
        raise errors.NotFound()
    with shop.exclusive(BUSY):
        began = shop.now()
        checks = await look(shop, only)
        finished = Run(checks, began, shop.now())
        earlier = (await last())[0]
        await installation.set(
            KEY,
            {
                "at": finished.ended_at.isoformat(),
                "checks": {**earlier, **{check.name: check.as_json() for check in checks}},
            },
        )
        async with db.transaction():
            failed = sum(not check.ok for check in checks)
            await shop.record(ChecksRun(None, total=len(checks), failed=failed, by=str(by)))
    return finished


async def look(shop: Shop, only: str | None = None, *, running: bool = True) -> list[Check]:
    """The checks, kept nowhere; those that need a running shop only where it is said to run."""
    chosen = {
        **selfchecks.CHECKS,
        PANELS: outside_panels,
        **(selfchecks.RUNNING if running else {}),
        REALITY: reality_target,
    }
    return await selfchecks.run(shop, {name: chosen[name] for name in chosen if only in (None, name)})


async def last() -> tuple[dict[str, Any], datetime | None]:
    """What was found last, by name, and when that was."""
    stored = await installation.get(KEY)
    return (stored["checks"], as_moment(stored["at"])) if stored else ({}, None)


def checked(remembered: dict[str, Any]) -> Check:
    """A check as `last` has it."""
    return Check.from_json(remembered)


def is_running(shop: Shop) -> bool:
    """Whether an examination is under way in this process."""
    return BUSY in shop.busy


async def outside_panels(shop: Shop) -> Check:
    """What panels on other machines say now, asked by the worker where one runs, and whether servers are on sale."""
    outside = await Server.exclude(panel=EMBEDDED)
    answers = dict(zip(outside, await asyncio.gather(*(_health(shop, server) for server in outside)), strict=True))
    wrong = [_detail(server, health) for server, health in answers.items() if not health.ok]
    soon = [
        _detail(server, health)
        for server, health in answers.items()
        if health.ok and health.ends_at is not None and health.ends_at - shop.now() <= ENDS_SOON
    ]
    late = [
        Phrase("check-panels-leftover", server=item.server.title, account=item.name, error=loads(item.last_error or ""))
        for item in await _late(shop)
    ]
    closed = await selfchecks.unsold()
    if not (wrong or soon or late or closed):
        return Check(PANELS, True, Phrase("check-panels-fine", count=len(outside)) if outside else Phrase(UNUSED))
    advice = {
        "check-panels-wrong-advice": wrong or late,
        "check-panels-token-advice": soon,
        "check-panels-sale-advice": closed,
    }
    text = [*wrong, *soon, *late, *([closed] if closed else [])]
    return Check(PANELS, False, text, [Phrase(key) for key, needed in advice.items() if needed])


def _detail(server: Server, health: Health) -> Phrase:
    return Phrase("check-panel-detail", server=server.title, detail=health.words)


async def _health(shop: Shop, server: Server) -> Health:
    if server.id in shop.panels:
        return await panels.probe(shop.panels[server.id])
    lock = installation.worker_lock(shop.settings.data_dir)
    if lock is not None:  # no worker runs beside this process
        lock.close()
    else:
        with suppress(errors.WorkerUnavailable, errors.EngineUnavailable):
            answer = await calls.ask(shop, "panel", seconds=PANEL_SECONDS, server_id=server.id)
            ends_at = as_moment(answer["ends_at"]) if answer["ends_at"] else None
            return Health(answer["ok"], answer["version"], from_json(answer["words"]), ends_at)
    return await panels.look_at(shop, server)


async def _late(shop: Shop) -> list[LeftoverAccount]:
    """Accounts that a panel was asked more than once to forget, and still has."""
    return await LeftoverAccount.filter(attempts__gt=3, last_error__isnull=False).limit(10).select_related("server")


async def reality_target(shop: Shop) -> Check:
    """The findings about the Reality settings as one check."""
    findings = await reality_findings(shop)
    wrong = [finding for finding in findings if not finding.ok]
    if not wrong:
        return Check(REALITY, True, Phrase("check-reality-fine", count=len(findings)) if findings else Phrase(UNUSED))
    advice = [finding.advice for finding in wrong if isinstance(finding.advice, Phrase)]
    text = [finding.text for finding in wrong if isinstance(finding.text, Phrase)]
    return Check(REALITY, False, text, list(dict.fromkeys(advice)))


async def reality_findings(shop: Shop) -> list[Check]:
    """Each finding about the Reality settings and the site behind them; takes seconds."""
    if not await Server.filter(panel=EMBEDDED).exists():
        return []
    return [
        Check(
            f"reality {finding['check']}",
            finding["ok"] is not False,
            finding["detail"],
            "" if finding["ok"] else finding["advice"],
        )
        for finding in await calls.verify_reality(shop)
    ]
