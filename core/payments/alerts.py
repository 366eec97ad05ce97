"""Alerts: what operators are told of trouble with payments, and not more often than is of use.

Every call about a payment is made under `watched`. Whoever calls decides what becomes of the payment; a provider that
is silent is one line in the log when that begins, a count, and one when it is over. The operator is told once when it
has lasted `PATIENCE`, and once when it is over, whichever process notices that first.
"""

import logging
import weakref
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from core import db
from core.events import PaymentsTroubled, VendorAnswers, VendorSilent
from core.payment_providers import OutcomeUnknown, PaymentProvider, ProviderError, ProviderRefused, ProviderUnavailable
from core.payments.models import Alert
from core.phrases import Words, dumps
from core.shop import Shop

PATIENCE = timedelta(minutes=5)
QUIET = timedelta(seconds=30)  # without a failure: an answer then ends an outage
ANSWERS = 3  # or so many one after the other
HOUR = timedelta(hours=1)
KEPT = timedelta(days=90)
TEXT_LENGTH = 300
SILENT = "silent"

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Outage:
    """What this process has seen of one provider. `began` is None while it answers."""

    began: datetime | None = None
    failed: datetime | None = None
    logged: datetime | None = None
    count: int = 0
    answers: int = 0
    is_told: bool = True  # the operator may have been told, by this process or by one before


_seen: "weakref.WeakKeyDictionary[PaymentProvider, Outage]" = weakref.WeakKeyDictionary()


async def hourly(shop: Shop, provider: str, trouble: str, text: Words) -> None:
    """Count it, and tell the operator at most once an hour how often it has come since the last time."""
    await _tell(shop, f"{trouble}:{provider}", provider, trouble, text, pause=HOUR)


async def once(shop: Shop, provider: str, trouble: str, about: str, text: Words) -> None:
    """Tell the operator of this one thing once."""
    await _tell(shop, f"{trouble}:{provider}:{about}"[:320], provider, trouble, text)


async def forget_old(shop: Shop) -> None:
    """Trouble that has not come for long is new when it comes again."""
    await Alert.filter(at__lt=shop.due_now() - KEPT).delete()


@asynccontextmanager
async def watched(shop: Shop, provider: PaymentProvider) -> AsyncIterator[None]:
    """Note whether the provider answers what is asked within; everything is raised on."""
    try:
        yield
    except (ProviderUnavailable, OutcomeUnknown) as exc:
        await _failed(shop, provider, exc)
        raise
    except ProviderRefused:
        await _answered(shop, provider)
        raise
    else:
        await _answered(shop, provider)


async def _failed(shop: Shop, provider: PaymentProvider, why: ProviderError) -> None:
    outage, now = _seen.setdefault(provider, Outage()), shop.now()
    if outage.began is None:
        outage.began, outage.logged, outage.count = now, now, 0
        logger.warning("%s does not answer: %s; what fails from now on is counted", provider.name, why)
    outage.count, outage.answers, outage.failed = outage.count + 1, 0, now
    if outage.logged is not None and now - outage.logged >= HOUR:
        outage.logged = now
        logger.warning("%s still does not answer, %s calls have failed: %s", provider.name, outage.count, why)
    if now - outage.began >= PATIENCE:
        outage.is_told = True
        await _tell_silent(shop, provider.name, outage.count, why)


async def _answered(shop: Shop, provider: PaymentProvider) -> None:
    outage, now = _seen.setdefault(provider, Outage()), shop.now()
    outage.answers += 1
    if outage.began is not None and outage.failed is not None:
        if outage.answers < ANSWERS and now - outage.failed < QUIET:
            return
        minutes = max(0, int((now - outage.began).total_seconds() // 60))
        logger.warning("%s answers again: %s calls have failed in %s min", provider.name, outage.count, minutes)
    if outage.is_told:
        await _tell_over(shop, provider.name, outage.count)
    outage.began, outage.is_told = None, False


async def _tell_silent(shop: Shop, name: str, count: int, why: ProviderError) -> None:
    key, now = silence_key(name), shop.now()
    if await Alert.filter(key=key).exists():
        return
    async with db.transaction():
        row = await db.fetch_one(
            "INSERT INTO payment_alarms (key, count, told_at, at) VALUES ($1, $2, $3, $3)"
            " ON CONFLICT (key) DO NOTHING RETURNING key",
            key,
            count,
            now,
        )
        if row is not None:
            await shop.record(VendorSilent(None, name, count, dumps(why.words, TEXT_LENGTH)))


async def _tell_over(shop: Shop, name: str, count: int) -> None:
    alert = await Alert.get_or_none(key=silence_key(name))
    if alert is None:
        return
    async with db.transaction():
        if await Alert.filter(key=alert.key).delete():
            minutes = int((shop.now() - (alert.told_at or alert.at) + PATIENCE).total_seconds() // 60)
            await shop.record(VendorAnswers(None, name, max(count, alert.count), max(0, minutes)))


def silence_key(name: str) -> str:
    """Key of the alert that is there while a provider does not answer."""
    return f"{SILENT}:{name}"


async def _tell(
    shop: Shop, key: str, provider: str, trouble: str, text: Words, *, pause: timedelta | None = None
) -> None:
    now = shop.due_now()
    async with db.transaction():
        await db.fetch(  # locks the row
            "INSERT INTO payment_alarms (key, count, at) VALUES ($1, 1, $2) ON CONFLICT (key) DO UPDATE"
            " SET count = payment_alarms.count + 1, at = excluded.at",
            key,
            now,
        )
        alert = await Alert.get(key=key)
        if alert.told_at is None or (pause is not None and now - alert.told_at >= pause):
            await Alert.filter(key=key).update(count=0, told_at=now)
            await shop.record(PaymentsTroubled(None, provider, trouble, alert.count, dumps(text, TEXT_LENGTH)))
