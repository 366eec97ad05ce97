"""Filters of handlers. All of them are coroutines: aiogram moves plain functions, and its own `F`, to a thread each."""

from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from core.shop import Shop


class Pressed(Filter):
    """The button with exactly this data."""

    def __init__(self, data: str) -> None:
        self._data = data

    async def __call__(self, query: CallbackQuery) -> bool:
        return query.data == self._data


class PressedWith(Filter):
    """A button whose data begins with this."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix

    async def __call__(self, query: CallbackQuery) -> bool:
        return (query.data or "").startswith(self._prefix)


async def is_payment(message: Message) -> bool:
    """A payment has been made."""
    return message.successful_payment is not None


async def is_refund(message: Message) -> bool:
    """A payment has been given back."""
    return message.refunded_payment is not None


async def is_admin(event: Message | CallbackQuery, shop: Shop) -> bool:
    """For anyone else the administrators' screens do not exist."""
    return event.from_user is not None and event.from_user.id in shop.settings.admin_ids
