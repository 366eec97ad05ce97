"""Fixtures: a shop on each engine, a clock that tests move, real servers."""

import asyncio
import os
import shutil
import uuid
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core import ledger, wiring
from core.catalogue import servers, tariffs
from core.catalogue.servers import Server
from core.catalogue.tariffs import Tariff, Terms
from core.config import Settings
from core.config.settings import ToldSettings
from core.db import migrate
from core.shop import THE_SHOP, Shop
from core.users import accounts
from core.users.models import User
from tests import databases, logwatch, programs
from tests import servers as real

TOKEN = "7000000001:SANDBOX"
ADMIN = 900
LONG = ("journeys", "ui")  # directories


class Clock:
    """The shop's time in tests: stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 21, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **delta: float) -> None:
        self.now += timedelta(**delta)


def pytest_xdist_auto_num_workers() -> int:
    """Two more than there are processors: tests wait for real servers half of their time."""
    return (os.cpu_count() or 1) + 2


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where several run them, long tests come first: else one of them is left alone with the last one."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: not (item.path.parent.name in LONG or item.get_closest_marker("slow")))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what a bare machine lacks, once each."""
    skipped = [report.longrepr for report in terminalreporter.stats.get("skipped", [])]
    for line in programs.absences(place[2] for place in skipped if isinstance(place, tuple)):
        terminalreporter.write_line(line)


@pytest.fixture(autouse=True)
def no_secret_is_logged() -> Iterator[None]:
    """Fail a test that has logged a secret, or started a process that has. It ends after every other fixture."""
    with logwatch.watching() as watch:
        yield
        leaks = watch.leaks()
    if leaks:
        pytest.fail("secrets are logged:\n" + "\n".join(leaks), pytrace=False)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a running PostgreSQL, ending in a slash."""
    with real.postgres(programs.find_postgres() or programs.missing("PostgreSQL")) as url:
        yield url


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """The URL of a running Redis."""
    with real.redis(programs.find_redis() or programs.missing("Redis")) as url:
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated empty SQLite database to copy from."""
    path = tmp_path_factory.mktemp("template") / "shop.db"
    asyncio.run(migrate.migrate(f"sqlite://{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """The name of a migrated empty PostgreSQL database to copy from."""
    name = "template_shop"
    asyncio.run(databases.create(postgres_server, name))
    asyncio.run(migrate.migrate(postgres_server + name))
    return name


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> Iterator[str]:
    """A fresh migrated SQLite database."""
    shutil.copy(sqlite_template, tmp_path / "shop.db")
    yield f"sqlite://{tmp_path / 'shop.db'}"
    logwatch.learn_sqlite(tmp_path / "shop.db")


@pytest.fixture(scope="session")
def shared_postgres(postgres_server: str, postgres_template: str) -> Iterator[databases.Shared]:
    """The database that tests use one after the other."""
    shared = databases.Shared(postgres_server, postgres_template)
    yield shared
    shared.close()


@pytest.fixture
def own_postgres_url(postgres_server: str, postgres_template: str) -> Iterator[str]:
    """A fresh migrated PostgreSQL database that nobody else will see."""
    name = f"shop_{uuid.uuid4().hex}"
    asyncio.run(databases.create(postgres_server, name, template=postgres_template))
    yield postgres_server + name
    asyncio.run(logwatch.learn_postgres(postgres_server + name))
    asyncio.run(databases.drop(postgres_server, name))


@pytest.fixture
def postgres_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A migrated PostgreSQL database without rows; marked `own_database`, a test gets one of its own."""
    if request.node.get_closest_marker("own_database"):
        yield request.getfixturevalue("own_postgres_url")
        return
    shared: databases.Shared = request.getfixturevalue("shared_postgres")
    yield shared.url
    shared.clean()


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh migrated database on each engine."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


def make_settings(database_url: str, data_dir: Path, **overrides: Any) -> Settings:
    """Settings of a test shop; nothing is read from the environment or its `.env`, which takes five milliseconds."""
    values: dict[str, Any] = {
        "bot_token": TOKEN,
        "admin_ids": (ADMIN,),
        "database_url": database_url,
        "data_dir": data_dir,
        "telegram_api_url": "http://127.0.0.1:9",
        "public_url": "https://shop.example",
        "xray_host": "127.0.0.1",
        **overrides,
    }
    return logwatch.learn_settings(ToldSettings(**values))


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return make_settings(database_url, tmp_path)


@pytest.fixture
async def shop(settings: Settings, clock: Clock) -> AsyncIterator[Shop]:
    """An open shop with one server, on each engine in turn."""
    async with wiring.opened(wiring.build_shop(settings, now=clock)) as opened:
        await servers.create(opened, name="Amsterdam", country="NL")
        yield opened


@pytest.fixture
async def server(shop: Shop) -> Server:
    return await Server.first()  # type: ignore[return-value]


@pytest.fixture
async def tariff(shop: Shop) -> Tariff:
    """A month for 299 roubles with 100 GB."""
    return await tariffs.create(shop, Terms(name="Month", period_days=30, price_kopeks=29900, traffic_gb=100))


@pytest.fixture
async def user(shop: Shop) -> User:
    return await new_user(shop)


async def new_user(shop: Shop, telegram_id: int = 4242, *, balance_kopeks: int = 0, **options: Any) -> User:
    """A person who has pressed Start, with money if asked."""
    profile = accounts.TelegramProfile(telegram_id, "Alice", username=f"alice{telegram_id}", language_code="ru")
    user, _ = await accounts.get_or_create(shop, profile, **options)
    if balance_kopeks:
        await ledger.grant(shop, user, balance_kopeks, key=f"test-{telegram_id}", by=THE_SHOP)
        await user.refresh_from_db()
    return user
