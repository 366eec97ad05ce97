"""Moving: the keys of one server go to live on another, and customers' links stay what they are."""

from core import db, errors
from core.events import KeysMoved
from core.servers import Server
from core.shop import Actor, Shop
from core.subscriptions import keys, provisioning
from core.subscriptions.models import Key, LeftoverAccount

BATCH = 500  # keys a transaction: sales go on meanwhile


async def move(shop: Shop, source: Server, target: Server, *, by: Actor) -> int:
    """Let `target` serve whatever `source` serves now, with the same credentials; returns how many keys moved.

    A key keeps its identity, so everything that was ever given out for it stays good: the subscription's address lists
    the new place at its next refresh. The old panel forgets the accounts as soon as it can be asked. A subscription
    that has a key on both gives the old one back. New sales go on to offer `source` until it is switched off. Moving
    again moves what has come since. Raises InvalidValue for one and the same server.
    """
    if source.id == target.id:
        raise errors.InvalidValue(field="server")
    moved = 0
    while batch := await Key.filter(server_id=source.id, removed_at=None).order_by("id").limit(BATCH):
        async with db.transaction():
            for key in batch:
                moved += await _move_one(shop, key, target)
        keys.changed(shop)
    async with db.transaction():
        await shop.record(KeysMoved(None, server_id=source.id, target_id=target.id, count=moved, by=str(by)))
    return moved


async def _move_one(shop: Shop, key: Key, target: Server) -> int:
    """1 when the key lives on `target` now, 0 when the subscription has had one there already."""
    now = shop.now()
    twin = await Key.get_or_none(subscription_id=key.subscription_id, server_id=target.id, number=key.number)
    if twin is not None:
        await Key.filter(id=key.id).update(removed_at=now, want_version=key.want_version + 1, next_try_at=now)
        if twin.removed_at is not None:
            await Key.filter(id=twin.id).update(
                removed_at=None, want_version=twin.want_version + 1, next_try_at=now, attempts=0
            )
        return 0
    if key.have_version:
        await _leave_behind(shop, key)
    await Key.filter(id=key.id).update(
        server_id=target.id,
        name=None,  # a name taken over belongs to the panel it came from
        want_version=key.want_version + 1,
        next_try_at=now,
        attempts=0,
        last_error=None,
    )
    return 1


async def _leave_behind(shop: Shop, key: Key) -> None:
    await LeftoverAccount.bulk_create(
        [
            LeftoverAccount(
                server_id=key.server_id,
                name=key.account_name,
                ref=await provisioning.reference(shop, key.id),
                next_try_at=shop.now(),
            )
        ],
        ignore_conflicts=True,
    )
