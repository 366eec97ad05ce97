"""Capacity: which servers have room for one more subscription."""

from collections.abc import Sequence
from dataclasses import dataclass

from core import db, errors
from core.catalogue.servers import Server
from core.subscriptions.models import EXPIRED, Subscription

HELD = (
    "SELECT k.server_id, count(*) AS held FROM keys k JOIN subscriptions s ON s.id = k.subscription_id"
    " WHERE k.removed_at IS NULL AND k.revoked_at IS NULL AND s.status <> 'expired'"
)


async def held(server: Server) -> int:
    """How many keys of running subscriptions the server serves."""
    row = await db.fetch_one(f"{HELD} AND k.server_id = $1 GROUP BY k.server_id", server.id)
    return int(row["held"]) if row else 0


@dataclass(frozen=True, slots=True)
class Load:
    """How many keys of running subscriptions a server serves, and how many of all its keys its panel is behind with."""

    held: int = 0
    behind: int = 0


async def loads() -> dict[int, Load]:
    """The load of every server that has any key, by its id, by one statement."""
    rows = await db.fetch(
        "SELECT k.server_id, count(*) FILTER (WHERE s.id IS NOT NULL) AS held,"
        " count(*) FILTER (WHERE k.next_try_at IS NOT NULL) AS behind FROM keys k"
        " LEFT JOIN subscriptions s ON s.id = k.subscription_id AND s.status <> 'expired'"
        " AND k.removed_at IS NULL AND k.revoked_at IS NULL GROUP BY k.server_id"
    )
    return {row["server_id"]: Load(int(row["held"]), int(row["behind"])) for row in rows}


async def with_room(
    servers: Sequence[Server], subscription: Subscription | None, *, chosen: Server | None = None, hold: bool = False
) -> list[Server]:
    """Those of the servers that can serve the subscription (None: a new one): it lives there, or there is room.

    A running subscription keeps its places; one that has ended has to find new ones. With `hold` nobody else takes
    the room until the surrounding transaction ends. Raises NothingToDeliver where all are full, ServerUnavailable
    where the chosen one is.
    """
    limited = sorted(server.id for server in servers if server.capacity is not None)
    if not limited:
        return list(servers)
    if hold:  # in one order, so that two sales never wait for each other
        await Server.filter(id__in=limited).order_by("id").select_for_update(no_key=True)
    full = await _full(limited, subscription)
    left = [server for server in servers if server.id not in full]
    if not left:
        raise errors.NothingToDeliver() if chosen is None else errors.ServerUnavailable()
    return left


async def _full(server_ids: Sequence[int], subscription: Subscription | None) -> set[int]:
    """Which of these have no room for the subscription."""
    capacities = {server.id: server.capacity for server in await Server.filter(id__in=list(server_ids))}
    own: set[int] = set()
    if subscription is not None and subscription.status != EXPIRED:
        rows = await db.fetch(
            "SELECT server_id FROM keys WHERE subscription_id = $1 AND removed_at IS NULL AND revoked_at IS NULL",
            subscription.id,
        )
        own = {row["server_id"] for row in rows}
    taken = {row["server_id"]: int(row["held"]) for row in await db.fetch(f"{HELD} GROUP BY k.server_id")}
    return {
        server_id
        for server_id, capacity in capacities.items()
        if server_id not in own and capacity is not None and taken.get(server_id, 0) >= capacity
    }
