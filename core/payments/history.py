"""What came to a balance and left it, for the person whose it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core import db
from core.ledger import Kind
from core.users.models import User


@dataclass(frozen=True, slots=True)
class Transaction:
    """One change of a balance. `method` is how it was paid, where it was paid from outside."""

    id: int
    kind: Kind
    amount_kopeks: int
    note: str
    method: str | None
    created_at: datetime


async def page(
    user: User, *, kinds: Sequence[Kind] | None = None, limit: int = 20, offset: int = 0
) -> tuple[list[Transaction], int]:
    """A page of the person's transactions, newest first, and how many there are in all; `kinds` narrows it down."""
    if kinds is not None and not kinds:
        return [], 0
    narrowed = "" if kinds is None else f" AND e.kind IN ({', '.join(f'${n}' for n in range(2, len(kinds) + 2))})"
    params = (user.id, *(kinds or ()))
    counted = await db.fetch_one(
        f"SELECT count(*) AS total FROM ledger_entries e WHERE e.user_id = $1{narrowed}",  # noqa: S608 - numbers only
        *params,
    )
    rows = await db.fetch(
        "SELECT e.id, e.kind, e.amount_kopeks, e.note, e.created_at, p.method FROM ledger_entries e"  # noqa: S608
        " LEFT JOIN payments p ON p.id = e.payment_id AND p.user_id = e.user_id"
        f" WHERE e.user_id = $1{narrowed} ORDER BY e.id DESC LIMIT ${len(params) + 1} OFFSET ${len(params) + 2}",
        *params,
        limit,
        offset,
    )
    found = [
        Transaction(
            id=row["id"],
            kind=row["kind"],
            amount_kopeks=row["amount_kopeks"],
            note=row["note"],
            method=row["method"],
            created_at=db.as_moment(row["created_at"]),
        )
        for row in rows
    ]
    return found, int(counted["total"]) if counted else 0
