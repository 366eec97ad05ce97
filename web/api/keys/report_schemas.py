"""The key API's public schemas of past traffic: of all time, of a month, of a day."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from pydantic import Field

from core.traffic.key_reports import DayReport, Days, Past, Span, together
from web.api.keys.schemas import Bytes, Moment, Sizes, bytes_of, formatted, sizes
from web.common.schemas import Schema


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

    key_uuid: UUID = Field(description="The VLESS id.")
    key_name: str
    port: int | None = Field(description="null of a key that has been deleted.")
    created_at: Moment = Field(description="When the key was made.")
    last_activity: Moment | None
    is_active: bool = Field(description="Whether it has connections now.")


class KeyHistory(Held):
    """One key of all time."""

    total_traffic: AllTime

    @classmethod
    def of(cls, past: Past) -> Self:
        return cls(**_held(past), total_traffic=_all_time(past.span))


class KeyHistoryByDay(KeyHistory):
    """The same with its days."""

    daily_stats: dict[date, DayTraffic]

    @classmethod
    def by_day(cls, past: Past, days: Days) -> Self:
        return cls(**_held(past), total_traffic=_all_time(past.span), daily_stats=_days(days))


class KeyMonth(Held):
    """One key in one month."""

    monthly_traffic: MonthTraffic

    @classmethod
    def of(cls, past: Past) -> Self:
        return cls(**_held(past), monthly_traffic=_month(past.span))


class KeyMonthByDay(KeyMonth):
    """The same with its days."""

    year_month: str
    daily_breakdown: dict[date, DayTraffic]

    @classmethod
    def by_day(cls, month: date, past: Past, days: Days) -> Self:
        return cls(
            **_held(past),
            year_month=f"{month:%Y-%m}",
            monthly_traffic=_month(past.span),
            daily_breakdown=_days(days),
        )


class Totals(Schema):
    """All keys of a report together."""

    total_keys: int
    active_keys: int = Field(description="How many have connections now.")
    total_traffic_bytes: int
    total_rx_bytes: int
    total_tx_bytes: int
    total_traffic_formatted: str
    total_rx_formatted: str
    total_tx_formatted: str


class HistoryOfKeys(Totals):
    """Every key of all time."""

    keys: list[KeyHistory]

    @classmethod
    def of(cls, found: Sequence[Past]) -> Self:
        return cls(**_totals(found), keys=[KeyHistory.of(past) for past in found])


class MonthOfKeys(Totals):
    """Every key in one month."""

    year_month: str
    total_connections: int = Field(description="The most at once of any key, despite the name.")
    total_sessions: int
    keys: list[KeyMonth]

    @classmethod
    def of(cls, month: date, found: Sequence[Past]) -> Self:
        span = together([past.span for past in found])
        return cls(
            **_totals(found),
            year_month=f"{month:%Y-%m}",
            total_connections=span.peak_connections,
            total_sessions=span.sessions,
            keys=[KeyMonth.of(past) for past in found],
        )


class DayTotals(Schema):
    """All keys on one day."""

    date: str
    total_bytes: int
    total_connections: int = Field(description="The most at once of any key, despite the name.")
    active_keys: int = Field(description="How many moved anything that day.")
    total_sessions: int
    total_formatted: str

    @classmethod
    def of(cls, found: DayReport) -> Self:
        total = found.span.moved.total_bytes
        return cls(
            date=found.day.isoformat(),
            total_bytes=total,
            total_connections=found.span.peak_connections,
            active_keys=found.keys,
            total_sessions=found.span.sessions,
            total_formatted=formatted(total),
        )


def _held(past: Past) -> dict[str, Any]:
    seen: datetime | None = past.last_activity
    return {
        "key_uuid": past.key.secret,
        "key_name": past.key.label or "",
        "port": past.key.port,
        "created_at": past.key.created_at,
        "last_activity": seen,
        "is_active": past.connected,
    }


def _all_time(span: Span) -> AllTime:
    return AllTime(**sizes(span.moved), total_connections=span.peak_connections)


def _month(span: Span) -> MonthTraffic:
    return MonthTraffic(**sizes(span.moved), max_connections=span.peak_connections, sessions=span.sessions)


def _days(days: Days) -> dict[date, DayTraffic]:
    return {
        day: DayTraffic(**bytes_of(span.moved), max_connections=span.peak_connections, sessions=span.sessions)
        for day, span in days.items()
    }


def _totals(found: Sequence[Past]) -> dict[str, Any]:
    moved = together([past.span for past in found]).moved
    return {
        "total_keys": len(found),
        "active_keys": sum(past.connected for past in found),
        "total_traffic_bytes": moved.total_bytes,
        "total_rx_bytes": moved.rx_bytes,
        "total_tx_bytes": moved.tx_bytes,
        "total_traffic_formatted": formatted(moved.total_bytes),
        "total_rx_formatted": formatted(moved.rx_bytes),
        "total_tx_formatted": formatted(moved.tx_bytes),
    }
