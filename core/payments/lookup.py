"""Payments as an administrator looks for them: lists, search, what a person has bought, and what can be done now."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.expressions import Q

from core import db, errors
from core.ledger import LedgerEntry
from core.payments import methods, refunds
from core.payments.models import WAITING, Payment
from core.shop import Shop
from core.users.models import User

SEARCH_LENGTH = 255
BIGGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Purchase:
    """What was paid from a balance. `returned` when the money is on the balance again."""

    entry_id: int
    user_id: int
    name: str
    amount_kopeks: int
    what: str
    at: datetime
    returned: bool


async def page(
    *,
    user: User | None = None,
    status: str | None = None,
    provider: str | None = None,
    text: str = "",
    limit: int = 20,
    offset: int = 0,
) -> tuple[list[Payment], int]:
    """A page of payments with their `user`, newest first, and how many there are in all.

    `user` narrows it to one person, `status` and `provider` to theirs, `text` to what `search` would find.
    """
    match = _named(text)
    found = Payment.all() if match is None else Payment.filter(match)
    if status is not None:
        found = found.filter(status=status)
    if provider is not None:
        found = found.filter(provider=provider)
    if user is not None:
        found = found.filter(user_id=user.id)
    rows = await found.select_related("user").order_by("-id").offset(offset).limit(limit)
    return rows, await found.count()


async def search(text: str, limit: int = 10) -> list[Payment]:
    """Payments with their `user`, newest first, by the shop's number, its name for them, or the vendor's id."""
    match = _named(text)
    if match is None:
        return []
    return await Payment.filter(match).select_related("user").order_by("-id").limit(limit)


def _named(text: str) -> Q | None:
    """Which payments may be meant by a text; None where it says nothing."""
    text = text.strip().replace("\0", "")[:SEARCH_LENGTH]
    if not text:
        return None
    match = Q(external_id=text)
    if text.isascii() and text.isdigit() and int(text) <= BIGGEST:
        match |= Q(id=int(text))
    try:
        name = UUID(text)
    except ValueError:
        pass
    else:
        match |= Q(uuid=name) | Q(invoice__uuid=name) | Q(external_id=str(name))
    return match


async def find(payment_id: int) -> Payment:
    """A payment with its `user`. Raises PaymentUnknown."""
    payment = await Payment.get_or_none(id=payment_id).select_related("user")
    if payment is None:
        raise errors.PaymentUnknown()
    return payment


def can_be_checked(shop: Shop, payment: Payment) -> bool:
    """Whether it is still waited for, and its vendor can be asked about it."""
    return payment.status in WAITING and methods.can_be_checked(shop, payment)


def can_be_refunded(shop: Shop, payment: Payment) -> bool:
    """Whether its money is here, and its vendor can give it back."""
    return payment.status == "completed" and vendor_refunds(shop, payment)


def vendor_refunds(shop: Shop, payment: Payment) -> bool:
    """Whether the vendor can give money back at all; one that is no longer switched on cannot."""
    provider = shop.providers.get(payment.provider)
    return provider is not None and provider.refunds != "none"


_SPENT = "FROM ledger_entries e WHERE e.amount_kopeks < 0 AND e.kind IN ('purchase', 'renewal')"


async def purchases(user: User | None = None, *, limit: int = 20, offset: int = 0) -> list[Purchase]:
    """What the person, or everybody, has paid from the balance, newest first."""
    if user is None:
        return await _purchases("ORDER BY e.id DESC LIMIT $2 OFFSET $3", limit, offset)
    return await _purchases("AND e.user_id = $2 ORDER BY e.id DESC LIMIT $3 OFFSET $4", user.id, limit, offset)


async def purchases_number(user: User | None = None) -> int:
    """How many `purchases` there are in all."""
    whose, params = ("", ()) if user is None else (" AND e.user_id = $1", (user.id,))
    row = await db.fetch_one(f"SELECT count(*) AS n {_SPENT}{whose}", *params)
    return int(row["n"]) if row else 0


async def purchase(entry_id: int) -> Purchase:
    """One of `purchases`. Raises CannotRefund for anything else."""
    found = await _purchases("AND e.id = $2", entry_id)
    if not found:
        raise errors.CannotRefund()
    return found[0]


async def _purchases(rest: str, *params: int) -> list[Purchase]:
    """Purchases by one statement; `rest` is SQL, of constants alone, with parameters from $2 on."""
    rows = await db.fetch(
        "SELECT e.id, e.user_id, e.amount_kopeks, e.note, e.created_at, r.id AS returned, u.first_name, u.username"  # noqa: S608 - constants
        f" FROM (SELECT e.* {_SPENT} {rest}) AS e JOIN users u ON u.id = e.user_id"
        " LEFT JOIN ledger_entries r ON r.key = $1 || e.id ORDER BY e.id DESC",
        refunds.ENTRY,
        *params,
    )
    return [
        Purchase(
            entry_id=row["id"],
            user_id=row["user_id"],
            name=User(id=row["user_id"], first_name=row["first_name"], username=row["username"]).name,
            amount_kopeks=-row["amount_kopeks"],
            what=row["note"],
            at=db.as_moment(row["created_at"]),
            returned=row["returned"] is not None,
        )
        for row in rows
    ]


async def bought(entry_id: int) -> LedgerEntry:
    """The ledger's entry of a purchase. Raises CannotRefund for anything else."""
    entry = await LedgerEntry.get_or_none(id=entry_id)
    if entry is None:
        raise errors.CannotRefund()
    return entry
