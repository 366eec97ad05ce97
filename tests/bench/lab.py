"""A shop in processes of its own beside sandboxes in this one, and what can be seen of it from outside."""

import asyncio
import contextlib
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import asyncpg
import psutil

from core import wiring
from core.catalogue import tariffs
from core.catalogue.tariffs import Terms
from core.db import migrate
from sandbox import actions
from sandbox.chats import Chat, Person
from sandbox.client import SandboxClient
from sandbox.downloads import DownloadServer
from sandbox.server import Sandbox
from sandbox.state import World as Telegram
from sandbox.tls_target import TlsTarget
from tests.bench.results import CannotMeasure
from tests.conftest import make_settings
from tests.journeys.conftest import World, environment, shop_settings

Json = dict[str, Any]


@contextlib.asynccontextmanager
async def world(directory: Path) -> AsyncIterator[World]:
    """Everything around a shop, and a tariff on sale; its processes are started by the measurement."""
    async with (
        Sandbox() as sandbox,
        SandboxClient(sandbox.url) as client,
        TlsTarget(directory / "site") as target,
        DownloadServer() as downloads,
    ):
        settings = shop_settings(directory, sandbox, target) | {"LOG_LEVEL": "WARNING"}
        del settings["CLOCK_URL"]  # nobody moves the clock here
        made = World(sandbox, client, target, downloads, directory, settings)
        try:
            await _stock(settings["DATABASE_URL"], directory)
            yield made
        finally:
            for process in made.processes.values():
                process.kill()
                process.wait(10)


async def _stock(url: str, directory: Path) -> None:
    """A migrated database with one tariff."""
    await migrate.migrate(url)
    async with wiring.opened(wiring.build_shop(make_settings(url, directory))) as shop:
        await tariffs.create(shop, Terms("Month", 30, 29900, traffic_gb=100))


@contextlib.asynccontextmanager
async def program(*command: str, settings: dict[str, str], log: Path) -> AsyncIterator[subprocess.Popen[bytes]]:
    """`python -m command` beside us; ended with SIGTERM, and with SIGKILL if that does not help."""
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", *command], env=environment(settings), stdout=out, stderr=out, cwd=log.parent
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            await asyncio.to_thread(process.wait, 10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)


def cpu_seconds(pid: int) -> float:
    """What a process has worked so far: says the same on a busy machine as on an idle one."""
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


async def command(server: str, sql: str) -> None:
    """One statement to PostgreSQL, outside any shop."""
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


def people(telegram: Telegram, count: int, first_id: int = 1001) -> list[Person]:
    """Let a crowd into the sandbox."""
    crowd = [Person(first_id + number, f"Person {number}", language="ru") for number in range(count)]
    for person in crowd:
        telegram.add_person(person)
    return crowd


def bots_newest(chat: Chat) -> Json | None:
    """The newest message the bot has sent."""
    return next((message for message in chat.newest_first() if message["from"]["is_bot"]), None)


async def answered(telegram: Telegram, person: Person, text: str, seconds: float = 30) -> Json:
    """Send a text and wait for the bot's answer."""
    seq = telegram.journal.seq
    actions.send(telegram, person, {"text": text})
    return await heard(telegram, person, seq, lambda message: True, seconds)


async def heard(
    telegram: Telegram, person: Person, seq: int, wanted: Callable[[Json], bool], seconds: float = 20
) -> Json:
    """The first such message of the bot in the person's chat after the journal number. Raises CannotMeasure."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while True:
        events = telegram.journal.since(seq, chat_id=person.id)
        for event in events:
            message = event.get("message") if event["type"] in ("message", "edited") else None
            if message is not None and message["from"]["is_bot"] and wanted(message):
                return dict(message)
        left = deadline - loop.time()
        if left <= 0:
            raise CannotMeasure(f"the bot has not said to {person.first_name} what was waited for")
        await telegram.journal.wait(telegram.journal.seq, min(left, 1.0))
