"""Leases: who asks a provider about something now, and when that may be done again.

Web workers, the worker and customers all want to know at once; a provider wants to be asked rarely. A lease is a row
with an end: one process takes it, everybody else is told when to come back. A crash gives it back by itself.
"""

import asyncio
import math
import weakref
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import TypeVar

from core import db
from core.payment_providers import Claim, PaymentProvider, Receipt
from core.payments import alerts, queries
from core.payments.models import Lease, Payment, PaymentEvent
from core.shop import Shop

DURATION = timedelta(seconds=60)  # longer than any call to a provider takes
MAX_DURATION = timedelta(hours=1)  # no lease is so long: what ends later was written by a clock that ran ahead
MAX_CONCURRENT = 4  # calls of one process to one provider, and as many again for webhooks
WEBHOOK_LOOKS = 3  # look-ups of one payment that webhooks may cause within one gap, whoever else has asked
ACQUIRE_TIMEOUT = 5.0  # seconds, for one of the calls to end
KEPT = timedelta(days=1)
DUE_DURATION = timedelta(minutes=2)
DUE_BATCH = 50

Due = TypeVar("Due", Payment, PaymentEvent)

_lanes: "weakref.WeakKeyDictionary[PaymentProvider, dict[bool, asyncio.Semaphore]]" = weakref.WeakKeyDictionary()


class LeaseHeld(Exception):
    """Somebody else has it; come back at `at`."""

    def __init__(self, at: datetime) -> None:
        super().__init__(str(at))
        self.at = at


async def look_up(shop: Shop, provider: PaymentProvider, claim: Claim, *, webhook: bool = False) -> Receipt | None:
    """Ask about a payment: one call at a time, and none before `look_up_seconds` have passed since the last.

    A webhook about one of our payments says that something has just happened, which no earlier look can have seen: it
    waits neither for the gap nor for a call under way. Raises LeaseHeld, and what `PaymentProvider.look_up` raises.
    """
    gap = timedelta(seconds=provider.look_up_seconds or 0)
    async with _lane(shop, provider, webhook):
        name, began = await _name(provider, claim), shop.due_now()
        keys = [f"hook{number}:{name}" for number in range(WEBHOOK_LOOKS)] if webhook else [f"look:{name}"]
        key = await _acquire_any(shop, keys)
        try:
            async with alerts.watched(shop, provider):
                return await provider.look_up(claim)
        finally:
            await release(key, began + gap)


async def _acquire_any(shop: Shop, keys: Sequence[str]) -> str:
    """The first of these leases that is free. Raises LeaseHeld with the time of the first that will be."""
    refusals: list[LeaseHeld] = []
    for key in keys:
        try:
            await acquire(shop, key)
        except LeaseHeld as exc:
            refusals.append(exc)
        else:
            return key
    raise min(refusals, key=lambda exc: exc.at)


async def acquire(shop: Shop, key: str) -> None:
    """Take the lease for at most `DURATION`. Raises LeaseHeld."""
    now = shop.due_now()
    row = await db.fetch_one(
        "INSERT INTO payment_turns (key, until) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET until = excluded.until"
        " WHERE payment_turns.until <= $3 OR payment_turns.until > $4 RETURNING key",
        key,
        now + DURATION,
        now,
        now + MAX_DURATION,
    )
    if row is None:
        lease = await Lease.get_or_none(key=key)
        raise LeaseHeld(lease.until if lease else now)


async def release(key: str, until: datetime) -> None:
    """Give the lease back; the next one begins at `until`."""
    await Lease.filter(key=key).update(until=until)


async def due_by_provider(
    shop: Shop, model: type[Due], table: str, *, due: str = "next_try_at", order: str = ""
) -> list[list[Due]]:
    """Lease the rows whose time in the column `due` has come, those of each provider in the order of their ids.

    Several workers share them. Providers are to be asked beside each other, about one row after the other.
    """
    rows = await db.lease(table, shop.due_now(), DUE_DURATION, DUE_BATCH, due=due, order=order)
    lanes: dict[str, list[Due]] = defaultdict(list)
    for row in await model.filter(id__in=[row["id"] for row in rows]).order_by("id") if rows else []:
        lanes[row.provider].append(row)
    return list(lanes.values())


async def free_look_ups(shop: Shop) -> None:
    """End the leases of look-ups that somebody who is gone may have had. Asking once too often does no harm."""
    await db.fetch(
        "UPDATE payment_turns SET until = $1 WHERE until > $1 AND (key LIKE 'look:%' OR key LIKE 'hook%')",
        shop.due_now(),
    )


async def forget_old(shop: Shop) -> None:
    """Leases that are long over need no row."""
    await Lease.filter(until__lt=shop.due_now() - KEPT).delete()


async def _name(provider: PaymentProvider, claim: Claim) -> str:
    """One name for one payment, whichever way it is asked for, and whatever else a stranger says beside it."""
    payment = await queries.by_claim(provider.name, claim)
    uuid = payment.invoice.uuid if payment is not None and payment.invoice is not None else None
    return f"{provider.name}:{uuid or claim.external_id or claim.invoice}"


@asynccontextmanager
async def _lane(shop: Shop, provider: PaymentProvider, webhook: bool) -> AsyncIterator[None]:
    """A place among the calls to a provider; one that hangs must not hold everybody up. Raises LeaseHeld."""
    lane = _lanes.setdefault(provider, {}).setdefault(webhook, asyncio.Semaphore(MAX_CONCURRENT))
    try:
        async with asyncio.timeout(ACQUIRE_TIMEOUT):
            await lane.acquire()
    except TimeoutError:
        raise LeaseHeld(shop.now() + timedelta(seconds=math.ceil(ACQUIRE_TIMEOUT))) from None
    try:
        yield
    finally:
        lane.release()
