"""People in the cabinet: from the first visit to a working connection, in a browser and inside Telegram."""

from playwright.async_api import expect

from tests.journeys.conftest import World
from tests.lab import Client, download
from tests.ui.browser import Chromium, bought, open_screen, read_qr, registered, topped_up


async def test_a_visitor_registers_pays_buys_and_connects_by_the_qr_code(
    shop: World, chromium: Chromium, email: str
) -> None:
    device = await chromium.device()
    page = await registered(shop, device, email)
    await topped_up(page, "YOOKASSA_CARD")
    await expect(page.get_by_test_id("balance")).to_have_text("₽500")
    await expect(page.locator(".pending")).to_have_count(0)
    await bought(page)
    await expect(page.locator(".glance .left")).to_have_text("30 days")
    await expect(page.get_by_test_id("balance")).to_have_text("₽201")
    await page.get_by_role("link", name="Connect a device").click()
    await expect(page.get_by_text("Your key is being made")).to_have_count(0)
    link = await read_qr(page)
    assert link.startswith("vless://")
    with Client(link) as app:
        assert (await download(f"{shop.downloads.url}/bytes/100000", app)).received >= 100000


async def test_an_app_gets_the_subscription_through_the_page_between(
    shop: World, chromium: Chromium, email: str
) -> None:
    device = await chromium.device(user_agent="Mozilla/5.0 (Linux; Android 15) Chrome/150 Mobile")
    page = await registered(shop, device, email)
    await page.get_by_role("button", name="Start the free trial").click()
    await page.get_by_role("link", name="Connect a device").click()
    address = await page.get_by_label("Subscription link").input_value()
    chromium.tolerated += ["Failed to launch", "net::ERR_"]  # no such app is installed here
    schemes = {
        "Happ": f"happ://add/{address}",
        "Hiddify": f"hiddify://import/{address}#Lighthouse",
        "v2rayNG": "v2rayng://install-sub?url=http%3A%2F%2F",
        "Clash": "clash://install-config?url=http%3A%2F%2F",
        "sing-box": "sing-box://import-remote-profile?url=http%3A%2F%2F",
    }
    for name, scheme in schemes.items():
        async with device.expect_page() as opened:
            await page.get_by_role("link", name=f"Add to {name}").click()
        between = await opened.value
        button = between.get_by_role("link", name=f"Open {name}")
        assert str(await button.get_attribute("href")).startswith(scheme)
        await between.close()
    await page.get_by_label("Your device").select_option("ios")
    await expect(page.get_by_role("link", name="Add to Streisand")).to_be_visible()
    damaged = await device.new_page()
    await damaged.goto(f"{shop.web}/app/open#hiddify/..%2f..")
    await damaged.get_by_text("This link is damaged").wait_for()


async def test_the_same_shop_as_a_mini_app_beside_the_chat(shop: World, chromium: Chromium) -> None:
    nina = await shop.person(1301, "Nina", "en")
    await nina.send("/start")
    await nina.wait_for(lambda message: "reply_markup" in message, timeout=60)
    device = await chromium.device(viewport={"width": 1280, "height": 800})
    chat = await device.new_page()
    await chat.goto(shop.sandbox.url)
    column = chat.get_by_role("region", name="Nina", exact=True)
    await column.get_by_role("button", name="Open the cabinet").click()
    app = chat.frame_locator("#web-app iframe")
    await app.get_by_role("heading", name="Hello, Nina").wait_for()
    assert "tgWebAppData" not in await app.locator(":root").evaluate("() => location.href")

    await open_screen(app, "Balance")
    await expect(chat.locator("#web-app header button").first).to_be_visible()  # Telegram's own way back
    await app.get_by_label("Amount").fill("300")
    await app.locator("label:has([value=TELEGRAM_STARS])").click()
    await app.get_by_role("button", name="Top up by ₽300").click()
    await chat.get_by_role("button", name="Pay ⭐").click()
    await app.get_by_text("₽300 has come to the balance").wait_for()
    await bought(app)
    message = await nina.wait_for("/s/", timeout=60)  # the key is in the chat as well
    assert "vless://" in message.get("caption", "") + message.get("text", "")

    await nina.send("/start")
    await nina.tap("Renew")
    await nina.tap("Month")
    await nina.tap("Pay")
    await nina.wait_for(lambda message: "invoice" in message)
    await nina.pay()
    await expect(app.locator(".glance .left")).to_have_text(
        "60 days", timeout=15_000
    )  # bought in the chat, seen in the app
