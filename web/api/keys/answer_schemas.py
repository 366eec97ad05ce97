"""The key API's public answers about past traffic: a report of `report_shapes.py` in its envelope."""

from typing import Literal

from pydantic import BaseModel

from web.api.keys.report_schemas import (
    DAYS,
    HELD,
    SIZES,
    TOTALS,
    DayTotals,
    HistoryOfKeys,
    KeyHistoryByDay,
    KeyMonthByDay,
    MonthOfKeys,
)
from web.api.keys.schemas import MOMENT, Moment
from web.common.schemas import example


class Report(BaseModel):
    """The envelope of every report."""

    status: Literal["success"] = "success"
    timestamp: Moment


class HistoryReport(Report):
    """Every key of all time."""

    data: HistoryOfKeys

    model_config = example(
        status="success",
        data=TOTALS | {"keys": [HELD | {"total_traffic": SIZES | {"total_connections": 35}}]},
        timestamp=MOMENT,
    )


class KeyHistoryReport(Report):
    """One key of all time, by day."""

    data: KeyHistoryByDay

    model_config = example(
        status="success",
        data=HELD | {"total_traffic": SIZES | {"total_connections": 35}, "daily_stats": DAYS},
        timestamp=MOMENT,
    )


class DayOfKeys(Report):
    """All keys on one day."""

    data: DayTotals

    model_config = example(
        status="success",
        data={
            "date": "2025-08-05",
            "total_bytes": 396,
            "total_connections": 35,
            "active_keys": 2,
            "total_sessions": 2,
            "total_formatted": "396 B",
        },
        timestamp=MOMENT,
    )


class MonthReport(Report):
    """Every key in one month."""

    data: MonthOfKeys

    model_config = example(
        status="success",
        data=TOTALS
        | {"year_month": "2025-08", "total_connections": 35, "total_sessions": 2}
        | {"keys": [HELD | {"monthly_traffic": SIZES | {"max_connections": 35, "sessions": 2}}]},
        timestamp=MOMENT,
    )


class KeyMonthReport(Report):
    """One key in one month, by day."""

    data: KeyMonthByDay

    model_config = example(
        status="success",
        data=HELD
        | {"year_month": "2025-08", "monthly_traffic": SIZES | {"max_connections": 35, "sessions": 2}}
        | {"daily_breakdown": DAYS},
        timestamp=MOMENT,
    )


class CleanedUp(Report):
    """Old days are dropped."""

    message: str
    days_kept: int

    model_config = example(
        status="success",
        message="Cleaned up traffic history older than 30 days",
        days_kept=30,
        timestamp=MOMENT,
    )
