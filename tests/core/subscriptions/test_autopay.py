"""Autopay: a subscription that renews itself from the balance, once a period."""

import asyncio
from datetime import timedelta

import pytest

from core import errors, ledger
from core.catalogue import servers, tariffs
from core.catalogue.servers import Server
from core.catalogue.tariffs import Tariff
from core.ledger import LedgerEntry
from core.shop import Actor, Shop
from core.subscriptions import autopay, lifecycle, purchase, renewal
from core.subscriptions.models import Subscription
from core.users.models import User
from tests.conftest import Clock, new_user
from tests.core.conftest import facts

ME = Actor("user", 1)
PRICE = 29900


@pytest.fixture
async def buyer(shop: Shop) -> User:
    return await new_user(shop, balance_kopeks=PRICE)


@pytest.fixture
async def month(shop: Shop, buyer: User, tariff: Tariff) -> Subscription:
    """A paid month with autopay; the balance is empty."""
    bought = await purchase.buy(shop, buyer, tariff, quote="first", by=ME)
    return await renewal.set_autopay(bought.subscription, True)


async def _top_up(shop: Shop, user: User, kopeks: int) -> None:
    await ledger.grant(shop, user, kopeks, key=f"top-up-{shop.now()}", by=Actor("admin", 900))


async def test_autopay_renews_a_day_before_the_end(shop: Shop, buyer: User, month: Subscription, clock: Clock) -> None:
    await _top_up(shop, buyer, PRICE)
    clock.advance(days=29, seconds=-1)
    await autopay.run(shop)
    assert await ledger.balance(buyer.id) == PRICE
    clock.advance(seconds=1)
    await autopay.run(shop)
    assert await ledger.balance(buyer.id) == 0
    assert (await Subscription.get(id=month.id)).expires_at == month.expires_at + timedelta(days=30)
    (fact,) = await facts("SubscriptionRenewed")
    assert (fact.data["automatic"], fact.data["price_kopeks"]) == (True, PRICE)


async def test_autopay_charges_a_period_once_however_often_it_runs(
    shop: Shop, buyer: User, month: Subscription, clock: Clock
) -> None:
    await _top_up(shop, buyer, PRICE * 5)
    clock.advance(days=29)
    await asyncio.gather(*(autopay.run(shop) for _ in range(5)))
    for _ in range(4):
        clock.advance(hours=7)
        await autopay.run(shop)
    assert await LedgerEntry.filter(kind="renewal").count() == 1
    assert await ledger.balance(buyer.id) == PRICE * 4


async def test_the_next_period_is_paid_again(shop: Shop, buyer: User, month: Subscription, clock: Clock) -> None:
    await _top_up(shop, buyer, PRICE * 2)
    for _ in range(2):
        clock.advance(days=29, hours=12)
        await autopay.run(shop)
    assert await LedgerEntry.filter(kind="renewal").count() == 2
    assert (await Subscription.get(id=month.id)).expires_at == month.expires_at + timedelta(days=60)


async def test_without_money_autopay_says_so_and_tries_every_six_hours(
    shop: Shop, buyer: User, month: Subscription, clock: Clock
) -> None:
    clock.advance(days=29)
    for _ in range(3):
        await autopay.run(shop)
    (failed,) = await facts("AutopayFailed")
    assert failed.data["required_kopeks"] == PRICE
    clock.advance(hours=6, seconds=-1)
    await autopay.run(shop)
    assert len(await facts("AutopayFailed")) == 1
    clock.advance(seconds=1)
    await autopay.run(shop)
    assert len(await facts("AutopayFailed")) == 2
    await _top_up(shop, buyer, PRICE)
    clock.advance(hours=6)
    await autopay.run(shop)
    assert (await Subscription.get(id=month.id)).expires_at == month.expires_at + timedelta(days=30)
    assert await LedgerEntry.filter(kind="renewal").count() == 1


async def test_autopay_does_not_renew_again_what_is_being_renewed_by_hand(
    shop: Shop, buyer: User, tariff: Tariff, month: Subscription, clock: Clock
) -> None:
    await _top_up(shop, buyer, PRICE * 3)
    clock.advance(days=29)
    await asyncio.gather(
        purchase.buy(shop, buyer, tariff, quote="by hand", by=ME),
        *(autopay.run(shop) for _ in range(3)),
    )
    bought = await LedgerEntry.filter(kind="purchase", key__endswith="by hand").count()
    renewed = await LedgerEntry.filter(kind="renewal").count()
    assert bought == 1
    # Autopay may have been first, but it never adds a month to one that has just been added.
    after = (await Subscription.get(id=month.id)).expires_at
    assert after == month.expires_at + timedelta(days=30 * (bought + renewed))
    first = await LedgerEntry.filter(kind__in=("renewal", "purchase")).order_by("-id").first()
    assert first is not None
    assert first.kind == "purchase"


@pytest.mark.parametrize("cause", ["tariff off", "no servers"])
async def test_what_cannot_be_sold_is_not_charged(
    shop: Shop, buyer: User, tariff: Tariff, server: Server, month: Subscription, clock: Clock, cause: str
) -> None:
    await _top_up(shop, buyer, PRICE)
    if cause == "tariff off":
        await tariffs.set_enabled(shop, tariff, False)
    else:
        await servers.change(shop, server, enabled=False)
    clock.advance(days=29)
    await autopay.run(shop)
    assert await ledger.balance(buyer.id) == PRICE
    assert len(await facts("AutopayFailed")) == 1


async def test_a_subscription_that_an_operator_stopped_is_not_charged(
    shop: Shop, buyer: User, month: Subscription, clock: Clock
) -> None:
    await _top_up(shop, buyer, PRICE)
    await lifecycle.suspend(shop, month, by=Actor("admin", 900))
    clock.advance(days=29)
    await autopay.run(shop)
    assert await ledger.balance(buyer.id) == PRICE
    assert (await Subscription.get(id=month.id)).expires_at == month.expires_at


async def test_autopay_off_charges_nothing(shop: Shop, buyer: User, month: Subscription, clock: Clock) -> None:
    await _top_up(shop, buyer, PRICE)
    await renewal.set_autopay(month, False)
    clock.advance(days=29, hours=23)
    await autopay.run(shop)
    assert await ledger.balance(buyer.id) == PRICE


async def test_a_trial_cannot_renew_itself(shop: Shop, user: User) -> None:
    trial = await purchase.start_trial(shop, user)
    with pytest.raises(errors.NotRenewable):
        await renewal.set_autopay(trial, True)
    assert not (await Subscription.get(id=trial.id)).autopay
