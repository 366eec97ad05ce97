"""History: the days that have ended, as a process keeps them in memory.

A day that has ended does not change any more, unless an operator resets a key's history or cleans old days up; both
remember a new mark (`folding.REWRITTEN`), and whoever sees another mark than before reads everything anew.
"""

import asyncio
from array import array
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from core import db, installation
from core.shop import Shop
from core.traffic import folding

SETTLED_AFTER: Final = timedelta(minutes=10)  # a sample taken before midnight may be booked a little later
DAYS_KEPT: Final = 200  # of 24 bytes a key


@dataclass(slots=True)
class Day:
    """What went through each key on one day: three columns of the same length, and the sums of two."""

    key_ids: "array[int]" = field(default_factory=lambda: array("q"))  # in order
    traffic: "array[int]" = field(default_factory=lambda: array("q"))
    sessions: "array[int]" = field(default_factory=lambda: array("q"))
    traffic_sum: int = 0
    sessions_sum: int = 0


class History:
    """Days by date. Those that have ended are read once."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._days: dict[date, Day] = {}
        self.mark: str | None = None

    async def days(self, wanted: list[date]) -> dict[date, Day]:
        """These days; one statement for each that is not known yet, and one for the mark."""
        await self._look_at_mark()
        settled = folding.day_of(self._shop, self._shop.now() - SETTLED_AFTER)
        found = {}
        for day in wanted:
            known = self._days.get(day)
            found[day] = known if known is not None else await _read(day)
            if day < settled:
                self._days[day] = found[day]
        for oldest in sorted(self._days)[:-DAYS_KEPT]:
            del self._days[oldest]
        return found

    async def _look_at_mark(self) -> None:
        mark = await installation.recall(folding.REWRITTEN)
        if mark != self.mark:
            self.mark = mark
            self._days.clear()


async def dates() -> list[date]:
    """Days with something in them, newest first; one statement that looks at each day once, not at each row."""
    rows = await db.fetch(
        "WITH RECURSIVE found(day) AS (SELECT max(day) FROM traffic_days UNION ALL"
        " SELECT (SELECT max(d.day) FROM traffic_days d WHERE d.day < found.day) FROM found"
        " WHERE found.day IS NOT NULL)"
        " SELECT day FROM found WHERE day IS NOT NULL"
    )
    return [folding.as_day(row["day"]) for row in rows]


async def _read(day: date) -> Day:
    """One row of three long texts: as many rows as there are keys would take ten times as long to hand over."""
    key_ids, traffic, sessions = (_list_of(column) for column in ("key_id", "up_bytes + down_bytes", "sessions"))
    row = await db.fetch_one(
        f"SELECT {key_ids} AS key_ids, {traffic} AS traffic, {sessions} AS sessions"  # noqa: S608 - constants only
        " FROM traffic_days WHERE day = $1",
        day,
    )
    return await asyncio.to_thread(_parsed, row["key_ids"], row["traffic"], row["sessions"]) if row else Day()


def _list_of(column: str) -> str:
    return f"string_agg(({column})::text, ',' ORDER BY key_id)" if db.is_postgres() else f"group_concat({column})"


def _parsed(key_ids: str | None, traffic: str | None, sessions: str | None) -> Day:
    columns = [array("q", map(int, text.split(","))) if text else array("q") for text in (key_ids, traffic, sessions)]
    if any(one > other for one, other in zip(columns[0], columns[0][1:], strict=False)):  # SQLite promises no order
        rows = sorted(zip(*columns, strict=True))
        columns = [array("q", column) for column in zip(*rows, strict=True)]
    return Day(columns[0], columns[1], columns[2], sum(columns[1]), sum(columns[2]))
