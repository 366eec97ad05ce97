"""The operator API's schemas: live, events, system. Names are the contract's."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import WithJsonSchema

from core.operations import audit
from core.operations.operator_panel import machine
from core.operations.operator_panel.panel_users import PanelUser
from core.traffic import live
from web.common.schemas import Moment, Schema


class Done(Schema):
    """It is done."""

    ok: Literal[True] = True
    message: str = "ok"


class Pong(Schema):
    """The process answers."""

    ok: Literal[True] = True
    message: Literal["pong"] = "pong"
    ts: Moment


class OnlineUser(Schema):
    """Somebody who is online."""

    email: str
    alias: str
    last_seen: Moment
    conns: int
    traffic_bytes: int


class OnlineTotal(Schema):
    """All of them together."""

    users: int
    conns: int
    traffic_bytes: int


class LiveNow(Schema):
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


class SeriesPoint(Schema):
    """A bucket by its beginning."""

    time: Moment
    value: int


class SeriesMeta(Schema):
    """What a series is of. `scope` and `user` say whose."""

    metric: str
    period: int
    granularity: int | None = None
    scope: str = "global"
    user: str | None = None
    unit: Literal["bytes", "count"]


class Series(Schema):
    """Buckets, oldest first; empty ones are 0."""

    ok: Literal[True] = True
    series: list[SeriesPoint]
    meta: SeriesMeta


class TopUser(Schema):
    """One of those with most. `pct` is their part of everybody's."""

    user: str
    value: int
    alias: str
    pct: float


class Top(Schema):
    """Those with most, the first one with most of all."""

    ok: Literal[True] = True
    top: list[TopUser]
    meta: SeriesMeta


class Event(Schema):
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


class Events(Schema):
    """The newest ones; `total` counts those beyond the limit too."""

    ok: Literal[True] = True
    events: list[Event]
    total: int


class EventNumbers(Schema):
    """How many there are."""

    total: int
    by_type: dict[str, int]
    by_severity: dict[str, int]
    by_service: dict[str, int]


class EventStatistics(Schema):
    """Numbers of events."""

    ok: Literal[True] = True
    stats: EventNumbers


Amount = Annotated[int | float, WithJsonSchema({"type": "number"})]  # bytes and counts stay whole numbers


class Resources(Schema):
    """The machine: bytes and percents."""

    ok: Literal[True] = True
    cpu: dict[str, Amount]
    memory: dict[str, Amount]
    disk: dict[str, Amount]


class Port(Schema):
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


class Ports(Schema):
    """Ports of the shop."""

    ok: Literal[True] = True
    ports: list[Port]
