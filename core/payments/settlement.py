"""Settlement: the one place where money from outside becomes a balance, and the balance becomes what it was paid for.

Every way in ends here: the bot's `successful_payment`, reconciliation, webhooks, a manual check, an operator's yes. The
credit, the sale it was for and the recorded facts are one transaction. A sale that is no longer possible leaves the
money on the balance.
"""

import logging

from tortoise.exceptions import IntegrityError
from tortoise.expressions import Q

from core import db, errors, ledger
from core.events import PaymentLeftOnBalance, PaymentSettled
from core.payment_providers import Receipt
from core.payments import doubts, matching, reversals, saved_methods
from core.payments.models import TOP_UP, WAITING, Invoice, Payment
from core.shop import THE_SHOP, Actor, Shop

logger = logging.getLogger(__name__)


@db.repeated
async def settle(shop: Shop, receipt: Receipt) -> Payment | None:
    """Book what a provider says; booking the same receipt again changes nothing.

    Returns the payment, or None when the payer is unknown to the shop (logged for the operator).
    """
    if receipt.status == "refunded":
        return await reversals.settle(shop, receipt)
    if receipt.status != "completed":
        return await _note_status(shop, receipt)
    try:
        return await _settle_payment(shop, receipt)
    except IntegrityError:  # the same receipt at the same moment, without an invoice to queue at: the other was faster
        known = await matching.known(receipt)
        if known is None:
            raise
        return known


async def accept(shop: Shop, payment: Payment, *, by: Actor) -> None:
    """Credit a doubted payment's money, by an operator's word, and fulfil its invoice if all of that came.

    Call it inside the transaction that holds the invoice and the payment, which is in review. Raises PaymentWorthless.
    """
    invoice = await matching.lock_invoice(payment.invoice_id) if payment.invoice_id is not None else None
    credit = await worth(shop, payment, invoice)
    payment.amount, payment.currency = payment.received or 0, payment.received_currency or payment.currency
    await _credit(shop, payment, invoice, credit, by=by)


async def worth(shop: Shop, payment: Payment, invoice: Invoice | None) -> int:
    """Kopeks that what came of a doubted payment is worth. Raises PaymentWorthless."""
    vendor = shop.providers.get(payment.provider)
    currencies = {method.currency for method in vendor.methods} if vendor else set()
    if vendor is None or not payment.received or payment.received_currency not in currencies:
        raise errors.PaymentWorthless()
    first = await Payment.filter(invoice_id=invoice.id).order_by("id").first() if invoice else None
    as_asked = first is not None and first.id == payment.id and payment.received_currency == payment.currency
    if invoice is not None and as_asked and payment.received >= payment.amount:
        return _with_surplus(shop, payment, invoice, payment.received)
    return int(vendor.kopeks_for(payment.received))


async def _settle_payment(shop: Shop, receipt: Receipt) -> Payment | None:
    async with db.transaction():
        invoice = await matching.locked_invoice(receipt)
        known = await matching.known(receipt)
        if known is not None and known.status not in WAITING:
            await _note_payer(known, receipt)
            return known
        if known is not None and known.invoice_id != (invoice.id if invoice else None):
            logger.error("%s payment %s names an invoice it was not made for", receipt.provider, receipt.external_id)
            return None
        user_id = invoice.user_id if invoice else await matching.payer(receipt)
        if user_id is None:
            logger.error("%s payment %s is from nobody we know", receipt.provider, receipt.external_id)
            return None
        payment = await _waiting(shop, receipt, invoice, user_id)
        payment.payer_telegram_id = receipt.payer_telegram_id  # whoever opened the link, not whom it was made for
        doubt = doubts.reason(shop, receipt, await matching.asked(receipt, invoice) if invoice else payment)
        if doubt:
            return await doubts.put(shop, payment, receipt, doubt)
        if payment.id is not None and invoice is not None:
            credit = _with_surplus(shop, payment, invoice, receipt.amount)
        else:
            credit = shop.providers[receipt.provider].kopeks_for(receipt.amount)
        payment.external_id, payment.amount, payment.currency = receipt.external_id, receipt.amount, receipt.currency
        await saved_methods.remember(shop, payment, invoice, receipt)
        await _credit(shop, payment, invoice, credit, by=THE_SHOP)
    return payment


async def _note_payer(payment: Payment, receipt: Receipt) -> None:
    """Keep who paid a payment that was booked before the shop kept it."""
    if payment.payer_telegram_id is None and receipt.payer_telegram_id is not None:
        payment.payer_telegram_id = receipt.payer_telegram_id
        await payment.save(update_fields=["payer_telegram_id"])


async def _note_status(shop: Shop, receipt: Receipt) -> Payment | None:
    """Failed and expired close a payment that is still waited for; they never take back one that was made."""
    payment = await matching.by_receipt(receipt)
    if payment is not None and receipt.status in ("failed", "expired"):
        # Under one invoice the vendor may know several attempts; only the one that is waited for ends the waiting.
        mine = Payment.filter(id=payment.id).filter(Q(external_id=receipt.external_id) | Q(external_id__isnull=True))
        async with db.transaction():
            ended = await mine.filter(status="pending").update(status=receipt.status, next_check_at=None)
            if ended:
                payment.status = receipt.status
                await saved_methods.refused(shop, payment, receipt.refusal)
        if not ended and payment.status == "completed":
            logger.warning("%s says %s of payment %s, which is paid", receipt.provider, receipt.status, payment.id)
    return payment


async def _waiting(shop: Shop, receipt: Receipt, invoice: Invoice | None, user_id: int) -> Payment:
    """The payment row that waited for this receipt, or a new one for money that nobody asked for."""
    if invoice is not None:
        rows = Payment.filter(invoice_id=invoice.id, provider=receipt.provider, status__in=WAITING)
        waiting = await rows.filter(external_id=receipt.external_id).first()
        waiting = waiting or await rows.filter(external_id=None).first()
        if waiting is not None:
            return waiting
    return Payment(
        invoice_id=invoice.id if invoice else None,
        user_id=user_id,
        provider=receipt.provider,
        method=shop.providers[receipt.provider].methods[0].id,
        amount=receipt.amount,
        currency=receipt.currency,
        created_at=shop.now(),
    )


def _with_surplus(shop: Shop, payment: Payment, invoice: Invoice, came: int) -> int:
    """The invoice's sum for what was asked, and anything beyond it at the rate of the day."""
    surplus = came - payment.amount
    beyond = shop.providers[payment.provider].kopeks_for(surplus) if surplus else 0
    return int(invoice.amount_kopeks + beyond)


async def _credit(shop: Shop, payment: Payment, invoice: Invoice | None, kopeks: int, *, by: Actor) -> None:
    """Complete the payment, credit its owner, and do what the invoice was for if all of its sum is there."""
    payment.credited_kopeks = kopeks
    payment.status, payment.settled_at, payment.next_check_at = "completed", shop.now(), None
    await payment.save()
    await ledger.post(
        shop, payment.user_id, kopeks, kind="top_up", key=f"payment:{payment.id}", by=by, payment_id=payment.id
    )
    purpose = TOP_UP if invoice is None or invoice.fulfilled_at else invoice.purpose
    if invoice is not None and purpose != TOP_UP:
        await _fulfil(shop, invoice, payment)
    await shop.record(PaymentSettled(payment.user_id, payment_id=payment.id, amount_kopeks=kopeks, purpose=purpose))


async def _fulfil(shop: Shop, invoice: Invoice, payment: Payment) -> None:
    """Do what the invoice was for, in a savepoint: when it cannot be done, only that is undone."""
    try:
        async with db.transaction():
            if payment.credited_kopeks < invoice.amount_kopeks:
                raise errors.InsufficientBalance(
                    required_kopeks=invoice.amount_kopeks, available_kopeks=payment.credited_kopeks
                )
            await shop.purposes[invoice.purpose](shop, invoice)
            invoice.fulfilled_at = shop.now()
            await invoice.save(update_fields=["fulfilled_at"])
    except errors.ShopError as exc:
        await shop.record(
            PaymentLeftOnBalance(
                invoice.user_id,
                payment_id=payment.id,
                amount_kopeks=payment.credited_kopeks,
                reason=exc.code,
                from_date=str(exc.params.get("from_date", "")),
            )
        )
