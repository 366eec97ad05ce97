"""Support: the person's tickets, writing into them, and closing them."""

from aiogram import Router
from aiogram.types import CallbackQuery, InlineKeyboardButton

from bot import callbacks, forms
from bot.callbacks import CloseTicket, OpenTicket, ReplyTicket
from bot.filters import Pressed
from bot.forms import Answers, Form, Step
from bot.ui import Row, Screen, Visit, one_line
from core import tickets
from core.i18n import Html
from core.tickets import CLOSED, Ticket, TicketMessage

MESSAGES_SHOWN = 8
MESSAGE_SHOWN = 420  # signs of each, so that a conversation fits into one message


def register(router: Router) -> None:
    """A customer's side of support."""
    router.callback_query.register(open_tickets, Pressed(callbacks.TICKETS))
    router.callback_query.register(ask_new, Pressed(callbacks.NEW_TICKET))
    router.callback_query.register(open_ticket, OpenTicket.filter())
    router.callback_query.register(ask_reply, ReplyTicket.filter())
    router.callback_query.register(close, CloseTicket.filter())


async def open_tickets(_query: CallbackQuery, visit: Visit) -> None:
    """The person's tickets."""
    found = await tickets.of_user(visit.user, limit=8)
    rows: list[Row] = [(visit.button("bot-button-new-ticket", callbacks.NEW_TICKET, style="primary"),)]
    rows += [(ticket_button(visit, ticket, OpenTicket(id=ticket.id).pack()),) for ticket in found]
    await visit.show(Screen(visit.t("bot-tickets" if found else "bot-tickets-none"), (*rows, visit.back())))


async def ask_new(_query: CallbackQuery, visit: Visit) -> None:
    """Let the person describe the matter."""
    await forms.begin(visit, NEW)


async def open_ticket(_query: CallbackQuery, visit: Visit, callback_data: OpenTicket) -> None:
    """A conversation."""
    await visit.show(await _screen(visit, await tickets.find(callback_data.id, user=visit.user)))


async def ask_reply(_query: CallbackQuery, visit: Visit, callback_data: ReplyTicket) -> None:
    """Let the person write more."""
    ticket = await tickets.find(callback_data.id, user=visit.user)
    await forms.begin(visit, REPLY, subject=str(ticket.id), back=OpenTicket(id=ticket.id).pack())


async def close(_query: CallbackQuery, visit: Visit, callback_data: CloseTicket) -> None:
    """The matter is settled."""
    ticket = await tickets.find(callback_data.id, user=visit.user)
    await visit.show(await _screen(visit, await tickets.close(visit.shop, ticket, by=visit.customer)))


async def _open_new(visit: Visit, answers: Answers, _subject: str) -> Screen:
    ticket = await tickets.open_ticket(visit.shop, visit.user, answers["text"])
    return await _screen(visit, ticket, note=visit.t("bot-ticket-sent"))


async def _reply(visit: Visit, answers: Answers, subject: str) -> Screen:
    ticket = await tickets.find(int(subject), user=visit.user)
    await tickets.write(visit.shop, ticket, answers["text"], by=visit.customer)
    return await _screen(visit, ticket, note=visit.t("bot-ticket-sent"))


async def _screen(visit: Visit, ticket: Ticket, *, note: str = "") -> Screen:
    text = await conversation(visit, ticket)
    rows: list[Row] = []
    if ticket.status != CLOSED:
        reply = visit.button("bot-button-reply", ReplyTicket(id=ticket.id).pack())
        rows.append((reply, visit.button("bot-button-close-ticket", CloseTicket(id=ticket.id).pack())))
    rows.append(visit.back(callbacks.TICKETS))
    return Screen(f"{note}\n\n{text}" if note else text, rows)


async def conversation(visit: Visit, ticket: Ticket) -> str:
    """The last messages of a ticket."""
    shown = await tickets.messages(ticket, limit=MESSAGES_SHOWN)
    lines = "\n\n".join(_message(visit, message) for message in shown)
    return visit.t(
        "bot-ticket",
        number=str(ticket.id),
        status=visit.t(f"bot-ticket-{ticket.status.replace('_', '-')}"),
        messages=Html(lines),
    )


def ticket_button(visit: Visit, ticket: Ticket, data: str) -> InlineKeyboardButton:
    """A ticket in a list."""
    return visit.button(
        "bot-button-ticket-closed" if ticket.status == CLOSED else "bot-button-ticket",
        data,
        number=str(ticket.id),
        subject=one_line(ticket.subject, 30),
    )


def _message(visit: Visit, message: TicketMessage) -> str:
    text = message.text if len(message.text) <= MESSAGE_SHOWN else message.text[: MESSAGE_SHOWN - 1] + "…"
    key = "bot-message-staff" if message.by_staff else "bot-message-customer"
    return visit.t(key, text=text, at=message.created_at)


NEW = Form("ticket", (Step("text"),), _open_new, back=callbacks.TICKETS)
REPLY = Form("ticket-reply", (Step("text"),), _reply, back=callbacks.TICKETS)
FORMS = (NEW, REPLY)
