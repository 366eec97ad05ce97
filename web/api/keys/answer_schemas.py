"""The key API's public answers about past traffic: a report of `report_schemas.py` in its envelope."""

from typing import Literal

from web.api.keys.report_schemas import (
    DayTotals,
    HistoryOfKeys,
    KeyHistoryByDay,
    KeyMonthByDay,
    MonthOfKeys,
)
from web.api.keys.schemas import Moment
from web.common.schemas import Schema


class Report(Schema):
    """The envelope of every report."""

    status: Literal["success"] = "success"
    timestamp: Moment


class HistoryReport(Report):
    """Every key of all time."""

    data: HistoryOfKeys


class KeyHistoryReport(Report):
    """One key of all time, by day."""

    data: KeyHistoryByDay


class DayOfKeys(Report):
    """All keys on one day."""

    data: DayTotals


class MonthReport(Report):
    """Every key in one month."""

    data: MonthOfKeys


class KeyMonthReport(Report):
    """One key in one month, by day."""

    data: KeyMonthByDay


class CleanedUp(Report):
    """Old days are dropped."""

    message: str
    days_kept: int
