"""Doubts: money that came and is not what was asked for waits for an operator (`core/payments/review.py`)."""

from core.events import PaymentDoubted
from core.payment_providers import Receipt
from core.payments.models import Payment
from core.shop import Shop

REASON_LENGTH = 200
GIVEN_BACK = "given back before it was booked"
TEST = "a test payment, no real money"


def reason(shop: Shop, receipt: Receipt, asked: Payment | None) -> str:
    """Why a receipt must not be credited by itself, next to what was `asked` of the provider; empty when it may be."""
    if receipt.is_test:
        return TEST
    if asked is None:
        return "another provider was asked to collect it"
    currencies = {method.currency for method in shop.providers[receipt.provider].methods}
    if receipt.currency != asked.currency or receipt.currency not in currencies:
        return f"{receipt.currency} came instead of {asked.currency}"
    if receipt.amount < asked.amount:
        return f"{receipt.amount} came instead of {asked.amount} {asked.currency}, in minor units"
    return ""


async def put(shop: Shop, payment: Payment, receipt: Receipt, why: str) -> Payment:
    """Let the payment wait for an operator, with what really came of it."""
    payment.external_id, payment.status, payment.next_check_at = receipt.external_id, "review", None
    came = not receipt.is_test and receipt.status == "completed"
    payment.received, payment.received_currency = receipt.amount if came else 0, receipt.currency
    payment.doubt = why[:REASON_LENGTH]
    await payment.save()
    await shop.record(PaymentDoubted(payment.user_id, payment_id=payment.id, reason=why[:REASON_LENGTH]))
    return payment
