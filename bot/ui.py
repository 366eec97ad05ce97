"""How the bot shows things: a `Screen`, and the `Visit` of one person that it is shown to."""

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from html import unescape
from typing import Any

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.fsm.context import FSMContext
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
)

from bot import callbacks
from core.shop import Actor, Shop
from core.users.models import User

COPY_LIMIT = 256  # Telegram's longest text for a copy button
TEXT_LIMIT = 4096

Row = Sequence[InlineKeyboardButton]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Screen:
    """One message with its buttons. With `photo` (PNG) the text is its caption."""

    text: str
    rows: Sequence[Row] = ()
    photo: bytes | None = None

    @property
    def keyboard(self) -> InlineKeyboardMarkup | None:
        rows = [list(row) for row in self.rows if row]
        return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


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
        return self.user.language

    @property
    def chat_id(self) -> int:
        """The private chat with the person, which has the person's own id."""
        return int(self.user.telegram_id or 0)

    @property
    def is_admin(self) -> bool:
        return self.user.telegram_id in self.shop.settings.admin_ids

    @property
    def customer(self) -> Actor:
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
        return InlineKeyboardButton(text=unescape(self.t(key, **params)), callback_data=data, style=style)

    def url_button(self, key: str, url: str) -> InlineKeyboardButton:
        """A button that opens an http(s) address."""
        return InlineKeyboardButton(text=self.t(key), url=url)

    def copy_row(self, key: str, text: str) -> Row:
        """A button that copies `text`; nothing where Telegram would refuse the length."""
        if not 0 < len(text) <= COPY_LIMIT:
            return ()
        return (InlineKeyboardButton(text=self.t(key), copy_text=CopyTextButton(text=text)),)

    def back(self, data: str = callbacks.MENU) -> Row:
        """The way back that every screen has."""
        key = "bot-button-menu" if data == callbacks.MENU else "bot-button-back"
        return (self.button(key, data),)

    async def show(self, screen: Screen) -> Message | None:
        """Edit the pressed button's message, or send a new one where that is impossible.

        Returns the new message, None after an edit or when the person cannot be reached.
        """
        pressed = self.event.message if isinstance(self.event, CallbackQuery) else None
        if isinstance(pressed, Message):
            if pressed.text is not None and screen.photo is None and await self._edited(pressed, screen):
                return None
            if pressed.photo:  # a picture cannot become text: it goes, the screen comes in its place
                with suppress(TelegramAPIError):
                    await self.bot.delete_message(pressed.chat.id, pressed.message_id)
        return await self.send(screen)

    async def send(self, screen: Screen) -> Message | None:
        """Send a screen as a new message."""
        if screen.photo is not None:
            photo = BufferedInputFile(screen.photo, "qr.png")
            return await self.bot.send_photo(self.chat_id, photo, caption=screen.text, reply_markup=screen.keyboard)
        return await self.bot.send_message(self.chat_id, fitting(screen.text), reply_markup=screen.keyboard)

    async def _edited(self, message: Message, screen: Screen) -> bool:
        try:
            await self.bot.edit_message_text(
                text=fitting(screen.text),
                chat_id=message.chat.id,
                message_id=message.message_id,
                reply_markup=screen.keyboard,
            )
        except TelegramBadRequest as exc:
            logger.info("a screen cannot be edited, a new one is sent: %s", exc.message)
            return False
        return True


def fitting(text: str) -> str:
    """The text within Telegram's limit; only conversations and long lists ever come near it."""
    return text if len(text) <= TEXT_LIMIT else text[: TEXT_LIMIT - 1].rpartition("\n")[0] + "\n…"


def one_line(text: str, limit: int = 40) -> str:
    """The beginning of a text, for a button or a list."""
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"
