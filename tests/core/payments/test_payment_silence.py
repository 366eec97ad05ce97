"""Silent vendors, refunds, floods, ways back and logs: cases 16 to 22 of the research."""

import asyncio
import logging
import time
import uuid
from typing import Any

import pytest

from core import errors, ledger
from core.payment_providers import OutcomeUnknown, Receipt
from core.payment_providers.cryptobot import CryptoBot
from core.payment_providers.heleket import Heleket
from core.payment_providers.tribute import Tribute
from core.payments import checkout, polling, refunds, settlement, webhook_retries
from core.payments.models import Payment, PaymentEvent
from core.shop import Actor, Shop
from core.users.models import User
from tests.conftest import Clock, new_user
from tests.contracts.cabinet import bearer, token_of
from tests.core.cash_desk import AMOUNT, NAMES, TIMEOUT, CashDesk, credits, desk, doubts, states  # noqa: F401
from tests.core.payments.test_settlement import paid
from tests.telegram import BotApi
from tests.web.conftest import web  # noqa: F401 - a fixture

ADMIN = Actor("admin", 900)


@pytest.mark.parametrize("fault", [{"code": 200}, {"code": 429}, {"code": 502}, {"code": 0}, {"code": 401}], ids=str)
async def test_case_16_a_vendor_that_cannot_answer_is_asked_again(
    desk: CashDesk, user: User, clock: Clock, fault: dict[str, Any]
) -> None:
    """The vendor repeats its webhook at once; the shop asks it a few times, and again when time has passed."""
    order, bill = await desk.order(user, "yookassa")
    desk.fault("yookassa", times=4, **fault)
    desk.book("yookassa").pay(bill.id)
    await desk.book("yookassa").settled()
    assert bill.events[-1].answers == [503, 503, 503, 200]
    assert await credits(user) == []
    clock.advance(seconds=5)
    await webhook_retries.run(desk.shop)  # the fourth bad answer
    assert await credits(user) == []
    clock.advance(minutes=2)
    await webhook_retries.run(desk.shop)
    assert await credits(user) == [AMOUNT]
    assert await states() == ["done"]


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
    waiting = asyncio.create_task(desk.send("heleket", desk.hook("heleket", hung[-1][1])))
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
    clicks = await asyncio.gather(*(refunds.refund(shop, payment, by=ADMIN) for _ in range(3)), return_exceptions=True)
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
    desk: CashDesk, shop: Shop, user: User, clock: Clock
) -> None:
    order, bill = await desk.paid(user, "yookassa")
    clock.advance(seconds=5)
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


async def test_case_20_a_silent_telegram_is_no_error_on_the_way_back(
    desk: CashDesk, shop: Shop, user: User, bot_api: BotApi
) -> None:
    order = await checkout.open_top_up(shop, user, AMOUNT)
    bot_api.refuse_next("getMe", 502, "Bad Gateway")
    assert (await desk.web.get(f"/pay/return/{order.payment.uuid}")).status_code == 200
    back = await desk.web.get(f"/pay/return/{order.payment.uuid}")
    assert back.headers["location"] == "https://t.me/vitrina_bot"


async def test_case_21_nothing_secret_is_logged_or_kept(
    desk: CashDesk, shop: Shop, user: User, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("tortoise").setLevel(logging.INFO)
    secrets, signatures = [], []
    for name in NAMES:
        _, bill = await desk.order(user, name)
        desk.fault(name, code=502)
        desk.book(name).pay(bill.id)
        await desk.book(name).settled()
        clock.advance(seconds=60)
        await webhook_retries.run(shop)
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
