"""Charging: collecting a renewal from a saved method, without the customer, once.

The invoice and its payment are committed before the vendor hears of them, under the person's row, and only when no
charge of the same period is open or paid. An answer that is lost is asked for again with the same key; the vendor's
name for the payment is kept as soon as it is known. Everything a vendor says ends in `settlement.settle`.
"""

import hashlib
import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from core import db, ledger
from core.payment_providers import Bill, ProviderError, ProviderRefused, saver
from core.payments import outages, reversals, saved_methods, settlement
from core.payments.models import RENEWAL, Invoice, Payment, SavedMethod
from core.shop import Shop
from core.users.models import User

KEY_LIFE = timedelta(hours=23)  # vendors remember an idempotence key for a day
FIRST_CHECK = timedelta(minutes=1)

logger = logging.getLogger(__name__)


async def begin(
    shop: Shop,
    user: User,
    method: SavedMethod,
    missing_kopeks: int,
    *,
    words: Mapping[str, str],
    params: dict[str, Any],
) -> Payment | None:
    """Prepare a charge of at least the missing sum; None where it must not be made.

    That is when this period has been charged already or is being charged, or the vendor cannot take the sum. `params`
    name `subscription_id` and `period`; `words` are the bill's `title` and `description`, the same at every repetition.
    """
    vendor = shop.providers.get(method.provider)
    if vendor is None or saver(vendor, method.method) is None or await reversals.is_frozen(user.id, vendor.name):
        return None
    way = next(way for way in vendor.methods if way.id == method.method)
    amount = max(vendor.amount_for(missing_kopeks), way.min_amount)
    if way.max_amount is not None and amount > way.max_amount:
        return None
    now = shop.now()
    async with db.transaction():
        await ledger.lock_balance(user.id)
        before = await _attempts(user, params)
        if any(old.status != "failed" for old in before):
            return None
        bill = {**words, "email": user.email}
        key = f"renew:{params['subscription_id']}:{params['period']}:{len(before)}"
        invoice = await Invoice.create(
            user_id=user.id,
            purpose=RENEWAL,
            params={**params, "method_id": method.id, "key": key, "bill": bill},
            amount_kopeks=vendor.kopeks_for(amount),
            created_at=now,
        )
        return await Payment.create(
            invoice_id=invoice.id,
            user_id=user.id,
            provider=vendor.name,
            method=way.id,
            amount=amount,
            currency=way.currency,
            created_at=now,
            next_check_at=now + FIRST_CHECK,
        )


async def carry_out(shop: Shop, payment: Payment) -> bool:
    """Charge, or ask again with the same key, and settle the answer; tells whether the vendor was there to be asked."""
    invoice = await Invoice.get(id=payment.invoice_id)
    method = await SavedMethod.get(id=invoice.params["method_id"])
    provider = shop.providers.get(payment.provider)
    vendor = saver(provider, payment.method) if provider else None
    if (
        provider is None
        or vendor is None
        or method.removed_at is not None
        or shop.now() - payment.created_at > KEY_LIFE
    ):
        return True  # nothing is asked for any more; what the vendor says by itself is still booked
    bill = Bill(invoice.uuid, payment.method, payment.amount, payment.currency, **invoice.params["bill"])
    try:
        async with outages.watched(shop, provider):
            receipt = await vendor.charge(bill, method.token, key=_key(invoice))
    except ProviderRefused as exc:
        logger.warning("%s refuses a charge: %s", payment.provider, exc)
        await _refuse(shop, payment)
        return True
    except ProviderError as exc:
        logger.debug("the outcome of a charge at %s is unknown: %s", payment.provider, exc)
        return False
    # Conditional: a webhook may have settled it while we were waiting for the answer.
    await Payment.filter(id=payment.id, external_id=None).update(external_id=receipt.external_id)
    await settlement.settle(shop, receipt)
    return True


async def is_under_way(user: User, params: Mapping[str, Any]) -> bool:
    """Whether a charge of this period waits for its end."""
    return any(payment.status in ("pending", "review") for payment in await _attempts(user, params))


def is_unanswered(payment: Payment, invoice: Invoice | None) -> bool:
    """Whether this is a charge of which the vendor has not said anything yet."""
    waits = payment.status == "pending" and payment.external_id is None
    return waits and invoice is not None and invoice.purpose == RENEWAL


def _key(invoice: Invoice) -> str:
    """The vendor's idempotence key, 64 characters."""
    return hashlib.sha256(invoice.params["key"].encode()).hexdigest()


async def _attempts(user: User, params: Mapping[str, Any]) -> list[Payment]:
    """Charges of this period so far."""
    mine = await Invoice.filter(user_id=user.id, purpose=RENEWAL).order_by("-id").limit(100)
    period = params["subscription_id"], params["period"]
    ids = [one.id for one in mine if (one.params["subscription_id"], one.params["period"]) == period]
    return await Payment.filter(invoice_id__in=ids) if ids else []


async def _refuse(shop: Shop, payment: Payment) -> None:
    async with db.transaction():
        waiting = Payment.filter(id=payment.id, status="pending", external_id=None)
        if await waiting.update(status="failed", next_check_at=None):
            await saved_methods.refused(shop, payment, "other")
