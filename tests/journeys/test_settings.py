"""An owner's changes reach the web, the worker and the bot within two seconds, without a file, a shell or a restart."""

import asyncio
import statistics
import time
from typing import Any

import httpx
import pytest

from core.config import catalogue
from tests.core.config.test_store import good
from tests.journeys.conftest import World
from tests.journeys.test_keys import program

AT_MOST_SECONDS, PATIENCE_SECONDS = 2.0, 20.0
PATH = "/api/admin/v1/settings"


async def holds(world: World, version: int) -> float:
    """Seconds until every process works with this version."""
    began, line = time.monotonic(), f"settings of version {version} hold"
    while not all(line in world.log(part) for part in world.processes):
        assert time.monotonic() - began < PATIENCE_SECONDS, version
        await asyncio.sleep(0.02)
    return time.monotonic() - began


async def shown(http: httpx.AsyncClient, secret: str) -> dict[str, Any]:
    answer = (await http.get(PATH, headers={"X-API-Key": secret})).json()
    return {setting["name"]: setting for setting in answer["settings"]}


async def every_setting_is_changed_where_nothing_restarts(world: World, *parts: str) -> None:
    world.settings["RATE_LIMIT_OTHER"] = "0"
    async with program(world) as client, httpx.AsyncClient(base_url=world.web, trust_env=False, timeout=60) as http:
        await world.start(*parts)
        alice = await world.person(1001, "Алиса")
        await alice.send("/start")
        await alice.wait_for(lambda message: "Vitrina" in message.get("text", ""))
        before, seconds = await shown(http, client.secret), []
        for group in catalogue.GROUPS:
            values = {
                setting.name: good(setting)
                for setting in catalogue.SETTINGS.values()
                if setting.listed and setting.group == group and before[setting.name]["source"] != "environment"
            }
            if values:
                answer = await client.ask("PATCH", PATH, json={"values": values})
                seconds.append(await holds(world, answer["version"]))
        assert statistics.median(seconds) <= AT_MOST_SECONDS, seconds
        after = await shown(http, client.secret)
        for name, setting in after.items():
            assert setting["is_set"], name
            assert setting["source"] == ("environment" if before[name]["source"] == "environment" else "shop")
        branding = (await http.get("/cabinet/branding")).json()
        assert branding["app_name"] == good(catalogue.SETTINGS["shop_name"])
        await alice.send("/start")
        await alice.wait_for(lambda message: branding["app_name"] in message.get("text", ""))
        await world.stop()
        listed = await world.command("settings", "list")
        assert "RATE_LIMIT_OTHER" not in listed
        assert "smtp://" not in listed


async def test_in_one_process(world: World) -> None:
    await every_setting_is_changed_where_nothing_restarts(world, "run")


@pytest.mark.own_database
async def test_in_three_processes_with_redis(world: World, postgres_url: str, redis_url: str) -> None:
    world.settings |= {"DATABASE_URL": postgres_url, "REDIS_URL": redis_url}
    await every_setting_is_changed_where_nothing_restarts(world, "web", "worker", "bot")


@pytest.mark.own_database
async def test_in_three_processes_without_redis(world: World, postgres_url: str) -> None:
    world.settings |= {"DATABASE_URL": postgres_url}
    await every_setting_is_changed_where_nothing_restarts(world, "web", "worker", "bot")
