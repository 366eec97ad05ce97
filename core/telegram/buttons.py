"""Buttons under the shop's own messages, and the callback words that they carry to the bot.

A word keeps its meaning for ever: old messages stay in people's chats. `bot/callbacks.py` builds on this module.
"""

from collections.abc import Sequence
from typing import Any, Final, NewType

from core import i18n

Word = NewType("Word", str)
Buttons = Sequence[Sequence[dict[str, Any]]]  # rows of them, with keys of texts instead of texts

COPY_MAX = 256  # Telegram's limit for the text of a copy button

BUY: Final = Word("buy")
SUBSCRIPTION: Final = Word("sub")
AUTOPAY: Final = Word("sub-autopay")
BALANCE: Final = Word("balance")
HELP: Final = Word("help")
TICKETS: Final = Word("tickets")
TICKET_PREFIX: Final = "ticket"
PAYMENT_PREFIX: Final = "a-pay"
BROADCAST_PREFIX: Final = "broadcast-stop"


def open_ticket(ticket_id: int) -> Word:
    """A ticket of the person's own."""
    return Word(f"{TICKET_PREFIX}:{ticket_id}")


def open_payment(payment_id: int) -> Word:
    """A payment, for administrators."""
    return Word(f"{PAYMENT_PREFIX}:{payment_id}:show")


def stop_broadcast(broadcast_id: int) -> Word:
    """End a broadcast that is under way."""
    return Word(f"{BROADCAST_PREFIX}:{broadcast_id}")


def row(word: Word, text_key: str) -> list[dict[str, Any]]:
    """One button that opens a screen of the bot."""
    return [{"text": text_key, "callback_data": word}]


def copy_button(text_key: str, text: str) -> dict[str, Any]:
    """A button that copies a text."""
    return {"text": text_key, "copy_text": {"text": text}}


def markup_for(language: str, rows: Buttons) -> dict[str, Any] | None:
    """Buttons in this language; a copy button whose text is too long for Telegram is left out."""
    keyboard = [
        [
            {**button, "text": i18n.t(button["text"], language)}
            for button in row
            if len(button.get("copy_text", {"text": ""})["text"]) <= COPY_MAX
        ]
        for row in rows
    ]
    keyboard = [row for row in keyboard if row]
    return {"inline_keyboard": keyboard} if keyboard else None
