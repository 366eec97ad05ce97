"""A database that is away for a while: one line when it begins, a count, and one line when it is over."""

import asyncio
import contextlib
import logging
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import httpx
import pytest

from bot.dispatch import Dispatch
from core import db, installation, wiring
from core.db import worker_lease
from core.shop import Shop
from core.worker import Worker
from tests.conftest import Clock, make_settings
from tests.lab import eventually, free_port
from vitrina import processes

ADDRESSES = (
    ("GET", "/health"),
    ("POST", "/cabinet/auth/login-email"),
    ("POST", "/auth/login"),
    ("GET", "/s/abcdefghijklmnopqrstuv"),
    ("POST", "/telegram/webhook"),
    ("POST", "/webhooks/pay/tribute"),
    ("GET", "/api/keys"),
)


@contextlib.asynccontextmanager
async def away(url: str) -> AsyncIterator[None]:
    """Nobody reaches the database meanwhile."""
    path = db.sqlite_path(url)
    if path is not None:
        await db.fetch("PRAGMA busy_timeout = 50")
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")  # who only reads is served meanwhile
        try:
            yield
        finally:
            other.execute("ROLLBACK")
            other.close()
    else:
        server, _, name = url.rpartition("/")
        admin = await asyncpg.connect(f"{server}/postgres")
        await admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        await admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)
        try:
            yield
        finally:
            await admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
            await admin.close()


def told(caplog: pytest.LogCaptureFixture) -> tuple[list[str], list[str]]:
    """What the log says of the database, and everything else that went wrong."""
    loud = [record for record in caplog.records if record.levelno >= logging.WARNING]
    ours = [record.getMessage() for record in loud if record.getMessage().startswith("the database is")]
    others = [record.getMessage() for record in loud if record.exc_info or "raceback" in record.getMessage()]
    return ours, others


@pytest.fixture
async def plain_shop(database_url: str, tmp_path: Path, clock: Clock) -> AsyncIterator[Shop]:
    settings = make_settings(database_url, tmp_path, web_port=free_port(), web_host="127.0.0.1", rate_limit_auth=0)
    async with wiring.opened(wiring.build_shop(settings, now=clock)) as opened:
        yield opened


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_the_log_of_a_web_process_has_no_traceback_for_each_request(
    plain_shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    settings, stop = plain_shop.settings, asyncio.Event()
    serving = asyncio.create_task(processes._run_web(plain_shop, processes._listen(settings), stop))
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{settings.web_port}", trust_env=False) as client:

        async def answers() -> bool:
            with contextlib.suppress(httpx.TransportError):
                return (await client.get("/health")).status_code == 200
            return False

        await eventually(answers)
        async with away(settings.database_url):
            for _ in range(3):
                for method, address in ADDRESSES:
                    body = {"email": "a@shop.example", "password": "correct horse"}
                    answer = await client.request(method, address, json=body if method == "POST" else None)
                    assert answer.status_code != 500, (address, answer.text)
            assert (await client.get("/health")).status_code == 503
            ours, others = told(caplog)
            assert (len(ours), others) == (1, [])
        await asyncio.sleep(db.CALM_SECONDS)
        await db.look_whether_back()
        assert await answers()
    stop.set()
    await serving
    ours, others = told(caplog)
    assert len(ours) == 2
    assert ours[0].startswith("the database is away: ")
    assert "missed" in ours[1]
    assert others == []


async def test_the_log_of_a_worker_has_no_traceback_for_each_job(
    plain_shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    stop = asyncio.Event()
    working = asyncio.create_task(Worker(plain_shop).run(stop))

    async def leased() -> bool:
        return await installation.get(worker_lease.KEY) is not None

    await eventually(leased)
    async with away(plain_shop.settings.database_url):
        await eventually(lambda: told(caplog)[0])
        await asyncio.sleep(6)
        ours, others = told(caplog)
        assert (len(ours), others) == (1, [])
    await eventually(lambda: len(told(caplog)[0]) == 2)
    assert not working.done()
    stop.set()
    await working
    assert told(caplog)[1] == []


async def test_the_log_of_a_bot_has_no_line_for_each_update(plain_shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    done: list[int] = []

    async def handle(update: dict[str, object]) -> None:
        await installation.set("update", update["update_id"])
        done.append(int(str(update["update_id"])))

    dispatch = Dispatch(handle)
    dispatch.start()
    async with away(plain_shop.settings.database_url):
        for number in range(20):
            dispatch.put({"update_id": number, "message": {"from": {"id": number}}})
        await eventually(lambda: told(caplog)[0])
        await asyncio.sleep(1.5)
        ours, others = told(caplog)
        assert (len(ours), others) == (1, [])
        assert done == []
    await eventually(lambda: len(done) == 20)
    await dispatch.drain()
    await asyncio.sleep(db.CALM_SECONDS)
    await db.look_whether_back()
    assert len(told(caplog)[0]) == 2
