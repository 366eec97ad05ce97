"""Signing in to a web site with Telegram, as oauth.telegram.org does it."""

import base64
import json
from typing import Any

import httpx
import pytest
from aiogram.utils.auth_widget import check_integrity

from sandbox.client import Person, SandboxClient
from sandbox.server import Sandbox

SITE = "https://shop.example"


@pytest.fixture
async def anna(sb: SandboxClient) -> Person:
    return await sb.person(first_name="Anna <b>", username="anna")


async def visit(sandbox: Sandbox, path: str = "", **changes: str) -> httpx.Response:
    query = {
        "bot_id": sandbox.token.partition(":")[0],
        "origin": SITE,
        "embed": "0",
        "request_access": "write",
        "return_to": f"{SITE}/app/",
    }
    async with httpx.AsyncClient(trust_env=False) as http:
        return await http.get(f"{sandbox.url}/auth{path}", params=query | changes)


def result(answer: httpx.Response) -> Any:
    address, _, packed = answer.headers["location"].partition("#tgAuthResult=")
    assert address == f"{SITE}/app/"
    return json.loads(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))


async def test_the_answer_is_signed_as_the_widgets(sandbox: Sandbox, sb: SandboxClient, anna: Person) -> None:
    asked = await visit(sandbox)
    assert "Anna &lt;b&gt;" in asked.text
    assert f"auth/{anna.id}?" in asked.text
    answer = await visit(sandbox, f"/{anna.id}")
    assert answer.status_code == 303
    fields = result(answer)
    assert (fields["id"], fields["username"]) == (anna.id, "anna")
    assert check_integrity(sandbox.token, fields)
    (person,) = (await sb.request("GET", "people"))["people"]
    assert person["started"]  # the bot may write to them now


async def test_who_does_not_want_to_comes_back_without(sandbox: Sandbox, anna: Person) -> None:
    assert result(await visit(sandbox, "/cancel")) is False


@pytest.mark.parametrize(
    "changes",
    [
        {"bot_id": "1"},
        {"origin": "https://other.example"},
        {"return_to": "javascript:alert(1)"},
        {"return_to": "/app/"},
    ],
)
async def test_another_bot_or_another_site_is_refused(sandbox: Sandbox, anna: Person, changes: dict[str, str]) -> None:
    for path in ("", f"/{anna.id}"):
        answer = await visit(sandbox, path, **changes)
        assert (answer.status_code, answer.text) == (400, "Bot domain invalid")


@pytest.mark.parametrize("choice", ["999", "x", "²"])
async def test_nobody_is_refused(sandbox: Sandbox, anna: Person, choice: str) -> None:
    assert (await visit(sandbox, f"/{choice}")).status_code == 400
