"""Folding: what went through keys, kept by the minute, the hour and the day, and as sums.

A sample is added to the minute, the day and the key's sums in the transaction that moves its marks
(`core/traffic/accounting.py`). Hours are folded from minutes by the clock. Reads come from these rows alone.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from tortoise.expressions import Q, Subquery

from core import db, installation
from core.shop import Shop
from core.subscriptions.models import Key
from core.traffic.models import ALL_KEYS, KeyTraffic, TrafficDay, TrafficHour, TrafficMinute

PAUSE = timedelta(minutes=5)  # who was away for so long begins another session
MINUTES_KEPT, HOURS_KEPT = 26 * 60, 62 * 24
REWRITTEN = "traffic_history"  # remembers a new value whenever days that have ended change: readers keep them in memory

Bytes = Mapping[int, tuple[int, int]]  # key id -> (up, down)


async def add(shop: Shop, growth: Bytes) -> None:
    """Add what went through each key since its last sample. Call it inside the transaction that moves the marks."""
    now = shop.due_now()  # a minute that a clock far ahead names would stand before the true ones for weeks
    for chunk in db.in_portions(sorted(growth)):
        part = {key_id: growth[key_id] for key_id in chunk}
        begun = await _sessions_begun(chunk, now)
        await _add_to_days(part, begun, day_of(shop, now))
        await _add_to_minutes(part, now)
        await _add_to_sums(part, now)
        await _add_to_subscriptions(part)
    up, down = (sum(part) for part in zip(*growth.values(), strict=True)) if growth else (0, 0)
    if up or down:
        await _add_to_minutes({ALL_KEYS: (up, down)}, now)


async def note_connections(
    shop: Shop, server_id: int, live: Mapping[int, int], speeds: Mapping[int, int] | None = None
) -> None:
    """How many connections each key of a server has now, and how many bytes a second it moves; others have none."""
    now, speeds = shop.due_now(), speeds or {}
    counted = {key_id: (live.get(key_id, 0), speeds.get(key_id, 0)) for key_id in {**live, **speeds}}
    async with db.transaction():
        for chunk in db.in_portions(sorted(live)):
            part = {key_id: live[key_id] for key_id in chunk}
            await _raise_days(part, await _sessions_begun(chunk, now), day_of(shop, now))
            await _raise_minutes(part, now)
        for chunk in db.in_portions(sorted(counted)):
            await _set_now({key_id: counted[key_id] for key_id in chunk}, now)
        await db.fetch(
            "UPDATE key_traffic SET connections = 0, bytes_per_second = 0"  # noqa: S608 - numbers only
            " WHERE (connections > 0 OR bytes_per_second > 0) AND key_id IN"
            f" (SELECT id FROM keys WHERE server_id = $1){_except(counted)}",
            server_id,
        )
        if live:
            row = await db.fetch_one("SELECT sum(connections) AS n FROM key_traffic WHERE connections > 0")
            await _raise_minutes({ALL_KEYS: int(row["n"] or 0) if row else 0}, now)


async def fold_hours(shop: Shop) -> None:
    """Sum the minutes of every whole hour that has not been folded yet."""
    this_hour = int(shop.due_now().timestamp()) // 3600
    newest = await TrafficHour.all().order_by("-hour").first()
    since = newest.hour + 1 if newest is not None else 0
    await db.fetch(
        "INSERT INTO traffic_hours (key_id, hour, up_bytes, down_bytes, peak_connections)"
        " SELECT key_id, minute / 60, CAST(sum(up_bytes) AS bigint), CAST(sum(down_bytes) AS bigint),"
        " max(peak_connections) FROM traffic_minutes WHERE minute >= $1 AND minute < $2 GROUP BY key_id, minute / 60"
        " ON CONFLICT (key_id, hour) DO UPDATE SET up_bytes = excluded.up_bytes, down_bytes = excluded.down_bytes,"
        " peak_connections = excluded.peak_connections",
        since * 60,
        this_hour * 60,
    )


async def forget_old(shop: Shop) -> None:
    """Fold what is whole, then drop minutes after a day and hours after two months; days and sums stay."""
    await fold_hours(shop)
    minute = int(shop.due_now().timestamp()) // 60
    await TrafficMinute.filter(minute__lt=minute - MINUTES_KEPT).delete()
    await TrafficHour.filter(hour__lt=minute // 60 - HOURS_KEPT).delete()


async def forget_history(key_id: int) -> None:
    """Begin a key's history anew: its days go, and its sums count from here."""
    async with db.transaction():
        await TrafficDay.filter(key_id=key_id).delete()
        await installation.set(REWRITTEN, uuid4().hex)
        await db.fetch(
            "UPDATE key_traffic SET history_up_bytes = up_bytes, history_down_bytes = down_bytes,"
            " peak_connections = connections WHERE key_id = $1",
            key_id,
        )


async def reset_simple(key_id: int) -> None:
    """Begin a key's current counter anew; its history stays."""
    await db.fetch(
        "UPDATE key_traffic SET simple_up_bytes = up_bytes, simple_down_bytes = down_bytes WHERE key_id = $1", key_id
    )


async def clean_up(shop: Shop, days: int, *, among: Q | None = None) -> int:
    """Drop the rows of days that ended more than so many days ago, of all keys or of those `among` them.

    Sums of all time stay. Returns how many rows were dropped.
    """
    old = TrafficDay.filter(day__lt=day_of(shop, shop.now()) - timedelta(days=days))
    chosen = old if among is None else old.filter(key_id__in=Subquery(Key.filter(among).values("id")))
    async with db.transaction():
        dropped = await chosen.delete()
        if dropped:
            await installation.set(REWRITTEN, uuid4().hex)
    return dropped


def today(shop: Shop) -> date:
    """The day that is counted on now, in the shop's time zone."""
    return day_of(shop, shop.now())


def day_of(shop: Shop, now: datetime) -> date:
    """The shop's day at a moment."""
    return now.astimezone(ZoneInfo(shop.settings.timezone)).date()


def midnight(shop: Shop, day: date) -> datetime:
    """When a day of the shop begins, in UTC."""
    return datetime.combine(day, time(), ZoneInfo(shop.settings.timezone)).astimezone(UTC)


def as_day(value: Any) -> date:
    """A day read by `db.fetch`."""
    return date.fromisoformat(value[:10]) if isinstance(value, str) else value


async def _sessions_begun(key_ids: Sequence[int], now: datetime) -> set[int]:
    """Which of these keys come after a pause."""
    known = await KeyTraffic.filter(key_id__in=list(key_ids), seen_at__gt=now - PAUSE).values_list("key_id", flat=True)
    return set(key_ids) - set(known)


async def _add_to_days(part: Bytes, begun: set[int], day: date) -> None:
    rows = [value for key_id, (up, down) in part.items() for value in (key_id, day, up, down, int(key_id in begun))]
    await db.fetch(
        "INSERT INTO traffic_days (key_id, day, up_bytes, down_bytes, sessions)"  # noqa: S608 - placeholders only
        f" VALUES {db.placeholders(len(part), 5)}"
        " ON CONFLICT (key_id, day) DO UPDATE SET up_bytes = traffic_days.up_bytes + excluded.up_bytes,"
        " down_bytes = traffic_days.down_bytes + excluded.down_bytes,"
        " sessions = traffic_days.sessions + excluded.sessions",
        *rows,
    )


async def _raise_days(live: Mapping[int, int], begun: set[int], day: date) -> None:
    rows = [value for key_id, count in live.items() for value in (key_id, day, 0, 0, count, int(key_id in begun))]
    await db.fetch(
        "INSERT INTO traffic_days (key_id, day, up_bytes, down_bytes, peak_connections, sessions)"  # noqa: S608
        f" VALUES {db.placeholders(len(live), 6)} ON CONFLICT (key_id, day) DO UPDATE SET {_higher('traffic_days')},"
        " sessions = traffic_days.sessions + excluded.sessions",
        *rows,
    )


async def _add_to_minutes(part: Bytes, now: datetime) -> None:
    minute = int(now.timestamp()) // 60
    rows = [value for key_id, (up, down) in part.items() for value in (key_id, minute, up, down, 0)]
    await db.fetch(
        "INSERT INTO traffic_minutes (key_id, minute, up_bytes, down_bytes, peak_connections)"  # noqa: S608
        f" VALUES {db.placeholders(len(part), 5)} ON CONFLICT (key_id, minute)"
        " DO UPDATE SET up_bytes = traffic_minutes.up_bytes + excluded.up_bytes,"
        " down_bytes = traffic_minutes.down_bytes + excluded.down_bytes",
        *rows,
    )


async def _raise_minutes(live: Mapping[int, int], now: datetime) -> None:
    minute = int(now.timestamp()) // 60
    rows = [value for key_id, count in live.items() for value in (key_id, minute, 0, 0, count)]
    await db.fetch(
        "INSERT INTO traffic_minutes (key_id, minute, up_bytes, down_bytes, peak_connections)"  # noqa: S608
        f" VALUES {db.placeholders(len(live), 5)}"
        f" ON CONFLICT (key_id, minute) DO UPDATE SET {_higher('traffic_minutes')}",
        *rows,
    )


async def _add_to_sums(part: Bytes, now: datetime) -> None:
    rows = [value for key_id, (up, down) in part.items() for value in (key_id, up, down, now, now, now)]
    await db.fetch(
        "INSERT INTO key_traffic (key_id, up_bytes, down_bytes, first_seen_at, seen_at, sampled_at)"  # noqa: S608
        f" VALUES {db.placeholders(len(part), 6)} ON CONFLICT (key_id) DO UPDATE SET"
        " up_bytes = key_traffic.up_bytes + excluded.up_bytes,"
        " down_bytes = key_traffic.down_bytes + excluded.down_bytes,"
        " first_seen_at = coalesce(key_traffic.first_seen_at, excluded.first_seen_at),"
        " seen_at = excluded.seen_at, sampled_at = excluded.sampled_at",
        *rows,
    )


async def _set_now(part: Mapping[int, tuple[int, int]], now: datetime) -> None:
    """Connections and bytes a second."""
    rows = [value for key_id, (count, speed) in part.items() for value in (key_id, count, count, speed, now, now, now)]
    await db.fetch(
        "INSERT INTO key_traffic (key_id, connections, peak_connections, bytes_per_second,"  # noqa: S608
        f" first_seen_at, seen_at, sampled_at) VALUES {db.placeholders(len(part), 7)}"
        " ON CONFLICT (key_id) DO UPDATE SET connections = excluded.connections,"
        f" {_higher('key_traffic')}, first_seen_at = coalesce(key_traffic.first_seen_at, excluded.first_seen_at),"
        " bytes_per_second = excluded.bytes_per_second, seen_at = excluded.seen_at, sampled_at = excluded.sampled_at",
        *rows,
    )


async def _add_to_subscriptions(part: Bytes) -> None:
    """What each subscription has used; keys without one have nothing to use up."""
    numbers = iter(range(1, 2 * len(part) + 1))
    rows = ", ".join(f"(CAST(${next(numbers)} AS bigint), CAST(${next(numbers)} AS bigint))" for _ in part)
    await db.fetch(
        "UPDATE subscriptions SET traffic_used_bytes = traffic_used_bytes + used.bytes FROM"  # noqa: S608
        " (SELECT k.subscription_id AS id, CAST(sum(v.column2) AS bigint) AS bytes"
        f" FROM (VALUES {rows}) AS v JOIN keys k ON k.id = v.column1"
        " WHERE k.subscription_id IS NOT NULL GROUP BY k.subscription_id) AS used WHERE used.id = subscriptions.id",
        *(value for key_id, moved in part.items() for value in (key_id, sum(moved))),
    )


def _higher(table: str) -> str:
    """Keep the higher number of connections; the engines call that function by different names."""
    return (
        f"peak_connections = CASE WHEN {table}.peak_connections > excluded.peak_connections"
        f" THEN {table}.peak_connections ELSE excluded.peak_connections END"
    )


def _except(live: Mapping[int, object]) -> str:
    return f" AND key_id NOT IN ({', '.join(str(int(key_id)) for key_id in live)})" if live else ""
