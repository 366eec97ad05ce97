"""The key API's traffic against its description: now, by all time, by month and by day, and what is forgotten."""

from typing import Any

import httpx
import pytest

from core.shop import Shop
from core.subscriptions.models import Key
from core.traffic import rollups
from core.traffic.models import KeyTraffic, TrafficDay
from tests.conftest import Clock
from tests.contracts.keys import call
from tests.contracts.keys_desk import (  # noqa: F401 - fixtures among them
    FIRST,
    InspectablePanel,
    bot,
    made,
    owner,
    panel,
    program,
    settings,
)
from tests.databases import ONE_ENGINE

MB = 1024 * 1024
BAD_DATES = (
    "2025-02-30",
    "2025-13-01",
    "20250805",
    "2025-8-5",
    "today",
    "0000-01-01",
    "2025-08-05T00:00",
    "１２３４-01-01",
)
BAD_MONTHS = ("2025-13", "2025-00", "202508", "2025-8", "2025-08-05", "0000-01", "now", "")


async def moved(shop: Shop, key: dict[str, Any], up: int, down: int, connections: int = 0) -> int:
    """What the worker does with a sample; the key's row."""
    row = await Key.get(secret=key["uuid"])
    await rollups.add(shop, {row.id: (up, down)})
    live = {row.id: connections} if connections else {}
    await rollups.note_connections(shop, row.server_id, live, {row.id: (up + down) // 10} if connections else {})
    return row.id


def sizes(rx: int, tx: int, **more: Any) -> dict[str, Any]:
    return {"rx_bytes": rx, "tx_bytes": tx, "total_bytes": rx + tx} | more


# ---- D6 - D8, D16: now


async def test_current_traffic_of_all_keys(shop: Shop, web: httpx.AsyncClient, bot: str) -> None:
    used, idle = await made(web, bot, "used"), await made(web, bot, "idle")
    await moved(shop, used, 512, 1024, connections=5)
    found = await call(web, "GET", "/api/traffic/simple", key=bot)
    assert found["status"] == "success"
    assert (found["data"]["total_connections"], found["data"]["total_bytes"]) == (5, 1536)
    assert found["data"]["timestamp"] == shop.now().timestamp()
    assert set(found["data"]["ports"]) == {str(FIRST), str(FIRST + 1)}
    assert found["data"]["ports"][str(FIRST)] == {
        "port": FIRST,
        "connections": 5,
        **sizes(512, 1024),
        "total_formatted": "1.50 KB",
        "rx_formatted": "512 B",
        "tx_formatted": "1.00 KB",
        "traffic_rate": 153.0,
        "uuid": used["uuid"],
        "key_name": "used",
    }
    assert found["data"]["ports"][str(FIRST + 1)]["total_formatted"] == "0 B"
    assert idle["uuid"] == found["data"]["ports"][str(FIRST + 1)]["uuid"]


async def test_current_traffic_of_a_key_and_its_reset(shop: Shop, web: httpx.AsyncClient, bot: str) -> None:
    key, other = await made(web, bot, "one"), await made(web, bot, "other")
    for one in (key, other):
        await moved(shop, one, 100, 200)
    path, values = "/api/keys/{key_id}/traffic/simple", {"key_id": key["uuid"]}
    found = await call(web, "GET", path, key=bot, values=values)
    assert (found["key"], found["traffic"]) == (key, found["data"])
    assert (found["traffic"]["rx_bytes"], found["traffic"]["tx_bytes"]) == (100, 200)
    done = await call(web, "POST", f"{path}/reset", key=bot, values=values)
    assert (done["message"], done["key_id"]) == ("Traffic stats reset successfully", key["uuid"])
    ports = (await call(web, "GET", "/api/traffic/simple", key=bot))["data"]["ports"]
    assert (ports[str(FIRST)]["total_bytes"], ports[str(FIRST + 1)]["total_bytes"]) == (0, 300)
    await moved(shop, key, 1, 2)
    assert (await call(web, "GET", path, key=bot, values=values))["traffic"]["total_bytes"] == 3
    history = await call(web, "GET", "/api/keys/{key_id}/traffic/history", key=bot, values=values)
    assert history["data"]["total_traffic"]["total_bytes"] == 303


async def test_the_status_of_every_active_key(
    shop: Shop, web: httpx.AsyncClient, bot: str, panel: InspectablePanel
) -> None:
    used, idle, off = [await made(web, bot, name) for name in ("used", "idle", "off")]
    await moved(shop, used, 1, 2)
    await Key.filter(secret=off["uuid"]).update(enabled=False)
    found = await call(web, "GET", "/api/traffic/status", key=bot)
    assert (found["total_keys"], found["active_keys"], found["simple_monitor_available"]) == (3, 2, True)
    assert [row["key_id"] for row in found["traffic_stats"]] == [used["id"], idle["id"]]
    assert [row["has_traffic_data"] for row in found["traffic_stats"]] == [True, False]
    assert found["traffic_stats"][0]["simple_traffic"]["total_bytes"] == 3
    assert found["traffic_stats"][1]["simple_traffic"] is None


# ---- D9 - D13: history and days


async def test_the_history_of_all_keys(shop: Shop, web: httpx.AsyncClient, bot: str, clock: Clock) -> None:
    first, second = await made(web, bot, "first"), await made(web, bot, "second")
    await moved(shop, first, 20 * MB, 16 * MB, connections=35)
    clock.advance(hours=1)
    await moved(shop, second, 99, 99, connections=2)
    data = (await call(web, "GET", "/api/traffic/history", key=bot))["data"]
    assert (data["total_keys"], data["active_keys"]) == (2, 1)
    assert (data["total_rx_bytes"], data["total_tx_bytes"]) == (20 * MB + 99, 16 * MB + 99)
    assert data["total_traffic_formatted"] == "36.00 MB"
    assert [row["key_uuid"] for row in data["keys"]] == [first["uuid"], second["uuid"]]
    assert data["keys"][0] == {
        "key_uuid": first["uuid"],
        "key_name": "first",
        "port": FIRST,
        "created_at": "2026-11-21T12:00:00.000000",
        "last_activity": "2026-11-21T12:00:00.000000",
        "is_active": False,
        "total_traffic": sizes(
            20 * MB,
            16 * MB,
            total_connections=35,
            total_formatted="36.00 MB",
            rx_formatted="20.00 MB",
            tx_formatted="16.00 MB",
        ),
    }
    assert data["keys"][1]["is_active"]
    assert data["keys"][1]["last_activity"] == "2026-11-21T13:00:00.000000"


async def test_the_history_of_a_key_by_day(shop: Shop, web: httpx.AsyncClient, bot: str, clock: Clock) -> None:
    key = await made(web, bot)
    path, values = "/api/keys/{key_id}/traffic/history", {"key_id": key["id"]}
    data = (await call(web, "GET", path, key=bot, values=values))["data"]
    assert (data["total_traffic"]["total_bytes"], data["daily_stats"], data["last_activity"]) == (0, {}, None)
    await moved(shop, key, 1, 2, connections=3)
    clock.advance(days=1)
    await moved(shop, key, 10, 20, connections=1)
    clock.advance(minutes=6)
    await moved(shop, key, 100, 200, connections=2)
    data = (await call(web, "GET", path, key=bot, values=values))["data"]
    assert data["daily_stats"] == {
        "2026-11-21": sizes(1, 2, max_connections=3, sessions=1),
        "2026-11-22": sizes(110, 220, max_connections=2, sessions=2),
    }
    assert (data["total_traffic"]["total_bytes"], data["total_traffic"]["total_connections"]) == (333, 3)


async def test_a_reset_of_the_history_touches_one_keys_history_alone(
    shop: Shop, web: httpx.AsyncClient, bot: str
) -> None:
    key, other = await made(web, bot, "one"), await made(web, bot, "other")
    for one in (key, other):
        await moved(shop, one, 100, 200)
    path, values = "/api/keys/{key_id}/traffic/history", {"key_id": key["id"]}
    done = await call(web, "POST", f"{path}/reset", key=bot, values=values)
    assert (done["message"], done["key_id"]) == ("Traffic history reset successfully", key["id"])
    data = (await call(web, "GET", path, key=bot, values=values))["data"]
    assert (data["total_traffic"]["total_bytes"], data["daily_stats"]) == (0, {})
    totals = (await call(web, "GET", "/api/traffic/history", key=bot))["data"]
    assert [row["total_traffic"]["total_bytes"] for row in totals["keys"]] == [0, 300]
    simple = await call(web, "GET", "/api/traffic/simple", key=bot)
    assert simple["data"]["total_bytes"] == 600
    await moved(shop, key, 1, 1)
    assert (await call(web, "GET", path, key=bot, values=values))["data"]["total_traffic"]["total_bytes"] == 2


async def test_one_day_of_all_keys(shop: Shop, web: httpx.AsyncClient, bot: str, clock: Clock) -> None:
    first, second, gone = [await made(web, bot, name) for name in ("first", "second", "gone")]
    await made(web, bot, "idle")
    await moved(shop, first, 1, 2, connections=35)
    await moved(shop, second, 10, 20, connections=2)
    await moved(shop, gone, 100, 200)
    await call(web, "DELETE", "/api/keys/{key_id}", key=bot, values={"key_id": gone["id"]})
    clock.advance(days=1)
    await moved(shop, first, 1000, 2000)
    path = "/api/traffic/daily/{date}"
    found = (await call(web, "GET", path, key=bot, values={"date": "2026-11-21"}))["data"]
    assert found == {
        "date": "2026-11-21",
        "total_bytes": 333,
        "total_connections": 35,
        "active_keys": 3,
        "total_sessions": 3,
        "total_formatted": "333 B",
    }
    empty = (await call(web, "GET", path, key=bot, values={"date": "2020-02-29"}))["data"]
    assert (empty["total_bytes"], empty["active_keys"], empty["total_sessions"]) == (0, 0, 0)
    for bad in BAD_DATES:
        await call(web, "GET", path, key=bot, values={"date": bad}, status=400)


async def test_a_clean_up_keeps_totals_and_other_programs_days(
    shop: Shop, web: httpx.AsyncClient, bot: str, clock: Clock
) -> None:
    _, other = await program(shop, "other")
    mine, gone, theirs = await made(web, bot), await made(web, bot), await made(web, other)
    for key in (mine, gone, theirs):
        await moved(shop, key, 1, 2)
    await call(web, "DELETE", "/api/keys/{key_id}", key=bot, values={"key_id": gone["id"]})
    await TrafficDay.create(key_id=0, day=shop.now().date())
    clock.advance(days=30)
    await moved(shop, mine, 10, 20)
    path = "/api/traffic/history/cleanup"
    done = await call(web, "POST", path, key=bot)
    assert (done["message"], done["days_kept"]) == ("Cleaned up traffic history older than 30 days", 30)
    assert await TrafficDay.all().count() == 5
    await call(web, "POST", path, key=bot, params={"days_to_keep": 29})
    assert await TrafficDay.all().count() == 3
    history = await call(web, "GET", "/api/keys/{key_id}/traffic/history", key=bot, values={"key_id": mine["id"]})
    assert history["data"]["total_traffic"]["total_bytes"] == 33
    assert set(history["data"]["daily_stats"]) == {"2026-12-21"}
    done = await call(web, "POST", path, key=bot, params={"days_to_keep": 0})
    assert done["message"] == "Cleaned up traffic history older than 0 days"
    assert await TrafficDay.all().count() == 3
    for bad in ("-1", "1.5", "x", "", "9" * 30, "1e3"):
        await call(web, "POST", path, key=bot, params={"days_to_keep": bad}, status=400, detail=DAYS)


DAYS = "Invalid days_to_keep, expected a whole number from 0 to 36500"


# ---- D14, D15: months


async def test_one_month_of_all_keys(shop: Shop, web: httpx.AsyncClient, bot: str, clock: Clock) -> None:
    path = "/api/traffic/monthly"
    first, second, gone = [await made(web, bot, name) for name in ("first", "second", "gone")]
    await moved(shop, first, 1, 2, connections=271)
    await moved(shop, gone, 100, 200)
    await call(web, "DELETE", "/api/keys/{key_id}", key=bot, values={"key_id": gone["id"]})
    clock.advance(days=1)
    await moved(shop, first, 10, 20, connections=3)
    await moved(shop, second, 5, 5, connections=252)
    data = (await call(web, "GET", path, key=bot))["data"]
    assert (data["year_month"], data["total_keys"], data["active_keys"]) == ("2026-11", 3, 1)
    assert (data["total_rx_bytes"], data["total_tx_bytes"]) == (116, 227)
    assert (data["total_connections"], data["total_sessions"]) == (271, 4)
    assert [(row["key_name"], row["port"]) for row in data["keys"]] == [
        ("first", FIRST),
        ("second", FIRST + 1),
        ("gone", None),
    ]
    assert data["keys"][0]["monthly_traffic"] == sizes(
        11,
        22,
        max_connections=271,
        sessions=2,
        total_formatted="33 B",
        rx_formatted="11 B",
        tx_formatted="22 B",
    )
    clock.advance(days=9)
    await moved(shop, first, 7, 7)
    data = (await call(web, "GET", path, key=bot, params={"year_month": "2026-12"}))["data"]
    assert [row["monthly_traffic"]["total_bytes"] for row in data["keys"]] == [14, 0]
    assert (await call(web, "GET", path, key=bot))["data"] == data
    empty = (await call(web, "GET", path, key=bot, params={"year_month": "2020-01"}))["data"]
    assert (empty["total_traffic_bytes"], empty["total_keys"], empty["total_sessions"]) == (0, 2, 0)
    for bad in BAD_MONTHS:
        await call(web, "GET", path, key=bot, params={"year_month": bad}, status=400, detail=MONTH)


MONTH = "Invalid month format, expected YYYY-MM"


async def test_one_month_of_a_key(shop: Shop, web: httpx.AsyncClient, bot: str, clock: Clock) -> None:
    key = await made(web, bot)
    path, values = "/api/keys/{key_id}/traffic/monthly", {"key_id": key["id"]}
    await moved(shop, key, 1, 2, connections=4)
    clock.advance(days=9, hours=8, minutes=59)  # the last minute of the month in Moscow
    await moved(shop, key, 10, 20)
    clock.advance(minutes=2)
    await moved(shop, key, 100, 200)
    data = (await call(web, "GET", path, key=bot, values=values, params={"year_month": "2026-11"}))["data"]
    assert data["daily_breakdown"] == {
        "2026-11-21": sizes(1, 2, max_connections=4, sessions=1),
        "2026-11-30": sizes(10, 20, max_connections=0, sessions=1),
    }
    assert (data["year_month"], data["monthly_traffic"]["total_bytes"]) == ("2026-11", 33)
    now = (await call(web, "GET", path, key=bot, values=values))["data"]
    assert (now["year_month"], list(now["daily_breakdown"])) == ("2026-12", ["2026-12-01"])
    for bad in BAD_MONTHS:
        params = {"year_month": bad}
        await call(web, "GET", path, key=bot, values=values, params=params, status=400, detail=MONTH)


# ---- all of them


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (1024, "1.00 KB"),
        (1024**2 - 1, "1.00 MB"),
        (38467682, "36.69 MB"),
        (1024**3, "1.00 GB"),
        (5 * 1024**4, "5.00 TB"),
        (5000 * 1024**4, "5000.00 TB"),
    ],
)
@ONE_ENGINE
async def test_sizes_for_people(shop: Shop, web: httpx.AsyncClient, bot: str, size: int, text: str) -> None:
    key = await made(web, bot)
    await moved(shop, key, size, 0)
    found = await call(web, "GET", "/api/keys/{key_id}/traffic/simple", key=bot, values={"key_id": key["id"]})
    assert (found["data"]["total_formatted"], found["data"]["rx_bytes"]) == (text, size)
    data = (await call(web, "GET", "/api/traffic/history", key=bot))["data"]
    assert data["total_rx_formatted"] == text


async def test_programs_count_their_own_and_the_owner_all(
    shop: Shop, web: httpx.AsyncClient, bot: str, owner: str
) -> None:
    _, other = await program(shop, "other")
    mine, theirs = await made(web, bot, "mine"), await made(web, other, "theirs")
    await moved(shop, mine, 1, 2)
    await moved(shop, theirs, 100, 200)
    for key, bytes_, keys in ((bot, 3, 1), (other, 300, 1), (owner, 303, 2)):
        simple = (await call(web, "GET", "/api/traffic/simple", key=key))["data"]
        assert (simple["total_bytes"], len(simple["ports"])) == (bytes_, keys)
        for path in ("/api/traffic/history", "/api/traffic/monthly"):
            data = (await call(web, "GET", path, key=key))["data"]
            assert (data["total_traffic_bytes"], data["total_keys"], len(data["keys"])) == (bytes_, keys, keys)
        day = (await call(web, "GET", "/api/traffic/daily/{date}", key=key, values={"date": "2026-11-21"}))["data"]
        assert (day["total_bytes"], day["active_keys"]) == (bytes_, keys)
        assert (await call(web, "GET", "/api/traffic/status", key=key))["total_keys"] == keys


async def test_reading_changes_nothing(shop: Shop, web: httpx.AsyncClient, bot: str) -> None:
    key = await made(web, bot)
    await moved(shop, key, 1, 2, connections=1)

    async def rows() -> Any:
        return [await model.all().order_by("id").values() for model in (KeyTraffic, TrafficDay)]

    before = await rows()
    for path in ("/api/traffic/simple", "/api/traffic/history", "/api/traffic/monthly", "/api/traffic/status"):
        await call(web, "GET", path, key=bot)
    for path in ("simple", "history", "monthly"):
        await call(web, "GET", f"/api/keys/{{key_id}}/traffic/{path}", key=bot, values={"key_id": key["id"]})
    assert await rows() == before
