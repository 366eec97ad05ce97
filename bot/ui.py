"""How the bot shows things: a `Screen`, and the `Visit` of one person that it is shown to."""

import json
import logging
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import Any

from aiogram import Bot
from aiogram.client.default import Default
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.fsm.context import FSMContext
from aiogram.methods import TelegramMethod
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    WebAppInfo,
)

from bot import callbacks
from core.shop import Actor, Shop
from core.telegram import login
from core.telegram import texts as telegram_text
from core.users.models import User

COPY_LIMIT = 256  # Telegram's longest text for a copy button
BUTTON_FIELDS = ("text", "callback_data", "url", "style")  # what the bot uses, beside copy_text and web_app

Row = Sequence[InlineKeyboardButton]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Screen:
    """One message with its buttons. With `photo` (PNG) the text is its caption.

    A text that Telegram does not take at once becomes several messages, the buttons under the last.
    """

    text: str
    rows: Sequence[Row] = ()
    photo: bytes | None = None

    @property
    def keyboard(self) -> InlineKeyboardMarkup | None:
        """The buttons as aiogram's methods take them."""
        rows = [list(row) for row in self.rows if row]
        return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None

    @property
    def markup(self) -> str | None:
        """The buttons as Telegram takes them."""
        rows = [[_plain_button(button) for button in row] for row in self.rows if row]
        return json.dumps({"inline_keyboard": rows}) if rows else None


@dataclass(slots=True)
class Visit:
    """One update of one person: who it is, what was done, and the ways to answer."""

    shop: Shop
    bot: Bot
    user: User
    state: FSMContext
    event: Message | CallbackQuery | None = None
    is_new: bool = False

    @property
    def language(self) -> str:
        """The language to speak to the person."""
        return self.user.language

    @property
    def chat_id(self) -> int:
        """The private chat with the person, which has the person's own id."""
        return int(self.user.telegram_id or 0)

    @property
    def is_admin(self) -> bool:
        """Whether the person may see the administrators' screens."""
        return self.user.telegram_id in self.shop.settings.admin_ids

    @property
    def customer(self) -> Actor:
        """The person as a customer."""
        return Actor("user", self.user.id)

    @property
    def admin(self) -> Actor:
        """The person as an administrator; ask only behind the administrators' filter."""
        return Actor("admin", self.chat_id)

    def t(self, key: str, **params: Any) -> str:
        """A text (HTML) in the person's language."""
        return self.shop.t(key, self.language, **params)

    def button(self, key: str, data: str, *, style: str | None = None, **params: Any) -> InlineKeyboardButton:
        """A button that comes back as a callback query. Its label is plain text, so nothing in it is escaped."""
        return _button(unescape(self.t(key, **params)), data, style)

    def url_button(self, key: str, url: str) -> InlineKeyboardButton:
        """A button that opens an http(s) address."""
        return InlineKeyboardButton(text=self.t(key), url=url)

    def app_row(self, key: str, part: str = "") -> Row:
        """A button that opens the cabinet, or a part of it, as a Mini App; nothing where Telegram would refuse it."""
        url = cabinet_address(self.shop)
        return (_app_button(self.t(key), url + part),) if url else ()

    def copy_row(self, key: str, text: str) -> Row:
        """A button that copies `text`; nothing where Telegram would refuse the length."""
        if not 0 < len(text) <= COPY_LIMIT:
            return ()
        return (InlineKeyboardButton(text=self.t(key), copy_text=CopyTextButton(text=text)),)

    def back(self, data: str = callbacks.MENU) -> Row:
        """The way back that every screen has."""
        key = "bot-button-menu" if data == callbacks.MENU else "bot-button-back"
        return (self.button(key, data),)

    def page_row(self, place: Callable[[int], str], page: int, *, more: bool) -> Row:
        """The ways to the newer page and, where there is `more`, to the older one. The first page is 0."""
        newer = [self.button("bot-button-newer", place(page - 1))] if page > 0 else []
        older = [self.button("bot-button-older", place(page + 1))] if more else []
        return [*newer, *older]

    async def new_quote(self) -> str:
        """A question about what cannot be undone is being asked: its "yes" has to carry this, and counts once.

        An earlier question counts no more.
        """
        quote = secrets.token_hex(4)
        await self.state.set_state(None)
        await self.state.set_data({"quote": quote})
        return quote

    async def uses_up(self, quote: str) -> bool:
        """Whether this "yes" comes for the first time; a person's taps are handled one after another."""
        if (await self.state.get_data()).get("quote") != quote:
            return False
        await self.state.set_data({})
        return True

    async def show(self, screen: Screen) -> None:
        """Edit the pressed button's message, or send a new one where that is impossible."""
        message = self.event.message if isinstance(self.event, CallbackQuery) else None
        if isinstance(message, Message):
            if message.text is not None and screen.photo is None and await self._edited(message, screen):
                return
            # A picture cannot become text: the QR screen goes, and the one behind it comes in its place. Any other
            # picture stays, above all the message with the key.
            if message.photo and isinstance(self.event, CallbackQuery) and self.event.data == callbacks.SUBSCRIPTION:
                with suppress(TelegramAPIError):
                    await self.bot.delete_message(message.chat.id, message.message_id)
        await self.send(screen)

    async def send(self, screen: Screen) -> None:
        """Send a screen as a new message."""
        if screen.photo is not None:
            photo = BufferedInputFile(screen.photo, "qr.png")
            if telegram_text.length(screen.text) <= telegram_text.CAPTION_MAX:
                await self.bot.send_photo(self.chat_id, photo, caption=screen.text, reply_markup=screen.keyboard)
                return
            await self.bot.send_photo(self.chat_id, photo)
        await self._send_texts(telegram_text.parts(screen.text), screen.markup)

    async def _send_texts(self, texts: Sequence[str], markup: str | None) -> None:
        for number, text in enumerate(texts, 1):
            await self.bot(Send(chat_id=self.chat_id, text=text, reply_markup=markup if number == len(texts) else None))

    async def _edited(self, message: Message, screen: Screen) -> bool:
        first_text, *other_texts = telegram_text.parts(screen.text)
        try:
            edit = Edit(
                text=first_text,
                chat_id=message.chat.id,
                message_id=message.message_id,
                reply_markup=None if other_texts else screen.markup,
            )
            await self.bot(edit)
        except TelegramBadRequest as exc:
            logger.info("a screen cannot be edited, a new one is sent: %s", exc.message)
            return False
        await self._send_texts(other_texts, screen.markup)
        return True


class Send(TelegramMethod[dict[str, Any]]):
    """sendMessage as screens need it: neither the keyboard nor Telegram's copy of the message becomes objects.

    Those would take longer than all the rest of showing a screen.
    """

    __returning__ = dict
    __api_method__ = "sendMessage"

    chat_id: int
    text: str
    parse_mode: str | Default | None = Default("parse_mode")
    link_preview_options: LinkPreviewOptions | Default | None = Default("link_preview")
    reply_markup: str | None = None


class Edit(Send):
    """editMessageText in the same way."""

    __api_method__ = "editMessageText"

    message_id: int


def _plain_button(button: InlineKeyboardButton) -> dict[str, Any]:
    plain = {name: value for name in BUTTON_FIELDS if (value := getattr(button, name)) is not None}
    if button.copy_text is not None:
        plain["copy_text"] = {"text": button.copy_text.text}
    if button.web_app is not None:
        plain["web_app"] = {"url": button.web_app.url}
    return plain


@lru_cache(maxsize=16)
def _app_button(text: str, url: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, web_app=WebAppInfo(url=url))


def cabinet_address(shop: Shop) -> str | None:
    """The cabinet as a Mini App; None where Telegram would refuse its address."""
    url = shop.link("/app/")
    return url if login.accepts_page(url, api=shop.settings.telegram_api_url) else None


@lru_cache(maxsize=1024)
def _button(text: str, data: str, style: str | None) -> InlineKeyboardButton:
    """Most buttons are the same for everybody, and they are immutable."""
    return InlineKeyboardButton(text=text, callback_data=data, style=style)


def one_line(text: str, limit: int = 40) -> str:
    """The beginning of a text, for a button or a list."""
    return telegram_text.cut_plain(" ".join(text.split()), limit)
