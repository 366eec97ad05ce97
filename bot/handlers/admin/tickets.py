"""Tickets from the staff's side: who is waiting, and answering by a button or by a plain reply."""

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from bot import callbacks, forms
from bot.callbacks import AdminTicket, AdminTicketPage, AdminUser
from bot.filters import Pressed, is_admin
from bot.forms import Answers, Form, Step
from bot.handlers.tickets import MESSAGES, conversation, pieces
from bot.ui import Row, Screen, Visit, one_line
from core import tickets
from core.shop import Shop
from core.tickets import CLOSED, Ticket


def register(router: Router) -> None:
    """The administrators' tickets."""
    router.callback_query.register(open_waiting, Pressed(callbacks.ADMIN_TICKETS))
    router.callback_query.register(open_ticket, AdminTicket.filter(F.action == "show"))
    router.callback_query.register(turn_page, AdminTicketPage.filter())
    router.callback_query.register(ask_reply, AdminTicket.filter(F.action == "reply"))
    router.callback_query.register(close, AdminTicket.filter(F.action == "close"))


def register_replies(router: Router) -> None:
    """Replies to the messages that stand for a ticket."""
    router.message.register(answer_by_reply, _ticket_of_reply)


async def _ticket_of_reply(message: Message, shop: Shop) -> bool | dict[str, Ticket]:
    """Filter: the ticket that an administrator's reply answers."""
    question = message.reply_to_message
    if question is None or not message.text or not await is_admin(message, shop):
        return False
    ticket = await tickets.by_relay(chat_id=message.chat.id, message_id=question.message_id)
    return {"ticket": ticket} if ticket is not None else False


async def answer_by_reply(message: Message, visit: Visit, ticket: Ticket) -> None:
    """Send an answer to the customer."""
    for text in pieces(message.text or ""):
        await tickets.write(visit.shop, ticket, text, by=visit.admin)
    open_it = visit.button("button-open-ticket", AdminTicket(id=ticket.id).pack())
    await visit.show(Screen(visit.t("bot-admin-answer-sent", number=str(ticket.id)), ((open_it,),)))


async def open_waiting(_query: CallbackQuery, visit: Visit) -> None:
    """Open tickets, the longest waiting first."""
    queue = await tickets.queue()
    rows = [
        (
            visit.button(
                "bot-button-admin-ticket",
                AdminTicket(id=ticket.id).pack(),
                number=str(ticket.id),
                name=ticket.user.name,
                subject=one_line(ticket.subject, 24),
            ),
        )
        for ticket in queue
    ]
    text = visit.t("bot-admin-tickets-waiting" if queue else "bot-admin-tickets-none")
    await visit.show(Screen(text, (*rows, visit.back(callbacks.ADMIN))))


async def open_ticket(_query: CallbackQuery, visit: Visit, callback_data: AdminTicket) -> None:
    """A conversation."""
    await visit.show(await _screen(visit, await tickets.find(callback_data.id)))


async def turn_page(_query: CallbackQuery, visit: Visit, callback_data: AdminTicketPage) -> None:
    """Another page of a conversation."""
    await visit.show(await _screen(visit, await tickets.find(callback_data.id), callback_data.page))


async def ask_reply(_query: CallbackQuery, visit: Visit, callback_data: AdminTicket) -> None:
    """Let the administrator write an answer."""
    ticket = await tickets.find(callback_data.id)
    await forms.begin(visit, ANSWER, subject=str(ticket.id), back=AdminTicket(id=ticket.id).pack())


async def close(_query: CallbackQuery, visit: Visit, callback_data: AdminTicket) -> None:
    """The matter is settled; the customer is told."""
    ticket = await tickets.find(callback_data.id)
    await visit.show(await _screen(visit, await tickets.close(visit.shop, ticket, by=visit.admin)))


async def _answer(visit: Visit, answers: Answers, subject: str) -> Screen:
    ticket = await tickets.find(int(subject))
    for text in pieces(answers["text"]):
        await tickets.write(visit.shop, ticket, text, by=visit.admin)
    return await _screen(visit, ticket)


async def _screen(visit: Visit, ticket: Ticket, page: int | None = None) -> Screen:
    view = conversation(visit, ticket, await tickets.messages(ticket, limit=MESSAGES), page)
    rows: list[Row] = [
        [visit.button(key, AdminTicketPage(id=ticket.id, page=number).pack()) for key, number in view.page_buttons]
    ]
    if ticket.status != CLOSED:
        reply = visit.button("bot-button-reply", AdminTicket(id=ticket.id, action="reply").pack(), style="primary")
        close = visit.button("bot-button-close-ticket", AdminTicket(id=ticket.id, action="close").pack())
        rows.append((reply, close))
    rows.append((visit.button("bot-button-admin-customer", AdminUser(id=ticket.user_id).pack()),))
    rows.append(visit.back(callbacks.ADMIN_TICKETS))
    return Screen(view.text, rows)


ANSWER = Form("answer", (Step("text"),), _answer, back=callbacks.ADMIN_TICKETS)
FORMS = (ANSWER,)
