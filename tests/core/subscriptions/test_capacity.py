"""Capacity: a full server takes nobody new, keeps whom it has, and nobody is charged for what it cannot serve."""

import asyncio

import pytest

from core import errors, ledger
from core.catalogue import servers, tariffs
from core.catalogue.servers import Server
from core.catalogue.tariffs import Tariff
from core.ledger import LedgerEntry
from core.shop import THE_SHOP, Actor, Shop
from core.subscriptions import capacity, lifecycle, purchase
from core.subscriptions.capacity import Load
from core.subscriptions.models import Key, Subscription
from core.users.models import User
from tests.conftest import Clock, new_user


@pytest.fixture
async def guest(shop: Shop) -> User:
    return await new_user(shop, 51, balance_kopeks=100000)


async def test_a_full_server_is_refused_before_any_charge(
    shop: Shop, guest: User, tariff: Tariff, server: Server
) -> None:
    await servers.change(shop, server, capacity=0)
    with pytest.raises(errors.ServerUnavailable):
        await purchase.buy(shop, guest, tariff, quote="1", server=server, by=THE_SHOP)
    with pytest.raises(errors.NothingToDeliver):
        await purchase.buy(shop, guest, tariff, quote="1", by=THE_SHOP)
    with pytest.raises(errors.NothingToDeliver):
        await purchase.invoice(shop, guest, tariff)
    with pytest.raises(errors.NothingToDeliver):
        await purchase.start_trial(shop, guest)
    with pytest.raises(errors.ServerUnavailable):
        await purchase.start_trial(shop, guest, server=server)
    assert await LedgerEntry.exclude(kind="grant").count() == 0
    assert await Subscription.all().count() == 0
    await guest.refresh_from_db()
    assert guest.trial_used_at is None


async def test_somebody_poor_hears_of_the_full_server_first(
    shop: Shop, user: User, tariff: Tariff, server: Server
) -> None:
    await servers.change(shop, server, capacity=0)
    with pytest.raises(errors.NothingToDeliver):
        await purchase.buy(shop, user, tariff, quote="1", by=THE_SHOP)


async def test_three_places_are_taken_three_times(shop: Shop, tariff: Tariff, server: Server) -> None:
    await servers.change(shop, server, capacity=3)
    people = [await new_user(shop, 100 + number, balance_kopeks=29900) for number in range(8)]
    done = await asyncio.gather(
        *(purchase.buy(shop, one, tariff, quote="1", by=THE_SHOP) for one in people), return_exceptions=True
    )
    assert sum(isinstance(one, purchase.Purchase) for one in done) == 3
    assert sum(isinstance(one, errors.NothingToDeliver) for one in done) == 5
    assert await capacity.held(server) == 3
    assert await ledger.unbalanced() == []


async def test_where_one_server_is_full_the_others_serve(
    shop: Shop, guest: User, tariff: Tariff, server: Server
) -> None:
    other = await servers.create(shop, name="Helsinki", country="FI")
    await servers.change(shop, server, capacity=0)
    bought = await purchase.buy(shop, guest, tariff, quote="1", by=THE_SHOP)
    assert await Key.filter(subscription_id=bought.subscription.id).values_list("server_id", flat=True) == [other.id]


async def test_a_running_subscription_keeps_its_place_and_an_ended_one_gives_it_up(
    shop: Shop, guest: User, tariff: Tariff, server: Server, clock: Clock
) -> None:
    await purchase.buy(shop, guest, tariff, quote="1", by=THE_SHOP)
    await servers.change(shop, server, capacity=1)
    await purchase.buy(shop, guest, tariff, quote="2", by=THE_SHOP)
    clock.advance(days=61)
    await lifecycle.expire_due(shop)
    assert await capacity.held(server) == 0
    other = await new_user(shop, 52, balance_kopeks=29900)
    await purchase.buy(shop, other, tariff, quote="1", by=THE_SHOP)
    with pytest.raises(errors.NothingToDeliver):
        await purchase.buy(shop, guest, tariff, quote="3", by=THE_SHOP)
    assert await ledger.balance(guest.id) == 100000 - 2 * 29900


@pytest.mark.parametrize("wrong", [-1, servers.CAPACITY_MAX + 1])
async def test_a_capacity_that_is_none_is_refused(shop: Shop, server: Server, wrong: int) -> None:
    with pytest.raises(errors.InvalidValue):
        await servers.change(shop, server, capacity=wrong)


async def test_the_load_of_a_server_counts_what_it_serves_and_what_it_owes(
    shop: Shop, server: Server, tariff: Tariff
) -> None:
    oslo = await servers.create(shop, name="Oslo", country="NO")
    await servers.create(shop, name="Bergen", country="NO")
    await tariffs.edit(shop, tariff, tariffs.terms_of(tariff), servers=[server, oslo])
    for number in (1, 2):
        person = await new_user(shop, number, balance_kopeks=1000_00)
        await purchase.buy(shop, person, tariff, quote="1", by=Actor("user", person.id))
    await Subscription.filter(user_id=1).update(status="expired")
    await Key.filter(server_id=oslo.id).update(next_try_at=None)
    assert await capacity.loads() == {server.id: Load(1, 2), oslo.id: Load(1, 0)}
    assert await capacity.held(oslo) == 1
