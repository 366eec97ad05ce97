"""Sessions: who is signed in where.

A session begins with a sign-in and ends by itself, by its person, by a password reset or by an operator. Its refresh
token is a JWT kept only as a hash; access tokens are JWTs that name their session, so that they end with it.
"""

import hashlib
import hmac
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4

import jwt

from core import db, errors, installation
from core.db import hydrate
from core.shop import Shop
from core.users.models import Attempts, LetterToken, Session, UsedProof, User

ALGORITHM = "HS256"
ACCESS, REFRESH, REGISTRATION = "access", "refresh", "registration"
MAX_TIMESTAMP = 2**40
TOKEN_LENGTH = 2048  # ours are some 250 characters
MAX_SESSIONS = 100  # of one person's: more sign-ins than these do not run at a time, nor are shown
MAX_PER_PROOF = 30  # sign-ins from one initData that run at a time
REUSE_WINDOW = timedelta(seconds=10)  # within which a refresh token that was replaced gets the same answer again
REGISTRATION_LIFETIME = timedelta(days=30)  # how long a device can show that it has registered an account
VERIFIED_CACHE = 2000  # verified tokens in memory, a kilobyte each
OPTIONS: Any = {"verify_exp": False, "verify_iat": False, "verify_nbf": False, "require": ["exp", "sub", "typ"]}


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a device gets at a sign-in."""

    access: str
    refresh: str
    expires_in: int
    refresh_expires_at: datetime


@dataclass(frozen=True, slots=True)
class Claims:
    """What an access token says, once its signature and its end have been checked."""

    user_id: int
    session_id: int
    issued_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ActiveSession:
    """A sign-in that has not ended, however often its tokens have been replaced.

    `seen_at` is when they were replaced last; None where they never were. `is_current` marks the one that asks.
    """

    id: int
    begun_at: datetime
    seen_at: datetime | None
    is_current: bool


async def begin(shop: Shop, user: User, *, password_hash: str | None = None, proof: str | None = None) -> Tokens:
    """Sign a person in on one more device.

    `password_hash` is what a password was compared with, outside any transaction: here it must still be the account's.
    `proof` is Telegram's hash of the initData. The newest `MAX_PER_PROOF` sign-ins of one initData are kept, and the
    newest `MAX_SESSIONS` of one person. The session of a closed account is revoked at once: its tokens say that it is
    closed, and stay invalid when it is opened again; `user.blocked_at` is refreshed then. Raises WrongPassword where
    the password has been changed meanwhile, Unauthenticated for an account that is gone.
    """
    async with db.transaction():
        account = await lock(user.id)
        user.blocked_at = account.blocked_at
        if password_hash is not None and account.password_hash != password_hash:
            raise errors.WrongPassword()
        tokens = await _issue(shop, user.id, secrets.token_urlsafe(24), proof=proof)
        if proof is not None:
            await _delete_oldest(user.id, MAX_PER_PROOF, "AND proof = $2", proof)
        await _delete_oldest(user.id, MAX_SESSIONS)
        if user.blocked_at is not None:
            await Session.filter(user_id=user.id, revoked_at=None).update(revoked_at=shop.now())
    return tokens


async def refresh(shop: Shop, token: str) -> tuple[User, str]:
    """The person and a new access token; the refresh token stays good. Raises Unauthenticated, Blocked."""
    await _read(shop, token, REFRESH)
    session = _usable(shop, await Session.filter(token_hash=hashed(token)).select_related("user").first())
    user = session.user
    successor = await _successor(shop, session, token)
    if session.replaced_at is not None and successor is None:
        await _end_family(shop, session)
        raise errors.Unauthenticated()
    return user, await _access(shop, user.id, (successor or session).id, shop.now())


async def rotate(shop: Shop, token: str) -> tuple[User, Tokens]:
    """The person and new tokens; the old refresh token is replaced.

    The same token within `REUSE_WINDOW` gets the same tokens: two tabs of one browser, or an answer that was lost.
    Later it was copied by somebody: everybody who signed in through it is signed out. Raises Unauthenticated, Blocked.
    """
    await _read(shop, token, REFRESH)
    row = await Session.get_or_none(token_hash=hashed(token))
    if row is None:
        raise errors.Unauthenticated()
    async with db.transaction():
        user = await lock(row.user_id)
        session = _usable(shop, await Session.filter(id=row.id).first(), user)
        tokens = await _rotated(shop, session, token)
        if tokens is None:
            await _revoke_family(shop, session)
    if tokens is None:  # not inside: what is revoked has to stay so
        raise errors.Unauthenticated()
    return user, tokens


async def end(shop: Shop, token: str) -> None:
    """Sign out where this refresh token belongs; twice is as good as once. Raises Unauthenticated for any other."""
    await _read(shop, token, REFRESH)
    session = await Session.get_or_none(token_hash=hashed(token))
    if session is None or session.expires_at <= shop.now():
        raise errors.Unauthenticated()
    if session.revoked_at is None:
        await _end_family(shop, session)


async def lock(user_id: int) -> User:
    """The account, held until the transaction ends.

    Whatever begins, replaces or ends sessions takes this lock first: else a sign-in that is under way while all
    sessions end would outlive them. Raises Unauthenticated for an account that is gone.
    """
    user = await User.filter(id=user_id).select_for_update(no_key=True).first()
    if user is None:
        raise errors.Unauthenticated()
    return user


async def _issue(
    shop: Shop, user_id: int, token_id: str, *, family: UUID | None = None, proof: str | None = None
) -> Tokens:
    """Begin a session now."""
    now = shop.now()
    ends = now + timedelta(days=shop.settings.refresh_token_days)
    token = await _refresh_token(shop, user_id, token_id, now, ends)
    session = await Session.create(
        user_id=user_id, token_hash=hashed(token), family=family, proof=proof, created_at=now, expires_at=ends
    )
    return await _tokens(shop, session, token)


async def _tokens(shop: Shop, session: Session, token: str) -> Tokens:
    """What a session began with; the same each time it is asked for."""
    access = await _access(shop, session.user_id, session.id, session.created_at)
    return Tokens(access, token, shop.settings.access_token_minutes * 60, session.expires_at)


async def _delete_oldest(user_id: int, limit: int, condition_suffix: str = "", *params: str) -> None:
    """Delete a person's oldest running sessions beyond `limit`. Call it with the account locked."""
    condition = f"user_id = $1 AND revoked_at IS NULL AND replaced_at IS NULL {condition_suffix}"
    newest = f"SELECT id FROM sessions WHERE {condition} ORDER BY id DESC LIMIT {limit:d}"  # noqa: S608 - constants
    await db.fetch(
        f"DELETE FROM sessions WHERE {condition} AND id < (SELECT min(id) FROM ({newest}) newest)"  # noqa: S608
        " RETURNING id",
        user_id,
        *params,
    )


def _usable(shop: Shop, session: Session | None, user: User | None = None) -> Session:
    """A session that has not ended; its token may have been replaced. `user` is whose, where it is not fetched with it.

    Raises Unauthenticated, Blocked.
    """
    if session is None or session.expires_at <= shop.now():
        raise errors.Unauthenticated()
    if (user or session.user).blocked_at is not None:  # also where the sessions have ended with it: this is why
        raise errors.Blocked()
    if session.revoked_at is not None:
        raise errors.Unauthenticated()
    return session


async def _rotated(shop: Shop, session: Session, token: str) -> Tokens | None:
    """The tokens that follow on a refresh token; None where it has been copied. The account is locked."""
    if session.replaced_at is not None:
        successor = await _successor(shop, session, token)
        return await _tokens(shop, successor, await _next_token(shop, session, token)) if successor else None
    session.replaced_at, session.family = shop.now(), session.family or uuid4()
    await session.save(update_fields=["replaced_at", "family"])
    return await _issue(shop, session.user_id, await _next_id(shop, token), family=session.family)


async def _successor(shop: Shop, session: Session, token: str) -> Session | None:
    """The session that took this one's place within `REUSE_WINDOW`, None where it has not, or ended since."""
    if session.replaced_at is None or shop.now() - session.replaced_at > REUSE_WINDOW:
        return None
    return await Session.get_or_none(token_hash=hashed(await _next_token(shop, session, token)), revoked_at=None)


async def _next_token(shop: Shop, session: Session, token: str) -> str:
    """The refresh token that took the place of one; made again from it, since tokens are kept nowhere."""
    began = session.replaced_at or shop.now()
    ends = began + timedelta(days=shop.settings.refresh_token_days)
    return await _refresh_token(shop, session.user_id, await _next_id(shop, token), began, ends)


async def _next_id(shop: Shop, token: str) -> str:
    """What only the shop can derive from a token: whoever has copied it cannot make the next one."""
    secret = await installation.signing_secret(shop)
    return hmac.new(secret.encode(), f"next\0{token}".encode(), hashlib.sha256).hexdigest()


async def _end_family(shop: Shop, session: Session) -> None:
    async with db.transaction():
        await lock(session.user_id)
        await _revoke_family(shop, await Session.get_or_none(id=session.id) or session)


async def _revoke_family(shop: Shop, session: Session) -> None:
    """End a session with all that followed from the same sign-in. The account is locked."""
    family = Session.filter(family=session.family) if session.family else Session.filter(id=session.id)
    await family.filter(revoked_at=None).update(revoked_at=shop.now())


async def registration(shop: Shop, user: User) -> str:
    """What a device shows later to prove that it has registered this account. It signs nobody in."""
    return await _sign(shop, REGISTRATION, shop.now(), shop.now() + REGISTRATION_LIFETIME, sub=str(user.id))


async def registered(shop: Shop, token: str) -> int:
    """The id of the account that a device has registered. Raises Unauthenticated."""
    try:
        return int((await _read(shop, token, REGISTRATION))["sub"])
    except ValueError:
        raise errors.Unauthenticated() from None


async def check(shop: Shop, token: str) -> Claims:
    """What an access token says; asks the database for nothing. Raises Unauthenticated."""
    claims = await _read(shop, token, ACCESS)
    try:
        issued_at, expires_at = (datetime.fromtimestamp(claims[name], UTC) for name in ("iat", "exp"))
        return Claims(int(claims["sub"]), int(claims["sid"]), issued_at, expires_at)
    except (KeyError, TypeError, ValueError):
        raise errors.Unauthenticated() from None


async def user_of(claims: Claims) -> User:
    """The person behind a checked access token, by one statement. Raises Unauthenticated, Blocked."""
    user = await hydrate.read_one(
        User,
        "SELECT users.* FROM sessions JOIN users ON users.id = sessions.user_id"
        " WHERE sessions.id = $1 AND sessions.user_id = $2"
        " AND (sessions.revoked_at IS NULL OR users.blocked_at IS NOT NULL)",  # a closed account is told why
        claims.session_id,
        claims.user_id,
    )
    if user is None:
        raise errors.Unauthenticated()
    if user.blocked_at is not None:
        raise errors.Blocked()
    return user


async def still_valid(shop: Shop, claims: Collection[Claims]) -> set[Claims]:
    """Those that `check` and `user_of` would still take, by one statement for each 500."""
    now = shop.now()
    candidates = [claim for claim in claims if claim.expires_at > now]
    valid_ids: set[int] = set()
    for start in range(0, len(candidates), 500):
        session_ids = {claim.session_id for claim in candidates[start : start + 500]}
        sessions = Session.filter(id__in=session_ids, revoked_at=None, user__blocked_at=None)
        valid_ids.update(await sessions.values_list("id", flat=True))  # type: ignore[arg-type]
    return {claim for claim in candidates if claim.session_id in valid_ids}


async def active_sessions(shop: Shop, claims: Claims) -> list[ActiveSession]:
    """Where a person is signed in: the newest hundred, the latest sign-in first, by one statement.

    `claims` are those of a checked access token. A sign-in whose tokens are replaced for weeks has begun when the
    oldest session that is remembered did.
    """
    rows = await db.fetch(
        "SELECT s.id, s.created_at, (SELECT min(f.created_at) FROM sessions f WHERE f.family = s.family) AS begun_at,"
        " CASE WHEN s.id = $1 OR s.family = (SELECT c.family FROM sessions c WHERE c.id = $1) THEN 1 ELSE 0 END AS here"
        " FROM sessions s WHERE s.user_id = $2 AND s.revoked_at IS NULL AND s.replaced_at IS NULL AND s.expires_at > $3"
        " ORDER BY s.id DESC LIMIT $4",
        claims.session_id,
        claims.user_id,
        shop.now(),
        MAX_SESSIONS,
    )
    return [_active_session(row) for row in rows]


def _active_session(row: Any) -> ActiveSession:
    seen_at = db.as_moment(row["created_at"])
    begun_at = db.as_moment(row["begun_at"] or row["created_at"])
    return ActiveSession(row["id"], begun_at, seen_at if seen_at > begun_at else None, bool(row["here"]))


async def end_session(shop: Shop, user: User, session_id: int) -> None:
    """Sign a person out in one place, at once. Raises SessionNotFound for one that has ended or is not theirs."""
    if not await _revoke_own(shop, user.id, session_id):
        raise errors.SessionNotFound()


async def sign_out(shop: Shop, claims: Claims) -> None:
    """Sign out where this access token belongs; twice is as good as once."""
    await _revoke_own(shop, claims.user_id, claims.session_id)


async def _revoke_own(shop: Shop, user_id: int, session_id: int) -> bool:
    """Revoke a session with its family. Whether there was anything to revoke."""
    async with db.transaction():
        await lock(user_id)
        rows = await db.fetch(
            "UPDATE sessions SET revoked_at = $1 WHERE user_id = $2 AND revoked_at IS NULL AND (id = $3"
            " OR family = (SELECT c.family FROM sessions c WHERE c.id = $3 AND c.user_id = $2)) RETURNING id",
            shop.now(),
            user_id,
            session_id,
        )
    return bool(rows)


async def revoke_all(shop: Shop, user_id: int) -> None:
    """Sign a person out everywhere, and whoever is just signing in."""
    async with db.transaction():
        await lock(user_id)
        await Session.filter(user_id=user_id, revoked_at=None).update(revoked_at=shop.now())


async def forget_old(shop: Shop) -> None:
    """Drop what has ended by itself: sessions, e-mailed codes, used sign-ins, counts of attempts."""
    for model in (Session, LetterToken, UsedProof, Attempts):
        await model.filter(expires_at__lt=shop.due_now()).delete()  # a clock that is ahead signs nobody out


def hashed(token: str) -> str:
    """How a token is kept in the database."""
    return hashlib.sha256(token.encode()).hexdigest()


async def _access(shop: Shop, user_id: int, session_id: int, at: datetime) -> str:
    ends = at + timedelta(minutes=shop.settings.access_token_minutes)
    return await _sign(shop, ACCESS, at, ends, sub=str(user_id), sid=session_id)


async def _refresh_token(shop: Shop, user_id: int, token_id: str, at: datetime, ends: datetime) -> str:
    return await _sign(shop, REFRESH, at, ends, sub=str(user_id), jti=token_id)


async def _sign(shop: Shop, kind: str, at: datetime, ends: datetime, **claims: Any) -> str:
    claims |= {"typ": kind, "iat": int(at.timestamp()), "exp": int(ends.timestamp())}
    return jwt.encode(claims, await installation.signing_secret(shop), ALGORITHM)


async def _read(shop: Shop, token: str, kind: str) -> Mapping[str, Any]:
    """Checked claims of a token of one kind. The shop's clock decides about its end. Raises Unauthenticated."""
    if not token.isascii() or len(token) > TOKEN_LENGTH:
        raise errors.Unauthenticated()
    try:
        claims = _verified(token, await installation.signing_secret(shop))
    except jwt.InvalidTokenError:
        raise errors.Unauthenticated() from None
    ends = claims["exp"]
    if claims["typ"] != kind or not isinstance(ends, int) or not shop.now().timestamp() < ends < MAX_TIMESTAMP:
        raise errors.Unauthenticated()
    return claims


@lru_cache(maxsize=VERIFIED_CACHE)
def _verified(token: str, secret: str) -> Mapping[str, Any]:
    """What a token signed by this shop says, whatever the time. Raises jwt.InvalidTokenError.

    Kept, because an app sends the same token with each request, and a good signature stays good; its end and its
    session are looked at each time.
    """
    claims: dict[str, Any] = jwt.decode(token, secret, [ALGORITHM], options=OPTIONS)
    return claims
