"""The console's texts: found, looked at, changed by the owner alone, and said by every surface at once."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from core import i18n
from core.config import changes
from core.shop import Shop
from tests.contracts.keys_desk import program
from tests.contracts.operator import SIGNATURE
from tests.web.conftest import Statements
from tests.web.console.client import BASE, ask, bot_api, console, counter, panel, settings, statements  # noqa: F401 - fixtures

KEY = "bot-standing-active"


@pytest.fixture
async def owner(shop: Shop, console: httpx.AsyncClient) -> AsyncIterator[httpx.AsyncClient]:
    """The same client with the owner's key."""
    _, text = await program(shop, "owner", ["owner"])
    console.headers[SIGNATURE] = text
    return console


async def test_a_text_is_found_changed_shown_and_put_back(shop: Shop, owner: httpx.AsyncClient) -> None:
    answer = await ask(owner, "GET", "/texts", params={"language": "en", "search": "your works for active"})
    (item,) = answer["items"]
    assert item | {"original": ""} == {
        **{"key": KEY, "language": "en", "group": "bot", "original": "", "override": None},
        **{"placeholders": ["days", "expires_at"], "tags": ["b", "i", "s", "code"], "longest": 4096},
        **{"fits": True, "original_changed": False, "saved_by": None, "saved_at": None},
    }
    body = {"text": "Works <b>until</b> { $expires_at }", "version": answer["version"]}
    saved = await ask(owner, "PUT", f"/texts/en/{KEY}", json=body)
    assert (saved["version"], saved["text"]["override"]) == (1, body["text"])
    assert saved["text"]["saved_by"].startswith("program:")
    assert shop.t(KEY, "en", days=1, expires_at="now") == "Works <b>until</b> now"
    assert (await ask(owner, "GET", f"/texts/en/{KEY}"))["text"] == saved["text"]
    own = await ask(owner, "GET", "/texts", params={"language": "en", "only": "own"})
    assert [text["key"] for text in own["items"]] == [KEY]
    await ask(owner, "PUT", f"/texts/en/{KEY}", json={"text": "Stale", "version": 0}, status=409)
    history = await ask(owner, "GET", "/settings/history")
    assert history["items"][0]["changes"][0]["name"] == f"text:en:{KEY}"
    assert await ask(owner, "DELETE", f"/texts/en/{KEY}") == {"ok": True}
    assert (await ask(owner, "GET", f"/texts/en/{KEY}"))["text"] == item
    await ask(owner, "POST", "/settings/history/2/undo")
    assert shop.t(KEY, "en", days=1, expires_at="now") == "Works <b>until</b> now"


async def test_a_preview_is_checked_and_shown(owner: httpx.AsyncClient) -> None:
    text = i18n.originals("en")[KEY].text
    answer = await ask(owner, "POST", f"/texts/en/{KEY}/preview", json={"text": text})
    assert [one["choices"] for one in answer["renderings"]] == [{"days": "5"}, {"days": "1"}, {"days": "2"}]
    assert "<b>1 more day</b>" in answer["renderings"][1]["text"]
    assert (await ask(owner, "GET", f"/texts/en/{KEY}"))["version"] == 0


@pytest.mark.parametrize(("language", "words"), [("en", "has no value “shop”"), ("ru", "нет значения «shop»")])
async def test_a_wrong_text_is_refused_in_the_operators_language(
    shop: Shop, owner: httpx.AsyncClient, language: str, words: str
) -> None:
    headers, body = {"accept-language": language}, {"text": "{ $shop }"}
    for method, path in [("PUT", f"/texts/en/{KEY}"), ("POST", f"/texts/en/{KEY}/preview")]:
        answer = await owner.request(method, f"{BASE}{path}", json=body, headers=headers)
        assert (answer.status_code, answer.json()["field"]) == (400, "text")
        assert words in answer.json()["error"]
    assert (await changes.history())[1] == shop.settings_version == 0


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/texts/en/no-such", 404),
        ("GET", "/texts/en/console-nav-home", 404),
        ("PUT", "/texts/en/no-such", 404),
        ("DELETE", "/texts/en/no-such", 404),
        ("POST", "/texts/en/no-such/preview", 404),
        ("GET", "/texts/de/bot-menu", 404),
        ("GET", "/texts?language=de", 400),
        ("GET", "/texts?group=settings", 400),
        ("GET", "/texts?only=some", 400),
    ],
)
async def test_what_does_not_exist_is_said_so(owner: httpx.AsyncClient, method: str, path: str, status: int) -> None:
    await ask(owner, method, path, json={"text": "x"} if method in ("PUT", "POST") else None, status=status)


async def test_whoever_is_not_the_owner_only_looks(console: httpx.AsyncClient) -> None:
    assert (await ask(console, "GET", "/texts"))["items"]
    await ask(console, "POST", f"/texts/en/{KEY}/preview", json={"text": "Hello"})
    await ask(console, "PUT", f"/texts/en/{KEY}", json={"text": "Hello"}, status=403)
    await ask(console, "DELETE", f"/texts/en/{KEY}", status=403)


@pytest.mark.parametrize("body", [{}, {"text": None}, {"text": ["x"]}, {"text": "x", "version": -1}])
async def test_a_body_without_a_text_is_malformed(owner: httpx.AsyncClient, body: Any) -> None:
    await ask(owner, "PUT", f"/texts/en/{KEY}", json=body, status=400)


async def test_pages_and_errors_of_every_api_say_it_and_ask_the_database_nothing_for_it(
    owner: httpx.AsyncClient, statements: Statements
) -> None:
    await ask(owner, "PUT", "/texts/en/web-link-unknown", json={"text": "No such link & no such page"})
    await ask(owner, "PUT", "/texts/en/error-unauthenticated", json={"text": "Who are you?"})
    await ask(owner, "PUT", "/texts/ru/error-text-not-found", json={"text": "Нет его &amp; всё"})
    page = await owner.get("/s/none", headers={"accept": "text/html", "user-agent": "Mozilla/5.0"})
    assert "No such link &amp; no such page" in page.text
    statements.seen.clear()
    answer = await owner.get("/cabinet/balance", headers={"accept-language": "en"})
    assert answer.json()["detail"] == "Who are you?"
    assert [statement for statement in statements.seen if "text" in statement or "setting" in statement] == []
    refusal = await ask(owner, "GET", "/texts/ru/no-such", headers={"accept-language": "ru"}, status=404)
    assert refusal["error"] == "Нет его & всё"
