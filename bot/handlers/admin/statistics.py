"""Today's numbers."""

from dataclasses import asdict

from aiogram import Router
from aiogram.types import CallbackQuery

from bot import callbacks
from bot.filters import Pressed
from bot.ui import Screen, Visit
from core.operations import statistics


def register(router: Router) -> None:
    """The numbers' only screen."""
    router.callback_query.register(open_today, Pressed(callbacks.ADMIN_TODAY))


async def open_today(_query: CallbackQuery, visit: Visit) -> None:
    """What has happened since midnight; the same button refreshes it."""
    numbers = await statistics.today(visit.shop)
    refresh = (visit.button("bot-button-refresh", callbacks.ADMIN_TODAY),)
    text = visit.t("bot-today", **asdict(numbers), at=visit.shop.now())
    await visit.show(Screen(text, (refresh, visit.back(callbacks.ADMIN))))
