"""How to connect on each platform, and the commands that Telegram's rules ask for."""

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot import callbacks
from bot.callbacks import HelpFor
from bot.filters import Pressed
from bot.middlewares import contact_of
from bot.ui import Row, Screen, Visit
from core.subscriptions import queries

PLATFORMS = ("ios", "android", "windows", "macos", "linux")


def register(router: Router) -> None:
    """Help, /paysupport, /terms."""
    router.message.register(open_help, Command("help"))
    router.callback_query.register(open_help, Pressed(callbacks.HELP))
    router.callback_query.register(open_platform, HelpFor.filter(F.platform.in_(PLATFORMS)))
    router.message.register(pay_support, Command("paysupport"))
    router.message.register(terms, Command("terms"))


async def open_help(_event: Message | CallbackQuery, visit: Visit) -> None:
    """Which device is it?"""
    buttons = [visit.button(f"bot-platform-{name}", HelpFor(platform=name).pack()) for name in PLATFORMS]
    support = (visit.button("button-support", callbacks.TICKETS),)
    await visit.show(Screen(visit.t("bot-help"), (buttons[:2], buttons[2:], support, visit.back())))


async def open_platform(_query: CallbackQuery, visit: Visit, callback_data: HelpFor) -> None:
    """Apps and steps for one platform."""
    subscription = await queries.current(visit.user)
    copy: Row = ()
    if subscription is not None:
        copy = visit.copy_row("button-copy-link", visit.shop.link(f"/s/{subscription.token}"))
    text = visit.t(f"bot-help-{callback_data.platform}")
    await visit.show(Screen(text, (copy, visit.back(callbacks.HELP))))


async def pay_support(_message: Message, visit: Visit) -> None:
    """Where to turn about a payment; Telegram's rules ask for this command."""
    blocked, contact = visit.user.blocked_at is not None, visit.shop.settings.support_contact
    ways = ("contact" if contact else "nowhere") if blocked else ("both" if contact else "button")
    text = visit.t("bot-paysupport", ways=ways, contact=contact, number=str(visit.user.id))
    rows: tuple[Row, ...] = ((visit.button("button-support", callbacks.TICKETS),), visit.back())
    await visit.show(Screen(text, () if blocked else rows))


async def terms(_message: Message, visit: Visit) -> None:
    """The terms of service."""
    shop = visit.shop
    text = visit.t("bot-terms", shop=shop.settings.shop_name, contact=contact_of(shop))
    await visit.show(Screen(text, () if visit.user.blocked_at is not None else (visit.back(),)))
