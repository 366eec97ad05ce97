"""One Remnawave user: as the panel prints it, as the shop wants it, and what separates the two.

Facts are those of Remnawave 3.3.2, and of 2.8.1 where it differs. A write names every field the shop owns, because
what is not named stays as it is.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from core.panels import Account, Observed, State
from core.panels.outside import Held, has_access, observed
from core.panels.remnawave.config import RemnawaveConfig
from core.panels.remote import as_text, marker, unreadable

NEVER = datetime(2099, 12, 31, tzinfo=UTC)  # the panel has no "never"
SHORT_UUID = re.compile(r"[A-Za-z0-9_-]{16,48}")  # the panel takes anything, and prints it into addresses unescaped
PASSWORD = re.compile(r"[A-Za-z0-9_-]{8,32}")

STATES: Mapping[str, State] = {"ACTIVE": "active", "DISABLED": "disabled", "EXPIRED": "expired", "LIMITED": "limited"}


def expire_of(want: Account) -> datetime:
    """Aware UTC, whole seconds."""
    if want.expires_at is None:
        return NEVER
    return min(want.expires_at.astimezone(UTC).replace(microsecond=0), NEVER)


@dataclass(frozen=True, slots=True, kw_only=True)
class User(Held):
    """What the panel holds. `key` is what paths call the user: its UUID before 3.0, its number since."""

    key: str
    expires_at: datetime
    devices: int | None
    squads: frozenset[str]
    vless_uuid: str
    telegram_id: int | None = None
    email: str | None = None

    @property
    def print_of(self) -> tuple[object, ...]:
        """What the links of the user depend on, apart from the panel's hosts."""
        return self.key, self.vless_uuid, self.squads

    def observed(self) -> Observed:
        """The user as the port shows it."""
        ends_at = None if self.expires_at >= NEVER else self.expires_at
        return observed(self, self.key, STATES[self.status], ends_at)


def read(raw: Any) -> User:
    """A user as Remnawave prints it. Raises Unavailable for anything else."""
    try:
        traffic = raw["userTraffic"]
        user = User(
            key=str(raw.get("uuid") or raw["id"]),
            name=as_text(raw["username"]),
            status=as_text(raw["status"]),
            note=as_text(raw.get("description") or ""),
            expires_at=_moment(raw["expireAt"]),
            limit=int(raw["trafficLimitBytes"]),
            strategy=as_text(raw["trafficLimitStrategy"]),
            devices=None if raw.get("hwidDeviceLimit") is None else int(raw["hwidDeviceLimit"]),
            squads=frozenset(as_text(squad["uuid"]).lower() for squad in raw["activeInternalSquads"]),
            vless_uuid=as_text(raw["vlessUuid"]),
            used=int(traffic["usedTrafficBytes"]),
            used_total=int(traffic["lifetimeUsedTrafficBytes"]),
            online_at=_moment(traffic["onlineAt"]) if traffic.get("onlineAt") else None,
            telegram_id=int(raw["telegramId"]) if raw.get("telegramId") else None,
            email=as_text(raw["email"]) if raw.get("email") else None,
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        unreadable("a user that is not Remnawave's")
    if user.status not in STATES:
        unreadable(f"a user in the state {user.status[:20]!r}")
    return user


def creation(config: RemnawaveConfig, want: Account, *, own_token: bool) -> dict[str, Any]:
    """The body of `POST users` with the shop's own credentials; without `own_token` the panel names the link itself."""
    body = {"username": want.name, "status": "ACTIVE", "expireAt": _iso(expire_of(want)), **_limits(config, want)}
    body["vlessUuid"] = want.secrets.vless_uuid
    if PASSWORD.fullmatch(want.secrets.password):
        body["trojanPassword"] = body["ssPassword"] = want.secrets.password
    if own_token and SHORT_UUID.fullmatch(want.secrets.token):
        body["shortUuid"] = want.secrets.token
    return body


def _limits(config: RemnawaveConfig, want: Account) -> dict[str, Any]:
    return {
        "trafficLimitBytes": want.quota_bytes or 0,
        "trafficLimitStrategy": "NO_RESET",  # the shop's calendar raises the epoch
        "hwidDeviceLimit": want.devices or 0,  # absent would mean the panel's own limit
        "activeInternalSquads": config.squads_of(want.profile),
        "description": marker(want),
    }


def must_stop(want: Account, user: User, now: datetime) -> bool:
    """Whether `actions/disable` is due: PATCH ignores DISABLED for a user who is limited or expired.

    One who has expired on the panel stays EXPIRED, unless the shop itself switched the account off.
    """
    if has_access(want, now) or user.status == "DISABLED":
        return False
    return not want.enabled or user.status != "EXPIRED"


def needs_reset(want: Account, user: User) -> bool:
    """Whether the usage has to be zeroed."""
    return user.marker is not None and user.marker.epoch < want.epoch


def patch(config: RemnawaveConfig, want: Account, user: User, now: datetime) -> dict[str, Any] | None:
    """The body of `PATCH users` that makes the user what is wanted; None when nothing differs.

    An end in the past is left out, the panel refuses it. ACTIVE is asked for only where it stays: never while the quota
    is used up, or the user would be let in until the panel looks at limits again.
    """
    body = _limits(config, want)
    differs = (
        user.limit != body["trafficLimitBytes"]
        or user.strategy != body["trafficLimitStrategy"]
        or user.devices != body["hwidDeviceLimit"]
        or user.squads != frozenset(body["activeInternalSquads"])
        or user.note != body["description"]
    )
    ends_at = expire_of(want)
    if ends_at > now:
        body["expireAt"] = _iso(ends_at)
        differs = differs or abs(user.expires_at - ends_at) >= timedelta(seconds=1)
    used_up = want.quota_bytes is not None and user.used >= want.quota_bytes
    if has_access(want, now) and (user.status in ("DISABLED", "EXPIRED") or (user.status == "LIMITED" and not used_up)):
        body["status"] = "ACTIVE"
        differs = True
    return {"username": want.name, **body} if differs else None


def _moment(value: object) -> datetime:
    moment = datetime.fromisoformat(as_text(value))
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
