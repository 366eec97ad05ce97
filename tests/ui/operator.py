"""What an operator does in the console, in a real browser."""

import contextlib
import re
import sqlite3

from playwright.async_api import BrowserContext, Locator, Page, expect

from tests.conftest import ADMIN
from tests.journeys.conftest import World
from tests.ui.browser import follow

DESK = {"width": 1280, "height": 800}


async def launched(shop: World, path: str = "") -> str:
    """The address by which Telegram opens the console for the administrator."""
    asked = {"url": f"{shop.web}/app/admin{path}"}
    return str((await shop.client.request("POST", f"people/{ADMIN}/web_app", asked))["url"])


async def at_the_console(shop: World, device: BrowserContext) -> Page:
    """The administrator's Mini App, on the overview."""
    await shop.person(ADMIN, "Olga", "en")
    page = await device.new_page()
    await page.goto(await launched(shop))
    await page.get_by_role("heading", name="Hello, Olga").wait_for()
    return page


async def visit(page: Page, screen: str) -> None:
    """Go to a screen as a link inside the console does, and wait until it shows what it has asked for."""
    await follow(page, f"/app/admin{screen}")


def stat(page: Page, title: str) -> Locator:
    """A number of today on the overview."""
    return page.locator(".stat", has_text=title).first.locator("b")


async def shown(place: Locator) -> int:
    """The number that is written there, whole roubles where it is money."""
    return int(re.sub(r"[₽,]", "", await place.inner_text()))


def number(shop: World, query: str, *values: object) -> int:
    """One number from the shop's database."""
    with contextlib.closing(sqlite3.connect(f"file:{shop.directory / 'shop.db'}?mode=ro", uri=True)) as database:
        return int(database.execute(query, values).fetchone()[0])


async def open_customer(page: Page, search: str, name: str) -> None:
    """Find somebody in the list and open them."""
    await visit(page, "/users")
    await page.get_by_role("searchbox").fill(search)
    await expect(page.locator(".user-rows a")).to_have_count(1)
    await page.locator(".user-rows a").click()
    await page.get_by_role("heading", name=name, level=1).wait_for()
