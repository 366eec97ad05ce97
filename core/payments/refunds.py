"""Refunds: money back to where it came from, as far as the provider can; or to the balance, always."""

import logging

from core import db, errors, ledger
from core.events import BalanceGranted, PaymentRefundAsked
from core.ledger import REFUND_KEY, AlreadyPosted, LedgerEntry
from core.payment_providers import ProviderError, ProviderRefused, Receipt
from core.payments import alerts, reversals, settlement
from core.payments.models import Payment
from core.shop import Actor, Shop
from core.users.models import User

logger = logging.getLogger(__name__)


@db.repeated
async def refund(shop: Shop, payment: Payment, *, by: Actor) -> Payment:
    """Give a whole payment back through its provider.

    The balance is debited first; a provider that refuses gives it back, one that does not answer is asked again by the
    schedule. Raises CannotRefund, RefundRefused, and InsufficientBalance when the money has been spent.
    """
    provider = shop.providers.get(payment.provider)
    if provider is None or provider.refunds == "none":
        raise errors.CannotRefund()
    async with db.transaction():
        if not await Payment.filter(id=payment.id, status="completed").update(status="refunding"):
            raise errors.CannotRefund()
        payment = await Payment.get(id=payment.id)  # the caller's copy may be older than the payment itself
        kopeks, key = payment.credited_kopeks, f"refund:{payment.id}:{payment.checks}"
        await reversals.post_refund(shop, payment, -kopeks, key=key, by=by)
        await shop.record(PaymentRefundAsked(payment.user_id, payment.id, amount_kopeks=kopeks, by=str(by)))
    return await _ask_provider(shop, payment)


async def finish(shop: Shop) -> None:
    """Ask again about refunds whose outcome is unknown."""
    for payment in await Payment.filter(status="refunding", provider__in=list(shop.providers)).order_by("id"):
        try:
            await _ask_provider(shop, payment)
        except errors.CannotRefund:
            logger.warning("%s refuses to give payment %s back", payment.provider, payment.id)


@db.repeated
async def to_balance(shop: Shop, entry: LedgerEntry, *, by: Actor) -> int:
    """Give the money of one purchase back to the balance, once; returns the balance. Raises CannotRefund."""
    if entry.amount_kopeks >= 0 or entry.kind not in ("purchase", "renewal"):
        raise errors.CannotRefund()
    try:
        async with db.transaction():
            posting = await ledger.post(
                shop,
                entry.user_id,
                -entry.amount_kopeks,
                kind="refund",
                key=f"{REFUND_KEY}{entry.id}",
                by=by,
                subscription_id=entry.subscription_id,
            )
            fact = BalanceGranted(entry.user_id, amount_kopeks=-entry.amount_kopeks, source=str(by), by=str(by))
            await shop.record(fact)
    except AlreadyPosted:
        raise errors.CannotRefund() from None
    return posting.balance_kopeks


async def _ask_provider(shop: Shop, payment: Payment) -> Payment:
    receipt = await _receipt(shop, payment)
    provider = shop.providers[payment.provider]
    try:
        async with alerts.watched(shop, provider):
            await provider.refund(receipt, amount=payment.amount, key=f"refund:{payment.uuid}")
    except ProviderRefused as exc:
        logger.warning("%s refuses a refund: %s", payment.provider, exc)
        await _release(shop, payment)
        raise errors.RefundRefused() from None
    except ProviderError as exc:
        logger.debug("the outcome of a refund at %s is unknown: %s", payment.provider, exc)
        return payment
    return await settlement.settle(shop, receipt) or payment


async def _receipt(shop: Shop, payment: Payment) -> Receipt:
    user = await User.get(id=payment.user_id)
    await payment.fetch_related("invoice")
    return Receipt(
        provider=payment.provider,
        external_id=payment.external_id or "",
        status="refunded",
        invoice=payment.invoice.uuid if payment.invoice else None,
        amount=payment.amount,
        currency=payment.currency,
        payer_telegram_id=payment.payer_telegram_id or user.telegram_id,
        at=shop.now(),
    )


async def _release(shop: Shop, payment: Payment) -> None:
    """The provider said no: the money is the customer's again, and another try has a hold of its own."""
    async with db.transaction():
        if await Payment.filter(id=payment.id, status="refunding").update(
            status="completed", checks=payment.checks + 1
        ):
            key = f"refund-released:{payment.id}:{payment.checks}"
            await reversals.post_refund(shop, payment, payment.credited_kopeks, key=key)
