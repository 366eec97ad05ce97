"""The cabinet in a real Chromium, against a whole shop in processes of its own."""

import importlib.util
from collections.abc import AsyncIterator
from pathlib import Path
from types import ModuleType

import pytest

from core.catalogue import tariffs
from core.catalogue.tariffs import Terms
from core.config import Settings
from sandbox.vendors.server import Vendors
from tests import logwatch
from tests.journeys.conftest import World
from tests.journeys.conftest import world as world
from tests.programs import find_chromium, missing
from tests.ui.browser import Chromium
from vitrina import processes

ROOT = Path(__file__).parents[2]
VENDORS = ("yookassa", "cryptobot")


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


@pytest.fixture
async def chromium(built: Path) -> AsyncIterator[Chromium]:
    """A browser; at its end no page may have complained."""
    async with Chromium.launched(find_chromium() or missing("Chromium")) as browser:
        yield browser
    assert browser.complaints == []


@pytest.fixture
async def vendors(world: World) -> AsyncIterator[Vendors]:
    """Payment vendors with their webhooks at the shop."""
    webhooks = {name: f"{world.web}/webhooks/pay/{name}" for name in VENDORS}
    async with Vendors(webhooks=webhooks, clock=world.sandbox.world.clock) as made:
        for name in VENDORS:
            world.settings[f"{name}_api_url".upper()] = made.api(name)
            for secret, value in made.secrets(name).items():
                world.settings[f"{name}_{secret}".upper()] = value
        yield made


def settings_of(world: World) -> Settings:
    """What the shop's processes will read; here for what `vitrina admin` does, without a process of two seconds."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in world.settings.items():
            patch.setenv(name, value)
        return logwatch.learn_settings(Settings(_env_file=None))


@pytest.fixture
async def shop(world: World, vendors: Vendors) -> World:
    """A shop that sells a month for 299 roubles and sends letters; its limits are the usual ones."""
    world.settings["SHOP_NAME"] = "Lighthouse"
    async with processes.shop_for_command(settings_of(world)) as opened:
        await tariffs.create(opened, Terms(name="Month", period_days=30, price_kopeks=29900, traffic_gb=100))
    world.settings["SMTP_URL"] = world.sandbox.smtp_url
    await world.start("run")
    return world
