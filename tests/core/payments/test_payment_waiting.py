"""Waiting for payments: when providers are asked, when the waiting ends, and what becomes of their webhooks."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from core import errors, ledger
from core.payment_providers import (
    Claim,
    ProviderRefused,
    ProviderUnavailable,
    WebhookRequest,
)
from core.payments import polling, reconciliation, refunds, webhooks
from core.payments.models import Payment, PaymentEvent
from core.shop import Actor, Shop
from core.users.models import User
from tests.conftest import ADMIN, Clock, new_user
from tests.core.conftest import facts, work
from tests.core.counter import Counter, counter, open_order  # noqa: F401 - a fixture
from tests.telegram import BotApi

BY = Actor("admin", ADMIN)


async def test_providers_are_asked_less_and_less_often_and_then_no_more(
    shop: Shop, user: User, counter: Counter, clock: Clock
) -> None:
    order, began, moments = await open_order(shop, user), clock.now, []
    while (due := (await Payment.get(id=order.payment.id)).next_check_at) is not None:
        before = len(counter.asked)
        clock.advance(seconds=(due - clock.now).total_seconds() - 1)
        await polling.run_due(shop)
        assert len(counter.asked) == before  # not before its time
        clock.advance(seconds=1)
        await polling.run_due(shop)
        moments += [(clock.now - began) / timedelta(minutes=1)] * (len(counter.asked) - before)
    # Each pause is a fifth shorter or longer by chance.
    pauses = [b - a for a, b in zip([0, *moments], moments, strict=False)]
    for meant, pause in zip([1, 2, 4, 8, 15, 30], pauses, strict=False):
        assert meant * 0.8 <= pause <= meant * 1.2
    assert all(48 <= pause <= 72 for pause in pauses[6:-1])
    assert len(set(pauses[6:])) > 1  # not in step
    payment = await Payment.get(id=order.payment.id)
    assert payment.status == "expired"
    assert timedelta(hours=48) < clock.now - began < timedelta(hours=50)
    assert counter.asked[0] == Claim(order.invoice.uuid, f"c-{order.invoice.uuid}")
    clock.advance(seconds=5)
    counter.say(shop, order)  # and late money is money
    assert await polling.check(shop, payment) == "completed"
    assert await ledger.balance(user.id) == 50000


async def test_a_payment_that_has_come_to_its_end_is_not_asked_about_again(
    shop: Shop, user: User, counter: Counter, clock: Clock
) -> None:
    orders = [await open_order(shop, user, kopeks=50000 + number) for number in range(3)]
    for order, status in zip(orders, ("completed", "failed", "expired"), strict=True):
        counter.say(shop, order, status)  # type: ignore[arg-type]
    clock.advance(minutes=2)
    await polling.run_due(shop)
    clock.advance(hours=100)
    await polling.run_due(shop)
    assert len(counter.asked) == 3
    payments = await Payment.all().order_by("id")
    assert [payment.status for payment in payments] == ["completed", "failed", "expired"]
    assert await ledger.balance(user.id) == 50000


async def test_several_workers_ask_about_a_payment_once(shop: Shop, user: User, counter: Counter, clock: Clock) -> None:
    for number in range(10):
        await open_order(shop, user, kopeks=50000 + number)
    clock.advance(minutes=2)
    await asyncio.gather(*(polling.run_due(shop) for _ in range(5)))
    assert len(counter.asked) == 10


async def test_a_mistake_about_one_payment_does_not_stop_the_others(
    shop: Shop, user: User, counter: Counter, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    other = Counter("other", "OTHER")
    shop.providers = {**shop.providers, "other": other}
    await open_order(shop, user)
    counter.trouble = ZeroDivisionError("a fault of ours")
    order = await open_order(shop, user, "OTHER")
    other.say(shop, order)
    clock.advance(minutes=2)
    await polling.run_due(shop)
    assert await ledger.balance(user.id) == 50000
    assert "cannot be looked up" in caplog.text
    planned = (await Payment.get(provider="counter")).next_check_at
    assert planned is not None
    assert timedelta(seconds=96) <= planned - clock.now <= timedelta(seconds=144)


async def test_a_provider_that_was_taken_away_breaks_nothing(
    shop: Shop, user: User, counter: Counter, clock: Clock
) -> None:
    order = await open_order(shop, user)
    await Payment.filter(id=order.payment.id).update(status="refunding")
    second = await open_order(shop, user, kopeks=50001)
    shop.providers = {name: provider for name, provider in shop.providers.items() if name != "counter"}
    clock.advance(minutes=1)
    await polling.run_due(shop)
    await refunds.finish(shop)
    assert await polling.check(shop, second.payment) == "pending"


async def test_a_webhook_is_kept_until_it_is_done(shop: Shop, user: User, counter: Counter, clock: Clock) -> None:
    order = await open_order(shop, user)
    name = counter.say(shop, order, "pending")
    request = WebhookRequest(name.encode(), {})
    await webhooks.receive(shop, "counter", request)
    assert [event.state for event in await PaymentEvent.all()] == ["new"]
    counter.say(shop, order)
    counter.trouble = ProviderUnavailable("away")
    clock.advance(seconds=5)
    with pytest.raises(errors.PaymentUnavailable):
        await webhooks.receive(shop, "counter", request)
    clock.advance(seconds=5)
    counter.trouble = ProviderRefused("HTTP 401")  # the shop's key is wrong: that is no answer about the payment
    with pytest.raises(errors.PaymentUnavailable):
        await webhooks.receive(shop, "counter", request)
    assert [event.state for event in await PaymentEvent.all()] == ["new"]
    counter.trouble = None
    clock.advance(seconds=5)
    await webhooks.receive(shop, "counter", request)
    asked = len(counter.asked)
    await webhooks.receive(shop, "counter", request)
    assert len(counter.asked) == asked
    assert [event.state for event in await PaymentEvent.all()] == ["done"]
    assert await ledger.balance(user.id) == 50000


async def test_a_webhook_about_several_payments_settles_those_that_are_ours(
    shop: Shop, user: User, counter: Counter
) -> None:
    name = counter.say(shop, await open_order(shop, user))
    await webhooks.receive(shop, "counter", WebhookRequest(f"stranger {name}".encode(), {}))
    assert await ledger.balance(user.id) == 50000
    assert [event.state for event in await PaymentEvent.all()] == ["unmatched"]


async def test_pings_forgeries_and_nonsense_settle_nothing(shop: Shop, counter: Counter) -> None:
    await webhooks.receive(shop, "counter", WebhookRequest(b"", {}))
    await webhooks.receive(shop, "counter", WebhookRequest(b"odd" + b"x" * 100_000, {}))
    with pytest.raises(errors.WebhookForged):
        await webhooks.receive(shop, "counter", WebhookRequest(b"forged", {}))
    with pytest.raises(errors.NotFound):
        await webhooks.receive(shop, "nobody", WebhookRequest(b"", {}))
    (event,) = await PaymentEvent.all()
    assert (event.state, len(event.body), event.note) == ("unreadable", webhooks.UNREADABLE_KEPT, "what?")


async def test_a_claim_that_names_another_payment_than_the_provider_does_is_not_believed(
    shop: Shop, user: User, counter: Counter
) -> None:
    mine, theirs = await open_order(shop, user), await open_order(shop, await new_user(shop, 77))
    name = counter.say(shop, mine)
    counter.known[name] = replace(counter.known[name], external_id="another", invoice=theirs.invoice.uuid)
    await webhooks.receive(shop, "counter", WebhookRequest(name.encode(), {}))
    assert [event.state for event in await PaymentEvent.all()] == ["unmatched"]
    assert await Payment.filter(status="pending").count() == 2


async def test_administrators_are_told_once_of_a_payment_that_is_doubted(
    shop: Shop, user: User, counter: Counter, bot_api: BotApi
) -> None:
    shop.providers = {"counter": counter}
    order = await open_order(shop, user)
    await work(shop)
    bot_api.calls.clear()
    name = counter.say(shop, order)
    counter.known[name] = replace(counter.known[name], amount=1)
    for _ in range(3):
        await webhooks.receive(shop, "counter", WebhookRequest(name.encode(), {}))
        await work(shop)
    (text,) = bot_api.said_to(ADMIN)
    assert "пришло 1 коп. вместо 50000 коп." in text
    assert "0,01 ₽" in text.replace("\xa0", " ")  # what accepting it would credit
    assert name in text
    (told,) = bot_api.said_to(4242)
    assert "0,01 ₽ вместо 500 ₽" in told.replace("\xa0", " ")


async def test_reconciliation_books_what_the_webhooks_missed_once(shop: Shop, user: User, counter: Counter) -> None:
    shop.providers = {"counter": counter}
    orders = [await open_order(shop, user, kopeks=50000 + number) for number in range(3)]
    for order in orders:
        counter.say(shop, order)
    assert await reconciliation.run(shop) == 3
    assert await reconciliation.run(shop) == 3
    assert await ledger.balance(user.id) == 150003
    assert len(await facts("PaymentSettled")) == 3
