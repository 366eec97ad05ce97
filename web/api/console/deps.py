"""What the console's routes ask for: ids, the bot's name, whom to write to."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import Depends, Path, Request

from core import errors
from core.shop import Actor, Shop
from core.telegram.client import TelegramError
from web.common.deps import accepted_language, plain
from web.common.errors import ApiError, ErrorText
from web.common.operators import Caller, Operator

LARGEST_NUMBER = 2**31 - 1
BOT_SECONDS = 2.0
ItemId = Annotated[int, Path(ge=1, le=LARGEST_NUMBER)]  # of what operators make; customers' are `RowId`


async def _owner(caller: Operator) -> Caller:
    """Settings hold the shop's secrets: they are the owner's alone to change."""
    if not caller.owner:
        raise errors.Forbidden()
    return caller


Owner = Annotated[Caller, Depends(_owner)]


@contextmanager
def field_named(shop: Shop, request: Request) -> Iterator[None]:
    """A refusal of a setting's value within has the name of the setting beside its sentence, as `field`."""
    try:
        yield
    except (errors.SettingInvalid, errors.SettingFixed, errors.UnknownSetting) as exc:
        text = plain(shop, f"error-{exc.code}", accepted_language(shop, request), **exc.params)
        field = exc.field if isinstance(exc, errors.SettingInvalid) else str(exc.params["field"]).lower()
        raise ApiError(ErrorText(exc.status, text), {"field": field}) from None


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
