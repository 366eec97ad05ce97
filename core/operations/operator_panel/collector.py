"""The collector: the job of the worker that folds minutes of traffic into hours and drops what is too old.

Switched off, it folds nothing and drops nothing: dates, dashboards and reports by the hour stand still. Counters are
read, booked by the minute and the day, and held against what customers have bought all the same, so no byte is lost;
a run lets reports catch up, and switched on again it folds everything that has come meanwhile.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core import db, installation
from core.db import as_moment
from core.events import CollectorRun, CollectorToggled
from core.operations.operator_panel import operator_settings, panel_users
from core.shop import Actor, Shop
from core.traffic import held, history, rollups
from core.traffic.dashboard_text import Surroundings
from core.traffic.models import TrafficDay

EVERY_SECONDS = 300
KEY = "collector"
LATE = timedelta(minutes=15)  # after so long without a run something is wrong


@dataclass(frozen=True, slots=True)
class Status:
    """How the collector is. `newest` is the newest day with traffic, `lag_days` how many days ago that was."""

    enabled: bool
    newest: date | None
    lag_days: int | None
    last_run: datetime | None


async def run_due(shop: Shop) -> None:
    """Fold, unless an operator has switched it off."""
    if await operator_settings.collects(shop):
        await _fold(shop)
    elif await held.current() is None:  # switched off by a version that let dashboards go on
        await held.hold(shop)


async def run_now(shop: Shop, *, include_today: bool, by: Actor) -> tuple[date, int]:
    """Fold at once; the day it was for, yesterday or today, and its rows. While switched off, reports catch up to the
    end of that day, or to this moment, and stand there. Raises Busy."""
    with shop.exclusive("collector"):
        await _fold(shop)
        if await held.current() is not None:
            await (held.hold(shop) if include_today else held.catch_up(shop))
        day = rollups.day_of(shop, shop.now()) - timedelta(days=0 if include_today else 1)
        rows = await TrafficDay.filter(day=day).count()
        async with db.transaction():
            await shop.record(CollectorRun(None, day=day.isoformat(), rows=rows, by=str(by)))
    return day, rows


async def toggle(shop: Shop, enabled: bool, *, by: Actor) -> None:
    """Switch it on or off."""
    async with db.transaction():
        await operator_settings.change(shop, {"collector": {"enabled": enabled}}, by=by)
        await shop.record(CollectorToggled(None, enabled=enabled, by=str(by)))


async def status(shop: Shop) -> Status:
    """How it is now."""
    newest = next(iter(await history.dates()), None)
    stored = await installation.get(KEY) or {}
    return Status(
        enabled=await operator_settings.collects(shop),
        newest=newest,
        lag_days=max(0, (rollups.day_of(shop, shop.now()) - newest).days) if newest else None,
        last_run=as_moment(stored["last_run"]) if stored else None,
    )


async def _fold(shop: Shop) -> None:
    await rollups.forget_old(shop)
    await installation.set(KEY, {"last_run": shop.now().isoformat()})


async def surroundings(shop: Shop) -> Surroundings:
    """What the usage dashboard shows beside the traffic, by a handful of statements, however many keys there are."""
    settings, now = await operator_settings.current(shop), await status(shop)
    return Surroundings(
        people=await panel_users.names(shop),
        anomaly_bytes=settings["collector"]["anomaly_bytes"],
        collecting=now.enabled,
        lag_days=now.lag_days,
    )
