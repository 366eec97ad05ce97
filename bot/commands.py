"""What Telegram shows beside the message field: the commands in every language, and the button of the cabinet."""

import asyncio
import logging
from html import unescape

from bot.ui import cabinet_address
from core import i18n
from core.config import Settings
from core.shop import Shop
from core.telegram.client import TelegramError

COMMANDS = ("start", "menu", "help", "language", "paysupport", "terms")

logger = logging.getLogger(__name__)


async def keep_announced(shop: Shop) -> None:
    """Announce them now, and again whenever the settings that they are made of have changed; until cancelled."""
    changed = asyncio.Event()

    def follow(shop: Shop, before: Settings) -> None:
        now = shop.settings
        if (before.public_url, before.default_language) != (now.public_url, now.default_language):
            changed.set()

    shop.settings_followers.append(follow)
    try:
        while True:
            await announce(shop)
            await changed.wait()
            changed.clear()
    finally:
        shop.settings_followers.remove(follow)


async def announce(shop: Shop) -> None:
    """Tell Telegram the commands and the menu button; what it refuses is told again at the next start."""
    try:
        await _announce_commands(shop)
        await _announce_cabinet(shop)
    except TelegramError as exc:
        logger.info("commands and menu button are announced at the next start: %s", exc)


async def _announce_commands(shop: Shop) -> None:
    """People whose language the shop does not speak see the default one's."""
    for code in (None, *i18n.LANGUAGES):
        language = code or shop.settings.default_language
        commands = [{"command": name, "description": shop.t(f"bot-command-{name}", language)} for name in COMMANDS]
        await shop.telegram.call("setMyCommands", commands=commands, language_code=code)


async def _announce_cabinet(shop: Shop) -> None:
    """One button for everybody, in the default language: Telegram knows no other. Without an address that it takes,
    the button stays what @BotFather has made it."""
    url = cabinet_address(shop)
    if url:
        text = unescape(shop.t("bot-menu-cabinet", shop.settings.default_language))
        button = {"type": "web_app", "text": text, "web_app": {"url": url}}
        await shop.telegram.call("setChatMenuButton", menu_button=button)
