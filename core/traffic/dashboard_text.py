"""What the usage dashboard says, written piece by piece: no step holds up the process's other threads for long."""

import json
from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from json.encoder import encode_basestring_ascii
from typing import Any, NamedTuple, Protocol

from core.traffic.history import Day


class Person(Protocol):
    """Whom a key belongs to, as the panel names them."""

    @property
    def key_id(self) -> int: ...
    @property
    def email(self) -> str: ...
    @property
    def uuid(self) -> str: ...
    @property
    def alias(self) -> str: ...
    def masked(self) -> "Person":
        """As whoever may not see customers' credentials sees them."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an answer needs beside the traffic; from `anomaly_bytes` on one day a key stands out."""

    people: Sequence[Person]
    anomaly_bytes: int
    collecting: bool
    lag_days: int | None


@dataclass(frozen=True, slots=True)
class Window:
    """The days of an answer, oldest first, and as many before them."""

    days: tuple[date, ...]
    before: tuple[date, ...]

    @classmethod
    def ending(cls, last: date, count: int) -> "Window":
        """So many days up to this one."""
        days = tuple(last - timedelta(days=ago) for ago in range(2 * count - 1, -1, -1))
        return cls(days[count:], days[:count])


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: a window, one person's by their e-mail or everybody's; `mode` with a day of one's own choice.

    `reveals` customers' credentials to the shop's owner.
    """

    window: Window
    email: str | None = None
    mode: str | None = None
    reveals: bool = False


class Row(NamedTuple):
    """One key's days that have ended: texts of its numbers, and their sums."""

    traffic: str
    sessions: str
    before_traffic: str
    before_sessions: str
    traffic_sum: int
    sessions_sum: int
    before_traffic_sum: int
    before_sessions_sum: int
    highest: int


@dataclass(frozen=True, slots=True)
class Past:
    """Rows by key; `empty` is that of a key with nothing."""

    rows: dict[int, Row]
    empty: Row


@dataclass(frozen=True, slots=True)
class Sums:
    """Numbers of all keys together, by the day, and how many keys moved anything."""

    traffic: list[int]
    sessions: list[int]
    before_traffic: list[int]
    before_sessions: list[int]
    active: int

    @classmethod
    def of(cls, days: Sequence[Day], before: Sequence[Day], key_ids: Sequence[int] | None) -> "Sums":
        """Of every key, or of these alone."""
        if key_ids is None:
            return cls._of(days, before)
        return cls._of([_picked(day, key_ids) for day in days], [_picked(day, key_ids) for day in before])

    @classmethod
    def _of(cls, days: Sequence[Day], before: Sequence[Day]) -> "Sums":
        return cls(
            traffic=[day.traffic_sum for day in days],
            sessions=[day.sessions_sum for day in days],
            before_traffic=[day.traffic_sum for day in before],
            before_sessions=[day.sessions_sum for day in before],
            active=len(set[int]().union(*(day.key_ids for day in days))),
        )


def past_of(before: Sequence[Day], ended: Sequence[Day]) -> Past:
    """The rows of every key that has moved anything."""
    columns = [_by_key(days, name) for days in (ended, before) for name in ("traffic", "sessions")]
    widths = len(ended), len(ended), len(before), len(before)
    blank = [array("q", bytes(8 * width)) for width in widths]
    key_ids = set().union(*columns)
    rows = {
        key_id: _row([column.get(key_id, zero) for column, zero in zip(columns, blank, strict=True)])
        for key_id in key_ids
    }
    return Past(rows, _row(blank))


def _head(
    question: Question, around: Surroundings, people: Sequence[Person], sums: Sums, *, full: bool, now: datetime
) -> dict[str, Any]:
    """Everything but the users."""
    days = [day.isoformat() for day in question.window.days]
    meta: dict[str, Any] = {
        "from": days[0],
        "to": days[-1],
        "days": days,
        "prev_days": [day.isoformat() for day in question.window.before],
        "users": [person.email for person in people],
        "unit": "bytes",
        "generated_at": f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "completeness": "full" if full else "partial",
    }
    head: dict[str, Any] = {
        "ok": True,
        "meta": meta,
        "global": _global(sums),
        "kpi": _kpi(sums, len(people)),
        "collector": {"enabled": around.collecting, "lag_days": around.lag_days},
    }
    if question.mode is not None:
        meta |= {"date": days[-1], "mode": question.mode, "window_days": len(days)}
        head["summary"] = _summary(sums)
    return head


def whole(
    question: Question, around: Surroundings, past: Past, cache: Mapping[date, Day], tail: Sequence[date], now: datetime
) -> bytes:
    """The answer as JSON; `past` has the days of the window before `tail`."""
    people = around.people
    if question.email is not None:
        people = [person for person in people if person.email == question.email]
    days, before = ([cache[day] for day in part] for part in (question.window.days, question.window.before))
    sums = Sums.of(days, before, None if question.email is None else [person.key_id for person in people])
    opened = _head(question, around, people, sums, full=all(day.key_ids for day in days), now=now)
    return _closed(opened, people, past, [cache[day] for day in tail], around.anomaly_bytes)


def _closed(
    head: dict[str, Any], people: Sequence[Person], past: Past, tail: Sequence[Day], anomaly_bytes: int
) -> bytes:
    """The head with the users behind it."""
    fresh = [dict(zip(day.key_ids, zip(day.traffic, day.sessions, strict=True), strict=True)) for day in tail]
    users = [
        _user(
            person,
            past.rows.get(person.key_id, past.empty),
            [day.get(person.key_id, (0, 0)) for day in fresh],
            anomaly_bytes,
        )
        for person in people
    ]
    opened = json.dumps(head, separators=(",", ":"))[:-1]
    return f'{opened},"users":{{{",".join(users)}}}}}'.encode()


def _user(person: Person, row: Row, fresh: Sequence[tuple[int, int]], anomaly_bytes: int) -> str:
    traffic, sessions = [pair[0] for pair in fresh], [pair[1] for pair in fresh]
    email = encode_basestring_ascii(person.email)
    anomaly = "true" if max(row.highest, *traffic, 0) >= anomaly_bytes else "false"
    return (
        f'{email}:{{"email":{email},"uuid":"{person.uuid}","alias":{encode_basestring_ascii(person.alias)},'
        f'"daily_traffic_bytes":[{_joined(row.traffic, traffic)}],"daily_conns":[{_joined(row.sessions, sessions)}],'
        f'"prev_daily_traffic_bytes":[{row.before_traffic}],"prev_daily_conns":[{row.before_sessions}],'
        f'"sum7_traffic_bytes":{row.traffic_sum + sum(traffic)},"sum7_conns":{row.sessions_sum + sum(sessions)},'
        f'"sum_prev7_traffic_bytes":{row.before_traffic_sum},"sum_prev7_conns":{row.before_sessions_sum},'
        f'"top_domains_traffic":[],"top_domains_conns":[],"anomaly":{anomaly}}}'
    )


def _joined(text: str, more: Sequence[int]) -> str:
    return ",".join(([text] if text else []) + [str(item) for item in more])


def _row(columns: Sequence["array[int]"]) -> Row:
    traffic, sessions, before_traffic, before_sessions = (",".join(map(str, column)) for column in columns)
    first, second, third, fourth = (sum(column) for column in columns)
    return Row(
        traffic, sessions, before_traffic, before_sessions, first, second, third, fourth, max(columns[0], default=0)
    )


def _by_key(days: Sequence[Day], name: str) -> dict[int, "array[int]"]:
    """One number a day for each key that has any."""
    rows: dict[int, array[int]] = {}
    blank = bytes(8 * len(days))
    for position, day in enumerate(days):
        for key_id, value in zip(day.key_ids, getattr(day, name), strict=True):
            row = rows.get(key_id)
            if row is None:
                row = rows[key_id] = array("q", blank)
            row[position] = value
    return rows


def _picked(day: Day, key_ids: Sequence[int]) -> Day:
    """These keys alone."""
    total = Day()
    for key_id in key_ids:
        position = bisect_left(day.key_ids, key_id)
        if position < len(day.key_ids) and day.key_ids[position] == key_id:
            total.key_ids.append(key_id)
            total.traffic.append(day.traffic[position])
            total.sessions.append(day.sessions[position])
            total.traffic_sum += day.traffic[position]
            total.sessions_sum += day.sessions[position]
    return total


def _global(sums: Sums) -> dict[str, Any]:
    return {
        "daily_traffic_bytes": sums.traffic,
        "prev_daily_traffic_bytes": sums.before_traffic,
        "daily_conns": sums.sessions,
        "prev_daily_conns": sums.before_sessions,
        "cumulative_traffic_bytes": list(accumulate(sums.traffic)),
        "cumulative_conns": list(accumulate(sums.sessions)),
        "top_domains_traffic": [],  # where customers go is not recorded
        "top_domains_conns": [],
    }


def _kpi(sums: Sums, people: int) -> dict[str, Any]:
    today, yesterday = sums.traffic[-1], _day_before(sums.traffic, sums.before_traffic)
    return {
        "today_bytes": today,
        "yesterday_bytes": yesterday,
        "change_pct": _percent(today, yesterday),
        "total_bytes": sum(sums.traffic),
        "total_users": people,
        "active_users": sums.active,
    }


def _summary(sums: Sums) -> dict[str, Any]:
    total, before, count = sum(sums.traffic), sum(sums.before_traffic), len(sums.traffic)
    yesterday = _day_before(sums.traffic, sums.before_traffic)
    return {
        "today_traffic_bytes": sums.traffic[-1],
        "yesterday_traffic_bytes": yesterday,
        "avg_traffic_bytes": total // count,
        "today_conns": sums.sessions[-1],
        "yesterday_conns": _day_before(sums.sessions, sums.before_sessions),
        "avg_conns": sum(sums.sessions) // count,
        "total_traffic_bytes": total,
        "prev_total_traffic_bytes": before,
        "delta_today_traffic_pct": _percent(sums.traffic[-1], yesterday),
        "delta_total_traffic_pct": _percent(total, before),
    }


def _day_before(days: Sequence[int], before: Sequence[int]) -> int:
    return days[-2] if len(days) > 1 else before[-1]


def _percent(now: int, then: int) -> float | None:
    return round((now - then) * 100 / then, 2) if then else None
