"""Views: a person's keys as front ends look at them, one statement each.

What the shop wants is a `Key`; what its panel was last seen to hold is the key's `account`, None without one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from uuid import UUID

from core import db, errors
from core.panels.share import parse
from core.shop import Shop
from core.subscriptions.keys import devices
from core.subscriptions.keys import state as keys
from core.subscriptions.models import ACTIVE, EXPIRED, Key
from core.users.models import User

OWN_NAME = re.compile(r"k(\d{4,18})")
NAME_LENGTH = 64
State = Literal["active", "revoked", "expired", "suspended"]


@dataclass(frozen=True, slots=True)
class Identity:
    """What front ends show of a person beside the account itself."""

    referrer: UUID | None
    account_name: str | None  # of the newest subscription's first key


async def identity(user: User) -> Identity:
    """Who invited a person, and what panels call them."""
    row = await db.fetch_one(
        "SELECT (SELECT uuid FROM users WHERE id = $2) AS referrer, k.id AS key_id, k.name AS key_name"
        " FROM (SELECT 1 AS one) AS whoever LEFT JOIN keys k ON k.id = (SELECT held.id FROM keys held"
        " JOIN subscriptions s ON s.id = held.subscription_id WHERE s.user_id = $1 AND held.removed_at IS NULL"
        " AND held.revoked_at IS NULL ORDER BY s.id DESC, held.number, held.id LIMIT 1)",
        user.id,
        user.referrer_id,
    )
    assert row is not None  # noqa: S101 - a SELECT from one row
    name = None if row["key_id"] is None else Key(id=row["key_id"], name=row["key_name"]).account_name
    return Identity(UUID(str(row["referrer"])) if row["referrer"] else None, name)


async def keys_of(user: User) -> list[Key]:
    """Those of `devices.mine` that panels hold, newest first; what was given up stays until its panel forgets it."""
    return [key for key in await devices.mine(user) if key.account is not None]


async def own(user: User, name: str) -> Key:
    """The person's key by its UUID or its account's name, as `devices.mine` has it. Raises KeyNotFound, KeyForeign."""
    key = await _by(name)
    if key is None or key.subscription is None:
        raise errors.KeyNotFound()
    if key.subscription.user_id != user.id:
        raise errors.KeyForeign()
    return key


async def first(user: User) -> Key | None:
    """The newest subscription's first key, None for a person without any."""
    rows = await keys.fetched("s.user_id = $1 ORDER BY s.id DESC, k.number, k.id LIMIT 1", user.id)
    return rows[0] if rows else None


def state(shop: Shop, key: Key) -> State:
    """What has become of a wanted key: active, expired, suspended or revoked."""
    subscription = key.own_subscription
    if key.revoked_at is not None:
        return "revoked"
    if subscription.status == EXPIRED or subscription.expires_at <= shop.due_now():
        return "expired"
    return "active" if subscription.status == ACTIVE else "suspended"


def is_served(shop: Shop, key: Key) -> bool:
    """Whether its owner gets through with it: the shop wants it and its panel lets it in."""
    return state(shop, key) == "active" and key.account is not None and key.account.state == "active"


def shares(key: Key) -> Sequence[str]:
    """Share links of one key; none while it is being prepared and once it was given up."""
    return key.account.links if key.account is not None and key.revoked_at is None else []


@lru_cache(maxsize=4096)  # front ends ask for the same keys again and again
def carried(link: str | None) -> tuple[str, str | None]:
    """Protocol and transport of a share link. Without one it is VLESS, with a transport that is not known yet."""
    try:
        return "vless", parse(link or "").type
    except ValueError:
        scheme = (link or "").partition("://")[0]
        return scheme or "vless", None


async def _by(name: str) -> Key | None:
    if len(name) > NAME_LENGTH or "\0" in name:
        return None
    try:
        matches = await keys.fetched("k.uuid = $1", UUID(name))
    except ValueError:
        match = OWN_NAME.fullmatch(name)
        candidates = await keys.fetched(
            "(k.name = $1 OR k.name IS NULL AND k.id = $2)", name, int(match[1]) if match else 0
        )
        # "k00012" is nobody's although there is a key 12
        matches = [key for key in candidates if key.account_name == name]
    return matches[0] if matches else None
