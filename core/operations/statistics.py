"""Today's numbers, for the operator who opens the bot in the morning."""

from dataclasses import dataclass

from core import db
from core.shop import Shop
from core.traffic import rollups


@dataclass(frozen=True, slots=True)
class Today:
    """What has happened since midnight in the shop's time zone, and what stands now."""

    new_users: int
    trials: int
    sales: int
    revenue_kopeks: int
    stars: int
    active_subscriptions: int
    traffic_bytes: int
    open_tickets: int
    total_users: int
    keys_behind: int


async def today(shop: Shop) -> Today:
    """The numbers of the day."""
    day = rollups.today(shop)
    since = rollups.midnight(shop, day)
    return Today(
        new_users=await _number("SELECT count(*) AS n FROM users WHERE created_at >= $1", since),
        trials=await _number("SELECT count(*) AS n FROM users WHERE trial_used_at >= $1", since),
        sales=await _number(
            "SELECT count(*) AS n FROM ledger_entries WHERE kind IN ('purchase', 'renewal') AND created_at >= $1", since
        ),
        revenue_kopeks=await _number(
            "SELECT coalesce(sum(credited_kopeks), 0) AS n FROM payments WHERE status = 'completed'"
            " AND settled_at >= $1",
            since,
        ),
        stars=await _number(
            "SELECT coalesce(sum(amount), 0) AS n FROM payments WHERE status = 'completed' AND currency = 'XTR'"
            " AND settled_at >= $1",
            since,
        ),
        active_subscriptions=await _number("SELECT count(*) AS n FROM subscriptions WHERE status = 'active'"),
        traffic_bytes=await _number(
            "SELECT coalesce(sum(up_bytes + down_bytes), 0) AS n FROM traffic_days WHERE day = $1", day
        ),
        open_tickets=await _number("SELECT count(*) AS n FROM tickets WHERE status <> 'closed'"),
        total_users=await _number("SELECT count(*) AS n FROM users"),
        keys_behind=await _number("SELECT count(*) AS n FROM keys WHERE next_try_at IS NOT NULL"),
    )


@dataclass(frozen=True, slots=True)
class Attention:
    """How much waits for an operator."""

    payments_in_review: int
    open_tickets: int
    servers_in_trouble: int
    keys_behind: int


async def attention() -> Attention:
    """What wants an operator's eye now, by one statement."""
    row = await db.fetch_one(
        "SELECT (SELECT count(*) FROM payments WHERE status = 'review') AS payments_in_review,"
        " (SELECT count(*) FROM tickets WHERE status <> 'closed') AS open_tickets,"
        " (SELECT count(*) FROM servers WHERE trouble IS NOT NULL) AS servers_in_trouble,"
        " (SELECT count(*) FROM keys WHERE next_try_at IS NOT NULL) AS keys_behind"
    )
    return Attention(**{name: int(row[name]) if row else 0 for name in Attention.__dataclass_fields__})


async def _number(sql: str, *params: object) -> int:
    row = await db.fetch_one(sql, *params)
    return int(row["n"]) if row else 0
