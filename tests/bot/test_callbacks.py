"""Buttons in messages that the core sends."""

import inspect
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiogram import Router
from aiogram.types import CallbackQuery, Chat, Message, User

from bot.handlers import register_handlers, start
from core.telegram import buttons


def _words() -> list[str]:
    """Everything that a button of the core can carry; `buttons.row` takes nothing else."""
    words = [value for name, value in vars(buttons).items() if name.isupper() and type(value) is str]
    plain = [word for word in words if word not in {value for name, value in vars(buttons).items() if "PREFIX" in name}]
    makers = inspect.getmembers(buttons, inspect.isfunction)
    return plain + [make(7) for _, make in makers if inspect.signature(make).return_annotation is buttons.Word]


@pytest.mark.parametrize("word", _words())
async def test_a_button_of_the_core_is_taken_by_a_handler(word: str) -> None:
    router = Router()
    register_handlers(router)
    message = Message(message_id=1, date=datetime(2026, 1, 1, tzinfo=UTC), chat=Chat(id=1, type="private"))
    query = CallbackQuery(
        id="1", from_user=User(id=1, is_bot=False, first_name="Анна"), chat_instance="1", message=message, data=word
    )
    takers = [
        handler.callback
        for part in router.chain_tail
        for handler in part.callback_query.handlers
        if (await handler.check(query))[0]
    ]
    assert takers[0] is not start.outdated_button


def test_every_word_of_the_core_is_pressed() -> None:
    assert {"buy", "sub", "sub-autopay", "balance", "help", "tickets", "ticket:7", "a-pay:7:show"} <= set(_words())
    assert "broadcast-stop:7" in _words()


def test_the_core_draws_buttons_in_one_module() -> None:
    assert [path.name for path in Path("core").rglob("*.py") if "callback_data" in path.read_text()] == ["buttons.py"]
