"""What happens in one process is told by another: how soon a thousand open WebSockets have heard of it.

Two web processes on one PostgreSQL and one Redis; every socket is open to one of them. No fact is for everybody, each
is a person's own. So either a few people with as many sockets as a person may have use a promocode through the other
process, at the same moment, and the clock starts when they ask. Or a thousand people with one socket each are given
money by a third process, in one transaction, and the clock starts at its commit. It stops when the last socket has its
frames.
"""

import asyncio
import contextlib
import json
import resource
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path

from websockets.asyncio.client import ClientConnection, connect

from core import db, events, ledger
from core.promotions import promocodes
from core.shop import THE_SHOP, Shop
from tests import programs
from tests import servers as real
from tests.bench import customers, lab, load
from tests.bench.customers import Customer, Stocked
from tests.bench.results import CannotMeasure, Result

SOCKETS = 1000
EACH = 20  # the most that a person may have open in one process
ROUNDS, ROUNDS_QUICK = 5, 2
AIM_SECONDS = 1.0
PATIENCE_SECONDS = 30
OPENING = 50  # sockets that are opened at the same time
FILES = 8192
GIFT_KOPEKS = 100


async def measure(directory: Path, quick: bool) -> list[Result]:
    """Nothing where PostgreSQL or Redis is not installed."""
    postgres, redis = programs.find_postgres(), programs.find_redis()
    if postgres is None or redis is None:
        print("PostgreSQL or Redis is not installed: sockets are not measured")
        return []
    _allow_files()
    with real.postgres(postgres) as server, real.redis(redis) as redis_url:
        await lab.command(server + "postgres", "CREATE DATABASE bench")
        stocked = await customers.stocked(server + "bench", directory, people=SOCKETS, asking=SOCKETS)
        async with _web(stocked, directory, redis_url) as watched, _web(stocked, directory, redis_url) as other:
            rounds = ROUNDS_QUICK if quick else ROUNDS
            async with customers.opened(stocked.url, directory, redis_url=redis_url) as shop:
                return [
                    await _promocodes(shop, stocked, watched, other, rounds),
                    await _gifts(shop, stocked, watched, rounds),
                ]


@contextlib.asynccontextmanager
async def _web(stocked: Stocked, directory: Path, redis_url: str) -> AsyncIterator[int]:
    """A web process; its port."""
    settings = customers.environment(stocked.url, directory, REDIS_URL=redis_url)
    async with lab.program("vitrina", "web", settings=settings, log=directory / "web.log"):
        port = int(settings["WEB_PORT"])
        await load.until_answers(port, "/health")
        yield port


async def _promocodes(shop: Shop, stocked: Stocked, watched: int, other: int, rounds: int) -> Result:
    few = stocked.customers[: SOCKETS // EACH]
    codes = [f"BENCH-{number}" for number in range(rounds + 1)]
    for code in codes:
        await promocodes.create_promocode(shop, code, kind="balance", value=GIFT_KOPEKS)
    waiting = iter(codes)

    async def activate(lines: load.Lines) -> float:
        body = json.dumps({"code": next(waiting)}).encode()
        requests = [load.post("/cabinet/promocode/activate", customer.token, body) for customer in few]
        began = time.perf_counter()
        await lines.flood(requests, len(requests))
        return began

    async def act() -> float:
        async with load.lines(other, len(few)) as lines:
            return await activate(lines)

    sockets = [customer for customer in few for _ in range(EACH)]
    slowest = await _slowest(watched, sockets, act, rounds, frames=1)
    note = f"{len(few)} people with {EACH} sockets each use a promocode through the other web process at once"
    return _result(f"{SOCKETS:,} sockets, {len(few)} people", slowest, note)


async def _gifts(shop: Shop, stocked: Stocked, watched: int, rounds: int) -> Result:
    asked = 0

    async def act() -> float:
        nonlocal asked
        asked += 1
        async with db.transaction():
            for customer in stocked.customers:
                key = f"gift:{asked}:{customer.user_id}"
                await ledger.post(shop, customer.user_id, GIFT_KOPEKS, kind="grant", key=key, by=THE_SHOP)
                await shop.record(events.BalanceGranted(customer.user_id, GIFT_KOPEKS, source="bench"))
        return time.perf_counter()

    slowest = await _slowest(watched, stocked.customers, act, rounds, frames=1)
    note = f"{SOCKETS:,} people with a socket each, all given money in one transaction by a third process"
    return _result(f"{SOCKETS:,} sockets, as many people", slowest, note)


async def _slowest(
    port: int, whose: Sequence[Customer], act: Callable[[], Awaitable[float]], rounds: int, *, frames: int
) -> list[float]:
    """Seconds from what `act` returns until the last socket has all its frames, round by round; the first warms up."""
    async with _opened(port, whose) as sockets:
        found = []
        for _ in range(rounds + 1):
            hearing = [asyncio.create_task(_heard(socket, frames)) for socket in sockets]
            began = await act()
            async with asyncio.timeout(PATIENCE_SECONDS):
                found.append(max(await asyncio.gather(*hearing)) - began)
        return found[1:]


@contextlib.asynccontextmanager
async def _opened(port: int, whose: Sequence[Customer]) -> AsyncIterator[list[ClientConnection]]:
    """A socket for each of these sign-ins."""
    few = asyncio.Semaphore(OPENING)

    async def opened(customer: Customer) -> ClientConnection:
        address = f"ws://127.0.0.1:{port}/cabinet/ws?token={customer.token}"
        async with few:
            socket = await connect(address, compression=None, ping_interval=None, proxy=None, open_timeout=60)
            said = json.loads(await socket.recv())
        if said["type"] != "connected":
            raise CannotMeasure(f"a socket begins with {said}")
        return socket

    sockets = await asyncio.gather(*(opened(customer) for customer in whose))
    try:
        yield sockets
    finally:
        for socket in sockets:
            socket.transport.abort()  # a farewell for each would take longer than what is measured


async def _heard(socket: ClientConnection, frames: int) -> float:
    """When the socket was told about its owner's new balance, as often as it has to be."""
    for _ in range(frames):
        said = await socket.recv()
        if json.loads(said)["type"] != "balance_updated":
            raise CannotMeasure(f"a socket says {said!r}")
    return time.perf_counter()


def _allow_files() -> None:
    """Each socket is an open file here and one in the web process, which inherits the limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _result(name: str, slowest: list[float], note: str) -> Result:
    note = f"{note}; until the last has heard, median of {len(slowest)} (slowest {max(slowest):.2f} s)"
    return Result(name, statistics.median(slowest), "s", at_most=AIM_SECONDS, note=note)
