"""Ways to sign in: e-mail and password, Telegram's widget, the Mini App.

Facts ask for e-mails with codes (`EmailVerificationAsked`, `PasswordResetAsked`); `notifications/email.py` sends them.
"""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final, Literal

from tortoise.exceptions import IntegrityError

from core import db, errors, outbox
from core.events import EmailVerificationAsked, PasswordChanged, PasswordResetAsked
from core.shop import Shop
from core.telegram import login
from core.telegram.login import Proof
from core.users import accounts, attempts, passwords, sessions
from core.users.attempts import Limit
from core.users.models import LetterToken, User
from core.users.sessions import Tokens

_LABEL: Final = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
EMAIL_PATTERN: Final = rf"^[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@({_LABEL}\.)+{_LABEL}$"  # as browsers check it
EMAIL_MAX = 254
GMAIL: Final = ("gmail.com", "googlemail.com")  # where dots do not count
PASSWORD_MIN, PASSWORD_MAX = 8, 128
GOOD_FOR: Final = {"verification": timedelta(hours=24), "reset": timedelta(hours=1)}
EMAIL_LIMITS: Final = (Limit(3, timedelta(hours=1)), Limit(10, timedelta(days=1)))  # of one purpose to one mailbox
MAILBOX_LIMITS: Final = (Limit(10, timedelta(hours=1)), Limit(30, timedelta(days=1)))  # whoever asks for them
RESEND_LIMIT: Final = Limit(1, timedelta(minutes=5))  # between the e-mails that signing in asks for
Purpose = Literal["verification", "reset"]


@dataclass(frozen=True, slots=True)
class SignIn:
    """Somebody who has just signed in."""

    user: User
    tokens: Tokens


def normalize(email: str) -> str:
    """An address as it is kept and compared."""
    return email.strip().lower()


def mailbox(email: str) -> str:
    """The mailbox behind an address: e-mails to `ann+shop@` and `ann@` come into the same one (RFC 5233)."""
    local, _, domain = normalize(email).rpartition("@")
    local = local.partition("+")[0] or local
    if domain in GMAIL:
        local, domain = local.replace(".", ""), GMAIL[0]
    return f"{local}@{domain}"


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
    """A new account with an e-mail address and a password. Raises EmailTaken.

    Whose address it is, is not known before an e-mail has been read; a mailbox gets a limited number of them.
    """
    email = normalize(email)
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
                await _ask_for_verification(shop, user)
    except IntegrityError:
        if await User.filter(email=email).exists():
            raise errors.EmailTaken() from None
        raise
    return user


async def with_password(
    shop: Shop,
    email: str,
    password: str,
    *,
    network: str | None = None,
    tell_closed: bool = False,
    verified: bool = True,
) -> SignIn:
    """Sign in. Raises WrongPassword, TooManySignIns, and EmailUnverified where the shop insists on verified addresses
    and so does the caller (`verified`).

    `network` is where the person is, which tells their wrong passwords from those of strangers. A closed account is a
    wrong password too; with `tell_closed` it is Blocked to whoever knows its password. Whoever has to verify gets
    another e-mail when the last code has expired.
    """
    address = normalize(email)
    async with attempts.password_attempt(shop, address, network):
        user = await _by_email(email)
        password_hash = user.password_hash if user else None
        if not await passwords.verify(password, password_hash) or user is None:
            raise errors.WrongPassword()
    refusal = errors.Blocked() if tell_closed else errors.WrongPassword()
    if user.blocked_at is not None:
        raise refusal
    if user.email_verified_at is None and shop.settings.verifies_email:
        await _ask_for_verification_again(shop, user, waits=verified)
        if verified:
            raise errors.EmailUnverified()
    tokens = await sessions.begin(shop, user, password_hash=password_hash)
    if user.blocked_at is not None:  # meanwhile
        raise refusal
    await attempts.trust(shop, address, network)
    return SignIn(user, tokens)


async def with_init_data(
    shop: Shop, init_data: str, *, referral_code: str | None = None, campaign_id: int | None = None
) -> SignIn:
    """Sign in from the Mini App, as often as it asks while its initData is good: each time on a device of its own.

    Telegram makes new data only when the app is opened anew, so a reload comes with the same. Raises InvalidLogin,
    Blocked.
    """
    proof = check_init_data(shop, init_data)
    async with db.transaction():
        return await _with_proof(shop, proof, referral_code, campaign_id, session_proof=proof.hash)


def check_init_data(shop: Shop, init_data: str) -> Proof:
    """Who the Mini App's initData is about. Raises InvalidLogin."""
    max_age = timedelta(seconds=shop.settings.init_data_max_age)
    return login.check_init_data(shop.settings.token, init_data, now=shop.now(), max_age=max_age)


def telegram_page(shop: Shop) -> str:
    """Where a browser goes to sign in with Telegram; it comes back to the cabinet. Empty where that cannot be."""
    settings = shop.settings
    return login.authorization_url(settings.bot_id, shop.link("/app/"), api=settings.telegram_api_url) or ""


async def with_widget(shop: Shop, answer: Mapping[str, Any], *, language: str | None = None) -> SignIn:
    """Sign in by Telegram's Login Widget, once with the same answer; it does not say what a newcomer's `language` is.

    Raises InvalidLogin, Blocked.
    """
    proof = login.check_widget(shop.settings.token, answer, now=shop.now())
    proof = replace(proof, language_code=language)
    async with db.transaction():  # one: a sign-in that fails halfway can be tried again
        row = await db.fetch_one(
            "INSERT INTO used_proofs (proof, expires_at) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING proof",
            proof.hash,
            proof.expires_at,
        )
        if row is None:
            raise errors.InvalidLogin()
        return await _with_proof(shop, proof, None, None)


async def issue_email_token(shop: Shop, user: User, purpose: Purpose, fact_id: int | None) -> str | None:
    """A new code for the e-mail that a fact asks for, None where it was sent before; only the hash is kept.

    Earlier codes of the same purpose are no longer good. Without a fact the code goes to somebody who has just proven
    that they read the account's mail.
    """
    token = secrets.token_urlsafe(24)
    now = shop.now()
    async with db.transaction():
        await sessions.lock(user.id)
        if fact_id is not None:
            await LetterToken.filter(fact_id=fact_id, sent_at=None).delete()
            if await LetterToken.filter(fact_id=fact_id).exists():
                return None
        await _spend_codes(shop, user.id, purpose)
        await LetterToken.create(
            user_id=user.id,
            purpose=purpose,
            token_hash=sessions.hashed(token),
            fact_id=fact_id,
            created_at=now,
            expires_at=now + GOOD_FOR[purpose],
        )
    return token


async def note_email_sent(shop: Shop, fact_id: int) -> None:
    """The e-mail that a fact asked for has been sent."""
    await LetterToken.filter(fact_id=fact_id).update(sent_at=shop.now())


async def verify_email(shop: Shop, token: str, *, registrants: Collection[int] | None = None) -> User:
    """Confirm the address by the code of its e-mail. Raises VerificationTokenInvalid, VerificationTokenExpired.

    Anybody can register somebody else's address. `registrants` are the accounts which whoever reads the e-mail has
    shown to have registered; None trusts them. For any other account the password may be a stranger's: it ends with
    every session, and has to be set anew (`password_hash` is None then, see `set_password_code`).
    """
    async with db.transaction():
        code = await _use_email_token(shop, token, "verification")
        if code is None:
            raise errors.VerificationTokenInvalid()
        if code.expires_at <= shop.now():
            raise errors.VerificationTokenExpired()
        user = await User.get(id=code.user_id)
        if user.email_verified_at is None:
            user.email_verified_at = shop.now()
            if registrants is not None and user.id not in registrants and not await _has_chosen_password(user):
                user.password_hash = None
                await sessions.revoke_all(shop, user.id)
            await user.save(update_fields=["email_verified_at", "password_hash"])
    return user


async def set_password_code(shop: Shop, user: User) -> str | None:
    """A code for `reset_password` where an account has no password, for whoever has just read an e-mail to it."""
    return await issue_email_token(shop, user, "reset", None) if user.password_hash is None else None


async def ask_for_reset(shop: Shop, email: str, *, network: str | None = None) -> None:
    """Send a code by which the password can be changed. An unknown address takes the same time and tells nothing.

    Neither does one that has been sent enough of them. What is asked for in networks that the account is signed in from
    is counted apart, so that strangers cannot use up the owner's e-mails.
    """
    address = normalize(email)
    box = mailbox(address)
    if await attempts.is_known(shop, address, network):
        is_allowed = await attempts.hit(shop, "reset letters from known networks", box, EMAIL_LIMITS)
    else:  # one stranger must not use up what somebody on a new network needs
        is_allowed = await attempts.hit(
            shop, "reset letters from one network", f"{box} {network}", EMAIL_LIMITS
        ) and await attempts.hit(shop, "reset letters from strange networks", box, MAILBOX_LIMITS)
    user = await _by_email(email)
    async with db.transaction():
        await shop.record(PasswordResetAsked(user.id if user and is_allowed else None))


async def reset_password(shop: Shop, token: str, new_password: str, *, network: str | None = None) -> None:
    """Change the password and sign the person out everywhere. Raises ResetTokenInvalid, ResetTokenExpired.

    Sign-ins with the old password that are under way fail, and other codes are no longer good. Wrong passwords that
    were tried in this `network` are forgotten.
    """
    password_hash = await passwords.hashed(new_password)
    async with db.transaction():
        code = await _use_email_token(shop, token, "reset")
        if code is None:
            raise errors.ResetTokenInvalid()
        if code.expires_at <= shop.now():
            raise errors.ResetTokenExpired()
        await User.filter(id=code.user_id).update(password_hash=password_hash)
        await sessions.revoke_all(shop, code.user_id)
        await _spend_codes(shop, code.user_id, "reset")
        await shop.record(PasswordChanged(code.user_id))
    user = await User.get(id=code.user_id)
    await attempts.trust(shop, user.email or "", network)


async def _by_email(email: str) -> User | None:
    """Whose address it is; one that no column holds is nobody's."""
    address = normalize(email)  # may be longer than what came: "İ" is two letters in lower case
    return await User.get_or_none(email=address) if len(address) <= EMAIL_MAX else None


async def _use_email_token(shop: Shop, token: str, purpose: Purpose) -> LetterToken | None:
    """Mark a code as used; None for one that is unknown or was used before. Call it inside a transaction."""
    code = await LetterToken.get_or_none(token_hash=sessions.hashed(token), purpose=purpose)
    if code is None:
        return None
    await sessions.lock(code.user_id)  # before the code's row, so that two codes of one person do not block each other
    if not await LetterToken.filter(id=code.id, used_at=None).update(used_at=shop.now()):
        return None
    return code


async def _spend_codes(shop: Shop, user_id: int, purpose: Purpose) -> None:
    """Every code of this purpose that was given out is no longer good. Call it with the account locked."""
    await LetterToken.filter(user_id=user_id, purpose=purpose, used_at=None).update(used_at=shop.now())


async def _has_chosen_password(user: User) -> bool:
    """Whether the password was set by a code from the account's mail, not at registration."""
    return await outbox.RecordedFact.filter(user_id=user.id, name=PasswordChanged.__name__).exists()


async def _ask_for_verification(shop: Shop, user: User, *, again: bool = False) -> None:
    """Ask for an e-mail with a code, unless the mailbox has reached its limit. Call it inside a transaction."""
    action, address = "verification letters", user.email or ""
    spaced = await attempts.hit(shop, action, address, [RESEND_LIMIT])
    # Of the exact address, so that `ann+1@` uses up nothing of `ann@`, and of the mailbox behind both.
    is_allowed = (spaced or not again) and await attempts.hit(shop, action, address, EMAIL_LIMITS)
    if is_allowed and await attempts.hit(shop, f"{action} to a mailbox", mailbox(address), MAILBOX_LIMITS):
        await shop.record(EmailVerificationAsked(user.id))


async def _ask_for_verification_again(shop: Shop, user: User, *, waits: bool) -> None:
    """Another e-mail, unless one was asked for a moment ago; for whoever does not wait for it, once no code is good."""
    usable_codes = LetterToken.filter(user_id=user.id, purpose="verification", used_at=None, expires_at__gt=shop.now())
    if not waits and await usable_codes.exists():
        return
    async with db.transaction():
        await _ask_for_verification(shop, user, again=True)


async def _with_proof(
    shop: Shop, proof: Proof, referral_code: str | None, campaign_id: int | None, *, session_proof: str | None = None
) -> SignIn:
    """The account of whom Telegram vouches for, signed in. Call it inside a transaction."""
    profile = accounts.TelegramProfile(
        proof.telegram_id, proof.first_name, proof.last_name, proof.username, proof.language_code
    )
    user, _ = await accounts.get_or_create(shop, profile, referral_code=referral_code, campaign_id=campaign_id)
    tokens = await sessions.begin(shop, user, proof=session_proof)
    if user.blocked_at is not None:
        raise errors.Blocked()
    return SignIn(user, tokens)
