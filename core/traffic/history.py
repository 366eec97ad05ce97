"""History: the days that have ended, as a process keeps them in memory.

A day that has ended does not change any more, unless an operator resets a key's history or cleans old days up; both
remember a new mark (`rollups.REWRITTEN`), and whoever sees another mark than before reads everything anew.
"""

import asyncio
from array import array
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from core import db, installation
from core.shop import Shop
from core.traffic import held, rollups
from core.traffic.held import Held

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
        self._held: Held | None = None
        self.mark: str | None = None

    async def days(self, dates: list[date]) -> dict[date, Day]:
        """These days; one statement for each that is not known yet, and one for the mark."""
        await self.look_at_mark()
        settled = rollups.day_of(self._shop, self._shop.now() - SETTLED_AFTER)
        days = {}
        for day in dates:
            parsed = self._days.get(day)
            days[day] = parsed if parsed is not None else await self._read(day)
            if day < settled:
                self._days[day] = days[day]
        for oldest in sorted(self._days)[:-DAYS_KEPT]:
            del self._days[oldest]
        return days

    async def look_at_mark(self) -> str | None:
        """Forget all days if somebody has rewritten them since, or has let reports stand or go on; the mark."""
        stored = await installation.get_all(rollups.REWRITTEN, held.KEY)
        self._held = Held.read(stored.get(held.KEY))
        if stored.get(rollups.REWRITTEN) != self.mark:
            self.mark = stored.get(rollups.REWRITTEN)
            self._days.clear()
        return self.mark

    async def _read(self, day: date) -> Day:
        if self._held is not None and day > self._held.day:
            return Day()
        if self._held is not None and day == self._held.day and not self._held.whole:
            return await _parsed_day(await held.held_columns())
        return await _parsed_day(await held.columns(day))


async def dates() -> list[date]:
    """Days with something in them, newest first, up to where reports stand; one statement that looks at each day once,
    not at each row."""
    rows = await db.fetch(
        "WITH RECURSIVE found(day) AS (SELECT max(day) FROM traffic_days UNION ALL"
        " SELECT (SELECT max(d.day) FROM traffic_days d WHERE d.day < found.day) FROM found"
        " WHERE found.day IS NOT NULL)"
        " SELECT day, (SELECT value FROM installation WHERE key = $1) AS held FROM found WHERE day IS NOT NULL",
        held.KEY,
    )
    stands = Held.read(db.from_json(rows[0]["held"])) if rows else None
    return [day for row in rows if (day := rollups.as_day(row["day"])) and (stands is None or day <= stands.day)]


async def _parsed_day(columns: dict[str, str | None]) -> Day:
    return await asyncio.to_thread(_parsed, columns["key_ids"], columns["traffic"], columns["sessions"])


def _parsed(key_ids: str | None, traffic: str | None, sessions: str | None) -> Day:
    columns = [array("q", map(int, text.split(","))) if text else array("q") for text in (key_ids, traffic, sessions)]
    if any(low > high for low, high in zip(columns[0], columns[0][1:], strict=False)):  # SQLite promises no order
        rows = sorted(zip(*columns, strict=True))
        columns = [array("q", column) for column in zip(*rows, strict=True)]
    return Day(columns[0], columns[1], columns[2], sum(columns[1]), sum(columns[2]))
