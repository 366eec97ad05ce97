"""The examination: every self-check there is, one run at a time, and what the last one found.

The checks themselves are in `core/operations/`; that of the Reality settings needs the engine and is added here.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from core import db, engine, errors, installation
from core.db import as_moment
from core.events import ChecksRun
from core.operations import selfchecks
from core.operations.check import Check
from core.servers import Server
from core.shop import Actor, Shop

MEMORY, BUSY = "examination", "checks"
REALITY: Final = "reality target"
NAMES: Final = (*selfchecks.CHECKS, *selfchecks.RUNNING, REALITY)
DESCRIPTIONS: Final = {
    "database": "The database answers.",
    "migrations": "The database has the tables of this version.",
    "books": "Every balance is the sum of its entries.",
    "outbox": "No reaction to what happened waits for long.",
    "redis": "Redis answers, if it is used.",
    "telegram": "The bot's token is good, and its webhook works.",
    "keys": "Every panel holds the keys that it should.",
    "outside panels": "Panels on other machines work.",
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
    with shop.once(BUSY):
        began = shop.now()
        checks = await look(shop, only)
        made = Run(checks, began, shop.now())
        known = (await last())[0]
        await installation.remember(
            MEMORY,
            {
                "at": made.ended_at.isoformat(),
                "checks": {**known, **{check.name: asdict(check) for check in checks}},
            },
        )
        async with db.transaction():
            failed = sum(not check.ok for check in checks)
            await shop.record(ChecksRun(None, total=len(checks), failed=failed, by=str(by)))
    return made


async def look(shop: Shop, only: str | None = None, *, running: bool = True) -> list[Check]:
    """The checks without a memory; those that need a running shop only where it is said to run."""
    chosen = {**selfchecks.CHECKS, **(selfchecks.RUNNING if running else {}), REALITY: reality_target}
    return await selfchecks.run(shop, {name: chosen[name] for name in chosen if only in (None, name)})


async def last() -> tuple[dict[str, Any], datetime | None]:
    """What was found last, by name, and when that was."""
    memory = await installation.recall(MEMORY)
    return (memory["checks"], as_moment(memory["at"])) if memory else ({}, None)


def checked(remembered: dict[str, Any]) -> Check:
    """A check as `last` has it."""
    return Check(**remembered)


def is_running(shop: Shop) -> bool:
    """Whether an examination is under way in this process."""
    return BUSY in shop.busy


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
    if not await Server.filter(panel="xray").exists():
        return []
    return [
        Check(
            f"reality {finding['check']}",
            finding["ok"] is not False,
            finding["detail"],
            finding["advice"] if not finding["ok"] else "",
        )
        for finding in await engine.verify_reality(shop)
    ]
