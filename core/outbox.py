"""Recorded facts, and one row for each (fact, reaction) that is still owed.

A fact and its deliveries are written in the transaction that made the fact true. A delivery is leased for a while,
carried out, and removed; a failed one is tried again later, for ever. Reactions therefore happen at least once. One
that keeps failing is `stuck`: the operator hears of it and may repeat or drop it, see `operations/stuck_reactions.py`.
"""

import json
import logging
import random
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from tortoise import fields
from tortoise.models import Model

from core import db
from core.events import Catalogue, Fact

LEASE = timedelta(seconds=120)  # longer than any reaction may take
MAX_DELAY = timedelta(minutes=15)
KEPT = timedelta(days=180)
STUCK_ATTEMPTS, STUCK_AGE = 5, timedelta(minutes=10)
ERROR_LENGTH = 255
# Deliveries wait under the name that their reaction's module had when they were recorded.
RENAMED_MODULES = {
    "alerts": "operators",
    "charge_notices": "customers",
    "keys": "state",
    "letters": "email",
    "notifications": "customers",
}

logger = logging.getLogger(__name__)


class HasNow(Protocol):
    """Whoever knows the shop's time."""

    def now(self) -> datetime: ...
    def due_now(self) -> datetime: ...


class RecordedFact(Model):
    """Something that happened, see `core/events.py`. Never updated."""

    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(64)
    user_id = fields.BigIntField(null=True)
    data: dict[str, Any] = fields.JSONField()
    at = fields.DatetimeField()

    class Meta:
        table = "facts"
        indexes = (("user_id", "id"), ("at",))


class Delivery(Model):
    """A reaction that is owed to a fact. Gone when it is done."""

    id = fields.BigIntField(primary_key=True)
    fact: fields.ForeignKeyRelation[RecordedFact] = fields.ForeignKeyField(
        "shop.RecordedFact", related_name="deliveries"
    )
    fact_id: int
    reaction = fields.CharField(64)
    attempts = fields.IntField(default=0)
    next_try_at = fields.DatetimeField(db_index=True)
    last_error = fields.CharField(255, null=True)

    class Meta:
        table = "deliveries"


class Later(Exception):
    """A reaction asks to be tried again after some time; nothing is wrong."""

    def __init__(self, after: timedelta, reason: str = "it has to wait") -> None:
        super().__init__(f"{reason}; again in {after.total_seconds():.0f} s")
        self.after = after


@dataclass(frozen=True, slots=True)
class LeasedDelivery:
    """A delivery that this worker has for the next `LEASE`."""

    id: int
    fact_id: int
    fact: Fact
    reaction: str
    attempts: int


async def record(fact: Fact, reactions: Sequence[str], now: datetime) -> int:
    """Write the fact and what is owed to it; returns the fact's id. Call it inside the transaction."""
    row = await db.fetch_one(
        "INSERT INTO facts (name, user_id, data, at) VALUES ($1, $2, $3, $4) RETURNING id",
        type(fact).__name__,
        fact.user_id,
        json.dumps(fact.data()),
        now,
    )
    fact_id = int(row["id"])  # type: ignore[index]
    if reactions:
        values = ", ".join(f"($1, ${n}, 0, $2)" for n in range(3, 3 + len(reactions)))
        await db.fetch(
            f"INSERT INTO deliveries (fact_id, reaction, attempts, next_try_at) VALUES {values}",  # noqa: S608 - placeholders only
            fact_id,
            now,
            *reactions,
        )
    return fact_id


async def lease_due(now: datetime, limit: int = 50) -> list[LeasedDelivery]:
    """Take due deliveries, oldest first, so that no other worker does them meanwhile."""
    rows = await db.lease(
        "deliveries",
        now,
        LEASE,
        limit,
        order="id",
        also_set="attempts = attempts + 1",
        returning="id, fact_id, reaction, attempts",
    )
    facts = await _facts({row["fact_id"] for row in rows})
    deliveries = []
    for row in rows:
        name, data = facts[row["fact_id"]]
        try:
            fact = Catalogue.load(name, json.loads(data) if isinstance(data, str) else data)
        except Exception:  # recorded by a newer version, or spoilt: it waits for a version that knows it
            reason = f"the fact {row['fact_id']} ({name}) is unknown to this version"
            logger.error("%s", reason)
            await _note_error(row["id"], reason)
            continue
        reaction = current_name(row["reaction"])
        deliveries.append(LeasedDelivery(row["id"], row["fact_id"], fact, reaction, row["attempts"]))
    return sorted(deliveries, key=lambda delivery: delivery.id)


async def _facts(ids: Collection[int]) -> dict[int, tuple[str, Any]]:
    """Names and data of facts, as they stand there: one that is spoilt is not to hide the others."""
    if not ids:
        return {}
    placeholders = ", ".join(f"${number}" for number in range(1, len(ids) + 1))
    rows = await db.fetch(f"SELECT id, name, data FROM facts WHERE id IN ({placeholders})", *ids)  # noqa: S608 - placeholders
    return {row["id"]: (row["name"], row["data"]) for row in rows}


async def free_leases(shop: HasNow) -> None:
    """Make due what a worker had leased that is gone: by its next try, and by the first one, which leaves no error.

    One that failed a while ago may be tried a little earlier for it.
    """
    now = shop.now()
    await db.fetch(
        "UPDATE deliveries SET next_try_at = $1 WHERE next_try_at > $1 AND attempts > 0"
        " AND (last_error IS NULL OR next_try_at <= $2)",
        now,
        now + LEASE,
    )


async def done(delivery: LeasedDelivery) -> None:
    """The reaction has been carried out."""
    await db.fetch("DELETE FROM deliveries WHERE id = $1", delivery.id)


async def postpone(delivery: LeasedDelivery, now: datetime, reason: str, *, after: timedelta | None = None) -> None:
    """The reaction failed: try again after a delay that doubles with each attempt. One that asked to be tried again
    `after` some time has not failed, and this was no attempt."""
    await db.fetch(
        "UPDATE deliveries SET next_try_at = $2, last_error = $3, attempts = attempts - $4 WHERE id = $1",
        delivery.id,
        now + (after or backoff(delivery.attempts)),
        _kept(reason),
        0 if after is None else 1,
    )


async def _note_error(delivery_id: int, reason: str) -> None:
    await db.fetch("UPDATE deliveries SET last_error = $2 WHERE id = $1", delivery_id, _kept(reason))


def _kept(reason: str) -> str:
    return reason.replace("\0", "")[:ERROR_LENGTH]


@dataclass(frozen=True, slots=True)
class Stuck:
    """A reaction that keeps failing."""

    id: int
    reaction: str
    attempts: int
    reason: str
    next_try_at: datetime
    fact_id: int
    fact: str
    user_id: int | None
    since: datetime

    @property
    def kind(self) -> str:
        """The module it stands in: what sort of thing is not done."""
        return self.reaction.partition(".")[0]


async def stuck(now: datetime, limit: int = 500) -> list[Stuck]:
    """Reactions that have failed `STUCK_ATTEMPTS` times, or have not come to an end for `STUCK_AGE`, oldest first."""
    rows = await db.fetch(
        "SELECT d.id, d.reaction, d.attempts, d.last_error, d.next_try_at, d.fact_id, f.name, f.user_id, f.at"
        " FROM deliveries d JOIN facts f ON f.id = d.fact_id WHERE d.attempts >= $1"
        " OR (f.at <= $2 AND (d.last_error IS NOT NULL OR d.attempts > 1)) ORDER BY d.id LIMIT $3",
        STUCK_ATTEMPTS,
        now - STUCK_AGE,
        limit,
    )
    return [
        Stuck(
            id=row["id"],
            reaction=current_name(row["reaction"]),
            attempts=row["attempts"],
            reason=row["last_error"] or "it never came to an end",
            next_try_at=db.as_moment(row["next_try_at"]),
            fact_id=row["fact_id"],
            fact=row["name"],
            user_id=row["user_id"],
            since=db.as_moment(row["at"]),
        )
        for row in rows
    ]


async def repeat(delivery_ids: Sequence[int], now: datetime) -> int:
    """Try these again at once; returns how many there are."""
    return sum(
        [await Delivery.filter(id__in=portion).update(next_try_at=now) for portion in db.in_portions(delivery_ids)]
    )


async def drop(delivery_id: int) -> bool:
    """Let go of a reaction that shall never be carried out; whether there was one."""
    return bool(await Delivery.filter(id=delivery_id).delete())


async def forget_old(shop: HasNow) -> None:
    """Facts stay for `KEPT`; those that still owe something stay longer."""
    await db.fetch(
        "DELETE FROM facts WHERE at < $1 AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.fact_id = facts.id)",
        shop.due_now() - KEPT,
    )


def reaction_name(reaction: Callable[..., object]) -> str:
    """How a reaction is called in the database: `customers.on_access_ready`."""
    return f"{reaction.__module__.rpartition('.')[2]}.{reaction.__name__}"


def current_name(recorded: str) -> str:
    """The name of today of a reaction that was recorded by any version of the shop."""
    module, _, name = recorded.partition(".")
    return f"{RENAMED_MODULES.get(module, module)}.{name}"


def backoff(attempts: int, first: float = 2.0, longest: timedelta = MAX_DELAY) -> timedelta:
    """Doubling delay with ±20 % of jitter, so that failures do not march in step."""
    seconds = min(first * 2 ** min(attempts - 1, 20), longest.total_seconds())
    return timedelta(seconds=seconds * random.uniform(0.8, 1.2))  # noqa: S311 - jitter, no secret


async def lag(now: datetime) -> timedelta:
    """How long the oldest due delivery has been waiting."""
    row = await db.fetch_one("SELECT min(next_try_at) AS oldest FROM deliveries")
    oldest = row["oldest"] if row else None
    if oldest is None:
        return timedelta()
    if isinstance(oldest, str):
        oldest = datetime.fromisoformat(oldest)
    return max(now - oldest, timedelta())
