"""Outages: a payment vendor that is silent is one line in the log when it begins, a count, and one when it is over.

Every call about a payment is made under `watched`. Whoever calls decides what becomes of the payment; what is said of
the silence is said here alone. The operator is told once when it has lasted `PATIENCE`, and once when it is over,
whichever process notices that first.
"""

import logging
import weakref
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from core import db
from core.events import VendorAnswers, VendorSilent
from core.payment_providers import OutcomeUnknown, PaymentProvider, ProviderRefused, ProviderUnavailable
from core.payments.models import Alarm
from core.shop import Shop

PATIENCE = timedelta(minutes=5)
QUIET = timedelta(seconds=30)  # without a failure: an answer then ends an outage
ANSWERS = 3  # or so many one after the other
REMINDER = timedelta(hours=1)
TEXT_LENGTH = 300

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Outage:
    """What this process has seen of one vendor. `began` is None while it answers."""

    began: datetime | None = None
    failed: datetime | None = None
    said: datetime | None = None
    count: int = 0
    answers: int = 0
    told: bool = True  # the operator may have been told, by this process or by one before


_seen: "weakref.WeakKeyDictionary[PaymentProvider, Outage]" = weakref.WeakKeyDictionary()


@asynccontextmanager
async def watched(shop: Shop, provider: PaymentProvider) -> AsyncIterator[None]:
    """Note whether the vendor answers what is asked within; everything is raised on."""
    try:
        yield
    except (ProviderUnavailable, OutcomeUnknown) as exc:
        await _failed(shop, provider, str(exc))
        raise
    except ProviderRefused:
        await _answered(shop, provider)
        raise
    else:
        await _answered(shop, provider)


async def _failed(shop: Shop, provider: PaymentProvider, why: str) -> None:
    outage, now = _seen.setdefault(provider, Outage()), shop.now()
    if outage.began is None:
        outage.began, outage.said, outage.count = now, now, 0
        logger.warning("%s does not answer: %s; what fails from now on is counted", provider.name, why)
    outage.count, outage.answers, outage.failed = outage.count + 1, 0, now
    if outage.said is not None and now - outage.said >= REMINDER:
        outage.said = now
        logger.warning("%s still does not answer, %s calls have failed: %s", provider.name, outage.count, why)
    if now - outage.began >= PATIENCE:
        outage.told = True
        await _tell_silent(shop, provider.name, outage.count, why)


async def _answered(shop: Shop, provider: PaymentProvider) -> None:
    outage, now = _seen.setdefault(provider, Outage()), shop.now()
    outage.answers += 1
    if outage.began is not None and outage.failed is not None:
        if outage.answers < ANSWERS and now - outage.failed < QUIET:
            return
        minutes = max(0, int((now - outage.began).total_seconds() // 60))
        logger.warning("%s answers again: %s calls have failed in %s min", provider.name, outage.count, minutes)
    if outage.told:
        await _tell_over(shop, provider.name, outage.count)
    outage.began, outage.told = None, False


async def _tell_silent(shop: Shop, name: str, count: int, why: str) -> None:
    key, now = _key(name), shop.now()
    if await Alarm.filter(key=key).exists():
        return
    async with db.transaction():
        told = await db.fetch_one(
            "INSERT INTO payment_alarms (key, count, told_at, at) VALUES ($1, $2, $3, $3)"
            " ON CONFLICT (key) DO NOTHING RETURNING key",
            key,
            count,
            now,
        )
        if told is not None:
            await shop.record(VendorSilent(None, name, count, why[:TEXT_LENGTH]))


async def _tell_over(shop: Shop, name: str, count: int) -> None:
    alarm = await Alarm.get_or_none(key=_key(name))
    if alarm is None:
        return
    async with db.transaction():
        if await Alarm.filter(key=alarm.key).delete():
            minutes = int((shop.now() - (alarm.told_at or alarm.at) + PATIENCE).total_seconds() // 60)
            await shop.record(VendorAnswers(None, name, max(count, alarm.count), max(0, minutes)))


def _key(name: str) -> str:
    return f"silent:{name}"
