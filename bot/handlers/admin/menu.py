"""The administrators' menu, and today's numbers."""

from dataclasses import asdict

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot import callbacks
from bot.callbacks import AdminPayments
from bot.filters import Pressed
from bot.ui import Screen, Visit
from core.operations import statistics


def register(router: Router) -> None:
    """/admin and its button, and the numbers."""
    router.message.register(open_admin, Command("admin"))
    router.callback_query.register(open_admin, Pressed(callbacks.ADMIN))
    router.callback_query.register(open_today, Pressed(callbacks.ADMIN_TODAY))


async def open_admin(_event: Message | CallbackQuery, visit: Visit) -> None:
    """Everything an administrator can do."""
    rows = (
        (visit.button("bot-admin-today", callbacks.ADMIN_TODAY), visit.button("bot-admin-find", callbacks.ADMIN_FIND)),
        (visit.button("bot-admin-payments", AdminPayments().pack()),),
        (
            visit.button("bot-admin-tariffs", callbacks.ADMIN_TARIFFS),
            visit.button("bot-admin-servers", callbacks.ADMIN_SERVERS),
        ),
        (
            visit.button("bot-admin-promocodes", callbacks.ADMIN_PROMOCODES),
            visit.button("bot-admin-campaigns", callbacks.ADMIN_CAMPAIGNS),
        ),
        (
            visit.button("bot-admin-tickets", callbacks.ADMIN_TICKETS),
            visit.button("bot-admin-broadcast", callbacks.ADMIN_BROADCAST),
        ),
        (visit.button("bot-admin-settings", callbacks.ADMIN_SETTINGS),),
        visit.app_row("bot-admin-console", "admin"),
        visit.back(),
    )
    await visit.show(Screen(visit.t("bot-admin"), rows))


async def open_today(_query: CallbackQuery, visit: Visit) -> None:
    """What has happened since midnight; the same button refreshes it."""
    numbers = await statistics.today(visit.shop)
    refresh = (visit.button("bot-button-refresh", callbacks.ADMIN_TODAY),)
    text = visit.t("bot-today", **asdict(numbers), at=visit.shop.now())
    await visit.show(Screen(text, (refresh, visit.back(callbacks.ADMIN))))
