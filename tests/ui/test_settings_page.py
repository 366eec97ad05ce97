"""The shop's settings in the console: found, changed, refused beside their input, remembered and undone."""

import asyncio

import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from core.config import store
from tests.journeys.conftest import World
from tests.ui.browser import Chromium
from tests.ui.operator import DESK, at_the_console, visit
from tests.ui.test_looks import faults
from vitrina import processes

SECRET = "s3cret-of-tribute"


@pytest_asyncio.fixture(loop_scope="package")
async def fresh(world: World) -> World:
    """A shop whose name stands in the environment."""
    world.settings["SHOP_NAME"] = "Lighthouse"
    await world.start("run")
    return world


def row(page: Page, name: str) -> Locator:
    return page.locator(f"[data-setting={name}]")


def trial(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Trial", exact=True)


async def saved(page: Page) -> None:
    await page.get_by_role("button", name="Save").click()
    await expect(page.locator(".save-bar")).to_have_count(0)


async def test_the_first_steps_lead_to_where_they_are_done_and_are_put_away(fresh: World, chromium: Chromium) -> None:
    page = await at_the_console(fresh, await chromium.device(viewport=DESK))
    steps = page.get_by_role("region", name="First steps")
    await expect(steps).to_contain_text("1 of 6 done")  # the name, by the environment
    assert await faults(page) == []
    await steps.get_by_role("button", name="Stars are enough").click()
    await expect(steps).to_contain_text("2 of 6 done")
    await steps.get_by_role("link", name="Switch on backups").click()
    await expect(row(page, "backup_every_hours").locator("input")).to_be_focused()
    await page.keyboard.type("24")
    await page.keyboard.press("Enter")
    await expect(page.locator(".save-bar")).to_have_count(0)
    await visit(page, "")
    await expect(steps).to_contain_text("3 of 6 done")
    await steps.get_by_role("button", name="Hide").click()
    await expect(steps).to_have_count(0)


async def test_settings_are_found_changed_refused_beside_their_input_and_undone(
    fresh: World, chromium: Chromium
) -> None:
    chromium.tolerated += ["400 (Bad Request)"]
    page = await at_the_console(fresh, await chromium.device(viewport=DESK))
    await visit(page, "/settings")
    await expect(row(page, "shop_name")).to_contain_text("SHOP_NAME")  # fixed, and why
    await expect(row(page, "shop_name").locator("input")).to_have_count(0)

    await page.get_by_role("searchbox").fill("days the trial")
    await expect(page.locator("[data-setting]")).to_have_count(1)
    await expect(row(page, "trial_days")).to_contain_text("From 0 to 365. By default: 3 days.")
    await trial(page).fill("400")
    await trial(page).press("Enter")
    await expect(row(page, "trial_days").get_by_role("alert")).to_have_text("It has to be at most 365.")
    await expect(trial(page)).to_be_focused()
    assert await faults(page) == []
    await trial(page).fill("9")
    await page.get_by_role("searchbox").fill("")
    await page.get_by_label("Main language").select_option(label="English")
    await page.get_by_label("Backups to Telegram").check(force=True)
    await page.get_by_label("Where to return after paying").fill("https://my.site\nmyapp://")
    await page.get_by_label("Main colour", exact=True).fill("#ffd400")
    await expect(row(page, "primary_color")).to_contain_text("buttons are made darker")
    await expect(page.locator(".save-bar")).to_contain_text("5 changes are not saved")
    await page.get_by_role("button", name="Save").click()
    await expect(row(page, "backup_to_admins").get_by_role("alert")).to_contain_text("password of backups")
    await page.get_by_role("button", name="Keep as it was: Backups to Telegram").click()
    await saved(page)

    await visit(page, "/settings/history")
    changes = page.locator(".setting-rows > ul > li")
    for words in ("administrator", "default → 9 days", "default → English", "https://my.site, myapp://", "#ffd400"):
        await expect(changes).to_contain_text(words)
    await changes.get_by_role("button", name="Undo").click()
    question = page.get_by_role("dialog", name="Undo this change?")
    await expect(question).to_contain_text("9 days → default")
    await question.get_by_role("button", name="Undo").click()
    await expect(changes).to_have_count(2)
    await visit(page, "/settings")
    await expect(trial(page)).to_have_value("3")


async def test_a_vendors_key_is_entered_shown_to_nobody_and_cleared(fresh: World, chromium: Chromium) -> None:
    device = await chromium.device(viewport=DESK, permissions=["clipboard-read", "clipboard-write"])
    page = await at_the_console(fresh, device)
    await visit(page, "/settings/vendors")
    tribute = page.get_by_role("region", name="Tribute")
    await tribute.get_by_role("button", name="Copy").click()
    address = f"{fresh.web}/webhooks/pay/tribute"
    assert await page.evaluate("() => navigator.clipboard.readText()") == address
    await tribute.get_by_role("textbox", name="API key", exact=True).fill(SECRET)
    await row(page, "previous_keys_until").locator("input").fill("2026-12-01T03:00")  # in the shop's zone, Moscow
    await saved(page)
    await expect(row(page, "tribute_api_key")).to_contain_text("Is set")
    await page.reload()
    await expect(row(page, "previous_keys_until").locator("input")).to_have_value("2026-12-01T03:00")
    await expect(tribute.get_by_role("textbox", name="API key", exact=True)).to_have_value("")
    assert SECRET not in await page.content()
    await visit(page, "/settings/history")
    await expect(page.locator(".setting-changes").first).to_contain_text("a secret, its value is not shown")
    await expect(page.locator(".setting-changes").first).to_contain_text("1 Dec, 03:00")
    await visit(page, "/settings/vendors")
    await page.get_by_role("button", name="Back to the default: Former keys until").click()
    await expect(row(page, "previous_keys_until").locator("input")).to_have_value("")
    await tribute.get_by_role("button", name="Clear: API key").click()
    await expect(row(page, "tribute_api_key")).to_contain_text("cleared once you save")
    await saved(page)
    await expect(row(page, "tribute_api_key")).not_to_contain_text("Is set")


async def test_what_was_typed_outlives_somebody_elses_change_other_screens_and_a_lost_connection(
    fresh: World, chromium: Chromium
) -> None:
    chromium.tolerated += ["409 (Conflict)", "net::ERR_"]
    device = await chromium.device(viewport=DESK)
    page = await at_the_console(fresh, device)
    other = await at_the_console(fresh, device)
    await page.route("**/api/admin/v1/settings", lambda route: route.abort())
    await asyncio.gather(visit(page, "/settings"), visit(other, "/settings"))
    await page.unroute("**/api/admin/v1/settings")
    await page.get_by_role("alert").get_by_role("button", name="Try again").click()
    await row(page, "support_contact").locator("input").fill("@help")
    await trial(other).fill("9")
    await saved(other)
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("alert")).to_contain_text("Somebody else has changed settings")
    await expect(trial(page)).to_have_value("9")
    await visit(page, "/settings/vendors")
    await device.set_offline(True)
    await page.get_by_role("button", name="Save").click()
    await expect(page.locator(".save-bar").get_by_role("alert")).to_contain_text("internet")
    await device.set_offline(False)
    await saved(page)
    await visit(page, "/settings")
    await expect(row(page, "support_contact").locator("input")).to_have_value("@help")


async def test_whoever_is_not_the_owner_sees_settings_and_their_trouble_and_is_told_who_changes_them(
    world: World, chromium: Chromium
) -> None:
    async with processes.shop_for_command(world.told_settings()) as opened:
        await store.change(opened, {"top_up_min_rubles": 1000}, by="operator")
    world.settings["TOP_UP_MAX_RUBLES"] = "500"
    await world.start("run")
    words = await world.command("apikey", "create", "console", "--scope", "operator")
    key = next(word for word in words.split() if word.startswith("vk_"))
    chromium.tolerated += ["401 (Unauthorized)"]  # on the machine itself the console asks whether a key is needed
    page = await (await chromium.device(viewport=DESK)).new_page()
    await page.goto(f"{world.web}/app/admin/settings")
    await page.get_by_label("API key", exact=True).fill(key)
    await page.get_by_role("button", name="Sign in with an API key").click()
    await page.get_by_text("Only the shop's owner changes settings").wait_for()
    await expect(row(page, "top_up_min_rubles")).to_contain_text("the shop cannot use it")
    await expect(trial(page)).to_be_disabled()
    await visit(page, "/settings/history")
    await expect(page.locator(".setting-changes")).to_contain_text("Smallest top-up")
    await expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    assert await faults(page) == []
