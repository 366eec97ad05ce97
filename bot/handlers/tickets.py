"""Support: the person's tickets, writing into them, and closing them."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiogram import Router
from aiogram.types import CallbackQuery, InlineKeyboardButton

from bot import callbacks, forms
from bot.callbacks import CloseTicket, OpenTicket, ReplyTicket, TicketPage
from bot.filters import Pressed
from bot.forms import Answers, Form, Step
from bot.ui import Row, Screen, Visit, one_line
from core import tickets
from core.i18n import Html
from core.telegram import texts
from core.tickets import CLOSED, Ticket, TicketMessage

MESSAGES = 100  # of one conversation, the latest
PAGE_LENGTH = 3500  # the heading needs some of what a message holds


def register(router: Router) -> None:
    """A customer's side of support."""
    router.callback_query.register(open_tickets, Pressed(callbacks.TICKETS))
    router.callback_query.register(ask_new, Pressed(callbacks.NEW_TICKET))
    router.callback_query.register(open_ticket, OpenTicket.filter())
    router.callback_query.register(turn_page, TicketPage.filter())
    router.callback_query.register(ask_reply, ReplyTicket.filter())
    router.callback_query.register(close, CloseTicket.filter())


async def open_tickets(_query: CallbackQuery, visit: Visit) -> None:
    """The person's tickets."""
    user_tickets = await tickets.of_user(visit.user, limit=8)
    rows: list[Row] = [(visit.button("bot-button-new-ticket", callbacks.NEW_TICKET, style="primary"),)]
    rows += [(ticket_button(visit, ticket, OpenTicket(id=ticket.id).pack()),) for ticket in user_tickets]
    await visit.show(Screen(visit.t("bot-tickets" if user_tickets else "bot-tickets-none"), (*rows, visit.back())))


async def ask_new(_query: CallbackQuery, visit: Visit) -> None:
    """Let the person describe the matter."""
    await forms.begin(visit, NEW)


async def open_ticket(_query: CallbackQuery, visit: Visit, callback_data: OpenTicket) -> None:
    """A conversation."""
    await visit.show(await _screen(visit, await tickets.find(callback_data.id, user=visit.user)))


async def turn_page(_query: CallbackQuery, visit: Visit, callback_data: TicketPage) -> None:
    """Another page of a conversation."""
    ticket = await tickets.find(callback_data.id, user=visit.user)
    await visit.show(await _screen(visit, ticket, page=callback_data.page))


async def ask_reply(_query: CallbackQuery, visit: Visit, callback_data: ReplyTicket) -> None:
    """Let the person write more."""
    ticket = await tickets.find(callback_data.id, user=visit.user)
    await forms.begin(visit, REPLY, subject=str(ticket.id), back=OpenTicket(id=ticket.id).pack())


async def close(_query: CallbackQuery, visit: Visit, callback_data: CloseTicket) -> None:
    """The matter is settled."""
    ticket = await tickets.find(callback_data.id, user=visit.user)
    await visit.show(await _screen(visit, await tickets.close(visit.shop, ticket, by=visit.customer)))


async def _open_new(visit: Visit, answers: Answers, _subject: str) -> Screen:
    text, *more_texts = pieces(answers["text"])
    ticket = await tickets.open_ticket(visit.shop, visit.user, text)
    for text in more_texts:
        await tickets.write(visit.shop, ticket, text, by=visit.customer)
    return await _screen(visit, ticket, note=visit.t("bot-ticket-sent"))


async def _reply(visit: Visit, answers: Answers, subject: str) -> Screen:
    ticket = await tickets.find(int(subject), user=visit.user)
    for text in pieces(answers["text"]):
        await tickets.write(visit.shop, ticket, text, by=visit.customer)
    return await _screen(visit, ticket, note=visit.t("bot-ticket-sent"))


async def _screen(visit: Visit, ticket: Ticket, *, note: str = "", page: int | None = None) -> Screen:
    view = conversation(visit, ticket, await tickets.read(visit.shop, ticket, limit=MESSAGES), page)
    older_newer = [visit.button(key, TicketPage(id=ticket.id, page=number).pack()) for key, number in view.page_buttons]
    rows: list[Row] = [older_newer]
    if ticket.status != CLOSED:
        reply = visit.button("bot-button-reply", ReplyTicket(id=ticket.id).pack())
        rows.append((reply, visit.button("bot-button-close-ticket", CloseTicket(id=ticket.id).pack())))
    rows.append(visit.back(callbacks.TICKETS))
    return Screen(f"{note}\n\n{view.text}" if note else view.text, rows)


@dataclass(frozen=True, slots=True)
class Conversation:
    """A page of a conversation, and where its turning leads: keys of buttons with pages."""

    text: str
    page_buttons: Sequence[tuple[str, int]]


def conversation(visit: Visit, ticket: Ticket, messages: Sequence[TicketMessage], page: int | None) -> Conversation:
    """One page of what was said in a ticket; by itself the last."""
    pages = _pages([_message(visit, message) for message in messages])
    number = len(pages) - 1 if page is None else min(max(page, 0), len(pages) - 1)
    text = visit.t(
        "bot-ticket",
        number=str(ticket.id),
        status=visit.t(f"bot-ticket-{ticket.status.replace('_', '-')}"),
        messages=Html(pages[number]),
    )
    older = [("bot-button-older", number - 1)] if number else []
    newer = [("bot-button-newer", number + 1)] if number + 1 < len(pages) else []
    return Conversation(text, [*newer, *older])


def _pages(messages: Sequence[str]) -> list[str]:
    """Messages, together as far as a page holds them; one that is longer takes pages of its own."""
    pages, room = [""], PAGE_LENGTH
    for part in (part for message in messages for part in texts.parts(message, PAGE_LENGTH)):
        length = texts.length(part) + 2
        if length > room and pages[-1]:
            pages.append("")
            room = PAGE_LENGTH
        pages[-1] += ("\n\n" if pages[-1] else "") + part
        room -= length
    return pages


def pieces(text: str) -> list[str]:
    """What somebody wrote, in messages that a ticket takes: Telegram's may be a little longer."""
    return [piece for piece in texts.plain_parts(text, tickets.MESSAGE_MAX) if piece.strip()] or [text]


def ticket_button(visit: Visit, ticket: Ticket, data: str) -> InlineKeyboardButton:
    """A ticket in a list."""
    return visit.button(
        "bot-button-ticket-closed" if ticket.status == CLOSED else "bot-button-ticket",
        data,
        number=str(ticket.id),
        subject=one_line(ticket.subject, 30),
    )


def _message(visit: Visit, message: TicketMessage) -> str:
    key = "bot-message-staff" if message.by_staff else "bot-message-customer"
    return visit.t(key, text=message.text, at=message.created_at)


NEW = Form("ticket", (Step("text"),), _open_new, back=callbacks.TICKETS)
REPLY = Form("ticket-reply", (Step("text"),), _reply, back=callbacks.TICKETS)
FORMS = (NEW, REPLY)
