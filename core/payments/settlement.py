"""Settlement: the one place where money from outside becomes a balance, and the balance becomes what it was paid for.

Every way in ends here: the bot's `successful_payment`, reconciliation, webhooks, a manual check, an operator's yes. The
credit, the sale it was for and the recorded facts are one transaction. A sale that is no longer possible leaves the
money on the balance. Money that is not what was asked for waits for an operator (`core/payments/review.py`).
"""

import logging

from tortoise.exceptions import IntegrityError
from tortoise.expressions import Q

from core import db, errors, ledger
from core.events import ChargeRefused, MethodSaved, PaymentDoubted, PaymentLeftOnBalance, PaymentSettled
from core.payment_providers import Receipt, Refusal
from core.payments import queries, reversals
from core.payments.models import CONSENT, RENEWAL, TOP_UP, WAITING, Invoice, Payment, SavedMethod
from core.phrases import Phrase, dumps
from core.shop import THE_SHOP, Actor, Shop

REASON_LENGTH = 255

logger = logging.getLogger(__name__)


@db.repeated
async def settle(shop: Shop, receipt: Receipt) -> Payment | None:
    """Book what a provider says; booking the same receipt again changes nothing.

    Returns the payment, or None when the payer is unknown to the shop (logged for the operator).
    """
    if receipt.status == "refunded":
        return await _settle_refund(shop, receipt)
    if receipt.status != "completed":
        return await _note_status(shop, receipt)
    try:
        return await _settle_payment(shop, receipt)
    except IntegrityError:  # the same receipt at the same moment, without an invoice to queue at: the other was faster
        payment = await queries.by_external_id(receipt)
        if payment is None:
            raise
        return payment


async def accept(shop: Shop, payment: Payment, *, by: Actor) -> None:
    """Credit the money of a payment in review, by an operator's word, and fulfil its invoice if all of that came.

    Call it inside the transaction that holds the invoice and the payment. Raises PaymentWorthless.
    """
    invoice = await queries.lock_invoice(payment.invoice_id) if payment.invoice_id is not None else None
    credit = await worth(shop, payment, invoice)
    payment.amount, payment.currency = payment.received or 0, payment.received_currency or payment.currency
    await _credit(shop, payment, invoice, credit, by=by)


async def worth(shop: Shop, payment: Payment, invoice: Invoice | None) -> int:
    """Kopeks that what came of a payment in review is worth. Raises PaymentWorthless."""
    provider = shop.providers.get(payment.provider)
    currencies = {method.currency for method in provider.methods} if provider else set()
    if provider is None or not payment.received or payment.received_currency not in currencies:
        raise errors.PaymentWorthless()
    first = await Payment.filter(invoice_id=invoice.id).order_by("id").first() if invoice else None
    is_as_asked = first is not None and first.id == payment.id and payment.received_currency == payment.currency
    if invoice is not None and is_as_asked and payment.received >= payment.amount:
        return _with_surplus(shop, payment, invoice, payment.received)
    if first is not None and is_as_asked and first.currency == "RUB" and invoice is not None:
        return int(payment.received * invoice.amount_kopeks // first.amount)  # less what the method takes in percent
    return int(provider.kopeks_for(payment.received))


async def note_refusal(shop: Shop, payment: Payment, refusal: Refusal) -> None:
    """A charge has failed: tell, and forget a saved method that is no more. Call it inside the transaction."""
    invoice = await Invoice.get_or_none(id=payment.invoice_id, purpose=RENEWAL)
    if invoice is None:
        return
    method_id = invoice.params["method_id"]
    if refusal == "gone":
        await SavedMethod.filter(id=method_id, removed_at=None).update(removed_at=shop.now())
    await shop.record(
        ChargeRefused(
            payment.user_id,
            subscription_id=invoice.params["subscription_id"],
            method_id=method_id,
            amount_kopeks=invoice.amount_kopeks,
            refusal=refusal,
        )
    )


async def _settle_payment(shop: Shop, receipt: Receipt) -> Payment | None:
    async with db.transaction():
        invoice = await queries.locked_invoice(receipt)
        payment = await queries.by_external_id(receipt)
        if payment is not None and payment.status not in WAITING:
            await _note_payer(payment, receipt)
            return payment
        if payment is not None and payment.invoice_id != (invoice.id if invoice else None):
            logger.error("%s payment %s names an invoice it was not made for", receipt.provider, receipt.external_id)
            return None
        user_id = invoice.user_id if invoice else await queries.payer(receipt)
        if user_id is None:
            logger.error("%s payment %s is from nobody we know", receipt.provider, receipt.external_id)
            return None
        payment = await _waiting(shop, receipt, invoice, user_id)
        payment.payer_telegram_id = receipt.payer_telegram_id  # whoever opened the link, not whom it was made for
        reason = _review_reason(shop, receipt, await queries.requested(receipt, invoice) if invoice else payment)
        if reason:
            return await _hold_for_review(shop, payment, receipt, reason)
        if payment.id is not None and invoice is not None:
            credit = _with_surplus(shop, payment, invoice, receipt.amount)
        else:
            credit = shop.providers[receipt.provider].kopeks_for(receipt.amount)
        payment.external_id, payment.amount, payment.currency = receipt.external_id, receipt.amount, receipt.currency
        await _save_method(shop, payment, invoice, receipt)
        await _credit(shop, payment, invoice, credit, by=THE_SHOP)
    return payment


async def _settle_refund(shop: Shop, receipt: Receipt) -> Payment | None:
    """Book that a payment went back, once; returns the payment, None when it is nobody's."""
    async with db.transaction():
        await queries.locked_invoice(receipt)  # before the payment, as everywhere: it may be being settled right now
        payment = await queries.by_external_id(receipt)
        if payment is not None:
            payment = await Payment.filter(id=payment.id).select_for_update(no_key=True).get()
            if payment.status not in WAITING:
                return await reversals.book(shop, payment)
        else:
            payment = await queries.requested(receipt)
            if payment is None or payment.external_id is not None or payment.status not in WAITING:
                return payment
        # Nothing was credited, so nothing is taken: an operator looks at it.
        return await _hold_for_review(shop, payment, receipt, Phrase("review-given-back"))


def _review_reason(shop: Shop, receipt: Receipt, requested: Payment | None) -> Phrase | None:
    """Why a receipt must not be credited by itself, beside what was asked of the provider; None when it may be."""
    if receipt.is_test:
        return Phrase("review-test")
    if requested is None:
        return Phrase("review-other-provider")
    currencies = {method.currency for method in shop.providers[receipt.provider].methods}
    if receipt.currency != requested.currency or receipt.currency not in currencies:
        return Phrase("review-other-currency", came=receipt.currency, asked=requested.currency)
    if receipt.amount < requested.amount:
        came, asked = str(receipt.amount), str(requested.amount)
        return Phrase("review-too-little", came=came, asked=asked, currency=requested.currency)
    return None


async def _hold_for_review(shop: Shop, payment: Payment, receipt: Receipt, reason: Phrase) -> Payment:
    """Let the payment wait for an operator, with what really came of it."""
    payment.external_id, payment.status, payment.next_check_at = receipt.external_id, "review", None
    has_come = not receipt.is_test and receipt.status == "completed"
    payment.received, payment.received_currency = receipt.amount if has_come else 0, receipt.currency
    payment.doubt = dumps(reason, REASON_LENGTH)
    await payment.save()
    await shop.record(PaymentDoubted(payment.user_id, payment_id=payment.id, reason=payment.doubt))
    return payment


async def _note_payer(payment: Payment, receipt: Receipt) -> None:
    """Keep who paid a payment that was booked before the shop kept it."""
    if payment.payer_telegram_id is None and receipt.payer_telegram_id is not None:
        payment.payer_telegram_id = receipt.payer_telegram_id
        await payment.save(update_fields=["payer_telegram_id"])


async def _note_status(shop: Shop, receipt: Receipt) -> Payment | None:
    """Failed and expired close a payment that is still waited for; they never take back one that was made."""
    payment = await queries.by_receipt(receipt)
    if payment is not None and receipt.status in ("failed", "expired"):
        # Under one invoice the provider may know several attempts; only the one that is waited for ends the waiting.
        rows = Payment.filter(id=payment.id).filter(Q(external_id=receipt.external_id) | Q(external_id__isnull=True))
        async with db.transaction():
            is_ended = await rows.filter(status="pending").update(status=receipt.status, next_check_at=None)
            if is_ended:
                payment.status = receipt.status
                await note_refusal(shop, payment, receipt.refusal)
        if not is_ended and payment.status == "completed":
            logger.warning("%s says %s of payment %s, which is paid", receipt.provider, receipt.status, payment.id)
    return payment


async def _waiting(shop: Shop, receipt: Receipt, invoice: Invoice | None, user_id: int) -> Payment:
    """The payment row that waited for this receipt, or a new one for money that nobody asked for."""
    if invoice is not None:
        rows = Payment.filter(invoice_id=invoice.id, provider=receipt.provider, status__in=WAITING)
        payment = await rows.filter(external_id=receipt.external_id).first()
        payment = payment or await rows.filter(external_id=None).first()
        if payment is not None:
            return payment
    return Payment(
        invoice_id=invoice.id if invoice else None,
        user_id=user_id,
        provider=receipt.provider,
        method=shop.providers[receipt.provider].methods[0].id,
        amount=receipt.amount,
        currency=receipt.currency,
        created_at=shop.now(),
    )


def _with_surplus(shop: Shop, payment: Payment, invoice: Invoice, received: int) -> int:
    """The invoice's sum for what was asked, and anything beyond it at the rate of the day."""
    surplus = received - payment.amount
    beyond = shop.providers[payment.provider].kopeks_for(surplus) if surplus else 0
    return int(invoice.amount_kopeks + beyond)


async def _save_method(shop: Shop, payment: Payment, invoice: Invoice | None, receipt: Receipt) -> None:
    """Keep the method that the provider has remembered, if the customer agreed; it replaces the one kept before."""
    if receipt.saved is None or invoice is None or not invoice.params.get(CONSENT):
        return
    now = shop.now()
    await SavedMethod.filter(user_id=payment.user_id, removed_at=None).update(removed_at=now)
    row = await db.fetch_one(
        "INSERT INTO saved_methods (user_id, provider, method, token, title, created_at)"
        " VALUES ($1, $2, $3, $4, $5, $6)"
        " ON CONFLICT (provider, token) DO UPDATE SET removed_at = NULL, title = EXCLUDED.title"
        " WHERE saved_methods.user_id = EXCLUDED.user_id RETURNING id",
        payment.user_id,
        receipt.provider,
        payment.method,
        receipt.saved.token,
        receipt.saved.title[:64],
        now,
    )
    if row is not None:
        await shop.record(MethodSaved(payment.user_id, method_id=row["id"]))


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
