"""Provisioning: panels follow what the shop wants.

A key whose `want_version` is ahead is due; `converge` builds the newest wanted account from the shop's own tables, lets
the panel agree, and notes which version that was. A panel that is away only makes its keys wait.
"""

import asyncio
import hashlib
import logging
from dataclasses import replace
from datetime import datetime, timedelta

from tortoise.expressions import Q

from core import db, installation, outbox
from core.events import AccessReady
from core.panels import Account, Observed, Panel, PanelError, Secrets, Unauthorized, Unavailable
from core.phrases import dumps
from core.shop import Shop
from core.subscriptions.keys import health, leftovers
from core.subscriptions.models import ACTIVE, Key, LeftoverAccount, PanelAccount, Subscription

LEASE = timedelta(seconds=90)
BATCH = 100
AT_ONCE = 4  # per panel
SLOWEST = timedelta(seconds=30)  # a panel that has come back is followed by all its keys within a minute

logger = logging.getLogger(__name__)


async def converge_due(shop: Shop) -> int:
    """Bring panels after every due key of the servers this process drives. Returns how many keys were tried."""
    return sum(await asyncio.gather(*(converge_server(shop, server_id) for server_id in list(shop.panels))))


async def converge_server(shop: Shop, server_id: int) -> int:
    """The same for one server. A panel that is away costs its own keys time, and nobody else's."""
    panel = shop.panels.get(server_id)
    if panel is None or not await health.reachable(shop, server_id, panel):
        return 0
    due = await _lease(shop, server_id)
    gate = asyncio.Semaphore(AT_ONCE)

    async def attempt(key: Key) -> None:
        async with gate:
            if shop.breaker(server_id).closed:
                await _converge(shop, panel, key)
            else:  # it went away meanwhile: the key has not had its try
                await Key.filter(id=key.id, want_version=key.want_version).update(next_try_at=shop.due_now())

    await asyncio.gather(*(attempt(key) for key in due))
    return len(due)


async def account_of(shop: Shop, key: Key) -> Account:
    """What the panel should hold for this key. The key comes with its subscription, user and server."""
    subscription = key.subscription
    if subscription is None:
        return await _without_subscription(shop, key)
    bytes_left = subscription.traffic_left_bytes
    enabled = (
        key.removed_at is None
        and key.revoked_at is None
        and subscription.status == ACTIVE
        and subscription.user.blocked_at is None
        and subscription.expires_at > shop.due_now()
        and bytes_left != 0
    )
    return Account(
        name=key.account_name,
        ref=await reference(shop, key.id),
        title=key.server.title,
        expires_at=subscription.expires_at,
        quota_bytes=subscription.traffic_limit_bytes or None,
        enabled=enabled,
        profile=subscription.profile,
        devices=subscription.devices,
        epoch=subscription.epoch,
        rotation=key.rotation,
        secrets=_secrets(key),
    )


async def _without_subscription(shop: Shop, key: Key) -> Account:
    """A key that a program or the operator made: it lasts until it is taken back, without limits."""
    return Account(
        name=key.account_name,
        ref=await reference(shop, key.id),
        title=key.label or key.email or key.server.title,
        expires_at=None,
        quota_bytes=None,
        enabled=key.enabled and key.removed_at is None and key.revoked_at is None,
        profile="default",
        devices=None,
        epoch=0,
        rotation=key.rotation,
        secrets=_secrets(key),
        port=key.port,
    )


async def reference(shop: Shop, key_id: int) -> str:
    """Whose account it is: this installation's, for this key. Panels keep it in the account's note."""
    return f"{await installation.identity(shop)}-{key_id}"


def _secrets(key: Key) -> Secrets:
    """Everything a panel may ask for follows from the key's secret, so that a new one replaces all of it."""

    def derived(purpose: str) -> str:
        return hashlib.sha256(f"{purpose}:{key.secret}".encode()).hexdigest()[:32]

    return Secrets(vless_uuid=str(key.secret), password=derived("password"), token=derived("token"))


async def served(shop: Shop, server_id: int) -> list[Account]:
    """Every account that a server's panel should serve now."""
    here = Key.filter(server_id=server_id, removed_at=None, revoked_at=None)
    running = here.filter(Q(subscription__status=ACTIVE) | Q(subscription_id=None))
    keys = await running.select_related("subscription__user", "server")
    accounts = [account for key in keys if (account := await account_of(shop, key)).enabled]
    return accounts + await _left_behind(shop, server_id)


async def _left_behind(shop: Shop, server_id: int) -> list[Account]:
    """Accounts whose keys have moved away and are not served at their new place yet."""
    accounts = []
    for leftover in await LeftoverAccount.filter(server_id=server_id, wait_version__gte=0):
        key = await key_of(leftover)
        want = None if key is None else await account_of(shop, key)
        if want is not None and leftovers.fate(leftover, key, want) in ("wait", "follow"):
            accounts.append(replace(want, name=leftover.name, ref=leftover.ref))
    return accounts


async def key_of(leftover: LeftoverAccount) -> Key | None:
    """The key that has left the account, with what `wanted` needs; None when there is none any more."""
    key_id = leftover.ref.rpartition("-")[2]
    return await Key.get_or_none(id=key_id).select_related("subscription__user", "server")


async def _lease(shop: Shop, server_id: int) -> list[Key]:
    """Due keys, taken for `LEASE` so that no other worker drives the same account at the same time."""
    rows = await db.lease("keys", shop.due_now(), LEASE, BATCH, server_id, where="server_id = $4")
    if not rows:
        return []
    return await Key.filter(id__in=[row["id"] for row in rows]).select_related("subscription__user", "server")


async def free_leases(shop: Shop) -> None:
    """Make every waiting key due: a worker that had leased some is gone, and none waits for long anyway."""
    await db.fetch("UPDATE keys SET next_try_at = $1 WHERE next_try_at > $1", shop.due_now())


async def _converge(shop: Shop, panel: Panel, key: Key) -> None:
    async with leftovers.alone(key.server_id, key.account_name):
        await _follow(shop, panel, key)


async def _follow(shop: Shop, panel: Panel, key: Key) -> None:
    want = await account_of(shop, key)
    try:
        observed = await panel.apply(want)
        links = await panel.links(want) if want.enabled or key.removed_at is None else []
    except (Unavailable, Unauthorized) as exc:
        await _postpone(shop, key, exc)
        await health.failed(shop, key.server_id, exc)
        return
    except PanelError as exc:
        await _park(shop, key, exc)
        return
    await health.answered(shop, key.server_id, panel)
    if not await _note_agreement(shop, key, links, observed, announce=want.enabled):
        return
    if key.last_error and await health.was_refused(key.server_id, key.id):
        await health.review_keys(shop, key.server_id)


class _Elsewhere(Exception):
    """The key lives on another server by now."""


@db.repeated
async def _note_agreement(shop: Shop, key: Key, links: list[str], observed: Observed, *, announce: bool) -> bool:
    """What the panel holds now; False, and nothing is noted, for a key that lives elsewhere by now.

    The subscription's row comes before its keys', as in every operation that has both.
    """
    try:
        async with db.transaction():
            if announce and key.subscription is not None:
                await _announce_ready(shop, key.subscription)
            if not await _agreed(shop, key, links, observed):
                raise _Elsewhere
    except _Elsewhere:
        return False
    return True


async def _agreed(shop: Shop, key: Key, links: list[str], observed: Observed) -> bool:
    """The panel holds what was wanted at `key.want_version`; a change since then stays due.

    False for a key that lives elsewhere by now: what was made here is left behind.
    """
    again: datetime | None = None
    if observed.again_after is not None:
        again = shop.due_now() + timedelta(seconds=observed.again_after)
    # A change since then has made the key due again: that stays.
    rows = await db.fetch(
        "UPDATE keys SET have_version = $2, attempts = 0, last_error = NULL,"
        " next_try_at = CASE WHEN want_version = $2 THEN $3 ELSE next_try_at END"
        " WHERE id = $1 AND server_id = $4 AND have_version <= $2 RETURNING id",
        key.id,
        key.want_version,
        again,
        key.server_id,
    )
    if not rows:
        await _left_meanwhile(shop, key)
        return False
    state = {"state": observed.state, "links": links, "online_at": observed.online_at, "observed_at": shop.now()}
    await PanelAccount.update_or_create(key_id=key.id, defaults={**state, "used_bytes": observed.used_bytes})
    return True


async def _left_meanwhile(shop: Shop, key: Key) -> None:
    """The key moved while its old panel was asked: nobody needs what that one has made."""
    if await Key.filter(id=key.id).exclude(server_id=key.server_id).exists():
        ref = await reference(shop, key.id)
        about = {"server_id": key.server_id, "name": key.account_name, "ref": ref, "next_try_at": shop.due_now()}
        leftover = LeftoverAccount(**about, wait_version=leftovers.NOT_NEEDED)
        await LeftoverAccount.bulk_create([leftover], ignore_conflicts=True)


async def _announce_ready(shop: Shop, subscription: Subscription) -> None:
    """Once a subscription: its link works for the first time."""
    if subscription.ready_at is None and await Subscription.filter(id=subscription.id, ready_at=None).update(
        ready_at=shop.now()
    ):
        await shop.record(AccessReady(subscription.user_id, subscription_id=subscription.id))


async def _postpone(shop: Shop, key: Key, reason: PanelError) -> None:
    attempts = key.attempts + 1
    delay = outbox.backoff(attempts, first=1.0, longest=SLOWEST)
    await Key.filter(id=key.id, want_version=key.want_version).update(
        attempts=attempts, next_try_at=shop.due_now() + delay, last_error=dumps(reason.words, 255)
    )
    logger.warning("key %s waits %.0f s for its panel: %s", key.id, delay.total_seconds(), reason)


async def _park(shop: Shop, key: Key, reason: PanelError) -> None:
    """Refused for good: stop asking, and tell the operator. Reconciliation asks again."""
    await Key.filter(id=key.id, want_version=key.want_version).update(
        next_try_at=None, last_error=dumps(reason.words, 255)
    )
    await health.review_keys(shop, key.server_id)
    logger.error("key %s is refused by its panel: %s", key.id, reason)
