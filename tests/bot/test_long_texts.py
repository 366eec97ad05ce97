"""Whatever people write to support, and support to them, arrives whole: in the bot and by e-mail."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot import callbacks
from bot.app import BotApp
from core import tickets, worker
from core.config import Settings
from core.outbox import Delivery
from core.shop import Actor, Shop
from core.users.models import User
from sandbox.client import Person, SandboxClient
from sandbox.server import Sandbox
from tests import mail
from tests.conftest import ADMIN, make_settings
from tests.core.notifications.test_email import text_of
from tests.mail import MailServer

STAFF = Actor("admin", ADMIN)
TEXTS = {
    "2,501 letters": "я" * 2501,
    "501 ampersands": "&" * 501,
    "2,599 letters": "x" * 2599,
    "4,000 ampersands": "&" * 4000,
    "4,000 emoji": "🦀" * 4000,
    "families": "👨‍👩‍👧‍👦" * 570,
    "tags": "<b>&</i>" * 500,
    "lines": "\n".join(f"line {number}" for number in range(450)),
    "right to left": "שלום עולם " * 400,
}


@pytest.fixture
async def post() -> AsyncIterator[MailServer]:
    async with mail.running() as server:
        yield server


@pytest.fixture
def settings(sqlite_url: str, tmp_path: Path, sandbox: Sandbox, post: MailServer) -> Settings:
    return make_settings(
        sqlite_url, tmp_path, telegram_api_url=sandbox.url, support_contact="@help_desk", smtp_url=post.url
    )


def bare(text: str) -> str:
    return "".join(text.split())


async def chat(sb: SandboxClient, person: Person) -> list[dict[str, Any]]:
    answer = await sb.request("GET", f"people/{person.id}/messages")
    return [message for message in answer["messages"] if message["from"]["id"] != person.id]


async def seen(sb: SandboxClient, person: Person) -> str:
    return bare("".join(message.get("text", "") for message in await chat(sb, person)))


async def customer(shop: Shop, anna: Person) -> User:
    await anna.send("/start")
    await anna.wait_for("Здравствуйте")
    return await User.get(telegram_id=anna.id)


@pytest.mark.parametrize("what", TEXTS)
async def test_a_ticket_of_any_length_reaches_the_staff_and_the_answer_the_customer(
    what: str, bot: BotApp, shop: Shop, anna: Person, boss: Person, sb: SandboxClient
) -> None:
    text, user = TEXTS[what], await customer(shop, anna)
    await boss.send("/start")
    await boss.wait_for("Hello")
    ticket = await tickets.open_ticket(shop, user, text)
    await tickets.write(shop, ticket, text, by=STAFF)
    await worker.deliver_due(shop)
    assert bare(text) in await seen(sb, boss)
    assert bare(text) in await seen(sb, anna)
    assert await Delivery.all().count() == 0


async def test_every_part_of_a_long_ticket_can_be_replied_to(
    bot: BotApp, shop: Shop, anna: Person, boss: Person, sb: SandboxClient
) -> None:
    user = await customer(shop, anna)
    await boss.send("/start")
    await boss.wait_for("Hello")
    ticket = await tickets.open_ticket(shop, user, "🦀" * 4000)
    await worker.deliver_due(shop)
    parts = [message for message in await chat(sb, boss) if "🦀" in message.get("text", "")]
    assert len(parts) > 1
    for number, part in enumerate(parts):
        await boss.send(f"answer {number}", reply_to_message_id=part["message_id"])
        await boss.wait_for("is sent")
    assert len(await tickets.messages(ticket)) == 1 + len(parts)


async def test_a_flood_limit_in_the_middle_of_a_long_answer_repeats_no_part(
    bot: BotApp, shop: Shop, anna: Person, sb: SandboxClient
) -> None:
    user = await customer(shop, anna)
    ticket = await tickets.open_ticket(shop, user, "Help")
    await tickets.write(shop, ticket, "a" * 1990 + "\n" + "🦀" * 2009, by=STAFF)
    await sb.fault("sendMessage", 429, retry_after=1, user_id=anna.id, contains="🦀")
    await worker.deliver_due(shop)
    await Delivery.all().update(next_try_at=shop.now())
    await worker.deliver_due(shop)
    assert (await seen(sb, anna)).count("a" * 1990) == 1
    assert (await seen(sb, anna)).count("🦀") == 2009


async def test_an_answer_by_e_mail_has_the_whole_text(bot: BotApp, shop: Shop, anna: Person, post: MailServer) -> None:
    user = await customer(shop, anna)
    ticket = await tickets.open_ticket(shop, user, "Help")
    known = {"telegram_id": None, "email": "ann@example.com", "email_verified_at": shop.now()}
    await User.filter(id=user.id).update(**known)
    await tickets.write(shop, ticket, "&<x>" * 1000, by=STAFF)
    await worker.deliver_due(shop)
    (letter,) = [one for one in post.letters if "ann@example.com" in str(one["To"])]
    assert bare("&<x>" * 1000) in bare(text_of(letter))


async def test_a_conversation_with_a_long_message_opens_for_both_sides_and_shows_all_of_it(
    bot: BotApp, shop: Shop, anna: Person, boss: Person, sb: SandboxClient
) -> None:
    user = await customer(shop, anna)
    ticket = await tickets.open_ticket(shop, user, "first of all")
    for number in range(3):
        await tickets.write(shop, ticket, f"question {number} " + "&" * 3000, by=Actor("user", user.id))
        await tickets.write(shop, ticket, f"answer {number} " + "🦀" * 3000, by=STAFF)
    await tickets.write(shop, ticket, "<b>" * 1000 + " last of all", by=STAFF)
    ways = (
        (anna, "/start", (callbacks.TICKETS, f"ticket:{ticket.id}")),
        (boss, "/admin", (callbacks.ADMIN_TICKETS, f"a-ticket:{ticket.id}:show")),
    )
    for person, command, buttons in ways:
        await person.send(command)
        for button in buttons:
            await person.tap(button)
        read = await _all_pages(person, await person.wait_for("last of all"))
        for number in range(3):
            assert f"question{number}" + "&" * 3000 in read
            assert f"answer{number}" + "🦀" * 3000 in read
        assert "firstofall" in read


async def _all_pages(person: Person, message: dict[str, Any]) -> str:
    """What a person reads who turns back page by page."""
    texts = []
    for _ in range(40):
        texts.insert(0, message["text"].partition("\n\n")[2])
        buttons = [button for row in message["reply_markup"]["inline_keyboard"] for button in row]
        back = next((button for button in buttons if button["text"] in ("Раньше ›", "Older ›")), None)
        if back is None:
            return bare(re.sub(r"(👤|🛟 Поддержка|🛟 Support) \d+ \w+ 20\d\d, \d\d:\d\d\n", "", "".join(texts)))
        await person.tap(back["callback_data"], message_id=message["message_id"])
        message = await person.wait_for(lambda seen: "№" in seen["text"] or "No." in seen["text"])
    raise AssertionError("pages without end")


async def test_an_answer_that_was_read_in_the_bot_counts_as_read(
    bot: BotApp, shop: Shop, anna: Person, sb: SandboxClient
) -> None:
    user = await customer(shop, anna)
    ticket = await tickets.open_ticket(shop, user, "Help")
    await tickets.write(shop, ticket, "Here", by=STAFF)
    await worker.deliver_due(shop)
    await anna.wait_for("Here")
    assert [one.unread for one in await tickets.summaries(user)] == [1]
    await anna.tap(f"ticket:{ticket.id}")
    await anna.wait_for(lambda message: "Обращение" in message.get("text", "") and "Here" in message["text"])
    assert [one.unread for one in await tickets.summaries(user)] == [0]
