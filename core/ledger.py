"""The ledger: every kopek that came to or left a balance, and why.

`users.balance_kopeks` changes only here, by one conditional UPDATE beside an append-only entry with a unique key, in
one transaction. The sum of a user's entries is the balance, always.
"""

from dataclasses import dataclass
from typing import Literal

from tortoise import fields
from tortoise.models import Model

from core import db, errors
from core.events import BalanceGranted
from core.shop import Actor, Shop
from core.users.models import User

REFUND_KEY = "refund-entry:"  # with an entry's id: the key under which a purchase is given back

Kind = Literal[
    "top_up", "purchase", "renewal", "refund", "grant", "promocode", "campaign", "referral_reward", "referral_clawback"
]


class LedgerEntry(Model):
    """One change of one balance. Debits are negative. Never updated or deleted."""

    id = fields.BigIntField(primary_key=True)
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "shop.User", related_name="entries", on_delete=fields.RESTRICT
    )
    user_id: int
    amount_kopeks = fields.BigIntField()
    kind = fields.CharField(32)
    key = fields.CharField(128, unique=True, description="What this entry is for, a second one is refused")
    payment_id = fields.BigIntField(null=True, db_index=True)
    subscription_id = fields.BigIntField(null=True)
    note = fields.CharField(255, default="")
    actor = fields.CharField(32)
    created_at = fields.DatetimeField()

    class Meta:
        table = "ledger_entries"
        indexes = (("user_id", "id"),)


class AlreadyPosted(Exception):
    """The ledger has an entry with this key: what is asked for has been done before."""


@dataclass(frozen=True, slots=True)
class Posting:
    """An entry just written, and the balance after it."""

    entry_id: int
    balance_kopeks: int


async def post(
    shop: Shop,
    user_id: int,
    amount_kopeks: int,
    *,
    kind: Kind,
    key: str,
    by: Actor,
    payment_id: int | None = None,
    subscription_id: int | None = None,
    note: str = "",
    allow_negative: bool = False,
) -> Posting:
    """Change a balance by `amount_kopeks` once per `key`. Call it inside a transaction.

    The user's row stays locked until that transaction ends, so money operations of one person run one by one.
    `allow_negative` is for money that is gone already, such as a payment the provider took back: the balance may end
    below zero. Raises AlreadyPosted, and InsufficientBalance where a debit exceeds the balance.
    """
    row = await db.fetch_one(
        "INSERT INTO ledger_entries (user_id, amount_kopeks, kind, key, payment_id, subscription_id, note, actor,"
        " created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (key) DO NOTHING RETURNING id",
        user_id,
        amount_kopeks,
        kind,
        key,
        payment_id,
        subscription_id,
        note[:255],
        str(by),
        shop.now(),
    )
    if row is None:
        raise AlreadyPosted(key)
    # A credit is welcome however deep the debt is.
    guard = "" if allow_negative or amount_kopeks >= 0 else " AND balance_kopeks + $2 >= 0"
    after = await db.fetch_one(
        f"UPDATE users SET balance_kopeks = balance_kopeks + $2 WHERE id = $1{guard} RETURNING balance_kopeks",  # noqa: S608
        user_id,
        amount_kopeks,
    )
    if after is None:
        available = await balance(user_id)
        raise errors.InsufficientBalance(required_kopeks=-amount_kopeks, available_kopeks=available)
    return Posting(entry_id=row["id"], balance_kopeks=after["balance_kopeks"])


async def balance(user_id: int) -> int:
    """Kopeks on the balance now. Raises UserNotFound."""
    row = await db.fetch_one("SELECT balance_kopeks FROM users WHERE id = $1", user_id)
    if row is None:
        raise errors.UserNotFound()
    return int(row["balance_kopeks"])


async def lock_balance(user_id: int) -> int:
    """Kopeks on the balance, which nobody else changes until the surrounding transaction ends. Raises UserNotFound."""
    lock = "FOR NO KEY UPDATE" if db.is_postgres() else ""  # a transaction of SQLite has the whole database
    row = await db.fetch_one(f"SELECT balance_kopeks FROM users WHERE id = $1 {lock}", user_id)  # noqa: S608 - constants
    if row is None:
        raise errors.UserNotFound()
    return int(row["balance_kopeks"])


async def entry(key: str) -> LedgerEntry:
    """The entry that was posted under this key."""
    return await LedgerEntry.get(key=key)


async def history(user_id: int, *, limit: int = 20, offset: int = 0) -> list[LedgerEntry]:
    """Entries of a user, newest first."""
    return await LedgerEntry.filter(user_id=user_id).order_by("-id").offset(offset).limit(limit)


@db.repeated
async def grant(shop: Shop, user: User, amount_kopeks: int, *, key: str, by: Actor, note: str = "") -> int:
    """Give money to a balance, or take it away with a negative amount; returns the balance after it.

    Raises InsufficientBalance. Asking twice with the same key gives once.
    """
    try:
        async with db.transaction():
            posting = await post(shop, user.id, amount_kopeks, kind="grant", key=f"grant:{key}", by=by, note=note)
            await shop.record(BalanceGranted(user.id, amount_kopeks=amount_kopeks, source=str(by), by=str(by)))
    except AlreadyPosted:
        return await balance(user.id)
    return posting.balance_kopeks


async def unbalanced(limit: int = 20) -> list[int]:
    """Users whose entries do not add up to their balance: always empty, unless somebody wrote past the ledger.

    A balance below zero is explained only by a payment that the provider took back.
    """
    rows = await db.fetch(
        "SELECT u.id FROM users u LEFT JOIN ledger_entries e ON e.user_id = u.id"
        " GROUP BY u.id, u.balance_kopeks HAVING u.balance_kopeks <> coalesce(sum(e.amount_kopeks), 0)"
        " OR (u.balance_kopeks < 0 AND NOT EXISTS (SELECT 1 FROM payments p WHERE p.user_id = u.id"
        " AND p.reversed_at IS NOT NULL)) LIMIT $1",
        limit,
    )
    return [row["id"] for row in rows]
