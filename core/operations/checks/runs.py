"""The examination: every self-check there is, one run at a time, and what the last one found.

The checks themselves are in `core/operations/`; those that need the engine or a panel are added here.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
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
from core.shop import Actor, Shop
from core.subscriptions.models import LeftoverAccount

KEY, BUSY = "examination", "checks"
REALITY: Final = "reality target"
PANELS: Final = "outside panels"
NAMES: Final = (*selfchecks.CHECKS, PANELS, *selfchecks.RUNNING, REALITY)
ENDS_SOON: Final = timedelta(days=7)  # the shop's credentials at a panel
PANEL_SECONDS: Final = 10.0
DESCRIPTIONS: Final = {
    "database": "The database answers.",
    "migrations": "The database has the tables of this version.",
    "books": "Every balance is the sum of its entries.",
    "outbox": "No reaction to what happened waits for long or keeps failing.",
    "redis": "Redis answers, if it is used.",
    "telegram": "The bot's token is good, and its webhook works.",
    "keys": "Every panel holds the keys that it should.",
    PANELS: "Servers are on sale, and panels on other machines work.",
    "payment vendors": "Vendors that can be asked accept their keys.",
    "payment webhooks": "Vendors know where to tell of payments.",
    "collector": "Traffic is folded into reports in time.",
    "disk": "The disk has room.",
    "clock": "This machine's clock is right.",
    "engine": "The embedded Xray serves.",
    "ports": "Somebody listens where customers come in.",
    REALITY: "The site that Reality shows to strangers can serve.",
}


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
                "checks": {**earlier, **{check.name: asdict(check) for check in checks}},
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
    return Check(**remembered)


def is_running(shop: Shop) -> bool:
    """Whether an examination is under way in this process."""
    return BUSY in shop.busy


async def outside_panels(shop: Shop) -> Check:
    """What panels on other machines say now, asked by the worker where one runs, and whether servers are on sale."""
    outside = await Server.exclude(panel=EMBEDDED)
    answers = dict(zip(outside, await asyncio.gather(*(_health(shop, server) for server in outside)), strict=True))
    wrong = [f"{server.title}: {health.detail}" for server, health in answers.items() if not health.ok]
    soon = [
        f"{server.title}: {health.detail}"
        for server, health in answers.items()
        if health.ok and health.ends_at is not None and health.ends_at - shop.now() <= ENDS_SOON
    ]
    late = [
        f"{item.server.title}: the account {item.name} stays behind: {item.last_error}" for item in await _late(shop)
    ]
    closed = await selfchecks.unsold()
    if not (wrong or soon or late or closed):
        return Check(PANELS, True, f"{len(outside)} work" if outside else "none is used")
    advice = {
        "See `vitrina admin check-server`; what waits for a panel follows when it is back.": wrong or late,
        "Give the shop its new credentials with `vitrina admin set-panel`.": soon,
        "See `vitrina admin servers`; `vitrina admin set-sale NUMBER on` puts one on sale.": closed,
    }
    text = "; ".join([*wrong, *soon, *late, *([closed] if closed else [])])
    return Check(PANELS, False, text, " ".join(words for words, needed in advice.items() if needed))


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
            return Health(answer["ok"], answer["version"], answer["detail"], ends_at)
    return await panels.look_at(shop, server)


async def _late(shop: Shop) -> list[LeftoverAccount]:
    """Accounts that a panel was asked more than once to forget, and still has."""
    return await LeftoverAccount.filter(attempts__gt=3, last_error__isnull=False).limit(10).select_related("server")


async def reality_target(shop: Shop) -> Check:
    """The findings about the Reality settings as one check."""
    findings = await reality_findings(shop)
    wrong = [finding for finding in findings if not finding.ok]
    if not wrong:
        return Check(REALITY, True, f"{len(findings)} things looked at, all in order" if findings else "none is used")
    text = "; ".join(f"{finding.name.removeprefix('reality ')}: {finding.text}" for finding in wrong)
    return Check(REALITY, False, text, " ".join(dict.fromkeys(finding.advice for finding in wrong)))


async def reality_findings(shop: Shop) -> list[Check]:
    """Each finding about the Reality settings and the site behind them; takes seconds."""
    if not await Server.filter(panel=EMBEDDED).exists():
        return []
    return [
        Check(
            f"reality {finding['check']}",
            finding["ok"] is not False,
            finding["detail"],
            finding["advice"] if not finding["ok"] else "",
        )
        for finding in await calls.verify_reality(shop)
    ]
