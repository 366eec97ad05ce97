"""Buying from the balance: the charge, the subscription and the recorded facts are one."""

import asyncio
from datetime import timedelta

import pytest

from core import errors, ledger
from core.catalogue import servers, tariffs
from core.catalogue.servers import Server
from core.catalogue.tariffs import GB, Tariff, Terms
from core.ledger import LedgerEntry
from core.outbox import Delivery, RecordedFact
from core.shop import Actor, Shop
from core.subscriptions import purchase, renewal
from core.subscriptions.models import Key, Subscription
from core.users import accounts
from core.users.models import User
from tests.conftest import Clock, new_user

ME = Actor("user", 1)


async def test_a_purchase_debits_the_balance_and_starts_a_subscription(shop: Shop, tariff: Tariff) -> None:
    user = await new_user(shop, balance_kopeks=50000)
    bought = await purchase.buy(shop, user, tariff, quote="q1", by=ME)

    assert bought.price_kopeks == 29900
    assert bought.balance_kopeks == await ledger.balance(user.id) == 20100
    subscription = await Subscription.get(id=bought.subscription.id)
    assert subscription.expires_at == shop.now() + timedelta(days=30)
    assert subscription.traffic_limit_bytes == 100 * GB
    assert await Key.filter(subscription_id=subscription.id, next_try_at=shop.now()).count() == 1
    assert await RecordedFact.filter(name="SubscriptionStarted", user_id=user.id).count() == 1
    assert await Delivery.filter(reaction="customers.on_subscription_started").count() == 1
    assert (await ledger.entry(f"buy:{user.id}:q1")).subscription_id == subscription.id
    assert await ledger.unbalanced() == []


async def test_the_same_quote_charges_once(shop: Shop, tariff: Tariff) -> None:
    user = await new_user(shop, balance_kopeks=100000)
    first = await purchase.buy(shop, user, tariff, quote="q1", by=ME)
    again = await purchase.buy(shop, user, tariff, quote="q1", by=ME)
    assert again.repeated
    assert again.subscription.id == first.subscription.id
    assert again.balance_kopeks == 70100


async def test_without_enough_money_nothing_changes(shop: Shop, tariff: Tariff) -> None:
    user = await new_user(shop, balance_kopeks=29899)
    with pytest.raises(errors.InsufficientBalance) as refused:
        await purchase.buy(shop, user, tariff, quote="q1", by=ME)
    assert refused.value.params == {"required_kopeks": 29900, "available_kopeks": 29899}
    assert await Subscription.all().count() == 0
    assert await LedgerEntry.filter(kind="purchase").count() == 0
    assert await ledger.balance(user.id) == 29899


async def test_fifty_simultaneous_purchases_with_balance_for_one_sell_exactly_one(shop: Shop, tariff: Tariff) -> None:
    user = await new_user(shop, balance_kopeks=29900)
    results = await asyncio.gather(
        *(purchase.buy(shop, user, tariff, quote=f"q{n}", by=ME) for n in range(50)), return_exceptions=True
    )
    sold = [result for result in results if isinstance(result, purchase.Purchase)]
    assert len(sold) == 1
    assert all(isinstance(result, errors.InsufficientBalance) for result in results if result not in sold)
    assert await ledger.balance(user.id) == 0
    assert await Subscription.all().count() == 1
    assert await ledger.unbalanced() == []


async def test_fifty_simultaneous_taps_on_one_button_charge_once(shop: Shop, tariff: Tariff) -> None:
    user = await new_user(shop, balance_kopeks=29900 * 50)
    results = await asyncio.gather(*(purchase.buy(shop, user, tariff, quote="tap", by=ME) for _ in range(50)))
    assert sum(not result.repeated for result in results) == 1
    assert len({result.subscription.id for result in results}) == 1
    assert await ledger.balance(user.id) == 29900 * 49


async def test_different_purchases_at_once_add_up_in_one_subscription(shop: Shop, tariff: Tariff) -> None:
    user = await new_user(shop, balance_kopeks=29900 * 10)
    await asyncio.gather(*(purchase.buy(shop, user, tariff, quote=f"q{n}", by=ME) for n in range(10)))
    subscription = await Subscription.get(user_id=user.id)
    assert subscription.expires_at == shop.now() + timedelta(days=300)
    assert subscription.traffic_limit_bytes == 1000 * GB
    assert await ledger.balance(user.id) == 0


async def test_a_shop_without_servers_refuses_before_any_charge(shop: Shop, tariff: Tariff, server: Server) -> None:
    await servers.change(shop, server, enabled=False)
    user = await new_user(shop, balance_kopeks=29900)
    with pytest.raises(errors.NothingToDeliver):
        await purchase.buy(shop, user, tariff, quote="q1", by=ME)
    assert await ledger.balance(user.id) == 29900


async def test_a_tariff_out_of_the_window_is_not_sold(shop: Shop, tariff: Tariff) -> None:
    await tariffs.set_enabled(shop, tariff, False)
    user = await new_user(shop, balance_kopeks=29900)
    with pytest.raises(errors.TariffUnavailable):
        await purchase.buy(shop, user, tariff, quote="q1", by=ME)


async def test_a_closed_account_buys_nothing(shop: Shop, tariff: Tariff) -> None:
    user = await new_user(shop, balance_kopeks=29900)
    await accounts.block(shop, user, by=Actor("admin", 900))
    with pytest.raises(errors.Blocked):
        await purchase.buy(shop, user, tariff, quote="q1", by=ME)


async def test_a_tariff_with_servers_of_its_own_is_delivered_there(shop: Shop) -> None:
    helsinki = await servers.create(shop, name="Helsinki", country="FI")
    tariff = await tariffs.create(shop, Terms(name="North", period_days=7, price_kopeks=100), servers=[helsinki])
    user = await new_user(shop, balance_kopeks=100)
    bought = await purchase.buy(shop, user, tariff, quote="q1", by=ME)
    assert [key.server_id for key in await Key.filter(subscription_id=bought.subscription.id)] == [helsinki.id]


async def test_the_trial_is_given_once(shop: Shop, user: User) -> None:
    assert await purchase.trial_available(shop, user)
    results = await asyncio.gather(*(purchase.start_trial(shop, user) for _ in range(10)), return_exceptions=True)
    assert sum(isinstance(result, Subscription) for result in results) == 1
    assert all(isinstance(result, Subscription | errors.TrialUsed) for result in results)
    await user.refresh_from_db()
    assert not await purchase.trial_available(shop, user)


async def test_a_purchase_after_the_trial_keeps_the_link_and_the_days(shop: Shop, tariff: Tariff, clock: Clock) -> None:
    user = await new_user(shop, balance_kopeks=29900)
    trial = await purchase.start_trial(shop, user)
    clock.advance(days=1)
    bought = await purchase.buy(shop, user, tariff, quote="q1", by=ME)
    assert bought.subscription.token == trial.token
    assert bought.subscription.kind == "paid"
    assert bought.subscription.expires_at == trial.expires_at + timedelta(days=30)


async def test_renewing_before_the_end_keeps_unused_traffic(shop: Shop, tariff: Tariff) -> None:
    user = await new_user(shop, balance_kopeks=29900 * 2)
    bought = await purchase.buy(shop, user, tariff, quote="q1", by=ME)
    await Subscription.filter(id=bought.subscription.id).update(traffic_used_bytes=30 * GB)
    again = await purchase.buy(shop, user, tariff, quote="q2", by=ME)
    assert again.subscription.traffic_left_bytes == 170 * GB


async def test_renewing_after_the_end_starts_today_and_from_zero(shop: Shop, tariff: Tariff, clock: Clock) -> None:
    user = await new_user(shop, balance_kopeks=29900 * 2)
    bought = await purchase.buy(shop, user, tariff, quote="q1", by=ME)
    await Subscription.filter(id=bought.subscription.id).update(traffic_used_bytes=30 * GB, status="expired")
    clock.advance(days=40)
    again = await purchase.buy(shop, user, tariff, quote="q2", by=ME)
    assert again.subscription.status == "active"
    assert again.subscription.expires_at == shop.now() + timedelta(days=30)
    assert again.subscription.traffic_used_bytes == 0
    assert again.subscription.traffic_left_bytes == 100 * GB


async def test_days_that_are_given_cost_nothing(shop: Shop, tariff: Tariff) -> None:
    user = await new_user(shop, balance_kopeks=29900)
    bought = await purchase.buy(shop, user, tariff, quote="q1", by=ME)
    given = await renewal.extend(shop, bought.subscription, days=5, by=Actor("admin", 900))
    assert given.expires_at == shop.now() + timedelta(days=35)
    assert await ledger.balance(user.id) == 0
