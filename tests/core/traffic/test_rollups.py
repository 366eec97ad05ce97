"""Folding: samples become minutes, hours, days and sums that agree with each other."""

from datetime import UTC, date, datetime

import pytest

from core.catalogue.servers import Server
from core.shop import THE_SHOP, Shop
from core.subscriptions.keys import direct
from core.traffic import rollups
from core.traffic.models import ALL_KEYS, KeyTraffic, TrafficDay, TrafficHour, TrafficMinute
from tests.conftest import Clock

A, B = 7, 8
NOON = int(datetime(2026, 11, 21, 12, tzinfo=UTC).timestamp())


@pytest.fixture
async def key_id(shop: Shop) -> int:
    return (await direct.add_user(shop, "a@b.example", by=THE_SHOP)).id


@pytest.fixture
def server_id(server: Server) -> int:
    return server.id


async def minutes(key_id: int) -> dict[int, tuple[int, int, int]]:
    rows = await TrafficMinute.filter(key_id=key_id).order_by("minute")
    return {row.minute * 60 - NOON: (row.up_bytes, row.down_bytes, row.peak_connections) for row in rows}


async def test_a_sample_stands_in_every_row_it_belongs_to(shop: Shop, clock: Clock) -> None:
    await rollups.add(shop, {A: (10, 100), B: (1, 2)})
    clock.advance(seconds=70)
    await rollups.add(shop, {A: (5, 50)})
    assert await minutes(A) == {0: (10, 100, 0), 60: (5, 50, 0)}
    assert await minutes(ALL_KEYS) == {0: (11, 102, 0), 60: (5, 50, 0)}
    sums = await KeyTraffic.get(key_id=A)
    assert (sums.up_bytes, sums.down_bytes) == (15, 150)
    assert (sums.first_seen_at, sums.seen_at) == (datetime(2026, 11, 21, 12, tzinfo=UTC), shop.now())
    day = await TrafficDay.get(key_id=A)
    assert (day.up_bytes, day.down_bytes, day.sessions) == (15, 150, 1)


async def test_nothing_in_a_sample_writes_nothing(shop: Shop) -> None:
    await rollups.add(shop, {})
    assert await TrafficMinute.all().count() == 0


async def test_a_session_begins_after_a_pause(shop: Shop, clock: Clock) -> None:
    for pause in (0, 60, 299, 301):
        clock.advance(seconds=pause)
        await rollups.add(shop, {A: (1, 1)})
    assert (await TrafficDay.get(key_id=A)).sessions == 2


async def test_connections_have_a_peak_and_an_end(shop: Shop, clock: Clock, key_id: int, server_id: int) -> None:
    for count in (2, 5, 3):
        await rollups.note_connections(shop, server_id, {key_id: count})
        clock.advance(seconds=10)
    now = await KeyTraffic.get(key_id=key_id)
    assert (now.connections, now.peak_connections) == (3, 5)
    assert await minutes(key_id) == {0: (0, 0, 5)}
    assert await minutes(ALL_KEYS) == {0: (0, 0, 5)}
    assert (await TrafficDay.get(key_id=key_id)).peak_connections == 5
    await rollups.note_connections(shop, server_id, {})
    ended = await KeyTraffic.get(key_id=key_id)
    assert (ended.connections, ended.peak_connections) == (0, 5)


async def test_a_rate_ends_with_the_traffic(shop: Shop, clock: Clock, key_id: int, server_id: int) -> None:
    await rollups.note_connections(shop, server_id, {key_id: 1}, {key_id: 100})
    assert (await KeyTraffic.get(key_id=key_id)).bytes_per_second == 100
    clock.advance(seconds=10)
    await rollups.note_connections(shop, server_id, {key_id: 1})
    assert (await KeyTraffic.get(key_id=key_id)).bytes_per_second == 0
    await rollups.note_connections(shop, server_id, {}, {key_id: 50})  # its connections are not counted there
    assert (await KeyTraffic.get(key_id=key_id)).bytes_per_second == 50
    await rollups.note_connections(shop, server_id, {})
    assert (await KeyTraffic.get(key_id=key_id)).bytes_per_second == 0


async def test_hours_are_the_sum_of_their_minutes_however_often_they_are_folded(shop: Shop, clock: Clock) -> None:
    for _ in range(5):
        await rollups.add(shop, {A: (1, 2)})
        clock.advance(minutes=20)
    for _ in range(3):
        await rollups.forget_old(shop)
    assert [(row.hour * 3600 - NOON, row.up_bytes, row.down_bytes) for row in await TrafficHour.filter(key_id=A)] == [
        (0, 3, 6)
    ]
    clock.advance(hours=1)
    await rollups.forget_old(shop)
    rows = await TrafficHour.filter(key_id=A).order_by("hour")
    assert [(row.hour * 3600 - NOON, row.up_bytes, row.down_bytes) for row in rows] == [(0, 3, 6), (3600, 2, 4)]


async def test_old_rows_go_and_sums_stay(shop: Shop, clock: Clock) -> None:
    await rollups.add(shop, {A: (1, 2)})
    clock.advance(hours=27)
    await rollups.forget_old(shop)
    assert await TrafficMinute.all().count() == 0
    assert await TrafficHour.filter(key_id=A).count() == 1
    clock.advance(days=70)
    await rollups.forget_old(shop)
    assert await TrafficHour.all().count() == 0
    assert await rollups.clean_up(shop, 30) == 1
    assert (await KeyTraffic.get(key_id=A)).down_bytes == 2


async def test_the_two_counters_are_reset_apart(shop: Shop) -> None:
    for key in (A, B):
        await rollups.add(shop, {key: (10, 20)})
    await rollups.reset_simple(A)
    now = await KeyTraffic.get(key_id=A)
    assert (now.up_bytes, now.simple_up_bytes, now.history_up_bytes) == (10, 10, 0)
    await rollups.forget_history(A)
    now = await KeyTraffic.get(key_id=A)
    assert (now.up_bytes, now.history_down_bytes) == (10, 20)
    assert [day.key_id for day in await TrafficDay.all()] == [B]
    untouched = await KeyTraffic.get(key_id=B)
    assert (untouched.simple_up_bytes, untouched.history_up_bytes) == (0, 0)


async def test_the_day_of_a_sample_is_the_shops(shop: Shop, clock: Clock) -> None:
    clock.now = datetime(2026, 11, 21, 21, tzinfo=UTC)  # midnight in Moscow
    await rollups.add(shop, {A: (1, 1)})
    assert (await TrafficDay.get(key_id=A)).day == date(2026, 11, 22)
