"""Broadcasts: any message of an administrator, shown as people will see it, and sent to everybody when confirmed."""

import secrets

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot import callbacks
from bot.callbacks import CancelBroadcast, SendBroadcast
from bot.filters import Pressed
from bot.ui import Screen, Visit
from core.operations import broadcasts


class Preparing(StatesGroup):
    """A broadcast is being prepared."""

    message = State()


def register(router: Router) -> None:
    """Prepare, confirm, stop."""
    router.callback_query.register(ask_message, Pressed(callbacks.ADMIN_BROADCAST))
    router.message.register(preview, StateFilter(Preparing.message))
    router.callback_query.register(send, SendBroadcast.filter())
    router.callback_query.register(stop, CancelBroadcast.filter())


async def ask_message(_query: CallbackQuery, visit: Visit) -> None:
    """Wait for the message to send."""
    await visit.state.set_state(Preparing.message)
    await visit.show(Screen(visit.t("bot-broadcast-ask"), ((visit.button("bot-button-cancel", callbacks.ADMIN),),)))


async def preview(message: Message, visit: Visit) -> None:
    """Show the message as people will see it, and how many they are."""
    quote = secrets.token_hex(4)
    await visit.state.set_data({"quote": quote, "message_id": message.message_id})
    await visit.bot.copy_message(visit.chat_id, message.chat.id, message.message_id)
    text = visit.t("bot-broadcast-confirm", people=await broadcasts.audience())
    confirm = visit.button("bot-button-broadcast-send", SendBroadcast(quote=quote).pack(), style="danger")
    await visit.show(Screen(text, ((confirm,), (visit.button("bot-button-cancel", callbacks.ADMIN),))))


async def send(query: CallbackQuery, visit: Visit, callback_data: SendBroadcast) -> None:
    """Confirmed: the worker sends it and writes its progress into this very message."""
    data = await visit.state.get_data()
    if query.message is None or data.get("quote") != callback_data.quote:
        await visit.show(Screen(visit.t("bot-outdated-button"), (visit.back(callbacks.ADMIN),)))
        return
    await visit.state.clear()  # before the start: a second tap must not send it twice
    await visit.show(Screen(visit.t("bot-broadcast-started")))
    await broadcasts.start(
        visit.shop,
        source_chat_id=visit.chat_id,
        source_message_id=data["message_id"],
        progress_chat_id=visit.chat_id,
        progress_message_id=query.message.message_id,
        by=visit.admin,
    )


async def stop(_query: CallbackQuery, visit: Visit, callback_data: CancelBroadcast) -> None:
    """Stop it; the worker shows how far it came."""
    await broadcasts.cancel(visit.shop, callback_data.id, by=visit.admin)
