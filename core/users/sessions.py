"""Sessions: who is signed in where.

A session begins with a sign-in and ends by itself, by its person, by a password reset or by an operator. Its refresh
token is a JWT kept only as a hash; access tokens are JWTs that name their session, so that they end with it.
"""

import hashlib
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4

import jwt

from core import db, errors, installation, rows
from core.shop import Shop
from core.users.models import LetterToken, Session, UsedProof, User

ALGORITHM = "HS256"
ACCESS, REFRESH = "access", "refresh"
FAR = 2**40
TOKEN_LENGTH = 2048  # ours are some 250 characters
PLACES = 100  # shown of one person's
KEPT = 2000  # verified tokens in memory, a kilobyte each
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
class Place:
    """A sign-in that has not ended, however often its tokens have been replaced.

    `seen_at` is when they were replaced last; None where they never were. `is_current` marks the one that asks.
    """

    id: int
    begun_at: datetime
    seen_at: datetime | None
    is_current: bool


async def begin(shop: Shop, user: User, *, family: UUID | None = None) -> Tokens:
    """Sign a person in on one more device; `family` is what the sessions that follow from one sign-in share."""
    now = shop.now()
    ends = now + timedelta(days=shop.settings.refresh_token_days)
    refresh = await _sign(shop, REFRESH, ends, sub=str(user.id), jti=secrets.token_urlsafe(24))
    session = await Session.create(
        user_id=user.id, token_hash=hashed(refresh), family=family, created_at=now, expires_at=ends
    )
    return Tokens(await _access(shop, user.id, session.id), refresh, shop.settings.access_token_minutes * 60, ends)


async def refresh(shop: Shop, token: str) -> tuple[User, str]:
    """The person and a new access token; the refresh token stays good. Raises Unauthenticated, Blocked."""
    session = await _running(shop, token)
    return session.user, await _access(shop, session.user_id, session.id)


async def rotate(shop: Shop, token: str) -> tuple[User, Tokens]:
    """The person and new tokens; the old refresh token dies at once.

    A dead one that comes again was copied by somebody: everybody who signed in through it is signed out. Raises
    Unauthenticated, Blocked.
    """
    session = await _running(shop, token)
    async with db.transaction():
        now = shop.now()
        family = session.family or uuid4()
        if not await Session.filter(id=session.id, replaced_at=None, revoked_at=None).update(
            replaced_at=now, family=family
        ):
            raise errors.Unauthenticated()
        return session.user, await begin(shop, session.user, family=family)


async def end(shop: Shop, token: str) -> None:
    """Sign out where this refresh token belongs; twice is as good as once. Raises Unauthenticated for any other."""
    await _read(shop, token, REFRESH)
    session = await Session.get_or_none(token_hash=hashed(token))
    if session is None or session.expires_at <= shop.now():
        raise errors.Unauthenticated()
    if session.revoked_at is None:
        await _revoke_family(shop, session)


async def _running(shop: Shop, token: str) -> Session:
    """The session of a refresh token that is still good, with its `user`. Raises Unauthenticated, Blocked."""
    await _read(shop, token, REFRESH)
    session = await Session.filter(token_hash=hashed(token)).select_related("user").first()
    if session is None or session.expires_at <= shop.now():
        raise errors.Unauthenticated()
    if session.replaced_at is not None:
        await _revoke_family(shop, session)
    if session.replaced_at is not None or session.revoked_at is not None:
        raise errors.Unauthenticated()
    if session.user.blocked_at is not None:
        raise errors.Blocked()
    return session


async def _revoke_family(shop: Shop, session: Session) -> None:
    mine = Session.filter(family=session.family) if session.family else Session.filter(id=session.id)
    await mine.filter(revoked_at=None).update(revoked_at=shop.now())


async def check(shop: Shop, token: str) -> Claims:
    """What an access token says; asks the database for nothing. Raises Unauthenticated."""
    claims = await _read(shop, token, ACCESS)
    try:
        issued, ends = (datetime.fromtimestamp(claims[name], UTC) for name in ("iat", "exp"))
        return Claims(int(claims["sub"]), int(claims["sid"]), issued, ends)
    except (KeyError, TypeError, ValueError):
        raise errors.Unauthenticated() from None


async def user_of(claims: Claims) -> User:
    """The person behind a checked access token, by one statement. Raises Unauthenticated, Blocked."""
    user = await rows.read_one(
        User,
        "SELECT users.* FROM sessions JOIN users ON users.id = sessions.user_id"
        " WHERE sessions.id = $1 AND sessions.user_id = $2 AND sessions.revoked_at IS NULL",
        claims.session_id,
        claims.user_id,
    )
    if user is None:
        raise errors.Unauthenticated()
    if user.blocked_at is not None:
        raise errors.Blocked()
    return user


async def still_good(shop: Shop, claims: Collection[Claims]) -> set[Claims]:
    """Those that `check` and `user_of` would still take, by one statement for each 500."""
    now = shop.now()
    running = [one for one in claims if one.expires_at > now]
    good: set[int] = set()
    for start in range(0, len(running), 500):
        wanted = {one.session_id for one in running[start : start + 500]}
        found = Session.filter(id__in=wanted, revoked_at=None, user__blocked_at=None)
        good.update(await found.values_list("id", flat=True))  # type: ignore[arg-type]
    return {one for one in running if one.session_id in good}


async def places(shop: Shop, claims: Claims) -> list[Place]:
    """Where a person is signed in: the newest hundred, the latest sign-in first, by one statement.

    `claims` are those of a checked access token. A sign-in whose tokens are replaced for weeks has begun when the
    oldest session that is remembered did.
    """
    found = await db.fetch(
        "SELECT s.id, s.created_at, (SELECT min(f.created_at) FROM sessions f WHERE f.family = s.family) AS begun_at,"
        " CASE WHEN s.id = $1 OR s.family = (SELECT c.family FROM sessions c WHERE c.id = $1) THEN 1 ELSE 0 END AS here"
        " FROM sessions s WHERE s.user_id = $2 AND s.revoked_at IS NULL AND s.replaced_at IS NULL AND s.expires_at > $3"
        " ORDER BY s.id DESC LIMIT $4",
        claims.session_id,
        claims.user_id,
        shop.now(),
        PLACES,
    )
    return [_place(row) for row in found]


def _place(row: Any) -> Place:
    last = db.as_moment(row["created_at"])
    begun = db.as_moment(row["begun_at"] or row["created_at"])
    return Place(row["id"], begun, last if last > begun else None, bool(row["here"]))


async def end_place(shop: Shop, user: User, session_id: int) -> None:
    """Sign a person out in one place, at once. Raises SessionNotFound for one that has ended or is not theirs."""
    if not await _end_own(shop, user.id, session_id):
        raise errors.SessionNotFound()


async def leave(shop: Shop, claims: Claims) -> None:
    """Sign out where this access token belongs; twice is as good as once."""
    await _end_own(shop, claims.user_id, claims.session_id)


async def _end_own(shop: Shop, user_id: int, session_id: int) -> bool:
    """Revoke a session with its family. Whether there was anything to revoke."""
    ended = False
    while await db.fetch(  # again, for tokens that were being replaced meanwhile
        "UPDATE sessions SET revoked_at = $1 WHERE user_id = $2 AND revoked_at IS NULL AND (id = $3"
        " OR family = (SELECT c.family FROM sessions c WHERE c.id = $3 AND c.user_id = $2)) RETURNING id",
        shop.now(),
        user_id,
        session_id,
    ):
        ended = True
    return ended


async def revoke_all(shop: Shop, user_id: int) -> None:
    """Sign a person out everywhere."""
    await Session.filter(user_id=user_id, revoked_at=None).update(revoked_at=shop.now())


async def forget_old(shop: Shop) -> None:
    """Drop what has ended by itself: sessions, codes of letters, used sign-ins."""
    for model in (Session, LetterToken, UsedProof):
        await model.filter(expires_at__lt=shop.now()).delete()


def hashed(token: str) -> str:
    """How a token is kept in the database."""
    return hashlib.sha256(token.encode()).hexdigest()


async def _access(shop: Shop, user_id: int, session_id: int) -> str:
    ends = shop.now() + timedelta(minutes=shop.settings.access_token_minutes)
    return await _sign(shop, ACCESS, ends, sub=str(user_id), sid=session_id)


async def _sign(shop: Shop, kind: str, ends: datetime, **claims: Any) -> str:
    claims |= {"typ": kind, "iat": int(shop.now().timestamp()), "exp": int(ends.timestamp())}
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
    if claims["typ"] != kind or not isinstance(ends, int) or not shop.now().timestamp() < ends < FAR:
        raise errors.Unauthenticated()
    return claims


@lru_cache(maxsize=KEPT)
def _verified(token: str, secret: str) -> Mapping[str, Any]:
    """What a token signed by this shop says, whatever the time. Raises jwt.InvalidTokenError.

    Kept, because an app sends the same token with each request, and a good signature stays good; its end and its
    session are looked at each time.
    """
    claims: dict[str, Any] = jwt.decode(token, secret, [ALGORITHM], options=OPTIONS)
    return claims
