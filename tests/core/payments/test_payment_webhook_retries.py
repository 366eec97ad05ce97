"""Webhooks that could not be done at once, and how seldom a vendor is asked: on both engines."""

import asyncio
from datetime import timedelta

import pytest

from core import errors, i18n, ledger
from core.payment_providers import ProviderUnavailable, WebhookRequest
from core.payments import leases, polling, webhook_retries, webhooks
from core.payments.models import Payment, PaymentEvent
from core.shop import Shop
from core.users.models import User
from tests.conftest import ADMIN, Clock
from tests.core.conftest import facts, work
from tests.core.counter import Counter, counter, open_order  # noqa: F401 - a fixture
from tests.telegram import BotApi


async def _tell(shop: Shop, body: str) -> None:
    await webhooks.receive(shop, "counter", WebhookRequest(body.encode(), {}))


async def _state() -> list[str]:
    return [event.state for event in await PaymentEvent.all().order_by("id")]


async def test_a_burst_about_one_payment_is_a_few_questions(
    shop: Shop, user: User, counter: Counter, clock: Clock
) -> None:
    counter.look_up_seconds = 30.0
    order = await open_order(shop, user)
    name = counter.say(shop, order, "pending")
    clock.advance(minutes=2)
    copies = [await Payment.get(id=order.payment.id) for _ in range(5)]
    await asyncio.gather(
        *(_tell(shop, f"{name} {name}" if number % 2 else name) for number in range(10)),
        *(polling.check(shop, copy) for copy in copies),
        *(polling.run_due(shop) for _ in range(3)),
    )
    asked = 1 + leases.WEBHOOK_LOOKS  # one by whoever polls, and webhooks may have news
    assert len(counter.asked) == asked
    counter.say(shop, order)
    for second in range(29):
        await _tell(shop, f"{name} {'again ' * second}")  # too many by now
        assert (await polling.check(shop, copies[0]), len(counter.asked)) == ("pending", asked), second
        clock.advance(seconds=1)
    clock.advance(seconds=31)
    await webhook_retries.run(shop)  # and not forgotten
    assert (await Payment.get(id=order.payment.id)).status == "completed"
    assert len(counter.asked) == asked + 1
    assert await ledger.balance(user.id) == 50000


async def test_a_vendor_is_asked_about_a_few_payments_at_once(
    shop: Shop, user: User, counter: Counter, clock: Clock
) -> None:
    names = [counter.say(shop, await open_order(shop, user, kopeks=50000 + number)) for number in range(12)]
    counter.seconds = 0.05
    await asyncio.gather(*(_tell(shop, name) for name in names))
    assert 1 <= counter.most_at_once <= 4
    assert await ledger.balance(user.id) == 12 * 50000 + sum(range(12))


async def test_a_payment_that_becomes_known_later_is_booked(
    shop: Shop, user: User, counter: Counter, clock: Clock
) -> None:
    order = await open_order(shop, user)
    await _tell(shop, f"c-{order.invoice.uuid}")
    assert await _state() == ["unmatched"]
    counter.say(shop, order)
    clock.advance(seconds=30)
    await webhook_retries.run(shop)
    assert await _state() == ["unmatched"]  # its time has not come
    clock.advance(seconds=31)
    await asyncio.gather(*(webhook_retries.run(shop) for _ in range(5)))
    assert await _state() == ["done"]
    assert await ledger.balance(user.id) == 50000


async def test_what_is_nobodys_for_a_day_is_told_once(
    shop: Shop, counter: Counter, clock: Clock, bot_api: BotApi
) -> None:
    shop.providers = {"counter": counter}
    counter.signs = True
    for stranger in ("stranger-1", "stranger-2"):
        await _tell(shop, stranger)
    asked = len(counter.asked)
    for pause in webhooks.PAUSES:
        clock.advance(seconds=pause.total_seconds() - 1)
        await webhook_retries.run(shop)
        assert len(counter.asked) == asked  # not before its time
        clock.advance(seconds=1)
        await webhook_retries.run(shop)
        assert len(counter.asked) == (asked := asked + 2)
    clock.advance(days=2)
    await webhook_retries.run(shop)
    assert len(counter.asked) == asked
    assert await _state() == ["given_up"] * 2
    (fact,) = await facts("PaymentsTroubled")
    assert (fact.data["trouble"], fact.data["provider"]) == ("unmatched", "counter")
    await work(shop)
    await work(shop)
    (text,) = bot_api.said_to(ADMIN)
    assert "stranger-1" in text


async def test_a_payment_that_is_only_not_paid_troubles_nobody(
    shop: Shop, user: User, counter: Counter, clock: Clock
) -> None:
    await _tell(shop, counter.say(shop, await open_order(shop, user), "pending"))
    for _ in range(30):
        clock.advance(hours=1)
        await webhook_retries.run(shop)
    assert await _state() == ["given_up"]
    assert await facts("PaymentsTroubled") == []


async def test_a_vendor_that_is_silent_for_a_day_is_told_of_and_heals_before(
    shop: Shop, user: User, counter: Counter, clock: Clock
) -> None:
    name = counter.say(shop, await open_order(shop, user))
    counter.trouble = ProviderUnavailable("away")
    with pytest.raises(errors.PaymentUnavailable):
        await _tell(shop, name)
    for _ in range(5):
        clock.advance(hours=1)
        await webhook_retries.run(shop)
    counter.trouble = None
    clock.advance(hours=9)
    await webhook_retries.run(shop)
    assert await _state() == ["done"]
    assert await ledger.balance(user.id) == 50000
    counter.trouble, counter.signs = ProviderUnavailable("away"), True
    with pytest.raises(errors.PaymentUnavailable):
        await _tell(shop, "c-lost")
    for _ in range(40):
        clock.advance(hours=1)
        await webhook_retries.run(shop)
    (fact,) = await facts("PaymentsTroubled")
    assert i18n.say_stored(fact.data["text"], "en") == "c-lost: the provider does not confirm it"


async def test_a_vendor_that_was_switched_off_and_a_fault_of_ours_stop_nobody(
    shop: Shop, user: User, counter: Counter, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    counter.say(shop, order := await open_order(shop, user), "pending")
    await _tell(shop, f"c-{order.invoice.uuid}")
    await PaymentEvent.create(
        provider="gone", key="k", body="", claims=[], received_at=clock.now, next_try_at=clock.now
    )
    counter.trouble = ZeroDivisionError("a fault of ours")
    clock.advance(minutes=2)
    await webhook_retries.run(shop)
    assert "cannot be settled" in caplog.text
    assert await PaymentEvent.filter(next_try_at__gt=clock.now, attempts=1).count() == 2


async def test_forgeries_are_counted_and_told_once_an_hour(
    shop: Shop, counter: Counter, clock: Clock, bot_api: BotApi
) -> None:
    shop.providers = {"counter": counter}

    async def forge() -> None:
        with pytest.raises(errors.WebhookForged):
            await _tell(shop, "forged")

    await asyncio.gather(*(forge() for _ in range(20)))
    assert [fact.data["count"] for fact in await facts("PaymentsTroubled")] == [1]
    clock.advance(minutes=59)
    await forge()
    assert len(await facts("PaymentsTroubled")) == 1
    clock.advance(minutes=1)
    await asyncio.gather(*(forge() for _ in range(5)))
    assert [fact.data["count"] for fact in await facts("PaymentsTroubled")] == [1, 21]
    await work(shop)
    assert len(bot_api.said_to(ADMIN)) == 2
    assert await PaymentEvent.all().count() == 0


async def test_turns_and_alarms_of_the_past_are_forgotten(
    shop: Shop, user: User, counter: Counter, clock: Clock
) -> None:
    counter.signs = True
    await _tell(shop, "stranger")
    clock.now += timedelta(days=100)
    await webhooks.forget_old(shop)
    assert await PaymentEvent.all().count() == 0
    await webhook_retries.run(shop)
    assert len(counter.asked) == 1
