"""Reversals: what follows when a provider says that money went back.

A refund of ours has its hold on the balance already (`core/payments/refunds.py`). What a provider takes back by itself,
a chargeback or a refund made in its own cabinet, is gone: the whole of it is debited, below zero if it has been spent.
While the debt lasts, the person's payments by this provider and charges of remembered cards are frozen.
"""

from core import db, errors, ledger
from core.events import PaymentRefunded, PaymentReversed
from core.payment_providers import Receipt
from core.payments import doubts, matching
from core.payments.models import WAITING, Payment
from core.shop import THE_SHOP, Shop


@db.repeated
async def settle(shop: Shop, receipt: Receipt) -> Payment | None:
    """Book that a payment went back, once; returns the payment, None when it is nobody's."""
    async with db.transaction():
        await matching.locked_invoice(receipt)  # before the payment, as everywhere: it may be being settled right now
        payment = await matching.known(receipt)
        if payment is None:
            return await _before_it_was_booked(shop, receipt)
        payment = await Payment.filter(id=payment.id).select_for_update(no_key=True).get()
        if payment.status in WAITING:
            return await doubts.put(shop, payment, receipt, doubts.GIVEN_BACK)
        if payment.status == "refunding":  # the hold of our own refund has taken the money already
            return await _refunded(shop, payment)
        if payment.status == "completed":
            return await _reversed(shop, payment)
        if payment.status == "review" and payment.received:  # nothing was credited, nothing is left to decide
            payment.reversed_at = shop.now()
            return await _refunded(shop, payment)
        return payment


async def is_frozen(user_id: int, provider: str | None = None) -> bool:
    """Whether a person owes the shop money since a provider, this one if one is named, took a payment back."""
    return await debt(user_id, provider) > 0


async def debt(user_id: int, provider: str | None = None) -> int:
    """Kopeks below zero, where a provider's taking back has led there; otherwise 0."""
    balance = await ledger.balance(user_id)
    if balance >= 0:
        return 0
    taken_back = Payment.filter(user_id=user_id, reversed_at__isnull=False)
    if provider is not None:
        taken_back = taken_back.filter(provider=provider)
    return -balance if await taken_back.exists() else 0


async def refuse_frozen(user_id: int, provider: str) -> None:
    """Raises PaymentsFrozen while the person owes what this provider took back."""
    owed = await debt(user_id, provider)
    if owed:
        raise errors.PaymentsFrozen(debt_kopeks=owed)


async def _reversed(shop: Shop, payment: Payment) -> Payment:
    posting = await ledger.post(
        shop,
        payment.user_id,
        -payment.credited_kopeks,
        kind="refund",
        key=f"refund:{payment.id}",
        by=THE_SHOP,
        payment_id=payment.id,
        allow_negative=True,
    )
    payment.reversed_at = shop.now()
    await shop.record(
        PaymentReversed(
            payment.user_id,
            payment_id=payment.id,
            amount_kopeks=payment.credited_kopeks,
            balance_kopeks=posting.balance_kopeks,
        )
    )
    return await _refunded(shop, payment)


async def _before_it_was_booked(shop: Shop, receipt: Receipt) -> Payment | None:
    """Nothing was credited, so nothing is taken: an operator looks at it."""
    asked = await matching.asked(receipt)
    if asked is not None and asked.external_id is None and asked.status in WAITING:
        return await doubts.put(shop, asked, receipt, doubts.GIVEN_BACK)
    return asked


async def _refunded(shop: Shop, payment: Payment) -> Payment:
    payment.status, payment.refunded_at = "refunded", shop.now()
    await payment.save(update_fields=["status", "refunded_at", "reversed_at"])
    await shop.record(PaymentRefunded(payment.user_id, payment_id=payment.id, amount_kopeks=payment.credited_kopeks))
    return payment
