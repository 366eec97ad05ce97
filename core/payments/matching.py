"""Matching: which of the shop's payments a receipt is about, and whom the money belongs to."""

from tortoise.expressions import Q

from core.payment_providers import Claim, Receipt
from core.payments.models import Invoice, Payment
from core.users.models import User


async def known(receipt: Receipt) -> Payment | None:
    """The payment that carries the vendor's name."""
    return await Payment.get_or_none(provider=receipt.provider, external_id=receipt.external_id)


async def named(provider: str, claim: Claim) -> Payment | None:
    """Which payment that the shop has asked this vendor for a webhook may be about.

    The vendor's id is stored after its answer; a webhook that is faster is recognised by our name for the payment.
    """
    matches = [Q(invoice__uuid=name) for name in (claim.invoice, claim.hint) if name is not None]
    if claim.external_id is not None:
        matches.append(Q(external_id=claim.external_id))
    if not matches:
        return None
    rows = await Payment.filter(Q(*matches, join_type=Q.OR), provider=provider).order_by("id").select_related("invoice")
    exact = (row for row in rows if claim.external_id is not None and row.external_id == claim.external_id)
    return next(exact, rows[0] if rows else None)


async def is_expected(receipt: Receipt) -> bool:
    """Whether this very payment was asked for: under the vendor's id, or under our name while that id is not stored."""
    match = Q(external_id=receipt.external_id)
    if receipt.invoice is not None:
        match |= Q(external_id=None, invoice__uuid=receipt.invoice)
    return await Payment.filter(match, provider=receipt.provider).exists()


async def by_receipt(receipt: Receipt) -> Payment | None:
    """The payment of the vendor's name, or else the one that was asked for under our name."""
    return await known(receipt) or await asked(receipt)


async def asked(receipt: Receipt, invoice: Invoice | None = None) -> Payment | None:
    """What the provider was asked for with the invoice, by the row made together with it; None for another provider."""
    if invoice is None and receipt.invoice is None:
        return None
    rows = Payment.filter(invoice_id=invoice.id) if invoice else Payment.filter(invoice__uuid=receipt.invoice)
    first = await rows.order_by("id").first()
    return first if first is not None and first.provider == receipt.provider else None


async def locked_invoice(receipt: Receipt) -> Invoice | None:
    """The invoice, locked: two receipts for one invoice are settled one after the other.

    A vendor that gives our name for it back is believed; for one that does not, the payment's id leads to it.
    """
    if receipt.invoice is not None:
        return await Invoice.filter(uuid=receipt.invoice).select_for_update(no_key=True).first()
    payment = await known(receipt)
    return await lock_invoice(payment.invoice_id) if payment is not None and payment.invoice_id is not None else None


async def lock_invoice(invoice_id: int) -> Invoice | None:
    """An invoice, locked until the surrounding transaction ends."""
    return await Invoice.filter(id=invoice_id).select_for_update(no_key=True).first()


async def payer(receipt: Receipt) -> int | None:
    """The customer whom the receipt names as the payer."""
    if receipt.payer_telegram_id is None:
        return None
    user = await User.get_or_none(telegram_id=receipt.payer_telegram_id)
    return user.id if user else None
