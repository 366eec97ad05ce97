"""The operator API's shapes: users, live, events, system. Names are the contract's."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field, StringConstraints

from core.operations import audit, machine, panel_users
from core.operations.panel_users import PanelUser
from core.traffic import live
from web.cabinet.shapes import STORABLE, WITHOUT_NUL, Moment, Text, example

UUID4 = r"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-4[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$"
EMAIL = r"^[^@\s\x00]+@[^@\s\x00]+\.[^@\s\x00]+$"
VLESS_ID = "550e8400-e29b-41d4-a716-446655440000"
VlessId = Annotated[str, StringConstraints(pattern=UUID4, to_lower=True)]
# A label of the panel: an operator's e-mail, or what a key without one is called.
Email = Annotated[str, StringConstraints(strip_whitespace=True, max_length=255, pattern=EMAIL), STORABLE]
AnyEmail = Annotated[str, StringConstraints(strip_whitespace=True, max_length=255, pattern=WITHOUT_NUL), STORABLE]
USER: dict[str, Any] = {
    "email": "tg4242.k0001@shop.example",
    "uuid": VLESS_ID,
    "flow": "xtls-rprx-vision",
    "alias": "",
    "enabled": True,
    "status": "active",
    "expires_at": "2026-12-01T00:00:00Z",
}


class Done(BaseModel):
    """It is done."""

    ok: Literal[True] = True
    message: str = "ok"


class Pong(BaseModel):
    """The process answers."""

    ok: Literal[True] = True
    message: Literal["pong"] = "pong"
    ts: Moment


class User(BaseModel):
    """A key as the panel shows it. `uuid` is its VLESS id: a credential."""

    email: str
    uuid: str
    flow: str
    alias: str
    enabled: bool
    status: str = Field(description="active, expired or suspended.")
    expires_at: Moment | None = Field(description="null for one that lasts until it is taken back.")

    model_config = example(**USER)

    @classmethod
    def of(cls, user: PanelUser) -> Self:
        return cls(
            email=user.email,
            uuid=user.uuid,
            flow=user.flow,
            alias=user.alias,
            enabled=user.enabled,
            status=user.status,
            expires_at=user.expires_at,
        )


class Users(BaseModel):
    """Every key."""

    ok: Literal[True] = True
    users: list[User]


class AddUser(BaseModel):
    """Whom to let in."""

    email: Email

    model_config = example(email="user@example.com")


class NamedUser(BaseModel):
    """One user: by e-mail, or by VLESS id; the e-mail counts where both are said."""

    email: AnyEmail | None = None
    uuid: VlessId | None = None

    model_config = example(email="user@example.com")


class Renaming(NamedUser):
    """A word beside the name; "" for none."""

    alias: Annotated[Text, Field(max_length=64)]

    model_config = example(email="user@example.com", alias="Anna's phone")


class AddedUser(BaseModel):
    """The new key."""

    ok: Literal[True] = True
    user: User
    uuid: str


class Kicked(BaseModel):
    """The new credentials."""

    ok: Literal[True] = True
    new_uuid: str


class Renamed(BaseModel):
    """What the key is called now."""

    ok: Literal[True] = True
    email: str
    alias: str


class UserLink(BaseModel):
    """What an app is set up with."""

    ok: Literal[True] = True
    link: str


class UserStatistics(BaseModel):
    """What went through a key. `traffic` is bytes of all time; destinations are not recorded."""

    traffic: int
    conns: int
    isOnline: bool
    uuid: str
    alias: str
    daysUsed: int
    firstSeenAt: Moment | None
    lastSeenAt: Moment | None
    top3Domains: list[str]

    @classmethod
    def of(cls, found: panel_users.Statistics) -> Self:
        return cls(
            traffic=found.traffic_bytes,
            conns=found.connections,
            isOnline=found.online,
            uuid=found.user.uuid,
            alias=found.user.alias,
            daysUsed=found.days,
            firstSeenAt=found.first_seen_at,
            lastSeenAt=found.seen_at,
            top3Domains=[],
        )


class StatisticsByUser(BaseModel):
    """By e-mail."""

    ok: Literal[True] = True
    stats: dict[str, UserStatistics]


class OnlineUser(BaseModel):
    """Somebody who is online."""

    email: str
    alias: str
    last_seen: Moment
    conns: int
    traffic_bytes: int


class OnlineTotal(BaseModel):
    """All of them together."""

    users: int
    conns: int
    traffic_bytes: int


class LiveNow(BaseModel):
    """Who is online, and what went through within `window_sec`."""

    ok: Literal[True] = True
    users: list[OnlineUser]
    total: OnlineTotal
    timestamp: Moment
    source: Literal["stats"] = "stats"
    traffic_available: bool = True
    window_sec: int = live.ONLINE_SECONDS

    @classmethod
    def of(cls, found: list[live.Online], people: dict[int, PanelUser], now: datetime) -> Self:
        users = [
            OnlineUser(
                email=people[one.key_id].email,
                alias=people[one.key_id].alias,
                last_seen=one.seen_at,
                conns=one.connections,
                traffic_bytes=one.traffic_bytes,
            )
            for one in found
            if one.key_id in people
        ]
        total = OnlineTotal(
            users=len(users),
            conns=sum(one.conns for one in users),
            traffic_bytes=sum(one.traffic_bytes for one in users),
        )
        return cls(users=users, total=total, timestamp=now)


class SeriesPoint(BaseModel):
    """A bucket by its beginning."""

    time: Moment
    value: int


class SeriesMeta(BaseModel):
    """What a series is of. `scope` and `user` say whose."""

    metric: str
    period: int
    granularity: int | None = None
    scope: str = "global"
    user: str | None = None
    unit: Literal["bytes", "count"]


class Series(BaseModel):
    """Buckets, oldest first; empty ones are 0."""

    ok: Literal[True] = True
    series: list[SeriesPoint]
    meta: SeriesMeta


class TopUser(BaseModel):
    """One of those with most. `pct` is their part of everybody's."""

    user: str
    value: int
    alias: str
    pct: float


class Top(BaseModel):
    """Those with most, the first one with most of all."""

    ok: Literal[True] = True
    top: list[TopUser]
    meta: SeriesMeta


class Event(BaseModel):
    """Something that happened. `details` are its own fields, without secrets."""

    id: int
    ts: Moment
    type: str
    action: str
    severity: str
    service: str
    userId: int | None
    target: str | None
    by: str | None
    details: dict[str, Any]

    @classmethod
    def of(cls, event: audit.Event) -> Self:
        kind, details = event.kind, dict(event.details)
        return cls(
            id=event.id,
            ts=event.at,
            type=kind.type,
            action=kind.action,
            severity=kind.severity,
            service=kind.service,
            userId=event.user_id,
            target=event.target,
            by=details.pop("by", None),
            details=details,
        )


class Events(BaseModel):
    """The newest ones; `total` counts those beyond the limit too."""

    ok: Literal[True] = True
    events: list[Event]
    total: int


class EventNumbers(BaseModel):
    """How many there are."""

    total: int
    by_type: dict[str, int]
    by_severity: dict[str, int]
    by_service: dict[str, int]


class EventStatistics(BaseModel):
    """Numbers of events."""

    ok: Literal[True] = True
    stats: EventNumbers


class Resources(BaseModel):
    """The machine: bytes and percents."""

    ok: Literal[True] = True
    cpu: dict[str, float]
    memory: dict[str, float]
    disk: dict[str, float]


class Port(BaseModel):
    """A port of the shop."""

    port: int
    name: str
    service: str
    status: Literal["running", "stopped"]

    @classmethod
    def of(cls, port: machine.Port) -> Self:
        return cls(
            port=port.number, name=port.name, service=port.service, status="running" if port.running else "stopped"
        )


class Ports(BaseModel):
    """Ports of the shop."""

    ok: Literal[True] = True
    ports: list[Port]
