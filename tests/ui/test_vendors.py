"""A payment vendor is set up in the console, in a real Chromium: tried, saved, named, priced, switched off."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import expect

from sandbox.vendors.server import Vendors
from tests.journeys.conftest import World
from tests.ui.browser import Chromium
from tests.ui.operator import DESK, at_the_console, visit


@pytest_asyncio.fixture(loop_scope="package")
async def vendors(world: World) -> AsyncIterator[Vendors]:
    """The sandbox's Platega, of whose credentials the shop knows nothing yet."""
    async with Vendors(clock=world.sandbox.world.clock) as vendors:
        world.settings["PLATEGA_API_URL"] = vendors.api("platega")
        await world.sell()
        await world.start("run")
        yield vendors


async def test_an_owner_sets_up_a_vendor_without_a_file(world: World, vendors: Vendors, chromium: Chromium) -> None:
    secrets = vendors.secrets("platega")
    page = await at_the_console(world, await chromium.device(viewport=DESK))
    await visit(page, "/vendors")
    panel = page.get_by_role("region", name="Platega")
    await expect(panel).to_contain_text("Not set up")
    await expect(panel).to_contain_text("Callback URLs")
    await panel.get_by_label("Merchant id").fill(secrets["merchant_id"])
    await panel.get_by_label("Secret").fill("wrong")
    await panel.get_by_role("button", name="Try").click()
    await expect(panel).to_contain_text("does not accept these credentials")
    await panel.get_by_label("Secret").fill(secrets["secret"])
    await panel.get_by_role("button", name="Try").click()
    await expect(panel).to_contain_text("accepts these credentials")
    await panel.get_by_role("button", name="Save").click()
    await expect(panel.get_by_role("switch")).to_be_checked()

    await page.get_by_role("link", name="Ways to pay").last.click()
    await page.get_by_role("button", name="Edit: Platega").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Name in English").fill("Any bank")
    await dialog.get_by_label("Fee or discount").fill("2,5")
    await dialog.get_by_label("Largest sum").fill("1000")
    await dialog.get_by_role("button", name="Save").click()
    row = page.get_by_role("listitem").filter(has_text="Any bank")
    await expect(row).to_contain_text("Fee 2.5%")
    await expect(row).to_contain_text("₽1,000")

    await page.get_by_role("link", name="Payment vendors").click()
    await panel.get_by_role("switch").click()
    await expect(panel).to_contain_text("Switched off")
    await page.get_by_role("link", name="Ways to pay").last.click()
    await expect(row).to_contain_text("Not offered")
