"""The real bot over real HTTP against the sandbox, with a SQLite shop behind it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from bot.app import BotApp
from core import wiring
from core.catalogue import servers, tariffs
from core.catalogue.tariffs import Tariff, Terms
from core.config import Settings
from core.shop import Shop
from sandbox.client import Person, SandboxClient
from sandbox.server import Sandbox
from tests.conftest import ADMIN, make_settings


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox() as running:
        yield running


@pytest.fixture
async def sb(sandbox: Sandbox) -> AsyncIterator[SandboxClient]:
    async with SandboxClient(sandbox.url) as client:
        yield client


@pytest.fixture
def settings(sqlite_url: str, tmp_path: "object", sandbox: Sandbox) -> Settings:
    """The bot's screens are the same on every engine; core's own tests run on both."""
    return make_settings(sqlite_url, tmp_path, telegram_api_url=sandbox.url, support_contact="@help_desk")  # type: ignore[arg-type]


@pytest.fixture
async def shop(settings: Settings) -> AsyncIterator[Shop]:
    async with wiring.opened(wiring.build_shop(settings)) as opened:
        await servers.create(opened, name="Amsterdam", country="NL")
        yield opened


@pytest.fixture
async def month(shop: Shop) -> Tariff:
    return await tariffs.create(
        shop,
        Terms(
            name="Месяц & ещё",
            period_days=30,
            price_kopeks=29900,
            list_price_kopeks=39900,
            traffic_gb=100,
            is_popular=True,
        ),
    )


@asynccontextmanager
async def serving(shop: Shop) -> AsyncIterator[BotApp]:
    """A running bot; it is stopped as SIGTERM stops it."""
    app, stop = BotApp(shop), asyncio.Event()
    running = asyncio.create_task(app.run(stop))
    try:
        yield app
    finally:
        stop.set()
        await asyncio.wait_for(running, 30)


@pytest.fixture
async def bot(shop: Shop) -> AsyncIterator[BotApp]:
    async with serving(shop) as app:
        yield app


@pytest.fixture
async def anna(sb: SandboxClient) -> Person:
    return await sb.person(first_name="Анна", language="ru")


@pytest.fixture
async def boss(sb: SandboxClient) -> Person:
    """The administrator."""
    return await sb.person(ADMIN, first_name="Boss", language="en")


async def eventually(condition: Callable[[], Awaitable[bool]], seconds: float = 30) -> None:
    """Wait until it is true."""
    async with asyncio.timeout(seconds):
        while True:
            if await condition():
                return
            await asyncio.sleep(0.02)
