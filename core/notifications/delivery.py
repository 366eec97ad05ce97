"""Telling people something once, and the one place that decides how: in Telegram or by letter.

Telegram comes first. Whoever has no Telegram here, has blocked the bot or cannot be told there gets a letter, if their
e-mail address is verified. What has been told is noted under a key, so that a repeated delivery tells nothing twice;
only a crash between the sending and the note repeats a message or a letter. Trouble that passes is raised, for the
outbox to try again. Administrators are told in Telegram alone.

A text that Telegram does not take at once goes out in parts, each noted, so that nothing of it is lost and a second try
goes on where the first one ended. A letter has all of it.
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from tortoise import fields
from tortoise.models import Model

from core import db, events, outbox
from core.notifications import email
from core.operations import audit
from core.phrases import Phrase
from core.shop import Shop
from core.telegram import texts as telegram_text
from core.telegram.buttons import Buttons, markup_for
from core.telegram.client import BadRequest, PersonGone, RetryAfter
from core.users import accounts
from core.users.models import User

OnSent = Callable[[int], Awaitable[None]]

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
    shop: Shop,
    fact_id: int,
    admin: int,
    key: str,
    *,
    rows: Buttons = (),
    document: Path | None = None,
    on_sent: OnSent | None = None,
    instead_of: int | None = None,
    **params: Any,
) -> int | None:
    """Tell an administrator; returns the last message's id, None when it was told before or cannot be.

    `rows` of buttons stand under the text of `key`, a document above it. `on_sent` hears of each message, of which a
    long text needs several. `instead_of` is the customer whom the fact could not be told. Raises Later, TelegramError.
    """
    name = f"{fact_id}:admin:{admin}" if instead_of is None else f"{fact_id}:{instead_of}:admin:{admin}"
    if await Notification.filter(key=name).exists():
        return None
    account = await accounts.by_telegram(admin)
    language = account.language if account else shop.settings.default_language
    message = _Message(shop.t(key, language, **params), markup_for(language, rows), document)
    try:
        sent = await _send(shop, admin, message, name=name, on_sent=on_sent)
    except RetryAfter as exc:
        raise outbox.Later(timedelta(seconds=exc.seconds + 1), "Telegram wants a pause") from None
    except PersonGone as exc:
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
    it opens. `photo` is a PNG, shown with the text. Raises Later, TelegramError and MailTrouble. What Telegram refuses
    for good and no letter can say is not repeated: administrators are told instead.
    """
    user = await user_of(fact)
    if not await is_owed(fact_id, user):
        return
    text = shop.t(key, user.language, **params)
    refusal = ""
    try:
        reached = await _by_telegram(shop, fact_id, user, text, rows, photo)
    except BadRequest as exc:
        logger.error("fact %s cannot be told in Telegram: %s", fact_id, exc)
        reached, refusal = False, str(exc)
    if not reached and email.reaches(user):
        words, link = page or ("", "")
        button = shop.t(words, user.language) if words else ""
        reached = await email.send(shop, user, email.notice(shop, user, text, photo=photo, button=button, link=link))
    if refusal and not reached:
        kind = audit.KINDS[type(fact)]
        title = Phrase(f"console-event-{kind.type}-{kind.action}".lower().replace("_", "-"))
        about: dict[str, Any] = {"user": str(user.id), "about": title, "text": refusal}
        for admin in shop.settings.admin_ids:
            await tell_admin(shop, fact_id, admin, "notice-message-refused", instead_of=user.id, **about)
    if reached or refusal:
        await _note(shop, f"{fact_id}:{user.id}", user.id)


def _in_telegram(user: User) -> bool:
    return user.telegram_id is not None and user.unreachable_at is None


async def _by_telegram(shop: Shop, fact_id: int, user: User, text: str, rows: Buttons, photo: bytes | None) -> bool:
    """Whether Telegram took it. A person who has blocked the bot is left alone; anything passing is tried again.

    Raises BadRequest where repeating would not help.
    """
    if user.telegram_id is None or not _in_telegram(user):
        return False
    message = _Message(text, markup_for(user.language, rows), photo)
    try:
        await _send(shop, user.telegram_id, message, name=f"{fact_id}:{user.id}")
    except PersonGone:
        await accounts.mark_unreachable(shop, user.telegram_id)
        return False
    except RetryAfter as exc:
        raise outbox.Later(timedelta(seconds=exc.seconds + 1), "Telegram wants a pause") from None
    return True


@dataclass(frozen=True, slots=True)
class _Message:
    """What is shown in a chat: HTML, buttons under it, a PNG or a file above it."""

    text: str
    markup: dict[str, Any] | None
    attached: bytes | Path | None = None


async def _send(shop: Shop, chat_id: int, message: _Message, *, name: str, on_sent: OnSent | None = None) -> int:
    """Send it in as many messages as it needs, the buttons under the last; returns the last one's id.

    All but the last are noted under `name`, and left out when it is tried again.
    """
    with_caption = message.attached is not None and telegram_text.length(message.text) <= telegram_text.CAPTION_MAX
    texts = [] if with_caption else telegram_text.parts(message.text)
    attached = [(True, message.text if with_caption else "")] if message.attached is not None else []
    steps = [*attached, *((False, text) for text in texts)]
    sent = 0
    for number, (is_attached, text) in enumerate(steps, 1):
        is_last, part = number == len(steps), f"{name}#{number}"
        if not is_last and await Notification.filter(key=part).exists():
            continue
        markup = message.markup if is_last else None
        if not is_attached:
            sent = await shop.telegram.send_message(chat_id, text, reply_markup=markup)
        elif isinstance(message.attached, Path):
            sent = await shop.telegram.send_document(chat_id, message.attached, text, reply_markup=markup)
        else:
            sent = await shop.telegram.send_photo(chat_id, message.attached or b"", text, reply_markup=markup)
        if on_sent is not None:
            await on_sent(sent)
        if not is_last:
            await _note(shop, part, None)
    return sent


async def user_of(fact: events.Fact) -> User:
    """Whose fact it is."""
    return await User.get(id=fact.user_id)


async def is_owed(fact_id: int, user: User) -> bool:
    """Whether the person has not been told of the fact yet, and there is a way to tell them."""
    if not (_in_telegram(user) or email.reaches(user)):
        return False
    return not await Notification.filter(key=f"{fact_id}:{user.id}").exists()


async def latest(fact: events.Fact, of: type[events.Fact]) -> outbox.RecordedFact | None:
    """The person's last fact of this kind about the same subscription."""
    facts = outbox.RecordedFact.filter(user_id=fact.user_id, name=of.__name__).order_by("-id").limit(20)
    wanted = fact.data().get("subscription_id")
    return next((row for row in await facts if row.data.get("subscription_id") == wanted), None)


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
