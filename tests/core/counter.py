"""A payment vendor in memory that says what it is told to say, and remembers what it was asked."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Literal

import pytest

from core.payment_providers import (
    Bill,
    Claim,
    Forged,
    Method,
    Opened,
    ProviderError,
    Receipt,
    Status,
    Unreadable,
    WebhookRequest,
)
from core.payments import checkout
from core.payments.checkout import Checkout
from core.shop import Shop
from core.users.models import User


class Counter:
    """A vendor in memory: says what it is told to say, and remembers what it was asked."""

    methods = (Method("COUNTER", "RUB"),)
    refunds: Literal["partial"] = "partial"

    def __init__(self, name: str = "counter", method: str = "COUNTER") -> None:
        self.name = name
        self.methods = (Method(method, "RUB"),)
        self.look_up_seconds: float | None = 5.0
        self.known: dict[str, Receipt] = {}
        self.asked: list[Claim] = []
        self.seconds = 0.0  # that an answer takes
        self.signs = False  # whether its webhooks prove who sent them
        self.most_at_once = self._at_once = 0
        self.given_back: list[tuple[int, str]] = []
        self.listed: list[Receipt | Unreadable] | None = None  # by date; None = it has no such list
        self.odd: list[Unreadable] = []  # listed by place, before everything it knows
        self.trouble: ProviderError | Exception | None = None

    def amount_for(self, kopeks: int) -> int:
        return kopeks

    def kopeks_for(self, amount: int) -> int:
        return amount

    async def open(self, bill: Bill) -> Opened:
        return Opened("https://counter.example/", external_id=f"c-{bill.invoice}")

    def read(self, request: WebhookRequest) -> Sequence[Claim]:
        if request.body.startswith(b"forged"):
            raise Forged("no")
        if request.body.startswith(b"odd"):
            raise Unreadable("what?")
        return [Claim(None, name, authentic=self.signs) for name in request.body.decode().split()]

    async def look_up(self, claim: Claim) -> Receipt | None:
        self.asked.append(claim)
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        await asyncio.sleep(self.seconds)
        self._at_once -= 1
        if self.trouble:
            raise self.trouble
        return self.known.get(claim.external_id or "")

    async def receipts(self, skip: int) -> AsyncIterator[tuple[int, Receipt | Unreadable]]:
        for position, receipt in list(enumerate([*self.odd, *self.known.values()], 1))[skip:]:
            yield position, receipt

    def sweep(self, since: datetime) -> AsyncIterator[Receipt | Unreadable] | None:
        return self._swept(since) if self.listed is not None else None

    async def _swept(self, since: datetime) -> AsyncIterator[Receipt | Unreadable]:
        if self.trouble:
            raise self.trouble
        for one in self.listed or ():
            yield one

    async def refund(self, receipt: Receipt, *, amount: int, key: str) -> None:
        self.given_back.append((amount, key))
        if self.trouble:
            raise self.trouble

    async def aclose(self) -> None:
        """Nothing is open."""

    def say(self, shop: Shop, order: Checkout, status: Status = "completed") -> str:
        """From now on the vendor says this of an order; returns its name for it."""
        name = f"c-{order.invoice.uuid}"
        self.known[name] = Receipt(
            self.name, name, status, order.invoice.uuid, order.bill.amount, "RUB", None, shop.now()
        )
        return name


@pytest.fixture
def counter(shop: Shop) -> Counter:
    made = Counter()
    shop.providers = {"counter": made, **shop.providers}
    return made


async def open_order(shop: Shop, user: User, method: str = "COUNTER", *, kopeks: int = 50000) -> Checkout:
    """An invoice to be paid at the counter. One that waits for the same sum is used again: see `kopeks`."""
    order = await checkout.open_top_up(shop, user, kopeks, method=method)
    await checkout.pay_link(shop, order)
    return order
