"""The cabinet's requests to support against their description."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from core import tickets
from core.config import Settings
from core.shop import Actor, Shop
from core.users.models import User
from tests.conftest import ADMIN, Clock, make_settings, new_user
from tests.contracts.cabinet import bearer, call, contract, token_of
from tests.databases import ONE_ENGINE
from tests.web.conftest import Statements

STAFF = Actor("admin", ADMIN)
ASKED = {"subject": "Проблема с подключением", "message": "Не могу подключиться к серверу RU-1"}
MESSAGES = "/tickets/{ticket_id}/messages"
CLOSE = "/tickets/{ticket_id}/close"


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """A shop that does not count requests."""
    return make_settings(database_url, tmp_path, rate_limit_auth=0, rate_limit_payment=0, rate_limit_other=0)


@pytest.fixture
async def token(shop: Shop, user: User) -> str:
    return await token_of(shop, user)


async def test_a_conversation(shop: Shop, web: httpx.AsyncClient, user: User, token: str, clock: Clock) -> None:
    assert await call(web, "GET", "/tickets", token=token) == {"tickets": []}
    made = await call(web, "POST", "/tickets", token=token, json=ASKED)
    assert (made["subject"], made["status"]) == (ASKED["subject"], "open")
    clock.advance(minutes=5)
    ticket = await tickets.find(made["id"])
    for text in ("Проверьте настройки", "Помогло?"):
        await tickets.write(shop, ticket, text, by=STAFF)
    (shown,) = (await call(web, "GET", "/tickets", token=token))["tickets"]
    assert (shown["status"], shown["last_message"], shown["unread_messages"]) == ("in_progress", "Помогло?", 2)
    assert shown["status"] in contract()["values"]["TicketStatus"]
    assert shown["updated_at"] > shown["created_at"]
    values = {"ticket_id": made["id"]}
    read = (await call(web, "GET", MESSAGES, token=token, values=values))["messages"]
    assert [(one["from_admin"], one["from_user_id"], one["is_read"]) for one in read] == [
        (False, user.id, True),
        (True, None, False),
        (True, None, False),
    ]
    again = (await call(web, "GET", MESSAGES, token=token, values=values))["messages"]
    assert [one["is_read"] for one in again] == [True, True, True]
    assert (await call(web, "GET", "/tickets", token=token))["tickets"][0]["unread_messages"] == 0
    sent = await call(web, "POST", MESSAGES, token=token, values=values, json={"message": " Спасибо! "})
    assert (sent["ticket_id"], sent["message"]) == (made["id"], "Спасибо!")
    assert (await call(web, "GET", "/tickets", token=token))["tickets"][0]["status"] == "in_progress"
    for _ in range(2):
        closed = await call(web, "PATCH", CLOSE, token=token, values=values)
        assert closed == {"success": True, "ticket_id": made["id"], "status": "closed"}
    refused = await call(web, "POST", MESSAGES, token=token, values=values, json={"message": "x"}, status=400)
    assert refused["detail"] == "Cannot add message to closed ticket"
    await call(web, "GET", MESSAGES, token=token, values=values)


async def test_a_request_of_somebody_else_or_nobody_is_404(
    shop: Shop, web: httpx.AsyncClient, user: User, token: str
) -> None:
    ticket = await tickets.open_ticket(shop, user, "mine")
    await tickets.write(shop, ticket, "answer", by=STAFF)
    stranger = await token_of(shop, await new_user(shop, 5))
    assert (await call(web, "GET", "/tickets", token=stranger))["tickets"] == []
    for number in (ticket.id, 999, 2**63 - 1):
        options: Any = {"token": stranger, "values": {"ticket_id": number}, "status": 404}
        await call(web, "GET", MESSAGES, **options)
        await call(web, "POST", MESSAGES, json={"message": "hi"}, **options)
        await call(web, "PATCH", CLOSE, **options)
    assert len(await tickets.messages(ticket)) == 2
    assert (await tickets.find(ticket.id)).status == "in_progress"
    assert (await call(web, "GET", "/tickets", token=token))["tickets"][0]["unread_messages"] == 1


@pytest.mark.parametrize("number", ["0", "-1", "x", str(2**63), "1.5", "9" * 40])
@ONE_ENGINE
async def test_a_number_that_is_none_is_422(shop: Shop, web: httpx.AsyncClient, token: str, number: str) -> None:
    for method, path in (("GET", MESSAGES), ("POST", MESSAGES), ("PATCH", CLOSE)):
        options: Any = {"json": {"message": "x"}} if method == "POST" else {}
        await call(web, method, path, token=token, values={"ticket_id": number}, status=422, **options)


@pytest.mark.parametrize(
    "change",
    [
        {"subject": "ab"},
        {"subject": "   a   "},
        {"subject": "x" * 256},
        {"subject": " " + "x" * 255},
        {"subject": None},
        {"subject": 5},
        {"message": ""},
        {"message": "  \n "},
        {"message": "x" * 4001},
        {"message": "a\0b"},
        {"message": ["x"]},
    ],
)
@ONE_ENGINE
async def test_a_text_that_is_none_is_422(
    shop: Shop, web: httpx.AsyncClient, token: str, change: dict[str, Any]
) -> None:
    await call(web, "POST", "/tickets", token=token, json=ASKED | change, status=422)


async def test_the_longest_texts_are_taken_as_they_are(shop: Shop, web: httpx.AsyncClient, token: str) -> None:
    asked = {"subject": "<b>&" * 63 + "abc", "message": "🦀" * 4000}
    made = await call(web, "POST", "/tickets", token=token, json=asked)
    assert made["subject"] == asked["subject"]
    (shown,) = (await call(web, "GET", "/tickets", token=token))["tickets"]
    assert shown["last_message"] == asked["message"]


async def test_three_may_be_open_however_fast_they_come(shop: Shop, web: httpx.AsyncClient, token: str) -> None:
    asked = [ASKED | {"subject": f"Question {number}"} for number in range(6)]
    answers = await asyncio.gather(*(web.post("/cabinet/tickets", json=one, headers=bearer(token)) for one in asked))
    assert sorted(answer.status_code for answer in answers) == [201, 201, 201, 409, 409, 409]
    refused = await call(web, "POST", "/tickets", token=token, json=ASKED, status=409)
    assert refused["code"] == "too-many-tickets"


async def test_a_double_click_is_one_ticket(shop: Shop, web: httpx.AsyncClient, token: str) -> None:
    answers = await asyncio.gather(*(web.post("/cabinet/tickets", json=ASKED, headers=bearer(token)) for _ in range(3)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1


@pytest.mark.parametrize(("method", "path"), [("GET", "/tickets"), ("POST", "/tickets"), ("GET", MESSAGES)])
@ONE_ENGINE
async def test_without_a_token_there_is_nothing(shop: Shop, web: httpx.AsyncClient, method: str, path: str) -> None:
    options: Any = {"json": ASKED} if method == "POST" else {}
    await call(web, method, path, values={"ticket_id": 1}, status=401, **options)


async def test_it_takes_few_statements(
    shop: Shop, web: httpx.AsyncClient, user: User, token: str, statements: Statements
) -> None:
    for number in range(3):
        ticket = await tickets.open_ticket(shop, user, f"question {number}")
        await tickets.write(shop, ticket, "answer", by=STAFF)
        await tickets.write(shop, ticket, "more", by=STAFF)
    values = {"ticket_id": ticket.id}

    async def count(method: str, path: str, **options: Any) -> int:
        statements.seen.clear()
        await call(web, method, path, token=token, **options)
        return len([one for one in statements.seen if not one.startswith(("BEGIN", "COMMIT"))])

    assert await count("GET", "/tickets") == 2
    assert await count("GET", MESSAGES, values=values) == 4
    assert await count("GET", MESSAGES, values=values) == 3
    assert await count("POST", MESSAGES, values=values, json={"message": "x"}) <= 8
    assert await count("PATCH", CLOSE, values=values) <= 6
