"""Webhooks of payment providers: proven, kept, confirmed, settled.

A signed webhook that says all there is to know about a payment that was asked for is settled as it is, at once. What
any other says is a claim: it is recorded and committed, and then the provider itself is asked, at once where the
payment is one of ours, whoever has asked a moment ago. What cannot be done now is looked at again
(`core/payments/webhook_retries.py`). A repeated webhook whose first copy was done is acknowledged at once.

Anybody can send a webhook to the address of a provider that does not sign. The provider is asked about payments that
the shop has made and about nothing else; of the rest only the names are kept, a bounded number of them for a day, in
case the payment becomes known.

At the address that all providers share (`route`) each configured adapter reads a webhook as if it had come to its own.
One that can prove who sent it goes before one that only finds a payment's name in it; neither is trusted more.
"""

import hashlib
import json
import logging
import re
import uuid
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from tortoise.expressions import Q

from core import db, errors
from core.payment_providers import Claim, Forged, PaymentProvider, ProviderError, Receipt, Unreadable, WebhookRequest
from core.payments import alerts, leases, queries, settlement
from core.payments.models import PaymentEvent
from core.phrases import Phrase, Words
from core.shop import Shop

BODY_KEPT = 8 << 10  # real ones have 2 KB
UNREADABLE_KEPT = 1 << 10  # anybody can send those to a provider that does not sign
STRANGERS_KEPT = 200  # of one provider: webhooks about nobody's payments, and as many that cannot be read
KEPT, STRANGERS_TIME = timedelta(days=90), timedelta(days=2)
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 15, 30, 60, 120, 240, 480, 480))
"""Between two looks at a webhook that could not be done; 24 hours in all."""
LAGS = tuple(timedelta(seconds=seconds) for seconds in (5, 15, 40))
"""The first of them where the provider only does not know yet what its own webhook says."""
SIGN = re.compile(r'("(?:sign|signature|token|secret)"\s*:\s*")[^"]*(")', re.IGNORECASE)
# Strangers send these bodies: an address is looked for where one may begin, else 64 KB of one letter take 23 seconds.
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++\.[\w.-]++")

SHARED = "payments/webhook"  # what the operator is told that a forged one was sent to

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
        claims = provider.read(request)
    except Forged as exc:
        logger.warning("a forged webhook for %s from %s: %s", name, request.peer, exc)
        await count_forged(shop, name, exc.words)
        raise errors.WebhookForged() from None
    except Unreadable as exc:
        await _keep_unreadable(shop, name, request.body, str(exc))
        return
    if not claims:
        return
    event = await _keep(shop, name, claims, request.body)
    if event is not None and event.state != "done" and event.body:
        await _settle_now(shop, provider, event, claims)


async def route(shop: Shop, request: WebhookRequest) -> None:
    """Take a webhook of any configured provider to its end. Raises WebhookForged, and what `receive` raises."""
    provider = _sender(shop, request)
    if provider is None:
        logger.warning("a webhook from %s is no provider's", request.peer)
        await count_forged(shop, SHARED, Phrase("vendor-nobodys-signs"))
        raise errors.WebhookForged()
    await receive(shop, provider.name, request)


async def _settle_now(shop: Shop, provider: PaymentProvider, event: PaymentEvent, claims: Sequence[Claim]) -> None:
    try:
        outcome = await settle_all(shop, provider, claims)
    except leases.LeaseHeld as exc:
        await plan(event, event.state, exc.at)
        return
    except ProviderError as exc:
        logger.debug("%s does not confirm a webhook now: %s", provider.name, exc)
        raise errors.PaymentUnavailable() from None
    if outcome == "done":
        await close(event, "done")
    else:
        await plan(event, outcome, shop.due_now() + pause(outcome, event.attempts))


async def forget_old(shop: Shop) -> None:
    """What providers sent is kept for `KEPT`, and what belongs to it not much longer."""
    now = shop.due_now()
    await PaymentEvent.filter(received_at__lt=now - KEPT).delete()
    strangers = PaymentEvent.filter(Q(state="unreadable") | Q(body=""))
    await strangers.filter(received_at__lt=now - STRANGERS_TIME).delete()
    await leases.forget_old(shop)
    await alerts.forget_old(shop)


async def settle_all(shop: Shop, provider: PaymentProvider, claims: Sequence[Claim]) -> str:
    """Settle what each claim turns out to be; returns the event's state: unmatched, new or done.

    `done` closes the event for ever, so one that came before the provider itself knew stays `new`: where webhooks are
    not signed, anybody could otherwise send the real one's words ahead of it, and the real one would be passed over.
    Raises LeaseHeld and ProviderError.
    """
    states = set()
    for claim in dict.fromkeys(claims):
        receipt = await _confirmed(shop, provider, claim)
        if receipt is None or await settlement.settle(shop, receipt) is None:
            if claim.authentic:
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
    rows = PaymentEvent.filter(id=event.id, state__not_in=("done", "given_up"))
    await rows.update(state=state, next_try_at=at, attempts=event.attempts)


def claims_of(event: PaymentEvent) -> list[Claim]:
    """What the webhook said, as it was kept."""
    return [
        Claim(
            invoice=_uuid(row["invoice"]),
            external_id=row["external_id"],
            receipt=_receipt(row["receipt"]) if row["receipt"] else None,
            hint=_uuid(row.get("hint")),
            authentic=bool(row.get("authentic")),
        )
        for row in event.claims or []
    ]


def pause(state: str, attempts: int) -> timedelta:
    """How long an event in this state waits for its next look."""
    if state == "new" and attempts < len(LAGS):
        return LAGS[attempts]
    return PAUSES[min(attempts, len(PAUSES) - 1)]


async def count_forged(shop: Shop, name: str, why: Words) -> None:
    """Strangers can send as many as they like: the operator hears of them once an hour, and a 401 needs no database."""
    try:
        await alerts.hourly(shop, name, "forged", why)
    except Exception as exc:
        if not db.tell_away(exc):
            raise


async def _confirmed(shop: Shop, provider: PaymentProvider, claim: Claim) -> Receipt | None:
    """What is true about a claim."""
    if provider.look_up_seconds is None:
        return claim.receipt
    if claim.receipt is not None and await queries.is_expected(claim.receipt):
        return claim.receipt
    payment = await queries.by_claim(provider.name, claim)
    if payment is None and not claim.authentic:
        return None
    receipt = await leases.look_up(shop, provider, claim, webhook=payment is not None)
    if receipt is None:
        return None
    agrees = receipt.provider == provider.name and claim.external_id in (None, receipt.external_id)
    if not agrees or (claim.invoice is not None and receipt.invoice not in (None, claim.invoice)):
        logger.error("%s: the claim about %s names another payment", provider.name, claim.external_id)
        return None
    return receipt


async def _keep(shop: Shop, provider: str, claims: Sequence[Claim], body: bytes) -> PaymentEvent | None:
    """The row of a webhook; None for a stranger's that is one too many.

    One that proves its sender has a row of its own. Another has the row of the payment that it names, however often
    somebody writes another body around that name, and is done again when it says something else.
    """
    if all(claim.authentic for claim in claims):
        return await _record(shop, provider, claims, _key(provider, body), _scrubbed(body[:BODY_KEPT]))
    payments = [await queries.by_claim(provider, claim) for claim in claims]
    names = sorted({f"payment {payment.id}" for payment in payments if payment is not None})
    if names:
        return await _record(shop, provider, claims, _key(provider, *names), _scrubbed(body[:BODY_KEPT]))
    if await PaymentEvent.filter(provider=provider, state="unmatched", body="").count() >= STRANGERS_KEPT:
        await alerts.hourly(shop, provider, "unmatched", Phrase("vendor-too-many-strangers", count=str(STRANGERS_KEPT)))
        return None
    names = sorted(f"stranger {claim.external_id or claim.invoice}" for claim in claims)
    return await _record(shop, provider, claims, _key(provider, *names), "", state="unmatched")


def _key(provider: str, *words: bytes | str) -> str:
    """What makes two webhooks the same one."""
    parts = [provider.encode(), *(word if isinstance(word, bytes) else word.encode() for word in words)]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


async def _record(
    shop: Shop, provider: str, claims: Sequence[Claim], key: str, body: str, *, state: str = "new"
) -> PaymentEvent:
    """Keep a webhook, or find the same one as it was kept before; what says something else takes its place."""
    now = shop.due_now()
    await db.fetch(
        "INSERT INTO payment_events (provider, key, body, state, note, received_at, claims, next_try_at)"
        " VALUES ($1, $2, $3, $4, '', $5, $6, $7) ON CONFLICT (key) DO UPDATE SET body = excluded.body,"
        " state = excluded.state, received_at = excluded.received_at, claims = excluded.claims, attempts = 0,"
        " next_try_at = excluded.next_try_at WHERE payment_events.body <> excluded.body",
        provider,
        key,
        body,
        state,
        now,
        json.dumps([_plain(asdict(claim)) for claim in claims]),
        now + PAUSES[0],
    )
    return await PaymentEvent.get(key=key)


async def _keep_unreadable(shop: Shop, provider: str, body: bytes, note: str) -> None:
    if await PaymentEvent.filter(provider=provider, state="unreadable").count() >= STRANGERS_KEPT:
        return
    await PaymentEvent.bulk_create(
        [
            PaymentEvent(
                provider=provider,
                key=_key(provider, body),
                body=_scrubbed(body[:UNREADABLE_KEPT]),
                state="unreadable",
                note=note[:255],
                received_at=shop.due_now(),
            )
        ],
        ignore_conflicts=True,
    )


def _scrubbed(body: bytes) -> str:
    """A body as it may be kept: without signatures and the payers' e-mail addresses."""
    text = body.decode("utf-8", "replace").replace("\0", "")
    return EMAIL.sub("…", SIGN.sub(r"\1…\2", text))


def _plain(value: Any) -> Any:
    """A claim's members as JSON can hold them."""
    if isinstance(value, dict):
        return {name: _plain(member) for name, member in value.items()}
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, uuid.UUID) else value


def _receipt(members: dict[str, Any]) -> Receipt:
    return Receipt(**{**members, "invoice": _uuid(members["invoice"]), "at": datetime.fromisoformat(members["at"])})


def _uuid(text: str | None) -> uuid.UUID | None:
    return uuid.UUID(text) if text else None


def _sender(shop: Shop, request: WebhookRequest) -> PaymentProvider | None:
    """The provider that sent it, None where none can have done it."""
    readers = [provider for provider in shop.providers.values() if _reads(provider, request)]
    proven = [provider for provider in readers if _needs_proof(provider, request)]
    return next(iter(proven or readers), None)


def _reads(provider: PaymentProvider, request: WebhookRequest) -> bool:
    """Whether it can be this provider's. What a provider proves and nobody can read is its own all the same."""
    try:
        provider.read(request)
    except Forged:
        return False
    except Unreadable:
        return _needs_proof(provider, request)
    return True


def _needs_proof(provider: PaymentProvider, request: WebhookRequest) -> bool:
    """Whether this adapter would refuse the same words without their headers and sender."""
    try:
        provider.read(replace(request, headers={}, peer=None))
    except Forged:
        return True
    except Unreadable:
        return False
    return False
