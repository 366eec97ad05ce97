"""Key audit: which ports programs' keys have, and whether the running engine lets in what they say, where they say.

Whoever makes and removes keys meanwhile is no difference: what is wanted is read before the engine and after it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tortoise.expressions import Q

from core.engine import calls
from core.engine.calls import Inventory
from core.panels import OWN, SHARED
from core.shop import Shop
from core.subscriptions.keys import direct
from core.subscriptions.models import Key
from core.users.api_keys import OWNER, ApiKey

API = "api"  # tag of the engine's own service, where it has an inbound

Pair = tuple[str, str]  # account's name, VLESS UUID


@dataclass(frozen=True, slots=True)
class Comparison:
    """VLESS UUIDs: of the keys that should get in, and of what the engine lets in. Nobody else's keys are in it."""

    wanted: Sequence[str]
    found: Sequence[str]
    missing: Sequence[str]
    extra: Sequence[str]
    inbounds: int
    api_inbounds: int

    @property
    def synchronized(self) -> bool:
        return not self.missing and not self.extra


@dataclass(frozen=True, slots=True)
class PortBook:
    """A program's keys with their ports, and how many ports of the whole range are used and left."""

    keys: Sequence[Key]
    range: tuple[int, int]
    used: int
    begun_at: datetime
    changed_at: datetime

    @property
    def available(self) -> int:
        low, high = self.range
        return max(0, high - low + 1 - self.used)


async def ports(shop: Shop, maker: ApiKey) -> PortBook:
    """Ports of a program's keys; of an empty book the server's age is told. Raises ServerUnavailable."""
    server = await direct.home()
    low, high = shop.settings.key_port_range
    keys = await direct.every(maker)
    used = await Key.filter(server_id=server.id, port__gte=low, port__lte=high).count()
    moments = [key.created_at for key in keys] or [server.created_at]
    return PortBook(keys, (low, high), used, min(moments), max(moments))


async def compare(shop: Shop, maker: ApiKey) -> Comparison:
    """What a program's keys should be in the engine, and what is there; the owner sees strangers everywhere.

    Raises WorkerUnavailable, EngineUnavailable.
    """
    before = await _wanted(maker)
    return await _compared(maker, before, await calls.inventory(shop))


async def sync(shop: Shop, maker: ApiKey) -> Comparison:
    """Repair what differs in the engine, and compare. Raises WorkerUnavailable, EngineUnavailable."""
    before = await _wanted(maker)
    return await _compared(maker, before, await calls.repair(shop))


async def port_issues(shop: Shop, maker: ApiKey, book: PortBook) -> list[str]:
    """What is wrong with the ports of a program's keys, in words. Raises WorkerUnavailable, EngineUnavailable."""
    inventory = await calls.inventory(shop)
    after = {key.id: key for key in await direct.every(maker)}
    low, high = book.range
    issues = []
    for key in [after[key.id] for key in book.keys if key.id in after]:
        if key.port is not None and not low <= key.port <= high:
            issues.append(f"Port {key.port} of key {key.uuid} is outside {low}-{high}")
        if key.enabled and f"{OWN}{key.account_name}" not in inventory:
            issues.append(f"Port {key.port} of key {key.uuid} is not open in Xray")
    expected = {f"{OWN}{key.account_name}" for key in (*book.keys, *after.values()) if key.enabled}
    tags = await _tags(maker, inventory)
    issues += [f"{tag} is open in Xray and belongs to no key" for tag in tags if tag not in {*expected, SHARED, API}]
    return sorted(issues)


async def _compared(maker: ApiKey, before: dict[str, str], inventory: Inventory) -> Comparison:
    after = await _wanted(maker)
    shared = await _customers(inventory) if maker.may(OWNER) else set()
    tags = await _tags(maker, inventory)
    there = [(tag, name, secret) for tag in tags for name, secret in inventory[tag].items()]
    entries = [(tag, name, secret) for tag, name, secret in there if tag != SHARED or (name, secret) not in shared]
    right = {(f"{OWN}{name}", name, secret) for secrets in (before, after) for name, secret in secrets.items()}
    missing = [
        secret
        for name, secret in after.items()
        if before.get(name) == secret and inventory.get(f"{OWN}{name}", {}).get(name) != secret
    ]
    return Comparison(
        wanted=list(after.values()),
        found=[secret for _, _, secret in entries],
        missing=missing,
        extra=[entry[2] for entry in entries if entry not in right],
        inbounds=len(tags),
        api_inbounds=tags.count(API),
    )


async def _wanted(maker: ApiKey) -> dict[str, str]:
    """VLESS UUID by account's name of the program's keys that should get in."""
    return {key.account_name: str(key.secret) for key in await direct.every(maker) if key.enabled}


async def _tags(maker: ApiKey, inventory: Inventory) -> list[str]:
    """Inbounds that are this program's affair: all are the owner's, others' are those of keys they have made."""
    if maker.may(OWNER):
        return sorted(inventory)
    keys = await Key.filter(direct.made_by(maker)).only("id", "name")
    own = {f"{OWN}{key.account_name}" for key in keys}
    return sorted(own & inventory.keys())


async def _customers(inventory: Inventory) -> set[Pair]:
    """Who comes in at the shared port by right: customers' keys and operators' own."""
    names = inventory.get(SHARED, {})
    if not names:
        return set()
    rows = await Key.filter(Q(port=None, removed_at=None, revoked_at=None)).only("id", "name", "secret")
    return {(key.account_name, str(key.secret)) for key in rows}
