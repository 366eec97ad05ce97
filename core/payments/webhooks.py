"""Webhooks of payment providers: proven, kept, confirmed with the provider, settled.

What a webhook says is a claim. It is authenticated over its raw body, recorded and committed, and then the provider
itself is asked; only vendors that cannot be asked are believed, and those sign what they say. A repeated webhook whose
first copy was done is acknowledged at once; one whose first copy was not is done now.
"""

import hashlib
import logging
import re
from collections.abc import Sequence
from datetime import timedelta

from core import db, errors
from core.payment_providers import (
    Claim,
    Forged,
    PaymentProvider,
    ProviderError,
    Receipt,
    Unreadable,
    WebhookRequest,
)
from core.payments import settlement
from core.payments.models import PaymentEvent
from core.shop import Shop

BODY_KEPT = 64 << 10
UNREADABLE_KEPT = 1 << 10  # anybody can send those to a vendor's address that has no signature
KEPT = timedelta(days=90)
SIGN = re.compile(r'("(?:sign|signature|token|secret)"\s*:\s*")[^"]*(")', re.IGNORECASE)
EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")

logger = logging.getLogger(__name__)


async def receive(shop: Shop, name: str, request: WebhookRequest) -> None:
    """Take a provider's webhook to its end.

    Raises NotFound for a provider that is not configured, WebhookForged, and PaymentUnavailable when the provider
    cannot confirm now: then it must send the webhook again.
    """
    provider = shop.providers.get(name)
    if provider is None:
        raise errors.NotFound()
    try:
        claims = provider.read(request)
    except Forged as exc:
        logger.warning("a forged webhook for %s from %s: %s", name, request.peer, exc)
        raise errors.WebhookForged() from None
    except Unreadable as exc:
        await _record(shop, name, request.body, state="unreadable", note=str(exc))
        return
    if not claims:
        return
    event_id = await _record(shop, name, request.body)
    if event_id is None:
        return
    try:
        state = await _settle_all(shop, provider, claims)
    except ProviderError as exc:
        logger.warning("%s does not confirm a webhook now: %s", name, exc)
        raise errors.PaymentUnavailable() from None
    await PaymentEvent.filter(id=event_id).update(state=state)


async def forget_old(shop: Shop) -> None:
    """What providers sent is kept for `KEPT`."""
    await PaymentEvent.filter(received_at__lt=shop.now() - KEPT).delete()


async def _settle_all(shop: Shop, provider: PaymentProvider, claims: Sequence[Claim]) -> str:
    """Settle what each claim turns out to be; returns the event's state.

    `done` closes the event for ever, so one that came before the provider itself knew stays `new`: where webhooks are
    not signed, anybody could otherwise send the real one's words ahead of it, and the real one would be passed over.
    """
    states = set()
    for claim in claims:
        receipt = await _confirmed(provider, claim)
        if receipt is None or await settlement.settle(shop, receipt) is None:
            logger.error("%s speaks of a payment that is not ours: %s", provider.name, claim.external_id)
            states.add("unmatched")
        else:
            states.add("new" if receipt.status == "pending" else "done")
    return next(state for state in ("unmatched", "new", "done") if state in states)


async def _confirmed(provider: PaymentProvider, claim: Claim) -> Receipt | None:
    """What is true about a claim."""
    if provider.look_up_seconds is None:
        return claim.receipt
    receipt = await provider.look_up(claim)
    if receipt is None:
        return None
    agrees = receipt.provider == provider.name and claim.external_id in (None, receipt.external_id)
    if not agrees or (claim.invoice is not None and receipt.invoice not in (None, claim.invoice)):
        logger.error("%s: the claim about %s names another payment", provider.name, claim.external_id)
        return None
    return receipt


async def _record(shop: Shop, provider: str, body: bytes, *, state: str = "new", note: str = "") -> int | None:
    """Keep the raw webhook; None when the same one has been done before."""
    key = hashlib.sha256(provider.encode() + b"\0" + body).hexdigest()
    await db.fetch(
        "INSERT INTO payment_events (provider, key, body, state, note, received_at) VALUES ($1, $2, $3, $4, $5, $6)"
        " ON CONFLICT (key) DO NOTHING",
        provider,
        key,
        _scrubbed(body[: UNREADABLE_KEPT if state == "unreadable" else BODY_KEPT]),
        state,
        note[:255],
        shop.now(),
    )
    event = await PaymentEvent.get(key=key)
    return None if event.state == "done" else event.id


def _scrubbed(body: bytes) -> str:
    """A body as it may be kept: without signatures and the payers' e-mail addresses."""
    text = body.decode("utf-8", "replace").replace("\0", "")
    return EMAIL.sub("…", SIGN.sub(r"\1…\2", text))
