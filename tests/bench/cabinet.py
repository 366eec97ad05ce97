"""Reads of the public APIs under load: the cabinet's and the site's, asked for by many signed-in customers.

Requests a second: one web process of the shop against one with a bare FastAPI route (`tests/bench/bare_web.py`), same
database, same tokens, by turns. And what a grown shop costs: the same requests at a moderate rate to an empty shop and
to one full of other people, at the same time, so that a busy machine slows down both.
"""

import asyncio
import contextlib
import statistics
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests import programs
from tests import servers as real
from tests.bench import customers, lab, load
from tests.bench.customers import ENTRIES_EACH, Stocked
from tests.bench.results import Result, Round, compared, in_turns, percentile

CABINET = ("/cabinet/balance", "/cabinet/subscription")
SITE = ("/profile/keys", "/me/clients")
ASKING = 100  # customers; more would only keep the shop drawing QR codes before it is measured
PEOPLE, PEOPLE_QUICK = 100_000, 10_000
EACH, EACH_QUICK = 1200, 400  # requests a round
ROUNDS, ROUNDS_QUICK = 7, 3
SECONDS, SECONDS_QUICK = 8, 3  # for each line of the table
RATE = 50.0  # requests a second to each shop, far below what it can do
STROLLS, STROLLS_QUICK = 6, 3
LEAST, ASLOW = 0.5, 1.5


@dataclass(frozen=True, slots=True)
class Side:
    """A running web process, and requests of its customers."""

    pid: int
    port: int
    stocked: Stocked

    def requests(self, path: str) -> list[bytes]:
        return [load.get(path, customer.token) for customer in self.stocked.customers]

    async def round(self, path: str, count: int) -> Round:
        async with load.lines(self.port) as lines:  # anew each time: an idle one is closed after some seconds
            cpu = lab.cpu_seconds(self.pid)
            seconds = await lines.flood(self.requests(path), count)
            return Round(count / seconds, (lab.cpu_seconds(self.pid) - cpu) / count)

    async def walk(self, path: str) -> float:
        """Ask every customer's request once, at a moderate rate; the 95th percentile of the answers, in seconds."""
        async with load.lines(self.port) as lines:
            return percentile(await lines.stroll(self.requests(path), RATE), 95)


async def measure(directory: Path, quick: bool, *, paths: Sequence[str] = CABINET) -> list[Result]:
    """SQLite, and PostgreSQL where it is installed; quick is PostgreSQL alone where there is one."""
    binaries = programs.find_postgres()
    results = []
    if binaries is None or not quick:
        urls = [f"sqlite://{directory / name}.db" for name in ("empty", "grown")]
        results += await _engine("SQLite", urls, paths, directory, quick)
    if binaries is None:
        print("PostgreSQL is not installed: the cabinet is not measured on it")
        return results
    with real.postgres(binaries) as server:
        for name in ("empty", "grown"):
            await lab.command(server + "postgres", f"CREATE DATABASE {name}")
        urls = [server + name for name in ("empty", "grown")]
        return results + await _engine("PostgreSQL", urls, paths, directory, quick)


async def _engine(engine: str, urls: list[str], paths: Sequence[str], directory: Path, quick: bool) -> list[Result]:
    people = PEOPLE_QUICK if quick else PEOPLE
    empty = await customers.stocked(urls[0], directory, people=ASKING, asking=ASKING)
    full = await customers.stocked(urls[1], directory, people=people, asking=ASKING)
    async with _shop(empty, directory) as ours:
        async with _bare(empty, directory) as bare:
            rates = [await _compare(engine, path, ours, bare, quick) for path in paths]
        async with _shop(full, directory) as grown:
            return rates + [await _growth(engine, path, ours, grown, quick) for path in paths]


@contextlib.asynccontextmanager
async def _shop(stocked: Stocked, directory: Path) -> AsyncIterator[Side]:
    """`vitrina web` with these customers, each of whom has asked for everything once."""
    settings = customers.environment(stocked.url, directory)
    async with _side("vitrina", "web", stocked=stocked, settings=settings, directory=directory) as side:
        yield side


@contextlib.asynccontextmanager
async def _bare(stocked: Stocked, directory: Path) -> AsyncIterator[Side]:
    settings = customers.environment(stocked.url, directory) | {"SIGNING_SECRET": stocked.signing_secret}
    async with _side("tests.bench.bare_web", stocked=stocked, settings=settings, directory=directory) as side:
        yield side


@contextlib.asynccontextmanager
async def _side(*command: str, stocked: Stocked, settings: dict[str, str], directory: Path) -> AsyncIterator[Side]:
    port = int(settings["WEB_PORT"])
    async with lab.program(*command, settings=settings, log=directory / "web.log") as process:
        await load.until_answers(port, "/health")
        side = Side(process.pid, port, stocked)
        for path in (*CABINET, *SITE):
            await side.round(path, ASKING)
        yield side


async def _compare(engine: str, path: str, ours: Side, bare: Side, quick: bool) -> Result:
    """Requests a second by turns."""
    rounds, seconds, count = (ROUNDS_QUICK, SECONDS_QUICK, EACH_QUICK) if quick else (ROUNDS, SECONDS, EACH)
    found = await in_turns(
        partial(ours.round, path, count), partial(bare.round, path, count), rounds=rounds, seconds=seconds
    )
    note = f"one process each, {load.CONNECTIONS} connections, {ASKING} customers; baseline: token check, one SELECT"
    return compared(f"{path}, {engine}", *found, at_least=LEAST, note=note)


async def _growth(engine: str, path: str, empty: Side, full: Side, quick: bool) -> Result:
    """How long answers take in both shops; each walk asks every customer once."""
    rounds = range(STROLLS_QUICK if quick else STROLLS)
    found = [await asyncio.gather(empty.walk(path), full.walk(path)) for _ in rounds]
    people = full.stocked.people
    return Result(
        f"{path}, p95, full shop, {engine}",
        statistics.median(slow for _, slow in found) * 1e3,
        "ms",
        statistics.median(quick for quick, _ in found) * 1e3,
        statistics.median(slow / quick for quick, slow in found),
        at_most=ASLOW,
        note=f"{people:,} users and {people * ENTRIES_EACH:,} ledger entries against {ASKING} users; "
        f"{RATE:g} requests/s to each, {ASKING} different users",
    )
