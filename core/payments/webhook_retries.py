"""Webhook retries: webhooks that could not be done at once are looked at again, for 24 hours.

The payment may become known, the provider may answer again. What is still nobody's payment in the end is told to the
operator. A webhook about a payment that is simply not paid yet needs nobody's eye: the payment itself is asked about.
"""

import asyncio
import logging
from datetime import timedelta

from core import db
from core.payment_providers import ProviderError
from core.payments import alerts, leases, webhooks
from core.payments.models import PaymentEvent
from core.phrases import Phrase
from core.shop import Shop

LIFE = timedelta(hours=24)

NOBODYS, UNCONFIRMED = "nobody's payment", "the provider does not confirm it"  # as events keep it
PHRASES = {NOBODYS: "vendor-nobodys-payment", UNCONFIRMED: "vendor-unconfirmed"}

logger = logging.getLogger(__name__)


async def run(shop: Shop) -> None:
    """Look at every webhook whose time has come; several workers share the work."""
    if not await PaymentEvent.filter(next_try_at__lte=shop.due_now()).exists():
        return
    order = "body = '', attempts, next_try_at"
    lanes = await leases.due_by_provider(shop, PaymentEvent, "payment_events", order=order)
    await asyncio.gather(*(_look_in_turn(shop, lane) for lane in lanes))


async def free_leases(shop: Shop) -> None:
    """Make due what a worker had leased that is gone; some that would have been due soon is looked at earlier."""
    await db.release("payment_events", shop.due_now(), leases.DUE_DURATION)


async def _look_in_turn(shop: Shop, lane: list[PaymentEvent]) -> None:
    """One provider's events; one that is silent is left alone until they are due again."""
    for event in lane:
        try:
            await _look(shop, event)
        except ProviderError as exc:
            logger.debug("%s still does not confirm a webhook: %s", event.provider, exc)
            await _again(shop, event, event.state, UNCONFIRMED)
            break
        except Exception as exc:
            if db.is_away(exc):
                raise
            logger.exception("webhook %s cannot be settled", event.id)  # the others can
            await _again(shop, event, event.state, "it cannot be settled")


async def _look(shop: Shop, event: PaymentEvent) -> None:
    provider = shop.providers.get(event.provider)
    if provider is None:
        await _again(shop, event, event.state, "the provider is switched off")
        return
    try:
        outcome = await webhooks.settle_all(shop, provider, webhooks.claims_of(event))
    except leases.LeaseHeld as exc:
        await webhooks.plan(event, event.state, exc.at)
        return
    if outcome == "done":
        await webhooks.close(event, "done")
    else:
        await _again(shop, event, outcome, NOBODYS if outcome == "unmatched" else "")


async def _again(shop: Shop, event: PaymentEvent, state: str, trouble: str) -> None:
    """Plan the next look; after the last one give it up, and tell the operator where there is something to tell."""
    event.attempts += 1
    now = shop.due_now()
    if event.attempts < len(webhooks.PAUSES) and now - event.received_at < LIFE:
        await webhooks.plan(event, state, now + webhooks.pause(state, event.attempts))
        return
    async with db.transaction():
        rows = PaymentEvent.filter(id=event.id, state__not_in=("done", "given_up"))
        if await rows.update(state="given_up", next_try_at=None, note=trouble) and trouble:
            names = ", ".join(claim.external_id or str(claim.invoice) for claim in webhooks.claims_of(event))
            await alerts.hourly(shop, event.provider, "unmatched", Phrase(PHRASES[trouble], names=names))
