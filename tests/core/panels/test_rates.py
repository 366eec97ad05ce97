"""Bytes a second: measured over what has passed, on a clock that moves on between any two looks at it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from core.catalogue.servers import Server
from core.panels import Readings
from core.shop import THE_SHOP, Shop
from core.subscriptions.keys import direct
from core.traffic import accounting
from core.traffic.models import KeyTraffic
from tests.conftest import Clock
from tests.panels import MemoryPanel

STEADY = 1_000_000


class Moving:
    """A clock on which every look costs time, as on every real one."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock

    def __call__(self) -> datetime:
        self.clock.advance(milliseconds=3)
        return self.clock()


class Counting(MemoryPanel):
    """A panel whose account moves a steady stream; what it does not count yet comes in pieces."""

    piece = 1
    name = ""
    source = "boot-1"
    moved = 0
    began: datetime | None = None

    async def readings(self) -> Sequence[Readings]:
        seconds = (self.now() - self.began).total_seconds() if self.began else 0
        moved = self.moved + int(seconds * STEADY) // self.piece * self.piece
        return [Readings(self.source, False, {self.name: (moved // 10, moved - moved // 10)})]

    async def connections(self) -> dict[str, int]:
        return {self.name: 1}


@pytest.fixture
async def panel(shop: Shop, server: Server, clock: Clock) -> Counting:
    key = await direct.add_user(shop, "a@b.example", by=THE_SHOP)
    made = Counting(lambda: clock.now)
    made.name, made.began = f"k{key.id:04d}", clock.now
    shop.clock = Moving(clock)
    shop.panels[server.id] = made
    return made


async def _rate() -> int:
    return (await KeyTraffic.all().get()).bytes_per_second


@pytest.mark.parametrize("seconds", [0.2, 1.0, 5.0, 5.7, 60.0])
async def test_a_steady_stream_shows_its_rate_in_every_answer(
    shop: Shop, clock: Clock, panel: Counting, seconds: float
) -> None:
    panel.piece = 64 << 10
    await accounting.collect(shop)
    for _ in range(int(6 / seconds) + 1):
        clock.advance(seconds=seconds)
        await accounting.collect(shop)
    for number in range(20):
        clock.advance(seconds=seconds + (number % 3) * 0.05)
        await accounting.collect(shop)
        assert 0.95 * STEADY <= await _rate() <= 1.05 * STEADY


async def test_a_rate_is_of_the_time_that_has_passed_and_not_of_the_time_that_was_planned(
    shop: Shop, clock: Clock, panel: Counting
) -> None:
    await accounting.collect(shop)
    clock.advance(minutes=5)  # the worker was busy, or away
    await accounting.collect(shop)
    assert 0.99 * STEADY <= await _rate() <= 1.01 * STEADY


async def test_a_stream_that_has_ended_has_no_rate_soon(shop: Shop, clock: Clock, panel: Counting) -> None:
    for _ in range(10):
        clock.advance(seconds=1)
        await accounting.collect(shop)
    assert await _rate() > 0
    panel.moved, panel.began = int((clock.now - (panel.began or clock.now)).total_seconds() * STEADY), None
    for _ in range(7):
        clock.advance(seconds=1)
        await accounting.collect(shop)
    assert await _rate() == 0


async def test_a_new_core_counts_from_zero(shop: Shop, clock: Clock, panel: Counting) -> None:
    await accounting.collect(shop)
    clock.advance(seconds=5)
    panel.source, panel.began = "boot-2", clock.now - timedelta(seconds=5)
    await accounting.collect(shop)
    assert 0.95 * STEADY <= await _rate() <= 1.05 * STEADY


async def test_a_clock_that_is_set_back_makes_no_rate_of_it(shop: Shop, clock: Clock, panel: Counting) -> None:
    await accounting.collect(shop)
    clock.now = datetime(2026, 11, 21, 11, tzinfo=UTC)
    panel.moved, panel.began = 10**9, clock.now
    await accounting.collect(shop)
    assert await _rate() == 0
    clock.advance(seconds=5)
    await accounting.collect(shop)
    assert 0.95 * STEADY <= await _rate() <= 1.05 * STEADY
