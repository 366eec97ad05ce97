"""The operators' console in a real Chromium, beside the customers' cabinet of the same shop."""

import re
from pathlib import Path

import pytest
from playwright.async_api import expect

from core.shop import THE_SHOP
from core.users import api_keys
from tests import logwatch
from tests.conftest import ADMIN
from tests.journeys.conftest import World
from tests.ui.browser import Chromium, bought, open_screen, registered, topped_up
from tests.ui.operator import DESK, at_the_console, number, open_customer, shown, stat, visit
from tests.ui.test_looks import faults

SCREENS = (
    "",
    "/users",
    "/users/{user}",
    "/payments",
    "/payments/{payment}",
    "/tickets",
    "/tickets/{ticket}",
    "/traffic",
    "/servers",
    "/servers/engine",
    "/vendors",
    "/vendors/ways",
    "/shop",
    "/shop/promocodes",
    "/shop/campaigns",
    "/shop/broadcasts",
    "/system",
    "/system/backups",
    "/system/checks",
    "/system/texts",
    "/system/machine",
    "/settings",
    "/settings/vendors",
    "/settings/history",
    "/settings/panel",
)


async def test_an_operator_sees_a_sale_and_grants_money_once(shop: World, chromium: Chromium, email: str) -> None:
    page = await at_the_console(shop, await chromium.device(viewport=DESK))
    revenue, sales = [await shown(stat(page, title)) for title in ("Revenue today", "Sales")]
    await visit(page, "/users")
    cabinet = await registered(shop, await chromium.device(), email)
    await topped_up(cabinet, "YOOKASSA_CARD")
    await bought(cabinet)
    await visit(page, "")
    await expect(stat(page, "Revenue today")).to_have_text(f"₽{revenue + 500:,}")
    await expect(stat(page, "Sales")).to_have_text(f"{sales + 1}")
    await expect(page.get_by_role("list", name="What is bought")).to_contain_text("Month")

    await open_customer(page, email, "Anna")
    await expect(page.get_by_test_id("balance")).to_have_text("₽201")
    await page.get_by_role("button", name="Change the balance").click()
    await page.get_by_label("Amount in roubles").fill("50,50")
    await page.get_by_label("Reason").fill("an apology")
    await page.get_by_role("button", name="Add ₽50.50").dblclick()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(page.get_by_test_id("balance")).to_have_text("₽251.50")
    granted = page.get_by_test_id("ledger").locator("li", has_text="Changed by hand")
    await expect(granted).to_have_count(1)
    await expect(granted).to_contain_text("an apology")
    await open_screen(cabinet, "Balance")
    await expect(cabinet.locator(".sum").first).to_have_text("₽251.50")  # the cabinet hears of it by itself

    await visit(page, "/system")
    await page.get_by_role("searchbox").fill("granted")
    await expect(page.locator(".event-rows li")).to_have_count(1)
    await expect(page.locator(".event-rows li")).to_contain_text("administrator")


async def test_a_payment_is_given_back_after_a_question(shop: World, chromium: Chromium, email: str) -> None:
    cabinet = await registered(shop, await chromium.device(), email, "Berta")
    await topped_up(cabinet, "YOOKASSA_CARD")
    page = await at_the_console(shop, await chromium.device(viewport=DESK))
    await visit(page, "/payments")
    await page.get_by_label("State").select_option("completed")
    await page.locator(".payment-rows a", has_text="Berta").click()
    await page.get_by_role("button", name="Refund").click()
    question = page.get_by_role("dialog", name="Refund")
    await expect(question).to_contain_text("leaves the balance")
    await question.get_by_role("button", name="Cancel").click()
    await page.get_by_role("button", name="Refund").click()
    await question.get_by_role("button", name="Refund").click()
    await expect(page.locator(".head .pill")).to_have_text("Refunded")
    await page.get_by_role("link", name="Berta").click()
    await expect(page.get_by_test_id("balance")).to_have_text("₽0")


async def test_a_ticket_is_answered_and_closed(shop: World, chromium: Chromium, email: str) -> None:
    waiting = number(shop, "SELECT count(*) FROM tickets WHERE status <> 'closed'")
    cabinet = await registered(shop, await chromium.device(), email, "Clara")
    await open_screen(cabinet, "Support")
    await cabinet.get_by_role("button", name="New request").click()
    await cabinet.get_by_label("What it is about").fill("No connection")
    await cabinet.get_by_role("dialog").locator("textarea").fill("It does not connect.")
    await cabinet.get_by_role("dialog").locator("button[type=submit]").click()
    await cabinet.get_by_text("It does not connect.").wait_for()

    page = await at_the_console(shop, await chromium.device(viewport=DESK))
    open_tickets = f"{waiting + 1} tickets are open" if waiting else "1 ticket is open"
    await page.get_by_role("link", name=open_tickets).click()
    await page.locator(".ticket-rows a", has_text="Clara").click()
    await page.get_by_label("Your answer").fill("Please try again now.")
    await page.get_by_role("button", name="Answer").click()
    await expect(page.locator(".bubble.own")).to_contain_text("Please try again now.")
    await cabinet.get_by_text("Please try again now.").wait_for()
    await page.get_by_role("button", name="Close the ticket").click()
    await page.get_by_role("dialog").get_by_role("button", name="Close the ticket").click()
    await page.get_by_text("This ticket is closed").wait_for()
    await expect(page.get_by_label("Your answer")).to_have_count(0)


async def test_what_is_made_in_the_shop_window_is_offered_to_customers(
    shop: World, chromium: Chromium, email: str
) -> None:
    page = await at_the_console(shop, await chromium.device(viewport=DESK))
    await visit(page, "/shop")
    await page.get_by_role("button", name="New tariff").click()
    await page.get_by_label("Name").fill("Half a year")
    await page.get_by_label("Price, ₽", exact=True).fill("1499")
    await page.get_by_label("Days").fill("180")
    await page.get_by_role("button", name="Create").click()
    await expect(page.locator(".tariff-rows li")).to_have_count(2)
    await visit(page, "/shop/promocodes")
    await page.get_by_role("button", name="New promocode").click()
    await page.get_by_label("Promocode", exact=True).fill("hello")
    await page.get_by_label("Amount, ₽").fill("70")
    await page.get_by_role("button", name="Create").click()
    await expect(page.locator(".promocode-rows li")).to_contain_text("HELLO")

    cabinet = await registered(shop, await chromium.device(), email)
    await open_screen(cabinet, "Plans")
    await expect(cabinet.locator(".plan", has_text="Half a year")).to_contain_text("₽1,499")
    await open_screen(cabinet, "Balance")
    await cabinet.get_by_label("Enter the code").fill("hello")
    await cabinet.get_by_role("button", name="Apply").click()
    await expect(cabinet.get_by_test_id("balance").or_(cabinet.locator(".sum")).first).to_have_text("₽70")

    await visit(page, "/shop")
    await page.locator(".tariff-rows li", has_text="Half a year").get_by_role("button", name="Disable").click()
    await page.get_by_role("dialog").get_by_role("button", name="Disable").click()
    await expect(page.locator(".tariff-rows li", has_text="Half a year")).to_contain_text("Off sale")
    await cabinet.reload()
    await open_screen(cabinet, "Plans")
    await cabinet.locator(".plan").first.wait_for()
    await expect(cabinet.locator(".plan", has_text="Half a year")).to_have_count(0)


async def test_a_broadcast_reaches_people(shop: World, chromium: Chromium) -> None:
    gerda = await shop.person(1201, "Gerda", "en")
    await gerda.send("/start")
    await gerda.wait_for(lambda message: "reply_markup" in message, timeout=60)
    page = await at_the_console(shop, await chromium.device(viewport=DESK))
    olga = await shop.person(ADMIN, "Olga", "en")
    await olga.send("/start")
    await olga.wait_for(lambda message: "reply_markup" in message, timeout=60)
    await visit(page, "/shop/broadcasts")
    await page.get_by_role("button", name="New broadcast").click()
    await page.get_by_label("Text of the message").fill("A new server: Helsinki <3")
    await page.get_by_role("button", name=re.compile("Send to")).click()
    await olga.wait_for("A new server: Helsinki <3", timeout=30)  # what everybody gets, shown to her first
    await gerda.wait_for("A new server: Helsinki <3", timeout=30)
    await expect(page.locator(".broadcast-rows li")).to_contain_text("Finished")


async def test_the_self_checks_run_and_a_backup_is_made(shop: World, chromium: Chromium) -> None:
    page = await at_the_console(shop, await chromium.device(viewport=DESK))
    await visit(page, "/system/checks")
    await page.get_by_role("button", name="Run all checks").click()
    await expect(page.locator(".check-rows .state-icon.good").first).to_be_visible(timeout=60_000)
    await expect(page.locator(".check-rows li", has_text="Books")).to_contain_text("sum of its entries")
    await visit(page, "/system/backups")
    await page.get_by_role("button", name="Make a backup").click()
    await expect(page.locator(".backup-rows li")).to_have_count(1)
    await page.get_by_role("button", name="Look inside").click()
    await page.get_by_role("dialog").get_by_text("Version of the shop").wait_for()
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Restore").click()
    restore = page.get_by_role("dialog").get_by_role("button", name="Restore")
    await page.get_by_role("dialog").get_by_text("Keys in the backup").wait_for()
    await expect(restore).to_be_disabled()  # until the word is typed
    await page.get_by_label("To confirm, type: restore").fill("restore")
    await expect(restore).to_be_enabled()
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Delete").click()
    await page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await expect(page.locator(".backup-rows")).to_have_count(0)


async def test_a_customer_is_refused_and_told_what_to_do(shop: World, chromium: Chromium, email: str) -> None:
    device = await chromium.device()
    page = await registered(shop, device, email)
    chromium.tolerated += ["403 (Forbidden)"]
    await page.goto(f"{shop.web}/app/admin/payments")
    await page.get_by_role("heading", name="Administrators only").wait_for()
    await expect(page.get_by_text("You are signed in as Anna")).to_be_visible()
    await expect(page.get_by_text("ADMIN_IDS")).to_be_visible()
    assert await faults(page) == []
    await page.get_by_role("button", name="Sign in another way").click()
    await page.get_by_role("heading", name="Administrator sign-in").wait_for()
    assert await faults(page) == []


async def test_an_api_key_opens_the_console_in_its_tab_alone(shop: World, chromium: Chromium) -> None:
    async with shop.opened() as opened:
        _, key = await api_keys.make(opened, "console", ["operator"], by=THE_SHOP)
    logwatch.learn(key)
    chromium.tolerated += ["401 (Unauthorized)"]  # on the machine itself the console asks whether it is needed
    device = await chromium.device(viewport=DESK)
    page = await device.new_page()
    await page.goto(f"{shop.web}/app/admin")
    await page.get_by_label("API key", exact=True).fill("vk_wrong")
    await page.get_by_role("button", name="Sign in with an API key").click()
    await expect(page.get_by_role("alert")).to_contain_text("the key is wrong")
    await page.get_by_label("API key", exact=True).fill(key)
    await page.get_by_role("button", name="Sign in with an API key").click()
    await page.get_by_role("heading", name="Hello, console").wait_for()
    await page.reload()
    await page.get_by_role("heading", name="Hello, console").wait_for()
    assert key not in str(await page.evaluate("() => JSON.stringify(localStorage)"))
    other = await device.new_page()
    await other.goto(f"{shop.web}/app/admin")
    await other.get_by_role("heading", name="Administrator sign-in").wait_for()


async def test_an_administrator_signs_in_with_telegram_in_a_plain_browser(shop: World, chromium: Chromium) -> None:
    chromium.tolerated += ["401 (Unauthorized)"]
    await shop.person(ADMIN, "Olga", "en")
    page = await (await chromium.device(viewport=DESK)).new_page()
    await page.goto(f"{shop.web}/app/admin/tickets")
    await page.get_by_role("button", name="Continue with Telegram").click()
    await page.get_by_role("link", name="Olga").click()
    await page.get_by_role("heading", name="Hello, Olga").wait_for()
    assert page.url == f"{shop.web}/app/admin"
    await page.get_by_role("button", name="Olga").click()
    await page.get_by_role("button", name="Sign out").click()
    await page.get_by_role("heading", name="Administrator sign-in").wait_for()


async def test_where_nobody_has_to_sign_in_nobody_is_asked_to(world: World, chromium: Chromium) -> None:
    world.settings["PANEL_AUTH"] = "none"
    await world.start("run")
    page = await (await chromium.device(viewport=DESK, extra_http_headers={})).new_page()
    await page.goto(f"{world.web}/app/admin")
    await page.get_by_role("heading", name="Hello, admin").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_screen_is_accessible_and_fits(shop: World, chromium: Chromium, email: str, scheme: str) -> None:
    cabinet = await registered(shop, await chromium.device(), email)
    await topped_up(cabinet, "YOOKASSA_CARD")
    await bought(cabinet)
    await open_screen(cabinet, "Support")
    await cabinet.get_by_role("button", name="New request").click()
    await cabinet.get_by_label("What it is about").fill("No connection")
    await cabinet.get_by_role("dialog").locator("textarea").fill("It does not connect.")
    await cabinet.get_by_role("dialog").locator("button[type=submit]").click()
    await cabinet.get_by_text("It does not connect.").wait_for()
    user = number(shop, "SELECT id FROM users WHERE email = ?", email)
    ids = {
        "user": user,
        "payment": number(shop, "SELECT id FROM payments WHERE user_id = ?", user),
        "ticket": number(shop, "SELECT id FROM tickets WHERE user_id = ?", user),
    }
    page = await at_the_console(shop, await chromium.device(viewport=DESK))
    await page.get_by_role("button", name="Olga").click()
    await page.get_by_role("radio", name=scheme.capitalize()).check(force=True)
    await expect(page.locator("html")).to_have_attribute("data-theme", scheme)
    found = await faults(page)
    await page.keyboard.press("Escape")
    for width in (1280, 320):
        await page.set_viewport_size({"width": width, "height": 800})
        for screen in SCREENS:
            await visit(page, screen.format_map(ids))
            found += await faults(page)
            assert await page.evaluate("() => document.documentElement.scrollWidth") <= width, (screen, width)
    await page.get_by_role("button", name="More").click()
    await page.get_by_role("dialog").get_by_role("link", name="Traffic").click()
    await page.get_by_role("heading", name="Traffic", level=1).wait_for()
    await visit(page, "/shop")
    await page.get_by_role("button", name="New tariff").click()
    await page.get_by_role("dialog").get_by_role("button", name="Create").wait_for()
    found += await faults(page)
    assert found == []


async def test_the_console_is_used_by_the_keyboard(shop: World, chromium: Chromium) -> None:
    page = await at_the_console(shop, await chromium.device(viewport=DESK))
    chart = page.get_by_role("group", name="Sales by day: Revenue")
    await chart.focus()
    for _ in range(3):  # today, yesterday, and a day on which none of these tests has begun
        await page.keyboard.press("ArrowLeft")
    await expect(chart.locator(".tip")).to_contain_text("₽0")
    await page.get_by_role("link", name="Servers", exact=True).focus()
    await page.keyboard.press("Enter")
    edit = page.get_by_role("button", name=re.compile("^Edit: "))
    await edit.focus()
    await page.keyboard.press("Enter")
    await page.get_by_label("How many keys it takes").fill("5000")
    await page.keyboard.press("Enter")
    await expect(page.locator(".server-rows li")).to_contain_text("of 5,000")
    await expect(edit).to_be_focused()


def test_customers_load_nothing_of_the_console(built: Path) -> None:
    """Whatever the cabinet's page leads to holds no address of the operators' API and no text of the console."""
    reached: set[str] = set()
    waiting = re.findall(r"assets/[\w.-]+", (built / "index.html").read_text())
    assert waiting
    while waiting:
        name = waiting.pop()
        if name in reached:
            continue
        reached.add(name)
        text = (built / name).read_text(encoding="utf-8")
        assert "/api/admin" not in text, name
        assert "console-" not in text, name
        waiting += [f"assets/{found}" for found in re.findall(r"[\w-]+-[\w-]{8}\.(?:js|css)", text)]
    assert any("settings" in name for name in reached)
    named = set(re.findall(r"assets/[\w.-]+", (built / "admin.html").read_text()))
    assert len(named - reached) >= 2
