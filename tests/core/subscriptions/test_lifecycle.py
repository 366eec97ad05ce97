"""The end of a period: closing, reminding, suspending, and what brings service back."""

import asyncio
from datetime import timedelta

import pytest

from core import ledger
from core.catalogue.tariffs import GB, Tariff
from core.shop import Actor, Shop
from core.subscriptions import lifecycle, purchase, renewal
from core.subscriptions.models import Key, Subscription
from core.users import accounts
from core.users.models import User
from tests.conftest import Clock, new_user
from tests.core.conftest import facts, work
from tests.panels import MemoryPanel

ME, OPERATOR = Actor("user", 1), Actor("admin", 900)


@pytest.fixture
async def buyer(shop: Shop) -> User:
    return await new_user(shop, balance_kopeks=29900 * 5)


@pytest.fixture
async def month(shop: Shop, buyer: User, tariff: Tariff) -> Subscription:
    """A paid month that begins now."""
    return (await purchase.buy(shop, buyer, tariff, quote="first", by=ME)).subscription


async def fresh(subscription: Subscription) -> Subscription:
    return await Subscription.get(id=subscription.id)


async def _use_up(subscription: Subscription) -> None:
    await Subscription.filter(id=subscription.id).update(traffic_used_bytes=100 * GB)


async def test_a_subscription_ends_on_its_second_and_is_told_once(
    shop: Shop, month: Subscription, clock: Clock
) -> None:
    clock.advance(days=30, seconds=-1)
    assert await lifecycle.expire_due(shop) == 0
    clock.advance(seconds=1)
    assert await lifecycle.expire_due(shop) == 1
    assert await lifecycle.expire_due(shop) == 0
    assert (await fresh(month)).status == "expired"
    assert len(await facts("SubscriptionExpired")) == 1


async def test_two_workers_close_a_subscription_once(shop: Shop, month: Subscription, clock: Clock) -> None:
    clock.advance(days=31)
    assert sum(await asyncio.gather(*(lifecycle.expire_due(shop) for _ in range(5)))) == 1
    assert len(await facts("SubscriptionExpired")) == 1


async def test_a_renewal_at_the_last_moment_is_never_closed(
    shop: Shop, buyer: User, tariff: Tariff, month: Subscription, clock: Clock
) -> None:
    clock.advance(days=30)
    for number in range(5):  # whoever comes first, the paid days count
        await asyncio.gather(
            lifecycle.expire_due(shop),
            purchase.buy(shop, buyer, tariff, quote="last", by=ME),
            lifecycle.expire_due(shop),
        )
        now = await fresh(month)
        assert (number, now.status) == (number, "active")
        assert now.expires_at == shop.now() + timedelta(days=30)


async def test_each_reminder_comes_once_a_period(shop: Shop, month: Subscription, clock: Clock) -> None:
    async def reminded() -> list[str]:
        for _ in range(3):
            await lifecycle.remind_due(shop)
        return [fact.data["reminder"] for fact in await facts("SubscriptionExpiring")]

    clock.advance(days=27, seconds=-1)
    assert await reminded() == []
    clock.advance(seconds=1)
    assert await reminded() == ["three_days"]
    clock.advance(days=1)
    assert await reminded() == ["three_days"]
    clock.advance(days=1)
    assert await reminded() == ["three_days", "one_day"]
    await renewal.extend(shop, month, days=30, by=OPERATOR)
    assert await reminded() == ["three_days", "one_day"]
    clock.advance(days=28)
    assert await reminded() == ["three_days", "one_day", "three_days"]


async def test_a_shop_that_slept_sends_the_nearest_reminder_only(shop: Shop, month: Subscription, clock: Clock) -> None:
    clock.advance(days=29, hours=12)
    await lifecycle.remind_due(shop)
    await lifecycle.remind_due(shop)
    assert [fact.data["reminder"] for fact in await facts("SubscriptionExpiring")] == ["one_day"]


async def test_a_trial_of_three_days_is_not_reminded_at_its_beginning(shop: Shop, user: User, clock: Clock) -> None:
    await purchase.start_trial(shop, user)
    await lifecycle.remind_due(shop)
    assert await facts("SubscriptionExpiring") == []
    clock.advance(days=2)
    await lifecycle.remind_due(shop)
    assert [fact.data["reminder"] for fact in await facts("SubscriptionExpiring")] == ["one_day"]


async def test_everybody_is_reminded_even_when_very_many_end_at_once(
    shop: Shop, month: Subscription, clock: Clock
) -> None:
    many = lifecycle.BATCH + 20
    await Subscription.bulk_create(
        Subscription(
            user_id=month.user_id,
            kind="paid",
            token=f"t{n}",
            devices=1,
            started_at=month.started_at,
            expires_at=month.expires_at,
            created_at=month.created_at,
        )
        for n in range(many)
    )
    clock.advance(days=28)
    for _ in range(3):
        await lifecycle.remind_due(shop)
    assert len(await facts("SubscriptionExpiring")) == many + 1


async def test_a_subscription_whose_traffic_is_used_up_stops_once(shop: Shop, month: Subscription) -> None:
    await Subscription.filter(id=month.id).update(traffic_used_bytes=100 * GB - 1)
    assert await lifecycle.suspend_exhausted(shop) == 0
    await _use_up(month)
    assert sum(await asyncio.gather(*(lifecycle.suspend_exhausted(shop) for _ in range(5)))) == 1
    stopped = await fresh(month)
    assert (stopped.status, stopped.suspended_for) == ("suspended", "traffic")
    assert [fact.data["reason"] for fact in await facts("SubscriptionSuspended")] == ["traffic"]


async def test_a_renewal_brings_exhausted_service_back_with_new_traffic(
    shop: Shop, buyer: User, tariff: Tariff, month: Subscription
) -> None:
    await _use_up(month)
    await lifecycle.suspend_exhausted(shop)
    await purchase.buy(shop, buyer, tariff, quote="again", by=ME)
    back = await fresh(month)
    assert (back.status, back.suspended_for, back.traffic_left_bytes) == ("active", None, 100 * GB)


async def test_given_traffic_brings_exhausted_service_back_and_given_days_do_not(
    shop: Shop, month: Subscription
) -> None:
    await _use_up(month)
    await lifecycle.suspend_exhausted(shop)
    await renewal.extend(shop, month, days=5, by=OPERATOR)
    assert (await fresh(month)).status == "suspended"
    await renewal.extend(shop, month, traffic_bytes=10 * GB, by=OPERATOR)
    back = await fresh(month)
    assert (back.status, back.traffic_left_bytes) == ("active", 10 * GB)


async def test_days_given_after_the_end_of_days_and_traffic_wait_for_traffic(
    shop: Shop, month: Subscription, clock: Clock
) -> None:
    await _use_up(month)
    clock.advance(days=31)
    await lifecycle.expire_due(shop)
    await renewal.extend(shop, month, days=5, by=OPERATOR)
    waiting = await fresh(month)
    assert (waiting.status, waiting.suspended_for) == ("suspended", "traffic")
    await renewal.extend(shop, month, traffic_bytes=GB, by=OPERATOR)
    assert (await fresh(month)).status == "active"


async def test_an_operators_suspension_stays_through_given_days_until_resumed(shop: Shop, month: Subscription) -> None:
    await lifecycle.suspend(shop, month, by=OPERATOR)
    await lifecycle.suspend(shop, month, by=OPERATOR)
    await renewal.extend(shop, month, days=5, by=OPERATOR)
    assert ((await fresh(month)).status, (await fresh(month)).suspended_for) == ("suspended", "operator")
    assert len(await facts("SubscriptionSuspended")) == 1
    await lifecycle.resume(shop, month, by=OPERATOR)
    back = await fresh(month)
    assert (back.status, back.suspended_for) == ("active", None)
    assert back.expires_at == shop.now() + timedelta(days=35)


async def test_a_subscription_resumed_after_its_end_is_sold_again_as_any_other(
    shop: Shop, buyer: User, tariff: Tariff, month: Subscription, clock: Clock
) -> None:
    await lifecycle.suspend(shop, month, by=OPERATOR)
    clock.advance(days=31)
    await lifecycle.expire_due(shop)
    await lifecycle.resume(shop, month, by=OPERATOR)
    assert (await fresh(month)).status == "expired"
    await purchase.buy(shop, buyer, tariff, quote="again", by=ME)
    assert (await fresh(month)).status == "active"


async def test_a_closed_account_has_no_service_until_it_is_opened(
    shop: Shop, buyer: User, month: Subscription, panel: MemoryPanel
) -> None:
    await work(shop)
    key = await Key.get(subscription_id=month.id)
    assert panel.serves(key.account_name)
    await accounts.block(shop, buyer, by=OPERATOR)
    await accounts.block(shop, buyer, by=OPERATOR)
    await work(shop)
    assert not panel.serves(key.account_name)
    await accounts.unblock(shop, buyer, by=OPERATOR)
    await work(shop)
    assert panel.serves(key.account_name)
    assert (len(await facts("UserBlocked")), len(await facts("UserUnblocked"))) == (1, 1)
    assert await ledger.unbalanced() == []
