"""Ways to sign in: e-mail and password, Telegram's widget, the Mini App.

Facts ask for letters with codes (`EmailVerificationAsked`, `PasswordResetAsked`); `core/letters.py` sends them.
"""

import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from tortoise.exceptions import IntegrityError

from core import db, errors, outbox, telegram_login
from core.events import EmailVerificationAsked, PasswordResetAsked
from core.shop import Shop
from core.telegram_login import Proof
from core.users import accounts, passwords, sessions
from core.users.models import LetterToken, User
from core.users.sessions import Tokens

_LABEL: Final = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
EMAIL: Final = rf"^[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@({_LABEL}\.)+{_LABEL}$"  # as browsers understand it
EMAIL_MAX = 254
PASSWORD_MIN, PASSWORD_MAX = 8, 128
GOOD_FOR: Final = {"verification": timedelta(hours=24), "reset": timedelta(hours=1)}
LETTER_EVERY = timedelta(minutes=5)
Purpose = Literal["verification", "reset"]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SignIn:
    """Somebody who has just signed in."""

    user: User
    tokens: Tokens


def normal(email: str) -> str:
    """An address as it is kept and compared."""
    return email.strip().lower()


async def register(
    shop: Shop,
    *,
    email: str,
    password: str,
    first_name: str,
    last_name: str | None = None,
    language: str,
    referral_code: str | None = None,
    campaign_id: int | None = None,
) -> User:
    """A new account with an e-mail address and a password. Raises EmailTaken."""
    email = normal(email)
    password_hash = await passwords.hashed(password)
    try:
        async with db.transaction():
            user = await accounts.create(
                shop,
                first_name=first_name,
                last_name=last_name,
                language=language,
                referral_code=referral_code,
                campaign_id=campaign_id,
                email=email,
                password_hash=password_hash,
            )
            if shop.settings.verifies_email or shop.settings.smtp_url is not None:
                await shop.record(EmailVerificationAsked(user.id))
    except IntegrityError:
        if await User.filter(email=email).exists():
            raise errors.EmailTaken() from None
        raise
    return user


async def with_password(shop: Shop, email: str, password: str, *, tell_closed: bool = False) -> SignIn:
    """Sign in. Raises WrongPassword, and EmailUnverified where the shop insists on verified addresses.

    A closed account is a wrong password too; with `tell_closed` it is Blocked to whoever knows its password.
    Whoever has to verify gets another letter when the last one is no longer good.
    """
    user = await _by_email(email)
    known = user.password_hash if user else None
    if not await passwords.fits(password, known) or user is None:
        raise errors.WrongPassword()
    if user.blocked_at is not None:
        raise errors.Blocked() if tell_closed else errors.WrongPassword()
    if user.email_verified_at is None and shop.settings.verifies_email:
        await _ask_for_verification_again(shop, user)
        raise errors.EmailUnverified()
    return SignIn(user, await sessions.begin(shop, user))


async def with_init_data(
    shop: Shop, init_data: str, *, referral_code: str | None = None, campaign_id: int | None = None
) -> SignIn:
    """Sign in from the Mini App, once with the same initData. Raises InvalidLogin, Blocked."""
    return await _with_proof(shop, check_init_data(shop, init_data), referral_code, campaign_id)


def check_init_data(shop: Shop, init_data: str) -> Proof:
    """Who the Mini App's initData is about. Raises InvalidLogin."""
    max_age = timedelta(seconds=shop.settings.init_data_max_age)
    return telegram_login.check_init_data(shop.settings.token, init_data, now=shop.now(), max_age=max_age)


def telegram_page(shop: Shop) -> str:
    """Where a browser goes to sign in with Telegram; it comes back to the cabinet. Empty where that cannot be."""
    settings = shop.settings
    asking = telegram_login.asking_address(settings.bot_id, shop.link("/app/"), api=settings.telegram_api_url)
    return asking or ""


async def with_widget(shop: Shop, answer: Mapping[str, Any], *, language: str | None = None) -> SignIn:
    """Sign in by Telegram's Login Widget, once with the same answer; it does not say what a newcomer's `language` is.

    Raises InvalidLogin, Blocked.
    """
    proof = telegram_login.check_widget(shop.settings.token, answer, now=shop.now())
    proof = replace(proof, language_code=language)
    return await _with_proof(shop, proof, None, None)


async def issue_letter_token(shop: Shop, user: User, purpose: Purpose, fact_id: int) -> str | None:
    """A fresh code for the letter that a fact asks for, None where it was sent before; only the hash is kept."""
    token = secrets.token_urlsafe(24)
    now = shop.now()
    async with db.transaction():
        await LetterToken.filter(fact_id=fact_id, sent_at=None).delete()
        if await LetterToken.filter(fact_id=fact_id).exists():
            return None
        await LetterToken.create(
            user_id=user.id,
            purpose=purpose,
            token_hash=sessions.hashed(token),
            fact_id=fact_id,
            created_at=now,
            expires_at=now + GOOD_FOR[purpose],
        )
    return token


async def note_letter_sent(shop: Shop, fact_id: int) -> None:
    """The letter that a fact asked for is on its way."""
    await LetterToken.filter(fact_id=fact_id).update(sent_at=shop.now())


async def verify_email(shop: Shop, token: str) -> User:
    """The letter has been read. Raises VerificationTokenInvalid, VerificationTokenExpired."""
    async with db.transaction():
        found = await _use_letter_token(shop, token, "verification")
        if found is None:
            raise errors.VerificationTokenInvalid()
        if found.expires_at <= shop.now():
            raise errors.VerificationTokenExpired()
        await User.filter(id=found.user_id, email_verified_at=None).update(email_verified_at=shop.now())
    return await User.get(id=found.user_id)


async def ask_for_reset(shop: Shop, email: str) -> None:
    """Send a code by which the password can be changed. An unknown address takes the same time and tells nothing."""
    user = await _by_email(email)
    async with db.transaction():
        await shop.record(PasswordResetAsked(user.id if user else None))


async def reset_password(shop: Shop, token: str, new_password: str) -> None:
    """Change the password and sign the person out everywhere. Raises ResetTokenInvalid, ResetTokenExpired."""
    password_hash = await passwords.hashed(new_password)
    async with db.transaction():
        found = await _use_letter_token(shop, token, "reset")
        if found is None:
            raise errors.ResetTokenInvalid()
        if found.expires_at <= shop.now():
            raise errors.ResetTokenExpired()
        await User.filter(id=found.user_id).update(password_hash=password_hash)
        await sessions.revoke_all(shop, found.user_id)


async def _by_email(email: str) -> User | None:
    """Whose address it is; one that no column holds is nobody's."""
    address = normal(email)  # may be longer than what came: "İ" is two letters in lower case
    return await User.get_or_none(email=address) if len(address) <= EMAIL_MAX else None


async def _use_letter_token(shop: Shop, token: str, purpose: Purpose) -> "_Found | None":
    """Mark a code as used; None for one that is unknown or was used before. Call it inside a transaction."""
    row = await db.fetch_one(
        "UPDATE letter_tokens SET used_at = $1 WHERE token_hash = $2 AND purpose = $3 AND used_at IS NULL"
        " RETURNING user_id, expires_at",
        shop.now(),
        sessions.hashed(token),
        purpose,
    )
    return _Found(row["user_id"], db.as_moment(row["expires_at"])) if row else None


@dataclass(frozen=True, slots=True)
class _Found:
    user_id: int
    expires_at: datetime


async def _ask_for_verification_again(shop: Shop, user: User) -> None:
    """Another letter, unless one was asked for a moment ago."""
    recent = await outbox.RecordedFact.filter(
        user_id=user.id, name=EmailVerificationAsked.__name__, at__gt=shop.now() - LETTER_EVERY
    ).exists()
    if not recent:
        async with db.transaction():
            await shop.record(EmailVerificationAsked(user.id))


async def _with_proof(shop: Shop, proof: Proof, referral_code: str | None, campaign_id: int | None) -> SignIn:
    """One transaction: a sign-in that fails halfway can be tried again."""
    profile = accounts.TelegramProfile(
        proof.telegram_id, proof.first_name, proof.last_name, proof.username, proof.language_code
    )
    async with db.transaction():
        used = await db.fetch_one(
            "INSERT INTO used_proofs (proof, expires_at) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING proof",
            proof.hash,
            proof.expires_at,
        )
        if used is None:
            raise errors.InvalidLogin()
        user, _ = await accounts.enter(shop, profile, referral_code=referral_code, campaign_id=campaign_id)
        if user.blocked_at is not None:
            raise errors.Blocked()
        return SignIn(user, await sessions.begin(shop, user))
