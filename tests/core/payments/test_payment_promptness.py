"""A webhook is booked when it comes, whoever has asked the vendor before: every vendor, both engines."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest

from core.payments import polling
from core.payments.checkout import Checkout
from core.payments.models import Payment
from core.shop import Shop
from core.users.models import User
from sandbox.vendors.book import Bill
from tests.conftest import Clock, new_user
from tests.core.cash_desk import AMOUNT, NAMES, CashDesk, credits, desk, states  # noqa: F401 - a fixture
from tests.web.conftest import web  # noqa: F401 - a fixture

PROMPT_SECONDS = 1.0

Look = Callable[[CashDesk, Shop, Clock, Checkout, Bill], Awaitable[object]]


async def customer_asks(desk: CashDesk, shop: Shop, clock: Clock, order: Checkout, bill: Bill) -> None:
    await polling.check(shop, await Payment.get(id=order.payment.id))


async def shop_polls(desk: CashDesk, shop: Shop, clock: Clock, order: Checkout, bill: Bill) -> None:
    clock.advance(minutes=2)
    await polling.run_due(shop)


async def unpaid_webhook(desk: CashDesk, shop: Shop, clock: Clock, order: Checkout, bill: Bill) -> None:
    """What says that it is paid, and is not: somebody else's words, or a vendor that is ahead of itself."""
    name = order.payment.provider
    if not desk.case(name).signed:
        assert await desk.send(name, desk.hook(name, bill)) == 200


async def everybody_asks(desk: CashDesk, shop: Shop, clock: Clock, order: Checkout, bill: Bill) -> None:
    await shop_polls(desk, shop, clock, order, bill)
    await customer_asks(desk, shop, clock, order, bill)
    await unpaid_webhook(desk, shop, clock, order, bill)


async def _paid_promptly(desk: CashDesk, name: str, user: User, bill: Bill) -> None:
    began = time.perf_counter()
    desk.book(name).pay(bill.id)
    while not await credits(user):
        assert time.perf_counter() - began < PROMPT_SECONDS, await states()
        await asyncio.sleep(0.01)
    assert await credits(user) == [AMOUNT]


@pytest.mark.parametrize("name", NAMES)
async def test_a_webhook_is_booked_at_once_after_an_earlier_look(
    desk: CashDesk, shop: Shop, clock: Clock, name: str
) -> None:
    looks: tuple[Look, ...] = (customer_asks, shop_polls, unpaid_webhook, everybody_asks)
    for number, look in enumerate(looks):
        user = await new_user(shop, 100 + number)
        order, bill = await desk.order(user, name)
        await look(desk, shop, clock, order, bill)
        assert await credits(user) == [], look
        await _paid_promptly(desk, name, user, bill)
        await desk.book(name).settled()
        assert await desk.status(order) == "completed", look


@pytest.mark.parametrize("name", NAMES)
async def test_a_webhook_is_booked_at_once_while_a_look_hangs(
    desk: CashDesk, shop: Shop, user: User, name: str
) -> None:
    order, bill = await desk.order(user, name)
    desk.fault(name, delay=2.5)
    asking = asyncio.create_task(polling.check(shop, await Payment.get(id=order.payment.id)))
    await asyncio.sleep(0.2)
    await _paid_promptly(desk, name, user, bill)
    assert not asking.done()
    await asking
    await desk.book(name).settled()
    assert await credits(user) == [AMOUNT]
