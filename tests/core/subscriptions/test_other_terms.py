"""What is paid for and runs is never overwritten by a sale of something else, whoever sells it."""

import asyncio
from datetime import timedelta

import pytest

from core import errors, ledger
from core.catalogue import servers, tariffs
from core.catalogue.servers import Server
from core.catalogue.tariffs import GB, Tariff, Terms
from core.ledger import LedgerEntry
from core.payments import settlement
from core.promotions import promocodes
from core.promotions.promocodes import Promocode, PromocodeUse
from core.shop import THE_SHOP, Actor, Shop
from core.subscriptions import autopay, lifecycle, orders, purchase, queries, renewal
from core.subscriptions.models import Subscription
from core.users.models import User
from tests.conftest import Clock, new_user
from tests.core.conftest import facts
from tests.core.payments.test_settlement import paid

ME, OPERATOR = Actor("user", 1), Actor("admin", 900)
YEAR = Terms(name="Year", period_days=365, price_kopeks=199000, devices=5)
WEEK = Terms(name="Week", period_days=7, price_kopeks=9900, traffic_gb=30, devices=2)
ENDS = "2027-11-21"  # the year, bought at noon UTC


@pytest.fixture
async def year(shop: Shop) -> Tariff:
    return await tariffs.create(shop, YEAR)


@pytest.fixture
async def week(shop: Shop) -> Tariff:
    return await tariffs.create(shop, WEEK)


@pytest.fixture
async def buyer(shop: Shop) -> User:
    return await new_user(shop, balance_kopeks=1_000_000)


@pytest.fixture
async def bought(shop: Shop, buyer: User, year: Tariff) -> Subscription:
    """A year without limit, for five devices."""
    return (await purchase.buy(shop, buyer, year, quote="year", by=ME)).subscription


async def _is_as_bought(subscription: Subscription) -> bool:
    now = await Subscription.get(id=subscription.id)
    names = "expires_at", "traffic_limit_bytes", "devices", "profile", "status", "tariff_id"
    return all(getattr(now, name) == getattr(subscription, name) for name in names)


async def test_a_week_is_not_sold_over_a_year_and_the_day_from_which_it_is_is_said(
    shop: Shop, buyer: User, bought: Subscription, week: Tariff
) -> None:
    before = await ledger.balance(buyer.id)
    with pytest.raises(errors.OtherTermsRunning) as refused:
        await purchase.buy(shop, buyer, week, quote="week", by=ME)
    assert refused.value.params == {"from_date": ENDS}
    assert "21 ноября 2027" in shop.error_text(refused.value, "ru")
    assert await ledger.balance(buyer.id) == before
    assert await _is_as_bought(bought)


async def test_the_day_is_that_of_the_shops_time_zone(shop: Shop, year: Tariff, week: Tariff, clock: Clock) -> None:
    clock.advance(hours=10)  # 22:00 in London, 01:00 in Moscow
    user = await new_user(shop, 7, balance_kopeks=300000)
    await purchase.buy(shop, user, year, quote="year", by=ME)
    with pytest.raises(errors.OtherTermsRunning) as refused:
        await purchase.buy(shop, user, week, quote="week", by=ME)
    assert refused.value.params == {"from_date": "2027-11-22"}


@pytest.mark.parametrize(
    "other",
    [
        {"traffic_gb": 500},
        {"devices": 10},
        {"devices": 4},
        {"traffic_gb": 30, "devices": 2},
    ],
    ids=str,
)
@pytest.mark.parametrize("runs", [YEAR, WEEK], ids=lambda terms: terms.name)
async def test_premium_is_not_sold_over_the_days_of_something_smaller_either(
    shop: Shop, buyer: User, runs: Terms, other: dict[str, int]
) -> None:
    first = await tariffs.create(shop, runs)
    subscription = (await purchase.buy(shop, buyer, first, quote="1", by=ME)).subscription
    second = await tariffs.create(shop, Terms(**{"name": "Other", "period_days": 30, "price_kopeks": 49900, **other}))
    same = (second.traffic_gb, second.devices) == (first.traffic_gb, first.devices)
    if same:
        await purchase.buy(shop, buyer, second, quote="2", by=ME)
    else:
        with pytest.raises(errors.OtherTermsRunning):
            await purchase.buy(shop, buyer, second, quote="2", by=ME)
        assert await _is_as_bought(subscription)


async def test_another_profile_is_other_terms(shop: Shop, buyer: User, bought: Subscription, year: Tariff) -> None:
    other = await tariffs.create(shop, YEAR)
    await Tariff.filter(id=other.id).update(profile="fast")
    await other.refresh_from_db()
    with pytest.raises(errors.OtherTermsRunning):
        await purchase.buy(shop, buyer, other, quote="2", by=ME)


async def test_a_tariff_of_other_servers_is_other_terms(shop: Shop, buyer: User, server: Server) -> None:

    helsinki = await servers.create(shop, name="Helsinki", country="FI")
    near = await tariffs.create(shop, YEAR, servers=[server])
    far = await tariffs.create(shop, YEAR, servers=[helsinki])
    everywhere = await tariffs.create(shop, YEAR)
    await purchase.buy(shop, buyer, near, quote="1", by=ME)
    for number, other in enumerate((far, everywhere)):
        with pytest.raises(errors.OtherTermsRunning):
            await purchase.buy(shop, buyer, other, quote=f"2-{number}", by=ME)
    # Where its own tariff is served from is the owner's to change, and a renewal follows.
    await tariffs.edit(shop, near, YEAR, servers=[helsinki])
    await purchase.buy(shop, buyer, near, quote="3", by=ME)
    # Servers that serve nobody any more are nothing to lose.
    await servers.change(shop, helsinki, enabled=False)
    await purchase.buy(shop, buyer, everywhere, quote="4", by=ME)


async def test_the_same_service_for_other_days_and_another_price_is_added(
    shop: Shop, buyer: User, bought: Subscription
) -> None:
    month = await tariffs.create(shop, Terms(name="Month", period_days=30, price_kopeks=29900, devices=5))
    again = await purchase.buy(shop, buyer, month, quote="2", by=ME)
    assert again.subscription.expires_at == bought.expires_at + timedelta(days=30)
    assert again.subscription.traffic_limit_bytes is None


async def test_an_edited_tariff_is_not_the_one_that_was_sold(shop: Shop, buyer: User, week: Tariff) -> None:
    await purchase.buy(shop, buyer, week, quote="1", by=ME)
    await purchase.buy(shop, buyer, week, quote="2", by=ME)
    await tariffs.edit(shop, week, Terms(name="Week", period_days=7, price_kopeks=9900, traffic_gb=60, devices=2))
    with pytest.raises(errors.OtherTermsRunning):
        await purchase.buy(shop, buyer, week, quote="3", by=ME)


async def test_a_limit_that_has_grown_by_renewals_and_gifts_is_still_the_same_tariff(
    shop: Shop, buyer: User, week: Tariff
) -> None:
    first = await purchase.buy(shop, buyer, week, quote="1", by=ME)
    await renewal.extend(shop, first.subscription, traffic_bytes=7 * GB, by=OPERATOR)
    await purchase.buy(shop, buyer, week, quote="2", by=ME)
    third = await purchase.buy(shop, buyer, week, quote="3", by=ME)
    assert third.subscription.traffic_limit_bytes == 97 * GB


async def test_one_that_was_sold_before_terms_were_kept_is_renewed_and_not_overwritten(
    shop: Shop, buyer: User, week: Tariff, year: Tariff
) -> None:
    await purchase.buy(shop, buyer, week, quote="1", by=ME)
    await Subscription.all().update(sold=None)
    with pytest.raises(errors.OtherTermsRunning):
        await purchase.buy(shop, buyer, year, quote="2", by=ME)
    assert (await purchase.buy(shop, buyer, week, quote="3", by=ME)).subscription.traffic_limit_bytes == 60 * GB
    await Subscription.all().update(sold=None)
    await tariffs.edit(shop, week, Terms(name="Week", period_days=7, price_kopeks=9900, traffic_gb=100, devices=2))
    with pytest.raises(errors.OtherTermsRunning):
        await purchase.buy(shop, buyer, week, quote="4", by=ME)


async def test_from_a_trial_anything_is_sold_and_its_days_are_kept(shop: Shop, buyer: User, year: Tariff) -> None:
    trial = await purchase.start_trial(shop, buyer)
    sold = await purchase.buy(shop, buyer, year, quote="1", by=ME)
    assert sold.subscription.expires_at == trial.expires_at + timedelta(days=365)


async def test_after_the_end_anything_is_sold(
    shop: Shop, buyer: User, bought: Subscription, week: Tariff, clock: Clock
) -> None:
    clock.advance(days=365)
    sold = await purchase.buy(shop, buyer, week, quote="2", by=ME)
    assert sold.subscription.expires_at == shop.now() + timedelta(days=7)
    assert (sold.subscription.traffic_limit_bytes, sold.subscription.devices) == (30 * GB, 2)


async def test_where_the_traffic_is_used_up_the_same_is_added_and_another_tariff_begins_at_once(
    shop: Shop, buyer: User, week: Tariff, year: Tariff, clock: Clock
) -> None:
    first = await purchase.buy(shop, buyer, week, quote="1", by=ME)
    clock.advance(days=1)
    await Subscription.all().update(traffic_used_bytes=30 * GB)
    await lifecycle.suspend_exhausted(shop)
    same = await purchase.buy(shop, buyer, week, quote="2", by=ME)
    assert same.subscription.expires_at == first.subscription.expires_at + timedelta(days=7)
    assert (same.subscription.status, same.subscription.traffic_left_bytes) == ("active", 30 * GB)
    await Subscription.all().update(traffic_used_bytes=60 * GB)
    await lifecycle.suspend_exhausted(shop)
    other = await purchase.buy(shop, buyer, year, quote="3", by=ME)
    assert other.subscription.expires_at == shop.now() + timedelta(days=365)
    assert (other.subscription.status, other.subscription.traffic_used_bytes) == ("active", 0)
    assert other.subscription.epoch == 1


async def test_no_invoice_is_made_for_what_cannot_be_sold_and_a_paid_one_leaves_the_money_with_its_reason(
    shop: Shop, buyer: User, year: Tariff, week: Tariff
) -> None:
    order = await purchase.invoice(shop, buyer, week)
    subscription = (await purchase.buy(shop, buyer, year, quote="year", by=ME)).subscription
    with pytest.raises(errors.OtherTermsRunning):
        await purchase.invoice(shop, buyer, week)
    with pytest.raises(errors.OtherTermsRunning):
        await purchase.confirm(shop, order.invoice)
    before = await ledger.balance(buyer.id)
    await settlement.settle(shop, paid(shop, order))
    assert await ledger.balance(buyer.id) == before + 9900
    (left,) = await facts("PaymentLeftOnBalance")
    assert (left.data["reason"], left.data["from_date"]) == ("other-terms-running", ENDS)
    assert await _is_as_bought(subscription)


@pytest.mark.parametrize("method", ["balance", "TELEGRAM_STARS"])
async def test_an_order_for_other_terms_is_refused_before_anything_is_made(
    shop: Shop, buyer: User, bought: Subscription, week: Tariff, method: str
) -> None:
    with pytest.raises(errors.OtherTermsRunning):
        await orders.place(shop, buyer, week, method=method)
    assert await ledger.balance(buyer.id) == 1_000_000 - 199000
    assert await _is_as_bought(bought)


async def test_a_gift_of_another_tariff_leaves_its_code_unspent(
    shop: Shop, buyer: User, bought: Subscription, week: Tariff
) -> None:
    await promocodes.create_promocode(shop, "GIFT", kind="tariff", tariff=week, uses=1)
    with pytest.raises(errors.OtherTermsRunning):
        await promocodes.activate(shop, buyer, "gift")
    assert (await Promocode.get(code="GIFT")).uses_left == 1
    assert await PromocodeUse.all().count() == 0
    assert await _is_as_bought(bought)


async def test_autopay_renews_no_other_terms_and_says_so_once(
    shop: Shop, buyer: User, bought: Subscription, year: Tariff, clock: Clock
) -> None:
    await renewal.set_autopay(bought, True)
    await tariffs.edit(shop, year, Terms(name="Year", period_days=365, price_kopeks=199000, devices=2))
    before = await ledger.balance(buyer.id)
    for hours in (364 * 24, 6, 6):
        clock.advance(hours=hours)
        await autopay.run(shop)
    assert await ledger.balance(buyer.id) == before
    (failed,) = await facts("AutopayFailed")
    assert (failed.data["reason"], failed.data["from_date"]) == ("other-terms-running", ENDS)


async def test_autopay_renews_no_shorter_period_for_the_same_price(
    shop: Shop, buyer: User, bought: Subscription, year: Tariff, clock: Clock
) -> None:
    await renewal.set_autopay(bought, True)
    await tariffs.edit(shop, year, Terms(name="Year", period_days=30, price_kopeks=199000, devices=5))
    before = await ledger.balance(buyer.id)
    clock.advance(days=364)
    await autopay.run(shop)
    assert await ledger.balance(buyer.id) == before
    assert [one.data["reason"] for one in await facts("AutopayFailed")] == ["terms-changed"]


async def test_only_what_can_be_sold_is_offered_as_a_renewal(
    shop: Shop, buyer: User, bought: Subscription, year: Tariff, week: Tariff, clock: Clock
) -> None:
    assert [one.id for one in await purchase.renewal_options(shop, bought)] == [year.id]
    with pytest.raises(errors.OtherTermsRunning):
        await purchase.renew(shop, buyer, period_days=7, traffic_gb=30, by=ME)
    with pytest.raises(errors.RenewalUnavailable):
        await purchase.renew(shop, buyer, period_days=8, traffic_gb=30, by=ME)
    await lifecycle.suspend(shop, bought, by=OPERATOR)
    assert await purchase.renewal_options(shop, await queries.own(buyer)) == []
    await lifecycle.resume(shop, bought, by=OPERATOR)
    clock.advance(days=366)
    assert len(await purchase.renewal_options(shop, await queries.own(buyer))) == 2


async def test_of_two_purchases_of_different_terms_at_once_one_is_charged(
    shop: Shop, buyer: User, year: Tariff, week: Tariff
) -> None:
    done = await asyncio.gather(
        *(purchase.buy(shop, buyer, one, quote=f"{one.id}-{n}", by=ME) for n in range(4) for one in (year, week)),
        return_exceptions=True,
    )
    bought = [one for one in done if isinstance(one, purchase.Purchase)]
    assert len({one.price_kopeks for one in bought}) == 1
    assert all(isinstance(one, purchase.Purchase | errors.OtherTermsRunning) for one in done)
    assert len(bought) == 4
    assert await ledger.balance(buyer.id) == 1_000_000 - sum(one.price_kopeks for one in bought)
    assert await Subscription.all().count() == 1
    assert await ledger.unbalanced() == []


async def test_a_repeated_tap_is_answered_by_what_it_bought_whatever_was_sold_since(
    shop: Shop, buyer: User, week: Tariff, year: Tariff, clock: Clock
) -> None:
    first = await purchase.buy(shop, buyer, week, quote="tap", by=ME)
    clock.advance(days=8)
    await purchase.buy(shop, buyer, year, quote="later", by=ME)
    again = await purchase.buy(shop, buyer, week, quote="tap", shown_terms="00000000", by=ME)
    assert (again.repeated, again.entry_id) == (True, first.entry_id)


@pytest.mark.parametrize("ended", [False, True])
async def test_nothing_is_sold_over_what_support_has_paused(
    shop: Shop, buyer: User, bought: Subscription, year: Tariff, clock: Clock, ended: bool
) -> None:
    order = await purchase.invoice(shop, buyer, year)
    await lifecycle.suspend(shop, bought, by=OPERATOR)
    if ended:
        clock.advance(days=366)
        await lifecycle.expire_due(shop)
    before = await ledger.balance(buyer.id)
    await promocodes.create_promocode(shop, "GIFT", kind="tariff", tariff=year)
    await promocodes.create_promocode(shop, "DAYS", kind="days", value=7)
    for attempt in (
        purchase.buy(shop, buyer, year, quote="again", by=ME),
        purchase.invoice(shop, buyer, year),
        purchase.renew(shop, buyer, period_days=365, traffic_gb=None, by=ME),
        orders.place(shop, buyer, year, method="balance"),
        promocodes.activate(shop, buyer, "gift"),
        promocodes.activate(shop, buyer, "days"),
    ):
        with pytest.raises(errors.SubscriptionPaused) as refused:
            await attempt
        assert "/paysupport" in shop.error_text(refused.value, "ru")
    assert await ledger.balance(buyer.id) == before
    assert await PromocodeUse.all().count() == 0
    await settlement.settle(shop, paid(shop, order))
    assert [one.data["reason"] for one in await facts("PaymentLeftOnBalance")] == ["subscription-paused"]
    assert await ledger.balance(buyer.id) == before + 199000
    await lifecycle.resume(shop, bought, by=OPERATOR)
    again = await purchase.buy(shop, buyer, year, quote="now", by=ME)
    assert again.subscription.status == "active"


async def test_autopay_of_a_paused_subscription_charges_nothing_and_says_so_once(
    shop: Shop, buyer: User, bought: Subscription, clock: Clock
) -> None:
    await renewal.set_autopay(bought, True)
    await lifecycle.suspend(shop, bought, by=OPERATOR)
    before = await ledger.balance(buyer.id)
    for hours in (364 * 24, 1, 6, 6):
        clock.advance(hours=hours)
        await autopay.run(shop)
    assert await ledger.balance(buyer.id) == before
    assert [one.data["reason"] for one in await facts("AutopayFailed")] == ["subscription-paused"]
    assert await LedgerEntry.filter(kind="renewal").count() == 0
    await lifecycle.resume(shop, bought, by=OPERATOR)
    clock.advance(hours=6)
    await autopay.run(shop)
    assert await LedgerEntry.filter(kind="renewal").count() == 1


async def test_a_code_of_days_for_somebody_whose_traffic_is_used_up_is_refused_unspent(
    shop: Shop, buyer: User, week: Tariff
) -> None:
    subscription = (await purchase.buy(shop, buyer, week, quote="1", by=ME)).subscription
    await Subscription.all().update(traffic_used_bytes=30 * GB)
    await lifecycle.suspend_exhausted(shop)
    await promocodes.create_promocode(shop, "SEVEN", kind="days", value=7, uses=1)
    with pytest.raises(errors.TrafficUsedUp):
        await promocodes.activate(shop, buyer, "seven")
    assert (await Promocode.get(code="SEVEN")).uses_left == 1
    await purchase.buy(shop, buyer, week, quote="2", by=ME)
    await promocodes.activate(shop, buyer, "seven")
    after = await Subscription.get(id=subscription.id)
    assert (after.status, after.expires_at) == ("active", subscription.expires_at + timedelta(days=14))


@pytest.mark.parametrize("ended", [False, True])
async def test_days_that_are_given_to_somebody_whose_traffic_is_used_up_come_with_traffic(
    shop: Shop, buyer: User, week: Tariff, clock: Clock, ended: bool
) -> None:
    await purchase.buy(shop, buyer, week, quote="1", by=ME)
    await Subscription.all().update(traffic_used_bytes=30 * GB)
    await lifecycle.suspend_exhausted(shop)
    if ended:
        clock.advance(days=8)
        await lifecycle.expire_due(shop)
    given = await purchase.give_days(shop, buyer, 14, by=OPERATOR)
    assert (given.status, given.traffic_left_bytes) == ("active", 60 * GB)


async def test_days_given_to_somebody_without_a_subscription_make_one(shop: Shop, user: User) -> None:
    given = await purchase.give_days(shop, user, 30, by=OPERATOR)
    assert (given.status, given.kind, given.expires_at) == ("active", "trial", shop.now() + timedelta(days=30))
    assert given.traffic_limit_bytes == 50 * GB  # ten trials of three days
    more = await purchase.give_days(shop, user, 1, by=OPERATOR)
    assert (more.id, more.expires_at) == (given.id, shop.now() + timedelta(days=31))
    for wrong in (0, -1, 3661):
        with pytest.raises(errors.InvalidValue):
            await purchase.give_days(shop, user, wrong, by=OPERATOR)


async def test_two_operators_who_give_the_first_days_at_once_make_one_subscription(shop: Shop, user: User) -> None:
    await asyncio.gather(*(purchase.give_days(shop, user, 10, by=THE_SHOP) for _ in range(3)))
    subscription = await Subscription.get(user_id=user.id)
    assert subscription.expires_at == shop.now() + timedelta(days=30)
