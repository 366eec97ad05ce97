"""The collector of traffic reports: how it is, on and off, at once."""

from core import errors
from core.engine import calls
from core.operations.operator_panel import collector
from core.shop import Shop
from web.api.operator import system_schemas as schemas
from web.common.deps import TheShop
from web.common.operator_errors import (
    COLLECTOR_RUNNING,
    ENABLED_REQUIRED,
    SCRIPT_NOT_FOUND,
    SIGNED_IN,
    ApiError,
    answers,
    together,
)
from web.common.operators import Operator, SignedRoute
from web.common.routing import Pages

router = Pages(prefix="/collector", tags=["operator: settings"], route_class=SignedRoute)
LEGACY = "xray_daily_usage.sh"  # what older panels call the one job there is


@router.get("/status", summary="How the collector is", responses=SIGNED_IN)
async def status(shop: TheShop, _caller: Operator) -> schemas.CollectorStatus:
    """`lag_days` is how long ago the newest day with traffic was."""
    return schemas.CollectorStatus(status=schemas.Collector.of(await collector.status(shop)))


@router.post(
    "/toggle",
    summary="Switch it on or off",
    responses=together(SIGNED_IN, answers(ENABLED_REQUIRED, SCRIPT_NOT_FOUND)),
)
async def toggle(shop: TheShop, caller: Operator, body: schemas.Toggle) -> schemas.Toggled:
    """Off, reports by the hour stand still; traffic is counted and held against what was bought all the same."""
    if body.script not in (None, LEGACY):
        raise ApiError(SCRIPT_NOT_FOUND)
    await collector.toggle(shop, body.enabled, by=caller.actor)
    return schemas.Toggled(enabled=body.enabled)


@router.post("/run", summary="Run it at once", responses=together(SIGNED_IN, answers(COLLECTOR_RUNNING)))
async def run(shop: TheShop, caller: Operator, body: schemas.RunCollector) -> schemas.CollectorRun:
    """Counters are read where the engine answers, then everything is folded."""
    try:
        await _read_counters(shop)
        day, rows = await collector.run_now(shop, include_today=body.include_today, by=caller.actor)
    except errors.Busy:
        raise ApiError(COLLECTOR_RUNNING) from None
    return schemas.CollectorRun(date=day.isoformat(), rows=rows)


async def _read_counters(shop: Shop) -> None:
    """What has been counted until now, unless nobody can be asked: it is read later then."""
    try:
        await calls.collect(shop)
    except (errors.WorkerUnavailable, errors.EngineUnavailable, errors.ServerUnavailable):
        return
