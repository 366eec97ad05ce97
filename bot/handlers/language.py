"""The language the bot speaks."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot import callbacks
from bot.callbacks import ChooseLanguage
from bot.filters import Pressed
from bot.handlers.start import menu_screen
from bot.ui import Screen, Visit
from core import i18n
from core.users import accounts


def register(router: Router) -> None:
    """Choosing a language."""
    router.message.register(open_languages, Command("language"))
    router.callback_query.register(open_languages, Pressed(callbacks.LANGUAGE))
    router.callback_query.register(choose, ChooseLanguage.filter())


async def open_languages(_event: Message | CallbackQuery, visit: Visit) -> None:
    """The languages of the shop."""
    rows = [(visit.button(f"bot-language-{code}", ChooseLanguage(code=code).pack()),) for code in i18n.LANGUAGES]
    await visit.show(Screen(visit.t("bot-language"), (*rows, visit.back())))


async def choose(_query: CallbackQuery, visit: Visit, callback_data: ChooseLanguage) -> None:
    """Speak this language from now on."""
    await accounts.set_language(visit.user, callback_data.code)
    await visit.show(await menu_screen(visit))
