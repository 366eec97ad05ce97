"""What administrators (ADMIN_IDS) can do in the bot. For anyone else these screens do not exist."""

from aiogram import Router

from bot.filters import is_admin
from bot.handlers.admin import (
    broadcast,
    menu,
    payments,
    promotions,
    purchases,
    servers,
    settings,
    tariffs,
    tickets,
    users,
)
from bot.handlers.admin.tickets import register_replies

__all__ = ["FORMS", "register_replies", "router"]

FORMS = (
    *tariffs.FORMS,
    *servers.FORMS,
    *users.FORMS,
    *promotions.FORMS,
    *tickets.FORMS,
    *payments.FORMS,
    *settings.FORMS,
)


def router() -> Router:
    """All administrators' screens behind one filter."""
    admin_router = Router(name="admin")
    admin_router.message.filter(is_admin)
    admin_router.callback_query.filter(is_admin)
    for part in (menu, tariffs, servers, users, payments, purchases, tickets, promotions, broadcast, settings):
        part.register(admin_router)
    return admin_router
