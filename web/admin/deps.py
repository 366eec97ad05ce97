"""What the console's routes ask for: a page of a list, the language to answer in, the bot's name."""

import asyncio
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Path, Query, Request

from core.shop import Shop
from core.telegram import TelegramError
from web.cabinet.deps import LARGEST_ID
from web.deps import TheShop, accepted_language

LARGEST_NUMBER = 2**31 - 1
BOT_SECONDS = 2.0
RowId = Annotated[int, Path(ge=1, le=LARGEST_ID)]  # of what customers make
ItemId = Annotated[int, Path(ge=1, le=LARGEST_NUMBER)]  # of what operators make


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page is asked for."""

    page: int
    limit: int

    @property
    def offset(self) -> int:
        """How many rows come before it."""
        return (self.page - 1) * self.limit

    @property
    def rows(self) -> dict[str, int]:
        """The same as `limit` and `offset`."""
        return {"limit": self.limit, "offset": self.offset}

    def numbers(self, total: int) -> dict[str, Any]:
        """What a page says of itself."""
        return {"page": self.page, "limit": self.limit, "total": total}


async def _paging(
    page: Annotated[int, Query(ge=1, le=1_000_000, description="Page, from 1.")] = 1,
    limit: Annotated[int, Query(ge=1, le=100, description="Rows a page.")] = 20,
) -> Paging:
    return Paging(page, limit)


ThePaging = Annotated[Paging, Depends(_paging)]


async def _language(request: Request, shop: TheShop) -> str:
    return accepted_language(shop, request)


Language = Annotated[str, Depends(_language)]


async def bot_name(shop: Shop) -> str | None:
    """The bot's name; None where Telegram does not tell it in time."""
    try:
        async with asyncio.timeout(BOT_SECONDS):
            return await shop.telegram.username()
    except (TelegramError, TimeoutError):
        return None
