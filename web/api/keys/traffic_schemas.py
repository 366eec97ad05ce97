"""The key API's public schemas of current traffic."""

from typing import Literal, Self
from uuid import UUID

from pydantic import AliasPath, Field

from core.shop import Shop
from core.traffic.key_reports import Current
from web.api.keys.schemas import Label, Moment, ProgramKey, Sizes
from web.common.schemas import Schema


class PortTraffic(Sizes):
    """One key since its current counter was reset."""

    port: int
    connections: int = Field(description="Now.")
    traffic_rate: float = Field(description="Bytes a second over the last sample.")
    uuid: UUID
    key_name: str

    @classmethod
    def of(cls, now: Current) -> Self:
        key = now.key
        return cls.read(
            now.moved,
            port=key.port or 0,
            connections=now.connections,
            traffic_rate=now.bytes_per_second,
            uuid=key.secret,
            key_name=key.label or "",
        )


class PortsTraffic(Schema):
    """Every key by its port."""

    ports: dict[str, PortTraffic]
    total_connections: int
    total_bytes: int
    timestamp: float = Field(description="Unix seconds.")

    @classmethod
    def of(cls, shop: Shop, traffic: list[Current]) -> Self:
        return cls(
            ports={str(now.key.port): PortTraffic.of(now) for now in traffic},
            total_connections=sum(now.connections for now in traffic),
            total_bytes=sum(now.moved.total_bytes for now in traffic),
            timestamp=shop.now().timestamp(),
        )


class SimpleTraffic(Schema):
    """The answer about every key."""

    status: Literal["success"] = "success"
    data: PortsTraffic
    timestamp: Moment


class KeySimpleTraffic(Schema):
    """The answer about one key; `traffic` and `data` are the same."""

    status: Literal["success"] = "success"
    key: ProgramKey
    traffic: PortTraffic
    data: PortTraffic
    timestamp: Moment


class ResetDone(Schema):
    """A counter of one key begins anew; `key_id` is the one of the address."""

    status: Literal["success"] = "success"
    message: str
    key_id: str
    timestamp: Moment


class KeyStatus(Schema):
    """One active key, with its traffic where there has been any."""

    key_id: UUID = Field(validation_alias=AliasPath("key", "uuid"))
    key_name: Label = Field(validation_alias=AliasPath("key", "label"))
    uuid: UUID = Field(validation_alias=AliasPath("key", "secret"))
    simple_traffic: PortTraffic | None
    has_traffic_data: bool = Field(validation_alias="counted")

    @classmethod
    def of(cls, now: Current) -> Self:
        return cls.read(now, simple_traffic=PortTraffic.of(now) if now.counted else None)


class TrafficStatus(Schema):
    """Every active key at once, without an envelope."""

    total_keys: int
    active_keys: int
    simple_monitor_available: bool = Field(description="Whether counters are read; false while Xray is in trouble.")
    traffic_stats: list[KeyStatus]

    @classmethod
    def of(cls, traffic: list[Current], *, counted: bool) -> Self:
        active = [now for now in traffic if now.key.enabled]
        return cls(
            total_keys=len(traffic),
            active_keys=len(active),
            simple_monitor_available=counted,
            traffic_stats=[KeyStatus.of(now) for now in active],
        )
