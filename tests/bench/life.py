"""A process's life: how soon it is there, what it weighs, how soon it is gone.

Every start but the first finds a database, Reality keys and compiled modules, as an operator's does.
"""

import asyncio
import contextlib
import signal
import time
from pathlib import Path

import httpx
import psutil

from sandbox.chats import Person
from tests.bench import lab
from tests.bench.results import CannotMeasure, Result, percentile
from tests.journeys.conftest import World

WEB_SECONDS, BOT_SECONDS, STOP_SECONDS = 2.0, 8.0, 5.0
ALL_IN_ONE_MB, WEB_WORKER_MB = 260, 100
STARTS, STARTS_QUICK = 3, 1
SETTLE_SECONDS = 2.0
PATIENCE_SECONDS = 60


async def measure(directory: Path, quick: bool) -> list[Result]:
    """Start and stop the all-in-one process, weigh it, then weigh a web worker."""
    async with lab.world(directory) as world, httpx.AsyncClient(trust_env=False, timeout=2) as http:
        (person,) = lab.people(world.sandbox.world, 1)
        await _start(world, http, person)
        await _stop(world)
        web, bot, stop, memory = [], [], [], []
        for _ in range(STARTS_QUICK if quick else STARTS):
            began = await _start(world, http, person)
            web.append(began[0])
            bot.append(began[1])
            await asyncio.sleep(SETTLE_SECONDS)
            memory.append(_megabytes(world.processes["run"].pid))
            stop.append(await _stop(world))
        await world.start("web")
        await asyncio.sleep(SETTLE_SECONDS)
        worker = _megabytes(world.processes["web"].pid)
        await world.stop("web")
    return [
        Result("start-up, web answers", percentile(web, 50), "s", at_most=WEB_SECONDS, note=f"median of {len(web)}"),
        Result("start-up, bot answers /start", percentile(bot, 50), "s", at_most=BOT_SECONDS),
        Result("stop, no process left", max(stop), "s", at_most=STOP_SECONDS, note="the slowest"),
        Result("memory, all-in-one, idle", percentile(memory, 50), "MB", at_most=ALL_IN_ONE_MB, note="without Xray"),
        Result("memory, one web worker, idle", worker, "MB", at_most=WEB_WORKER_MB),
    ]


async def _start(world: World, http: httpx.AsyncClient, person: Person) -> tuple[float, float]:
    """Start the shop; seconds until the web and the bot answer."""
    began = time.perf_counter()

    async def web() -> float:
        while True:
            with contextlib.suppress(httpx.HTTPError):
                if (await http.get(f"{world.web}/health")).status_code == 200:
                    return time.perf_counter() - began
            await asyncio.sleep(0.02)

    async def bot() -> float:
        await lab.answered(world.sandbox.world, person, "/start", PATIENCE_SECONDS)
        return time.perf_counter() - began

    looking = asyncio.gather(asyncio.wait_for(web(), PATIENCE_SECONDS), bot())
    await world.start("run")
    answers = await looking
    return answers[0], answers[1]


async def _stop(world: World) -> float:
    """Ctrl-C; seconds until the process and all its children are gone. Raises CannotMeasure when one stays."""
    family = [psutil.Process(world.processes["run"].pid)]
    family += family[0].children(recursive=True)
    if len(family) < 2:
        raise CannotMeasure(f"Xray does not run:\n{world.log('run')}")
    began = time.perf_counter()
    process = world.processes.pop("run")
    process.send_signal(signal.SIGINT)
    await asyncio.to_thread(process.wait, PATIENCE_SECONDS)
    seconds = time.perf_counter() - began
    left = [process for process in family if process.is_running() and process.status() != psutil.STATUS_ZOMBIE]
    for process in left:
        process.kill()
    if left:
        raise CannotMeasure(f"{len(left)} processes are left after the stop")
    return seconds


def _megabytes(pid: int) -> float:
    """Resident memory of the process itself."""
    return float(psutil.Process(pid).memory_info().rss) / 1e6
