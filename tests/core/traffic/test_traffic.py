"""Accounting: counters become bytes in the books, none lost and none counted twice."""

import asyncio
from datetime import UTC, date, datetime

import pytest

from core.catalogue.tariffs import GB, Tariff
from core.operations import statistics
from core.panels import Readings
from core.shop import Actor, Shop
from core.subscriptions import lifecycle, purchase
from core.subscriptions.models import Key, Subscription
from core.traffic import accounting
from core.traffic.models import TrafficDay, TrafficMark
from tests.conftest import Clock, new_user
from tests.panels import MemoryPanel


@pytest.fixture
async def key(shop: Shop, tariff: Tariff) -> Key:
    user = await new_user(shop, balance_kopeks=29900)
    bought = await purchase.buy(shop, user, tariff, quote="q", by=Actor("user", user.id))
    return await Key.get(subscription_id=bought.subscription.id)


def read(key: Key, up: int, down: int, *, source: str = "boot-1", closed: bool = False) -> Readings:
    return Readings(source, closed, {key.account_name: (up, down)})


async def booked(key: Key) -> tuple[int, int]:
    """Bytes in the books of a key; what its subscription has used is always their sum."""
    days = await TrafficDay.filter(key_id=key.id)
    up, down = sum(day.up_bytes for day in days), sum(day.down_bytes for day in days)
    assert (await Subscription.get(id=key.subscription_id)).traffic_used_bytes == up + down
    return up, down


async def test_what_was_counted_since_the_last_reading_is_added(shop: Shop, key: Key) -> None:
    for up, down in ((10, 100), (15, 300), (15, 300), (20, 300)):
        await accounting.book(shop, read(key, up, down))
        assert await booked(key) == (up, down)
    assert await TrafficDay.all().count() == 1


async def test_a_reading_booked_again_adds_nothing(shop: Shop, key: Key) -> None:
    for _ in range(5):
        await accounting.book(shop, read(key, 10, 100))
    assert await booked(key) == (10, 100)


async def test_a_reading_booked_by_several_at_once_is_counted_once(shop: Shop, key: Key) -> None:
    await asyncio.gather(*(accounting.book(shop, read(key, 10, 100)) for _ in range(10)))
    assert await booked(key) == (10, 100)
    await asyncio.gather(*(accounting.book(shop, read(key, 30, 100)) for _ in range(10)))
    assert await booked(key) == (30, 100)


async def test_a_new_counting_process_starts_from_zero_and_adds_up(shop: Shop, key: Key) -> None:
    await accounting.book(shop, read(key, 10, 100))
    await accounting.book(shop, read(key, 1, 2, source="boot-2"))
    assert await booked(key) == (11, 102)


async def test_the_last_reading_of_a_process_is_booked_once(shop: Shop, key: Key) -> None:
    await accounting.book(shop, read(key, 10, 100))
    for _ in range(3):
        await accounting.book(shop, read(key, 15, 120, closed=True))
    assert await booked(key) == (15, 120)
    await accounting.book(shop, read(key, 500, 500))  # the dead do not count
    assert await booked(key) == (15, 120)
    assert [(mark.source, mark.name) for mark in await TrafficMark.all()] == [("boot-1", "")]


async def test_a_process_seen_only_at_its_end_is_booked_whole(shop: Shop, key: Key) -> None:
    for _ in range(2):
        await accounting.book(shop, read(key, 15, 120, closed=True))
    assert await booked(key) == (15, 120)


async def test_a_counter_that_goes_back_takes_nothing_away(shop: Shop, key: Key) -> None:
    await accounting.book(shop, read(key, 10, 100))
    await accounting.book(shop, read(key, 5, 150))
    assert await booked(key) == (10, 100)
    await accounting.book(shop, read(key, 12, 150))
    assert await booked(key) == (12, 150)


async def test_the_day_is_the_shops_day(shop: Shop, key: Key, clock: Clock) -> None:
    clock.now = datetime(2026, 11, 20, 20, 59, 59, tzinfo=UTC)  # one second before midnight in Moscow
    await accounting.book(shop, read(key, 1, 1))
    clock.advance(seconds=1)
    await accounting.book(shop, read(key, 3, 3))
    days = {day.day: day.up_bytes for day in await TrafficDay.all()}
    assert days == {date(2026, 11, 20): 1, date(2026, 11, 21): 2}
    assert (await statistics.today(shop)).traffic_bytes == 4


async def test_many_keys_are_booked_in_one_go(shop: Shop, key: Key) -> None:
    many = Readings("boot-1", False, {f"k{number:04d}": (number, 1) for number in range(1000, 1900)})
    for _ in range(2):
        await accounting.book(shop, many)
    assert await TrafficDay.all().count() == 900
    assert await TrafficMark.all().count() == 900


async def test_large_counters_fit(shop: Shop, key: Key) -> None:
    await accounting.book(shop, read(key, 2**60, 2**60))
    assert await booked(key) == (2**60, 2**60)


async def test_a_closed_source_is_acknowledged_once_it_is_in_the_books(
    shop: Shop, key: Key, panel: MemoryPanel
) -> None:
    panel.sources = {"old": read(key, 5, 5, source="old", closed=True), "new": read(key, 1, 1, source="new")}
    for _ in range(2):
        await accounting.collect(shop)
    assert list(panel.sources) == ["new"]
    assert await booked(key) == (6, 6)


async def test_a_panel_that_is_down_only_delays_its_own_counters(
    shop: Shop, key: Key, panel: MemoryPanel, clock: Clock
) -> None:
    other = shop.panels[4242] = MemoryPanel(clock)
    other.sources = {"there": read(key, 7, 7, source="there")}
    panel.sources = {"here": read(key, 1, 1, source="here")}
    panel.down = True
    await accounting.collect(shop)
    assert await booked(key) == (7, 7)
    panel.down = False
    await accounting.collect(shop)
    assert await booked(key) == (8, 8)


async def test_whoever_has_used_up_the_traffic_is_stopped_at_the_next_reading(shop: Shop, key: Key) -> None:
    await accounting.book(shop, read(key, 0, 100 * GB - 1))
    assert await lifecycle.suspend_exhausted(shop) == 0
    await accounting.book(shop, read(key, 1, 100 * GB - 1))
    assert await lifecycle.suspend_exhausted(shop) == 1
