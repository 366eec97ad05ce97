"""The port every payment vendor stands behind: how the shop asks for money and learns that it came.

One vendor is one file in this folder. An adapter translates between the vendor's wire and the dataclasses below; it
imports neither the ORM nor a web or bot framework and never touches a balance. Everything that a vendor says ends in
one place, `payments.settlement.settle`, as a `Receipt`.
"""

import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol


class ProviderError(Exception):
    """The vendor did not do what it was asked; the text is for the operator and holds no secret."""


class ProviderUnavailable(ProviderError):
    """No usable answer; the outcome of a write is unknown."""


class ProviderRefused(ProviderError):
    """The vendor says no; repeating the same request is pointless."""


@dataclass(frozen=True, slots=True)
class Bill:
    """What the shop asks a vendor to collect."""

    invoice: uuid.UUID  # our name for it; comes back in the receipt
    amount: int  # minor units of `currency` (stars for XTR)
    currency: str
    title: str
    description: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a vendor says about one payment."""

    provider: str
    external_id: str  # the vendor's name for the payment; unique per provider
    status: Literal["completed", "refunded"]
    invoice: uuid.UUID | None  # None or unknown: the money is booked to the payer's balance
    amount: int  # minor units of `currency`
    currency: str
    payer_telegram_id: int | None
    at: datetime


class PaymentProvider(Protocol):
    """One vendor. `method` is the public name of what customers choose, `currency` what the vendor counts in."""

    name: str
    method: str
    currency: str
    max_amount: int  # minor units that the vendor takes at once

    def amount_for(self, kopeks: int) -> int:
        """Minor units to ask for so many kopeks, rounded up."""

    def kopeks_for(self, amount: int) -> int:
        """What so many minor units are worth to the customer."""

    async def open(self, bill: Bill) -> str:
        """Ask the vendor to collect; returns the address where the customer pays. Raises ProviderError."""

    def receipts(self, skip: int) -> AsyncIterator[tuple[int, Receipt]]:
        """Payments and refunds the vendor knows, oldest first, without the first `skip`; each with its place from 1."""

    async def refund(self, receipt: Receipt) -> None:
        """Give the money back; one that is given back already is a success. Raises ProviderError."""
