"""Reversals: what follows when a provider says that money went back.

A refund of ours has its hold on the balance already (`core/payments/refunds.py`). What a provider takes back by itself,
a chargeback or a refund made in its own cabinet, is gone: the whole of it is debited, below zero if it has been spent.
While the debt lasts, the person's payments by this provider and charges of saved methods are frozen.
"""

from core import errors, ledger
from core.events import PaymentRefunded, PaymentReversed
from core.payments.models import Payment
from core.shop import THE_SHOP, Actor, Shop


async def book(shop: Shop, payment: Payment) -> Payment:
    """Book that a payment, which is not waited for any more, went back. Call it in the transaction that locked it."""
    if payment.status == "completed":
        key = f"refund:{payment.id}"
        posting = await post_refund(shop, payment, -payment.credited_kopeks, key=key, allow_negative=True)
        fact = PaymentReversed(
            payment.user_id,
            payment_id=payment.id,
            amount_kopeks=payment.credited_kopeks,
            balance_kopeks=posting.balance_kopeks,
        )
        await shop.record(fact)
        payment.reversed_at = shop.now()
    elif payment.status == "review" and payment.received:  # nothing was credited, nothing is left to decide
        payment.reversed_at = shop.now()
    elif payment.status != "refunding":  # the hold of our own refund has taken the money already
        return payment
    payment.status, payment.refunded_at = "refunded", shop.now()
    await payment.save(update_fields=["status", "refunded_at", "reversed_at"])
    await shop.record(PaymentRefunded(payment.user_id, payment_id=payment.id, amount_kopeks=payment.credited_kopeks))
    return payment


async def post_refund(
    shop: Shop, payment: Payment, kopeks: int, *, key: str, by: Actor = THE_SHOP, allow_negative: bool = False
) -> ledger.Posting:
    """Take a payment's money off the balance, or put it back with a positive sum; see `ledger.post`."""
    return await ledger.post(
        shop,
        payment.user_id,
        kopeks,
        kind="refund",
        key=key,
        by=by,
        payment_id=payment.id,
        allow_negative=allow_negative,
    )


async def debt(user_id: int, provider: str) -> int:
    """Kopeks below zero, where this provider's taking back has led there; otherwise 0."""
    balance = await ledger.balance(user_id)
    if balance >= 0:
        return 0
    return -balance if await Payment.exists(user_id=user_id, provider=provider, reversed_at__isnull=False) else 0


async def refuse_frozen(user_id: int, provider: str) -> None:
    """Raises PaymentsFrozen while the person owes what this provider took back."""
    kopeks = await debt(user_id, provider)
    if kopeks:
        raise errors.PaymentsFrozen(debt_kopeks=kopeks)
