"""Bad luck around payments, cases 9, 10 and 13 to 15 of the research: races, lost answers, odd bodies, no database."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest

from core import db, errors, ledger
from core.payment_providers import Bill as Asked
from core.payment_providers import Opened, PaymentProvider, Receipt
from core.payments import checkout, polling, settlement
from core.payments.models import Invoice, Payment, PaymentEvent
from core.shop import Actor, Shop
from core.users.models import User
from tests.conftest import Clock
from tests.core.cash_desk import AMOUNT, NAMES, TIMEOUT, CashDesk, credits, desk, doubts, states  # noqa: F401
from tests.core.conftest import work
from tests.core.payments.test_settlement import paid
from tests.telegram import BotApi
from tests.web.conftest import web  # noqa: F401 - a fixture

ADMIN = Actor("admin", 900)


@pytest.mark.parametrize("name", ["yookassa", "tribute", "heleket"])
async def test_case_09_twenty_ways_in_at_once_credit_once(
    desk: CashDesk, shop: Shop, user: User, clock: Clock, name: str
) -> None:
    order, bill = await desk.order(user, name)
    desk.book(name).webhook_url = ""
    desk.book(name).pay(bill.id)
    desk.book(name).webhook_url = "http://nowhere"
    clock.advance(minutes=2)
    hooks = [desk.hook(name, bill) for _ in range(7)]
    copies = [await Payment.get(id=order.payment.id) for _ in range(6)]
    receipt = Receipt(name, bill.id, "completed", order.invoice.uuid, AMOUNT, "RUB", None, shop.now())
    async with asyncio.timeout(30):
        answers = await asyncio.gather(
            *(desk.send(name, hook) for hook in hooks),
            *(polling.check(shop, payment) for payment in copies),
            *(polling.run_due(shop) for _ in range(3)),
            *(settlement.settle(shop, receipt) for _ in range(4)),
        )
    assert set(answers[:7]) == {200}
    assert await credits(user) == [AMOUNT]
    assert await desk.status(order) == "completed"


async def test_case_09_payments_and_refunds_of_one_person_do_not_block_each_other(
    desk: CashDesk, shop: Shop, user: User
) -> None:
    orders = [await checkout.open_top_up(shop, user, 10000) for _ in range(12)]
    receipts = [paid(shop, order, f"c{number}") for number, order in enumerate(orders)]
    await asyncio.gather(*(settlement.settle(shop, receipt) for receipt in receipts[:6]))
    back = [paid(shop, order, f"c{number}", status="refunded") for number, order in enumerate(orders[:6])]
    async with asyncio.timeout(30):
        await asyncio.gather(
            *(settlement.settle(shop, receipt) for pair in zip(receipts[6:], back, strict=True) for receipt in pair)
        )
    assert await ledger.balance(user.id) == 60000
    assert await ledger.unbalanced() == []


class Hasty:
    """A vendor whose customer pays, and whose webhook comes, before it has answered."""

    def __init__(self, provider: PaymentProvider, desk: CashDesk) -> None:
        self._provider, self._desk = provider, desk

    def __getattr__(self, name: str) -> Any:
        return getattr(self._provider, name)

    async def open(self, bill: Asked) -> Opened:
        opened = await self._provider.open(bill)
        made = self._desk.book(self.name).by_ref(str(bill.invoice))
        assert made is not None
        self._desk.book(self.name).pay(made.id)
        await self._desk.book(self.name).settled()
        return opened


@pytest.mark.parametrize("name", NAMES)
async def test_case_10_a_webhook_that_comes_before_the_answer_is_matched(
    desk: CashDesk, shop: Shop, user: User, name: str
) -> None:
    shop.providers = {name: Hasty(shop.providers[name], desk)}  # type: ignore[dict-item]
    order, _ = await desk.order(user, name)
    assert await desk.status(order) == "completed"
    assert await credits(user) == [AMOUNT]
    assert await Payment.all().count() == 1


@pytest.mark.parametrize("name", NAMES)
async def test_case_10_an_answer_that_is_lost_loses_no_money(desk: CashDesk, shop: Shop, user: User, name: str) -> None:
    order = await checkout.open_top_up(shop, user, AMOUNT, method=desk.case(name).method)
    desk.fault(name, code=502, after=True)
    try:
        await checkout.pay_link(shop, order)
    except errors.PaymentUnavailable:  # asking again makes no second payment where the vendor knows how to
        if desk.case(name).idempotent:
            await checkout.pay_link(shop, order)
    assert len(desk.book(name).bills) == 1
    desk.book(name).pay(desk.bill(name, order).id)
    await desk.book(name).settled()
    assert await desk.status(order) == "completed"
    assert await credits(user) == [AMOUNT]


async def test_case_13_stars_are_refused_before_they_are_paid(shop: Shop, user: User) -> None:
    order = await checkout.open_top_up(shop, user, AMOUNT)
    payload, asked = str(order.invoice.uuid), {"amount": 500, "currency": "XTR"}
    for wrong in ({"payer_telegram_id": 31337}, {"amount": 499}, {"currency": "RUB"}):
        with pytest.raises(errors.PaymentNotFound):
            await checkout.confirm(shop, payload, **({"payer_telegram_id": 4242} | asked | wrong))  # type: ignore[arg-type]
    await settlement.settle(shop, paid(shop, order, "c1"))
    with pytest.raises(errors.PaymentExpired):
        await checkout.confirm(shop, payload, payer_telegram_id=4242, amount=500, currency="XTR")
    await settlement.settle(shop, paid(shop, order, "c2"))  # paid on two telephones at once
    assert await credits(user) == [AMOUNT, AMOUNT]


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)  # readers of SQLite wait for nobody
async def test_case_13_the_question_before_the_payment_waits_for_no_lock(shop: Shop, user: User) -> None:
    order = await checkout.open_top_up(shop, user, AMOUNT)
    async with db.transaction():
        await Invoice.filter(id=order.invoice.id).select_for_update().first()
        await Payment.filter(id=order.payment.id).update(checks=1)
        ask = checkout.confirm(shop, str(order.invoice.uuid), payer_telegram_id=4242, amount=500, currency="XTR")
        await asyncio.wait_for(ask, 30)


async def test_case_13_an_update_without_the_secret_is_no_payment(desk: CashDesk) -> None:
    forged = {"update_id": 1, "message": {"successful_payment": {"total_amount": 100000}}}
    assert (await desk.web.post("/telegram/webhook", json=forged)).status_code == 403


@asynccontextmanager
async def database_away(shop: Shop) -> AsyncIterator[None]:
    """Nobody reaches the database meanwhile."""
    url = shop.settings.database_url
    if db.is_postgres():
        name = url.rpartition("/")[2]
        admin = await asyncpg.connect(url.rpartition("/")[0] + "/postgres")
        await admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        await admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)
        try:
            yield
        finally:
            await admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
            await admin.close()
    else:
        await db.fetch("PRAGMA busy_timeout = 50")
        other = sqlite3.connect(str(db.sqlite_path(url)), isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")
            other.close()


async def test_case_14_without_a_database_the_webhook_comes_again_and_the_customer_is_told_once(
    desk: CashDesk, shop: Shop, user: User, bot_api: BotApi
) -> None:
    order, bill = await desk.order(user, "tribute")
    await work(shop)
    bot_api.calls.clear()
    async with database_away(shop):
        desk.book("tribute").pay(bill.id)
        await desk.book("tribute").settled()
        answers = bill.events[-1].answers
        assert all(answer >= 500 for answer in answers), answers
    for _ in range(3):
        desk.book("tribute").resend(bill.id)
        await desk.book("tribute").settled()
    assert bill.events[-1].delivered
    await work(shop)
    await work(shop)
    assert await credits(user) == [AMOUNT]
    assert len(bot_api.said_to(4242)) == 1


ODD = (
    b"",
    b"null",
    b"[]",
    b"NaN",
    b'{"event":"payment.succeeded"}',
    b'{"event":"payment.succeeded","object":{"id":null}}',
    b'{"event":"payment.succeeded","object":{"id":["a"]}}',
    b'{"event":"payment.succeeded","object":{"id":"../refunds"}}',
    b'{"event":7,"object":{"id":1e3},"id":1e3}',
    b'{"id":NaN,"id":Infinity}',
    b'{"id":-1,"amount":1e3,"surprise":{"x":[1]}}',
    b'{"id":"x\\u0000y"}',
    b"\xff\xfe\x00{",
    b"[" * 60_000,
    b'{"id":"' + b"9" * 60_000 + b'"}',
    b"id=1&id=2&amount=500",
)


@pytest.mark.parametrize("name", NAMES)
async def test_case_15_odd_bodies_are_no_payments_and_no_errors(desk: CashDesk, user: User, name: str) -> None:
    order, bill = await desk.order(user, name)
    headers = desk.hook(name, bill).headers if name == "platega" else {}
    for body in ODD:
        assert await desk.post(name, body, headers) in (200, 401), body
    assert await desk.post(name, b"x" * (2 << 20), headers) == 413
    assert await desk.status(order) == "pending"
    assert await credits(user) == []
    assert sum(len(event.body) for event in await PaymentEvent.all()) < 20_000


@pytest.mark.parametrize("name", NAMES)
async def test_case_15_odd_answers_of_the_vendor_are_no_payments(
    desk: CashDesk, shop: Shop, user: User, clock: Clock, name: str
) -> None:
    order, bill = await desk.order(user, name)
    desk.book(name).webhook_url = ""
    desk.book(name).pay(bill.id)
    desk.book(name).webhook_url = "http://nowhere"
    case = desk.case(name)
    swaps = [(case.said_amount, odd) for odd in ("NaN", '"1e3"', "1e3", "null", '"-500.00"', '"500,00"', "{}")]
    swaps += [(case.said_paid, '"status":99' if "status" in case.said_paid else '"quite_new"')]
    for said, odd in swaps:
        desk.fault(name, swap=[[said, odd]])
        if case.signed:  # its webhook needs no answer
            await polling.check(shop, await Payment.get(id=order.payment.id))
        else:
            assert await desk.send(name, desk.hook(name, bill)) in (200, 503)
        assert await credits(user) == [], odd
        clock.advance(seconds=30)
    assert await desk.send(name, desk.hook(name, bill)) == 200  # the next answer is plain again
    assert await credits(user) == [AMOUNT]
    assert await desk.status(order) == "completed"
