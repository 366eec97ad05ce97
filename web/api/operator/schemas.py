"""The operator API's schemas: live, events, system. Names are the contract's."""

from datetime import datetime
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AliasPath, Field, WithJsonSchema

from core import i18n
from core.config import catalogue
from core.operations import audit
from core.operations.operator_panel import machine
from core.operations.operator_panel.panel_users import PanelUser
from core.phrases import Phrase
from core.traffic import live
from web.common.schemas import Moment, OkAnswer, Schema


class Done(OkAnswer):
    """It is done."""

    message: str = "ok"


class Pong(OkAnswer):
    """The process answers."""

    message: Literal["pong"] = "pong"
    ts: Moment


class OnlineUser(Schema):
    """Somebody who is online."""

    email: str
    alias: str
    last_seen: Moment = Field(validation_alias="seen_at")
    conns: int = Field(validation_alias="connections")
    traffic_bytes: int


class OnlineTotal(Schema):
    """All of them together."""

    users: int
    conns: int
    traffic_bytes: int


class LiveNow(OkAnswer):
    """Who is online, and what went through within `window_sec`."""

    users: list[OnlineUser]
    total: OnlineTotal
    timestamp: Moment
    source: Literal["stats"] = "stats"
    traffic_available: bool = True
    window_sec: int = live.ONLINE_SECONDS

    @classmethod
    def of(cls, online: list[live.Online], people: dict[int, PanelUser], now: datetime) -> Self:
        named = [(key, people[key.key_id]) for key in online if key.key_id in people]
        users = [OnlineUser.read(key, email=person.email, alias=person.alias) for key, person in named]
        total = OnlineTotal(
            users=len(users),
            conns=sum(user.conns for user in users),
            traffic_bytes=sum(user.traffic_bytes for user in users),
        )
        return cls(users=users, total=total, timestamp=now)


class SeriesPoint(Schema):
    """A bucket by its beginning."""

    time: Moment = Field(validation_alias="at")
    value: int


class SeriesMeta(Schema):
    """What a series is of. `scope` and `user` say whose."""

    metric: str
    period: int
    granularity: int | None = None
    scope: str = "global"
    user: str | None = None
    unit: Literal["bytes", "count"]


class Series(OkAnswer):
    """Buckets, oldest first; empty ones are 0."""

    series: list[SeriesPoint]
    meta: SeriesMeta


class TopUser(Schema):
    """One of those with most. `pct` is their part of everybody's."""

    user: str
    value: int
    alias: str
    pct: float


class Top(OkAnswer):
    """Those with most, the first one with most of all."""

    top: list[TopUser]
    meta: SeriesMeta


SAID: Final = {"reason", "text", "detail"}  # details that may be a phrase


class Event(Schema):
    """Something that happened. `details` are its own fields, without secrets."""

    id: int
    ts: Moment = Field(validation_alias="at")
    type: str = Field(validation_alias=AliasPath("kind", "type"))
    action: str = Field(validation_alias=AliasPath("kind", "action"))
    severity: str = Field(validation_alias=AliasPath("kind", "severity"))
    service: str = Field(validation_alias=AliasPath("kind", "service"))
    userId: int | None = Field(validation_alias="user_id")
    target: str | None
    by: str | None
    details: dict[str, Any]

    @classmethod
    def of(cls, event: audit.Event, language: str) -> Self:
        details = {name: _said(name, value, language) for name, value in event.details.items()}
        return cls.read(event, by=details.pop("by", None), details=details)


def _said(name: str, value: Any, language: str) -> Any:
    """A detail in the language that is asked for. In English, changed settings go by their names."""
    if name in SAID and isinstance(value, str):
        return i18n.say_stored(value, language)
    if name == "names" and isinstance(value, str) and language != "en":
        return ", ".join(_setting_title(setting, language) for setting in value.split())
    return value


def _setting_title(name: str, language: str) -> str:
    setting = catalogue.SETTINGS.get(name)
    return name if setting is None else i18n.say(Phrase(setting.text_keys[0]), language)


class Events(OkAnswer):
    """The newest ones; `total` counts those beyond the limit too."""

    events: list[Event]
    total: int


class EventNumbers(Schema):
    """How many there are."""

    total: int
    by_type: dict[str, int]
    by_severity: dict[str, int]
    by_service: dict[str, int]


class EventStatistics(OkAnswer):
    """Numbers of events."""

    stats: EventNumbers


Amount = Annotated[int | float, WithJsonSchema({"type": "number"})]  # bytes and counts stay whole numbers


class Resources(OkAnswer):
    """The machine: bytes and percents."""

    cpu: dict[str, Amount]
    memory: dict[str, Amount]
    disk: dict[str, Amount]


class Port(Schema):
    """A port of the shop."""

    port: int = Field(validation_alias="number")
    name: str
    service: str
    status: Literal["running", "stopped"]

    @classmethod
    def of(cls, port: machine.Port) -> Self:
        return cls.read(port, status="running" if port.running else "stopped")


class Ports(OkAnswer):
    """Ports of the shop."""

    ports: list[Port]
