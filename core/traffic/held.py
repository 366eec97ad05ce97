"""Up to where reports by the day go: to this moment, or, while the collector is off, to where it stopped.

Traffic is booked all the time (`rollups.py`); only what operators' dashboards show stands still. The day in the middle
of which the collector stopped is kept as it was then.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import uuid4

from core import db, installation
from core.shop import Shop
from core.traffic import rollups

KEY: Final = "reports_held"
COLUMNS: Final = "reports_held_day"  # apart, because it has a number for each key
NAMES: Final = {"key_ids": "key_id", "traffic": "up_bytes + down_bytes", "sessions": "sessions"}


@dataclass(frozen=True, slots=True)
class Held:
    """The last day that reports have; `whole` where all of it is in them."""

    day: date
    whole: bool

    @classmethod
    def read(cls, memory: Any) -> "Held | None":
        """What is remembered under `KEY`."""
        return cls(date.fromisoformat(memory["day"]), memory["whole"]) if memory else None


async def current() -> Held | None:
    """Where reports stand, None where they go on."""
    return Held.read(await installation.get(KEY))


async def hold(shop: Shop) -> None:
    """Let reports stand at this moment."""
    day = rollups.today(shop)
    async with db.transaction():
        await installation.set(COLUMNS, await columns(day))
        await _stand(Held(day, whole=False))


async def catch_up(shop: Shop) -> None:
    """Let reports that stand come up to the end of yesterday."""
    position, yesterday = await current(), rollups.today(shop) - timedelta(days=1)
    if position is not None and position.day <= yesterday:
        async with db.transaction():
            await installation.delete(COLUMNS)
            await _stand(Held(yesterday, whole=True))


async def release() -> None:
    """Let reports go on, with everything that has come meanwhile."""
    async with db.transaction():
        await installation.delete(KEY)
        await installation.delete(COLUMNS)
        await installation.set(rollups.REWRITTEN, uuid4().hex)


async def columns(day: date) -> dict[str, str | None]:
    """A day's numbers of every key, each column as one text: handing over as many rows would take ten times as long."""
    listed = ", ".join(f"{_listed(column)} AS {name}" for name, column in NAMES.items())
    row = await db.fetch_one(f"SELECT {listed} FROM traffic_days WHERE day = $1", day)  # noqa: S608 - constants only
    return {name: row[name] if row else None for name in NAMES}


async def held_columns() -> dict[str, str | None]:
    """The same of the day in the middle of which reports stand, as it was then."""
    return await installation.get(COLUMNS) or dict.fromkeys(NAMES)


async def _stand(position: Held) -> None:
    await installation.set(KEY, {"day": position.day.isoformat(), "whole": position.whole})
    await installation.set(rollups.REWRITTEN, uuid4().hex)


def _listed(column: str) -> str:
    return f"string_agg(({column})::text, ',' ORDER BY key_id)" if db.is_postgres() else f"group_concat({column})"
