"""Settlement: the one place where money from outside becomes a balance, and the balance becomes what it was paid for.

Every way in ends here: the bot's `successful_payment`, reconciliation, webhooks, a manual check. The credit, the sale
it was for and the recorded facts are one transaction. A sale that is no longer possible leaves the money on the
balance.
"""

import logging

from tortoise.exceptions import IntegrityError

from core import db, errors, ledger
from core.events import PaymentLeftOnBalance, PaymentRefunded, PaymentSettled
from core.payment_providers import Receipt
from core.payments.models import TOP_UP, Invoice, Payment
from core.shop import THE_SHOP, Shop
from core.users.models import User

logger = logging.getLogger(__name__)


async def settle(shop: Shop, receipt: Receipt) -> Payment | None:
    """Book what a provider says; booking the same receipt again changes nothing.

    Returns the payment, or None when the payer is unknown to the shop (logged for the operator).
    """
    if receipt.status == "refunded":
        return await _settle_refund(shop, receipt)
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
        known = await Payment.get_or_none(provider=receipt.provider, external_id=receipt.external_id)
        if known is not None and known.status != "pending":
            return known
        user_id = invoice.user_id if invoice else await _payer(receipt)
        if user_id is None:
            logger.error("%s payment %s is from nobody we know", receipt.provider, receipt.external_id)
            return None
        payment = await _completed(shop, receipt, invoice, user_id)
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


async def _locked_invoice(receipt: Receipt) -> Invoice | None:
    """The invoice, locked: two receipts for one invoice are settled one after the other."""
    if receipt.invoice is None:
        return None
    return await Invoice.filter(uuid=receipt.invoice).select_for_update().first()


async def _payer(receipt: Receipt) -> int | None:
    if receipt.payer_telegram_id is None:
        return None
    user = await User.get_or_none(telegram_id=receipt.payer_telegram_id)
    return user.id if user else None


async def _completed(shop: Shop, receipt: Receipt, invoice: Invoice | None, user_id: int) -> Payment:
    """The payment row of this receipt: the one that waited for it, or a new one for money that nobody asked for."""
    payment = None
    if invoice is not None:
        payment = await Payment.filter(
            invoice_id=invoice.id, provider=receipt.provider, status__in=("pending", "expired", "failed")
        ).first()
    credited = _worth(shop, receipt, invoice, payment)
    if payment is None:
        payment = Payment(
            invoice_id=invoice.id if invoice else None,
            user_id=user_id,
            provider=receipt.provider,
            method=shop.providers[receipt.provider].methods[0].id,
            created_at=shop.now(),
        )
    payment.external_id = receipt.external_id
    payment.status = "completed"
    payment.amount, payment.currency = receipt.amount, receipt.currency
    payment.credited_kopeks = credited
    payment.settled_at = shop.now()
    await payment.save()
    return payment


def _worth(shop: Shop, receipt: Receipt, invoice: Invoice | None, asked: Payment | None) -> int:
    """Kopeks to credit: the invoice's for the sum that was asked, else what was received at the rate of the day."""
    if invoice is not None and asked is not None and receipt.amount == asked.amount:
        return int(invoice.amount_kopeks)
    return shop.providers[receipt.provider].kopeks_for(receipt.amount)


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
        payment = await (
            Payment.filter(provider=receipt.provider, external_id=receipt.external_id).select_for_update().first()
        )
        if payment is None or payment.status == "refunded":
            return payment
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
        payment.status, payment.refunded_at = "refunded", shop.now()
        await payment.save(update_fields=["status", "refunded_at"])
        await shop.record(
            PaymentRefunded(payment.user_id, payment_id=payment.id, amount_kopeks=payment.credited_kopeks)
        )
    return payment
