"""Webhooks of payment providers: proven, kept, confirmed with the provider, settled.

What a webhook says is a claim. It is authenticated over its raw body, recorded and committed, and then the provider
itself is asked; only vendors that cannot be asked are believed, and those sign what they say. A repeated webhook whose
first copy was done is acknowledged at once; one whose first copy was not is done now. What cannot be done now, because
the provider was asked a moment ago or the payment is not known yet, is looked at again
(`core/payments/second_looks.py`).
"""

import hashlib
import json
import logging
import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from core import db, errors
from core.payment_providers import Claim, Forged, PaymentProvider, ProviderError, Receipt, Unreadable, WebhookRequest
from core.payments import alarms, claims, settlement, turns
from core.payments.models import PaymentEvent
from core.shop import Shop

BODY_KEPT = 64 << 10
UNREADABLE_KEPT = 1 << 10  # anybody can send those to a vendor's address that has no signature
KEPT = timedelta(days=90)
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 15, 30, 60, 120, 240, 480, 480))
"""Between two looks at a webhook that could not be done; 24 hours in all."""
SIGN = re.compile(r'("(?:sign|signature|token|secret)"\s*:\s*")[^"]*(")', re.IGNORECASE)
# Strangers send these bodies: an address is looked for where one may begin, else 64 KB of one letter take 23 seconds.
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++\.[\w.-]++")

logger = logging.getLogger(__name__)


async def receive(shop: Shop, name: str, request: WebhookRequest) -> None:
    """Take a provider's webhook to its end.

    Raises NotFound for a provider that is not configured, WebhookForged, and PaymentUnavailable when the provider
    cannot confirm now: then it may send the webhook again, and the shop looks again by itself.
    """
    provider = shop.providers.get(name)
    if provider is None:
        raise errors.NotFound()
    try:
        said = provider.read(request)
    except Forged as exc:
        logger.warning("a forged webhook for %s from %s: %s", name, request.peer, exc)
        await count_forged(shop, name, str(exc))
        raise errors.WebhookForged() from None
    except Unreadable as exc:
        await _record(shop, name, request.body, state="unreadable", note=str(exc))
        return
    if not said:
        return
    event = await _record(shop, name, request.body, said)
    if event.state == "done":
        return
    try:
        outcome = await settle_all(shop, provider, said)
    except turns.NotYet as exc:
        await plan(event, event.state, exc.at)
        return
    except ProviderError as exc:
        logger.warning("%s does not confirm a webhook now: %s", name, exc)
        raise errors.PaymentUnavailable() from None
    if outcome == "done":
        await close(event, "done")
    else:
        await plan(event, outcome, shop.now() + PAUSES[min(event.attempts, len(PAUSES) - 1)])


async def forget_old(shop: Shop) -> None:
    """What providers sent is kept for `KEPT`, and what belongs to it not much longer."""
    await PaymentEvent.filter(received_at__lt=shop.now() - KEPT).delete()
    await turns.forget_old(shop)
    await alarms.forget_old(shop)


async def settle_all(shop: Shop, provider: PaymentProvider, said: Sequence[Claim]) -> str:
    """Settle what each claim turns out to be; returns the event's state: unmatched, new or done.

    `done` closes the event for ever, so one that came before the provider itself knew stays `new`: where webhooks are
    not signed, anybody could otherwise send the real one's words ahead of it, and the real one would be passed over.
    Raises NotYet and ProviderError.
    """
    states = set()
    for claim in said:
        receipt = await _confirmed(shop, provider, claim)
        if receipt is None or await settlement.settle(shop, receipt) is None:
            logger.error("%s speaks of a payment that is not ours: %s", provider.name, claim.external_id)
            states.add("unmatched")
        else:
            states.add("new" if receipt.status == "pending" else "done")
    return next(state for state in ("unmatched", "new", "done") if state in states)


async def close(event: PaymentEvent, state: str) -> None:
    """There is nothing more to do about it."""
    await PaymentEvent.filter(id=event.id).update(state=state, next_try_at=None)


async def plan(event: PaymentEvent, state: str, at: datetime) -> None:
    """Look at it again at that time; one that was given up or done by somebody else meanwhile stays so."""
    open_still = PaymentEvent.filter(id=event.id, state__not_in=("done", "given_up"))
    await open_still.update(state=state, next_try_at=at, attempts=event.attempts)


async def count_forged(shop: Shop, name: str, why: str) -> None:
    """Strangers can send as many as they like: the operator hears of them once an hour, and a 401 needs no database."""
    try:
        await alarms.hourly(shop, name, "forged", why)
    except Exception as exc:
        if not db.tell_away(exc):
            raise


async def _confirmed(shop: Shop, provider: PaymentProvider, claim: Claim) -> Receipt | None:
    """What is true about a claim."""
    if provider.look_up_seconds is None:
        return claim.receipt
    receipt = await turns.look_up(shop, provider, claim)
    if receipt is None:
        return None
    agrees = receipt.provider == provider.name and claim.external_id in (None, receipt.external_id)
    if not agrees or (claim.invoice is not None and receipt.invoice not in (None, claim.invoice)):
        logger.error("%s: the claim about %s names another payment", provider.name, claim.external_id)
        return None
    return receipt


async def _record(
    shop: Shop, provider: str, body: bytes, said: Sequence[Claim] = (), *, state: str = "new", note: str = ""
) -> PaymentEvent:
    """Keep the raw webhook, or find the same one as it was kept before."""
    key = hashlib.sha256(provider.encode() + b"\0" + body).hexdigest()
    now = shop.now()
    await db.fetch(
        "INSERT INTO payment_events (provider, key, body, state, note, received_at, claims, next_try_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (key) DO NOTHING",
        provider,
        key,
        _scrubbed(body[: UNREADABLE_KEPT if state == "unreadable" else BODY_KEPT]),
        state,
        note[:255],
        now,
        json.dumps(claims.packed(said)) if said else None,
        now + PAUSES[0] if said else None,
    )
    return await PaymentEvent.get(key=key)


def _scrubbed(body: bytes) -> str:
    """A body as it may be kept: without signatures and the payers' e-mail addresses."""
    text = body.decode("utf-8", "replace").replace("\0", "")
    return EMAIL.sub("…", SIGN.sub(r"\1…\2", text))
