"""Customers as an operator looks at them: lists, and everything about one of them."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from core import db, errors, ledger, tickets
from core.catalogue import servers
from core.catalogue.tariffs import Tariff
from core.db import hydrate
from core.ledger import LedgerEntry
from core.money import MAX_KOPEKS
from core.payments import queries
from core.payments.models import Payment
from core.promotions import campaigns
from core.promotions.campaigns import Campaign
from core.shop import Actor, Shop
from core.subscriptions.keys import devices
from core.subscriptions.models import Key, Subscription
from core.tickets import Ticket
from core.users import accounts
from core.users.models import User

_WITH_TARIFF = hydrate.Joined(s=Subscription, t=Tariff)
LATEST = 20


@dataclass(frozen=True, slots=True)
class Customer:
    """A person with their newest subscription, which has its `tariff`."""

    user: User
    subscription: Subscription | None


@dataclass(frozen=True, slots=True)
class Card:
    """Everything about one person. Payments, entries and tickets are the latest `LATEST`, newest first."""

    customer: Customer
    referrer: User | None
    campaign: Campaign | None
    referrals: int
    sessions: int
    entries: Sequence[LedgerEntry]
    payments: Sequence[Payment]
    keys: Sequence[Key]
    tickets: Sequence[Ticket]


async def page(text: str = "", *, limit: int = 20, offset: int = 0) -> tuple[list[Customer], int]:
    """A page of everybody, or of those whom the text means, newest first, and how many they are; three statements."""
    users, total = await accounts.page(text, limit=limit, offset=offset)
    newest = await _newest([user.id for user in users])
    return [Customer(user, newest.get(user.id)) for user in users], total


async def card(shop: Shop, user_id: int) -> Card:
    """Everything about one person. Raises UserNotFound."""
    user = await accounts.find(user_id)
    numbers = await db.fetch_one(
        "SELECT (SELECT count(*) FROM users WHERE referrer_id = $1) AS referrals, (SELECT count(*) FROM sessions"
        " WHERE user_id = $1 AND revoked_at IS NULL AND replaced_at IS NULL AND expires_at > $2) AS sessions",
        user.id,
        shop.now(),
    )
    if numbers is None:
        raise errors.UserNotFound()
    return Card(
        customer=Customer(user, (await _newest([user.id])).get(user.id)),
        referrer=await accounts.find(user.referrer_id) if user.referrer_id else None,
        campaign=await campaigns.find(user.campaign_id) if user.campaign_id else None,
        referrals=int(numbers["referrals"]),
        sessions=int(numbers["sessions"]),
        entries=await ledger.history(user.id, limit=LATEST),
        payments=(await queries.page(user=user, limit=LATEST))[0],
        keys=await _keys(user),
        tickets=await tickets.of_user(user, limit=LATEST),
    )


async def _keys(user: User) -> list[Key]:
    """A person's keys, each with its `server`."""
    places = {server.id: server for server in await servers.every()}
    return [hydrate.relate(key, server=places[key.server_id]) for key in await devices.mine(user)]


async def grant(shop: Shop, user: User, kopeks: int, *, key: str | None, reason: str, by: Actor) -> None:
    """Give money to a balance, or take it away with a negative sum, once for each `key` of whoever gives it.

    Without a key each call gives. Raises InvalidValue for nothing or too much, InsufficientBalance, and KeyReused for a
    key that came for somebody else or another sum before.
    """
    if not 1 <= abs(kopeks) <= MAX_KOPEKS:
        raise errors.InvalidValue(field="kopeks")
    name = hashlib.sha256(f"{by} {key}".encode()).hexdigest() if key else secrets.token_hex(16)
    await ledger.grant(shop, user, kopeks, key=f"console-{name}", by=by, note=reason.strip())
    made = await ledger.entry(f"grant:console-{name}")
    if (made.user_id, made.amount_kopeks) != (user.id, kopeks):
        raise errors.KeyReused()


async def _newest(user_ids: Sequence[int]) -> dict[int, Subscription]:
    """Each person's newest subscription with its `tariff`, by one statement."""
    if not user_ids:
        return {}
    found = await db.fetch(
        f"SELECT {_WITH_TARIFF.columns} FROM subscriptions s LEFT JOIN tariffs t ON t.id = s.tariff_id"  # noqa: S608 - constants
        f" WHERE s.id IN (SELECT max(id) FROM subscriptions WHERE user_id"
        f" IN {db.placeholders(1, len(user_ids))} GROUP BY user_id)",
        *user_ids,
    )
    read = (_WITH_TARIFF.read(row) for row in found)
    return {held.user_id: hydrate.relate(held, tariff=tariff) for held, tariff in read}
