"""/start with its deep links, the menu, the language, and the answer to what no other handler takes."""

from aiogram import Router
from aiogram.filters import Command, CommandStart
from aiogram.types import CallbackQuery, ChatMemberUpdated, InlineKeyboardButton, Message

from bot import callbacks
from bot.callbacks import ChooseLanguage
from bot.filters import Pressed
from bot.middlewares import profile_of
from bot.ui import Row, Screen, Visit
from core import i18n
from core.i18n import Html
from core.shop import Shop
from core.subscriptions import purchase, queries
from core.subscriptions.models import Subscription
from core.users import accounts

GONE = ("kicked", "left")


def register(router: Router) -> None:
    """Start, menu, choosing a language."""
    router.message.register(open_menu, CommandStart())
    router.message.register(open_menu, Command("menu"))
    router.callback_query.register(open_menu, Pressed(callbacks.MENU))
    router.my_chat_member.register(note_block)
    router.message.register(open_languages, Command("language"))
    router.callback_query.register(open_languages, Pressed(callbacks.LANGUAGE))
    router.callback_query.register(choose_language, ChooseLanguage.filter())


def register_fallback(router: Router) -> None:
    """Answers to what no other handler takes."""
    router.message.register(not_understood)
    router.callback_query.register(outdated_button)


async def open_menu(_event: Message | CallbackQuery, visit: Visit) -> None:
    """The menu; a new person is greeted first."""
    await visit.show(await menu_screen(visit))


async def not_understood(_message: Message, visit: Visit) -> None:
    """Anything typed that is no answer to a question."""
    await visit.show(Screen(visit.t("bot-not-understood"), _rows(visit, await queries.current(visit.user))))


async def outdated_button(_query: CallbackQuery, visit: Visit) -> None:
    """A button of a former version of the bot, or of a dialogue that is over."""
    await visit.show(Screen(visit.t("bot-outdated-button"), _rows(visit, await queries.current(visit.user))))


async def note_block(event: ChatMemberUpdated, shop: Shop) -> None:
    """Somebody has blocked the bot, or come back."""
    if event.chat.type != "private":
        return
    if event.new_chat_member.status in GONE:
        await accounts.mark_unreachable(shop, event.from_user.id)
        return
    user = await accounts.by_telegram(event.from_user.id)
    if user is not None:
        await accounts.refresh(shop, user, profile_of(event.from_user))


async def open_languages(_event: Message | CallbackQuery, visit: Visit) -> None:
    """The languages of the shop."""
    rows = [(visit.button(f"bot-language-{code}", ChooseLanguage(code=code).pack()),) for code in i18n.LANGUAGES]
    await visit.show(Screen(visit.t("bot-language"), (*rows, visit.back())))


async def choose_language(_query: CallbackQuery, visit: Visit, callback_data: ChooseLanguage) -> None:
    """Speak this language from now on."""
    await accounts.set_language(visit.user, callback_data.code)
    await visit.show(await menu_screen(visit))


async def menu_screen(visit: Visit) -> Screen:
    """Where the person stands, and where they can go."""
    subscription = await queries.current(visit.user)
    greeting = "bot-welcome" if visit.is_new else "bot-menu"
    text = visit.t(
        greeting,
        name=visit.user.name,
        shop=visit.shop.settings.shop_name,
        status=Html(access_status(visit, subscription)),
        balance_kopeks=visit.user.balance_kopeks,
    )
    return Screen(text, _rows(visit, subscription))


def _rows(visit: Visit, subscription: Subscription | None) -> tuple[Row, ...]:
    """The buttons of the menu. The trial is on top while it can be had."""
    has_trial = purchase.trial_offered(visit.shop, visit.user, subscription)
    trial: Row = ()
    if has_trial:
        days = visit.shop.settings.trial_days
        trial = (visit.button("bot-button-trial", callbacks.TRIAL, style="success", days=days),)
    admin: Row = (visit.button("bot-button-admin", callbacks.ADMIN),) if visit.is_admin else ()
    buy = "button-buy" if subscription is None else "button-renew"
    return (
        trial,
        (visit.button(buy, callbacks.BUY, style=None if has_trial else "primary"),),
        visit.app_row("bot-button-cabinet"),
        _pair(visit, ("button-my-subscription", callbacks.SUBSCRIPTION), ("button-balance", callbacks.BALANCE)),
        _pair(visit, ("bot-button-promocode", callbacks.PROMOCODE), ("bot-button-invite", callbacks.INVITE)),
        _pair(visit, ("bot-button-help", callbacks.HELP), ("button-support", callbacks.TICKETS)),
        (visit.button("bot-button-language", callbacks.LANGUAGE),),
        admin,
    )


def access_status(visit: Visit, subscription: Subscription | None) -> str:
    """One line about the person's access."""
    if subscription is None:
        return visit.t("bot-standing-none")
    if subscription.is_active:
        return visit.t(
            "bot-standing-active",
            days=subscription.days_left(visit.shop.now()),
            expires_at=subscription.expires_at,
        )
    return visit.t(f"bot-standing-{subscription.status}")


def _pair(visit: Visit, *buttons: tuple[str, str]) -> tuple[InlineKeyboardButton, ...]:
    return tuple(visit.button(key, data) for key, data in buttons)
