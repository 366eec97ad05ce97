"""The console's tickets and broadcasts: what customers ask, and what everybody is told."""

import httpx
import pytest

from core import tickets
from core.operations import broadcasts
from core.operations.broadcasts import Broadcast
from core.shop import Actor, Shop
from core.tickets import Ticket
from core.users.models import User
from tests.conftest import ADMIN, Clock, new_user
from tests.contracts.cabinet import bearer, token_of
from tests.core.conftest import facts
from tests.telegram import BotApi
from tests.web.console.client import ask, bot_api, console, panel, settings, statements  # noqa: F401 - fixtures

# ---- tickets


@pytest.fixture
async def ticket(shop: Shop, user: User) -> Ticket:
    return await tickets.open_ticket(shop, user, "It does not work")


async def test_the_longest_waiting_comes_first(
    shop: Shop, console: httpx.AsyncClient, ticket: Ticket, clock: Clock
) -> None:
    clock.advance(minutes=1)
    second = await tickets.open_ticket(shop, await new_user(shop, 43), "How do I pay?")
    clock.advance(minutes=1)
    closed = await tickets.open_ticket(shop, await new_user(shop, 44), "Never mind")
    await tickets.close(shop, closed, by=Actor("shop"))
    found = await ask(console, "GET", "/tickets")
    assert ([one["id"] for one in found["items"]], found["total"]) == ([ticket.id, second.id], 2)
    first = found["items"][0]
    assert (first["user"]["name"], first["last_message"], first["last_by_staff"]) == (
        "Alice",
        "It does not work",
        False,
    )
    everything = await ask(console, "GET", "/tickets?state=all")
    assert [one["id"] for one in everything["items"]] == [closed.id, second.id, ticket.id]
    page = await ask(console, "GET", "/tickets?limit=1&page=2")
    assert ([one["id"] for one in page["items"]], page["total"]) == ([second.id], 2)
    await ask(console, "GET", "/tickets?state=lost", status=400, error="invalid_state")


async def test_a_ticket_is_answered_and_closed(shop: Shop, console: httpx.AsyncClient, ticket: Ticket) -> None:
    path = f"/tickets/{ticket.id}"
    assert [one["text"] for one in (await ask(console, "GET", path))["ticket"]["messages"]] == ["It does not work"]
    answered = (await ask(console, "POST", f"{path}/messages", json={"text": "Try <b>now</b>."}))["ticket"]
    assert answered["status"] == "in_progress"
    said = answered["messages"][-1]
    assert (said["by_staff"], said["text"]) == (True, "Try <b>now</b>.")
    assert said["author"].startswith("program:")
    for _ in range(2):
        assert (await ask(console, "POST", f"{path}/close"))["ticket"]["status"] == "closed"
    told = {"text": "Still there?"}
    await ask(console, "POST", f"{path}/messages", json=told, status=400, error="This request is closed")
    for name in ("TicketMessageAdded", "TicketClosed"):
        (recorded,) = await facts(name)
        assert recorded.data["by"].startswith("program:")


async def test_reading_leaves_answers_unread_for_the_customer(
    shop: Shop, console: httpx.AsyncClient, ticket: Ticket, user: User
) -> None:
    await ask(console, "POST", f"/tickets/{ticket.id}/messages", json={"text": "Try now."})
    await ask(console, "GET", f"/tickets/{ticket.id}")
    assert [one.unread for one in await tickets.summaries(user)] == [1]


async def test_an_answer_is_given_once_for_a_key(shop: Shop, console: httpx.AsyncClient, ticket: Ticket) -> None:
    await new_user(shop, ADMIN)
    path, key = f"/tickets/{ticket.id}/messages", {"idempotency-key": "one"}
    first = await ask(console, "POST", path, json={"text": "Try now."}, headers=key)
    assert await ask(console, "POST", path, json={"text": "Try now."}, headers=key) == first
    assert len(await tickets.messages(ticket)) == 2


async def test_answers_that_are_none_are_refused(console: httpx.AsyncClient, ticket: Ticket) -> None:
    path = f"/tickets/{ticket.id}/messages"
    for text, error in (("", "invalid_text"), (" ", "invalid_value: message"), ("x" * 4001, "invalid_text")):
        await ask(console, "POST", path, json={"text": text}, status=400, error=error)
    await ask(console, "POST", path, json={}, status=400, error="text_required")
    await ask(console, "POST", "/tickets/4242/messages", json={"text": "Hi"}, status=404)
    await ask(console, "POST", "/tickets/4242/close", status=404)


# ---- broadcasts


async def test_a_broadcast_is_shown_to_its_administrator_and_reaches_everybody(
    shop: Shop, console: httpx.AsyncClient, bot_api: BotApi
) -> None:
    boss = bearer(await token_of(shop, await new_user(shop, ADMIN)))
    for number in (1, 2):
        await new_user(shop, number)
    assert (await ask(console, "GET", "/broadcasts/audience"))["people"] == 3
    begun = (await ask(console, "POST", "/broadcasts", json={"text": "Now <fast> & new"}, headers=boss))["broadcast"]
    assert (begun["status"], begun["total"], begun["sent"]) == ("running", 3, 0)
    preview, progress = bot_api.of("sendMessage")
    assert (preview.chat_id, preview.text) == (ADMIN, "Now &lt;fast&gt; &amp; new")
    assert await broadcasts.run_due(shop)
    copied = bot_api.of("copyMessage")
    assert sorted(call.chat_id for call in copied) == [1, 2, ADMIN]
    assert {call.params["message_id"] for call in copied} == {1}
    (shown,) = bot_api.of("editMessageText")
    assert (shown.chat_id, shown.params["message_id"]) == (ADMIN, 2)
    (listed,) = (await ask(console, "GET", "/broadcasts"))["items"]
    assert (listed["status"], listed["sent"], listed["failed"]) == ("finished", 3, 0)
    assert listed["finished_at"] is not None
    (recorded,) = await facts("BroadcastStarted")
    assert recorded.data["people"] == 3


async def test_a_programs_broadcast_is_shown_to_the_first_administrator_and_can_be_stopped(
    shop: Shop, console: httpx.AsyncClient, bot_api: BotApi
) -> None:
    await new_user(shop, 1)
    begun = (await ask(console, "POST", "/broadcasts", json={"text": "Hello"}))["broadcast"]
    assert {call.chat_id for call in bot_api.of("sendMessage")} == {ADMIN}
    for _ in range(2):
        stopped = await ask(console, "POST", f"/broadcasts/{begun['id']}/cancel")
        assert stopped["broadcast"]["status"] == "cancelled"
    assert not await broadcasts.run_due(shop)
    for name in ("BroadcastStarted", "BroadcastCancelled"):
        (recorded,) = await facts(name)
        assert recorded.data["by"].startswith("program:")
    await ask(console, "POST", "/broadcasts/4242/cancel", status=404, error="not_found")


async def test_a_broadcast_begins_once_for_a_key(shop: Shop, console: httpx.AsyncClient) -> None:
    await new_user(shop, ADMIN)
    key = {"idempotency-key": "one"}
    first = await ask(console, "POST", "/broadcasts", json={"text": "Hello"}, headers=key)
    assert await ask(console, "POST", "/broadcasts", json={"text": "Hello"}, headers=key) == first
    assert await Broadcast.all().count() == 1


async def test_texts_that_cannot_be_sent_are_refused(shop: Shop, console: httpx.AsyncClient, bot_api: BotApi) -> None:
    for text, error in (("", "invalid_text"), ("  ", "invalid_value: text"), ("x" * 4097, "invalid_text")):
        await ask(console, "POST", "/broadcasts", json={"text": text}, status=400, error=error)
    bot_api.refuse_next("sendMessage", 400, "Bad Request: message is too long")
    await ask(console, "POST", "/broadcasts", json={"text": "𝒙" * 4096}, status=400, error="invalid_value: text")
    bot_api.refuse_next("sendMessage", 403, "Forbidden: bot was blocked by the user")
    await ask(console, "POST", "/broadcasts", json={"text": "Hello"}, status=400, error="press Start")
    bot_api.refuse_next("sendMessage", 500, "Internal Server Error")
    await ask(console, "POST", "/broadcasts", json={"text": "Hello"}, status=503, error="Telegram does not answer")
    assert await Broadcast.all().count() == 0
