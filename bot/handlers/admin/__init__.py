"""What administrators (ADMIN_IDS) can do in the bot."""

from aiogram import F, Router
from aiogram.filters import Command

from bot.handlers.admin import broadcast, menu, promotions, servers, statistics, tariffs, tickets, users
from bot.middlewares import IsAdmin


def router() -> Router:
    """All administrators' screens behind one filter: for anyone else they do not exist."""
    made = Router(name="admin")
    made.message.filter(F.func(IsAdmin.by_message))
    return made
