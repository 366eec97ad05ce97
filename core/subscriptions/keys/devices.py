"""Devices: further keys that customers make for themselves, one for each device, beside the subscription's own.

A key made here belongs to one subscription and one server. It serves as long as the subscription does, shares its
traffic, and is given up with `revoke` for good.
"""

import json
from collections.abc import Sequence
from typing import Any

from core import db, errors
from core.catalogue import tariffs
from core.catalogue.servers import Server
from core.events import KeyMade, KeyRevoked
from core.shop import Shop
from core.subscriptions import queries
from core.subscriptions.keys import state
from core.subscriptions.models import Key, PanelAccount
from core.users.models import User

META_BYTES = 4096
SOON_SECONDS = 2.0  # how long `soon` waits
PROTOCOLS, TRANSPORTS, FLOWS = ("vless",), ("tcp",), ("xtls-rprx-vision", "")  # "" is the usual one too


@db.repeated
async def make(
    shop: Shop, user: User, *, server: Server | None = None, meta: dict[str, Any] | None = None, flow: str | None = None
) -> Key:
    """One more key within the person's running subscription, on one server: the given one or the first.

    `meta` is kept and never looked at. Raises SubscriptionNotFound when nothing runs, TooManyDevices, ServerUnavailable
    for one that does not serve the tariff, InvalidValue for a `meta` above `META_BYTES`.
    """
    if meta is not None and len(json.dumps(meta)) > META_BYTES:
        raise errors.InvalidValue(field="meta")
    async with db.transaction():
        await db.fetch("UPDATE users SET seen_at = seen_at WHERE id = $1", user.id)  # one at a time for one person
        subscription = await queries.own(user)
        if not subscription.serves(shop.due_now()):
            raise errors.SubscriptionNotFound()
        place = (await tariffs.servers_for(subscription.tariff, server))[0]
        made = await Key.filter(subscription_id=subscription.id, number__gt=0)
        if sum(key.revoked_at is None for key in made) >= subscription.devices:
            raise errors.TooManyDevices(limit=subscription.devices)
        key = await Key.create(
            subscription_id=subscription.id,
            server_id=place.id,
            number=max((key.number for key in made), default=0) + 1,
            meta=meta,
            flow=flow or FLOWS[0],
            next_try_at=shop.due_now(),
            created_at=shop.now(),
        )
        await shop.record(KeyMade(user.id, key_id=key.id))
        state.changed(shop)
    return key


async def mine(user: User) -> Sequence[Key]:
    """Every key of a person, newest first, with `subscription`, and `account` where a panel has one."""
    return await state.fetched("s.user_id = $1 ORDER BY k.id DESC", user.id)


async def soon(key: Key) -> bool:
    """Whether its panel has taken a new key; waits a moment for it, since panels mostly need less."""
    return await state.wait(lambda: PanelAccount.exists(key_id=key.id), bool, SOON_SECONDS)


@db.repeated
async def revoke(shop: Shop, user: User, key: Key) -> None:
    """Give a key up: its panel refuses it at once, and it never comes back. Doing it again changes nothing."""
    async with db.transaction():
        if await Key.filter(id=key.id, revoked_at=None).update(revoked_at=shop.now()):
            await state.touch(shop, id=key.id)
            await shop.record(KeyRevoked(user.id, key_id=key.id))
