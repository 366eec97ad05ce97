"""The operator API's numbers: the dashboard, live, series and top say what went through, no more and no less."""

import json
from typing import Any

import httpx
import pytest

from core import db, installation
from core.config import Settings
from core.operations.operator_panel import collector
from core.shop import Shop
from core.traffic import rollups
from core.traffic.dashboard import Dashboard
from core.traffic.models import TrafficDay
from tests.conftest import Clock
from tests.contracts.operator import call
from tests.contracts.operator_desk import added, desk, key_id_of, moved, panel, settings  # noqa: F401 - fixtures
from tests.databases import ONE_ENGINE
from tests.web.conftest import Statements

ANN, BEN = "ann@example.com", "ben@example.com"


@pytest.fixture
async def two(desk: httpx.AsyncClient, settings: Settings) -> dict[str, int]:
    """Two users, by e-mail."""
    for email in (ANN, BEN):
        await added(desk, email)
    return {email: await key_id_of(email) for email in (ANN, BEN)}


async def connected(shop: Shop, server_id: int, live: dict[int, int]) -> None:
    await rollups.note_connections(shop, server_id, live)


# ---- the dashboard


async def test_the_dashboard_of_a_week(shop: Shop, desk: httpx.AsyncClient, two: dict[str, int], clock: Clock) -> None:
    for day in range(9):
        await moved(shop, two[ANN], 10 * (day + 1), 5)
        if day in (7, 8):
            await moved(shop, two[BEN], 10**9)
        clock.advance(days=1)
    clock.advance(days=-1)
    found = await call(desk, "GET", "/api/usage/dashboard")
    days = [f"2026-11-{day}" for day in range(23, 30)]
    meta = found["meta"]
    assert (meta["from"], meta["to"], meta["days"]) == (days[0], days[-1], days)
    assert meta["prev_days"] == [f"2026-11-{day}" for day in range(16, 23)]
    assert meta["users"] == [ANN, BEN]
    assert (meta["unit"], meta["completeness"]) == ("bytes", "full")
    ann = [35, 45, 55, 65, 75, 85, 95]
    ben = [0, 0, 0, 0, 0, 10**9, 10**9]
    assert found["users"][ANN]["daily_traffic_bytes"] == ann
    assert found["users"][ANN]["prev_daily_traffic_bytes"] == [0, 0, 0, 0, 0, 15, 25]
    assert found["users"][ANN]["daily_conns"] == [1] * 7
    assert (found["users"][ANN]["sum7_traffic_bytes"], found["users"][ANN]["sum_prev7_traffic_bytes"]) == (455, 40)
    assert [found["users"][email]["anomaly"] for email in (ANN, BEN)] == [False, True]
    totals = [one + other for one, other in zip(ann, ben, strict=True)]
    assert found["global"]["daily_traffic_bytes"] == totals
    assert found["global"]["cumulative_traffic_bytes"][-1] == sum(totals)
    assert found["global"]["daily_conns"] == [1, 1, 1, 1, 1, 2, 2]
    assert found["kpi"] == {
        "today_bytes": totals[-1],
        "yesterday_bytes": totals[-2],
        "change_pct": 0.0,
        "total_bytes": sum(totals),
        "total_users": 2,
        "active_users": 2,
    }
    assert found["collector"] == {"enabled": True, "lag_days": 0}


async def test_the_dashboard_of_one_user_and_of_nobody(
    shop: Shop, desk: httpx.AsyncClient, two: dict[str, int]
) -> None:
    await moved(shop, two[ANN], 5)
    await moved(shop, two[BEN], 7)
    one = await call(desk, "GET", "/api/usage/dashboard", params={"user": BEN, "days": "2"})
    assert list(one["users"]) == [BEN]
    assert one["global"]["daily_traffic_bytes"] == [0, 7]
    assert (one["kpi"]["total_users"], one["kpi"]["active_users"]) == (1, 1)
    assert one["meta"]["completeness"] == "partial"
    nobody = await call(desk, "GET", "/api/usage/dashboard", params={"user": "nobody@example.com"})
    assert (nobody["users"], nobody["kpi"]["total_bytes"]) == ({}, 0)
    assert nobody["kpi"]["change_pct"] is None
    assert len((await call(desk, "GET", "/api/usage/dashboard", params={"days": "5000"}))["meta"]["days"]) == 90


async def test_an_answer_serves_for_a_minute_and_then_is_read_anew(
    shop: Shop, desk: httpx.AsyncClient, two: dict[str, int], clock: Clock
) -> None:
    async def today() -> int:
        found = (await call(desk, "GET", "/api/usage/dashboard"))["kpi"]["today_bytes"]
        assert isinstance(found, int)
        return found

    await moved(shop, two[ANN], 5)
    assert await today() == 5
    await moved(shop, two[ANN], 5)
    assert await today() == 5
    clock.advance(seconds=61)
    assert await today() == 10


async def test_days_that_have_ended_are_read_once_until_they_are_rewritten(
    shop: Shop, two: dict[str, int], clock: Clock, statements: Statements
) -> None:
    made = Dashboard(shop, collector.surroundings)

    async def asked() -> tuple[list[int], int]:
        statements.seen.clear()
        found = json.loads(await made.usage(3))["users"][ANN]["daily_traffic_bytes"]
        clock.advance(seconds=61)
        return found, len([one for one in statements.seen if "FROM traffic_days WHERE day = " in one])

    for amount in (1, 2, 3):
        await moved(shop, two[ANN], amount)
        clock.advance(days=1)
    clock.advance(days=-1)
    assert await asked() == ([1, 2, 3], 6)
    await moved(shop, two[ANN], 4)
    assert await asked() == ([1, 2, 7], 1)
    await rollups.forget_history(two[ANN])
    await moved(shop, two[ANN], 9)
    assert await asked() == ([0, 0, 9], 6)
    clock.advance(hours=13)
    assert await asked() == ([0, 9, 0], 2)
    assert await asked() == ([0, 9, 0], 1)


async def test_the_minutes_after_midnight(shop: Shop, two: dict[str, int], clock: Clock) -> None:
    """A sample of yesterday may still be booked then, so that yesterday is read again."""
    made = Dashboard(shop, collector.surroundings)
    await moved(shop, two[ANN], 1)
    clock.advance(hours=12, minutes=1)
    assert json.loads(await made.usage(1))["users"][ANN]["prev_daily_traffic_bytes"] == [1]
    async with db.transaction():
        await TrafficDay.filter(key_id=two[ANN]).update(up_bytes=3)
    clock.advance(minutes=2)
    assert json.loads(await made.usage(1))["users"][ANN]["prev_daily_traffic_bytes"] == [3]


async def test_dates_are_those_with_data(
    shop: Shop, desk: httpx.AsyncClient, two: dict[str, int], clock: Clock
) -> None:
    assert (await call(desk, "GET", "/api/usage/dates"))["dates"] == []
    for _ in range(2):
        for email in (ANN, BEN):
            await moved(shop, two[email], 1)
        clock.advance(days=3)
    assert (await call(desk, "GET", "/api/usage/dates"))["dates"] == ["2026-11-24", "2026-11-21"]


async def test_the_dashboard_of_a_day(shop: Shop, desk: httpx.AsyncClient, two: dict[str, int], clock: Clock) -> None:
    for amount in (100, 150):
        await moved(shop, two[ANN], amount)
        clock.advance(days=1)
    path, values = "/api/usage/dashboard/{date}", {"date": "2026-11-22"}
    found = await call(desk, "GET", path, values=values, params={"window_days": "1", "mode": "cumulative"})
    assert found["meta"] | {"date": "2026-11-22", "mode": "cumulative", "window_days": 1} == found["meta"]
    assert found["summary"] == {
        "today_traffic_bytes": 150,
        "yesterday_traffic_bytes": 100,
        "avg_traffic_bytes": 150,
        "today_conns": 1,
        "yesterday_conns": 1,
        "avg_conns": 1,
        "total_traffic_bytes": 150,
        "prev_total_traffic_bytes": 100,
        "delta_today_traffic_pct": 50.0,
        "delta_total_traffic_pct": 50.0,
    }
    empty = await call(desk, "GET", path, values={"date": "2020-02-29"}, params={"mode": "nonsense"})
    assert (empty["meta"]["mode"], empty["summary"]["total_traffic_bytes"]) == ("daily", 0)
    for date in ("2020-02-30", "today", "2020-1-1", "0001-01-01", "9999-12-31", "٢٠٢٠-٠١-٠١"):
        await call(desk, "GET", path, values={"date": date}, status=400, error="invalid_date_format")


@pytest.mark.parametrize("days", ["0", "-1", "x", "1e3", ""])
@ONE_ENGINE
async def test_days_that_are_no_number(desk: httpx.AsyncClient, days: str) -> None:
    await call(desk, "GET", "/api/usage/dashboard", params={"days": days}, status=400, error="invalid_days")


# ---- live


async def test_now_shows_who_is_online(
    shop: Shop, desk: httpx.AsyncClient, two: dict[str, int], clock: Clock, server: Any
) -> None:
    await moved(shop, two[ANN], 100)
    clock.advance(seconds=240)
    await moved(shop, two[BEN], 7)
    await connected(shop, server.id, {two[BEN]: 3})
    found = await call(desk, "GET", "/api/live/now")
    assert found["users"] == [
        {"email": ANN, "alias": "", "last_seen": "2026-11-21T12:00:00Z", "conns": 0, "traffic_bytes": 100},
        {"email": BEN, "alias": "", "last_seen": "2026-11-21T12:04:00Z", "conns": 3, "traffic_bytes": 7},
    ]
    assert found["total"] == {"users": 2, "conns": 3, "traffic_bytes": 107}
    assert (found["source"], found["traffic_available"], found["window_sec"]) == ("stats", True, 300)
    clock.advance(seconds=60)
    assert [one["email"] for one in (await call(desk, "GET", "/api/live/now"))["users"]] == [BEN]


async def test_series_have_every_bucket_and_keep_the_sum(
    shop: Shop, desk: httpx.AsyncClient, two: dict[str, int], clock: Clock
) -> None:
    async def series(**params: Any) -> list[dict[str, Any]]:
        found = await call(desk, "GET", "/api/live/series", params=params)
        rows: list[dict[str, Any]] = found["series"]
        return rows

    await moved(shop, two[ANN], 1000)
    clock.advance(minutes=2)
    await moved(shop, two[BEN], 61)
    clock.advance(seconds=119)
    hour = await series()
    assert len(hour) == 60
    assert (hour[-1]["time"], hour[0]["time"]) == ("2026-11-21T12:03:00Z", "2026-11-21T11:04:00Z")
    assert [one["value"] for one in hour if one["value"]] == [1000, 61]
    for granularity in (5, 7, 59, 60, 90, 600, 3600):
        fine = await series(granularity=granularity, period=3600 if granularity < 3600 else 7200)
        assert len(fine) == -(-(3600 if granularity < 3600 else 7200) // granularity)
        assert sum(one["value"] for one in fine) == 1061
    fives = await series(gran=5, period=300)
    assert {one["value"] for one in fives if one["value"] > 50} == {83, 84}
    own = await series(scope="user", user=BEN)
    assert sum(one["value"] for one in own) == 61
    assert [one["value"] for one in await series(metric="online_users") if one["value"]] == [1, 1]


async def test_the_minute_that_has_not_ended_is_spread_over_what_has_passed(
    shop: Shop, desk: httpx.AsyncClient, two: dict[str, int], clock: Clock
) -> None:
    clock.advance(seconds=9)
    await moved(shop, two[ANN], 100)
    found = await call(desk, "GET", "/api/live/series", params={"granularity": 5, "period": 60})
    assert [one["value"] for one in found["series"]] == [0] * 10 + [50, 50]


async def test_series_of_connections_are_the_most_at_one_time(
    shop: Shop, desk: httpx.AsyncClient, two: dict[str, int], clock: Clock, server: Any
) -> None:
    for count in (2, 5, 1):
        await connected(shop, server.id, {two[ANN]: count, two[BEN]: 1})
        clock.advance(seconds=20)
    await connected(shop, server.id, {})
    params = {"metric": "conns", "period": 120}
    found = await call(desk, "GET", "/api/live/series", params=params)
    assert [one["value"] for one in found["series"]] == [6, 0]
    assert found["meta"]["unit"] == "count"
    one = await call(desk, "GET", "/api/live/series", params=params | {"scope": "user", "user": ANN})
    assert [point["value"] for point in one["series"]] == [5, 0]


async def test_top_is_in_order(
    shop: Shop, desk: httpx.AsyncClient, two: dict[str, int], clock: Clock, server: Any
) -> None:
    await moved(shop, two[ANN], 25)
    await moved(shop, two[BEN], 50, 25)
    await connected(shop, server.id, {two[ANN]: 4})
    found = await call(desk, "GET", "/api/live/top")
    assert found["top"] == [
        {"user": BEN, "value": 75, "alias": "", "pct": 75.0},
        {"user": ANN, "value": 25, "alias": "", "pct": 25.0},
    ]
    assert [one["user"] for one in (await call(desk, "GET", "/api/live/top", params={"limit": 1}))["top"]] == [BEN]
    conns = (await call(desk, "GET", "/api/live/top", params={"metric": "conns"}))["top"]
    assert [(one["user"], one["value"]) for one in conns] == [(ANN, 4)]
    clock.advance(hours=2)
    assert (await call(desk, "GET", "/api/live/top"))["top"] == []


@pytest.mark.parametrize(
    ("path", "params", "status", "error"),
    [
        ("series", {"metric": "noise"}, 400, "invalid_metric"),
        ("series", {"period": "59"}, 400, "invalid_period"),
        ("series", {"period": "86401"}, 400, "invalid_period"),
        ("series", {"granularity": "4"}, 400, "invalid_granularity"),
        ("series", {"granularity": "5", "period": "86400"}, 400, "invalid_granularity"),
        ("series", {"gran": "x"}, 400, "invalid_gran"),
        ("series", {"scope": "planet"}, 400, "invalid_scope"),
        ("series", {"scope": "user"}, 400, "user_required"),
        ("series", {"scope": "user", "user": "nobody@example.com"}, 404, "user_not_found"),
        ("top", {"metric": "online_users"}, 400, "invalid_metric"),
        ("top", {"limit": "51"}, 400, "invalid_limit"),
        ("top", {"limit": "0"}, 400, "invalid_limit"),
        ("top", {"period": "x"}, 400, "invalid_period"),
    ],
)
@ONE_ENGINE
async def test_malformed_questions(
    desk: httpx.AsyncClient, path: str, params: dict[str, str], status: int, error: str
) -> None:
    await call(desk, "GET", f"/api/live/{path}", params=params, status=status, error=error)


async def seen(desk: httpx.AsyncClient) -> dict[str, Any]:
    """What dashboards show of traffic, by date, and how far behind they say they are."""
    found = await call(desk, "GET", "/api/usage/dashboard", params={"days": "20"})
    traffic = zip(found["meta"]["days"], found["global"]["daily_traffic_bytes"], strict=True)
    status = (await call(desk, "GET", "/api/collector/status"))["status"]
    assert status["lag_days"] == found["collector"]["lag_days"]
    return {
        "dates": (await call(desk, "GET", "/api/usage/dates"))["dates"],
        "traffic": {day: value for day, value in traffic if value},
        "ann": sum(found["users"][ANN]["daily_traffic_bytes"]),
        "lag_days": status["lag_days"],
    }


@pytest.mark.parametrize("how", ["toggle", "settings"])
async def test_dates_and_dashboards_stand_while_the_collector_is_off_and_a_run_catches_up(
    shop: Shop, desk: httpx.AsyncClient, two: dict[str, int], clock: Clock, how: str
) -> None:
    async def switch(on: bool) -> None:
        if how == "toggle":
            await call(desk, "POST", "/api/collector/toggle", json={"enabled": on})
        else:
            await call(desk, "POST", "/api/settings", json={"collector": {"enabled": on}})

    await moved(shop, two[ANN], 5)
    before = await seen(desk)
    assert before == {"dates": ["2026-11-21"], "traffic": {"2026-11-21": 5}, "ann": 5, "lag_days": 0}
    await switch(False)
    await moved(shop, two[BEN], 7)  # later on the same day
    for days in range(1, 15):
        clock.advance(days=1)
        await moved(shop, two[ANN], 100)
        await collector.run_due(shop)
        if days in (1, 14):
            assert await seen(desk) == before | {"lag_days": days}
    standing = await call(desk, "GET", "/api/usage/dashboard/{date}", values={"date": "2026-11-30"})
    assert standing["summary"]["today_traffic_bytes"] == 0
    await call(desk, "POST", "/api/collector/run", json={})  # yesterday
    caught = await seen(desk)
    assert (caught["dates"][0], len(caught["dates"]), caught["lag_days"]) == ("2026-12-04", 14, 1)
    assert (caught["traffic"]["2026-11-21"], caught["ann"]) == (12, 1305)
    await call(desk, "POST", "/api/collector/run", json={"include_today": True})
    caught = await seen(desk)
    assert (caught["dates"][0], caught["ann"], caught["lag_days"]) == ("2026-12-05", 1405, 0)
    await moved(shop, two[ANN], 1000)
    clock.advance(seconds=61)
    assert await seen(desk) == caught
    await switch(True)
    assert (await seen(desk))["ann"] == 2405


async def test_a_collector_that_was_off_before_dashboards_stood_lets_them_stand_from_now_on(
    shop: Shop, desk: httpx.AsyncClient, two: dict[str, int], clock: Clock
) -> None:
    await installation.set("operator_settings", {"collector": {"enabled": False}})
    await moved(shop, two[ANN], 5)
    await collector.run_due(shop)
    before = await seen(desk)
    clock.advance(days=1)
    await moved(shop, two[ANN], 5)
    await collector.run_due(shop)
    assert await seen(desk) == before | {"lag_days": 1}
