"""Live: what goes through keys now and in the last hours, from the rows that `rollups` keeps by the minute.

A minute is the finest that is kept. Finer buckets share a minute's bytes out evenly by the second, so that the sum
stays what it is; the minute that has not ended is shared out over what has passed of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from core import db
from core.shop import Shop
from core.traffic.models import ALL_KEYS

Metric = Literal["traffic", "conns", "online_users"]
ONLINE_SECONDS: Final = 300  # who was seen within so long is online
POINTS_MAX: Final = 1440


@dataclass(frozen=True, slots=True)
class Online:
    """A key that is in use now. `traffic_bytes` went through it within `ONLINE_SECONDS`."""

    key_id: int
    seen_at: datetime
    connections: int
    traffic_bytes: int


@dataclass(frozen=True, slots=True)
class Point:
    """A bucket by its beginning."""

    at: datetime
    value: int


@dataclass(frozen=True, slots=True)
class Ranked:
    """A key's part: bytes, or the most connections at one time."""

    key_id: int
    value: int


async def now(shop: Shop) -> list[Online]:
    """Keys seen within `ONLINE_SECONDS`, the busiest first; one statement."""
    moment = shop.now()
    since = moment - timedelta(seconds=ONLINE_SECONDS)
    rows = await db.fetch(
        "SELECT t.key_id, t.seen_at, t.connections, CAST(coalesce(sum(m.up_bytes + m.down_bytes), 0) AS bigint) AS n"
        " FROM key_traffic t LEFT JOIN traffic_minutes m ON m.key_id = t.key_id AND m.minute > $2"
        " WHERE t.seen_at > $1 GROUP BY t.key_id, t.seen_at, t.connections ORDER BY n DESC, t.key_id",
        since,
        int(since.timestamp()) // 60,
    )
    return [Online(row["key_id"], db.as_moment(row["seen_at"]), row["connections"], int(row["n"])) for row in rows]


async def series(
    shop: Shop, metric: Metric, *, period: int, granularity: int, key_id: int | None = None
) -> list[Point]:
    """What happened in each bucket of the last `period` seconds, oldest first; empty buckets are 0.

    Traffic is bytes within the bucket, conns and online_users the most at one time. Buckets are `granularity` seconds
    long and begin at its multiples; the last one holds this moment. One statement.
    """
    count = -(-period // granularity)
    moment = int(shop.now().timestamp())
    first = (moment // granularity - count + 1) * granularity
    values = [0] * count
    if metric == "traffic":
        _share_out(values, first, granularity, await _bytes(first // 60, key_id), moment)
    else:
        _highest(values, first, granularity, await _peaks(metric, first // 60, key_id))
    return [Point(datetime.fromtimestamp(first + n * granularity, UTC), value) for n, value in enumerate(values)]


async def top(shop: Shop, metric: Metric, *, period: int, limit: int) -> tuple[list[Ranked], int]:
    """The keys with most in the last `period` seconds, and the value of all keys together; two statements."""
    since = (int(shop.now().timestamp()) - period) // 60
    value = "sum(up_bytes + down_bytes)" if metric == "traffic" else "max(peak_connections)"
    grouped = (
        f"SELECT key_id, CAST({value} AS bigint) AS n FROM traffic_minutes"  # noqa: S608 - constants only
        f" WHERE key_id <> {ALL_KEYS} AND minute > $1 GROUP BY key_id"
    )
    rows = await db.fetch(
        f"SELECT key_id, n FROM ({grouped}) AS g WHERE n > 0 ORDER BY n DESC, key_id LIMIT $2",  # noqa: S608
        since,
        limit,
    )
    total = await db.fetch_one(f"SELECT CAST(coalesce(sum(n), 0) AS bigint) AS n FROM ({grouped}) AS g", since)  # noqa: S608
    return [Ranked(row["key_id"], int(row["n"])) for row in rows], int(total["n"]) if total else 0


async def _bytes(since: int, key_id: int | None) -> list[tuple[int, int]]:
    rows = await db.fetch(
        "SELECT minute, up_bytes + down_bytes AS n FROM traffic_minutes WHERE key_id = $1 AND minute >= $2",
        ALL_KEYS if key_id is None else key_id,
        since,
    )
    return [(row["minute"], int(row["n"])) for row in rows]


async def _peaks(metric: Metric, since: int, key_id: int | None) -> list[tuple[int, int]]:
    if metric == "online_users":
        chosen = f"key_id <> {ALL_KEYS}" if key_id is None else f"key_id = {int(key_id)}"
        sql = f"SELECT minute, count(*) AS n FROM traffic_minutes WHERE {chosen} AND minute >= $1 GROUP BY minute"  # noqa: S608
    else:
        chosen = str(ALL_KEYS if key_id is None else int(key_id))
        sql = f"SELECT minute, peak_connections AS n FROM traffic_minutes WHERE key_id = {chosen} AND minute >= $1"  # noqa: S608
    return [(row["minute"], int(row["n"])) for row in await db.fetch(sql, since)]


def _share_out(values: list[int], first: int, step: int, minutes: Iterable[tuple[int, int]], moment: int) -> None:
    """Add each minute's bytes to the buckets it lies in, by the second."""
    for minute, count in minutes:
        begins = minute * 60
        length = max(1, min(60, moment - begins + 1))  # the last minute has not ended
        for bucket in _touched(first, step, begins, length, len(values)):
            low = max(0, first + bucket * step - begins)
            high = min(length, first + (bucket + 1) * step - begins)
            values[bucket] += count * high // length - count * low // length  # shares of whole bytes that add up


def _highest(values: list[int], first: int, step: int, minutes: Iterable[tuple[int, int]]) -> None:
    for minute, count in minutes:
        for bucket in _touched(first, step, minute * 60, 60, len(values)):
            values[bucket] = max(values[bucket], count)


def _touched(first: int, step: int, begins: int, length: int, count: int) -> Sequence[int]:
    """Numbers of the buckets that some seconds lie in."""
    return range(max(0, (begins - first) // step), min(count - 1, (begins + length - 1 - first) // step) + 1)
