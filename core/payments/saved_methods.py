"""Saved methods: a way to pay that the customer agreed to have remembered, and how it is forgotten.

One at a time: a new one takes the place of the old one. The token is kept in the transaction that books the payment it
came with, and only where the customer agreed when that payment was opened.
"""

from core import db
from core.events import ChargeRefused, MethodSaved
from core.payment_providers import Receipt, Refusal, saver
from core.payments.models import RENEWAL, Invoice, Payment, SavedMethod
from core.shop import Shop

CONSENT = "save_method"  # in an invoice's params: the customer has agreed


def offered(shop: Shop, method: str) -> bool:
    """Whether customers may have this way to pay remembered."""
    return any(saver(provider, method) is not None for provider in shop.providers.values())


async def of_user(user_id: int) -> SavedMethod | None:
    """What the person's renewals may be charged to."""
    return await SavedMethod.filter(user_id=user_id, removed_at=None).order_by("-id").first()


async def forget(shop: Shop, user_id: int) -> None:
    """The customer takes it back: nothing is charged to it any more. Charges under way are not repeated."""
    async with db.transaction():
        await SavedMethod.filter(user_id=user_id, removed_at=None).update(removed_at=shop.now())
        await stop(user_id)


async def stop(user_id: int) -> None:
    """Ask no more for charges whose outcome is unknown; what the vendor still says of them is booked."""
    waiting = Payment.filter(user_id=user_id, status="pending", external_id=None, invoice__purpose=RENEWAL)
    ids = await waiting.values_list("id", flat=True)
    if ids:
        await Payment.filter(id__in=ids, status="pending").update(status="expired", next_check_at=None)


async def remember(shop: Shop, payment: Payment, invoice: Invoice | None, receipt: Receipt) -> None:
    """Keep what the vendor has remembered, if the customer agreed. Call it inside the settling transaction."""
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


async def refused(shop: Shop, payment: Payment, refusal: Refusal) -> None:
    """A charge has failed: tell, and forget a way to pay that is no more. Call it inside the transaction."""
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
