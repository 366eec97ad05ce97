"""Provisioning: panels follow what the shop wants.

A key whose `want_version` is ahead is due; `converge` builds the newest wanted account from the shop's own tables, lets
the panel agree, and notes which version that was. A panel that is away only makes its keys wait.
"""

import asyncio
import logging
from collections import defaultdict
from datetime import datetime, timedelta

from core import db, installation, outbox
from core.events import AccessReady, PanelTroubled
from core.panels import Account, Observed, Panel, PanelError, Secrets, Unavailable
from core.shop import Shop
from core.subscriptions.models import ACTIVE, Key, PanelAccount, Subscription

CLAIM = timedelta(seconds=90)
BATCH = 100
AT_ONCE = 4  # per panel
SLOWEST = timedelta(minutes=15)

logger = logging.getLogger(__name__)


async def converge_due(shop: Shop) -> int:
    """Bring panels after every due key of the servers this process drives. Returns how many keys were tried."""
    due = await _claim(shop)
    by_server: dict[int, list[Key]] = defaultdict(list)
    for key in due:
        by_server[key.server_id].append(key)
    await asyncio.gather(*(_converge_server(shop, shop.panels[server], keys) for server, keys in by_server.items()))
    return len(due)


async def wanted(shop: Shop, key: Key) -> Account:
    """What the panel should hold for this key. The key comes with its subscription, user and server."""
    subscription = key.subscription
    left = subscription.traffic_left_bytes
    enabled = (
        key.removed_at is None
        and subscription.status == ACTIVE
        and subscription.user.blocked_at is None
        and subscription.expires_at > shop.now()
        and left != 0
    )
    return Account(
        name=key.account_name,
        ref=f"{await installation.identity()}-{key.id}",
        title=key.server.title,
        expires_at=subscription.expires_at,
        quota_bytes=subscription.traffic_limit_bytes or None,
        enabled=enabled,
        profile=subscription.profile,
        devices=subscription.devices,
        epoch=subscription.epoch,
        rotation=key.rotation,
        secrets=Secrets(vless_uuid=str(key.secret), password=key.uuid.hex, token=subscription.token),
    )


async def restore(shop: Shop, server_id: int, panel: Panel) -> int:
    """Tell a panel that starts from nothing about every account it should serve. Returns how many."""
    keys = await Key.filter(server_id=server_id, removed_at=None, subscription__status=ACTIVE).select_related(
        "subscription__user", "server"
    )
    accounts = [account for key in keys if (account := await wanted(shop, key)).enabled]
    await panel.restore(accounts)
    return len(accounts)


async def reconcile(shop: Shop) -> int:
    """Compare what panels hold with what is wanted, and mark keys that differ as due. Returns how many differ."""
    differing = 0
    for server_id, panel in shop.panels.items():
        try:
            held = {observed.name: observed async for observed in panel.scan()}
        except PanelError as exc:
            logger.warning("server %s is not reconciled: %s", server_id, exc)
            continue
        keys = await Key.filter(server_id=server_id, next_try_at=None).select_related("subscription__user", "server")
        known = {account.key_id: account.links for account in await PanelAccount.filter(key__server_id=server_id)}
        for key in keys:
            want = await wanted(shop, key)
            # Links differ after the address, the port or the server's name were changed.
            stale = key.removed_at is None and known.get(key.id) != await panel.links(want)
            if stale or _differs(want, held.get(want.name)):
                await Key.filter(id=key.id).update(want_version=key.want_version + 1, next_try_at=shop.now())
                differing += 1
    if differing:
        shop.wakeups.wake("keys")
    return differing


def _differs(want: Account, held: Observed | None) -> bool:
    """Whether the panel holds something else than what is wanted."""
    if held is None or held.state != "active":
        return want.enabled
    return not want.enabled or held.rotation not in (None, want.rotation)


async def _claim(shop: Shop) -> list[Key]:
    """Due keys, taken for `CLAIM` so that no other worker drives the same account at the same time."""
    if not shop.panels:
        return []
    now = shop.now()
    servers = ", ".join(str(int(server_id)) for server_id in shop.panels)
    skip_locked = "FOR UPDATE SKIP LOCKED" if db.is_postgres() else ""
    rows = await db.fetch(
        "UPDATE keys SET next_try_at = $1 WHERE id IN (SELECT id FROM keys WHERE next_try_at <= $2"  # noqa: S608 - ints
        f" AND server_id IN ({servers}) ORDER BY next_try_at LIMIT $3 {skip_locked}) RETURNING id",
        now + CLAIM,
        now,
        BATCH,
    )
    if not rows:
        return []
    return await Key.filter(id__in=[row["id"] for row in rows]).select_related("subscription__user", "server")


async def _converge_server(shop: Shop, panel: Panel, keys: list[Key]) -> None:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(key: Key) -> None:
        async with gate:
            await _converge(shop, panel, key)

    await asyncio.gather(*(one(key) for key in keys))


async def _converge(shop: Shop, panel: Panel, key: Key) -> None:
    want = await wanted(shop, key)
    try:
        observed = await panel.apply(want)
        links = await panel.links(want) if key.removed_at is None else []
    except Unavailable as exc:
        await _postpone(shop, key, str(exc))
        return
    except PanelError as exc:
        await _park(shop, key, str(exc))
        return
    async with db.transaction():
        await _agreed(shop, key, links, observed.state, observed.online_at)
        if want.enabled:
            await _announce_ready(shop, key.subscription)


async def _agreed(shop: Shop, key: Key, links: list[str], state: str, online_at: datetime | None) -> None:
    """The panel holds what was wanted at `key.want_version`; a change since then stays due."""
    # A change since then has made the key due again: that stays.
    await db.fetch(
        "UPDATE keys SET have_version = $2, attempts = 0, last_error = NULL,"
        " next_try_at = CASE WHEN want_version = $2 THEN NULL ELSE next_try_at END WHERE id = $1",
        key.id,
        key.want_version,
    )
    await PanelAccount.update_or_create(
        key_id=key.id, defaults={"state": state, "links": links, "online_at": online_at, "observed_at": shop.now()}
    )


async def _announce_ready(shop: Shop, subscription: Subscription) -> None:
    """Once a subscription: its link works for the first time."""
    if subscription.ready_at is None and await Subscription.filter(id=subscription.id, ready_at=None).update(
        ready_at=shop.now()
    ):
        await shop.record(AccessReady(subscription.user_id, subscription_id=subscription.id))


async def _postpone(shop: Shop, key: Key, reason: str) -> None:
    attempts = key.attempts + 1
    delay = outbox.backoff(attempts, first=1.0, longest=SLOWEST)
    await Key.filter(id=key.id, want_version=key.want_version).update(
        attempts=attempts, next_try_at=shop.now() + delay, last_error=reason[:255]
    )
    logger.warning("key %s waits %.0f s for its panel: %s", key.id, delay.total_seconds(), reason)


async def _park(shop: Shop, key: Key, reason: str) -> None:
    """Refused for good: stop asking, and tell the operator."""
    async with db.transaction():
        await Key.filter(id=key.id, want_version=key.want_version).update(next_try_at=None, last_error=reason[:255])
        if key.last_error != reason[:255]:  # reconciliation asks again; the operator is told once
            await shop.record(PanelTroubled(None, server_id=key.server_id, text=reason[:500]))
    logger.error("key %s is refused by its panel: %s", key.id, reason)
