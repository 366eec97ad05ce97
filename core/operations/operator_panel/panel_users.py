"""Panel users: every key that lets somebody in, as the operator's panel names it.

The panel speaks of users by an e-mail, which here is but a label: an operator's own key has the one it was added by,
any other is called by its account and its owner, such as `tg4242.k0001@shop.example`.
"""

import asyncio
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from urllib.parse import quote, urlsplit

from core import db, errors
from core.db import as_moment
from core.shop import Actor, Shop
from core.subscriptions.keys import devices, direct
from core.subscriptions.models import ACTIVE, EXPIRED, SUSPENDED, Key, PanelAccount
from core.traffic import live

LOCAL: Final = re.compile(r"(?:tg\d{1,20}\.|u\d{1,20}\.)?([A-Za-z0-9_-]{1,36})")
NUMBERED: Final = re.compile(r"k(\d{4,18})")
FRAGMENT: Final = re.compile(r"#.*$", re.DOTALL)
HIDDEN: Final = "***"  # what stands for a credential that is not shown
_COLUMNS = (
    "k.id, k.name, k.email, k.alias, k.secret, k.flow, k.enabled, k.subscription_id, k.created_at,"
    " s.status, s.expires_at, u.id AS user_id, u.telegram_id, u.blocked_at"
)
_JOINED = "keys k LEFT JOIN subscriptions s ON s.id = k.subscription_id LEFT JOIN users u ON u.id = s.user_id"
_THERE = "k.removed_at IS NULL AND k.revoked_at IS NULL"


@dataclass(frozen=True, slots=True)
class PanelUser:
    """One key. `uuid` is its VLESS id, a credential; `expires_at` is None for one that lasts until it is taken back.

    `is_customers` where somebody has it by a subscription: the shop's owner alone may see its credentials.
    """

    key_id: int
    email: str
    uuid: str
    flow: str
    alias: str
    enabled: bool
    status: str
    expires_at: datetime | None
    created_at: datetime
    is_customers: bool

    def masked(self) -> "PanelUser":
        """As whoever is not the owner may see it."""
        return replace(self, uuid=HIDDEN) if self.is_customers else self


class Name(NamedTuple):
    """What one key is called."""

    key_id: int
    email: str
    uuid: str
    alias: str
    is_customers: bool

    def masked(self) -> "Name":
        """As whoever is not the owner may see it."""
        return self._replace(uuid=HIDDEN) if self.is_customers else self


@dataclass(frozen=True, slots=True)
class Statistics:
    """What went through a key in all, and whether it is in use now. `days` is on how many days it was used."""

    user: PanelUser
    traffic_bytes: int
    connections: int
    online: bool
    days: int
    first_seen_at: datetime | None
    seen_at: datetime | None


def domain(shop: Shop) -> str:
    """The part of a label after the @."""
    return (urlsplit(shop.settings.public_url).hostname if shop.settings.public_url else None) or "localhost"


async def every(shop: Shop) -> list[PanelUser]:
    """All of them, oldest first; one statement."""
    rows = await db.fetch(f"SELECT {_COLUMNS} FROM {_JOINED} WHERE {_THERE} ORDER BY k.id")  # noqa: S608 - constants
    return await asyncio.to_thread(lambda: [_user(shop, row) for row in rows])


async def names(shop: Shop) -> list[Name]:
    """The names of all of them, oldest first; one statement, and a tenth of the time that `every` takes."""
    rows = await db.fetch(
        "SELECT k.id, k.name, k.email, k.alias, k.secret, u.id AS user_id, u.telegram_id"  # noqa: S608 - constants
        f" FROM {_JOINED} WHERE {_THERE} ORDER BY k.id"
    )
    return await asyncio.to_thread(
        lambda: [
            Name(
                row["id"],
                row["email"] or label(shop, row),
                str(row["secret"]),
                row["alias"],
                row["user_id"] is not None,
            )
            for row in rows
        ]
    )


async def named(shop: Shop, key_ids: Iterable[int]) -> dict[int, PanelUser]:
    """These keys by id, also those that are gone; one statement."""
    ids = ", ".join(str(int(key_id)) for key_id in key_ids) or "0"
    rows = await db.fetch(f"SELECT {_COLUMNS} FROM {_JOINED} WHERE k.id IN ({ids})")  # noqa: S608 - numbers
    return {row["id"]: _user(shop, row) for row in rows}


async def find(shop: Shop, *, email: str | None = None, vless_uuid: str | None = None) -> PanelUser:
    """One by e-mail, by VLESS id, or by both, which must agree. Raises UserNotFound."""
    if email is not None:
        user = await _by_email(shop, email.strip())
        if user is not None and vless_uuid in (None, user.uuid):
            return user
    elif vless_uuid is not None:
        user = await _one(shop, "k.secret = $1", uuid.UUID(vless_uuid))
        if user is not None:
            return user
    raise errors.UserNotFound()


async def add(shop: Shop, email: str, *, by: Actor) -> PanelUser:
    """A key of the operator's own, which serves when this returns, or soon after. Raises InvalidValue, EmailInUse."""
    email = email.strip()
    if await _by_email(shop, email) is not None:
        raise errors.EmailInUse()
    local, _, at = email.rpartition("@")
    account = LOCAL.fullmatch(local)
    if at.lower() == domain(shop) and account and NUMBERED.fullmatch(account[1]):
        raise errors.InvalidValue(field="email")  # some other key is called so, or will be
    key = await direct.add_user(shop, email, by=by)
    await devices.soon(key)
    return (await named(shop, [key.id]))[key.id]


async def remove(shop: Shop, user: PanelUser, *, by: Actor) -> None:
    """Take the key back. Raises UserNotFound, EngineUnavailable."""
    try:
        await direct.remove(shop, await _key(user), by=by)
    except errors.KeyNotFound:
        raise errors.UserNotFound() from None


async def kick(shop: Shop, user: PanelUser, *, by: Actor) -> PanelUser:
    """New credentials: sessions end, and old links with them. Raises UserNotFound."""
    key = await direct.rotate(shop, await _key(user), by=by)
    return replace(user, uuid=str(key.secret))


async def rename(shop: Shop, user: PanelUser, alias: str, *, by: Actor) -> PanelUser:
    """A word beside the name, "" for none. Raises UserNotFound, InvalidValue."""
    await direct.set_alias(shop, await _key(user), alias, by=by)
    return replace(user, alias=alias.strip())


async def link(user: PanelUser) -> str:
    """The key's VLESS link, titled by its e-mail. Raises NoRealityLink, WorkerUnavailable where its panel is behind."""
    account = await PanelAccount.get_or_none(key_id=user.key_id)
    links = [share for share in account.links if share.startswith("vless://")] if account else []
    if account is None or (links and f"//{user.uuid}@" not in links[0]):
        raise errors.WorkerUnavailable()
    if not links:
        raise errors.NoRealityLink()
    return FRAGMENT.sub("", links[0]) + f"#{quote(user.email, safe='')}"


async def statistics(shop: Shop, *, vless_uuid: str | None = None) -> list[Statistics]:
    """Of all of them, or of one; two statements."""
    params: list[Any] = []
    condition = ""
    if vless_uuid is not None:
        condition, params = " AND k.secret = $1", [uuid.UUID(vless_uuid)]
    rows = await db.fetch(
        f"SELECT {_COLUMNS}, t.up_bytes, t.down_bytes, t.connections, t.first_seen_at, t.seen_at"  # noqa: S608 - constants
        f" FROM {_JOINED} LEFT JOIN key_traffic t ON t.key_id = k.id WHERE {_THERE}{condition} ORDER BY k.id",
        *params,
    )
    chosen = f" WHERE key_id = {int(rows[0]['id'])}" if condition and rows else ""
    counted = await db.fetch(f"SELECT key_id, count(*) AS n FROM traffic_days{chosen} GROUP BY key_id")  # noqa: S608
    days = {row["key_id"]: int(row["n"]) for row in counted}
    online_since = shop.now() - timedelta(seconds=live.ONLINE_SECONDS)
    return await asyncio.to_thread(
        lambda: [_statistics(shop, row, days.get(row["id"], 0), online_since) for row in rows]
    )


async def _by_email(shop: Shop, email: str) -> PanelUser | None:
    own = await _one(shop, "k.email = $1", email)
    if own is not None:
        return own
    local, _, at = email.rpartition("@")
    account = LOCAL.fullmatch(local)
    if account is None or at.lower() != domain(shop):
        return None
    number = NUMBERED.fullmatch(account[1])
    by_name = await _one(shop, "k.name = $1", account[1])
    user = by_name or (await _one(shop, "k.id = $1 AND k.name IS NULL", int(number[1])) if number else None)
    return user if user is not None and user.email.partition("@")[0] == local else None  # not somebody else's prefix


async def _one(shop: Shop, condition: str, value: Any) -> PanelUser | None:
    row = await db.fetch_one(f"SELECT {_COLUMNS} FROM {_JOINED} WHERE {_THERE} AND {condition}", value)  # noqa: S608
    return _user(shop, row) if row else None


async def _key(user: PanelUser) -> Key:
    key = await Key.get_or_none(id=user.key_id, removed_at=None, revoked_at=None)
    if key is None:
        raise errors.UserNotFound()
    return key


def _user(shop: Shop, row: Any) -> PanelUser:
    expires_at = as_moment(row["expires_at"]) if row["expires_at"] else None
    status = _status(row, expires_at, shop.now())
    return PanelUser(
        key_id=row["id"],
        email=row["email"] or label(shop, row),
        uuid=str(row["secret"]),
        flow=row["flow"],
        alias=row["alias"],
        enabled=status == ACTIVE,
        status=status,
        expires_at=expires_at,
        created_at=as_moment(row["created_at"]),
        is_customers=row["user_id"] is not None,
    )


def label(shop: Shop, row: Any) -> str:
    """What a key without an e-mail of its own is called."""
    account = row["name"] or f"k{row['id']:04d}"
    owner = f"tg{row['telegram_id']}." if row["telegram_id"] else f"u{row['user_id']}." if row["user_id"] else ""
    return f"{owner}{account}@{domain(shop)}"


def label_in_backup(shop: Shop, account: dict[str, Any]) -> str:
    """The same for a key in a backup (`backups.preview`)."""
    return account.get("panel_email") or label(shop, account)


def _status(row: Any, expires_at: datetime | None, now: datetime) -> str:
    if row["subscription_id"] is None:
        return ACTIVE if row["enabled"] else SUSPENDED
    if expires_at is not None and expires_at <= now:
        return EXPIRED
    return SUSPENDED if row["blocked_at"] else str(row["status"])


def _statistics(shop: Shop, row: Any, days: int, online_since: datetime) -> Statistics:
    seen_at = as_moment(row["seen_at"]) if row["seen_at"] else None
    online = seen_at is not None and seen_at > online_since
    return Statistics(
        user=_user(shop, row),
        traffic_bytes=int(row["up_bytes"] or 0) + int(row["down_bytes"] or 0),
        connections=row["connections"] or 0 if online else 0,
        online=online,
        days=days,
        first_seen_at=as_moment(row["first_seen_at"]) if row["first_seen_at"] else None,
        seen_at=seen_at,
    )
