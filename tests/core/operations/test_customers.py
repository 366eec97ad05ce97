"""Customers as an operator looks at them: the list, the card, money given once."""

import asyncio

import pytest

from core import errors, ledger
from core.catalogue.servers import Server
from core.catalogue.tariffs import Tariff
from core.operations.operator_panel import customers
from core.promotions import campaigns
from core.shop import Actor, Shop
from core.subscriptions import purchase
from tests.conftest import ADMIN, new_user
from tests.core.conftest import facts
from tests.panels import MemoryPanel

BOSS = Actor("admin", ADMIN)


async def test_each_comes_with_the_newest_subscription(shop: Shop, tariff: Tariff, panel: MemoryPanel) -> None:
    people = [await new_user(shop, number, balance_kopeks=1000_00) for number in (1, 2, 3)]
    for person in people[:2]:
        await purchase.buy(shop, person, tariff, quote="1", by=Actor("user", person.id))
    found, total = await customers.page()
    assert ([one.user.id for one in found], total) == ([3, 2, 1], 3)
    assert [one.subscription.tariff.name if one.subscription else None for one in found] == [None, "Month", "Month"]
    assert [one.user.id for one in (await customers.page("alice2"))[0]] == [2]
    second, total = await customers.page(limit=1, offset=1)
    assert ([one.user.id for one in second], total) == ([2], 3)
    assert await customers.page("nobody at all") == ([], 0)


async def test_a_card_knows_who_brought_whom(shop: Shop, server: Server) -> None:
    autumn = await campaigns.create(shop, name="Autumn", start_param="autumn", by=BOSS)
    alice = await new_user(shop, 1, campaign_id=autumn.id)
    await new_user(shop, 2, referral_code=alice.referral_code)
    card = await customers.card(shop, alice.id)
    assert (card.campaign, card.referrer, card.referrals, card.sessions) == (autumn, None, 1, 0)
    assert (await customers.card(shop, 2)).referrer == alice
    with pytest.raises(errors.UserNotFound):
        await customers.card(shop, 4242)


async def test_money_is_given_once_for_each_key_of_each_operator(shop: Shop) -> None:
    alice = await new_user(shop)
    given = (customers.grant(shop, alice, 100, key="one", reason=" sorry ", by=BOSS) for _ in range(3))
    await asyncio.gather(*given)
    assert await ledger.balance(alice.id) == 100
    await customers.grant(shop, alice, 100, key="one", reason="", by=Actor("program", 7))
    await customers.grant(shop, alice, -50, key=None, reason="", by=BOSS)
    await customers.grant(shop, alice, -50, key=None, reason="", by=BOSS)
    assert await ledger.balance(alice.id) == 100
    assert (await ledger.history(alice.id))[-1].note == "sorry"
    assert [fact.data["by"] for fact in await facts("BalanceGranted")] == [str(BOSS), "program:7", str(BOSS), str(BOSS)]


async def test_a_key_of_another_grant_is_refused(shop: Shop) -> None:
    alice, bob = await new_user(shop, 1), await new_user(shop, 2)
    await customers.grant(shop, alice, 100, key="one", reason="", by=BOSS)
    for person, kopeks in ((alice, 200), (bob, 100)):
        with pytest.raises(errors.KeyReused):
            await customers.grant(shop, person, kopeks, key="one", reason="", by=BOSS)
    assert (await ledger.balance(alice.id), await ledger.balance(bob.id)) == (100, 0)


@pytest.mark.parametrize("kopeks", [0, 10**13, -(10**13)])
async def test_nothing_and_too_much_are_refused(shop: Shop, kopeks: int) -> None:
    with pytest.raises(errors.InvalidValue):
        await customers.grant(shop, await new_user(shop), kopeks, key=None, reason="", by=BOSS)
