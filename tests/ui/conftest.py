"""The cabinet in a real Chromium, against a whole shop in processes of its own.

Shop and browser serve one test after the other, each of which brings customers, devices and addresses of its own. Who
alters what others would see (the clock, the way to sign in) takes a shop of its own.
"""

import contextlib
import importlib.util
import itertools
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from types import ModuleType

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from sandbox.vendors.server import Vendors
from tests import logwatch
from tests.journeys.conftest import World, new_world
from tests.programs import find_chromium, missing
from tests.ui.browser import Chromium, running_browser

ROOT = Path(__file__).parents[2]
VENDORS = ("yookassa", "cryptobot")
numbers = itertools.count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One event loop for all of these tests: shop and browser live in it."""
    for item in items:
        if item.path.parent == Path(__file__).parent and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="package"), append=False)


def load_builder() -> ModuleType:
    """`web/ui/build.py`, which is a command and no module of the product."""
    spec = importlib.util.spec_from_file_location("cabinet_build", ROOT / "web" / "ui" / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def built() -> Path:
    """The directory of the built cabinet, current with its sources."""
    builder = load_builder()
    try:
        builder.build(once=True)
    except builder.NoTools as exc:
        missing(f"what the cabinet is built with ({exc})")
    directory: Path = builder.BUILT
    return directory


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def browser(built: Path) -> AsyncIterator[Browser]:
    async with running_browser(find_chromium() or missing("Chromium")) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="package")
async def chromium(browser: Browser) -> AsyncIterator[Chromium]:
    """A browser; at its end no page may have complained."""
    chromium = Chromium(browser)
    yield chromium
    await chromium.close()
    assert chromium.complaints == []


@pytest.fixture
def email() -> str:
    """The address of a customer whom nobody else meets."""
    return f"anna{next(numbers)}@example.com"


@contextlib.asynccontextmanager
async def with_vendors(world: World) -> AsyncIterator[None]:
    """Payment vendors with their webhooks at the shop."""
    webhooks = {name: f"{world.web}/webhooks/pay/{name}" for name in VENDORS}
    async with Vendors(webhooks=webhooks, clock=world.sandbox.world.clock) as vendors:
        for name in VENDORS:
            world.settings[f"{name}_api_url".upper()] = vendors.api(name)
            for secret, value in vendors.secrets(name).items():
                world.settings[f"{name}_{secret}".upper()] = value
        yield


@contextlib.asynccontextmanager
async def new_shop() -> AsyncIterator[World]:
    """A shop that sells a month for 299 roubles and sends letters; its limits are the usual ones.

    It stands behind a proxy, which the test's devices play: each has an address of its own.
    """
    async with new_world() as world, with_vendors(world):
        world.settings |= {"SHOP_NAME": "Lighthouse", "TRUSTED_PROXIES": "127.0.0.1"}
        await world.sell()
        world.settings["SMTP_URL"] = world.sandbox.smtp_url
        await world.start("run")
        yield world


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def shared_shop() -> AsyncIterator[World]:
    """The shop of tests that leave it as it was, but for their own customers."""
    with logwatch.watching() as watch:
        async with new_shop() as shop:
            yield shop
    assert watch.leaks() == []


@pytest.fixture
def shop(shared_shop: World) -> Iterator[World]:
    assert {part: process.poll() for part, process in shared_shop.processes.items()} == {"run": None}
    shared_shop.told_settings()
    yield shared_shop
    shared_shop.report()


@pytest_asyncio.fixture(loop_scope="package")
async def own_shop() -> AsyncIterator[World]:
    """As `shop`, for one test."""
    async with new_shop() as shop:
        yield shop


@pytest_asyncio.fixture(loop_scope="package")
async def world() -> AsyncIterator[World]:
    """A shop that is not started yet, for one test."""
    async with new_world() as running:
        yield running
