"""A shop whose vendors are the sandbox's, over real HTTP: what a test of paying needs, and what an attacker can do."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from core import i18n, ledger
from core.ledger import LedgerEntry
from core.payment_providers import PaymentProvider
from core.payment_providers.stars import Stars
from core.payments import checkout
from core.payments.checkout import Checkout
from core.payments.models import Payment, PaymentEvent
from core.shop import Shop
from core.users.models import User
from sandbox.vendors.book import Bill, EventKind, Hook, VendorBook
from sandbox.vendors.server import Vendors
from sandbox.vendors.vendor import Vendor
from tests.contracts.providers import CASES, Case
from tests.core.conftest import facts
from tests.telegram import BotApi

NAMES = tuple(case.name for case in CASES)
SIGNED = ("cryptobot", "tribute", "heleket", "platega")  # whose webhooks cannot be made without a secret
AMOUNT = 500_00
TIMEOUT = 3.0


@dataclass
class CashDesk:
    """All vendors of the sandbox behind one shop, which they tell of everything by webhooks."""

    shop: Shop
    web: httpx.AsyncClient
    vendors: Vendors

    def case(self, name: str) -> Case:
        return next(case for case in CASES if case.name == name)

    def book(self, name: str) -> VendorBook:
        return self.vendors.book(name)

    def fault(self, name: str, **fields: Any) -> None:
        """Let the vendor's next request go wrong."""
        self.vendors.faults(name).add(fields)

    async def order(self, user: User, name: str, kopeks: int = AMOUNT) -> tuple[Checkout, Bill]:
        """A top-up that waits to be paid, and the vendor's bill."""
        order = await checkout.open_top_up(self.shop, user, kopeks, method=self.case(name).method)
        await checkout.pay_link(self.shop, order)
        return order, self.bill(name, order)

    def bill(self, name: str, order: Checkout) -> Bill:
        found = self.book(name).by_ref(str(order.invoice.uuid))
        assert found is not None
        return found

    async def paid(self, user: User, name: str) -> tuple[Checkout, Bill]:
        """A top-up that has been paid, and whose webhook has been taken."""
        order, bill = await self.order(user, name)
        self.book(name).pay(bill.id)
        await self.book(name).settled()
        return order, bill

    def hook(self, name: str, bill: Bill, kind: EventKind = "paid", **secrets: str) -> Hook:
        """What the vendor sends about a bill; with other secrets than its own, what somebody else can send."""
        vendor = self.vendors.app.vendors[name]
        if secrets:
            other: Vendor = type(vendor)({**vendor.secrets, **secrets})
            other.book.webhook_url = "http://nowhere"
            vendor = other
        hook = vendor.hook(bill, kind)
        assert hook is not None
        return hook

    async def post(self, name: str, body: bytes | dict[str, Any], headers: Mapping[str, str] | None = None) -> int:
        """Send a webhook to the shop; the status of its answer."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        answer = await self.web.post(f"/webhooks/pay/{name}", content=content, headers=dict(headers or {}), timeout=30)
        assert answer.status_code < 300 or not answer.content  # nothing for a prober to learn from
        return answer.status_code

    async def send(self, name: str, hook: Hook) -> int:
        return await self.post(name, hook.body, hook.headers)

    async def status(self, order: Checkout) -> str:
        return str((await Payment.get(id=order.payment.id)).status)


async def credits(user: User) -> list[int]:
    """Top-ups in the person's ledger."""
    assert await ledger.unbalanced() == []
    entries = await LedgerEntry.filter(user_id=user.id, kind="top_up").order_by("id")
    return [entry.amount_kopeks for entry in entries]


async def doubts() -> list[str]:
    """Why payments wait for an operator."""
    return [i18n.say_stored(fact.data["reason"], "en") for fact in await facts("PaymentDoubted")]


async def states() -> list[str]:
    """What became of each webhook."""
    return [event.state for event in await PaymentEvent.all().order_by("id")]


@pytest.fixture
async def desk(shop: Shop, web: httpx.AsyncClient, bot_api: BotApi) -> AsyncIterator[CashDesk]:
    site = str(web.base_url).rstrip("/")
    webhooks = {name: f"{site}/webhooks/pay/{name}" for name in NAMES}
    secrets = {case.name: case.secrets for case in CASES}
    async with Vendors(secrets=secrets, webhooks=webhooks, pauses=(0.02, 0.02, 0.02)) as vendors:
        made: list[PaymentProvider] = [case.make(vendors.api(case.name), case.secrets, TIMEOUT) for case in CASES]
        shop.providers = {"stars": Stars(shop.telegram, 100), **{provider.name: provider for provider in made}}
        yield CashDesk(shop, web, vendors)
        for provider in made:
            await provider.aclose()
        await asyncio.sleep(0)
