"""Saved methods: a method that the customer let the provider remember, how it is charged, and how it is forgotten.

One at a time: a new one takes the place of the old one, in the transaction that books the payment it came with
(`core/payments/settlement.py`), and only where the customer agreed when that payment was opened.

A renewal is charged without the customer, once. The invoice and its payment are committed before the provider hears of
them, under the person's row, and only when no charge of the same period is open or paid. An answer that is lost is
asked for again with the same key; the provider's name for the payment is kept as soon as it is known.
"""

import hashlib
import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from core import db, ledger
from core.payment_providers import Bill, ProviderError, ProviderRefused, saver
from core.payments import alerts, reversals, settlement
from core.payments.models import RENEWAL, Invoice, Payment, SavedMethod
from core.shop import Shop
from core.users.models import User

KEY_LIFE = timedelta(hours=23)  # providers remember an idempotence key for a day
FIRST_CHECK = timedelta(minutes=1)

logger = logging.getLogger(__name__)


def can_be_saved(shop: Shop, method: str) -> bool:
    """Whether customers may have this method remembered."""
    return any(button.id == method and saver(provider, method) is not None for provider, button in shop.methods())


async def of_user(user_id: int) -> SavedMethod | None:
    """What the person's renewals may be charged to."""
    return await SavedMethod.filter(user_id=user_id, removed_at=None).order_by("-id").first()


async def forget(shop: Shop, user_id: int) -> None:
    """The customer takes it back: nothing is charged to it any more. Charges under way are not repeated."""
    async with db.transaction():
        await SavedMethod.filter(user_id=user_id, removed_at=None).update(removed_at=shop.now())
        await stop_charges(user_id)


async def stop_charges(user_id: int) -> None:
    """Ask no more for charges whose outcome is unknown; what the provider still says of them is booked."""
    rows = Payment.filter(user_id=user_id, status="pending", external_id=None, invoice__purpose=RENEWAL)
    ids = await rows.values_list("id", flat=True)
    if ids:
        await Payment.filter(id__in=ids, status="pending").update(status="expired", next_check_at=None)


async def begin_charge(
    shop: Shop,
    user: User,
    method: SavedMethod,
    missing_kopeks: int,
    *,
    words: Mapping[str, str],
    params: dict[str, Any],
) -> Payment | None:
    """Prepare a charge of at least the missing sum; None where it must not be made.

    That is when this period has been charged already or is being charged, the method is not offered any more, or the
    provider cannot take the sum. A surcharge or discount is not for charges that the shop makes by itself. `params`
    name `subscription_id` and `period`; `words` are the bill's `title` and `description`, the same at every repetition.
    """
    provider = shop.providers.get(method.provider)
    if provider is None or not can_be_saved(shop, method.method) or await reversals.debt(user.id, provider.name):
        return None
    button = next(button for button in provider.methods if button.id == method.method)
    amount = max(provider.amount_for(missing_kopeks), button.min_amount)
    if button.max_amount is not None and amount > button.max_amount:
        return None
    now = shop.now()
    async with db.transaction():
        await ledger.lock_balance(user.id)
        attempts = await _attempts(user, params)
        if any(attempt.status != "failed" for attempt in attempts):
            return None
        bill = {**words, "email": user.email}
        key = f"renew:{params['subscription_id']}:{params['period']}:{len(attempts)}"
        invoice = await Invoice.create(
            user_id=user.id,
            purpose=RENEWAL,
            params={**params, "method_id": method.id, "key": key, "bill": bill},
            amount_kopeks=provider.kopeks_for(amount),
            created_at=now,
        )
        return await Payment.create(
            invoice_id=invoice.id,
            user_id=user.id,
            provider=provider.name,
            method=button.id,
            amount=amount,
            currency=button.currency,
            created_at=now,
            next_check_at=now + FIRST_CHECK,
        )


async def charge(shop: Shop, payment: Payment) -> bool:
    """Charge, or ask again with the same key, and settle the answer; tells whether the provider answered."""
    invoice = await Invoice.get(id=payment.invoice_id)
    method = await SavedMethod.get(id=invoice.params["method_id"])
    provider = shop.providers.get(payment.provider)
    charger = saver(provider, payment.method) if provider else None
    is_over = method.removed_at is not None or shop.now() - payment.created_at > KEY_LIFE
    if provider is None or charger is None or is_over:
        return True  # nothing is asked for any more; what the provider says by itself is still booked
    bill = Bill(invoice.uuid, payment.method, payment.amount, payment.currency, **invoice.params["bill"])
    try:
        async with alerts.watched(shop, provider):
            receipt = await charger.charge(bill, method.token, key=_key(invoice))
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


async def is_being_charged(user: User, params: Mapping[str, Any]) -> bool:
    """Whether a charge of this period waits for its end."""
    return any(payment.status in ("pending", "review") for payment in await _attempts(user, params))


def is_unanswered_charge(payment: Payment, invoice: Invoice | None) -> bool:
    """Whether this is a charge of which the provider has not said anything yet."""
    is_waiting = payment.status == "pending" and payment.external_id is None
    return is_waiting and invoice is not None and invoice.purpose == RENEWAL


def _key(invoice: Invoice) -> str:
    """The provider's idempotence key, 64 characters."""
    return hashlib.sha256(invoice.params["key"].encode()).hexdigest()


async def _attempts(user: User, params: Mapping[str, Any]) -> list[Payment]:
    """Charges of this period so far."""
    invoices = await Invoice.filter(user_id=user.id, purpose=RENEWAL).order_by("-id").limit(100)
    period = params["subscription_id"], params["period"]
    ids = [row.id for row in invoices if (row.params["subscription_id"], row.params["period"]) == period]
    return await Payment.filter(invoice_id__in=ids) if ids else []


async def _refuse(shop: Shop, payment: Payment) -> None:
    async with db.transaction():
        rows = Payment.filter(id=payment.id, status="pending", external_id=None)
        if await rows.update(status="failed", next_check_at=None):
            await settlement.note_refusal(shop, payment, "other")
