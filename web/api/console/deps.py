"""What the console's routes ask for: ids, the bot's name, whom to write to."""

import asyncio
from typing import Annotated

from fastapi import Path

from core.shop import Actor, Shop
from core.telegram.client import TelegramError

LARGEST_NUMBER = 2**31 - 1
BOT_SECONDS = 2.0
ItemId = Annotated[int, Path(ge=1, le=LARGEST_NUMBER)]  # of what operators make; customers' are `RowId`


def chat_of(shop: Shop, actor: Actor) -> int:
    """The administrator's own chat; for a program that of the first administrator."""
    return actor.id if actor.kind == "admin" and actor.id is not None else shop.settings.admin_ids[0]


async def bot_name(shop: Shop) -> str | None:
    """The bot's name; None where Telegram does not tell it in time."""
    try:
        async with asyncio.timeout(BOT_SECONDS):
            return await shop.telegram.username()
    except (TelegramError, TimeoutError):
        return None
