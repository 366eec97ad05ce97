"""Inviting friends: a share of each payment, once, and back with a refund."""

import asyncio

import pytest

from core import events, ledger, worker
from core.ledger import LedgerEntry
from core.outbox import Delivery
from core.payments import checkout, settlement
from core.promotions import referrals
from core.shop import Actor, Shop
from core.users.models import User
from tests.conftest import new_user
from tests.core.conftest import facts, work
from tests.core.payments.test_settlement import paid
from tests.telegram import BotApi


@pytest.fixture
async def referrer(shop: Shop) -> User:
    return await new_user(shop, 11)


@pytest.fixture
async def friend(shop: Shop, referrer: User, bot_api: BotApi) -> User:
    return await new_user(shop, 4242, referral_code=referrer.referral_code)


async def _pay(shop: Shop, friend: User, kopeks: int = 100000, charge: str = "c1") -> checkout.Checkout:
    order = await checkout.open_top_up(shop, friend, kopeks)
    await settlement.settle(shop, paid(shop, order, charge))
    return order


async def test_each_payment_of_a_friend_earns_a_quarter(
    shop: Shop, referrer: User, friend: User, bot_api: BotApi
) -> None:
    await _pay(shop, friend)
    await _pay(shop, friend, 20000, "c2")
    await work(shop)
    assert await ledger.balance(referrer.id) == 30000
    assert await referrals.earnings(referrer) == referrals.Earnings(invited=1, earned_kopeks=30000)
    assert sum("Ваш друг" in text for text in bot_api.said_to(11)) == 2
    assert [fact.data["referred_id"] for fact in await facts("ReferralRewarded")] == [friend.id, friend.id]


async def test_a_payment_delivered_many_times_earns_once(shop: Shop, referrer: User, friend: User) -> None:
    order = await _pay(shop, friend)
    await asyncio.gather(*(settlement.settle(shop, paid(shop, order, "c1")) for _ in range(10)))
    await work(shop)
    assert await ledger.balance(referrer.id) == 25000


async def test_a_refund_takes_the_reward_back(shop: Shop, referrer: User, friend: User) -> None:
    order = await _pay(shop, friend)
    await work(shop)
    await settlement.settle(shop, paid(shop, order, "c1", status="refunded"))
    await work(shop)
    assert await ledger.balance(referrer.id) == 0
    assert (await referrals.earnings(referrer)).earned_kopeks == 0
    assert await ledger.unbalanced() == []


async def test_a_reward_that_is_spent_already_is_taken_back_as_far_as_it_is_there(
    shop: Shop, referrer: User, friend: User
) -> None:
    order = await _pay(shop, friend)
    await work(shop)
    await ledger.grant(shop, referrer, -20000, key="spent", by=Actor("admin", 900))
    await settlement.settle(shop, paid(shop, order, "c1", status="refunded"))
    await work(shop)
    assert await ledger.balance(referrer.id) == 0
    assert (await LedgerEntry.get(kind="referral_clawback")).amount_kopeks == -5000


async def test_a_payment_refunded_before_its_reward_earns_nothing(shop: Shop, referrer: User, friend: User) -> None:
    order = await _pay(shop, friend)
    await settlement.settle(shop, paid(shop, order, "c1", status="refunded"))
    # The refund's reaction is faster than the payment's, which had to be repeated.
    for name in ("PaymentRefunded", "PaymentSettled"):
        (fact,) = await facts(name)
        held = await Delivery.exclude(fact_id=fact.id).values_list("id", flat=True)
        await Delivery.filter(id__in=held).update(next_try_at=shop.now().replace(year=2030))
        await worker.deliver_due(shop)
        await Delivery.all().update(next_try_at=shop.now())
    assert await ledger.balance(referrer.id) == 0
    assert await LedgerEntry.filter(user_id=referrer.id).count() == 0


async def test_without_an_inviter_nobody_earns(shop: Shop, bot_api: BotApi) -> None:
    await _pay(shop, await new_user(shop, 4242))
    await work(shop)
    assert await LedgerEntry.filter(kind="referral_reward").count() == 0


async def test_a_share_below_a_kopek_is_not_booked(shop: Shop, referrer: User, friend: User) -> None:
    (reaction, *_) = shop.reactions[events.PaymentSettled]
    await reaction(shop, events.PaymentSettled(friend.id, payment_id=1, amount_kopeks=3, purpose="top_up"), 1)
    assert await LedgerEntry.all().count() == 0


async def test_a_shop_that_pays_no_share_books_none(shop: Shop, referrer: User, friend: User) -> None:
    shop.settings = shop.settings.model_copy(update={"referral_percent": 0})
    await _pay(shop, friend)
    await work(shop)
    assert await ledger.balance(referrer.id) == 0


async def test_the_link_names_the_bot_and_the_code(shop: Shop, referrer: User, friend: User, bot_api: BotApi) -> None:
    for _ in range(2):
        assert await referrals.link(shop, referrer) == f"https://t.me/vitrina_bot?start=ref_{referrer.referral_code}"
    assert len(bot_api.of("getMe")) == 1
