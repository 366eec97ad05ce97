"""Reconciliation: what providers know against what the shop has booked, so that no payment is lost on the way.

Telegram confirms nothing: a `successful_payment` that never reached the shop is found by `run`, at every start and
hourly. Once a day `sweep` reads the last days of every provider that lists by date, and compares both ways: what the
provider was paid and the shop does not know is settled like any receipt, what the shop has booked and the provider does
not confirm is told to the operator and never corrected by itself.
"""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from core import db, installation
from core.payment_providers import PaymentProvider, ProviderError, Receipt, Unreadable
from core.payments import alerts, queries, settlement
from core.payments.models import Payment
from core.phrases import Phrase
from core.shop import Shop

OVERLAP = 100  # transactions read again each time, in case the list grew while it was read
DAY, SWEPT = timedelta(days=1), timedelta(days=5)
SWEPT_AT = "payments_swept_at"
EDGE = timedelta(hours=2)  # payments so near to the ends of a sweep may be missing from it
NOT_PAID = ("pending", "failed", "expired")

logger = logging.getLogger(__name__)


async def run(shop: Shop) -> int:
    """Settle every payment and refund that the providers know; returns how many were read."""
    return sum([await _undisturbed(shop, provider, reconcile) for provider in shop.providers.values()])


async def sweep_daily(shop: Shop) -> None:
    """`sweep` once in 24 hours, however often the shop is started."""
    last, now = await installation.get(SWEPT_AT), shop.due_now()
    if last is None or not datetime.fromisoformat(last) <= now < datetime.fromisoformat(last) + DAY:
        await sweep(shop)
        await installation.set(SWEPT_AT, now.isoformat())


async def sweep(shop: Shop) -> int:
    """Compare the last days with every provider that lists by date; returns how many payments were read."""
    return sum([await _undisturbed(shop, provider, compare) for provider in shop.providers.values()])


async def reconcile(shop: Shop, provider: PaymentProvider) -> int:
    """Settle what one provider knows, from where the last time ended; returns how many were read."""
    memory = f"{provider.name}_receipts_seen"
    seen = int(await installation.get(memory) or 0)
    read = 0
    try:
        async for position, listed in provider.receipts(skip=max(seen - OVERLAP, 0)):
            await _book(shop, provider, listed, about=f"place {position}")
            seen, read = max(seen, position), read + 1
    finally:
        await installation.set(memory, seen)
    return read


async def compare(shop: Shop, provider: PaymentProvider) -> int:
    """Compare one provider's list of the last days with the books; returns how many payments were read."""
    began = shop.now()
    since = began - SWEPT
    pages = provider.sweep(since)
    if pages is None:
        return 0
    seen, read = set(), 0
    async for listed in pages:
        read += 1
        if isinstance(listed, Receipt):
            seen.add(listed.external_id)
        await _book(shop, provider, listed, about=str(listed))
    payments = Payment.filter(
        provider=provider.name, status="completed", created_at__gte=since + EDGE, created_at__lt=began - EDGE
    )
    async for payment in payments:
        if payment.external_id not in seen:
            words = Phrase("vendor-does-not-list", payment=str(payment.id), external=payment.external_id or "")
            await _differs(shop, provider, payment, "does not list it", words)
    return read


async def _undisturbed(
    shop: Shop, provider: PaymentProvider, work: Callable[[Shop, PaymentProvider], Awaitable[int]]
) -> int:
    """Whatever one provider's trouble is, the others' turn comes."""
    try:
        return await work(shop, provider)
    except ProviderError as exc:
        logger.warning("%s is not reconciled, it is tried again: %s", provider.name, exc)
    except Exception as exc:
        if db.is_away(exc):
            raise
        logger.exception("%s is not reconciled", provider.name)
    return 0


async def _book(shop: Shop, provider: PaymentProvider, listed: Receipt | Unreadable, *, about: str) -> None:
    """Settle one listed payment. One that cannot be is told to the operator once, and holds up no other."""
    if isinstance(listed, Unreadable):
        logger.error("%s", listed)
        await alerts.once(shop, provider.name, "unbookable", about, listed.words)
        return
    try:
        await _settle(shop, provider, listed)
    except Exception as exc:
        if db.is_away(exc):
            raise
        logger.exception("%s payment %s cannot be booked", provider.name, listed.external_id)
        await alerts.once(shop, provider.name, "unbookable", listed.external_id, listed.external_id)


async def _settle(shop: Shop, provider: PaymentProvider, receipt: Receipt) -> None:
    payment = await queries.by_external_id(receipt)
    if payment is None and receipt.invoice is None and receipt.payer_telegram_id is None:
        return  # of another program of the same merchant
    if payment is not None and payment.status == "completed":
        if receipt.status in NOT_PAID:
            words = Phrase(
                "vendor-says-status",
                payment=str(payment.id),
                external=payment.external_id or "",
                status=receipt.status,
            )
            await _differs(shop, provider, payment, f"says {receipt.status}", words)
        elif receipt.status == "completed" and receipt.amount < payment.amount:
            words = Phrase(
                "vendor-says-amount",
                payment=str(payment.id),
                external=payment.external_id or "",
                said=str(receipt.amount),
                booked=str(payment.amount),
                currency=payment.currency,
            )
            how = f"says {receipt.amount} instead of {payment.amount} {payment.currency}"
            await _differs(shop, provider, payment, how, words)
    await settlement.settle(shop, receipt)


async def _differs(shop: Shop, provider: PaymentProvider, payment: Payment, how: str, words: Phrase) -> None:
    """The books say more than the provider: an operator looks, nothing is corrected. `how` tells differences apart."""
    logger.error("%s %s (%s): %s", provider.name, payment.id, payment.external_id, how)
    await alerts.once(shop, provider.name, "difference", f"{payment.id}:{how}", words)
