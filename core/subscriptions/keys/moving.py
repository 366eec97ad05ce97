"""Moving: the keys of one server go to live on another, and customers' links stay what they are."""

from tortoise.expressions import Q

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
    while (count := await _move_batch(shop, source, target)) is not None:
        moved += count
    async with db.transaction():
        await shop.record(KeysMoved(None, server_id=source.id, target_id=target.id, count=moved, by=str(by)))
    return moved


async def _hand_over_sales(shop: Shop, source: Server, target: Server, by: Actor) -> None:
    """Sell `source` no more. A target that a move took off sale is sold again; there and back leaves all as it was."""
    before = await installation.get(servers.before_move(target.id))
    if before is not None:
        await servers.change(shop, target, enabled=before.get("enabled", True), by=by)
        await installation.delete(servers.before_move(target.id))
        if before["target"] == source.id:
            return
    was_sold, memory = source.enabled, await installation.get(servers.before_move(source.id))
    if was_sold:
        await servers.change(shop, source, enabled=False, by=by)
    if was_sold or memory is None:  # another move from there is no news: what counts is how it was before the first
        await installation.set(servers.before_move(source.id), {"target": target.id, "enabled": was_sold})


@db.repeated
async def _move_batch(shop: Shop, source: Server, target: Server) -> int | None:
    """Move some keys; how many live on `target` by it, None when `source` has none left.

    Keys are locked in the order of their ids, as everywhere, together with those that the same subscriptions have on
    `target`.
    """
    here = Key.filter(server_id=source.id, removed_at=None)
    async with db.transaction():
        batch = await here.order_by("id").limit(BATCH)
        sold = {key.subscription_id for key in batch if key.subscription_id is not None}
        chosen = Q(id__in=[key.id for key in batch]) | Q(server_id=target.id, subscription_id__in=list(sold))
        locked = await Key.filter(chosen).order_by("id").select_for_update(no_key=True)
        keys = [key for key in locked if key.server_id == source.id and key.removed_at is None]
        twins = {(key.subscription_id, key.number): key for key in locked if key.server_id == target.id}
        refs = {key.id: await provisioning.reference(shop, key.id) for key in keys}
        accounts = await leftovers.of(refs.values())
        moved = 0
        for key in keys:
            # keys without a subscription have nothing in common
            twin = twins.get((key.subscription_id, key.number)) if key.subscription_id is not None else None
            moved += await _move_one(shop, key, twin, target, refs[key.id], accounts.get(refs[key.id], []))
    return moved if batch else None


async def _move_one(
    shop: Shop, key: Key, twin: Key | None, target: Server, ref: str, accounts: list[LeftoverAccount]
) -> int:
    """1 when the key lives on `target` now, 0 when its subscription is served there already, by `twin`."""
    if twin is not None and twin.removed_at is None and twin.revoked_at is None and twin.have_version:
        await Key.filter(id=key.id).update(removed_at=shop.due_now())
        await state.touch(shop, id=key.id)
        return 0
    if twin is not None:
        await _step_aside(shop, twin)
    name = await leftovers.come_back(key, target.id, accounts)
    await leftovers.leave(shop, key, ref, accounts, version=key.want_version + 1)
    await Key.filter(id=key.id).update(
        server_id=target.id,
        name=name,  # a name taken over belongs to the panel it came from
        port=await _free_port(shop, key, target),
        last_error=None,
    )
    await state.touch(shop, id=key.id)
    if twin is not None:
        await Key.filter(id=twin.id).update(server_id=key.server_id, number=key.number)
    return 1


async def _step_aside(shop: Shop, twin: Key) -> None:
    """A key that serves nobody makes room where it lived: a subscription has one of a number on a server."""
    await leftovers.leave(shop, twin, await provisioning.reference(shop, twin.id), [], version=leftovers.NOT_NEEDED)
    await Key.filter(id=twin.id).update(number=-twin.id, name=None, removed_at=twin.removed_at or shop.now())
    await state.touch(shop, id=twin.id)


async def _free_port(shop: Shop, key: Key, target: Server) -> int | None:
    """The key's own port, or another one where that is taken. Raises NoFreePort."""
    if key.port is None:
        return None
    taken = {other.port for other in await Key.filter(server_id=target.id, port__isnull=False).only("id", "port")}
    low, high = shop.settings.key_port_range
    for port in (key.port, *range(low, high + 1)):
        if port not in taken:
            return int(port)
    raise errors.NoFreePort()
