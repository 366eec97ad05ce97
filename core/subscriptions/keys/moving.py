"""Moving: the keys of one server go to live on another, and customers' links stay what they are."""

from core import db, errors, installation
from core.catalogue import servers
from core.catalogue.servers import Server
from core.events import KeysMoved
from core.shop import Actor, Shop
from core.subscriptions.keys import leftovers, provisioning, state
from core.subscriptions.models import Key, LeftoverAccount

BATCH = 500  # keys a transaction: sales go on meanwhile


async def move(shop: Shop, source: Server, target: Server, *, by: Actor, keep_selling: bool = True) -> int:
    """Let `target` serve whatever `source` serves now, with the same credentials; returns how many keys moved.

    A key keeps its identity, so everything that was ever given out for it stays good: the subscription's address lists
    the new place at its next refresh. Until that one serves the key the old account stays; then its panel forgets it
    (see `leftovers`). A subscription that is served by both gives the old key back. New sales go on to offer `source`,
    or with `keep_selling` off they do not; a move back restores what was on sale before the move there. Moving again
    moves what has come since. Raises InvalidValue for one and the same server, NoFreePort.
    """
    if source.id == target.id:
        raise errors.InvalidValue(field="server")
    if not keep_selling:
        await _hand_over_sales(shop, source, target, by)
    moved = 0
    while True:
        async with db.transaction():
            batch = (
                await Key.filter(server_id=source.id, removed_at=None).order_by("id").limit(BATCH).select_for_update()
            )
            refs = {key.id: await provisioning.reference(shop, key.id) for key in batch}
            left = await leftovers.of(refs.values())
            for key in batch:
                moved += await _move_one(shop, key, target, refs[key.id], left.get(refs[key.id], []))
        if not batch:
            break
        state.changed(shop)
    async with db.transaction():
        await shop.record(KeysMoved(None, server_id=source.id, target_id=target.id, count=moved, by=str(by)))
    return moved


async def _hand_over_sales(shop: Shop, source: Server, target: Server, by: Actor) -> None:
    """Sell `source` no more. A target that a move took off sale is sold again; there and back leaves all as it was."""
    before = await installation.recall(servers.before_move(target.id))
    if before is not None:
        await servers.change(shop, target, enabled=before.get("enabled", True), by=by)
        await installation.forget(servers.before_move(target.id))
        if before["target"] == source.id:
            return
    was_sold, known = source.enabled, await installation.recall(servers.before_move(source.id))
    if was_sold:
        await servers.change(shop, source, enabled=False, by=by)
    if was_sold or known is None:  # another move from there is no news: what counts is how it was before the first
        await installation.remember(servers.before_move(source.id), {"target": target.id, "enabled": was_sold})


async def _move_one(shop: Shop, key: Key, target: Server, ref: str, left: list[LeftoverAccount]) -> int:
    """1 when the key lives on `target` now, 0 when the subscription is served there already."""
    now, version = shop.due_now(), key.want_version + 1
    twin = None  # keys without a subscription have nothing in common
    if key.subscription_id is not None:
        there = Key.filter(subscription_id=key.subscription_id, server_id=target.id, number=key.number)
        twin = await there.select_for_update().first()
    if twin is not None and twin.removed_at is None and twin.revoked_at is None and twin.have_version:
        await Key.filter(id=key.id).update(removed_at=now, want_version=version, next_try_at=now)
        return 0
    if twin is not None:
        await _step_aside(shop, twin)
    name = await leftovers.come_back(key, target.id, left)
    await leftovers.leave(shop, key, ref, left, version=version)
    await Key.filter(id=key.id).update(
        server_id=target.id,
        name=name,  # a name taken over belongs to the panel it came from
        port=await _free_port(shop, key, target),
        want_version=version,
        next_try_at=now,
        attempts=0,
        last_error=None,
    )
    if twin is not None:
        await Key.filter(id=twin.id).update(server_id=key.server_id, number=key.number)
    return 1


async def _step_aside(shop: Shop, twin: Key) -> None:
    """A key that serves nobody makes room where it lived: a subscription has one of a number on a server."""
    await leftovers.leave(shop, twin, await provisioning.reference(shop, twin.id), [], version=leftovers.NOT_NEEDED)
    await Key.filter(id=twin.id).update(
        number=-twin.id,
        name=None,
        removed_at=twin.removed_at or shop.now(),
        want_version=twin.want_version + 1,
        next_try_at=shop.due_now(),
        attempts=0,
    )


async def _free_port(shop: Shop, key: Key, target: Server) -> int | None:
    """The key's own port, or another one where that is taken. Raises NoFreePort."""
    if key.port is None:
        return None
    taken = {one.port for one in await Key.filter(server_id=target.id, port__isnull=False).only("id", "port")}
    low, high = shop.settings.key_port_range
    for port in (key.port, *range(low, high + 1)):
        if port not in taken:
            return int(port)
    raise errors.NoFreePort()
