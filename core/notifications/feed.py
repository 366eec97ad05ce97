"""Realtime: recorded facts for those who are watching, as they happen and since a given one.

One more reader of `facts`, and one a process: what is new is read once and handed to the listeners of its person.
PostgreSQL gives ids before a transaction commits, so a fact may appear after one with a higher id. Facts are handed
out in the order of their ids: for `HOLD_SECONDS` they wait for an earlier one; one that is later still is handed out
when it comes.
"""

import asyncio
import contextlib
import logging
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from core import db, events
from core.events import Catalogue, Fact
from core.payments.models import Payment
from core.shop import Shop
from core.subscriptions.models import Subscription
from core.tickets import TicketMessage
from core.users.models import User

HOLD_SECONDS, LATE_SECONDS = 0.5, 60.0
LOOK_SECONDS = 1.0  # between two looks where nothing wakes the reader up
BATCH = 500
BEHIND = 200  # ids before the newest one that may belong to open transactions when reading begins
WAITING = 100  # facts that a listener may leave unread
REPLAYED = timedelta(hours=24)
WATCHED: Final[tuple[type[Fact], ...]] = (
    events.AccessReady,
    events.BalanceGranted,
    events.PaymentRefunded,
    events.PaymentSettled,
    events.PromocodeActivated,
    events.ReferralRewardReturned,
    events.ReferralRewarded,
    events.SubscriptionExpiring,
    events.SubscriptionExtended,
    events.SubscriptionRenewed,
    events.SubscriptionStarted,
    events.TicketMessageAdded,
)
NAMES: Final = frozenset(kind.__name__ for kind in WATCHED)
COLUMNS: Final = "SELECT id, name, user_id, data, at FROM facts"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class News:
    """A fact about a person, and what there is to say beside it: all as it is now."""

    id: int
    user_id: int
    at: datetime
    fact: Fact
    balance_kopeks: int
    subscription: Subscription | None = None
    message: TicketMessage | None = None
    payment: Payment | None = None


class FellBehind(Exception):
    """The listener does not read; what it has not read is lost for it."""


class Listener:
    """Somebody who watches one person's facts."""

    def __init__(self, user_id: int) -> None:
        self.user_id = user_id
        self._waiting: asyncio.Queue[News] = asyncio.Queue(WAITING)
        self._behind = False

    def put(self, news: News) -> None:
        try:
            self._waiting.put_nowait(news)
        except asyncio.QueueFull:
            self._behind = True

    async def next(self) -> News:
        """The next fact. Raises FellBehind."""
        if self._behind:
            raise FellBehind
        return await self._waiting.get()


class Feed:
    """The one reader of a process. It reads while somebody listens."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._listeners: dict[int, set[Listener]] = defaultdict(set)
        self._reader: asyncio.Task[None] | None = None
        self._beginning = asyncio.Lock()
        self.position = 0  # the last fact that was read
        self._missing: dict[int, float] = {}  # ids that have been passed over, and when
        self._unsaid: list[Any] = []  # rows that are read and not yet handed out

    @contextlib.asynccontextmanager
    async def listen(self, user_id: int) -> AsyncIterator[Listener]:
        """Facts of a person from now on."""
        listener = Listener(user_id)
        self._listeners[user_id].add(listener)
        try:
            async with self._beginning:
                if self._reader is None:
                    await self._begin()
                    self._reader = asyncio.create_task(self._read_on())
            yield listener
        finally:
            self._listeners[user_id].discard(listener)
            if not self._listeners[user_id]:
                del self._listeners[user_id]
            if not self._listeners and self._reader is not None:
                reader, self._reader = self._reader, None
                reader.cancel()
                await asyncio.gather(reader, return_exceptions=True)

    async def since(self, user_id: int, fact_id: int) -> AsyncIterator[News]:
        """A person's facts after this one, at most `REPLAYED` old."""
        earliest = self._shop.now() - REPLAYED
        while True:
            rows = await db.fetch(
                f"{COLUMNS} WHERE user_id = $1 AND id > $2 AND at > $3 ORDER BY id LIMIT {BATCH}",
                user_id,
                fact_id,
                earliest,
            )
            for news in await _described([row for row in rows if row["name"] in NAMES]):
                yield news
            if len(rows) < BATCH:
                return
            fact_id = rows[-1]["id"]

    async def _begin(self) -> None:
        row = await db.fetch_one("SELECT coalesce(max(id), 0) AS newest FROM facts")
        assert row is not None  # noqa: S101 - an aggregate has one row
        self.position, self._unsaid = int(row["newest"]), []
        first = max(0, self.position - BEHIND)
        rows = await db.fetch("SELECT id FROM facts WHERE id > $1 AND id <= $2", first, self.position)
        ids, now = {row["id"] for row in rows}, time.monotonic()
        absent = set(range(first + 1, self.position)) - ids if db.is_postgres() else set()
        self._missing = dict.fromkeys(absent, now - HOLD_SECONDS)

    async def _read_on(self) -> None:
        while True:
            try:
                busy = await self._look()
            except Exception as exc:
                # What is unsaid waits for the database to be back; anything else would fail again for ever.
                if not db.tell_away(exc):
                    logger.exception("facts cannot be told")
                    self._unsaid = []
                await asyncio.sleep(LOOK_SECONDS)
                continue
            if not busy:
                waits = any(time.monotonic() - since < HOLD_SECONDS for since in self._missing.values())
                await self._shop.wakeups.wait("facts", HOLD_SECONDS / 5 if waits else LOOK_SECONDS)

    async def _look(self) -> bool:
        """Read what is new and hand it out. Whether there may be more."""
        if not self._unsaid:
            self._unsaid = await self._new_rows()
        rows = self._unsaid
        wanted = [row for row in rows if row["user_id"] in self._listeners and row["name"] in NAMES]
        for news in await _described(wanted):
            for listener in self._listeners.get(news.user_id, ()):
                listener.put(news)
        self._unsaid = []
        return len(rows) >= BATCH

    async def _new_rows(self) -> list[Any]:
        """Rows in the order of their ids up to the first that is held back, and those that have come late."""
        late = await self._late_rows()
        rows = await db.fetch(f"{COLUMNS} WHERE id > $1 ORDER BY id LIMIT {BATCH}", self.position)
        now, ready = time.monotonic(), []
        for row in rows:
            gap = range(self.position + 1, row["id"])
            if len(gap) <= BATCH and self._waits_for(gap, now):
                break
            self.position = row["id"]
            self._missing.pop(self.position, None)
            ready.append(row)
        return [*late, *ready]

    def _waits_for(self, gap: Sequence[int], now: float) -> bool:
        """Whether a transaction that holds one of these ids may still commit soon."""
        if not db.is_postgres():
            return False
        return any([now - self._missing.setdefault(absent, now) < HOLD_SECONDS for absent in gap])

    async def _late_rows(self) -> Sequence[Any]:
        now = time.monotonic()
        self._missing = {absent: since for absent, since in self._missing.items() if now - since < LATE_SECONDS}
        passed = [absent for absent in self._missing if absent <= self.position]
        if not passed:
            return []
        marks = ", ".join(f"${number}" for number in range(1, len(passed[:BATCH]) + 1))
        rows = await db.fetch(f"{COLUMNS} WHERE id IN ({marks}) ORDER BY id", *passed[:BATCH])
        for row in rows:
            del self._missing[row["id"]]
        return rows


async def _described(rows: Sequence[Any]) -> list[News]:
    """Rows as news; each table is asked once for all of them."""
    facts = [(row, fact) for row in rows if (fact := _fact(row)) is not None]
    if not facts:
        return []
    balances = dict(await User.filter(id__in={row["user_id"] for row, _ in facts}).values_list("id", "balance_kopeks"))
    subscriptions = await _rows(Subscription, facts, "subscription_id")
    messages = await _rows(TicketMessage, facts, "message_id")
    payments = await _rows(Payment, facts, "payment_id")
    return [
        News(
            id=row["id"],
            user_id=row["user_id"],
            at=db.as_moment(row["at"]),
            fact=fact,
            balance_kopeks=balances.get(row["user_id"], 0),
            subscription=subscriptions.get(getattr(fact, "subscription_id", None)),
            message=messages.get(getattr(fact, "message_id", None)),
            payment=payments.get(getattr(fact, "payment_id", None)),
        )
        for row, fact in facts
    ]


def _fact(row: Any) -> Fact | None:
    try:
        return Catalogue.load(row["name"], db.from_json(row["data"]))
    except (KeyError, TypeError):  # recorded by another version of the shop
        return None


async def _rows(model: Any, facts: Sequence[tuple[Any, Fact]], column: str) -> dict[Any, Any]:
    wanted = {getattr(fact, column) for _, fact in facts if hasattr(fact, column)}
    return {row.id: row for row in await model.filter(id__in=wanted)} if wanted else {}
