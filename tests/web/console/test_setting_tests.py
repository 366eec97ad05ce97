"""Tests of settings in the console: what would come of them is said in a sentence, and nothing is saved."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from core.config import Settings, changes
from core.payments.models import Payment
from core.shop import Shop
from core.users.models import User
from sandbox.tls_target import TlsTarget
from sandbox.vendors.server import Vendors
from tests import mail
from tests.conftest import ADMIN, make_settings, new_user
from tests.contracts.cabinet import bearer, token_of
from tests.contracts.keys_desk import program
from tests.contracts.operator import SIGNATURE
from tests.core.conftest import facts
from tests.telegram import BotApi
from tests.web.console.client import ask, bot_api, console, counter, panel  # noqa: F401 - fixtures


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture
async def vendors() -> AsyncIterator[Vendors]:
    async with Vendors() as running:
        yield running


@pytest.fixture
async def mails() -> AsyncIterator[mail.MailServer]:
    async with mail.running() as server:
        yield server


@pytest.fixture
def settings(database_url: str, tmp_path_factory: pytest.TempPathFactory, vendors: Vendors) -> Settings:
    apis = {f"{name}_api_url": vendors.api(name) for name in vendors.app.vendors}
    limits = {"rate_limit_auth": 0, "rate_limit_other": 0}
    return make_settings(database_url, tmp_path_factory.mktemp("d"), xray_allow_private_targets=True, **apis, **limits)


@pytest.fixture
async def owner(shop: Shop, console: httpx.AsyncClient) -> httpx.AsyncClient:
    """The same client with the owner's key."""
    _, text = await program(shop, "owner", ["owner"])
    console.headers[SIGNATURE] = text
    return console


async def tried(client: httpx.AsyncClient, what: str, values: Any = None, **body: Any) -> tuple[bool, str]:
    """Whether the test was passed, and its sentence."""
    answer = await ask(client, "POST", f"/settings/test/{what}", json={"values": values or {}, **body})
    return answer["passed"], answer["text"]


def credentials(vendors: Vendors, name: str) -> dict[str, str]:
    return {f"{name}_{key}": value for key, value in vendors.secrets(name).items()}


@pytest.mark.parametrize("name", ["yookassa", "cryptobot", "tribute", "heleket", "mulenpay", "platega"])
async def test_a_vendor_is_asked_whether_it_takes_the_credentials(
    shop: Shop, owner: httpx.AsyncClient, vendors: Vendors, name: str
) -> None:
    what, values = f"vendor/{name}", credentials(vendors, name)
    passed, text = await tried(owner, what)
    assert not passed
    assert "Enter it first" in text
    passed, text = await tried(owner, what, values)
    assert passed
    assert ("accepts the API key" if name == "mulenpay" else "accepts these credentials") in text
    key = "mulenpay_api_key" if name == "mulenpay" else list(values)[-1]
    wrong = "1234567:WRONG-9f8e"
    passed, text = await tried(owner, what, values | {key: wrong})
    assert (passed, wrong in text, values[key] in text) == (False, False, False)
    assert "does not accept" in text
    vendors.faults(name).add({"code": 502})
    passed, text = await tried(owner, what, values)
    assert not passed
    assert "does not answer" in text
    assert (name in shop.providers, await changes.history(), vendors.book(name).bills) == (False, ([], 0), {})
    assert await Payment.all().count() == 0


async def test_a_saved_vendor_is_asked_with_what_is_stored(owner: httpx.AsyncClient, vendors: Vendors) -> None:
    await ask(owner, "PATCH", "/settings", json={"values": credentials(vendors, "yookassa")})
    assert await tried(owner, "vendor/yookassa") == (True, "YooKassa accepts these credentials. 100500")
    passed, _ = await tried(owner, "vendor/yookassa", {"yookassa_shop_id": "7"})
    assert not passed


async def test_a_test_shop_is_called_one(owner: httpx.AsyncClient, vendors: Vendors) -> None:
    vendors.app.vendors["yookassa"].secrets["secret_key"] = "test_SANDBOX-yookassa"
    passed, text = await tried(owner, "vendor/yookassa", credentials(vendors, "yookassa"))
    assert passed
    assert "no real money" in text


async def test_stars_and_unknown_vendors(owner: httpx.AsyncClient) -> None:
    assert await tried(owner, "vendor/stars") == (True, "Telegram Stars accepts these credentials. @vitrina_bot")
    await ask(owner, "POST", "/settings/test/vendor/paypal", status=404)
    await ask(owner, "POST", "/settings/test/weather", status=404)


async def test_a_letter_says_what_the_mail_server_answered(
    shop: Shop, owner: httpx.AsyncClient, mails: mail.MailServer
) -> None:
    assert (await tried(owner, "letter", email="me@shop.example"))[1].startswith("No mail server")
    server = {"smtp_url": mails.url}
    assert "no e-mail address" in (await tried(owner, "letter", server))[1]
    passed, text = await tried(owner, "letter", server | {"mail_from": "A <a@b.example>"}, email="me@shop.example")
    assert (passed, "answered: taken" in text or "taken" in text) == (True, True)
    assert (mails.letters[0]["to"], mails.letters[0]["from"]) == ("me@shop.example", "A <a@b.example>")
    mails.replies = {"RCPT": "550 no such person"}
    passed, text = await tried(owner, "letter", server, email="gone@shop.example")
    assert (passed, "550 no such person" in text, "gone@shop.example" in text) == (False, True, True)
    mails.replies = {"MAIL": "553 not yours"}
    assert "553 not yours" in (await tried(owner, "letter", server, email="me@shop.example"))[1]
    assert shop.settings.smtp_url is None
    assert await facts("SettingsSaved") == []


async def test_a_letters_password_comes_back_in_no_sentence(owner: httpx.AsyncClient, mails: mail.MailServer) -> None:
    mails.replies = {"AUTH": "535 who is shop with s3cret-pass AHNob3AAczNjcmV0LXBhc3M="}
    url = f"smtp://shop:s3cret-pass@127.0.0.1:{mails.port}"
    passed, text = await tried(owner, "letter", {"smtp_url": url}, email="me@shop.example")
    assert (passed, "535 who is shop with … …" in text) == (False, True)
    nobody = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    port = nobody.sockets[0].getsockname()[1]
    nobody.close()
    for server in (f"127.0.0.1:{port}", "no.such.host.invalid"):
        passed, text = await tried(owner, "letter", {"smtp_url": f"smtp://{server}"}, email="me@shop.example")
        assert (passed, "cannot be reached" in text) == (False, True)


async def test_an_administrator_gets_the_letter_at_their_own_address(
    shop: Shop, console: httpx.AsyncClient, mails: mail.MailServer
) -> None:
    boss = await new_user(shop, ADMIN)
    await User.filter(id=boss.id).update(email="boss@shop.example")
    del console.headers[SIGNATURE]
    console.headers.update(bearer(await token_of(shop, boss)))
    passed, text = await tried(console, "letter", {"smtp_url": mails.url})
    assert (passed, "boss@shop.example" in text) == (True, True)


async def test_the_channel_says_what_the_bot_is_there(shop: Shop, owner: httpx.AsyncClient, bot_api: BotApi) -> None:
    wanted = {"channel_username": "my_channel"}
    assert (await tried(owner, "channel"))[1].startswith("No channel is set")
    passed, text = await tried(owner, "channel", wanted)
    assert (passed, "no administrator of @my_channel" in text) == (False, True)
    bot_api.administrators.add(shop.settings.bot_id)
    assert await tried(owner, "channel", wanted) == (
        True,
        "The bot is an administrator of @my_channel and sees who is in it.",
    )
    for status, refusal, words in (
        (400, "Bad Request: chat not found", "no public channel"),
        (400, "Bad Request: member list is inaccessible", "no administrator"),
        (403, "Forbidden: bot is not a member of the channel chat", "no administrator"),
        (502, "Bad Gateway", "Telegram does not answer"),
    ):
        bot_api.refuse_next("getChatMember", status, refusal)
        passed, text = await tried(owner, "channel", wanted)
        assert (passed, words in text) == (False, True), text


async def test_a_reality_target_is_looked_at_with_the_name_in_keys(owner: httpx.AsyncClient, tmp_path: Path) -> None:
    async with TlsTarget(tmp_path, "site.example") as site:
        wanted = {"reality_target": site.address, "reality_server_name": "site.example"}
        passed, text = await tried(owner, "reality", wanted)
        assert (passed, "can serve" in text) == (True, True)
        passed, text = await tried(owner, "reality", wanted | {"reality_server_name": "other.example"})
        assert (passed, "is not for other.example" in text) == (False, True)
    passed, text = await tried(owner, "reality", wanted)
    assert (passed, "does not answer from here" in text) == (False, True)


async def test_a_time_zone_says_what_time_it_is_there(owner: httpx.AsyncClient) -> None:
    for values, place, hour in (({}, "Europe/Moscow", "15:"), ({"timezone": "Asia/Tokyo"}, "Asia/Tokyo", "21:")):
        passed, text = await tried(owner, "timezone", values)
        assert (passed, place in text, hour in text) == (True, True, True)


@pytest.mark.parametrize("what", ["letter", "vendor/yookassa", "channel", "reality", "timezone"])
async def test_values_that_do_not_fit_and_strangers_are_refused(
    shop: Shop, console: httpx.AsyncClient, what: str
) -> None:
    path = f"/settings/test/{what}"
    await ask(console, "POST", path, status=403)
    console.headers[SIGNATURE] = (await program(shop, "owner", ["owner"]))[1]
    for name, value in (("timezone", "Moscow"), ("public_url", "https://x.example"), ("no_such", 1)):
        answer = await console.post(f"/api/admin/v1{path}", json={"values": {name: value}})
        assert (answer.status_code, answer.json()["field"]) == (400, name)
    await ask(console, "POST", path, json={"values": []}, status=400)
    await ask(console, "POST", path)
