"""What administrators (ADMIN_IDS) can do in the bot. For anyone else these screens do not exist."""

from aiogram import Router

from bot.handlers.admin import broadcast, menu, promotions, servers, statistics, tariffs, tickets, users
from bot.middlewares import is_admin

FORMS = (*tariffs.FORMS, *servers.FORMS, *users.FORMS, *promotions.FORMS, *tickets.FORMS)


def replies() -> Router:
    """Replies to a ticket's message answer it, whatever the administrator is in the middle of."""
    made = tickets.replies()
    made.message.filter(is_admin)
    return made


def router() -> Router:
    """All administrators' screens behind one filter."""
    made = Router(name="admin")
    made.message.filter(is_admin)
    made.callback_query.filter(is_admin)
    made.include_routers(
        menu.router(),
        tariffs.router(),
        servers.router(),
        users.router(),
        tickets.router(),
        statistics.router(),
        promotions.router(),
        broadcast.router(),
    )
    return made
