"""Sales by the day: what came in, what was sold, who came, for the operator who wants to see how the shop is doing.

Days are those of the shop's time zone. Both engines only cut time into quarters of an hour, which every zone's days are
made of; which day a quarter belongs to is Python's to say, so that a change to summer time is nobody's mistake.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from typing import Any

from core import db
from core.shop import Shop
from core.traffic import rollups

QUARTER_SECONDS = 900
# Money from outside: what is paid from a balance was counted when it came to the balance.
PAID = "status = 'completed' AND provider <> 'balance' AND settled_at >= $1"
SOLD = "kind IN ('purchase', 'renewal') AND created_at >= $1"


@dataclass(frozen=True, slots=True)
class Numbers:
    """What happened within some time."""

    revenue_kopeks: int = 0
    payments: int = 0
    sales: int = 0
    new_users: int = 0
    trials: int = 0

    def __add__(self, other: "Numbers") -> "Numbers":
        return Numbers(*(getattr(self, column.name) + getattr(other, column.name) for column in fields(Numbers)))


@dataclass(frozen=True, slots=True)
class SoldTariff:
    """What was sold under a name; `tariff_id` is None where no tariff is called so any more."""

    tariff_id: int | None
    title: str
    sales: int
    kopeks: int


@dataclass(frozen=True, slots=True)
class UsedMethod:
    """How people paid, by the id of the method."""

    method: str
    payments: int
    kopeks: int


@dataclass(frozen=True, slots=True)
class Sales:
    """Each day, oldest first, also those without anything; `before` is the equally long time before them."""

    days: list[tuple[date, Numbers]]
    tariffs: list[SoldTariff]
    methods: list[UsedMethod]
    totals: Numbers
    before: Numbers


async def sales(shop: Shop, days: int) -> Sales:
    """The last so many days with today, by three statements."""
    first = rollups.today(shop) - timedelta(days=days - 1)
    by_day = await _by_day(shop, first - timedelta(days=days))
    since = rollups.midnight(shop, first)
    listed = [(day, by_day.get(day, Numbers())) for day in (first + timedelta(days=n) for n in range(days))]
    return Sales(
        days=listed,
        tariffs=await _tariffs(since),
        methods=await _methods(since),
        totals=_total(numbers for _, numbers in listed),
        before=_total(numbers for day, numbers in by_day.items() if day < first),
    )


READING: dict[str, Callable[[int, int], Numbers]] = {
    "paid": lambda count, kopeks: Numbers(revenue_kopeks=kopeks, payments=count),
    "sold": lambda count, _: Numbers(sales=count),
    "came": lambda count, _: Numbers(new_users=count),
    "tried": lambda count, _: Numbers(trials=count),
}


async def _by_day(shop: Shop, first: date) -> dict[date, Numbers]:
    """Numbers of each day since `first` that has any."""
    parts = (
        ("paid", "settled_at", "sum(credited_kopeks)", f"payments WHERE {PAID}"),
        ("sold", "created_at", "0", f"ledger_entries WHERE {SOLD}"),
        ("came", "created_at", "0", "users WHERE created_at >= $1"),
        ("tried", "trial_used_at", "0", "users WHERE trial_used_at >= $1"),
    )
    rows = await db.fetch(
        " UNION ALL ".join(
            f"SELECT '{what}' AS what, {_quarter(moment)} AS quarter, count(*) AS n, {kopeks} AS kopeks"  # noqa: S608
            f" FROM {source} GROUP BY 2"
            for what, moment, kopeks, source in parts
        ),
        rollups.midnight(shop, first),
    )
    days: dict[date, Numbers] = {}
    for row in rows:
        day = rollups.day_of(shop, datetime.fromtimestamp(int(row["quarter"]) * QUARTER_SECONDS, UTC))
        days[day] = days.get(day, Numbers()) + READING[row["what"]](int(row["n"]), int(row["kopeks"]))
    return days


def _quarter(moment: str) -> str:
    """SQL for the number of quarters of an hour from 1970 to a moment."""
    if db.is_postgres():
        return f"floor(extract(epoch FROM {moment}) / {QUARTER_SECONDS})"
    return f"CAST(strftime('%s', {moment}) AS integer) / {QUARTER_SECONDS}"


async def _tariffs(since: datetime) -> list[SoldTariff]:
    """By the name that a tariff had when it was sold, those with most money first."""
    rows = await db.fetch(
        "SELECT e.note AS title, (SELECT max(t.id) FROM tariffs t WHERE t.name = e.note) AS tariff_id,"  # noqa: S608
        f" count(*) AS n, -sum(e.amount_kopeks) AS kopeks FROM ledger_entries e WHERE {SOLD}"
        " GROUP BY e.note ORDER BY 4 DESC, 3 DESC, 1",
        since,
    )
    return [SoldTariff(row["tariff_id"], row["title"], *_counted(row)) for row in rows]


async def _methods(since: datetime) -> list[UsedMethod]:
    rows = await db.fetch(
        f"SELECT method, count(*) AS n, sum(credited_kopeks) AS kopeks FROM payments WHERE {PAID}"  # noqa: S608
        " GROUP BY method ORDER BY 3 DESC, 2 DESC, 1",
        since,
    )
    return [UsedMethod(row["method"], *_counted(row)) for row in rows]


def _counted(row: Any) -> tuple[int, int]:
    return int(row["n"]), int(row["kopeks"])


def _total(days: Iterable[Numbers]) -> Numbers:
    total = Numbers()
    for numbers in days:
        total += numbers
    return total
