"""A restart and a restore asked for over HTTP: the shop comes back by itself, nobody starts it."""

import asyncio
import time
from pathlib import Path

import httpx
import psutil
import pytest

from tests.journeys.conftest import World
from tests.journeys.test_first_sale import buy_for_stars, key_in
from tests.lab import Client, download, eventually

BACK_SECONDS = 30


def began(world: World, part: str) -> int:
    """How often the shop has been started in this process, by what it has logged."""
    return world.log(part).count("listening on")


async def healthy(http: httpx.AsyncClient) -> bool:
    try:
        return (await http.get("/health")).is_success
    except httpx.TransportError:  # it does not listen now
        return False


async def asked(world: World, key: str, method: str, path: str, **body: object) -> dict[str, object]:
    async with httpx.AsyncClient(base_url=world.web, trust_env=False, headers={"X-API-Key": key}, timeout=60) as http:
        answer = await http.request(method, path, json=body if method == "POST" else None)
    assert answer.is_success, answer.text
    found: dict[str, object] = answer.json()
    return found


async def back(world: World, part: str, times: int) -> None:
    """Wait until the shop has been started once more and answers."""

    async def answers() -> bool:
        assert world.processes[part].poll() is None, world.log(part)
        if began(world, part) <= times:
            return False
        try:
            async with httpx.AsyncClient(trust_env=False) as http:
                return (await http.get(f"{world.web}/health")).status_code == 200
        except httpx.HTTPError:
            return False

    await eventually(answers, BACK_SECONDS)


async def carries(world: World, key: str) -> None:
    """The customer's app gets through, from a new connection."""
    with Client(key) as app:

        async def through() -> bool:
            return (await download(f"{world.downloads.url}/bytes/1000", app, seconds=5)).received >= 1000

        await eventually(through, BACK_SECONDS)


async def keys(world: World, key: str) -> list[object]:
    async with httpx.AsyncClient(base_url=world.web, trust_env=False, headers={"X-API-Key": key}, timeout=60) as http:
        found: list[object] = (await http.get("/api/keys")).json()
    return found


@pytest.mark.timeout(600)
async def test_a_shop_that_nobody_supervises_restarts_and_restores_by_itself(world: World) -> None:
    world.settings |= {"LOG_LEVEL": "INFO"}
    await world.sell()
    await world.start("run")
    owner = await world.api_key()
    alice = await world.person(1001, "Алиса")
    await buy_for_stars(alice)
    key = key_in(await alice.wait_for(lambda m: "vless://" in m.get("caption", ""), timeout=60))
    await carries(world, key)
    process = psutil.Process(world.processes["run"].pid)
    descriptors: list[int] = []
    for _ in range(2):
        times, moment = began(world, "run"), time.monotonic()
        assert (await asked(world, owner, "POST", "/api/system/restart", target="ui"))["ok"] is True
        await back(world, "run", times)
        assert time.monotonic() - moment < BACK_SECONDS
        await carries(world, key)
        descriptors.append(process.num_fds())
    assert abs(descriptors[1] - descriptors[0]) < 10  # nothing is left open
    assert Path(process.cwd()) == world.directory.resolve()

    file = str((await asked(world, owner, "POST", "/api/backups/create"))["filename"])
    await asked(world, owner, "POST", "/api/keys", name="made after the backup")
    assert len(await keys(world, owner)) == 1
    times = began(world, "run")
    done = await asked(world, owner, "POST", f"/api/backups/{file}/restore", preview=False)
    assert done["restored_from"] == file
    await back(world, "run", times)
    assert await keys(world, owner) == []
    await carries(world, key)
    assert "Traceback" not in world.log("run")
    assert process.is_running()
    await a_stop_that_comes_during_a_restart_is_a_stop(world, owner)


async def test_a_web_process_of_its_own_restarts_and_the_worker_does_not_notice(world: World) -> None:
    world.settings |= {"LOG_LEVEL": "INFO"}
    await world.start("worker", "web")
    owner = await world.api_key()
    for _ in range(2):
        times = began(world, "web")
        await asked(world, owner, "POST", "/api/system/restart", target="ui")
        await back(world, "web", times)
    assert world.processes["worker"].poll() is None
    await world.stop()


async def a_stop_that_comes_during_a_restart_is_a_stop(world: World, owner: str) -> None:
    await asked(world, owner, "POST", "/api/system/restart", target="ui")
    process = world.processes.pop("run")
    await asyncio.sleep(0.35)
    process.terminate()
    assert await asyncio.to_thread(process.wait, 20) in (0, -15)  # the latter before the new one listens to signals
    await asyncio.sleep(1)
    assert not psutil.pid_exists(process.pid)
