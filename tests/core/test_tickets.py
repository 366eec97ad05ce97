"""Tickets: a question is asked, relayed, answered and closed."""

import asyncio

import pytest

from core import errors, tickets
from core.shop import Actor, Shop
from core.tickets import Ticket
from core.users.models import User
from tests.conftest import ADMIN, Clock, new_user
from tests.core.conftest import facts, work
from tests.telegram import BotApi

STAFF = Actor("admin", ADMIN)


def by(user: User) -> Actor:
    return Actor("user", user.id)


async def test_a_question_becomes_a_ticket_with_its_first_line_as_subject(shop: Shop, user: User) -> None:
    ticket = await tickets.open_ticket(shop, user, "  No internet\nsince this morning  ")
    assert (ticket.subject, ticket.status) == ("No internet", "open")
    (message,) = await tickets.messages(ticket)
    assert (message.text, message.by_staff, message.author) == (
        "No internet\nsince this morning",
        False,
        f"user:{user.id}",
    )
    assert (await tickets.open_ticket(shop, user, "text", subject="Given")).subject == "Given"


@pytest.mark.parametrize("text", ["", "   \n ", "x" * 4001])
async def test_an_empty_or_endless_message_is_refused(shop: Shop, user: User, text: str) -> None:
    with pytest.raises(errors.InvalidValue):
        await tickets.open_ticket(shop, user, text)
    ticket = await tickets.open_ticket(shop, user, "x" * 4000)
    with pytest.raises(errors.InvalidValue):
        await tickets.write(shop, ticket, text, by=STAFF)
    assert len(ticket.subject) == 255


async def test_a_person_has_three_open_tickets_however_fast_they_write(shop: Shop, user: User) -> None:
    results = await asyncio.gather(
        *(tickets.open_ticket(shop, user, f"question {n}") for n in range(10)), return_exceptions=True
    )
    assert sum(isinstance(result, Ticket) for result in results) == 3
    refused = [result for result in results if isinstance(result, errors.TooManyTickets)]
    assert (len(refused), refused[0].params) == (7, {"limit": 3})
    opened = await tickets.of_user(user)
    await tickets.close(shop, opened[0], by=by(user))
    await tickets.open_ticket(shop, user, "one more")
    await tickets.open_ticket(shop, await new_user(shop, 5), "another person's")


async def test_the_first_answer_takes_the_ticket_into_work(shop: Shop, user: User, clock: Clock) -> None:
    ticket = await tickets.open_ticket(shop, user, "Help")
    await tickets.write(shop, ticket, "more", by=by(user))
    assert (await tickets.find(ticket.id)).status == "open"
    clock.advance(minutes=5)
    await tickets.write(shop, ticket, "Try again", by=STAFF)
    stored = await tickets.find(ticket.id)
    assert (stored.status, stored.updated_at) == ("in_progress", shop.now())
    assert [fact.data["by_staff"] for fact in await facts("TicketMessageAdded")] == [False, True]
    assert [message.text for message in await tickets.messages(ticket)] == ["Help", "more", "Try again"]
    assert [message.text for message in await tickets.messages(ticket, limit=2)] == ["more", "Try again"]


async def test_a_closed_ticket_takes_no_more_messages(shop: Shop, user: User) -> None:
    ticket = await tickets.open_ticket(shop, user, "Help")
    await asyncio.gather(*(tickets.close(shop, ticket, by=STAFF) for _ in range(5)))
    assert len(await facts("TicketClosed")) == 1
    for actor in (by(user), STAFF):
        with pytest.raises(errors.TicketClosed):
            await tickets.write(shop, ticket, "again", by=actor)
    assert len(await tickets.messages(ticket)) == 1


async def test_a_foreign_ticket_is_not_found(shop: Shop, user: User) -> None:
    ticket = await tickets.open_ticket(shop, user, "Help")
    stranger = await new_user(shop, 5)
    assert (await tickets.find(ticket.id, user=user)).id == ticket.id
    with pytest.raises(errors.TicketNotFound):
        await tickets.find(ticket.id, user=stranger)
    with pytest.raises(errors.TicketNotFound):
        await tickets.find(4242)


async def test_whoever_waits_longest_is_answered_first(shop: Shop, user: User, clock: Clock) -> None:
    asked = []
    for number in range(3):
        asked.append(await tickets.open_ticket(shop, user, f"q{number}"))
        clock.advance(minutes=1)
    await tickets.write(shop, asked[0], "and another thing", by=by(user))
    await tickets.close(shop, asked[1], by=by(user))
    assert [ticket.id for ticket in await tickets.queue()] == [asked[2].id, asked[0].id]
    assert [ticket.id for ticket in await tickets.of_user(user)] == [ticket.id for ticket in reversed(asked)]


async def test_a_conversation_reaches_both_sides(shop: Shop, user: User, bot_api: BotApi) -> None:
    ticket = await tickets.open_ticket(shop, user, "Does <b>this</b> work?")
    await work(shop)
    (asked,) = bot_api.said_to(ADMIN)
    assert "Does &lt;b&gt;this&lt;/b&gt; work?" in asked
    relayed = await tickets.by_relay(chat_id=ADMIN, message_id=len(bot_api.calls))
    assert relayed is not None
    await tickets.write(shop, relayed, "It does", by=STAFF)
    await work(shop)
    (answered,) = bot_api.said_to(4242)
    assert "It does" in answered
    assert bot_api.calls[-1].params["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == f"ticket:{ticket.id}"
    await tickets.write(shop, ticket, "Thanks", by=by(user))
    await tickets.close(shop, ticket, by=by(user))
    await work(shop)
    assert (len(bot_api.said_to(ADMIN)), len(bot_api.said_to(4242))) == (2, 1)


async def test_only_the_relayed_message_in_that_chat_stands_for_the_ticket(shop: Shop, user: User) -> None:
    ticket = await tickets.open_ticket(shop, user, "Help")
    for _ in range(2):
        await tickets.remember_relay(ticket.id, chat_id=ADMIN, message_id=7)
    assert (await tickets.by_relay(chat_id=ADMIN, message_id=7)).id == ticket.id  # type: ignore[union-attr]
    assert await tickets.by_relay(chat_id=ADMIN, message_id=8) is None
    assert await tickets.by_relay(chat_id=901, message_id=7) is None


async def test_an_administrator_who_never_started_the_bot_does_not_hold_up_the_ticket(
    shop: Shop, user: User, bot_api: BotApi
) -> None:
    shop.settings = shop.settings.model_copy(update={"admin_ids": (ADMIN, 901)})
    bot_api.gone.add(ADMIN)
    await tickets.open_ticket(shop, user, "Help")
    await work(shop)
    assert len(bot_api.said_to(901)) == 1


async def test_a_double_click_opens_one_ticket(shop: Shop, user: User, clock: Clock) -> None:
    made = await asyncio.gather(*(tickets.open_ticket(shop, user, "Help", subject="Slow") for _ in range(5)))
    assert len({ticket.id for ticket in made}) == 1
    assert await Ticket.all().count() == 1
    other = await tickets.open_ticket(shop, user, "Help me", subject="Slow")
    assert other.id != made[0].id
    clock.advance(seconds=10)
    later = await tickets.open_ticket(shop, user, "Help", subject="Slow")
    assert later.id not in (made[0].id, other.id)


async def test_staff_sees_everybodys_tickets_with_what_was_said_last(shop: Shop, user: User, clock: Clock) -> None:
    first = await tickets.open_ticket(shop, user, "Help")
    clock.advance(minutes=1)
    second = await tickets.open_ticket(shop, await new_user(shop, 43), "Me too")
    clock.advance(minutes=1)
    await tickets.write(shop, first, "Try now", by=Actor("admin", ADMIN))
    waiting, total = await tickets.page(open_only=True)
    assert ([one.ticket.id for one in waiting], total) == ([second.id, first.id], 2)
    assert [(one.last_message, one.last_by_staff) for one in waiting] == [("Me too", False), ("Try now", True)]
    assert waiting[1].ticket.user.name == "Alice"
    await tickets.close(shop, second, by=Actor("admin", ADMIN))
    assert [one.ticket.id for one in (await tickets.page(open_only=True))[0]] == [first.id]
    everything, total = await tickets.page(limit=1, offset=1)
    assert ([one.ticket.id for one in everything], total) == ([first.id], 2)
