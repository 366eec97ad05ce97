"""What people can do in the bot: a file for each part of the menu, each with `register` and the `FORMS` it asks.

Everybody's handlers stand in one router: aiogram asks routers one inside the other, which costs more than the handlers.
"""

from aiogram import Router

from bot import forms
from bot.forms import Form
from bot.handlers import admin, balance, bonuses, help, payments, purchase, start, subscription, tickets


def all_forms() -> tuple[Form, ...]:
    """Every dialogue of the bot."""
    return (*balance.FORMS, *bonuses.FORMS, *tickets.FORMS, *admin.FORMS)


def register_handlers(router: Router) -> None:
    """Every handler, in the order in which they are asked."""
    payments.register(router)  # money first: whatever the person is in the middle of
    admin.register_replies(router)
    start.register(router)
    forms.register(router, all_forms())
    for part in (purchase, subscription, balance, bonuses, tickets, help):
        part.register(router)
    router.include_router(admin.router())
    fallback = Router(name="last")
    start.register_fallback(fallback)
    router.include_router(fallback)
