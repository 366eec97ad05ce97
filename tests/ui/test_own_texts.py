"""The owner's own texts, from the console to the built cabinet: without a build, and without a connection."""

from playwright.async_api import expect

from tests.journeys.conftest import World
from tests.ui.browser import Chromium
from tests.ui.operator import DESK, at_the_console, visit
from tests.ui.test_looks import faults

ORIGINAL = "Your subscription, keys and balance in one place."
OWN = "Welcome to the harbour"


async def test_a_text_is_said_otherwise_in_the_console_and_the_cabinet_says_it(shop: World, chromium: Chromium) -> None:
    desk = await at_the_console(shop, await chromium.device(viewport=DESK))
    await visit(desk, "/system/texts")
    await desk.get_by_role("searchbox").fill("keys and balance in one place")
    rows = desk.get_by_role("list", name="Texts").get_by_role("listitem")
    await expect(rows).to_have_count(1)
    assert await faults(desk) == []
    await desk.get_by_role("button", name="Edit: app-login-lead").click()
    await desk.get_by_label("Your text").and_(desk.get_by_role("textbox")).fill("{ $name }")
    chromium.tolerated.append("400")  # the check that refuses it
    await expect(desk.get_by_role("alert")).to_contain_text("no value “name”")
    await expect(desk.get_by_role("button", name="Save")).to_be_disabled()
    await desk.get_by_role("textbox", name="Your text").fill(OWN)
    await expect(desk.locator(".bubble")).to_have_text(OWN)
    await expect(desk.get_by_role("alert")).to_have_count(0)
    for width in (320, 1280):
        await desk.set_viewport_size({"width": width, "height": 800})
        assert await faults(desk) == []
        assert await desk.evaluate("() => document.documentElement.scrollWidth") <= width
    await desk.get_by_role("button", name="Save").click()
    await desk.get_by_text("Saved").first.wait_for()

    cabinet = await (await chromium.device()).new_page()
    await cabinet.goto(f"{shop.web}/app/")
    await cabinet.get_by_text(OWN).wait_for()
    chromium.tolerated.append("Failed to load")
    await cabinet.route("**/app/texts/*", lambda route: route.abort())
    await cabinet.reload()
    await cabinet.get_by_text(OWN).wait_for()  # remembered
    await cabinet.unroute("**/app/texts/*")

    await desk.get_by_role("button", name="Back to the original").click()
    await desk.get_by_text("The original is said again").wait_for()
    await cabinet.reload()
    await cabinet.get_by_text(ORIGINAL).wait_for()
