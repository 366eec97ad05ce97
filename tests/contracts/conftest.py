"""A vendor's simulator, the adapter in front of it, and the address of ours that its webhooks come to."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from core.payment_providers import Bill, PaymentProvider, Receipt, WebhookRequest
from sandbox.serving import listen, serve
from sandbox.vendors.book import VendorBook
from sandbox.vendors.server import Vendors
from tests.contracts.providers import CASES, Case
from tests.core.conftest import bot_api  # noqa: F401 - a fixture
from tests.web.conftest import statements, web  # noqa: F401 - fixtures

TIMEOUT = 2.0
AMOUNT = 500_00


class Mailbox:
    """Where webhooks come to: keeps them, and answers `statuses`, one each, then 200."""

    def __init__(self) -> None:
        self.url = ""
        self.statuses: list[int] = []
        self._came: asyncio.Queue[WebhookRequest] = asyncio.Queue()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        came = WebhookRequest(
            await request.body(), dict(request.headers), request.client.host if request.client else None
        )
        status = self.statuses.pop(0) if self.statuses else 200
        if status == 200:
            self._came.put_nowait(came)
        await Response(status_code=status)(scope, receive, send)

    async def next(self) -> WebhookRequest:
        """The next webhook that was taken."""
        return await asyncio.wait_for(self._came.get(), 30)

    def is_empty(self) -> bool:
        return self._came.empty()


@dataclass
class Desk:
    """One vendor on trial."""

    case: Case
    vendors: Vendors
    provider: PaymentProvider
    mailbox: Mailbox
    _providers: list[PaymentProvider] = field(default_factory=list)

    @property
    def book(self) -> VendorBook:
        return self.vendors.book(self.case.name)

    def bill(self, **changes: Any) -> Bill:
        """A bill of 500 roubles."""
        return replace(
            Bill(
                invoice=uuid.uuid4(),
                method=self.case.method,
                amount=AMOUNT,
                currency=self.case.currency,
                title="30 дней",
                description="Пополнение баланса «Витрины» на пятьсот рублей, чтобы хватило на месяц",
                return_url="https://shop.example/pay/return/abc",
            ),
            **changes,
        )

    def stranger(self) -> PaymentProvider:
        """The adapter with secrets that the vendor does not know."""
        secrets = {name: value if value.isdigit() else f"{value}9" for name, value in self.case.secrets.items()}
        made = self.case.make(self.vendors.api(self.case.name), secrets, TIMEOUT)
        self._providers.append(made)
        return made

    def fault(self, **fields: Any) -> None:
        """Let the next request go wrong; see `sandbox.vendors.faults.Fault`."""
        self.vendors.faults(self.case.name).add(fields)

    async def opened(self) -> tuple[Bill, str]:
        """A bill that the vendor collects, and the vendor's id of it."""
        bill = self.bill()
        await self.provider.open(bill)
        made = self.book.by_ref(str(bill.invoice))
        assert made is not None
        return bill, made.id

    async def told(self, request: WebhookRequest, by: PaymentProvider | None = None) -> list[Receipt]:
        """What the shop learns from a webhook: it reads it, and asks the vendor wherever it can."""
        provider, receipts = by or self.provider, []
        for claim in provider.read(request):
            receipt = claim.receipt if provider.look_up_seconds is None else await provider.look_up(claim)
            if receipt is not None:
                receipts.append(receipt)
        return receipts

    async def paid(self) -> tuple[Bill, Receipt]:
        """A bill that has been paid, and its receipt."""
        bill, bill_id = await self.opened()
        self.book.pay(bill_id)
        (receipt,) = await self.told(await self.mailbox.next())
        return bill, receipt

    async def close(self) -> None:
        for provider in (self.provider, *self._providers):
            await provider.aclose()


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    mailbox = Mailbox()
    listener = listen("127.0.0.1", 0)
    mailbox.url = f"http://127.0.0.1:{listener.getsockname()[1]}/webhooks"
    server = await serve(mailbox, listener)
    yield mailbox
    await server.close(1.0)


@pytest.fixture(params=CASES, ids=str)
def case(request: pytest.FixtureRequest) -> Case:
    found: Case = request.param
    return found


@pytest.fixture
async def desk(case: Case, mailbox: Mailbox) -> AsyncIterator[Desk]:
    secrets, webhooks = {case.name: case.secrets}, {case.name: mailbox.url}
    async with Vendors(secrets=secrets, webhooks=webhooks, pauses=(0.01, 0.01, 0.01)) as vendors:
        desk = Desk(case, vendors, case.make(vendors.api(case.name), case.secrets, TIMEOUT), mailbox)
        yield desk
        await desk.close()
