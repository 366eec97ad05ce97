"""What went through keys: of all time, by month, by day; and what is forgotten of it."""

from datetime import date

from core.subscriptions.keys import direct
from core.traffic import key_reports, rollups
from web.api.keys.deps import DaysToKeep, DayText, KeyId, Month, Program, TheKey
from web.api.keys.errors import INVALID_DATE, INVALID_DAYS, INVALID_MONTH, KEY_NOT_FOUND, answers
from web.api.keys.report_schemas import (
    CleanedUp,
    DayOfKeys,
    DayTotals,
    HistoryOfKeys,
    HistoryReport,
    KeyHistoryByDay,
    KeyHistoryReport,
    KeyMonthByDay,
    KeyMonthReport,
    MonthOfKeys,
    MonthReport,
    days_of,
)
from web.api.keys.traffic_schemas import ResetDone
from web.common.deps import TheShop
from web.common.routing import Pages

router = Pages(prefix="/api", tags=["keys: history"])


@router.get("/traffic/history", summary="All keys since they were made")
async def history(shop: TheShop, program: Program) -> HistoryReport:
    """Keys that exist; with those deleted since, months and days are reported."""
    report = await key_reports.history(direct.held_by(program))
    return HistoryReport(data=HistoryOfKeys.of(report), timestamp=shop.now())


@router.get(
    "/keys/{key_id}/traffic/history", summary="A key since it was made, by day", responses=answers(KEY_NOT_FOUND)
)
async def history_of(shop: TheShop, key: TheKey) -> KeyHistoryReport:
    """Zeros for a key that was never used."""
    past, days = await key_reports.history_of(key)
    return KeyHistoryReport(data=KeyHistoryByDay.of(past, daily_stats=days_of(days)), timestamp=shop.now())


@router.get("/traffic/daily/{date}", summary="All keys on one day", responses=answers(INVALID_DATE))
async def daily(shop: TheShop, program: Program, day: DayText) -> DayOfKeys:
    """Also keys deleted since. Zeros for a day without traffic."""
    report = await key_reports.daily(direct.made_by(program), date.fromisoformat(day))
    return DayOfKeys(data=DayTotals.of(report), timestamp=shop.now())


@router.post("/keys/{key_id}/traffic/history/reset", summary="Reset a key's history", responses=answers(KEY_NOT_FOUND))
async def reset_history(shop: TheShop, key: TheKey, key_id: KeyId) -> ResetDone:
    """Its days are dropped and its sums begin anew; the current counter stays."""
    await rollups.forget_history(key.id)
    return ResetDone(message="Traffic history reset successfully", key_id=key_id, timestamp=shop.now())


@router.post("/traffic/history/cleanup", summary="Forget old days", responses=answers(INVALID_DAYS))
async def clean_up(shop: TheShop, program: Program, days_to_keep: DaysToKeep = 30) -> CleanedUp:
    """Of the program's keys, also of those deleted since; sums of all time stay."""
    await rollups.clean_up(shop, days_to_keep, among=direct.made_by(program))
    message = f"Cleaned up traffic history older than {days_to_keep} days"
    return CleanedUp(message=message, days_kept=days_to_keep, timestamp=shop.now())


@router.get("/traffic/monthly", summary="All keys in one month", responses=answers(INVALID_MONTH))
async def monthly(shop: TheShop, program: Program, month: Month) -> MonthReport:
    """With keys deleted since that were used in it."""
    existing, all_made = direct.held_by(program), direct.made_by(program)
    report = await key_reports.monthly(existing, all_made, month)
    return MonthReport(data=MonthOfKeys.of(month, report), timestamp=shop.now())


@router.get(
    "/keys/{key_id}/traffic/monthly",
    summary="A key in one month, by day",
    responses=answers(KEY_NOT_FOUND, INVALID_MONTH),
)
async def monthly_of(shop: TheShop, key: TheKey, month: Month) -> KeyMonthReport:
    """Zeros for a month without traffic."""
    past, days = await key_reports.monthly_of(key, month)
    data = KeyMonthByDay.of(past, year_month=f"{month:%Y-%m}", daily_breakdown=days_of(days))
    return KeyMonthReport(data=data, timestamp=shop.now())
