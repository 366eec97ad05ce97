"""What Telegram shows beside the message field: the commands in every language, and the button of the cabinet."""

import asyncio
import logging
from html import unescape
from typing import Any

from bot.ui import cabinet_address
from core import i18n
from core.config import Settings
from core.shop import Shop
from core.telegram.client import TelegramError

COMMANDS = ("start", "menu", "help", "language", "paysupport", "terms")

Calls = list[tuple[str, dict[str, Any]]]  # methods of Telegram with their parameters

logger = logging.getLogger(__name__)


async def keep_announced(shop: Shop) -> None:
    """Tell Telegram the commands and the menu button, again whenever they are called otherwise, until cancelled."""
    changed = asyncio.Event()

    def look(_shop: Shop, _before: Settings) -> None:
        changed.set()

    shop.settings_followers.append(look)
    calls: Calls = []
    try:
        while True:
            changed.clear()
            if calls != (calls := [*_commands(shop), *_cabinet(shop)]):
                await _announce(shop, calls)
            await changed.wait()
    finally:
        shop.settings_followers.remove(look)


async def _announce(shop: Shop, calls: Calls) -> None:
    """What Telegram refuses is told again at the next start or change."""
    try:
        for method, params in calls:
            await shop.telegram.call(method, **params)
    except TelegramError as exc:
        logger.info("commands and menu button are announced at the next start: %s", exc)


def _commands(shop: Shop) -> Calls:
    """People whose language the shop does not speak see the default one's."""
    calls: Calls = []
    for code in (None, *i18n.LANGUAGES):
        language = code or shop.settings.default_language
        texts = {name: unescape(shop.t(f"bot-command-{name}", language)) for name in COMMANDS}
        commands = [{"command": name, "description": text} for name, text in texts.items()]
        calls.append(("setMyCommands", {"commands": commands, "language_code": code}))
    return calls


def _cabinet(shop: Shop) -> Calls:
    """One button for everybody, in the default language: Telegram knows no other. Without an address that it takes,
    the button stays what @BotFather has made it."""
    url = cabinet_address(shop)
    if not url:
        return []
    text = unescape(shop.t("bot-menu-cabinet", shop.settings.default_language))
    return [("setChatMenuButton", {"menu_button": {"type": "web_app", "text": text, "web_app": {"url": url}}})]
