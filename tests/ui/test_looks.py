"""The cabinet for everybody: readable, by keyboard, on any screen, on a slow line, from this shop alone."""

import asyncio
import contextlib
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from core.shop import THE_SHOP
from core.subscriptions import lifecycle
from core.subscriptions.models import Subscription
from tests.journeys.conftest import World
from tests.lab import eventually
from tests.ui.browser import PASSWORD, Chromium, bought, follow, open_screen, registered, topped_up
from tests.ui.conftest import ROOT
from tests.ui.operator import number

AXE = ROOT / "web" / "ui" / "node_modules" / "axe-core" / "axe.min.js"
SCREENS = ("", "plans", "wallet", "connect", "friends", "support", "settings")
BUDGET_BYTES = 45_000
SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}


async def faults(page: Page) -> list[str]:
    """What axe-core finds to be a serious or critical fault, once nothing moves or waits for its data."""
    await expect(page.locator(".turning")).to_have_count(0)
    await page.evaluate(
        """() => Promise.all(document.getAnimations().filter((one) => one.effect.getTiming().iterations === 1)
            .map((one) => one.finished.catch(() => null)))"""
    )
    if not await page.evaluate("() => 'axe' in window"):  # it stays while screens change
        await page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = await page.evaluate("() => axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{page.url}: {one['id']}: {node['target']}: {node['failureSummary']}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


async def visit(page: Page, screen: str) -> None:
    """Go to a screen as a link inside the cabinet does."""
    await follow(page, f"/app/{screen}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_no_serious_fault_of_accessibility_and_no_sideways_scrolling(
    shop: World, chromium: Chromium, email: str, scheme: str
) -> None:
    page = await registered(shop, await chromium.device(color_scheme=scheme), email)
    await page.get_by_text("Try it for free").wait_for()
    found = await faults(page)
    await topped_up(page, "CRYPTOBOT")
    await bought(page)
    for width in (320, 1280):
        await page.set_viewport_size({"width": width, "height": 800})
        for screen in SCREENS:
            await visit(page, screen)
            found += await faults(page)
            assert await page.evaluate("() => document.documentElement.scrollWidth") <= width, (screen, width)
    await page.get_by_role("switch").wait_for()
    await visit(page, "plans")
    await page.get_by_role("button", name="Choose: Month").click()
    await page.get_by_role("dialog").wait_for()
    found += await faults(page)
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    assert found == []


@pytest.mark.parametrize(("language", "title"), [("ru-RU", "Новый аккаунт"), ("en-GB", "New account")])
async def test_the_door_speaks_both_languages_and_is_accessible(
    shop: World, chromium: Chromium, language: str, title: str
) -> None:
    found = []
    for scheme in ("light", "dark"):
        device = await chromium.device(locale=language, color_scheme=scheme, viewport={"width": 320, "height": 640})
        page = await device.new_page()
        await page.goto(f"{shop.web}/app/register?ref=FRIEND1")
        await page.get_by_role("heading", name=title).wait_for()
        await page.get_by_text("FRIEND1").wait_for()
        found += await faults(page)
        assert await page.evaluate("() => document.documentElement.scrollWidth") <= 320
        await page.get_by_role("button", name="English" if language == "ru-RU" else "Русский").click()
        await expect(page.locator("html")).to_have_attribute("lang", "en" if language == "ru-RU" else "ru")
    assert found == []


async def test_everything_can_be_done_by_the_keyboard(shop: World, chromium: Chromium, email: str) -> None:
    await registered(shop, await chromium.device(), email)
    page = await (await chromium.device(viewport={"width": 1280, "height": 800})).new_page()
    await page.goto(f"{shop.web}/app/")
    await page.get_by_label("E-mail").focus()
    await page.keyboard.type(email)
    await page.keyboard.press("Tab")
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    await page.get_by_role("heading", name="Hello, Anna").wait_for()
    await page.get_by_role("button", name="Start the free trial").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".glance .state")).to_have_text("Trial")
    await page.get_by_role("link", name="Plans", exact=True).focus()
    await page.keyboard.press("Enter")
    choose = page.get_by_role("button", name="Choose: Month")
    await choose.focus()
    await page.keyboard.press("Enter")
    await page.get_by_role("dialog", name="Confirm the purchase").wait_for()
    await page.keyboard.press("Escape")
    await expect(choose).to_be_focused()  # back where the person was


async def test_a_slow_line_is_enough_and_the_first_load_is_small(shop: World, chromium: Chromium) -> None:
    page = await (await chromium.device()).new_page()
    wire = await page.context.new_cdp_session(page)
    await wire.send("Network.enable")
    await wire.send("Network.emulateNetworkConditions", SLOW_3G)
    received: list[float] = []
    wire.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    await page.goto(f"{shop.web}/app/")
    await page.get_by_role("heading", name="Sign in").wait_for()
    assert 10_000 < sum(received) <= BUDGET_BYTES
    await page.get_by_role("link", name="New account").click()  # it answers at once: nothing more to load
    await page.get_by_role("heading", name="New account").wait_for(timeout=2000)


async def test_colours_follow_the_choice_and_the_shop(shop: World, chromium: Chromium, email: str) -> None:
    page = await registered(shop, await chromium.device(color_scheme="light"), email)
    await open_screen(page, "Profile")
    await page.get_by_role("radio", name="Dark").check()
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    await page.get_by_role("radio", name="Русский").click()
    await page.get_by_role("heading", name="Профиль").wait_for()
    await page.reload()
    await page.get_by_role("heading", name="Профиль").wait_for()
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_first_load_fits_its_budget(built: Path) -> None:
    """The page, what it names, and the larger of the two languages, as they travel."""
    import gzip  # noqa: PLC0415

    index = (built / "index.html").read_text()
    named = re.findall(r'(?:src|href)="/app/(assets/[^"]+)"', index)
    language = max((built / "assets").glob("??-*.js"), key=lambda file: file.stat().st_size)
    files = [built / "index.html", language, *(built / name for name in named)]
    assert len(files) >= 4
    assert sum(len(gzip.compress(file.read_bytes(), 9)) for file in files) <= BUDGET_BYTES


def test_nothing_that_is_built_fetches_from_elsewhere(built: Path) -> None:
    """Addresses of other hosts are links that people follow: to apps, to Telegram; and names of namespaces."""
    links = {"www.w3.org", "t.me", "github.com", "www.happ.su", "apps.apple.com", "play.google.com", "web.telegram.org"}
    for file in built.rglob("*"):
        if file.is_file() and file.name != ".sources":
            hosts = set(re.findall(r"(?:https?|wss?)://([\w.-]+)", file.read_text(encoding="utf-8")))
            assert hosts <= links, file.name
    assert not re.search(r'(?:src|href)="(?!/)', (built / "index.html").read_text())
    assert "url(" not in "".join(file.read_text() for file in built.rglob("*.css"))


STATES = {
    "active": ("Пробный период", "Подключить устройство"),
    "exhausted": ("Трафик закончился", "Продлить"),
    "paused": ("Приостановлена", "Написать в поддержку"),
    "expired": ("Закончилась", "Продлить"),
}


async def bring_into(shop: World, email: str, state: str) -> None:
    """What happens to somebody's subscription."""
    user = number(shop, "SELECT id FROM users WHERE email = ?", email)
    if state == "paused":
        async with shop.opened() as opened:
            assert await lifecycle.suspend(opened, await Subscription.get(user_id=user), by=THE_SHOP)
    if state == "expired":
        await shop.client.advance(86_400 * 5)
    if state == "exhausted":
        with contextlib.closing(sqlite3.connect(shop.directory / "shop.db", timeout=10)) as database:
            query = "UPDATE subscriptions SET traffic_used_bytes = traffic_limit_bytes WHERE user_id = ?"
            assert database.execute(query, (user,)).rowcount == 1
            database.commit()


@pytest.mark.parametrize("state", ["active", "exhausted", "paused"])
async def test_the_first_page_fits_small_screens_and_says_what_is_true(
    shop: World, chromium: Chromium, email: str, state: str
) -> None:
    await first_page_says(shop, chromium, email, state)


async def test_so_does_that_of_somebody_whose_days_are_over(own_shop: World, chromium: Chromium, email: str) -> None:
    await first_page_says(own_shop, chromium, email, "expired")


async def first_page_says(shop: World, chromium: Chromium, email: str, state: str) -> None:
    chip, button = STATES[state]
    chromium.tolerated.append("401")  # the sign-in is renewed after the days that pass
    page = await registered(shop, await chromium.device(), email)
    await page.get_by_role("button", name="Start the free trial").click()
    await expect(page.locator(".glance .state")).to_have_text("Trial")
    await open_screen(page, "Profile")
    await page.get_by_role("radio", name="Русский").click()
    await page.get_by_role("heading", name="Профиль").wait_for()
    await visit(page, "")
    await bring_into(shop, email, state)

    async def is_shown() -> bool:
        await asyncio.sleep(1)  # an address may ask for 60 pages of data a minute
        await page.reload()
        await page.locator(".glance .state").wait_for()
        return (await page.locator(".glance .state").inner_text()).strip() == chip

    await eventually(is_shown, 60)
    await expect(page.locator(".glance .actions a").first).to_have_text(button)
    text = await page.locator(".glance").inner_text()
    assert ("закончилась" in text) == (state == "expired")
    assert re.search("[A-Za-z]{4,}", text.replace("Lighthouse", "")) is None, text
    for width in (320, 360, 390, 430):
        await page.set_viewport_size({"width": width, "height": 800})
        outside = await page.evaluate(
            """() => [...document.querySelectorAll("main *")].filter((one) => one.getBoundingClientRect().width
                && one.getBoundingClientRect().right > innerWidth + 0.5).map((one) => one.outerHTML.slice(0, 80))"""
        )
        assert outside == [], width
        broken = await page.evaluate(
            """() => [...document.querySelectorAll(".glance .state, .facts dd, .actions a")].filter((one) => {
                const text = document.createRange();
                text.selectNodeContents(one);
                return text.getClientRects().length > one.innerText.trim().split(/\\s+/).length + one.children.length;
            }).map((one) => one.outerHTML.slice(0, 80))"""
        )
        assert broken == [], width  # a word is in two lines
