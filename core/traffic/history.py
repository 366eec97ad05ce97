"""History: the days that have ended, as a process keeps them in memory.

A day that has ended does not change any more, unless an operator resets a key's history or cleans old days up; both
remember a new mark (`folding.REWRITTEN`), and whoever sees another mark than before reads everything anew.
"""

from array import array
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from core import db, installation
from core.shop import Shop
from core.traffic import folding

SETTLED_AFTER: Final = timedelta(minutes=10)  # a sample taken before midnight may be booked a little later
PAGE: Final = 5000  # rows that are read at once, so that nobody else waits long
DAYS_KEPT: Final = 200  # of 20 bytes a key


@dataclass(slots=True)
class Day:
    """What went through each key on one day: three columns of the same length."""

    key_ids: "array[int]" = field(default_factory=lambda: array("q"))
    traffic: "array[int]" = field(default_factory=lambda: array("q"))
    sessions: "array[int]" = field(default_factory=lambda: array("i"))


class History:
    """Days by date. Those that have ended are read once."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._days: dict[date, Day] = {}
        self.mark: str | None = None

    async def days(self, wanted: list[date]) -> dict[date, Day]:
        """These days; one statement for each 5000 keys of a day that is not known yet, and one for the mark."""
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
    made, last = Day(), -1
    while True:
        rows = await db.fetch(
            "SELECT key_id, up_bytes + down_bytes AS traffic, sessions FROM traffic_days"
            " WHERE day = $1 AND key_id > $2 ORDER BY key_id LIMIT $3",
            day,
            last,
            PAGE,
        )
        for row in rows:
            made.key_ids.append(row["key_id"])
            made.traffic.append(int(row["traffic"]))
            made.sessions.append(row["sessions"])
        if len(rows) < PAGE:
            return made
        last = rows[-1]["key_id"]
