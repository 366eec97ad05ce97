"""Sales by the day: money, sales and people fall on the shop's own days."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core import ledger
from core.catalogue.tariffs import Tariff
from core.config import Settings
from core.operations import sales
from core.operations.sales import Numbers, SoldTariff, UsedMethod
from core.payments import settlement
from core.payments.models import Payment
from core.shop import THE_SHOP, Actor, Shop
from core.subscriptions import orders, purchase
from core.users.models import User
from tests.conftest import Clock, make_settings, new_user
from tests.core.counter import Counter, open_order
from tests.panels import MemoryPanel
from tests.web.conftest import Statements, statements  # noqa: F401 - a fixture


@pytest.fixture
def settings(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A shop of Berlin, which has summer time."""
    return make_settings(database_url, tmp_path_factory.mktemp("d"), timezone="Europe/Berlin")


async def _paid(shop: Shop, user: User, kopeks: int, method: str = "COUNTER") -> Payment:
    """A top-up that was paid at this moment."""
    vendor = Counter(method.lower(), method)
    shop.providers = {vendor.name: vendor, **shop.providers}
    order = await open_order(shop, user, method, kopeks=kopeks)
    assert await settlement.settle(shop, vendor.known[vendor.say(shop, order)]) is not None
    return await Payment.get(id=order.payment.id)


async def test_money_sales_and_people_stand_on_their_days(
    shop: Shop, clock: Clock, tariff: Tariff, panel: MemoryPanel
) -> None:
    clock.now = datetime(2026, 11, 20, 22, 59, tzinfo=UTC)  # a minute to midnight in Berlin
    alice = await new_user(shop)
    await _paid(shop, alice, 500_00)
    clock.advance(minutes=2)
    bob = await new_user(shop, 43)
    await purchase.buy(shop, alice, tariff, by=Actor("user", alice.id))
    await purchase.start_trial(shop, bob)
    found = await sales.sales(shop, 7)
    assert [day for day, _ in found.days] == [date(2026, 11, 15) + timedelta(days=n) for n in range(7)]
    assert dict(found.days)[date(2026, 11, 20)] == Numbers(revenue_kopeks=500_00, payments=1, new_users=1)
    assert dict(found.days)[date(2026, 11, 21)] == Numbers(sales=1, new_users=1, trials=1)
    assert {numbers for day, numbers in found.days if day < date(2026, 11, 20)} == {Numbers()}
    assert found.totals == Numbers(revenue_kopeks=500_00, payments=1, sales=1, new_users=2, trials=1)
    assert found.before == Numbers()


async def test_what_was_sold_and_how_it_was_paid(shop: Shop, tariff: Tariff, panel: MemoryPanel) -> None:
    alice = await new_user(shop, balance_kopeks=1000_00)
    await _paid(shop, alice, 200_00)
    await _paid(shop, alice, 300_00)
    await _paid(shop, alice, 150_00, "BANK")
    await purchase.buy(shop, alice, tariff, quote="1", by=Actor("user", alice.id))
    await purchase.buy(shop, alice, tariff, quote="2", by=Actor("user", alice.id))
    await ledger.grant(shop, alice, 5000, key="gift", by=THE_SHOP)
    found = await sales.sales(shop, 30)
    assert found.tariffs == [SoldTariff(tariff.id, "Month", 2, 2 * tariff.price_kopeks)]
    assert found.methods == [UsedMethod("COUNTER", 2, 500_00), UsedMethod("BANK", 1, 150_00)]
    await Tariff.filter(id=tariff.id).update(name="Thirty days")
    assert (await sales.sales(shop, 30)).tariffs == [SoldTariff(None, "Month", 2, 2 * tariff.price_kopeks)]


async def test_what_is_paid_from_a_balance_is_no_money_from_outside(
    shop: Shop, tariff: Tariff, panel: MemoryPanel
) -> None:
    alice = await new_user(shop, balance_kopeks=1000_00)
    await orders.place(shop, alice, tariff, method="balance")
    found = await sales.sales(shop, 7)
    assert found.totals == Numbers(sales=1, new_users=1)
    assert found.methods == []


async def test_money_that_went_back_is_no_revenue(shop: Shop) -> None:
    payment = await _paid(shop, await new_user(shop), 500_00)
    await Payment.filter(id=payment.id).update(status="refunded")
    assert (await sales.sales(shop, 7)).totals.payments == 0


async def test_the_time_before_is_equally_long(shop: Shop, clock: Clock) -> None:
    await new_user(shop, 1)
    clock.advance(days=6)
    await new_user(shop, 2)
    assert (await sales.sales(shop, 7)).totals.new_users == 2
    clock.advance(days=1)
    await new_user(shop, 3)
    found = await sales.sales(shop, 7)
    assert (found.totals.new_users, found.before.new_users) == (2, 1)
    clock.advance(days=7)
    found = await sales.sales(shop, 7)
    assert (found.totals.new_users, found.before.new_users) == (0, 2)
    clock.advance(days=7)
    assert (await sales.sales(shop, 7)).before.new_users == 0


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 10, 24, 21, 59, tzinfo=UTC), date(2026, 10, 24)),  # summer time: two hours
        (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), date(2026, 10, 25)),  # a day of 25 hours
        (datetime(2026, 10, 25, 23, 0, tzinfo=UTC), date(2026, 10, 26)),
    ],
)
async def test_days_know_summer_time(shop: Shop, clock: Clock, moment: datetime, day: date) -> None:
    clock.now = moment
    await new_user(shop)
    clock.now = datetime(2026, 10, 28, 12, tzinfo=UTC)
    found = await sales.sales(shop, 7)
    assert [day for day, numbers in found.days if numbers.new_users] == [day]


async def test_a_year_takes_three_statements(shop: Shop, statements: Statements) -> None:
    await new_user(shop)
    statements.seen.clear()
    found = await sales.sales(shop, 365)
    assert len(found.days) == 365
    assert len(statements.seen) == 3, statements.seen


async def test_an_empty_shop_has_zeros(shop: Shop) -> None:
    found = await sales.sales(shop, 7)
    assert (found.totals, found.before, found.tariffs, found.methods) == (Numbers(), Numbers(), [], [])
