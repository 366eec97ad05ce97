"""Recognition: whose webhook it is, where vendors share one address.

Each configured adapter reads it as if it had come to the vendor's own address. One that can prove who sent it goes
before one that only finds a payment's name in it; from there on it is `webhooks.receive`, which trusts neither more.
"""

import logging
from dataclasses import replace

from core import errors
from core.payment_providers import Forged, PaymentProvider, Unreadable, WebhookRequest
from core.payments import webhooks
from core.shop import Shop

SHARED = "payments/webhook"  # what the operator is told that a forged one was sent to

logger = logging.getLogger(__name__)


async def receive(shop: Shop, request: WebhookRequest) -> None:
    """Take a webhook of any configured vendor to its end. Raises WebhookForged, and what `webhooks.receive` raises."""
    provider = whose(shop, request)
    if provider is None:
        logger.warning("a webhook from %s is no vendor's", request.peer)
        await webhooks.count_forged(shop, SHARED, "no vendor's signature, address or shape")
        raise errors.WebhookForged()
    await webhooks.receive(shop, provider.name, request)


def whose(shop: Shop, request: WebhookRequest) -> PaymentProvider | None:
    """The vendor that sent it, None where none can have done it."""
    readers = [provider for provider in shop.providers.values() if _reads(provider, request)]
    proven = [provider for provider in readers if _needs_proof(provider, request)]
    return next(iter(proven or readers), None)


def _reads(provider: PaymentProvider, request: WebhookRequest) -> bool:
    """Whether it can be this vendor's. What a vendor proves and nobody can read is its own all the same."""
    try:
        provider.read(request)
    except Forged:
        return False
    except Unreadable:
        return _needs_proof(provider, request)
    return True


def _needs_proof(provider: PaymentProvider, request: WebhookRequest) -> bool:
    """Whether this vendor's adapter would refuse the same words without their headers and sender."""
    try:
        provider.read(replace(request, headers={}, peer=None))
    except Forged:
        return True
    except Unreadable:
        return False
    return False
