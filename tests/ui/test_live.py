"""What happens elsewhere is seen at once: in other tabs, on other devices, in answers of support."""

from playwright.async_api import expect

from tests.conftest import ADMIN
from tests.journeys.conftest import World
from tests.ui.browser import Chromium, bought, open_screen, registered, signed_in, topped_up


async def test_tabs_and_devices_see_each_others_changes(shop: World, chromium: Chromium, email: str) -> None:
    laptop = await chromium.device()
    first = await registered(shop, laptop, email)
    second = await laptop.new_page()
    await second.goto(f"{shop.web}/app/")
    phone = await signed_in(shop, await chromium.device(), email)
    await second.get_by_text("Try it for free").wait_for()

    await topped_up(first, "YOOKASSA_CARD")
    for page in (first, second, phone):
        await expect(page.get_by_test_id("balance")).to_have_text("₽500")
    await bought(first)
    for page in (second, phone):
        await expect(page.locator(".glance .left")).to_have_text("30 days")
        await expect(page.get_by_test_id("balance")).to_have_text("₽201")

    await expect(second.locator(".facts")).to_contain_text("off")
    await open_screen(first, "Profile")
    await first.get_by_role("switch").check()
    await expect(second.locator(".facts")).to_contain_text("on")


async def test_a_payment_turns_green_by_itself(shop: World, chromium: Chromium, email: str) -> None:
    device = await chromium.device()
    page = await registered(shop, device, email)
    await open_screen(page, "Balance")
    await page.locator("label:has([value=YOOKASSA_CARD])").click()
    await page.get_by_role("button", name="Top up by ₽300").click()
    await page.locator("button.primary").wait_for()
    watching = await device.new_page()
    await watching.goto(f"{shop.web}/app/")
    await watching.get_by_text("Waiting for payment").wait_for()
    await watching.get_by_role("button", name="Check").click()
    await watching.get_by_text("The money has not come yet").wait_for()
    await page.locator("button.primary").click()
    await watching.get_by_text("₽300 has come to the balance").wait_for()
    await expect(watching.get_by_text("Waiting for payment")).to_have_count(0)


async def test_support_answers_in_the_open_conversation(shop: World, chromium: Chromium, email: str) -> None:
    operator = await shop.person(ADMIN, "Olga", "en")
    await operator.send("/start")
    page = await registered(shop, await chromium.device(), email)
    await open_screen(page, "Support")
    await page.get_by_role("button", name="New request").click()
    await page.get_by_label("What it is about").fill("Slow in the evening")
    await page.get_by_label("Message").fill("Since Monday, after eight.")
    await page.get_by_role("button", name="Send").click()
    await page.get_by_text("Since Monday, after eight.").wait_for()

    asked = await operator.wait_for("Since Monday", timeout=60)
    await operator.send("We have added a server. Better now?", reply_to_message_id=asked["message_id"])
    await page.get_by_text("We have added a server. Better now?").wait_for()
    await page.get_by_label("Message").fill("Yes, thank you!")
    await page.get_by_role("button", name="Send").click()
    await operator.wait_for("Yes, thank you!", timeout=60)
    await page.get_by_role("button", name="Close the request").click()
    await page.get_by_text("This request is closed").wait_for()


async def test_without_the_shop_the_key_stays_and_everything_comes_back(
    shop: World, chromium: Chromium, email: str
) -> None:
    page = await registered(shop, await chromium.device(), email)
    await page.get_by_role("button", name="Start the free trial").click()
    await page.get_by_role("link", name="Connect a device").click()
    await expect(page.get_by_text("Your key is being made")).to_have_count(0)
    link = await page.get_by_label("Subscription link").input_value()
    await page.evaluate("() => navigator.serviceWorker.ready")
    await page.reload()
    await page.get_by_alt_text("Your key as a QR code").wait_for()

    chromium.tolerated += ["net::ERR_", "WebSocket connection to"]
    await shop.stop("run", hard=True)
    await page.get_by_text("No connection").wait_for()
    await page.reload()  # by what the browser has kept
    await page.get_by_text("No connection").wait_for()
    assert await page.get_by_label("Subscription link").input_value() == link
    await page.get_by_alt_text("Your key as a QR code").wait_for()

    await shop.start("run")
    await expect(page.get_by_text("No connection")).to_have_count(0, timeout=30_000)
    await open_screen(page, "Home")
    await expect(page.locator(".glance .state")).to_have_text("Trial")


async def test_leaving_forgets_the_person_on_this_device(shop: World, chromium: Chromium, email: str) -> None:
    device = await chromium.device()
    page = await registered(shop, device, email)
    other = await device.new_page()
    await other.goto(f"{shop.web}/app/settings")
    await other.get_by_role("button", name="Sign out").click()
    await page.get_by_role("heading", name="Sign in").wait_for()  # in every tab
    kept = await page.evaluate("() => JSON.stringify(localStorage)")
    assert "token" not in kept
    assert email not in kept
    await page.get_by_label("E-mail").fill(email)
    await page.get_by_label("Password", exact=True).fill("not the password")
    chromium.tolerated.append("401")
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("alert")).to_contain_text("The e-mail or the password is wrong")
