"""Settlement: the one place where money from outside becomes a balance, and the balance becomes what it was paid for.

Every way in ends here: the bot's `successful_payment`, reconciliation, webhooks, a manual check. The credit, the sale
it was for and the recorded facts are one transaction. A sale that is no longer possible leaves the money on the
balance.
"""

import logging

from tortoise.exceptions import IntegrityError
from tortoise.expressions import Q

from core import db, errors, ledger
from core.events import PaymentDoubted, PaymentLeftOnBalance, PaymentRefunded, PaymentSettled
from core.payment_providers import Receipt
from core.payments.models import TOP_UP, Invoice, Payment
from core.shop import THE_SHOP, Shop
from core.users.models import User

WAITING = ("pending", "expired", "failed")  # late money wins

logger = logging.getLogger(__name__)


async def settle(shop: Shop, receipt: Receipt) -> Payment | None:
    """Book what a provider says; booking the same receipt again changes nothing.

    Returns the payment, or None when the payer is unknown to the shop (logged for the operator).
    """
    if receipt.status == "refunded":
        return await _settle_refund(shop, receipt)
    if receipt.status != "completed":
        return await _note_status(receipt)
    try:
        return await _settle_payment(shop, receipt)
    except IntegrityError:  # the same receipt at the same moment, without an invoice to queue at: the other was faster
        known = await Payment.get_or_none(provider=receipt.provider, external_id=receipt.external_id)
        if known is None:
            raise
        return known


async def _settle_payment(shop: Shop, receipt: Receipt) -> Payment | None:
    async with db.transaction():
        invoice = await _locked_invoice(receipt)
        known = await _known(receipt)
        if known is not None and known.status not in WAITING:
            return known
        if known is not None and known.invoice_id != (invoice.id if invoice else None):
            logger.error("%s payment %s names an invoice it was not made for", receipt.provider, receipt.external_id)
            return None
        user_id = invoice.user_id if invoice else await _payer(receipt)
        if user_id is None:
            logger.error("%s payment %s is from nobody we know", receipt.provider, receipt.external_id)
            return None
        payment = await _waiting(shop, receipt, invoice, user_id)
        doubt = _doubt(shop, receipt, await _asked(receipt, invoice) if invoice else payment)
        if doubt:
            return await _doubted(shop, payment, receipt, doubt)
        await _complete(shop, payment, receipt, invoice)
        await ledger.post(
            shop,
            user_id,
            payment.credited_kopeks,
            kind="top_up",
            key=f"payment:{payment.id}",
            by=THE_SHOP,
            payment_id=payment.id,
        )
        purpose = TOP_UP if invoice is None or invoice.fulfilled_at else invoice.purpose
        if invoice is not None and purpose != TOP_UP:
            await _fulfil(shop, invoice, payment)
        await shop.record(
            PaymentSettled(user_id, payment_id=payment.id, amount_kopeks=payment.credited_kopeks, purpose=purpose)
        )
    return payment


async def _note_status(receipt: Receipt) -> Payment | None:
    """Failed and expired close a payment that is still waited for; they never take back one that was made."""
    payment = await _by_receipt(receipt)
    if payment is not None and receipt.status in ("failed", "expired"):
        # Under one invoice the vendor may know several attempts; only the one that is waited for ends the waiting.
        mine = Payment.filter(id=payment.id).filter(Q(external_id=receipt.external_id) | Q(external_id__isnull=True))
        if await mine.filter(status="pending").update(status=receipt.status, next_check_at=None):
            payment.status = receipt.status
        elif payment.status == "completed":
            logger.warning("%s says %s of payment %s, which is paid", receipt.provider, receipt.status, payment.id)
    return payment


async def _known(receipt: Receipt) -> Payment | None:
    return await Payment.get_or_none(provider=receipt.provider, external_id=receipt.external_id)


async def _by_receipt(receipt: Receipt) -> Payment | None:
    return await _known(receipt) or await _asked(receipt)


async def _asked(receipt: Receipt, invoice: Invoice | None = None) -> Payment | None:
    """What the provider was asked for with the invoice, by the row made together with it; None for another provider."""
    if invoice is None and receipt.invoice is None:
        return None
    rows = Payment.filter(invoice_id=invoice.id) if invoice else Payment.filter(invoice__uuid=receipt.invoice)
    asked = await rows.order_by("id").first()
    return asked if asked is not None and asked.provider == receipt.provider else None


async def _locked_invoice(receipt: Receipt) -> Invoice | None:
    """The invoice, locked: two receipts for one invoice are settled one after the other.

    A vendor that gives our name for it back is believed; for one that does not, the payment's id leads to it.
    """
    found = Invoice.filter(uuid=receipt.invoice) if receipt.invoice is not None else None
    if found is None:
        known = await _known(receipt)
        if known is None or known.invoice_id is None:
            return None
        found = Invoice.filter(id=known.invoice_id)
    return await found.select_for_update().first()


async def _payer(receipt: Receipt) -> int | None:
    if receipt.payer_telegram_id is None:
        return None
    user = await User.get_or_none(telegram_id=receipt.payer_telegram_id)
    return user.id if user else None


async def _waiting(shop: Shop, receipt: Receipt, invoice: Invoice | None, user_id: int) -> Payment:
    """The payment row that waited for this receipt, or a new one for money that nobody asked for."""
    if invoice is not None:
        waiting = (
            await Payment.filter(
                invoice_id=invoice.id, provider=receipt.provider, status__in=WAITING, external_id=receipt.external_id
            ).first()
            or await Payment.filter(
                invoice_id=invoice.id, provider=receipt.provider, status__in=WAITING, external_id=None
            ).first()
        )
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


def _doubt(shop: Shop, receipt: Receipt, asked: Payment | None) -> str:
    """Why a receipt must not be credited by itself, next to what was `asked` of the provider; empty when it may be."""
    if receipt.is_test:
        return "a test payment, no real money"
    if asked is None:
        return "another provider was asked to collect it"
    currencies = {method.currency for method in shop.providers[receipt.provider].methods}
    if receipt.currency != asked.currency or receipt.currency not in currencies:
        return f"{receipt.currency} came instead of {asked.currency}"
    if receipt.amount < asked.amount:
        return f"{receipt.amount} came instead of {asked.amount} {asked.currency}, in minor units"
    return ""


async def _doubted(shop: Shop, payment: Payment, receipt: Receipt, reason: str) -> Payment:
    payment.external_id, payment.status, payment.next_check_at = receipt.external_id, "review", None
    await payment.save()
    await shop.record(PaymentDoubted(payment.user_id, payment_id=payment.id, reason=reason[:200]))
    return payment


async def _complete(shop: Shop, payment: Payment, receipt: Receipt, invoice: Invoice | None) -> None:
    """Credit the invoice's sum for what was asked, and anything beyond it at the rate of the day."""
    vendor = shop.providers[receipt.provider]
    if payment.id is not None and invoice is not None:
        surplus = receipt.amount - payment.amount
        payment.credited_kopeks = invoice.amount_kopeks + (vendor.kopeks_for(surplus) if surplus else 0)
    else:
        payment.credited_kopeks = vendor.kopeks_for(receipt.amount)
    payment.external_id, payment.amount, payment.currency = receipt.external_id, receipt.amount, receipt.currency
    payment.status, payment.settled_at, payment.next_check_at = "completed", shop.now(), None
    await payment.save()


async def _fulfil(shop: Shop, invoice: Invoice, payment: Payment) -> None:
    """Do what the invoice was for, in a savepoint: when it cannot be done, only that is undone."""
    try:
        async with db.transaction():
            await shop.purposes[invoice.purpose](shop, invoice)
            invoice.fulfilled_at = shop.now()
            await invoice.save(update_fields=["fulfilled_at"])
    except errors.ShopError as exc:
        await shop.record(
            PaymentLeftOnBalance(
                invoice.user_id, payment_id=payment.id, amount_kopeks=payment.credited_kopeks, reason=exc.code
            )
        )


async def _settle_refund(shop: Shop, receipt: Receipt) -> Payment | None:
    """The provider gave the money back: take it from the balance, as far as it is there."""
    async with db.transaction():
        await _locked_invoice(receipt)  # before the payment, as everywhere: it may be being settled right now
        payment = await _known(receipt)
        if payment is None:
            return await _refunded_before_it_was_booked(shop, receipt)
        payment = await Payment.filter(id=payment.id).select_for_update().get()
        if payment.status in WAITING:
            return await _doubted(shop, payment, receipt, "given back before it was booked")
        if payment.status not in ("completed", "refunding"):
            return payment
        if payment.status == "refunding":  # the hold of our own refund has taken the money already
            return await _refunded(shop, payment)
        left = await ledger.lock_balance(payment.user_id)
        taken = min(left, payment.credited_kopeks)
        if taken:
            await ledger.post(
                shop,
                payment.user_id,
                -taken,
                kind="refund",
                key=f"refund:{payment.id}",
                by=THE_SHOP,
                payment_id=payment.id,
            )
        return await _refunded(shop, payment)


async def _refunded_before_it_was_booked(shop: Shop, receipt: Receipt) -> Payment | None:
    """Nothing was credited, so nothing is taken: an operator looks at it."""
    asked = await _asked(receipt)
    if asked is not None and asked.external_id is None and asked.status in WAITING:
        return await _doubted(shop, asked, receipt, "given back before it was booked")
    return asked


async def _refunded(shop: Shop, payment: Payment) -> Payment:
    payment.status, payment.refunded_at = "refunded", shop.now()
    await payment.save(update_fields=["status", "refunded_at"])
    await shop.record(PaymentRefunded(payment.user_id, payment_id=payment.id, amount_kopeks=payment.credited_kopeks))
    return payment
