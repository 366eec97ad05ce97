"""Accounts: who a person is to the shop."""

import logging
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tortoise.exceptions import IntegrityError
from tortoise.expressions import Q

from core import db, errors, i18n
from core.db import hydrate
from core.events import UserBlocked, UserRegistered, UserUnblocked
from core.shop import Actor, Shop
from core.users import sessions
from core.users.models import User

CODE_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # no letters that look like digits: codes are read aloud
CODE_LENGTH = 8
INVITATION = "ref_"  # what a start link's payload begins with where a person has invited
CODE = re.compile(r"[A-Z0-9]{4,16}")
SEARCH_LENGTH = 64
SEEN_EVERY = timedelta(hours=1)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TelegramProfile:
    """A person as Telegram describes them."""

    telegram_id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None


async def by_telegram(telegram_id: int) -> User | None:
    """The account of a Telegram person."""
    return await hydrate.read_one(User, "SELECT * FROM users WHERE telegram_id = $1", telegram_id)


async def find(user_id: int) -> User:
    """Raises UserNotFound."""
    user = await User.get_or_none(id=user_id)
    if user is None:
        raise errors.UserNotFound()
    return user


@db.repeated
async def get_or_create(
    shop: Shop, profile: TelegramProfile, *, referral_code: str | None = None, campaign_id: int | None = None
) -> tuple[User, bool]:
    """The account of a Telegram person, made at the first visit; tells whether it is new.

    Who invited a person is fixed when the account is made; an unknown code is ignored.
    """
    user = await by_telegram(profile.telegram_id)
    if user is not None:
        return await refresh(shop, user, profile), False
    try:
        return await _register(shop, profile, referral_code, campaign_id), True
    except IntegrityError:  # two first messages at once: the other one was faster
        user = await by_telegram(profile.telegram_id)
        if user is None:
            raise
        return user, False


async def refresh(shop: Shop, user: User, profile: TelegramProfile) -> User:
    """Follow changes of name and language, and note the visit about once an hour."""
    profile_values: dict[str, object] = {
        "first_name": profile.first_name[:128],
        "last_name": profile.last_name and profile.last_name[:128],
        "username": profile.username and profile.username[:64],
    }
    changes = {name: value for name, value in profile_values.items() if getattr(user, name) != value}
    if user.unreachable_at is not None:
        changes["unreachable_at"] = None
    if changes or shop.now() - user.seen_at > SEEN_EVERY:
        changes["seen_at"] = shop.now()
        await user.update_from_dict(changes).save(update_fields=list(changes))
    return user


async def set_language(user: User, language: str) -> User:
    """Speak this language from now on, whatever Telegram says. Raises InvalidValue."""
    if language not in i18n.LANGUAGES:
        raise errors.InvalidValue(field="language")
    user.language, user.language_chosen = language, True
    await user.save(update_fields=["language", "language_chosen"])
    return user


async def search(text: str, limit: int = 10) -> list[User]:
    """Users by shop id, Telegram id, @name, e-mail, referral code or a part of the name."""
    match = _search_filter(text)
    return [] if match is None else await User.filter(match).order_by("id").limit(limit)


async def page(text: str = "", *, limit: int = 20, offset: int = 0) -> tuple[list[User], int]:
    """A page of everybody, or of those that `search` would find, newest first, and how many they are in all."""
    match = _search_filter(text)
    users = User.all() if match is None else User.filter(match)
    return await users.order_by("-id").offset(offset).limit(limit), await users.count()


def _search_filter(text: str) -> Q | None:
    """Who may be meant by a text; None where it says nothing."""
    text = text.strip().removeprefix("@")[:SEARCH_LENGTH].replace("\0", "")
    if not text:
        return None
    match = Q(username__iexact=text) | Q(email=text.lower())
    if CODE.fullmatch(text.upper()):
        match |= Q(referral_code=text.upper())
    if text.isascii() and text.isdigit() and len(text) < 16:
        match |= Q(id=int(text)) | Q(telegram_id=int(text))
    elif len(text) >= 2:
        match |= Q(first_name__icontains=text) | Q(username__icontains=text)
    return match


@db.repeated
async def block(shop: Shop, user: User, *, by: Actor) -> None:
    """Close an account: no service, no purchases, until `unblock`. Its sessions end for good."""
    async with db.transaction():
        if await User.filter(id=user.id, blocked_at=None).update(blocked_at=shop.now()):
            await sessions.revoke_all(shop, user.id)
            await shop.record(UserBlocked(user.id, by=str(by)))
    await user.refresh_from_db(fields=["blocked_at"])


@db.repeated
async def unblock(shop: Shop, user: User, *, by: Actor) -> None:
    """Open a closed account again. Whoever was signed in has to sign in anew."""
    async with db.transaction():
        if await User.filter(id=user.id, blocked_at__isnull=False).update(blocked_at=None):
            await shop.record(UserUnblocked(user.id, by=str(by)))
    await user.refresh_from_db(fields=["blocked_at"])


async def mark_unreachable(shop: Shop, telegram_id: int) -> None:
    """Telegram says that the bot may not write to this person; the next message from them lifts it."""
    await User.filter(telegram_id=telegram_id, unreachable_at=None).update(unreachable_at=shop.now())


async def _register(shop: Shop, profile: TelegramProfile, referral_code: str | None, campaign_id: int | None) -> User:
    async with db.transaction():
        return await create(
            shop,
            first_name=profile.first_name,
            last_name=profile.last_name,
            language=i18n.pick(profile.language_code, shop.settings.default_language),
            referral_code=referral_code,
            campaign_id=campaign_id,
            telegram_id=profile.telegram_id,
            username=profile.username and profile.username[:64],
        )


async def create(
    shop: Shop,
    *,
    first_name: str,
    last_name: str | None,
    language: str,
    referral_code: str | None,
    campaign_id: int | None,
    **identity: Any,
) -> User:
    """A new account; `identity` is how the person signs in. Call it inside a transaction.

    Raises IntegrityError where somebody has that identity.
    """
    now = shop.now()
    referrer = await _by_code(referral_code)
    if referral_code and referrer is None:
        logger.info("a new person came with an unknown referral code")
    user = await User.create(
        first_name=first_name[:128],
        last_name=last_name and last_name[:128],
        language=language,
        referral_code=new_code(),
        referrer_id=referrer.id if referrer else None,
        campaign_id=campaign_id,
        created_at=now,
        seen_at=now,
        **identity,
    )
    await shop.record(UserRegistered(user.id, referrer_id=user.referrer_id, campaign_id=campaign_id))
    return user


async def _by_code(referral_code: str | None) -> User | None:
    code = (referral_code or "").upper()
    return await User.get_or_none(referral_code=code) if CODE.fullmatch(code) else None


def new_code() -> str:
    """A new referral code: 8 random characters of 31. The unique index catches a collision."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
