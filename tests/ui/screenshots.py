"""Takes the cabinet's pictures for the README: `python -m tests.ui.screenshots` (needs Chromium and the built cabinet).

Plays a customer of `vitrina demo` and photographs what she sees, on a laptop and on a phone.
"""

import asyncio
import tempfile
from pathlib import Path

from playwright.async_api import Page

from sandbox.client import SandboxClient
from tests.docs.screenshot import demonstration
from tests.programs import find_chromium
from tests.ui.browser import Chromium, running_browser
from tests.ui.conftest import ROOT, load_builder

MEDIA = ROOT / "docs" / "media"
LAPTOP = {"width": 1120, "height": 720}
PHONE = {"width": 390, "height": 780}


async def main() -> None:
    """Take the pictures anew."""
    load_builder().build(once=True)
    MEDIA.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="vitrina-picture-") as directory:
        async with (
            demonstration(Path(directory) / "demo") as chat,
            running_browser(find_chromium() or "chromium") as browser,
            SandboxClient(chat) as sandbox,
        ):
            await sandbox.person(1001, first_name="Anna", language="en", username="anna")
            for name, size, scheme, screen in (
                ("cabinet", LAPTOP, "light", "Home"),
                ("cabinet-phone", PHONE, "dark", "Connect"),
            ):
                device = await Chromium(browser).device(viewport=size, color_scheme=scheme)
                await device.add_init_script(f"""localStorage.setItem("vitrina.telegram-1001.theme", '"{scheme}"')""")
                page = await device.new_page()
                await visit(page, chat, screen)
                await page.screenshot(path=MEDIA / f"{name}.png")


async def visit(page: Page, chat: str, screen: str) -> None:
    """Sign in as Anna by her launch data, with a running subscription, and open a screen."""
    await page.goto(await launched(chat))
    await page.get_by_role("heading", name="Hello").wait_for()
    start = page.get_by_role("button", name="Start the free trial")
    await page.locator(".glance-top").or_(start).wait_for()
    if await start.is_visible():
        await start.click()
    await page.locator(".state.active").wait_for()
    if screen == "Connect":
        await page.get_by_role("link", name="Connect a device").click()
        await page.get_by_label("Your device").select_option("android")
        await page.get_by_alt_text("Your key as a QR code").wait_for()
    await page.wait_for_timeout(5000)  # the note of the trial goes


async def launched(chat: str) -> str:
    """The address that Telegram would open for Anna."""
    async with SandboxClient(chat) as sandbox:
        anna = await sandbox.person(1001, first_name="Anna", language="en")
        await anna.send("/start")
        message = await anna.wait_for(lambda one: "web_app" in str(one.get("reply_markup")), timeout=60)
        rows = message["reply_markup"]["inline_keyboard"]
        url = next(button["web_app"]["url"] for row in rows for button in row if "web_app" in button)
        return str((await sandbox.request("POST", "people/1001/web_app", {"url": url}))["url"])


if __name__ == "__main__":
    asyncio.run(main())
