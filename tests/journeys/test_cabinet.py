"""A customer without Telegram: registers by e-mail, pays in every way there is, buys, and connects.

Real processes; the payment vendors speak their own protocols, letters come into the sandbox's mail box, the news by
WebSocket.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect

from sandbox.vendors.server import Vendors
from tests.journeys.conftest import World
from tests.lab import Client, download, eventually

VENDORS = ("yookassa", "mulenpay", "platega", "cryptobot", "heleket", "tribute")
METHODS = (
    "YOOKASSA_SBP",
    "YOOKASSA_CARD",
    "CRYPTOBOT",
    "TRIBUTE",
    "HELEKET",
    "MULENPAY_SBP",
    "MULENPAY_CARD",
    "PLATEGA",
    "TELEGRAM_STARS",
)
EMAIL, PASSWORD = "anna@example.com", "a long password"


@pytest.fixture
async def vendors(world: World) -> AsyncIterator[Vendors]:
    """Every payment vendor, with its webhook at the shop."""
    webhooks = {name: f"{world.web}/webhooks/pay/{name}" for name in VENDORS}
    async with Vendors(webhooks=webhooks, clock=world.sandbox.world.clock) as made:
        for name in VENDORS:
            world.settings[f"{name}_api_url".upper()] = made.api(name)
            for secret, value in made.secrets(name).items():
                world.settings[f"{name}_{secret}".upper()] = value
        yield made


async def test_a_customer_without_telegram_pays_in_every_way_and_connects(world: World, vendors: Vendors) -> None:
    world.settings |= {"RATE_LIMIT_PAYMENT": "0", "MULENPAY_METHODS": "MULENPAY_SBP,MULENPAY_CARD"}
    await world.sell()
    world.settings |= {"SMTP_URL": world.sandbox.smtp_url}
    await world.start("run")
    async with httpx.AsyncClient(base_url=f"{world.web}/cabinet", trust_env=False, timeout=60) as http:
        token = await signed_up(world, http)
        http.headers["authorization"] = f"Bearer {token}"
        address = f"{world.web.replace('http', 'ws')}/cabinet/ws?token={token}"
        async with connect(address, proxy=None) as news:
            offered = {method["id"] for method in (await http.get("/balance/payment-methods")).json()["methods"]}
            assert offered >= set(METHODS)
            for number, method in enumerate(METHODS, start=1):
                await top_up(world, vendors, http, method)
                await told(news, "payment_completed")
                assert (await http.get("/balance")).json()["balance_kopeks"] == number * 500_00
            await buys_and_connects(world, http)
            await told(news, "balance_updated")
    await world.stop()


async def signed_up(world: World, http: httpx.AsyncClient) -> str:
    """Register, follow the letter's link, confirm, sign in; the access token."""
    person = {"email": EMAIL, "password": PASSWORD, "first_name": "Anna"}
    assert (await http.post("/auth/register-email", json=person)).json()["email_verification_required"] is True
    login = {"email": EMAIL, "password": PASSWORD}
    assert (await http.post("/auth/login-email", json=login)).status_code == 403
    letter = await world.client.wait_for_letter(EMAIL)
    link = re.search(r'href="([^"#]+)#([\w.-]+)"', letter["html"])
    assert link, letter
    assert link[1].startswith(world.web)
    assert "verify" in (await http.get(link[1])).text  # the page that hands over what stands behind #
    confirmed = await http.post("/auth/verify-email", json={"verification_token": link[2]})
    assert confirmed.status_code == 200
    return str((await http.post("/auth/login-email", json=login)).json()["access_token"])


async def top_up(world: World, vendors: Vendors, http: httpx.AsyncClient, method: str) -> None:
    """Ask for 500 roubles and pay where the answer sends us."""
    wish = {"amount_rubles": 500, "payment_method": method}
    answer = await http.post("/balance/top-up", json=wish)
    assert answer.status_code == 200, answer.text
    url = answer.json()["confirmation_url"]
    if method == "TELEGRAM_STARS":
        friend = await world.person(2002, "Friend", "en")
        await friend.send("/start")
        await friend.pay_link(url)
        return
    name, bill = url.removeprefix(vendors.url).removeprefix("/pay/").split("/")[:2]
    async with httpx.AsyncClient(trust_env=False) as control:
        paid = await control.post(f"{vendors.url}/sim/vendors/{name}/{bill}/pay")
    assert paid.status_code == 200, paid.text


async def told(news: ClientConnection, kind: str) -> dict[str, Any]:
    """The next frame of this type."""
    async with asyncio.timeout(60):
        while True:
            frame: dict[str, Any] = json.loads(await news.recv())
            if frame["type"] == kind:
                return frame


async def buys_and_connects(world: World, http: httpx.AsyncClient) -> None:
    """Buy the first tariff; the link comes by letter, and the real Xray lets its key through."""
    tariff = (await http.get("/subscription/tariffs")).json()["tariffs"][0]
    bought = await http.post("/subscription/purchase-tariff", json={"tariff_id": tariff["id"]})
    assert bought.status_code == 200, bought.text

    async def key() -> str:
        return str((await http.get("/subscription")).json()["config_link"] or "")

    link = await eventually(key, 60)
    page = str((await http.get("/subscription")).json()["subscription_url"])
    letter = await world.client.wait_for_letter(EMAIL, page)
    assert f'href="{page}"' in letter["html"]
    assert 'src="data:image/png;base64,' in letter["html"]
    assert link in letter["text"]
    assert [one["to"] for one in await world.client.letters()] == [[EMAIL]] * (2 + len(METHODS))
    with Client(link) as app:
        assert (await download(f"{world.downloads.url}/bytes/100000", app)).received >= 100000
