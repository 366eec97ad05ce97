"""The console's API lets in an operator and nobody else, and describes itself."""

import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from core.config import Settings
from core.shop import Shop
from tests.conftest import ADMIN, make_settings, new_user
from tests.contracts.cabinet import bearer, token_of
from tests.contracts.keys_desk import InspectablePanel, program
from tests.contracts.operator import SIGNATURE, problem
from tests.databases import ONE_ENGINE
from tests.web.conftest import browser, running, web  # noqa: F401 - a fixture
from tests.web.console.client import BASE, ask, bot_api, console, panel, settings  # noqa: F401 - fixtures
from tests.web.documents import document
from web.app import create_app

BODIES: dict[str, Any] = {"PUT": {}, "POST": {}, "PATCH": {}}


def operations() -> list[tuple[str, str]]:
    """Every method and path of the console's API."""
    paths = document()["paths"].items()
    return sorted((method.upper(), path) for path, known in paths if path.startswith(BASE) for method in known)


async def asked(web: httpx.AsyncClient, method: str, path: str, headers: dict[str, str]) -> httpx.Response:
    """One operation with something in every place of its address."""
    return await web.request(method, re.sub(r"\{\w+\}", "1", path), headers=headers, json=BODIES.get(method))


def test_every_route_of_the_console_is_described() -> None:
    assert len(operations()) == 60
    for method, path in operations():
        described = document()["paths"][path][method.lower()]
        assert {"200", "401", "403"} <= set(described["responses"]), path
        assert "422" not in described["responses"], path
        assert described["security"], path
        assert described["description"], path
        assert len(described["tags"]) == 1


@ONE_ENGINE
async def test_nobody_is_let_in_without_being_an_operator(shop: Shop, web: httpx.AsyncClient) -> None:
    customer = bearer(await token_of(shop, await new_user(shop)))
    foreign = {SIGNATURE: (await program(shop, "bot", ["keys"]))[1]}
    for method, path in operations():
        for headers, status, told in (
            ({}, 401, "unauthorized"),
            ({SIGNATURE: "vk_nonsense"}, 401, "unauthorized"),
            (customer, 403, "forbidden"),
            (foreign, 403, "forbidden"),
        ):
            answer = await asked(web, method, path, headers)
            assert (answer.status_code, answer.json()["error"]) == (status, told), (method, path, headers)
            problem(answer.json())


async def test_an_administrator_and_the_owners_key_are_let_in(
    shop: Shop, panel: InspectablePanel, web: httpx.AsyncClient
) -> None:
    boss = bearer(await token_of(shop, await new_user(shop, ADMIN)))
    owner = {SIGNATURE: (await program(shop, "owner", ["owner"]))[1]}
    for headers in (boss, owner):
        for method, path in operations():
            if method == "GET" and "{" not in path:
                answer = await asked(web, method, path, headers)
                assert answer.status_code == 200, (path, answer.text)


async def test_an_administrator_is_told_who_they_are(
    shop: Shop, panel: InspectablePanel, bot_api: Any, web: httpx.AsyncClient
) -> None:
    boss = bearer(await token_of(shop, await new_user(shop, ADMIN)))
    found = await ask(web, "GET", "/me", headers=boss)
    assert (found["name"], found["telegram_id"], found["kind"]) == ("Alice", ADMIN, "admin")
    assert found["shop"]["bot_username"] == "vitrina_bot"
    assert (found["shop"]["name"], found["shop"]["timezone"]) == ("Vitrina", "Europe/Moscow")


async def test_a_program_is_called_as_its_key(console: httpx.AsyncClient) -> None:
    found = await ask(console, "GET", "/me")
    assert (found["name"], found["telegram_id"], found["kind"]) == ("console", None, "program")


async def test_a_silent_telegram_does_not_keep_anybody_out(
    shop: Shop, panel: InspectablePanel, web: httpx.AsyncClient
) -> None:
    boss = bearer(await token_of(shop, await new_user(shop, ADMIN)))
    assert (await ask(web, "GET", "/me", headers=boss))["shop"]["bot_username"] is None


class TestOpenPanel:
    @pytest.fixture
    def settings(self, sqlite_url: str, tmp_path: Path) -> Settings:
        return make_settings(sqlite_url, tmp_path, panel_auth="none", web_host="127.0.0.1")

    @pytest.fixture
    def database_url(self, sqlite_url: str) -> str:
        return sqlite_url

    async def test_whoever_reaches_it_is_an_administrator(self, shop: Shop) -> None:
        async with (
            running(create_app(shop)) as url,
            browser(url) as client,
        ):
            found = await ask(client, "GET", "/me")
            assert (found["name"], found["telegram_id"], found["kind"]) == ("admin", None, "admin")


@ONE_ENGINE
async def test_lists_refuse_pages_that_are_none(console: httpx.AsyncClient) -> None:
    lists = ("users", "payments", "purchases", "tickets", "servers", "tariffs", "promocodes", "campaigns", "broadcasts")
    for name in lists:
        for query, field in (("page=0", "page"), ("limit=0", "limit"), ("limit=101", "limit"), ("page=x", "page")):
            await ask(console, "GET", f"/{name}?{query}", status=400, error=f"invalid_{field}")
        found = await ask(console, "GET", f"/{name}?page=1000000&limit=100")
        assert (found["items"], found["page"], found["limit"]) == ([], 1_000_000, 100)


async def test_what_is_not_there_is_not_found(console: httpx.AsyncClient) -> None:
    for method, path in operations():
        if "{" in path and method == "GET":
            await ask(console, method, re.sub(r"\{\w+\}", "4242", path).removeprefix(BASE), status=404)
    await ask(console, "GET", "/nowhere", status=404, error="not_found")
    await ask(console, "DELETE", "/users", status=405, error="method_not_allowed")
    await ask(console, "GET", "/users/x", status=400, error="invalid_user_id")


async def test_sentences_come_in_the_language_that_is_asked_for(console: httpx.AsyncClient) -> None:
    english = await ask(console, "GET", "/payments/4242", status=404)
    russian = await ask(console, "GET", "/payments/4242", status=404, headers={"accept-language": "ru"})
    assert english["error"].startswith("There is no payment")
    assert english["error"] != russian["error"]
