"""The bot: built from its parts, run until told to stop."""

import asyncio
import logging
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.types import Update
from pydantic import ValidationError

from bot import commands, errors, middlewares
from bot.dispatch import Dispatch, RawUpdate
from bot.handlers import register_handlers
from bot.receiver import receive
from bot.requests import Outgoing
from bot.storage import InboxStorage
from core import http
from core.shop import Shop
from core.telegram import inbox
from core.users import accounts


class BotApp:
    """The Telegram entry point of one shop. The shop must be open (`core.wiring.opened`) while it runs."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self.bot = make_bot(shop)
        self.dispatcher = make_dispatcher(shop)
        self.dispatch = Dispatch(self.handle, self.tell_of_flood)

    async def run(self, stop: asyncio.Event) -> None:
        """Serve people until `stop`, then finish what is being handled. Raises ReceiverError."""
        self.dispatch.start()
        receiver = asyncio.create_task(receive(self._shop, self.dispatch), name="bot-receiver")
        announcement = asyncio.create_task(commands.keep_announced(self._shop), name="bot-commands")
        stop_signal = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait((receiver, stop_signal), return_when=asyncio.FIRST_COMPLETED)
            if receiver.done():
                receiver.result()
        finally:
            for task in (receiver, announcement, stop_signal):
                task.cancel()
            await asyncio.gather(receiver, announcement, stop_signal, return_exceptions=True)
            await self.dispatch.drain()
            await self.dispatcher.storage.close()
            await self.bot.session.close()

    async def handle(self, raw: RawUpdate) -> None:
        """Handle one received update to the end; one that cannot be read is skipped."""
        try:
            update = Update.model_validate(raw, context={"bot": self.bot})
        except ValidationError as exc:
            await inbox.skip(self._shop, raw, f"cannot be read: {_faults(exc)}")
            return
        await self.dispatcher.feed_update(self.bot, update, raw_update=raw)

    async def tell_of_flood(self, raw: RawUpdate) -> None:
        """Tell somebody who sends more than can be handled that only the latest counts."""
        event = raw.get("message") or raw.get("callback_query") or {}
        person, chat = event.get("from") or {}, event.get("chat") or (event.get("message") or {}).get("chat") or {}
        if chat.get("type") != "private" or type(person.get("id")) is not int:
            return
        user = await accounts.by_telegram(person["id"])
        language = user.language if user else self._shop.settings.default_language
        await self.bot.send_message(person["id"], self._shop.t("bot-too-many", language))


def make_bot(shop: Shop) -> Bot:
    """aiogram's client with the shop's token, server and habits."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(shop.settings.telegram_api_url), timeout=30)
    session.middleware(Outgoing(shop))
    trust_the_system(session)
    habits = DefaultBotProperties(parse_mode=ParseMode.HTML, link_preview_is_disabled=True)
    return Bot(shop.settings.token, session=session, default=habits)


def trust_the_system(session: AiohttpSession) -> None:
    """aiogram takes certifi's list of authorities and no argument about it."""
    session._connector_init["ssl"] = http.client_context()


def make_dispatcher(shop: Shop) -> Dispatcher:
    """Every handler of the bot behind the entrance. Updates of one person come one by one from `Dispatch`."""
    logging.getLogger("aiogram.event").setLevel(logging.WARNING)  # a line for every update is too many
    dispatcher = Dispatcher(storage=InboxStorage(), shop=shop)
    dispatcher.update.outer_middleware(middlewares.VisitMiddleware())
    errors.register(dispatcher)
    register_handlers(dispatcher)
    return dispatcher


def _faults(exc: ValidationError) -> list[Any]:
    """Where an update is wrong, without what people wrote."""
    return [fault["loc"] for fault in exc.errors(include_input=False, include_url=False)][:5]
