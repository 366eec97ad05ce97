"""What people can do in the bot: a file for each part of the menu, each with `router()` and the `FORMS` it asks."""

from aiogram import Router

from bot import forms
from bot.forms import Form
from bot.handlers import admin, balance, bonuses, help, language, payments, purchase, start, subscription, tickets


def all_forms() -> tuple[Form, ...]:
    """Every dialogue of the bot."""
    return (*balance.FORMS, *bonuses.FORMS, *tickets.FORMS, *admin.FORMS)


def all_routers() -> tuple[Router, ...]:
    """Every handler, in the order in which they are asked. `start` is last: it answers what nobody else knows."""
    return (
        payments.router(),  # money first: whatever the person is in the middle of
        admin.replies(),
        forms.router(all_forms()),
        purchase.router(),
        subscription.router(),
        balance.router(),
        bonuses.router(),
        tickets.router(),
        help.router(),
        language.router(),
        admin.router(),
        start.router(),
    )
