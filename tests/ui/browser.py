"""Chromium with an ear for complaints, and what people do in the cabinet."""

import base64
import itertools
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ipaddress import IPv4Network
from typing import Any
from urllib.parse import urlsplit

import zxingcpp
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    FrameLocator,
    Page,
    Request,
    async_playwright,
    expect,
)

from tests.journeys.conftest import World

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WAIT = 20_000  # milliseconds; what is waited for comes at once on a machine that is not busy
PHONE = {"width": 390, "height": 844}
PASSWORD = "a long password"
Place = Page | FrameLocator  # a tab, or a Mini App in a frame

ADDRESSES = IPv4Network("10.0.0.0/8")
_numbers = itertools.count(1)

expect.set_options(timeout=WAIT)


@dataclass
class Chromium:
    """A running browser. `complaints` are errors, warnings and requests to other machines of all its pages."""

    browser: Browser
    complaints: list[str] = field(default_factory=list)
    tolerated: list[str] = field(default_factory=list)  # parts of complaints that a test brings about itself
    devices: list[BrowserContext] = field(default_factory=list)

    async def device(self, **options: Any) -> BrowserContext:
        """A browser of its own storage; English, a phone's size, nothing moves, unless `options` say otherwise.

        Its requests come from an address of its own, where the shop believes in proxies.
        """
        usual = {"viewport": PHONE, "locale": "en-GB", "reduced_motion": "reduce", "extra_http_headers": new_address()}
        context = await self.browser.new_context(**(usual | options))
        self.devices.append(context)
        context.set_default_timeout(WAIT)
        context.on("console", self._heard)
        context.on("weberror", lambda error: self._complain(f"page error: {error.error}"))
        context.on("request", self._asked)
        return context

    async def close(self) -> None:
        """Close all devices; the browser stays."""
        for context in self.devices:
            await context.close()

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._complain(f"{message.type}: {message.text} ({message.location.get('url')})")

    def _asked(self, request: Request) -> None:
        url = urlsplit(request.url)
        if url.scheme in ("http", "https", "ws", "wss") and url.hostname != "127.0.0.1":
            self._complain(f"foreign request: {request.url}")

    def _complain(self, what: str) -> None:
        if not any(part in what for part in self.tolerated):
            self.complaints.append(what)


@asynccontextmanager
async def running_browser(executable: str) -> AsyncIterator[Browser]:
    """A running Chromium."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            await browser.close()


def new_address() -> dict[str, str]:
    """What a proxy says of a device that was not there before."""
    return {"X-Forwarded-For": str(ADDRESSES[next(_numbers)])}


async def registered(shop: World, device: BrowserContext, email: str, name: str = "Anna") -> Page:
    """Register by e-mail, follow the letter's link in another tab, and be at home in the first one."""
    page = await device.new_page()
    await page.goto(f"{shop.web}/app")
    await page.get_by_role("link", name="New account").click()
    await page.get_by_label("Your name").fill(name)
    await page.get_by_label("E-mail").fill(email)
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await page.get_by_role("button", name="Create the account").click()
    await page.get_by_role("heading", name="Look into your mail").wait_for()
    letter = await shop.client.wait_for_letter(email)
    link = re.search(r'href="([^"]+/app/verify-email#[^"]+)"', letter["html"])
    assert link
    mail = await device.new_page()
    await mail.goto(link[1])
    await mail.get_by_role("button", name="Confirm").click()
    await mail.get_by_role("link", name="Go to the cabinet").wait_for()
    await mail.close()
    await page.get_by_role("heading", name=f"Hello, {name}").wait_for()
    return page


async def signed_in(shop: World, device: BrowserContext, email: str) -> Page:
    """Sign in by password on another device."""
    page = await device.new_page()
    await page.goto(f"{shop.web}/app/")
    await page.get_by_label("E-mail").fill(email)
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await page.get_by_role("heading", name="Hello, Anna").wait_for()
    return page


async def open_screen(place: Place, name: str) -> None:
    """Choose a screen below (on a phone) or beside (on a desk)."""
    await place.get_by_role("navigation", name="Cabinet").get_by_role("link", name=name, exact=True).click()
    await place.locator("h1").wait_for()


async def topped_up(page: Page, method: str, roubles: int = 500) -> None:
    """Top up at the vendor's page and come back."""
    await open_screen(page, "Balance")
    await page.get_by_label("Amount").fill(str(roubles))
    await page.locator(f"label:has([value={method}])").click()
    await page.get_by_role("button", name=f"Top up by ₽{roubles}").click()
    await page.wait_for_url(re.compile(r"/pay/"))
    await page.locator("button.primary").click()
    await page.locator("a.primary").click()
    await page.wait_for_url(re.compile(r"/app/wallet"))


async def bought(place: Place) -> None:
    """Buy the month from the balance."""
    await open_screen(place, "Plans")
    await place.get_by_role("button", name="Choose: Month").click()
    await place.get_by_role("button", name="Pay ₽299").click()
    await place.locator(".glance .left").wait_for()


async def read_qr(page: Page) -> str:
    """What a phone's camera makes of the QR code on the page: its drawn pixels, decoded."""
    image = page.get_by_alt_text("Your key as a QR code")
    await image.wait_for()
    drawn: dict[str, Any] = await image.evaluate(
        """async (image) => {
            await image.decode();
            const canvas = document.createElement("canvas");
            [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
            const brush = canvas.getContext("2d");
            brush.drawImage(image, 0, 0);
            const pixels = brush.getImageData(0, 0, canvas.width, canvas.height).data;
            let grey = "";
            for (let at = 0; at < pixels.length; at += 4) grey += String.fromCharCode(pixels[at]);
            return { width: canvas.width, height: canvas.height, grey: btoa(grey) };
        }"""
    )
    shape = (drawn["height"], drawn["width"])
    found = zxingcpp.read_barcodes(memoryview(base64.b64decode(drawn["grey"])).cast("B", shape))
    assert len(found) == 1
    return str(found[0].text)


async def follow(page: Page, path: str) -> None:
    """Go to an address as a link of the page does, and wait until the screen shows what it has asked for."""
    await page.evaluate(
        """(to) => {
            const link = Object.assign(document.createElement("a"), { href: to });
            document.body.append(link);
            link.click();
            link.remove();
        }""",
        path,
    )
    await page.locator("h1").wait_for()
    await expect(page.locator(".skeleton")).to_have_count(0)
