"""A vendor that is away for minutes: one line when it begins, a count, one when it is over, and the operator told."""

import asyncio
import logging

import pytest

from core import errors, ledger
from core.payment_providers import ProviderRefused, ProviderUnavailable, WebhookRequest
from core.payments import alerts, checkout, polling, webhook_retries, webhooks
from core.payments.models import Payment
from core.shop import Shop
from core.users.models import User
from tests.conftest import ADMIN, Clock
from tests.core.cash_desk import AMOUNT, NAMES, CashDesk, desk  # noqa: F401 - a fixture
from tests.core.conftest import facts, work
from tests.core.counter import Counter, counter, open_order  # noqa: F401 - a fixture
from tests.telegram import BotApi
from tests.web.conftest import web  # noqa: F401 - a fixture


def _lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What an operator's log shows of payments at its usual level."""
    shown = [one for one in caplog.records if one.levelno >= logging.INFO and one.name.startswith("core.payments")]
    assert not [one for one in shown if one.exc_info]
    return [one.getMessage() for one in shown]


async def test_a_silent_vendor_is_two_lines_however_often_it_is_asked(
    shop: Shop, user: User, counter: Counter, clock: Clock, caplog: pytest.LogCaptureFixture, bot_api: BotApi
) -> None:
    caplog.set_level(logging.INFO)
    shop.providers = {"counter": counter}
    orders = [await open_order(shop, user, kopeks=50000 + number) for number in range(8)]
    names = [counter.say(shop, order) for order in orders]
    counter.trouble = ProviderUnavailable("HTTP 502")
    for _ in range(27):
        clock.advance(seconds=30)
        copies = [await Payment.get(id=order.payment.id) for order in orders]
        await asyncio.gather(*(polling.check(shop, copy) for copy in copies))
        for name in names:
            with pytest.raises(errors.PaymentUnavailable):
                await webhooks.receive(shop, "counter", WebhookRequest(name.encode(), {}))
        await polling.run_due(shop)
        await webhook_retries.run(shop)
    (begins,) = _lines(caplog)
    assert begins.startswith("counter does not answer: HTTP 502")
    (silent,) = await facts("VendorSilent")
    assert silent.data["provider"] == "counter"
    counter.trouble = None
    for order in orders:
        clock.advance(seconds=20)
        assert await polling.check(shop, await Payment.get(id=order.payment.id)) == "completed"
    (_, over) = _lines(caplog)
    assert over.startswith("counter answers again: ")
    assert int(over.split()[3]) > 250
    (answers,) = await facts("VendorAnswers")
    assert answers.data["minutes"] >= 13
    await work(shop)
    told = [text for text in bot_api.said_to(ADMIN) if "counter" in text]
    assert len(told) == 2
    assert "не отвечает" in told[0]
    assert "снова отвечает" in told[1]
    assert await ledger.balance(user.id) == sum(50000 + number for number in range(8))


async def test_a_short_hiccup_is_in_the_log_and_troubles_nobody(
    shop: Shop, user: User, counter: Counter, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    order = await open_order(shop, user)
    counter.trouble = ProviderUnavailable("away")
    for _ in range(4):
        await polling.check(shop, order.payment)
        clock.advance(seconds=10)
    counter.trouble = None
    clock.advance(seconds=30)
    await polling.check(shop, order.payment)
    assert len(_lines(caplog)) == 2
    assert await facts("VendorSilent") == await facts("VendorAnswers") == []


async def test_a_vendor_that_comes_and_goes_is_one_outage(
    shop: Shop, user: User, counter: Counter, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    order = await open_order(shop, user)
    for number in range(60):
        counter.trouble = ProviderUnavailable("HTTP 502") if number % 3 else None
        await polling.check(shop, order.payment)
        clock.advance(seconds=8)
    assert len([line for line in _lines(caplog) if "does not answer" in line]) == 1
    assert len(await facts("VendorSilent")) == 1


async def test_a_vendor_that_refuses_is_there(shop: Shop, user: User, counter: Counter, clock: Clock) -> None:
    order = await open_order(shop, user)
    counter.trouble = ProviderRefused("HTTP 401")
    for _ in range(30):
        clock.advance(minutes=1)
        await polling.check(shop, order.payment)
    assert await facts("VendorSilent") == []


async def test_the_end_is_told_by_a_process_that_was_started_meanwhile(
    shop: Shop, user: User, counter: Counter, clock: Clock
) -> None:
    order = await open_order(shop, user)
    counter.trouble = ProviderUnavailable("away")
    for _ in range(10):
        await polling.check(shop, order.payment)
        clock.advance(minutes=1)
    assert len(await facts("VendorSilent")) == 1
    alerts._seen.clear()  # the process is a new one
    counter.trouble = None
    await polling.check(shop, order.payment)
    assert len(await facts("VendorAnswers")) == 1


@pytest.mark.parametrize("name", NAMES)
async def test_customers_who_try_to_pay_meanwhile_fill_no_log(
    desk: CashDesk, shop: Shop, user: User, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    desk.fault(name, code=503, times=1000)
    for number in range(10):
        order = await checkout.open_top_up(shop, user, AMOUNT + number, method=desk.case(name).method)
        with pytest.raises(errors.PaymentUnavailable):
            await checkout.pay_link(shop, order)
    (line,) = _lines(caplog)
    assert line.startswith(f"{name} does not answer")
