"""Telling people something once, and the one place that decides how: in Telegram or by letter.

Telegram comes first. Whoever has no Telegram here, has blocked the bot or cannot be told there gets a letter, if their
e-mail address is verified. What has been told is noted under a key, so that a repeated delivery tells nothing twice;
only a crash between the sending and the note repeats a message or a letter. Trouble that passes is raised, for the
outbox to try again. Administrators are told in Telegram alone.
"""

import logging
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from tortoise import fields
from tortoise.models import Model

from core import db, events, i18n, letters, outbox
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


async def tell_admin(
    shop: Shop, fact_id: int, admin: int, key: str, *, rows: Buttons = (), document: Path | None = None, **params: Any
) -> int | None:
    """Tell an administrator; returns the message id, None when it was told before or cannot be.

    `rows` of buttons stand under the text of `key`, a document above it.
    """
    name = f"{fact_id}:admin:{admin}"
    if await Notification.filter(key=name).exists():
        return None
    account = await accounts.by_telegram(admin)
    language = account.language if account else shop.settings.default_language
    text, markup = shop.t(key, language, **params), markup_for(language, rows)
    try:
        if document is None:
            sent = await shop.telegram.send_message(admin, text, reply_markup=markup)
        else:
            sent = await shop.telegram.send_document(admin, document, text, reply_markup=markup)
    except RetryAfter as exc:
        raise outbox.Later(timedelta(seconds=exc.seconds + 1)) from None
    except (PersonGone, BadRequest) as exc:
        logger.warning("administrator %s is not told: %s", admin, exc)
        return None
    await _note(shop, name, None)
    return sent


async def tell(
    shop: Shop,
    fact: events.Fact,
    fact_id: int,
    key: str,
    rows: Buttons,
    *,
    photo: bytes | None = None,
    page: tuple[str, str] | None = None,
    **params: Any,
) -> None:
    """Tell the fact's person the text of `key`, once: in Telegram where it reaches them, otherwise by letter.

    In Telegram `rows` of buttons stand under it; a letter has one button, `page`: the key of its words, and the address
    it opens. `photo` is a PNG, shown with the text. Raises Later, TelegramError and MailTrouble.
    """
    user = await user_of(fact)
    if not await is_owed(fact_id, user):
        return
    text = shop.t(key, user.language, **params)
    told = await _by_telegram(shop, fact_id, user, text, rows, photo)
    if not told and letters.reaches(user):
        words, link = page or ("", "")
        button = shop.t(words, user.language) if words else ""
        told = await letters.send(shop, user, letters.notice(shop, user, text, photo=photo, button=button, link=link))
    if told:
        await _note(shop, f"{fact_id}:{user.id}", user.id)


def _in_telegram(user: User) -> bool:
    return user.telegram_id is not None and user.unreachable_at is None


async def _by_telegram(shop: Shop, fact_id: int, user: User, text: str, rows: Buttons, photo: bytes | None) -> bool:
    """Whether Telegram took it. A person who has blocked the bot is left alone; anything passing is tried again."""
    if user.telegram_id is None or not _in_telegram(user):
        return False
    markup = markup_for(user.language, rows)
    try:
        if photo is None:
            await shop.telegram.send_message(user.telegram_id, text, reply_markup=markup)
        else:
            await shop.telegram.send_photo(user.telegram_id, photo, text, reply_markup=markup)
    except PersonGone:
        await accounts.mark_unreachable(shop, user.telegram_id)
        return False
    except RetryAfter as exc:
        raise outbox.Later(timedelta(seconds=exc.seconds + 1)) from None
    except BadRequest as exc:
        logger.error("fact %s cannot be told in Telegram: %s", fact_id, exc)  # repeating would not help
        return False
    return True


async def user_of(fact: events.Fact) -> User:
    """Whose fact it is."""
    return await User.get(id=fact.user_id)


async def is_owed(fact_id: int, user: User) -> bool:
    """Whether the person has not been told of the fact yet, and there is a way to tell them."""
    if not (_in_telegram(user) or letters.reaches(user)):
        return False
    return not await Notification.filter(key=f"{fact_id}:{user.id}").exists()


async def latest(fact: events.Fact, of: type[events.Fact]) -> outbox.RecordedFact | None:
    """The person's last fact of this kind about the same subscription."""
    facts = outbox.RecordedFact.filter(user_id=fact.user_id, name=of.__name__).order_by("-id").limit(20)
    wanted = fact.data().get("subscription_id")
    return next((one for one in await facts if one.data.get("subscription_id") == wanted), None)


async def was_told(fact: events.Fact, of: type[events.Fact]) -> bool:
    """Whether the person was told of that one."""
    last = await latest(fact, of)
    return last is not None and await Notification.filter(key=f"{last.id}:{fact.user_id}").exists()


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


def markup_for(language: str, rows: Buttons) -> dict[str, Any] | None:
    """Buttons in this language; a copy button whose text is too long for Telegram is left out."""
    keyboard = [
        [
            {**button, "text": i18n.t(button["text"], language)}
            for button in row
            if len(button.get("copy_text", {"text": ""})["text"]) <= COPY_MAX
        ]
        for row in rows
    ]
    keyboard = [row for row in keyboard if row]
    return {"inline_keyboard": keyboard} if keyboard else None
