"""Today's numbers."""

from dataclasses import asdict

from aiogram import F, Router
from aiogram.types import CallbackQuery

from bot import callbacks
from bot.ui import Screen, Visit
from core.operations import statistics


def router() -> Router:
    """The numbers' only screen."""
    made = Router(name="admin-statistics")
    made.callback_query.register(open_today, F.data == callbacks.ADMIN_TODAY)
    return made


async def open_today(_query: CallbackQuery, visit: Visit) -> None:
    """What has happened since midnight; the same button refreshes it."""
    numbers = await statistics.today(visit.shop)
    refresh = (visit.button("bot-button-refresh", callbacks.ADMIN_TODAY),)
    text = visit.t("bot-today", **asdict(numbers), at=visit.shop.now())
    await visit.show(Screen(text, (refresh, visit.back(callbacks.ADMIN))))
