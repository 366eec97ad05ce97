"""What happens around every request the bot sends: waiting, repeating, and forgetting what does not matter.

A refusal that a handler could not do anything about ends here; such a request answers None. Everything else is raised.
"""

import asyncio
import logging
import re
from html import unescape
from typing import Any, cast

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import Message
from aiohttp import ClientConnectorError

from core.shop import Shop
from core.users import accounts

MAX_WAIT_SECONDS = 10  # a handler holds the person's queue meanwhile
REPEATS = 2
REPEAT_AFTER_SECONDS = 0.5
IGNORED_ERRORS = ("message is not modified", "query is too old", "query ID is invalid", "message to delete not found")
# Sent twice, these do no harm; a message that is sent twice is seen twice.
REPEATABLE = ("get", "edit", "answer", "delete", "set", "sendChatAction")

# pydantic holds generic models weakly: without these aiogram would build their classes anew after a garbage collection.
RESPONSE_TYPES = (Response[bool], Response[dict], Response[Message])  # type: ignore[type-arg]

logger = logging.getLogger(__name__)


class Outgoing(BaseRequestMiddleware):
    """The bot's middleware of outgoing requests."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        try:
            return await _with_repeats(make_request, bot, method)
        except TelegramForbiddenError as exc:
            return await self._mark_unreachable(method, exc)
        except TelegramBadRequest as exc:
            if any(sign in exc.message for sign in IGNORED_ERRORS):
                return cast(Response[TelegramType], None)
            if "chat not found" in exc.message:
                return await self._mark_unreachable(method, exc)
            if "can't parse entities" in exc.message:
                logger.error("a text of the bot is not valid HTML: %s", exc.message)
                return await make_request(bot, _plain(method))
            raise

    async def _mark_unreachable(self, method: TelegramMethod[Any], exc: Exception) -> Response[Any]:
        """The person has blocked the bot or is gone: remember it and go on."""
        chat_id = getattr(method, "chat_id", None)
        if isinstance(chat_id, int):
            await accounts.mark_unreachable(self._shop, chat_id)
        logger.info("%s cannot reach %s: %s", type(method).__name__, chat_id, getattr(exc, "message", exc))
        return cast(Response[Any], None)


async def _with_repeats(
    make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
) -> Response[TelegramType]:
    has_waited = False
    for repeats_left in range(REPEATS, -1, -1):
        try:
            return await make_request(bot, method)
        except TelegramRetryAfter as exc:
            if has_waited or exc.retry_after > MAX_WAIT_SECONDS:
                raise
            has_waited = True
            await asyncio.sleep(exc.retry_after)
        except (TelegramServerError, TelegramNetworkError, ClientDecodeError) as exc:
            # ClientDecodeError: a gateway answers with an HTML page instead of JSON.
            if not repeats_left or not _may_repeat(method, exc):
                raise
            await asyncio.sleep(REPEAT_AFTER_SECONDS * (REPEATS - repeats_left + 1))
    return await make_request(bot, method)


def _may_repeat(method: TelegramMethod[Any], exc: Exception) -> bool:
    """Whether sending again cannot be seen twice: it is harmless, or the first one was never sent."""
    return method.__api_method__.startswith(REPEATABLE) or isinstance(exc.__cause__, ClientConnectorError)


def _plain(method: TelegramMethod[TelegramType]) -> TelegramMethod[TelegramType]:
    """The same message without mark-up."""
    changes: dict[str, Any] = {"parse_mode": None}
    for field in ("text", "caption"):
        text = getattr(method, field, None)
        if text:
            changes[field] = unescape(re.sub(r"</?[a-z][^<>]*>", "", text))
    return method.model_copy(update=changes)
