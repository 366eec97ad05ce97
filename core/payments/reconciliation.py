"""Reconciliation: what providers know against what the shop has booked, so that no payment is lost on the way.

Telegram confirms nothing: a `successful_payment` that never reached the shop is found here, at every start and hourly.
"""

import logging

from core import installation
from core.payment_providers import PaymentProvider, ProviderError
from core.payments import settlement
from core.shop import Shop

OVERLAP = 100  # transactions read again each time, in case the list grew while it was read

logger = logging.getLogger(__name__)


async def run(shop: Shop) -> int:
    """Settle every payment and refund that the providers know; returns how many were read."""
    return sum([await reconcile(shop, provider) for provider in shop.providers.values()])


async def reconcile(shop: Shop, provider: PaymentProvider) -> int:
    """Settle what one provider knows, from where the last time ended; returns how many were read."""
    memory = f"{provider.name}_receipts_seen"
    seen = int(await installation.recall(memory) or 0)
    read = 0
    try:
        async for position, receipt in provider.receipts(skip=max(seen - OVERLAP, 0)):
            await settlement.settle(shop, receipt)
            seen, read = max(seen, position), read + 1
    except ProviderError as exc:
        logger.warning("%s is not reconciled, next try in an hour: %s", provider.name, exc)
    await installation.remember(memory, seen)
    return read
