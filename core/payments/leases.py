"""Turns: who asks a vendor about something now, and when that may be done again.

Web workers, the worker and customers all want to know at once; a vendor wants to be asked rarely. A turn is a row with
an end: one process takes it, everybody else is told when to come back. A crash gives it back by itself.
"""

import asyncio
import math
import weakref
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from core import db
from core.payment_providers import Claim, PaymentProvider, Receipt
from core.payments import matching, outages
from core.payments.models import Turn
from core.shop import Shop

LEASE = timedelta(seconds=60)  # longer than any call to a vendor takes
LONGEST = timedelta(hours=1)  # no turn is so long: what ends later was written by a clock that ran ahead
AT_ONCE = 4  # calls of one process to one vendor, and as many again for webhooks
WEBHOOK_LOOKS = 3  # look-ups of one payment that webhooks may cause within one gap, whoever else has asked
PATIENCE_SECONDS = 5.0  # for one of them to end
KEPT = timedelta(days=1)

_lanes: "weakref.WeakKeyDictionary[PaymentProvider, dict[bool, asyncio.Semaphore]]" = weakref.WeakKeyDictionary()


class NotYet(Exception):
    """It is not our turn; come back at `at`."""

    def __init__(self, at: datetime) -> None:
        super().__init__(str(at))
        self.at = at


async def look_up(shop: Shop, provider: PaymentProvider, claim: Claim, *, webhook: bool = False) -> Receipt | None:
    """Ask the vendor about a payment: one call at a time, and none before `look_up_seconds` have passed since the last.

    A webhook about one of our payments says that something has just happened, which no earlier look can have seen: it
    waits neither for the gap nor for a call under way. Raises NotYet, and whatever `PaymentProvider.look_up` raises.
    """
    gap = timedelta(seconds=provider.look_up_seconds or 0)
    async with _lane(shop, provider, webhook):
        name, began = await _name(provider, claim), shop.due_now()
        keys = [f"hook{number}:{name}" for number in range(WEBHOOK_LOOKS)] if webhook else [f"look:{name}"]
        key = await _take_any(shop, keys)
        try:
            async with outages.watched(shop, provider):
                return await provider.look_up(claim)
        finally:
            await give_back(key, began + gap)


async def _take_any(shop: Shop, keys: Sequence[str]) -> str:
    """The first of these turns that is free. Raises NotYet with the time of the first that will be."""
    taken: list[NotYet] = []
    for key in keys:
        try:
            await take(shop, key, LEASE)
        except NotYet as exc:
            taken.append(exc)
        else:
            return key
    raise min(taken, key=lambda exc: exc.at)


async def take(shop: Shop, key: str, lease: timedelta) -> None:
    """Take the turn for at most so long. Raises NotYet."""
    now = shop.due_now()
    row = await db.fetch_one(
        "INSERT INTO payment_turns (key, until) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET until = excluded.until"
        " WHERE payment_turns.until <= $3 OR payment_turns.until > $4 RETURNING key",
        key,
        now + lease,
        now,
        now + LONGEST,
    )
    if row is None:
        other = await Turn.get_or_none(key=key)
        raise NotYet(other.until if other else now)


async def give_back(key: str, until: datetime) -> None:
    """Our turn is over; the next one begins at `until`."""
    await Turn.filter(key=key).update(until=until)


async def free_look_ups(shop: Shop) -> None:
    """End the turns that somebody who is gone may have had. Asking a vendor once too often does no harm."""
    await db.fetch(
        "UPDATE payment_turns SET until = $1 WHERE until > $1 AND (key LIKE 'look:%' OR key LIKE 'hook%')",
        shop.due_now(),
    )


async def forget_old(shop: Shop) -> None:
    """Turns that are long over need no row."""
    await Turn.filter(until__lt=shop.due_now() - KEPT).delete()


async def _name(provider: PaymentProvider, claim: Claim) -> str:
    """One name for one payment, whichever way it is asked for, and whatever else a stranger says beside it."""
    payment = await matching.named(provider.name, claim)
    known = payment.invoice.uuid if payment is not None and payment.invoice is not None else None
    return f"{provider.name}:{known or claim.external_id or claim.invoice}"


@asynccontextmanager
async def _lane(shop: Shop, provider: PaymentProvider, webhook: bool) -> AsyncIterator[None]:
    """A place among the calls to a vendor that hangs must not hold everybody up: after a while NotYet is raised."""
    lane = _lanes.setdefault(provider, {}).setdefault(webhook, asyncio.Semaphore(AT_ONCE))
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await lane.acquire()
    except TimeoutError:
        raise NotYet(shop.now() + timedelta(seconds=math.ceil(PATIENCE_SECONDS))) from None
    try:
        yield
    finally:
        lane.release()
