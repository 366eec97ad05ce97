"""The commands that Telegram shows beside the message field, in every language."""

import logging

from core import i18n
from core.shop import Shop
from core.telegram import TelegramError

COMMANDS = ("start", "menu", "help", "language", "paysupport", "terms")

logger = logging.getLogger(__name__)


async def announce(shop: Shop) -> None:
    """Tell Telegram the commands; people whose language the shop does not speak see the default one's."""
    try:
        for code in (None, *i18n.LANGUAGES):
            language = code or shop.settings.default_language
            commands = [{"command": name, "description": shop.t(f"bot-command-{name}", language)} for name in COMMANDS]
            await shop.telegram.call("setMyCommands", commands=commands, language_code=code)
    except TelegramError as exc:
        logger.info("the list of commands is announced at the next start: %s", exc)
