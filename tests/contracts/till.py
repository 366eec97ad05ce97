"""A payment vendor in memory, for tests of what stands before the vendors; real ones have tests of their own."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Literal

from core.payment_providers import (
    Bill,
    Claim,
    Forged,
    Method,
    Opened,
    ProviderUnavailable,
    Receipt,
    Status,
    WebhookRequest,
)
from core.shop import Shop


class Till:
    """Takes roubles by two buttons; knows whatever `pay` has told it."""

    name = "till"
    methods = (
        Method("YOOKASSA_SBP", "RUB", min_amount=100_00, max_amount=700_000_00),
        Method("NEW_BANK", "RUB"),
    )
    refunds: Literal["full"] = "full"
    look_up_seconds = 5.0

    def __init__(self) -> None:
        self.bills: list[Bill] = []
        self.is_away = False
        self.seconds = 0.0
        self._known: dict[str, Receipt] = {}

    def amount_for(self, kopeks: int) -> int:
        return kopeks

    def kopeks_for(self, amount: int) -> int:
        return amount

    async def open(self, bill: Bill) -> Opened:
        await asyncio.sleep(self.seconds)
        if self.is_away:
            raise ProviderUnavailable("away")
        self.bills.append(bill)
        return Opened(f"https://till.example/{bill.invoice}", external_id=str(bill.invoice))

    def pay(self, bill: Bill, status: Status = "completed") -> None:
        """The customer pays, or the payment ends otherwise."""
        known = self._known.get(str(bill.invoice)) or Receipt(
            provider=self.name,
            external_id=str(bill.invoice),
            status=status,
            invoice=bill.invoice,
            amount=bill.amount,
            currency=bill.currency,
            payer_telegram_id=None,
            at=datetime(2026, 11, 21, tzinfo=UTC),
        )
        self._known[str(bill.invoice)] = replace(known, status=status)

    def read(self, request: WebhookRequest) -> Sequence[Claim]:
        raise Forged("the till sends nothing")

    async def look_up(self, claim: Claim) -> Receipt | None:
        if self.is_away:
            raise ProviderUnavailable("away")
        return self._known.get(str(claim.external_id))

    async def receipts(self, skip: int) -> AsyncIterator[tuple[int, Receipt]]:
        for position, receipt in list(enumerate(self._known.values(), 1))[skip:]:
            yield position, receipt

    def sweep(self, since: datetime) -> None:
        """It has no list by date."""

    async def refund(self, receipt: Receipt, *, amount: int, key: str) -> None:
        self._known[receipt.external_id] = replace(receipt, status="refunded")

    async def aclose(self) -> None:
        """Nothing is open."""


def install(shop: Shop) -> Till:
    """The shop takes roubles by this till, beside what it takes already."""
    till = Till()
    shop.providers = {till.name: till, **shop.providers}
    return till
