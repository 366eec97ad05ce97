"""Review: payments that came and are not what was asked for, until an operator decides.

`accept` goes the way of every payment: the credit, what the invoice was for and the facts are one transaction. Whoever
decides second is told that it has been decided.
"""

from core import db, errors
from core.events import PaymentReviewed
from core.payments import queries, settlement
from core.payments.models import Payment
from core.shop import Actor, Shop

IN_REVIEW = "review"
NOTE_LENGTH = 200


async def worth(shop: Shop, payment: Payment) -> int | None:
    """Kopeks that `accept` would credit; None where nothing came that could be credited."""
    try:
        return await settlement.worth(shop, payment, await queries.invoice_of(payment))
    except errors.PaymentWorthless:
        return None


@db.repeated
async def accept(shop: Shop, payment: Payment, *, by: Actor) -> Payment:
    """Credit what really came, at least the invoice's sum where that much came, and do what the invoice was for.

    With less than its sum the invoice is not fulfilled: the money stays on the balance. Raises PaymentDecided when it
    waits for no decision any more, and PaymentWorthless when nothing came that could be credited: a test payment, one
    given back already, another currency.
    """
    async with db.transaction():
        locked = await _locked(payment)
        await settlement.accept(shop, locked, by=by)
        await _decided(shop, locked, "accepted", by)
    return locked


@db.repeated
async def dismiss(shop: Shop, payment: Payment, *, by: Actor, note: str = "") -> Payment:
    """Close a payment without crediting it; what the provider says of it later is not booked by itself.

    Raises PaymentDecided when it waits for no decision any more.
    """
    async with db.transaction():
        locked = await _locked(payment)
        locked.status = "dismissed"
        await locked.save(update_fields=["status"])
        await _decided(shop, locked, "dismissed", by, note)
    return locked


async def _locked(payment: Payment) -> Payment:
    """The payment, in review, locked after its invoice as everywhere. Raises PaymentDecided."""
    if payment.invoice_id is not None:
        await queries.lock_invoice(payment.invoice_id)
    locked = await Payment.filter(id=payment.id).select_for_update(no_key=True).get()
    if locked.status != IN_REVIEW:
        raise errors.PaymentDecided()
    return locked


async def _decided(shop: Shop, payment: Payment, outcome: str, by: Actor, note: str = "") -> None:
    await shop.record(
        PaymentReviewed(
            payment.user_id, payment_id=payment.id, outcome=outcome, by=str(by), note=note.strip()[:NOTE_LENGTH]
        )
    )
