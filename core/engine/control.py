"""The engine: what an operator asks of the embedded Xray, wherever it runs."""

from typing import Any

from core import db, errors
from core.engine import calls, registry
from core.events import EngineRestarted
from core.panels import Health
from core.shop import Actor, Shop
from core.subscriptions.keys import direct, provisioning
from core.subscriptions.models import Key

Inventory = dict[str, dict[str, str]]  # inbound's tag -> account's name -> VLESS UUID


async def health(shop: Shop, *, seconds: float = calls.ANSWER_SECONDS) -> Health:
    """Whether the engine serves, if it says so in time. Raises WorkerUnavailable."""
    return Health(**await calls.ask(shop, "health", seconds=seconds, server_id=(await direct.home()).id))


async def restart(shop: Shop, *, by: Actor) -> Health:
    """Stop it, with its counters saved, and start it; connections end. Raises WorkerUnavailable, EngineUnavailable."""
    found = Health(**await _ask(shop, "restart"))
    async with db.transaction():
        await shop.record(EngineRestarted(None, ok=found.ok, detail=found.detail[:200], by=str(by)))
    return found


async def inventory(shop: Shop) -> Inventory:
    """What the running engine lets in. Raises WorkerUnavailable, EngineUnavailable."""
    found: Inventory = (await _ask(shop, "inventory"))["inbounds"]
    return found


async def repair(shop: Shop) -> Inventory:
    """Repair what differs in the running engine, touching nothing else. Raises WorkerUnavailable, EngineUnavailable."""
    found: Inventory = (await _ask(shop, "repair"))["inbounds"]
    return found


async def collect(shop: Shop) -> None:
    """Book what has been counted until now. Raises WorkerUnavailable, EngineUnavailable."""
    await _ask(shop, "collect")


async def verify_reality(shop: Shop) -> list[dict[str, Any]]:
    """Every finding about the Reality settings and their target, as `reality.Finding` in plain values; seconds."""
    return await registry.verify_reality(shop, await direct.home())


async def in_order() -> bool:
    """Whether there is an engine, and nothing is known to be wrong with it; asks the books, not the engine."""
    try:
        return (await direct.home()).trouble is None
    except errors.ServerUnavailable:
        return False


async def wanted(shop: Shop) -> dict[str, str]:
    """VLESS UUID by account name of every key that the engine should let in now."""
    server = await direct.home()
    held = Key.filter(server_id=server.id, removed_at=None, revoked_at=None)
    keys = await held.select_related("subscription__user", "server")
    accounts = [await provisioning.wanted(shop, key) for key in keys]
    return {account.name: account.secrets.vless_uuid for account in accounts if account.enabled}


async def _ask(shop: Shop, kind: str) -> dict[str, Any]:
    return await calls.ask(shop, kind, server_id=(await direct.home()).id)
