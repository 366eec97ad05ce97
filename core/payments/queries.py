"""Queries: finding payments, invoices and what came to balances and left them.

For settling: which payment a receipt or a claim is about. For the person whose they are: invoices with what has become
of them, payments, changes of the balance. For an administrator: lists, search, purchases, what can be done now.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from tortoise.expressions import Q

from core import db, errors
from core.catalogue.tariffs import Tariff
from core.db import hydrate
from core.ledger import REFUND_KEY, Kind, LedgerEntry
from core.payment_providers import Claim, Receipt
from core.payments.models import WAITING, Invoice, Payment
from core.shop import Shop
from core.users.models import User

SEARCH_LENGTH = 255
MAX_ID = 2**63 - 1
BALANCE = "balance"  # the provider of a payment that was made from the balance, and its method in lower case

_WITH_TARIFF = hydrate.Joined(i=Invoice, t=Tariff)
_SPENT = "FROM ledger_entries e WHERE e.amount_kopeks < 0 AND e.kind IN ('purchase', 'renewal')"

Status = Literal["pending", "paid", "failed", "canceled", "refunded", "expired"]
# What the payments of one invoice make of it: the first of these that one of them has.
BY_PAYMENT: Sequence[tuple[str, Status]] = (
    ("completed", "paid"),
    ("refunding", "refunded"),
    ("refunded", "refunded"),
    ("review", "pending"),
    ("pending", "pending"),
    ("dismissed", "canceled"),
    ("failed", "failed"),
    ("expired", "expired"),
)


@dataclass(frozen=True, slots=True)
class InvoiceState:
    """An invoice with its payments, oldest first, and the tariff it is for, if it is for one."""

    invoice: Invoice
    payments: Sequence[Payment]
    tariff: Tariff | None

    @property
    def status(self) -> Status:
        """Derived from the payments: money that came once makes it paid, whatever other attempts ended in."""
        states = {payment.status for payment in self.payments}
        return next((status for state, status in BY_PAYMENT if state in states), "pending")

    @property
    def updated_at(self) -> datetime:
        """When anything about it changed last."""
        return max((changed_at(payment) for payment in self.payments), default=self.invoice.created_at)


@dataclass(frozen=True, slots=True)
class Transaction:
    """One change of a balance. `method` is how it was paid, where it was paid from outside."""

    id: int
    kind: Kind
    amount_kopeks: int
    note: str
    method: str | None
    created_at: datetime


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


async def by_external_id(receipt: Receipt) -> Payment | None:
    """The payment that carries the provider's name for it."""
    return await Payment.get_or_none(provider=receipt.provider, external_id=receipt.external_id)


async def by_claim(provider: str, claim: Claim) -> Payment | None:
    """Which payment that the shop has asked this provider for a webhook may be about.

    The provider's id is stored after its answer; a webhook that is faster is recognised by our name for the payment.
    """
    matches = [Q(invoice__uuid=name) for name in (claim.invoice, claim.hint) if name is not None]
    if claim.external_id is not None:
        matches.append(Q(external_id=claim.external_id))
    if not matches:
        return None
    rows = await Payment.filter(Q(*matches, join_type=Q.OR), provider=provider).order_by("id").select_related("invoice")
    exact = (row for row in rows if claim.external_id is not None and row.external_id == claim.external_id)
    return next(exact, rows[0] if rows else None)


async def is_expected(receipt: Receipt) -> bool:
    """Whether this very payment was asked for: by the provider's id, or by our name while that id is not stored."""
    match = Q(external_id=receipt.external_id)
    if receipt.invoice is not None:
        match |= Q(external_id=None, invoice__uuid=receipt.invoice)
    return await Payment.filter(match, provider=receipt.provider).exists()


async def by_receipt(receipt: Receipt) -> Payment | None:
    """The payment of the provider's name, or else the one that was asked for under our name."""
    return await by_external_id(receipt) or await requested(receipt)


async def requested(receipt: Receipt, invoice: Invoice | None = None) -> Payment | None:
    """What the provider was asked for with the invoice, by the row made together with it; None for another provider."""
    if invoice is None and receipt.invoice is None:
        return None
    rows = Payment.filter(invoice_id=invoice.id) if invoice else Payment.filter(invoice__uuid=receipt.invoice)
    first = await rows.order_by("id").first()
    return first if first is not None and first.provider == receipt.provider else None


async def locked_invoice(receipt: Receipt) -> Invoice | None:
    """The invoice, locked: two receipts for one invoice are settled one after the other.

    A provider that gives our name for it back is believed; for one that does not, the payment's id leads to it.
    """
    if receipt.invoice is not None:
        return await Invoice.filter(uuid=receipt.invoice).select_for_update(no_key=True).first()
    payment = await by_external_id(receipt)
    return await lock_invoice(payment.invoice_id) if payment is not None and payment.invoice_id is not None else None


async def lock_invoice(invoice_id: int) -> Invoice | None:
    """An invoice, locked until the surrounding transaction ends."""
    return await Invoice.filter(id=invoice_id).select_for_update(no_key=True).first()


async def payer(receipt: Receipt) -> int | None:
    """The customer whom the receipt names as the payer."""
    if receipt.payer_telegram_id is None:
        return None
    user = await User.get_or_none(telegram_id=receipt.payer_telegram_id)
    return user.id if user else None


async def invoice_state(user: User, name: str) -> InvoiceState:
    """An invoice by its UUID or that of one of its payments. Raises PaymentNotFound, Forbidden for a foreign one."""
    try:
        uuid = UUID(name)
    except ValueError:
        raise errors.PaymentNotFound() from None
    row = await db.fetch_one(
        f"SELECT {_WITH_TARIFF.columns} FROM invoices i"  # noqa: S608 - constants only
        f" LEFT JOIN tariffs t ON t.id = {db.number_in('i.params', 'tariff_id')}"
        " WHERE i.uuid = $1 OR i.id = (SELECT p.invoice_id FROM payments p WHERE p.uuid = $1)",
        uuid,
    )
    if row is None:
        raise errors.PaymentNotFound()
    invoice, tariff = _WITH_TARIFF.read(row)
    if invoice.user_id != user.id:
        raise errors.Forbidden()
    return InvoiceState(invoice, await Payment.filter(invoice_id=invoice.id).order_by("id"), tariff)


async def invoice_of(payment: Payment) -> Invoice | None:
    """What a payment was for; None for money that nobody asked for."""
    return await Invoice.get_or_none(id=payment.invoice_id) if payment.invoice_id else None


def changed_at(payment: Payment) -> datetime:
    """When a payment became what it is now, as far as that is noted."""
    return payment.refunded_at or payment.settled_at or payment.created_at


async def pending(user: User) -> list[Payment]:
    """The person's payments that are waited for, newest first, each with its invoice."""
    rows = Payment.filter(user_id=user.id, status="pending", invoice_id__not_isnull=True)
    return await rows.order_by("-id").limit(50).select_related("invoice")


async def own(user: User, payment_uuid: UUID) -> Payment:
    """A payment of this person. Raises PaymentNotFound."""
    payment = await Payment.get_or_none(uuid=payment_uuid, user_id=user.id)
    if payment is None:
        raise errors.PaymentNotFound()
    return payment


async def transactions(
    user: User, *, kinds: Sequence[Kind] | None = None, limit: int = 20, offset: int = 0
) -> tuple[list[Transaction], int]:
    """A page of changes of the balance, newest first, and how many there are in all; `kinds` narrows it down."""
    if kinds is not None and not kinds:
        return [], 0
    narrowed = "" if kinds is None else f" AND e.kind IN ({', '.join(f'${n}' for n in range(2, len(kinds) + 2))})"
    params = (user.id, *(kinds or ()))
    total = await db.fetch_one(
        f"SELECT count(*) AS n FROM ledger_entries e WHERE e.user_id = $1{narrowed}",  # noqa: S608 - numbers only
        *params,
    )
    rows = await db.fetch(
        "SELECT e.id, e.kind, e.amount_kopeks, e.note, p.method, e.created_at FROM ledger_entries e"  # noqa: S608
        " LEFT JOIN payments p ON p.id = e.payment_id AND p.user_id = e.user_id"
        f" WHERE e.user_id = $1{narrowed} ORDER BY e.id DESC LIMIT ${len(params) + 1} OFFSET ${len(params) + 2}",
        *params,
        limit,
        offset,
    )
    moments = (db.as_moment(row["created_at"]) for row in rows)
    entries = [Transaction(**{**row, "created_at": at}) for row, at in zip(rows, moments, strict=True)]
    return entries, int(total["n"]) if total else 0


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
    payments = Payment.all() if match is None else Payment.filter(match)
    if status is not None:
        payments = payments.filter(status=status)
    if provider is not None:
        payments = payments.filter(provider=provider)
    if user is not None:
        payments = payments.filter(user_id=user.id)
    rows = await payments.select_related("user").order_by("-id").offset(offset).limit(limit)
    return rows, await payments.count()


async def search(text: str, limit: int = 10) -> list[Payment]:
    """Payments with their `user`, newest first, by the shop's number, its name for them, or the provider's id."""
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
    if text.isascii() and text.isdigit() and int(text) <= MAX_ID:
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


def can_be_looked_up(shop: Shop, payment: Payment) -> bool:
    """Whether the provider can be asked about this payment."""
    provider = shop.providers.get(payment.provider)
    return provider is not None and provider.look_up_seconds is not None


def can_be_checked(shop: Shop, payment: Payment) -> bool:
    """Whether it is still waited for, and its provider can be asked about it."""
    return payment.status in WAITING and can_be_looked_up(shop, payment)


def can_be_refunded(shop: Shop, payment: Payment) -> bool:
    """Whether its money is here, and its provider can give it back."""
    return payment.status == "completed" and provider_refunds(shop, payment)


def provider_refunds(shop: Shop, payment: Payment) -> bool:
    """Whether the provider can give money back at all; one that is no longer switched on cannot."""
    provider = shop.providers.get(payment.provider)
    return provider is not None and provider.refunds != "none"


async def purchases(user: User | None = None, *, limit: int = 20, offset: int = 0) -> list[Purchase]:
    """What the person, or everybody, has paid from the balance, newest first."""
    if user is None:
        return await _purchases("ORDER BY e.id DESC LIMIT $2 OFFSET $3", limit, offset)
    return await _purchases("AND e.user_id = $2 ORDER BY e.id DESC LIMIT $3 OFFSET $4", user.id, limit, offset)


async def purchases_number(user: User | None = None) -> int:
    """How many `purchases` there are in all."""
    condition, params = ("", ()) if user is None else (" AND e.user_id = $1", (user.id,))
    row = await db.fetch_one(f"SELECT count(*) AS n {_SPENT}{condition}", *params)
    return int(row["n"]) if row else 0


async def purchase(entry_id: int) -> Purchase:
    """One of `purchases`. Raises CannotRefund for anything else."""
    rows = await _purchases("AND e.id = $2", entry_id)
    if not rows:
        raise errors.CannotRefund()
    return rows[0]


async def _purchases(rest: str, *params: int) -> list[Purchase]:
    """Purchases by one statement; `rest` is SQL, of constants alone, with parameters from $2 on."""
    rows = await db.fetch(
        "SELECT e.id, e.user_id, e.amount_kopeks, e.note, e.created_at, r.id AS returned, u.first_name, u.username"  # noqa: S608 - constants
        f" FROM (SELECT e.* {_SPENT} {rest}) AS e JOIN users u ON u.id = e.user_id"
        " LEFT JOIN ledger_entries r ON r.key = $1 || e.id ORDER BY e.id DESC",
        REFUND_KEY,
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


async def ledger_entry(entry_id: int) -> LedgerEntry:
    """An entry of the ledger, such as a purchase's. Raises CannotRefund for one that is not there."""
    entry = await LedgerEntry.get_or_none(id=entry_id)
    if entry is None:
        raise errors.CannotRefund()
    return entry
