"""The person's own account: where they are signed in, their language, and Telegram in a plain browser."""

import json
import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
from playwright.async_api import Page, expect

from tests.journeys.conftest import World
from tests.ui.browser import PASSWORD, Chromium, open_screen, registered, signed_in


async def tokens(page: Page) -> dict[str, str]:
    """What this browser is signed in with."""
    kept: dict[str, str] = json.loads(await page.evaluate("() => localStorage.getItem('vitrina.web.tokens')"))
    return kept


async def asked(shop: World, path: str, **options: Any) -> int:
    """The status of a request to the cabinet's API from elsewhere."""
    async with httpx.AsyncClient(base_url=shop.web, trust_env=False) as http:
        return (await http.post(f"/cabinet{path}", **options)).status_code


async def test_one_browser_signs_out_another(shop: World, chromium: Chromium, email: str) -> None:
    laptop = await registered(shop, await chromium.device(), email)
    phone = await signed_in(shop, await chromium.device(), email)
    chromium.tolerated.append("401")  # what the phone is told from then on
    await open_screen(laptop, "Profile")
    places = laptop.get_by_role("region", name="Where you are signed in").get_by_role("listitem")
    await expect(places).to_have_count(2)
    await expect(places.filter(has_text="This device")).to_have_count(1)
    await places.get_by_role("button", name="Sign out there").click()
    await laptop.get_by_text("Signed out there").wait_for()
    await expect(places).to_have_count(1)
    await phone.get_by_role("heading", name="Sign in").wait_for()  # by itself, within seconds
    await laptop.reload()
    await laptop.get_by_role("heading", name="Profile").wait_for()


async def test_an_address_that_somebody_else_has_registered_gets_its_readers_password(
    shop: World, chromium: Chromium, email: str
) -> None:
    stranger = {"email": email, "password": PASSWORD, "first_name": "Anna"}
    assert await asked(shop, "/auth/register-email", json=stranger) == 200
    letter = await shop.client.wait_for_letter(email)
    link = re.search(r'href="([^"]+/app/verify-email#[^"]+)"', letter["html"])
    assert link
    mail = await (await chromium.device()).new_page()
    await mail.goto(link[1])
    await expect(mail.get_by_label("New password")).to_be_hidden()
    await mail.get_by_role("button", name="Confirm").click()
    await mail.get_by_text("Now choose a password").wait_for()
    await mail.get_by_label("New password").fill("my very own")
    await mail.get_by_role("button", name="Save the password").click()
    await mail.get_by_role("link", name="Go to the cabinet").wait_for()
    assert await asked(shop, "/auth/login-email", json=stranger) == 401
    assert await asked(shop, "/auth/login-email", json=stranger | {"password": "my very own"}) == 200


async def test_signing_out_ends_the_session_in_the_shop_too(shop: World, chromium: Chromium, email: str) -> None:
    page = await registered(shop, await chromium.device(), email)
    held = await tokens(page)
    await open_screen(page, "Profile")
    await page.get_by_role("button", name="Sign out", exact=True).click()
    await page.get_by_role("heading", name="Sign in").wait_for()
    assert await asked(shop, "/auth/refresh", json={"refresh_token": held["refresh"]}) == 401
    assert await asked(shop, "/auth/logout", headers={"authorization": f"Bearer {held['access']}"}) == 401


async def test_the_language_belongs_to_the_account(shop: World, chromium: Chromium, email: str) -> None:
    laptop = await registered(shop, await chromium.device(), email)
    await open_screen(laptop, "Profile")
    await laptop.get_by_role("radio", name="Русский").click()
    await laptop.get_by_role("heading", name="Профиль").wait_for()
    await expect(laptop.get_by_role("radio", name="Русский")).to_be_checked()

    phone = await (await chromium.device()).new_page()
    await phone.goto(f"{shop.web}/app/")
    await phone.get_by_label("E-mail").fill(email)
    await phone.get_by_label("Password", exact=True).fill(PASSWORD)
    await phone.get_by_role("button", name="Sign in").click()
    await phone.get_by_role("heading", name="Здравствуйте, Anna").wait_for()
    await phone.reload()
    await phone.get_by_role("heading", name="Здравствуйте, Anna").wait_for()


async def test_signing_in_with_telegram_in_a_plain_browser(shop: World, chromium: Chromium) -> None:
    await shop.person(1101, "Vera", "en")
    page = await (await chromium.device()).new_page()
    await page.goto(f"{shop.web}/app/")
    await page.get_by_role("button", name="Continue with Telegram").click()
    await page.get_by_role("link", name="Cancel").click()
    await page.get_by_role("heading", name="Sign in").wait_for()  # who does not want to is not told of a mistake
    await expect(page.get_by_role("alert")).to_have_count(0)
    await page.get_by_role("button", name="Continue with Telegram").click()
    await page.get_by_role("link", name="Vera").click()
    await page.get_by_role("heading", name="Hello, Vera").wait_for()
    assert page.url == f"{shop.web}/app/"
    await page.reload()
    await page.get_by_role("heading", name="Hello, Vera").wait_for()


async def test_an_answer_that_this_tab_has_not_asked_for_signs_nobody_in(shop: World, chromium: Chromium) -> None:
    await shop.person(1102, "Mallory", "en")
    async with httpx.AsyncClient(base_url=shop.web, trust_env=False) as http:
        asking = (await http.get("/cabinet/info")).json()["telegram_login_url"]
        query = dict(parse_qsl(urlsplit(asking).query))
        sent = (await http.get(f"{shop.sandbox.url}/auth/1102", params=query)).headers["location"]
    assert "#tgAuthResult=" in sent
    page = await (await chromium.device()).new_page()
    for address in (sent, f"{shop.web}/app/#tgAuthResult=nonsense"):
        await page.goto("about:blank")
        await page.goto(address)
        await page.get_by_text("Telegram did not confirm the sign-in").wait_for()
        await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        assert page.url == f"{shop.web}/app/"
