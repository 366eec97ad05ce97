"""The collector of traffic reports: how it is, on and off, at once."""

from core import errors
from core.engine import control
from core.operations.operator_panel import collector
from core.shop import Shop
from web.api.operator import system_schemas as shapes
from web.common.deps import TheShop
from web.common.operator_errors import (
    COLLECTOR_RUNNING,
    ENABLED_REQUIRED,
    SCRIPT_NOT_FOUND,
    SIGNED_IN,
    Refused,
    answers,
    together,
)
from web.common.operators import Operator, SignedRoute
from web.common.routing import Pages

router = Pages(prefix="/collector", tags=["operator: settings"], route_class=SignedRoute)
LEGACY = "xray_daily_usage.sh"  # what older panels call the one job there is


@router.get("/status", summary="How the collector is", responses=SIGNED_IN)
async def status(shop: TheShop, _caller: Operator) -> shapes.CollectorStatus:
    """`lag_days` is how long ago the newest day with traffic was."""
    return shapes.CollectorStatus(status=shapes.Collector.of(await collector.status(shop)))


@router.post(
    "/toggle",
    summary="Switch it on or off",
    responses=together(SIGNED_IN, answers(ENABLED_REQUIRED, SCRIPT_NOT_FOUND)),
)
async def toggle(shop: TheShop, caller: Operator, asked: shapes.Toggle) -> shapes.Toggled:
    """Off, reports by the hour stand still; traffic is counted and held against what was bought all the same."""
    if asked.script not in (None, LEGACY):
        raise Refused(SCRIPT_NOT_FOUND)
    await collector.toggle(shop, asked.enabled, by=caller.actor)
    return shapes.Toggled(enabled=asked.enabled)


@router.post("/run", summary="Run it at once", responses=together(SIGNED_IN, answers(COLLECTOR_RUNNING)))
async def run(shop: TheShop, caller: Operator, asked: shapes.RunCollector) -> shapes.CollectorRun:
    """Counters are read where the engine answers, then everything is folded."""
    try:
        await _read_counters(shop)
        day, rows = await collector.run_now(shop, include_today=asked.include_today, by=caller.actor)
    except errors.Busy:
        raise Refused(COLLECTOR_RUNNING) from None
    return shapes.CollectorRun(date=day.isoformat(), rows=rows)


async def _read_counters(shop: Shop) -> None:
    """What has been counted until now, unless nobody can be asked: it is read later then."""
    try:
        await control.collect(shop)
    except (errors.WorkerUnavailable, errors.EngineUnavailable, errors.ServerUnavailable):
        return
