"""Bad luck around payments, cases 9, 10 and 13 to 22 of the research: races, silence, odd bodies, restarts, refunds."""

import asyncio
import logging
import sqlite3
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import httpx
import pytest

from core import db, errors, ledger
from core.payment_providers import Bill as Asked
from core.payment_providers import Opened, OutcomeUnknown, PaymentProvider, Receipt
from core.payment_providers.cryptobot import CryptoBot
from core.payment_providers.heleket import Heleket
from core.payment_providers.tribute import Tribute
from core.payments import checkout, polling, refunds, settlement
from core.payments.models import Invoice, Payment, PaymentEvent
from core.shop import Actor, Shop
from core.users.models import User
from tests.conftest import Clock, new_user
from tests.contracts.cabinet import bearer, token_of
from tests.core.cash_desk import AMOUNT, NAMES, TIMEOUT, CashDesk, credits, desk, doubts, states  # noqa: F401
from tests.core.conftest import work
from tests.core.test_settlement import paid
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


async def test_case_13_the_question_before_the_payment_waits_for_no_lock(shop: Shop, user: User) -> None:
    if not db.is_postgres():
        pytest.skip("readers of SQLite wait for nobody")
    order = await checkout.open_top_up(shop, user, AMOUNT)
    async with db.transaction():
        await Invoice.filter(id=order.invoice.id).select_for_update().first()
        await Payment.filter(id=order.payment.id).update(checks=1)
        ask = checkout.confirm(shop, str(order.invoice.uuid), payer_telegram_id=4242, amount=500, currency="XTR")
        await asyncio.wait_for(ask, 5)


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
    b"[" * 100_000,
    b'{"id":"' + b"9" * 300_000 + b'"}',
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
async def test_case_15_odd_answers_of_the_vendor_are_no_payments(desk: CashDesk, user: User, name: str) -> None:
    order, bill = await desk.order(user, name)
    desk.book(name).webhook_url = ""
    desk.book(name).pay(bill.id)
    desk.book(name).webhook_url = "http://nowhere"
    case = desk.case(name)
    swaps = [(case.said_amount, odd) for odd in ("NaN", '"1e3"', "1e3", "null", '"-500.00"', '"500,00"', "{}")]
    swaps += [(case.said_paid, case.said_paid.split('"status"')[0] and '"quite_new"')]
    for said, odd in swaps:
        desk.fault(name, swap=[[said, odd]])
        assert await desk.send(name, desk.hook(name, bill)) in (200, 503)
        assert await credits(user) == [], odd
    assert await desk.send(name, desk.hook(name, bill)) == 200  # the next answer is plain again
    assert await credits(user) == [AMOUNT]
    assert await desk.status(order) == "completed"


@pytest.mark.parametrize("fault", [{"code": 200}, {"code": 429}, {"code": 502}, {"code": 0}, {"code": 401}], ids=str)
async def test_case_16_a_vendor_that_cannot_answer_is_asked_again(
    desk: CashDesk, user: User, fault: dict[str, Any]
) -> None:
    order, bill = await desk.order(user, "yookassa")
    desk.fault("yookassa", times=2, **fault)
    desk.book("yookassa").pay(bill.id)
    await desk.book("yookassa").settled()
    assert bill.events[-1].answers == [503, 503, 200]
    assert await credits(user) == [AMOUNT]


async def test_case_16_a_vendor_that_hangs_holds_up_nobody(
    desk: CashDesk, shop: Shop, user: User, clock: Clock
) -> None:
    hung = [await desk.order(await new_user(shop, 100 + number), "heleket") for number in range(6)]
    order, bill = await desk.order(user, "tribute")
    desk.book("tribute").webhook_url = ""
    desk.book("tribute").pay(bill.id)
    desk.fault("heleket", delay=60, times=100)
    clock.advance(minutes=2)
    began = time.monotonic()
    waiting = asyncio.create_task(desk.send("heleket", desk.hook("heleket", hung[0][1])))
    await asyncio.wait_for(polling.run_due(shop), TIMEOUT * 3)  # not six times the patience
    assert await desk.status(order) == "completed"
    assert await waiting == 503
    assert time.monotonic() - began < TIMEOUT * 5
    with pytest.raises(errors.PaymentUnavailable):
        await checkout.pay_link(shop, await checkout.open_top_up(shop, user, AMOUNT, method="HELEKET"))
    clock.advance(minutes=3)
    desk.vendors.faults("heleket").clear()
    desk.book("heleket").webhook_url = ""
    for _, late in hung:
        desk.book("heleket").pay(late.id)
    await polling.run_due(shop)
    assert await Payment.filter(provider="heleket", status="completed").count() == 6


async def test_case_17_a_refund_is_taken_once_whoever_tells_of_it(desk: CashDesk, shop: Shop, user: User) -> None:
    order, bill = await desk.paid(user, "yookassa")
    payment = await Payment.get(id=order.payment.id)
    clicks = await asyncio.gather(
        *(refunds.refund(shop, payment, by=ADMIN) for _ in range(3)), return_exceptions=True
    )
    await desk.book("yookassa").settled()
    assert sorted(type(click).__name__ for click in clicks) == ["CannotRefund", "CannotRefund", "Payment"]
    desk.book("yookassa").resend(bill.id)
    await desk.book("yookassa").settled()
    back = Receipt("yookassa", bill.id, "refunded", order.invoice.uuid, AMOUNT, "RUB", None, shop.now())
    await asyncio.gather(*(settlement.settle(shop, back) for _ in range(5)))  # a chargeback beside it
    assert [len(bill.refunds), await ledger.balance(user.id)] == [1, 0]
    assert await desk.status(order) == "refunded"
    assert await ledger.unbalanced() == []


async def test_case_17_the_webhook_of_a_refund_may_come_before_the_answer(
    desk: CashDesk, shop: Shop, user: User
) -> None:
    order, bill = await desk.paid(user, "yookassa")
    desk.fault("yookassa", path="/refunds", code=502, after=True)
    payment = await refunds.refund(shop, await Payment.get(id=order.payment.id), by=ADMIN)
    await desk.book("yookassa").settled()
    assert await desk.status(order) == "refunded"
    await refunds.finish(shop)
    assert payment.status in ("refunding", "completed")
    assert [len(bill.refunds), await ledger.balance(user.id)] == [1, 0]


@pytest.mark.parametrize(
    ("name", "secret", "make"),
    [
        ("cryptobot", "token", lambda url, s, new: CryptoBot(new, previous_token=s["token"], base_url=url)),
        ("tribute", "api_key", lambda url, s, new: Tribute(new, previous_api_key=s["api_key"], base_url=url)),
        (
            "heleket",
            "api_key",
            lambda url, s, new: Heleket(s["merchant_id"], new, previous_api_key=s["api_key"], base_url=url),
        ),
    ],
    ids=["cryptobot", "tribute", "heleket"],
)
async def test_case_18_a_webhook_under_way_outlives_a_change_of_the_key(
    desk: CashDesk, shop: Shop, user: User, name: str, secret: str, make: Any
) -> None:
    _, bill = await desk.order(user, name)
    before = desk.hook(name, bill)
    vendor = desk.vendors.app.vendors[name]
    provider = make(desk.vendors.api(name), dict(vendor.secrets), "12345:the-new-one")
    vendor.secrets = {**vendor.secrets, secret: "12345:the-new-one"}
    shop.providers = {name: provider}
    desk.book(name).webhook_url = ""
    desk.book(name).pay(bill.id)
    desk.book(name).webhook_url = "http://nowhere"
    assert await desk.send(name, desk.hook(name, bill, **{secret: "12345:a-strangers"})) == 401
    assert await desk.send(name, before) == 200
    await provider.aclose()
    assert await credits(user) == [AMOUNT]


async def test_case_19_a_flood_of_top_ups_and_checks_is_stopped(desk: CashDesk, shop: Shop, user: User) -> None:
    headers = bearer(await token_of(shop, user))
    asked = {"amount_rubles": 500, "payment_method": "TRIBUTE"}
    answers = [await desk.web.post("/cabinet/balance/top-up", json=asked, headers=headers) for _ in range(12)]
    assert [answer.status_code for answer in answers].count(429) == 2, answers[0].text
    check = f"/cabinet/balance/check-payment/{uuid.uuid4()}"
    codes = {(await desk.web.post(check, headers=headers)).status_code for _ in range(12)}
    assert 429 in codes


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/",
        "//evil.example",
        "https://shop.example@evil.example/",
        "https://shop.example.evil.example/",
        "https://shop.example:443@evil.example",
        "http://shop.example/",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://[",
        "\\\\evil.example",
        "https://evil.example\\@shop.example/",
        "",
    ],
)
async def test_case_20_customers_are_sent_back_to_known_places_only(shop: Shop, user: User, url: str) -> None:
    with pytest.raises(errors.ReturnUrlNotAllowed):
        await checkout.open_top_up(shop, user, AMOUNT, return_url=url)


async def test_case_20_the_way_back_leads_where_the_payment_says(desk: CashDesk, shop: Shop, user: User) -> None:
    home = "https://shop.example/app"
    order = await checkout.open_top_up(shop, user, AMOUNT, return_url=home)
    answer = await desk.web.get(f"/pay/return/{order.payment.uuid}", params={"return_url": "https://evil.example"})
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, home)
    assert (await desk.web.get(f"/pay/return/{uuid.uuid4()}")).status_code == 404


async def test_case_21_nothing_secret_is_logged_or_kept(
    desk: CashDesk, shop: Shop, user: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("tortoise").setLevel(logging.INFO)
    secrets, signatures = [], []
    for name in NAMES:
        _, bill = await desk.order(user, name)
        desk.fault(name, code=502)
        desk.book(name).pay(bill.id)
        await desk.book(name).settled()
        hook = desk.hook(name, bill)
        await desk.post(name, b'{"email":"payer@mail.example","sign":"0123456789abcdef0123456789abcdef"}', hook.headers)
        await desk.post(name, hook.body, {})
        secrets += [value for value in desk.case(name).secrets.values() if len(value) > 6]
        signatures += [value for header, value in hook.headers.items() if header.lower() != "content-type"]
        payment = await Payment.filter(provider=name, status="completed").get()
        try:
            await refunds.refund(shop, payment, by=ADMIN)
        except (errors.CannotRefund, OutcomeUnknown):
            pass
    kept = " ".join([event.body + event.note for event in await PaymentEvent.all()])
    assert kept
    for text in (caplog.text, kept):
        for secret in (*secrets, *signatures, "payer@mail.example", "0123456789abcdef0123456789abcdef"):
            assert secret not in text, secret


async def test_case_22_who_pays_does_not_decide_who_is_credited(shop: Shop, user: User) -> None:
    friend = await new_user(shop, 77)
    order = await checkout.open_top_up(shop, user, AMOUNT)
    await settlement.settle(shop, paid(shop, order, payer_telegram_id=friend.telegram_id))
    assert await credits(user) == [AMOUNT]
    assert await credits(friend) == []
