"""Invoices as the people they were made for look at them: what has become of each, and a person's payments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from core import db, errors
from core.catalogue.tariffs import Tariff
from core.db import hydrate
from core.payments.models import Invoice, Payment
from core.users.models import User

_WITH_TARIFF = hydrate.Joined(i=Invoice, t=Tariff)
BALANCE = "balance"  # the provider of a payment that was made from the balance, and its method in lower case

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
class Found:
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


async def find(user: User, called: str) -> Found:
    """An invoice by its UUID or that of one of its payments. Raises PaymentNotFound, Forbidden for a foreign one."""
    try:
        wanted = UUID(called)
    except ValueError:
        raise errors.PaymentNotFound() from None
    row = await db.fetch_one(
        f"SELECT {_WITH_TARIFF.columns} FROM invoices i"  # noqa: S608 - constants only
        f" LEFT JOIN tariffs t ON t.id = {db.number_in('i.params', 'tariff_id')}"
        " WHERE i.uuid = $1 OR i.id = (SELECT p.invoice_id FROM payments p WHERE p.uuid = $1)",
        wanted,
    )
    if row is None:
        raise errors.PaymentNotFound()
    invoice, tariff = _WITH_TARIFF.read(row)
    if invoice.user_id != user.id:
        raise errors.Forbidden()
    return Found(invoice, await Payment.filter(invoice_id=invoice.id).order_by("id"), tariff)


async def payments_of(user: User, *, limit: int = 20, offset: int = 0) -> tuple[list[Payment], int]:
    """A page of a person's payments, of every status, newest first, and how many there are in all."""
    mine = Payment.filter(user_id=user.id)
    return await mine.order_by("-id").offset(offset).limit(limit), await mine.count()


def changed_at(payment: Payment) -> datetime:
    """When a payment became what it is now, as far as that is noted."""
    return payment.refunded_at or payment.settled_at or payment.created_at
