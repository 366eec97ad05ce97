"""Reconciliation: what providers know against what the shop has booked, so that no payment is lost on the way.

Telegram confirms nothing: a `successful_payment` that never reached the shop is found here, at every start and hourly.
"""

import logging

from core import installation
from core.payment_providers import ProviderError
from core.payments import settlement
from core.shop import Shop

OVERLAP = 100  # transactions read again each time, in case the list grew while it was read

logger = logging.getLogger(__name__)


async def reconcile_stars(shop: Shop) -> int:
    """Settle every Stars payment and refund that Telegram knows; returns how many were read."""
    provider = shop.providers["stars"]
    seen = int(await installation.recall("stars_transactions_seen") or 0)
    read = 0
    try:
        async for position, receipt in provider.receipts(skip=max(seen - OVERLAP, 0)):
            await settlement.settle(shop, receipt)
            seen, read = max(seen, position), read + 1
    except ProviderError as exc:
        logger.warning("stars are not reconciled, next try in an hour: %s", exc)
        return read
    await installation.remember("stars_transactions_seen", seen)
    return read
