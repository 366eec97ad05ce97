"""What the console's routes ask for: a page of a list, the bot's name, whom to write to."""

import asyncio
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Path

from core.shop import Actor, Shop
from core.telegram.client import TelegramError
from web.common.auth import Language
from web.common.paging import PageNumber, PerPage, RowId

__all__ = ["ItemId", "Language", "RowId", "ThePaging", "bot_name", "chat_of"]

LARGEST_NUMBER = 2**31 - 1
BOT_SECONDS = 2.0
ItemId = Annotated[int, Path(ge=1, le=LARGEST_NUMBER)]  # of what operators make; customers' are `RowId`


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page is asked for."""

    page: int
    limit: int

    @property
    def rows(self) -> dict[str, int]:
        """The same as `limit` and `offset`."""
        return {"limit": self.limit, "offset": (self.page - 1) * self.limit}

    def numbers(self, total: int) -> dict[str, Any]:
        """What a page says of itself."""
        return {"page": self.page, "limit": self.limit, "total": total}


async def _paging(page: PageNumber = 1, limit: PerPage = 20) -> Paging:
    return Paging(page, limit)


ThePaging = Annotated[Paging, Depends(_paging)]


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
