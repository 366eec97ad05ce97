"""Reports on the traffic of programs' keys, from the folded rows alone: reading changes nothing.

Which keys is said by a condition of `core/subscriptions/keys/direct.py`, so that a report costs the same few statements
however many keys there are. Received (rx) is what came from the client, sent (tx) is what went to it.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import psutil
from tortoise.expressions import Q, Subquery
from tortoise.functions import Count, Max, Sum

from core.subscriptions.models import Key
from core.traffic.models import KeyTraffic, TrafficDay

LOOPBACK = "lo"


@dataclass(frozen=True, slots=True)
class Moved:
    """Bytes both ways."""

    rx_bytes: int = 0
    tx_bytes: int = 0

    @property
    def total_bytes(self) -> int:
        return self.rx_bytes + self.tx_bytes

    def __add__(self, other: "Moved") -> "Moved":
        return Moved(self.rx_bytes + other.rx_bytes, self.tx_bytes + other.tx_bytes)


@dataclass(frozen=True, slots=True)
class Current:
    """One key now: bytes since its current counter was reset. `counted` tells whether it was ever used."""

    key: Key
    moved: Moved
    connections: int
    bytes_per_second: int
    counted: bool


@dataclass(frozen=True, slots=True)
class Span:
    """What went through within some time: a day, a month, or all of it. The peak is of connections at once."""

    moved: Moved = Moved()
    peak_connections: int = 0
    sessions: int = 0


@dataclass(frozen=True, slots=True)
class Past:
    """One key and a span of its past. `connected` tells whether it has connections now."""

    key: Key
    span: Span
    last_activity: datetime | None
    connected: bool


@dataclass(frozen=True, slots=True)
class DayReport:
    """Keys together on one day; `keys` is how many of them moved anything."""

    day: date
    span: Span
    keys: int


Days = Mapping[date, Span]
Interfaces = Mapping[str, Moved]


def together(spans: Sequence[Span]) -> Span:
    """Several keys as one: sums, and the highest peak of any."""
    return Span(
        sum((span.moved for span in spans), Moved()),
        max((span.peak_connections for span in spans), default=0),
        sum(span.sessions for span in spans),
    )


@dataclass(frozen=True, slots=True)
class Usage:
    """Bytes of all time: up is from the customer to the internet, down is the way back."""

    up_bytes: int
    down_bytes: int

    @property
    def total_bytes(self) -> int:
        return self.up_bytes + self.down_bytes


async def of_key(key: Key) -> Usage:
    """Everything that went through a key since it was made."""
    counted = await KeyTraffic.get_or_none(key_id=key.id)
    return Usage(counted.up_bytes, counted.down_bytes) if counted is not None else Usage(0, 0)


async def current(keys: Q) -> list[Current]:
    """Every key now, oldest first."""
    counted = await _counted(keys)
    return [_current(key, counted.get(key.id)) for key in await Key.filter(keys).order_by("id")]


async def current_of(key: Key) -> Current:
    """One key now."""
    return _current(key, await KeyTraffic.get_or_none(key_id=key.id))


async def history(keys: Q) -> list[Past]:
    """Every key since it was made, or since its history was reset; oldest first."""
    counted = await _counted(keys)
    return [_all_time(key, counted.get(key.id)) for key in await Key.filter(keys).order_by("id")]


async def history_of(key: Key) -> tuple[Past, Days]:
    """One key since then, and the days that are kept of it."""
    rows = await TrafficDay.filter(key_id=key.id).order_by("day")
    return _all_time(key, await KeyTraffic.get_or_none(key_id=key.id)), {row.day: _day(row) for row in rows}


async def daily(keys: Q, day: date) -> DayReport:
    """All keys on one day, also those deleted since."""
    rows = TrafficDay.filter(day=day, key_id__in=Subquery(Key.filter(keys).values("id")))
    moving = Count("id", _filter=Q(up_bytes__gt=0) | Q(down_bytes__gt=0))
    (row,) = await rows.annotate(**_summed(), moving=moving).values(*_summed(), "moving")
    return DayReport(day, _span(row), row["moving"])


async def monthly(keys: Q, all_keys: Q, month: date) -> list[Past]:
    """Every key in one month, with those deleted since that were used in it; `month` is its first day."""
    inside = Q(day__gte=month, day__lt=after(month))
    used = TrafficDay.filter(inside)
    shown = Key.filter(keys | (all_keys & Q(id__in=Subquery(used.values("key_id"))))).order_by("id")
    rows = used.filter(key_id__in=Subquery(Key.filter(all_keys).values("id")))
    spans = {
        row["key_id"]: _span(row)
        for row in await rows.annotate(**_summed()).group_by("key_id").values("key_id", *_summed())
    }
    counted = await _counted(all_keys)
    return [_past(key, spans.get(key.id, Span()), counted.get(key.id)) for key in await shown]


async def monthly_of(key: Key, month: date) -> tuple[Past, Days]:
    """One key in one month, and its days in it."""
    rows = await TrafficDay.filter(key_id=key.id, day__gte=month, day__lt=after(month)).order_by("day")
    days = {row.day: _day(row) for row in rows}
    counted = await KeyTraffic.get_or_none(key_id=key.id)
    return _past(key, together(list(days.values())), counted), days


async def connected(keys: Q) -> int:
    """How many keys have connections now."""
    return await KeyTraffic.filter(key_id__in=Subquery(Key.filter(keys).values("id")), connections__gt=0).count()


async def interfaces() -> Interfaces:
    """What this machine's network interfaces have moved since it started, without the loopback."""
    counters = await asyncio.to_thread(psutil.net_io_counters, pernic=True)
    return {name: Moved(io.bytes_recv, io.bytes_sent) for name, io in counters.items() if name != LOOPBACK}


def after(month: date) -> date:
    """The first day of the next month."""
    return (month + timedelta(days=31)).replace(day=1)


async def _counted(keys: Q) -> dict[int, KeyTraffic]:
    rows = await KeyTraffic.filter(key_id__in=Subquery(Key.filter(keys).values("id")))
    return {row.key_id: row for row in rows}


def _current(key: Key, counted: KeyTraffic | None) -> Current:
    if counted is None:
        return Current(key, Moved(), 0, 0, counted=False)
    moved = Moved(counted.up_bytes - counted.simple_up_bytes, counted.down_bytes - counted.simple_down_bytes)
    return Current(key, moved, counted.connections, counted.bytes_per_second, counted=True)


def _all_time(key: Key, counted: KeyTraffic | None) -> Past:
    if counted is None:
        return _past(key, Span(), None)
    moved = Moved(counted.up_bytes - counted.history_up_bytes, counted.down_bytes - counted.history_down_bytes)
    return _past(key, Span(moved, counted.peak_connections), counted)


def _past(key: Key, span: Span, counted: KeyTraffic | None) -> Past:
    if counted is None:
        return Past(key, span, None, connected=False)
    return Past(key, span, counted.seen_at, connected=counted.connections > 0 and key.removed_at is None)


def _day(row: TrafficDay) -> Span:
    return Span(Moved(row.up_bytes, row.down_bytes), row.peak_connections, row.sessions)


def _summed() -> dict[str, Any]:
    return {"up": Sum("up_bytes"), "down": Sum("down_bytes"), "peak": Max("peak_connections"), "begun": Sum("sessions")}


def _span(row: Mapping[str, Any]) -> Span:
    up, down, peak, begun = (int(row[name] or 0) for name in _summed())
    return Span(Moved(up, down), peak, begun)
