"""The owner's own texts in the built cabinet: without a build, without waiting, and without a connection."""

from playwright.async_api import expect

from core.shop import Actor
from core.texts import overrides
from tests.journeys.conftest import World
from tests.ui.browser import Chromium
from tests.ui.conftest import settings_of
from vitrina import processes

OWNER = Actor("admin", 900)


async def test_the_cabinet_says_what_the_owner_has_written(shop: World, chromium: Chromium) -> None:
    async with processes.shop_for_command(settings_of(shop)) as opened:
        await overrides.replace(opened, "en", "app-login-lead", "Welcome to the harbour", by=OWNER)
    device = await chromium.device()
    page = await device.new_page()
    await page.goto(f"{shop.web}/app/")
    await page.get_by_text("Welcome to the harbour").wait_for()
    chromium.tolerated.append("Failed to load")
    await page.route("**/app/texts/*", lambda route: route.abort())
    await page.reload()
    await expect(page.get_by_text("Welcome to the harbour")).to_be_visible()
