"""What attacks cost a running `vitrina web`, and the other people who ask it meanwhile.

For each attack of `tests/bench/attacks.py`: the process's memory before and at its highest, and how long a small
request over a connection of its own takes before and during. Everything is on loopback and ends after some seconds.
"""

import asyncio
import contextlib
import resource
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import psutil

from core.db import migrate
from tests.bench import customers, lab, load
from tests.bench.attacks import ATTACKS, HELD
from tests.bench.results import CannotMeasure, Result, percentile

SECONDS, SECONDS_QUICK = 8.0, 3.0
BEFORE_SECONDS = 2.0
EVERY_SECONDS = 0.05  # between two small requests, and between two looks at the memory
REQUEST = load.get("/health").replace(b"\r\n\r\n", b"\r\nconnection: close\r\n\r\n")
PATIENCE_SECONDS = 10.0
MEGABYTES, MILLISECONDS = 64.0, 1000.0  # more than that is a fault: of memory, of waiting


async def measure(directory: Path, quick: bool) -> list[Result]:
    """Two lines for each attack."""
    _files(2 * HELD + 200)
    seconds = SECONDS_QUICK if quick else SECONDS
    results = []
    for name in ATTACKS:
        async with _web(directory, name) as (pid, port):
            results += await _attacked(name, pid, port, seconds)
    return results


@contextlib.asynccontextmanager
async def _web(directory: Path, name: str) -> AsyncIterator[tuple[int, int]]:
    """A `vitrina web` of its own; the memory that an attack took would stand in the next one's line."""
    url = f"sqlite://{directory / name}.db"
    await migrate.migrate(url)
    shop = {"YOOKASSA_SHOP_ID": "1", "YOOKASSA_SECRET_KEY": "test_secret_of_no_shop"}
    settings = customers.environment(url, directory, YOOKASSA_API_URL="http://127.0.0.1:9", **shop)
    port = int(settings["WEB_PORT"])
    async with lab.program("vitrina", "web", settings=settings, log=directory / "web.log") as process:
        await load.until_answers(port, "/health")
        await _waits(port, BEFORE_SECONDS / 2)
        yield process.pid, port


async def _attacked(name: str, pid: int, port: int, seconds: float) -> list[Result]:
    before = await _waits(port, BEFORE_SECONDS)
    memory = _megabytes(pid)
    attacker = subprocess.Popen([sys.executable, "-m", "tests.bench.attacks", name, str(port), str(seconds)])
    try:
        during, peak = await asyncio.gather(_waits(port, seconds), _highest(pid, seconds + 1))
        await asyncio.to_thread(attacker.wait, 15)
    finally:
        attacker.kill()
        attacker.wait(5)
    what = (ATTACKS[name].__doc__ or name).rstrip(".")
    times = [percentile(took, 95) * 1e3 for took in (during, before)]
    return [
        Result(f"{what}: memory", peak, "MB", memory, at_most=memory + MEGABYTES, note="at its highest; before"),
        Result(
            f"{what}: others wait", times[0], "ms", times[1], at_most=MILLISECONDS, note=f"p95 of {len(during)}; before"
        ),
    ]


async def _waits(port: int, seconds: float) -> list[float]:
    """How long each of many small requests took. Raises CannotMeasure for one that was not answered."""
    took = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.perf_counter()
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(REQUEST)
                answer = await reader.read()
                writer.close()
        except (OSError, TimeoutError) as exc:
            raise CannotMeasure(f"a small request was not answered: {type(exc).__name__}") from None
        if not answer.startswith(b"HTTP/1.1 200 "):
            raise CannotMeasure(f"a small request was refused: {answer[:100]!r}")
        took.append(time.perf_counter() - began)
        await asyncio.sleep(EVERY_SECONDS)
    return took


async def _highest(pid: int, seconds: float) -> float:
    """The most memory that the process had in that time, in megabytes."""
    highest, end = 0.0, time.monotonic() + seconds
    while time.monotonic() < end:
        highest = max(highest, _megabytes(pid))
        await asyncio.sleep(EVERY_SECONDS)
    return highest


def _megabytes(pid: int) -> float:
    return float(psutil.Process(pid).memory_info().rss) / 2**20


def _files(wanted: int) -> None:
    """The attacker, who inherits this, holds many connections."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard), hard))
