"""The key API's public schemas of past traffic: of all time, of a month, of a day, each in its envelope."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal, Self, TypeVar
from uuid import UUID

from pydantic import AliasPath, Field

from core.traffic.key_reports import DayReport, Days, Past, Span, together
from web.api.keys.schemas import Bytes, Formatted, Label, Moment, Sizes
from web.common.schemas import Schema

Traffic = TypeVar("Traffic", bound=Bytes)


class AllTime(Sizes):
    """What went through since the key was made, or since its history was reset."""

    total_connections: int = Field(description="The most at once, despite the name.")


class DayTraffic(Bytes):
    """One day."""

    max_connections: int = Field(description="The most at once.")
    sessions: int = Field(description="How often the key came after a pause of five minutes.")


class MonthTraffic(Sizes):
    """One month."""

    max_connections: int = Field(description="The most at once.")
    sessions: int


class Held(Schema):
    """Whose past it is."""

    key_uuid: UUID = Field(validation_alias=AliasPath("key", "secret"), description="The VLESS id.")
    key_name: Label = Field(validation_alias=AliasPath("key", "label"))
    port: int | None = Field(
        validation_alias=AliasPath("key", "port"), description="null of a key that has been deleted."
    )
    created_at: Moment = Field(validation_alias=AliasPath("key", "created_at"), description="When the key was made.")
    last_activity: Moment | None
    is_active: bool = Field(validation_alias="connected", description="Whether it has connections now.")


class KeyHistory(Held):
    """One key of all time."""

    total_traffic: AllTime

    @classmethod
    def of(cls, past: Past, **more: Any) -> Self:
        return cls.read(past, total_traffic=_traffic(AllTime, past.span), **more)


class KeyHistoryByDay(KeyHistory):
    """The same with its days."""

    daily_stats: dict[date, DayTraffic]


class KeyMonth(Held):
    """One key in one month."""

    monthly_traffic: MonthTraffic

    @classmethod
    def of(cls, past: Past, **more: Any) -> Self:
        return cls.read(past, monthly_traffic=_traffic(MonthTraffic, past.span), **more)


class KeyMonthByDay(KeyMonth):
    """The same with its days."""

    year_month: str
    daily_breakdown: dict[date, DayTraffic]


class Totals(Schema):
    """All keys of a report together."""

    total_keys: int
    active_keys: int = Field(description="How many have connections now.")
    total_traffic_bytes: int = Field(validation_alias="total_bytes")
    total_rx_bytes: int = Field(validation_alias="rx_bytes")
    total_tx_bytes: int = Field(validation_alias="tx_bytes")
    total_traffic_formatted: Formatted = Field(validation_alias="total_bytes")
    total_rx_formatted: Formatted = Field(validation_alias="rx_bytes")
    total_tx_formatted: Formatted = Field(validation_alias="tx_bytes")

    @classmethod
    def of_keys(cls, history: Sequence[Past], **more: Any) -> Self:
        """Keys together; `more` are the fields of the report's own."""
        span = together([past.span for past in history])
        active = sum(past.connected for past in history)
        peak, sessions = span.peak_connections, span.sessions
        more |= {"total_keys": len(history), "active_keys": active, "total_connections": peak}
        return cls.read(span.moved, total_sessions=sessions, **more)


class HistoryOfKeys(Totals):
    """Every key of all time."""

    keys: list[KeyHistory]

    @classmethod
    def of(cls, history: Sequence[Past]) -> Self:
        return cls.of_keys(history, keys=[KeyHistory.of(past) for past in history])


class MonthOfKeys(Totals):
    """Every key in one month."""

    year_month: str
    total_connections: int = Field(description="The most at once of any key, despite the name.")
    total_sessions: int
    keys: list[KeyMonth]

    @classmethod
    def of(cls, month: date, history: Sequence[Past]) -> Self:
        return cls.of_keys(history, year_month=f"{month:%Y-%m}", keys=[KeyMonth.of(past) for past in history])


class DayTotals(Schema):
    """All keys on one day."""

    date: str
    total_bytes: int
    total_connections: int = Field(description="The most at once of any key, despite the name.")
    active_keys: int = Field(description="How many moved anything that day.")
    total_sessions: int
    total_formatted: Formatted = Field(validation_alias="total_bytes")

    @classmethod
    def of(cls, report: DayReport) -> Self:
        span = report.span
        return cls.read(
            span.moved,
            date=report.day.isoformat(),
            total_connections=span.peak_connections,
            active_keys=report.keys,
            total_sessions=span.sessions,
        )


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


def days_of(days: Days) -> dict[date, DayTraffic]:
    """What went through on each day."""
    return {day: _traffic(DayTraffic, span) for day, span in days.items()}


def _traffic(kind: type[Traffic], span: Span) -> Traffic:
    peak = span.peak_connections
    return kind.read(span.moved, max_connections=peak, total_connections=peak, sessions=span.sessions)
