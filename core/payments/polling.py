"""Asking providers about payments that are waited for: by the schedule, and when a customer wants to know."""

import asyncio
import logging
import random
from datetime import timedelta

from core import db
from core.payment_providers import Claim, ProviderError, ProviderRefused
from core.payments import leases, saved_methods, settlement
from core.payments.models import WAITING, Payment
from core.shop import Shop

MINUTES = (1, 2, 4, 8, 15, 30)  # between the first look-ups; then hourly
HOUR = timedelta(hours=1)
GRACE = timedelta(hours=24)  # after the provider's own end; late money is settled even later, when it comes
JITTER = 0.2  # of a pause, either way: payments opened together are not asked about together for ever

logger = logging.getLogger(__name__)


def first_check(shop: Shop, provider: str) -> timedelta | None:
    """How long after a payment was opened its provider is asked first; None for one that cannot be asked."""
    if shop.providers[provider].look_up_seconds is None:
        return None
    return _about(timedelta(minutes=MINUTES[0]))


async def check(shop: Shop, payment: Payment) -> str:
    """Ask the provider now and settle what it says; returns the payment's status.

    No answer changes nothing, and a provider that was asked a moment ago is not asked: what is known then counts.
    """
    try:
        await _look_up(shop, payment)
    except leases.LeaseHeld:
        logger.debug("payment %s was asked about a moment ago", payment.id)
    await payment.refresh_from_db()
    return payment.status


async def run_due(shop: Shop) -> None:
    """Ask about every payment whose time has come; several workers share the work."""
    lanes = await leases.due_by_provider(shop, Payment, "payments", due="next_check_at")
    await asyncio.gather(*(_ask_in_turn(shop, lane) for lane in lanes))


async def free_leases(shop: Shop) -> None:
    """Make due what a worker had leased that is gone; some that would have been due soon is looked up earlier."""
    await db.release("payments", shop.due_now(), leases.DUE_DURATION, due="next_check_at")


async def _ask_in_turn(shop: Shop, lane: list[Payment]) -> None:
    """Ask one provider about its payments. One that is silent is left alone: the rest comes when their lease ends."""
    for payment in lane:
        try:
            is_answered = await _look_up(shop, payment)
            await payment.refresh_from_db()
        except leases.LeaseHeld as exc:
            await Payment.filter(id=payment.id, status="pending").update(next_check_at=exc.at)
            continue
        except Exception as exc:
            if db.is_away(exc):
                raise
            logger.exception("payment %s cannot be looked up", payment.id)  # the others can
            is_answered = True
        await _plan_next(shop, payment)
        if not is_answered:
            break


async def _look_up(shop: Shop, payment: Payment) -> bool:
    """Ask and settle; tells whether the provider was there to be asked. Raises LeaseHeld."""
    provider = shop.providers.get(payment.provider)
    if provider is None or provider.look_up_seconds is None or payment.status not in WAITING:
        return True
    await payment.fetch_related("invoice")
    if saved_methods.is_unanswered_charge(payment, payment.invoice):
        return await saved_methods.charge(shop, payment)
    claim = Claim(payment.invoice.uuid if payment.invoice else None, payment.external_id)
    try:
        receipt = await leases.look_up(shop, provider, claim)
    except ProviderRefused as exc:
        logger.warning("%s refuses to speak of payment %s: %s", payment.provider, payment.id, exc)
        return True
    except ProviderError as exc:
        logger.debug("%s says nothing about payment %s: %s", payment.provider, payment.id, exc)
        return False
    if receipt is not None:
        await settlement.settle(shop, receipt)
    return True


async def _plan_next(shop: Shop, payment: Payment) -> None:
    """When to ask again; after the end and some grace the payment counts as expired."""
    now = shop.due_now()
    end = (payment.expires_at or payment.created_at + GRACE) + GRACE
    if payment.status != "pending":
        await Payment.filter(id=payment.id).update(next_check_at=None)
    elif now > end:
        await Payment.filter(id=payment.id, status="pending").update(status="expired", next_check_at=None)
    else:
        pause = timedelta(minutes=MINUTES[payment.checks + 1]) if payment.checks + 1 < len(MINUTES) else HOUR
        await Payment.filter(id=payment.id, status="pending").update(
            checks=payment.checks + 1, next_check_at=now + _about(pause)
        )


def _about(pause: timedelta) -> timedelta:
    return pause * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - nothing is guessed from it
