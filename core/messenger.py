"""Telling people something in Telegram, once.

What has been told is noted under a key, so that a repeated delivery tells nothing twice. Somebody who has blocked the
bot is left alone; trouble that passes is raised, for the outbox to try again.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any

from tortoise import fields
from tortoise.models import Model

from core import db, events, i18n, outbox
from core.shop import Shop
from core.telegram import BadRequest, PersonGone, RetryAfter
from core.users import accounts
from core.users.models import User

COPY_MAX = 256  # Telegram's limit for the text of a copy button
Buttons = Sequence[Sequence[dict[str, Any]]]

logger = logging.getLogger(__name__)


class Notification(Model):
    """What has been told to whom."""

    id = fields.BigIntField(primary_key=True)
    key = fields.CharField(96, unique=True)
    user_id = fields.BigIntField(null=True)
    sent_at = fields.DatetimeField()

    class Meta:
        table = "notifications"


async def tell_admin(shop: Shop, fact_id: int, admin: int, key: str, **params: Any) -> int | None:
    """Tell an administrator; returns the message id, None when it was told before or cannot be."""
    name = f"{fact_id}:admin:{admin}"
    if await Notification.filter(key=name).exists():
        return None
    account = await accounts.by_telegram(admin)
    language = account.language if account else shop.settings.default_language
    try:
        sent = await shop.telegram.send_message(admin, shop.t(key, language, **params))
    except RetryAfter as exc:
        raise outbox.Later(timedelta(seconds=exc.seconds + 1)) from None
    except (PersonGone, BadRequest) as exc:
        logger.warning("administrator %s is not told: %s", admin, exc)
        return None
    await _note(shop, name, None)
    return sent


async def tell(shop: Shop, fact: events.Fact, fact_id: int, key: str, rows: Buttons, **params: Any) -> None:
    """Tell the fact's person the text of `key`, with buttons under it."""
    user = await user_of(fact)
    if user.telegram_id is None or await was_told(fact_id, user):
        return
    text, markup = shop.t(key, user.language, **params), markup_for(shop, user, rows)
    await send_once(shop, fact_id, user, lambda chat: shop.telegram.send_message(chat, text, reply_markup=markup))


async def send_once(shop: Shop, fact_id: int, user: User, send: Callable[[int], Awaitable[object]]) -> None:
    """Send once and note it. A person who has blocked the bot is left alone; anything passing is tried again."""
    if user.telegram_id is None or user.unreachable_at is not None:
        return
    try:
        await send(user.telegram_id)
    except PersonGone:
        await accounts.mark_unreachable(shop, user.telegram_id)
        return
    except RetryAfter as exc:
        raise outbox.Later(timedelta(seconds=exc.seconds + 1)) from None
    except BadRequest as exc:
        logger.error("fact %s cannot be told: %s", fact_id, exc)  # repeating would not help
        return
    await _note(shop, f"{fact_id}:{user.id}", user.id)


async def user_of(fact: events.Fact) -> User:
    """Whose fact it is."""
    return await User.get(id=fact.user_id)


async def was_told(fact_id: int, user: User) -> bool:
    """Whether the person has been told of the fact."""
    return await Notification.filter(key=f"{fact_id}:{user.id}").exists()


async def _note(shop: Shop, key: str, user_id: int | None) -> None:
    await db.fetch(
        "INSERT INTO notifications (key, user_id, sent_at) VALUES ($1, $2, $3) ON CONFLICT (key) DO NOTHING",
        key,
        user_id,
        shop.now(),
    )


def row(callback: str, text_key: str) -> list[dict[str, Any]]:
    """One button that opens a screen of the bot."""
    return [{"text": text_key, "callback_data": callback}]


def copy_button(text_key: str, text: str) -> dict[str, Any]:
    """A button that copies a text."""
    return {"text": text_key, "copy_text": {"text": text}}


def markup_for(shop: Shop, user: User, rows: Buttons) -> dict[str, Any] | None:
    """Buttons in the person's language; a copy button whose text is too long for Telegram is left out."""
    keyboard = [
        [
            {**button, "text": i18n.t(button["text"], user.language)}
            for button in row
            if len(button.get("copy_text", {"text": ""})["text"]) <= COPY_MAX
        ]
        for row in rows
    ]
    keyboard = [row for row in keyboard if row]
    return {"inline_keyboard": keyboard} if keyboard else None
