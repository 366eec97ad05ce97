"""A program's path: keys by the API, apps that move real bytes, reports that agree, links that outlive everything."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import httpx
import pytest

from tests.journeys.conftest import World
from tests.lab import Client, download, eventually, free_port

MEGABYTES = (5, 20, 50)
TOLERANCE = 0.03
COUNTED_SECONDS = 60
PORTS = 10
SECRET = re.compile(r"vk_[A-Za-z0-9_-]{43}")


class Program:
    """A program with an API key."""

    def __init__(self, http: httpx.AsyncClient, secret: str) -> None:
        self._http = http
        self.secret = secret

    async def ask(self, method: str, path: str, *, status: int = 200, **options: Any) -> Any:
        answer = await self._http.request(method, path, headers={"X-API-Key": self.secret}, **options)
        assert answer.status_code == status, (method, path, answer.status_code, answer.text)
        return answer.json()

    async def links(self) -> dict[str, str]:
        keys = await self.ask("GET", "/api/keys")
        return {key["id"]: (await self.ask("GET", f"/api/keys/{key['id']}/config"))["vless_url"] for key in keys}


@asynccontextmanager
async def program(world: World) -> AsyncIterator[Program]:
    secret = await world.api_key()
    async with httpx.AsyncClient(base_url=world.web, trust_env=False, timeout=60) as http:
        yield Program(http, secret)


def ready(world: World) -> None:
    low = free_port()
    world.settings |= {
        "KEY_PORT_RANGE": f"{low}-{low + PORTS}",
        "TRAFFIC_SAMPLE_SECONDS": "1",
        "RATE_LIMIT_OTHER": "0",
    }


@pytest.mark.timeout(600)
async def test_a_program_makes_keys_and_reads_what_they_moved(world: World) -> None:
    ready(world)
    async with program(world) as bot:
        await world.start("web", "worker")
        links = await the_whole_path(world, bot)
        await restarts_change_no_links(world, bot, links)
        with Client(next(iter(links.values()))) as app:
            await move(world, app, 1)
        await a_steady_stream_shows_its_rate_in_every_answer(world, bot)
        assert bot.secret not in world.log("web") + world.log("worker")
    await world.stop()


@pytest.mark.own_database
async def test_the_same_on_postgres_and_redis(world: World, postgres_url: str, redis_url: str) -> None:
    ready(world)
    world.settings |= {"DATABASE_URL": postgres_url, "REDIS_URL": redis_url}
    async with program(world) as bot:
        await world.start("web", "worker")
        await the_whole_path(world, bot)
    await world.stop()


async def the_whole_path(world: World, bot: Program) -> dict[str, str]:
    """Keys, traffic, reports, resets, a deletion, syncs; the links of the keys that are left."""
    await eventually(lambda: engine_answers(bot), 60)
    keys = [await bot.ask("POST", "/api/keys", json={"name": f"user{n}@example.com"}) for n in range(len(MEGABYTES))]
    links = await bot.links()
    async with AsyncExitStack() as apps:
        used = [apps.enter_context(Client(links[key["id"]])) for key in keys]
        await asyncio.gather(*(move(world, app, size) for app, size in zip(used, MEGABYTES, strict=True)))
        await eventually(lambda: all_counted(bot, keys), COUNTED_SECONDS)
        await reports_agree(bot, keys)
        await the_operators_panel_agrees(bot, keys)
        await resets_touch_what_they_name(bot, keys)
        await a_deleted_key_is_refused(world, bot, keys[0], used[0])
    del links[keys[0]["id"]]
    await syncs_change_no_links(bot, links)
    with Client(links[keys[1]["id"]]) as app:
        await move(world, app, 1)
    assert bot.secret not in world.log("web") + world.log("worker")
    return links


async def engine_answers(bot: Program) -> bool:
    """Whether the worker has started its Xray."""
    answer = await bot._http.get("/api/system/config-status", headers={"X-API-Key": bot.secret})
    return answer.status_code == 200


async def move(world: World, app: Client, megabytes: int) -> None:
    size = megabytes * 1_000_000
    got = await download(f"{world.downloads.url}/bytes/{size}", app, seconds=120)
    assert got.received >= size


def near(counted: int, megabytes: int) -> bool:
    moved = megabytes * 1_000_000
    return abs(counted - moved) <= TOLERANCE * moved


async def all_counted(bot: Program, keys: list[dict[str, Any]]) -> bool:
    ports = (await bot.ask("GET", "/api/traffic/simple"))["data"]["ports"]
    return all(
        ports[str(key["port"])]["total_bytes"] >= size * 1_000_000 for key, size in zip(keys, MEGABYTES, strict=True)
    )


async def reports_agree(bot: Program, keys: list[dict[str, Any]]) -> None:
    """Simple, history, daily and monthly: each key's own, and all together."""
    history = (await bot.ask("GET", "/api/traffic/history"))["data"]
    month = (await bot.ask("GET", "/api/traffic/monthly"))["data"]
    ports = (await bot.ask("GET", "/api/traffic/simple"))["data"]["ports"]
    for number, (key, size) in enumerate(zip(keys, MEGABYTES, strict=True)):
        one = (await bot.ask("GET", f"/api/keys/{key['id']}/traffic/monthly"))["data"]
        by_day = (await bot.ask("GET", f"/api/keys/{key['id']}/traffic/history"))["data"]
        counted = [
            ports[str(key["port"])],
            (await bot.ask("GET", f"/api/keys/{key['uuid']}/traffic/simple"))["traffic"],
            history["keys"][number]["total_traffic"],
            by_day["total_traffic"],
            month["keys"][number]["monthly_traffic"],
            one["monthly_traffic"],
        ]
        for found in counted:
            assert near(found["total_bytes"], size), (size, found)
            assert found["total_bytes"] == found["rx_bytes"] + found["tx_bytes"]
            assert found["tx_bytes"] > found["rx_bytes"]
        assert near(sum(day["total_bytes"] for day in by_day["daily_stats"].values()), size)
    days = {day for key in keys for day in await days_of(bot, key)}
    found = [(await bot.ask("GET", f"/api/traffic/daily/{day}"))["data"] for day in days]
    assert near(sum(day["total_bytes"] for day in found), sum(MEGABYTES))
    assert max(day["active_keys"] for day in found) == len(keys)
    for report in (history, month):
        assert near(report["total_traffic_bytes"], sum(MEGABYTES))
        assert report["total_traffic_bytes"] == report["total_rx_bytes"] + report["total_tx_bytes"]
    assert month["total_traffic_formatted"].endswith(" MB")


async def the_operators_panel_agrees(bot: Program, keys: list[dict[str, Any]]) -> None:
    """Live series and top, dashboard and statistics say the same as the reports."""
    called = {user["uuid"]: user["email"] for user in (await bot.ask("GET", "/api/users"))["users"]}
    names = [called[key["uuid"]] for key in keys]
    past = {"metric": "traffic", "period": 3600, "granularity": 60}
    series = (await bot.ask("GET", "/api/live/series", params=past))["series"]
    assert len(series) == 60
    assert near(sum(point["value"] for point in series), sum(MEGABYTES))
    top = (await bot.ask("GET", "/api/live/top", params={"metric": "traffic", "period": 3600}))["top"]
    assert [one["user"] for one in top] == names[::-1]
    board = await bot.ask("GET", "/api/usage/dashboard", params={"days": 7})
    statistics = (await bot.ask("GET", "/api/users/stats"))["stats"]
    for name, size, ranked in zip(names, MEGABYTES, reversed(top), strict=True):
        own = (await bot.ask("GET", "/api/live/series", params=past | {"scope": "user", "user": name}))["series"]
        assert near(sum(point["value"] for point in own), size)
        assert near(ranked["value"], size)
        assert near(board["users"][name]["sum7_traffic_bytes"], size)
        assert near(statistics[name]["traffic"], size)
    assert near(sum(board["global"]["daily_traffic_bytes"]), sum(MEGABYTES))


async def days_of(bot: Program, key: dict[str, Any]) -> list[str]:
    return list((await bot.ask("GET", f"/api/keys/{key['id']}/traffic/history"))["data"]["daily_stats"])


async def resets_touch_what_they_name(bot: Program, keys: list[dict[str, Any]]) -> None:
    first, second, _ = keys
    await bot.ask("POST", f"/api/keys/{first['id']}/traffic/simple/reset")
    await bot.ask("POST", f"/api/keys/{second['id']}/traffic/history/reset")
    ports = (await bot.ask("GET", "/api/traffic/simple"))["data"]["ports"]
    simple = [ports[str(key["port"])]["total_bytes"] for key in keys]
    history = [
        row["total_traffic"]["total_bytes"] for row in (await bot.ask("GET", "/api/traffic/history"))["data"]["keys"]
    ]
    assert simple[0] < 100_000
    assert all(near(counted, size) for counted, size in zip(simple[1:], MEGABYTES[1:], strict=True))
    assert history[1] < 100_000
    assert near(history[0], MEGABYTES[0])
    assert near(history[2], MEGABYTES[2])
    await bot.ask("POST", "/api/traffic/history/cleanup", params={"days_to_keep": 30})
    assert await days_of(bot, first)


async def a_deleted_key_is_refused(world: World, bot: Program, key: dict[str, Any], app: Client) -> None:
    """At once, also where it is connected, and its port is free."""
    going = asyncio.create_task(download(f"{world.downloads.url}/bytes/900000000/1000000", app, seconds=60))
    await eventually(lambda: connected(bot, key), COUNTED_SECONDS)
    history = (await bot.ask("GET", f"/api/keys/{key['id']}/traffic/history"))["data"]
    assert history["is_active"]
    assert history["total_traffic"]["total_connections"] >= 1
    await bot.ask("DELETE", f"/api/keys/{key['id']}")
    assert (await going).received < 900_000_000
    assert (await download(f"{world.downloads.url}/bytes/1000", app, seconds=3)).received < 1000
    again = await bot.ask("POST", "/api/keys", json={"name": "in its place"})
    assert again["port"] == key["port"]
    await bot.ask("DELETE", f"/api/keys/{again['id']}")
    await bot.ask("GET", f"/api/keys/{key['id']}", status=404)


async def connected(bot: Program, key: dict[str, Any]) -> bool:
    found = await bot.ask("GET", f"/api/keys/{key['id']}/traffic/simple")
    return bool(found["data"]["connections"])


async def syncs_change_no_links(bot: Program, links: dict[str, str]) -> None:
    assert await bot.links() == links
    for path in ("/api/system/sync-config", "/api/system/xray/sync-config"):
        await bot.ask("POST", path)
        assert await bot.links() == links


async def restarts_change_no_links(world: World, bot: Program, links: dict[str, str]) -> None:
    """Neither one of the engine, nor one of the shop."""
    await world.stop("worker", hard=True)
    await world.start("worker")
    await eventually(lambda: engine_answers(bot), 60)
    assert await bot.links() == links
    await world.stop("web", "worker")
    await world.start("web", "worker")
    await eventually(lambda: engine_answers(bot), 60)
    assert await bot.links() == links
    assert (await bot.ask("GET", "/api/system/config-status"))["synchronized"]


async def a_steady_stream_shows_its_rate_in_every_answer(world: World, bot: Program) -> None:
    """A megabyte a second through a real core."""
    key = await bot.ask("POST", "/api/keys", json={"name": "steady"})
    link = (await bot.ask("GET", f"/api/keys/{key['id']}/config"))["vless_url"]
    with Client(link) as app:
        stream = asyncio.create_task(download(f"{world.downloads.url}/bytes/30000000/1000000", app, seconds=60))
        await asyncio.sleep(9)
        rates = []
        for _ in range(12):
            rates.append((await bot.ask("GET", f"/api/keys/{key['id']}/traffic/simple"))["traffic"]["traffic_rate"])
            await asyncio.sleep(1)
        stream.cancel()
    assert all(750_000 <= rate <= 1_250_000 for rate in rates), rates
