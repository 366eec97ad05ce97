"""One Marzban user: as the panel prints it, as the shop wants it, and what separates the two.

Facts are those of Marzban 0.8.4. A write names every field it owns, because Marzban leaves alone what is not named.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from core.panels import Account, Observed, State
from core.panels.marzban.config import MarzbanConfig
from core.panels.outside import Held, has_access, observed
from core.panels.remote import as_text, marker, unreadable

# Marzban takes any number for `expire`; one in milliseconds stops its expiry job for everybody.
EARLIEST = 1577836800  # 2020
LATEST = 4102444799  # 2099

STATES: Mapping[str, State] = {
    "active": "active",
    "on_hold": "pending",  # waits for its first connection; nothing the shop ever asks for
    "disabled": "disabled",
    "expired": "expired",
    "limited": "limited",
}
OPEN = ("active", "on_hold")  # statuses that let a customer in


def expire_of(want: Account) -> int:
    """Epoch seconds; 0 = never."""
    if want.expires_at is None:
        return 0
    return min(max(int(want.expires_at.timestamp()), EARLIEST), LATEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class User(Held):
    """What the panel holds."""

    expire: int
    proxies: Mapping[str, Mapping[str, Any]]
    inbounds: Mapping[str, Sequence[str]]
    excluded: Mapping[str, Sequence[str]]
    links: tuple[str, ...]
    planned: bool  # a next plan would change limits by itself

    def observed(self, again_after: float | None = None) -> Observed:
        """The user as the port shows it."""
        return observed(self, self.name, STATES[self.status], _moment(self.expire), again_after)


def read(raw: Any) -> User:
    """A user as Marzban prints it. Raises Unavailable for anything else."""
    try:
        user = User(
            name=as_text(raw["username"]),
            status=as_text(raw["status"]),
            note=as_text(raw.get("note") or ""),
            expire=int(raw.get("expire") or 0),
            limit=int(raw.get("data_limit") or 0),
            strategy=as_text(raw.get("data_limit_reset_strategy") or "no_reset"),
            used=int(raw["used_traffic"]),
            used_total=int(raw.get("lifetime_used_traffic") or 0),
            proxies={kind: dict(settings) for kind, settings in raw["proxies"].items()},
            inbounds={kind: list(tags) for kind, tags in (raw.get("inbounds") or {}).items()},
            excluded={kind: list(tags) for kind, tags in (raw.get("excluded_inbounds") or {}).items()},
            links=tuple(as_text(line) for line in raw.get("links") or ()),
            planned=bool(raw.get("next_plan")),
            online_at=_naive(raw.get("online_at")),
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        unreadable("a user that is not Marzban's")
    if user.status not in STATES:
        unreadable(f"a user in the state {user.status[:20]!r}")
    return user


def proxies(config: MarzbanConfig, want: Account) -> dict[str, dict[str, str]]:
    """The shop's own credentials for each protocol of the profile. What is not written out, Marzban would make up."""
    secrets = want.secrets
    every: dict[str, dict[str, str]] = {
        "vless": {"id": secrets.vless_uuid, "flow": config.flow},
        "vmess": {"id": secrets.vless_uuid},
        "trojan": {"password": secrets.password, "flow": ""},
        "shadowsocks": {"password": secrets.password, "method": "chacha20-ietf-poly1305"},
    }
    return {protocol: every[protocol] for protocol in config.tags(want.profile)}


def creation(config: MarzbanConfig, want: Account, now: datetime) -> dict[str, Any]:
    """The body of `POST user`. Without `inbounds` the user would have none, without `proxies` the panel breaks."""
    tags = {protocol: chosen for protocol, chosen in config.tags(want.profile).items() if chosen}
    return {
        "username": want.name,
        "status": "active",
        "proxies": proxies(config, want),
        "inbounds": tags,  # a protocol that is not named gets all
        **_limits(want),
        "note": marker(want, _seconds(now)),
    }


def _limits(want: Account) -> dict[str, Any]:
    return {
        "expire": expire_of(want),
        "data_limit": want.quota_bytes or 0,
        "data_limit_reset_strategy": "no_reset",  # the shop's calendar raises the epoch
    }


@dataclass(frozen=True, slots=True)
class Write:
    """A `PUT user` that makes the user what is wanted; `again_after` is what the port's Observed says then.

    `everywhere` are protocols that should have all inbounds: their tags have to be asked for and written out.
    """

    body: dict[str, Any] | None
    again_after: float | None
    everywhere: tuple[str, ...] = ()


def plan(config: MarzbanConfig, want: Account, user: User, now: datetime, *, moved: bool = False) -> Write:
    """What has to be written, if anything; `moved` says that a reset or rotation has just touched the access.

    The push to the core is a background thread of the panel that loses what a core that restarts cannot hear. So a
    change of access is marked with its time and written a second time when `again_seconds` have passed. Whatever the
    answers said until then, only that second write is a proof.
    """
    access = has_access(want, now)
    body: dict[str, Any] = {}
    everywhere = _other_inbounds(config.tags(want.profile), user, body)
    if _other_credentials(proxies(config, want), user):
        body["proxies"] = proxies(config, want)
    moves = moved or bool(body or everywhere) or ((user.status in OPEN) != access and not _stopped(want, user))
    differs = bool(body or everywhere) or _other_limits(want, user) or _other_status(want, user, now)
    mark = user.marker
    first = mark.written if mark else None
    seconds_left = None
    if moves:
        first, seconds_left = _seconds(now), config.again_seconds
    elif first is not None:
        seconds_left = first + config.again_seconds - now.timestamp()
        if not 0 < seconds_left <= config.again_seconds:
            first, seconds_left, differs = None, None, True
    note = marker(_with_epoch(want, user, access), first)
    if not differs and note == user.note:
        return Write(None, seconds_left)
    body |= {"status": "active" if want.enabled else "disabled", **_limits(want), "note": note}
    return Write(body, seconds_left, everywhere)


def needs_reset(want: Account, user: User, now: datetime) -> bool:
    """Whether the usage has to be zeroed now. A reset lets a disabled user in, so it waits until it should get in."""
    mark = user.marker
    return mark is not None and mark.epoch < want.epoch and has_access(want, now)


def _with_epoch(want: Account, user: User, access: bool) -> Account:
    """While a reset waits, the note keeps the old epoch."""
    mark = user.marker
    return want if access or mark is None or mark.epoch >= want.epoch else replace(want, epoch=mark.epoch)


def _stopped(want: Account, user: User) -> bool:
    """Whether the quota alone keeps the customer out."""
    return user.status == "limited" and want.enabled and bool(want.quota_bytes) and user.used >= (want.quota_bytes or 0)


def _other_status(want: Account, user: User, now: datetime) -> bool:
    if not want.enabled:
        return user.status != "disabled"
    if not has_access(want, now):
        return user.status in OPEN
    return user.status != "active" and not _stopped(want, user)


def _other_limits(want: Account, user: User) -> bool:
    limits = (expire_of(want), want.quota_bytes or 0, "no_reset", False)
    return limits != (user.expire, user.limit, user.strategy, user.planned)


def _other_credentials(credentials: Mapping[str, Mapping[str, str]], user: User) -> bool:
    """A method of Shadowsocks may be the operator's choice; everything else is the shop's."""
    if set(credentials) != set(user.proxies):
        return True
    return any(
        name != "method" and (user.proxies[kind].get(name) or "") != value
        for kind, settings in credentials.items()
        for name, value in settings.items()
    )


def _other_inbounds(tags: Mapping[str, list[str]], user: User, body: dict[str, Any]) -> tuple[str, ...]:
    """Put the named inbounds into `body` if they differ; the protocols that lack some of all."""
    named = {kind: chosen for kind, chosen in tags.items() if chosen}
    if any(set(user.inbounds.get(kind, ())) != set(chosen) for kind, chosen in named.items()):
        body["inbounds"] = named
    return tuple(
        kind for kind, chosen in tags.items() if not chosen and (user.excluded.get(kind) or not user.inbounds.get(kind))
    )


def _seconds(now: datetime) -> int:
    return int(now.timestamp())


def _moment(seconds: int) -> datetime | None:
    """Another hand may have written milliseconds."""
    return datetime.fromtimestamp(min(max(seconds, 0), LATEST), UTC) if seconds else None


def _naive(text: Any) -> datetime | None:
    """Marzban prints UTC without saying so."""
    if not text:
        return None
    moment = datetime.fromisoformat(as_text(text))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
