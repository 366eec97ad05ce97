"""Promocodes and campaigns: so many people get so much, and not one more."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from core import errors, ledger, worker
from core.catalogue import pricing, servers, tariffs
from core.catalogue.pricing import Discount
from core.catalogue.servers import Server
from core.catalogue.tariffs import GB, Tariff
from core.events import UserRegistered
from core.promotions import campaigns, promocodes
from core.promotions.campaigns import Campaign
from core.promotions.promocodes import Promocode, PromocodeUse
from core.shop import Actor, Shop
from core.subscriptions import lifecycle, purchase, queries
from core.subscriptions.models import Subscription
from core.users import accounts
from core.users.models import User
from tests.conftest import ADMIN, Clock, new_user
from tests.core.conftest import facts

ADMIN = Actor("admin", 900)


@pytest.fixture
async def code(shop: Shop) -> Promocode:
    """100 roubles for whoever types it."""
    return await promocodes.create_promocode(shop, "welcome", kind="balance", value=10000)


async def test_a_code_for_seven_people_is_used_seven_times_by_fifty(shop: Shop) -> None:
    await promocodes.create_promocode(shop, "SEVEN", kind="balance", value=100, uses=7)
    people = [await new_user(shop, 100 + number) for number in range(50)]
    results = await asyncio.gather(
        *(promocodes.activate(shop, person, "seven") for person in people), return_exceptions=True
    )
    assert sum(isinstance(result, Promocode) for result in results) == 7
    assert sum(isinstance(result, errors.PromocodeUsedUp) for result in results) == 43
    assert (await Promocode.get(code="SEVEN")).uses_left == 0
    assert await PromocodeUse.all().count() == 7
    assert await ledger.LedgerEntry.filter(kind="promocode").count() == 7
    assert len(await facts("PromocodeActivated")) == 7
    assert await ledger.unbalanced() == []


async def test_one_person_uses_a_code_once_however_fast_they_tap(shop: Shop, user: User, code: Promocode) -> None:
    results = await asyncio.gather(
        *(promocodes.activate(shop, user, " Welcome ") for _ in range(20)), return_exceptions=True
    )
    assert sum(isinstance(result, Promocode) for result in results) == 1
    assert sum(isinstance(result, errors.PromocodeAlreadyUsed) for result in results) == 19
    assert await ledger.balance(user.id) == 10000


@pytest.mark.parametrize(("kind", "value"), [("days", 7), ("traffic", 20)])
async def test_days_and_traffic_are_added_to_the_subscription(shop: Shop, user: User, kind: str, value: int) -> None:
    trial = await purchase.start_trial(shop, user)
    await promocodes.create_promocode(shop, "MORE", kind=kind, value=value)
    await promocodes.activate(shop, user, "more")
    after = await Subscription.get(id=trial.id)
    days, gigabytes = (value, 0) if kind == "days" else (0, value)
    assert after.expires_at == trial.expires_at + timedelta(days=days)
    assert after.traffic_limit_bytes == (trial.traffic_limit_bytes or 0) + gigabytes * GB
    assert len(await facts("SubscriptionExtended")) == 1


async def test_days_for_somebody_without_a_subscription_do_not_use_the_code(shop: Shop, user: User) -> None:
    await promocodes.create_promocode(shop, "WEEK", kind="days", value=7, uses=1)
    with pytest.raises(errors.SubscriptionNotFound):
        await promocodes.activate(shop, user, "week")
    assert (await Promocode.get(code="WEEK")).uses_left == 1
    assert await PromocodeUse.all().count() == 0
    await purchase.start_trial(shop, user)
    await promocodes.activate(shop, user, "week")
    assert (await Promocode.get(code="WEEK")).uses_left == 0


async def test_days_bring_an_ended_subscription_back(shop: Shop, user: User, clock: Clock) -> None:
    trial = await purchase.start_trial(shop, user)
    clock.advance(days=10)
    await lifecycle.expire_due(shop)
    await promocodes.create_promocode(shop, "WEEK", kind="days", value=7)
    await promocodes.activate(shop, user, "week")
    back = await Subscription.get(id=trial.id)
    assert (back.status, back.expires_at) == ("active", shop.now() + timedelta(days=7))


@pytest.mark.parametrize("typed", ["NOSUCH", "", "   ", "x" * 300, "' OR 1=1"])
async def test_an_unknown_code_is_refused(shop: Shop, user: User, code: Promocode, typed: str) -> None:
    with pytest.raises(errors.PromocodeInvalid):
        await promocodes.activate(shop, user, typed)


async def test_a_code_works_from_its_day_to_its_day(shop: Shop, user: User, clock: Clock) -> None:
    until = shop.now() + timedelta(days=2)
    code = await promocodes.create_promocode(shop, "DAY", kind="balance", value=100, valid_until=until)
    await Promocode.filter(id=code.id).update(valid_from=shop.now() + timedelta(days=1))
    with pytest.raises(errors.PromocodeNotYetValid):
        await promocodes.activate(shop, user, "day")
    clock.advance(days=1)
    await promocodes.activate(shop, user, "day")
    clock.advance(days=1)
    with pytest.raises(errors.PromocodeExpired):
        await promocodes.activate(shop, await new_user(shop, 5), "day")


async def test_a_code_switched_off_is_as_unknown_as_any(shop: Shop, user: User, code: Promocode) -> None:
    await Promocode.filter(id=code.id).update(enabled=False)
    with pytest.raises(errors.PromocodeInvalid):
        await promocodes.activate(shop, user, "welcome")


async def test_a_code_for_new_people_is_refused_after_a_week(shop: Shop, user: User, clock: Clock) -> None:
    await promocodes.create_promocode(shop, "NEW", kind="balance", value=100, new_users_only=True)
    clock.advance(days=7, seconds=1)
    with pytest.raises(errors.PromocodeNewUsersOnly):
        await promocodes.activate(shop, user, "new")
    await promocodes.activate(shop, await new_user(shop, 5), "new")


async def test_a_closed_account_uses_no_codes(shop: Shop, user: User, code: Promocode) -> None:
    await accounts.block(shop, user, by=Actor("admin", 900))
    with pytest.raises(errors.Blocked):
        await promocodes.activate(shop, user, "welcome")


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "ab"},
        {"code": "with space"},
        {"code": "КОД"},
        {"code": "welcome"},
        {"kind": "gold"},
        {"value": 0},
        {"value": -5},
        {"kind": "days", "value": 3661},
        {"uses": 0},
    ],
    ids=str,
)
async def test_a_code_that_makes_no_sense_is_not_made(shop: Shop, code: Promocode, wrong: dict[str, Any]) -> None:
    values: dict[str, Any] = {"code": "GOOD", "kind": "balance", "value": 100, **wrong}
    with pytest.raises(errors.InvalidValue):
        await promocodes.create_promocode(shop, values.pop("code"), **values)
    assert await Promocode.all().count() == 1


async def test_a_campaigns_gift_is_given_once_to_each_new_person(shop: Shop) -> None:
    made = await campaigns.create(shop, name="Ads", start_param="spring-26", bonus_kopeks=5000)
    found = await campaigns.by_start("spring-26")
    assert found is not None
    user = await new_user(shop, campaign_id=found.id)
    await worker.deliver_due(shop)
    assert await ledger.balance(user.id) == 5000
    entry = await ledger.entry(f"campaign:{made.id}:{user.id}")
    assert (entry.kind, entry.note) == ("campaign", "Ads")


async def test_a_start_link_of_another_kind_belongs_to_no_campaign(shop: Shop) -> None:
    for param in ("", "unknown", "x" * 64):
        assert await campaigns.by_start(param) is None


async def test_a_campaign_that_is_over_gives_nothing(shop: Shop) -> None:
    await campaigns.create(shop, name="Ads", start_param="spring", bonus_kopeks=5000)
    await Campaign.all().update(enabled=False)
    assert await campaigns.by_start("spring") is None


@pytest.mark.parametrize(
    "wrong",
    [{"start_param": "a b"}, {"start_param": "spring"}, {"start_param": "a"}, {"name": " "}, {"bonus_kopeks": -1}],
)
async def test_a_campaign_that_makes_no_sense_is_not_made(shop: Shop, wrong: dict[str, Any]) -> None:
    await campaigns.create(shop, name="Ads", start_param="spring")
    with pytest.raises(errors.InvalidValue):
        await campaigns.create(shop, **{"name": "Ads", "start_param": "new", **wrong})


async def test_a_bought_month_takes_a_code_for_traffic(shop: Shop, tariff: Tariff) -> None:
    user = await new_user(shop, balance_kopeks=29900)
    await purchase.buy(shop, user, tariff, quote="q", by=Actor("user", user.id))
    await promocodes.create_promocode(shop, "GIGS", kind="traffic", value=5)
    await promocodes.activate(shop, user, "gigs")
    assert (await Subscription.get(user_id=user.id)).traffic_limit_bytes == 105 * GB


@pytest.fixture
async def tenth(shop: Shop, user: User) -> Promocode:
    """A discount of ten percent that the person has activated."""
    await promocodes.create_promocode(shop, "TENTH", kind="discount", value=10)
    return await promocodes.activate(shop, user, "tenth")


async def test_a_discount_comes_off_the_next_purchase_once(
    shop: Shop, user: User, tariff: Tariff, tenth: Promocode
) -> None:
    await ledger.grant(shop, user, 100000, key="money", by=ADMIN)
    assert (await pricing.price_for(user.id, tariff)).kopeks == 26910
    first = await purchase.buy(shop, user, tariff, quote="1", by=ADMIN)
    again = await purchase.buy(shop, user, tariff, quote="1", by=ADMIN)
    second = await purchase.buy(shop, user, tariff, quote="2", by=ADMIN)
    assert (first.price_kopeks, again.price_kopeks, second.price_kopeks) == (26910, 26910, 29900)
    assert again.repeated
    assert (await PromocodeUse.get(user_id=user.id)).spent_at is not None
    assert await ledger.unbalanced() == []


async def test_two_purchases_at_once_share_no_discount(
    shop: Shop, user: User, tariff: Tariff, tenth: Promocode
) -> None:
    await ledger.grant(shop, user, 100000, key="money", by=ADMIN)
    done = await asyncio.gather(
        *(purchase.buy(shop, user, tariff, quote=str(number), by=ADMIN) for number in range(4)), return_exceptions=True
    )
    bought = [one.price_kopeks for one in done if isinstance(one, purchase.Purchase)]
    assert bought.count(26910) == 1
    assert all(isinstance(one, purchase.Purchase | errors.PriceChanged) for one in done)
    assert await ledger.balance(user.id) == 100000 - sum(bought)


async def test_one_discount_at_a_time(shop: Shop, user: User, tenth: Promocode) -> None:
    await promocodes.create_promocode(shop, "HALF", kind="discount", value=50, uses=1)
    await promocodes.create_promocode(shop, "THIRD", kind="discount", value=33)
    with pytest.raises(errors.DiscountWaiting) as caught:
        await promocodes.activate(shop, user, "half")
    assert caught.value.params == {"percent": 10}
    assert (await Promocode.get(code="HALF")).uses_left == 1
    other = await new_user(shop, 5)
    results = await asyncio.gather(
        *(promocodes.activate(shop, other, code) for code in ("half", "third")), return_exceptions=True
    )
    assert sum(isinstance(one, errors.DiscountWaiting) for one in results) == 1


async def test_an_activated_discount_outlives_its_code(
    shop: Shop, user: User, tariff: Tariff, tenth: Promocode, clock: Clock
) -> None:
    await Promocode.filter(id=tenth.id).update(enabled=False, valid_until=shop.now())
    clock.advance(days=100)
    assert (await pricing.price_for(user.id, tariff)).kopeks == 26910


@pytest.mark.parametrize(("percent", "price"), [(1, 98), (33, 66), (50, 49), (99, 0), (100, 0)])
def test_a_reduced_price_is_rounded_down_to_whole_kopeks(percent: int, price: int) -> None:
    assert pricing.price(Tariff(price_kopeks=99), Discount(1, percent)).kopeks == price


async def test_what_costs_nothing_any_more_is_bought_from_an_empty_balance(
    shop: Shop, user: User, tariff: Tariff
) -> None:
    await promocodes.create_promocode(shop, "FREE", kind="discount", value=100)
    await promocodes.activate(shop, user, "free")
    bought = await purchase.buy(shop, user, tariff, quote="1", by=ADMIN)
    assert (bought.price_kopeks, bought.subscription.kind) == (0, "paid")


async def test_a_price_that_was_shown_is_the_price_that_is_paid(
    shop: Shop, user: User, tariff: Tariff, tenth: Promocode
) -> None:
    await ledger.grant(shop, user, 26910, key="money", by=ADMIN)
    with pytest.raises(errors.PriceChanged):
        await purchase.buy(shop, user, tariff, quote="1", shown_kopeks=29900, by=ADMIN)
    assert await pricing.unspent_discount(user.id) is not None
    await purchase.buy(shop, user, tariff, quote="1", shown_kopeks=26910, by=ADMIN)


async def test_a_tariff_is_a_gift(shop: Shop, user: User, tariff: Tariff) -> None:
    await tariffs.set_enabled(shop, tariff, False)
    await promocodes.create_promocode(shop, "GIFT", kind="tariff", tariff=tariff, uses=1)
    await promocodes.activate(shop, user, "gift")
    given = await queries.own(user)
    assert (given.kind, given.tariff_id, await ledger.balance(user.id)) == ("paid", tariff.id, 0)
    assert await ledger.unbalanced() == []
    await promocodes.create_promocode(shop, "MORE", kind="tariff", tariff=tariff)
    await promocodes.activate(shop, user, "more")
    assert (await queries.own(user)).expires_at == given.expires_at + timedelta(days=30)
    with pytest.raises(errors.PromocodeUsedUp):
        await promocodes.activate(shop, await new_user(shop, 5), "gift")


async def test_a_gift_that_no_server_has_room_for_stays_unused(
    shop: Shop, user: User, tariff: Tariff, server: Server
) -> None:
    await servers.change(shop, server, capacity=0)
    await promocodes.create_promocode(shop, "GIFT", kind="tariff", tariff=tariff, uses=1)
    with pytest.raises(errors.NothingToDeliver):
        await promocodes.activate(shop, user, "gift")
    assert (await Promocode.get(code="GIFT")).uses_left == 1


@pytest.mark.parametrize(("days", "given"), [(7, 7), (1, 3)])
async def test_a_campaign_gives_days_never_fewer_than_the_trial(shop: Shop, days: int, given: int) -> None:
    made = await campaigns.create(shop, name="Ads", start_param="a1", bonus_kopeks=100, bonus_days=days)
    user = await new_user(shop, 77, campaign_id=made.id)
    await worker.deliver_due(shop)
    await campaigns.on_user_registered(shop, UserRegistered(user.id, referrer_id=None, campaign_id=made.id), 1)
    subscription = await queries.own(user)
    assert (subscription.kind, subscription.expires_at) == ("trial", shop.now() + timedelta(days=given))
    assert await ledger.balance(user.id) == 100
    await user.refresh_from_db()
    with pytest.raises(errors.TrialUsed):
        await purchase.start_trial(shop, user)


async def test_campaign_days_lengthen_a_trial_that_was_faster_and_wait_for_room(
    shop: Shop, server: Server, clock: Clock
) -> None:
    made = await campaigns.create(shop, name="Ads", start_param="a1", bonus_days=7)
    early, late = [await new_user(shop, number, campaign_id=made.id) for number in (71, 72)]
    trial = await purchase.start_trial(shop, early)
    await servers.change(shop, server, capacity=1)
    await worker.deliver_due(shop)
    assert (await queries.own(early)).expires_at == trial.expires_at + timedelta(days=7)
    assert await queries.current(late) is None
    await servers.change(shop, server, capacity=None)
    clock.advance(minutes=10)
    await worker.deliver_due(shop)
    assert await queries.current(late) is not None


async def test_a_code_that_is_switched_off_helps_nobody_until_it_is_on_again(shop: Shop) -> None:
    code = await promocodes.create_promocode(shop, "GIFT", kind="balance", value=100, by=Actor("admin", ADMIN))
    alice, bob = await new_user(shop, 1), await new_user(shop, 2)
    await promocodes.activate(shop, alice, "GIFT")
    await promocodes.set_enabled(shop, code, False, by=Actor("admin", ADMIN))
    with pytest.raises(errors.PromocodeInvalid):
        await promocodes.activate(shop, bob, "GIFT")
    await promocodes.set_enabled(shop, code, True, by=Actor("admin", ADMIN))
    await promocodes.activate(shop, bob, "GIFT")
    (found,), total = await promocodes.page()
    assert (found.id, total, await promocodes.use_counts([found])) == (code.id, 1, {code.id: 2})
    assert [fact.data["what"] for fact in await facts("PromocodeChanged")] == ["made", "disabled", "enabled"]
