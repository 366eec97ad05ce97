"""The key API's public schemas of the engine's state and of the machine."""

from collections.abc import Sequence
from typing import Self

from pydantic import Field

from core.engine.selftest import Comparison, PortBook
from core.shop import Shop
from core.traffic.key_reports import Interfaces, Moved
from web.api.keys.port_schemas import Assignments
from web.api.keys.schemas import Bytes, Moment, Unix, bytes_of, formatted
from web.common.schemas import Schema


class SystemDone(Schema):
    """Something was done to the engine."""

    message: str
    status: str
    timestamp: Unix


class RealityVerified(SystemDone):
    """Reality is in order."""

    checked: int = Field(description="How many things were looked at.")
    issues: list[str]


class RealityTrouble(Schema):
    """Reality is not in order."""

    detail: str
    issues: list[str]


class PortsReset(SystemDone):
    """Ports begin at the start of the range."""

    reassigned: int = Field(description="How many keys have another port and another link now.")


class ConfigStatus(Schema):
    """The keys of the shop, and what Xray lets in."""

    synchronized: bool
    keys_json_count: int
    config_json_count: int
    keys_json_uuids: list[str] = Field(description="VLESS ids of the active keys.")
    config_json_uuids: list[str] = Field(description="VLESS ids in the running Xray.")
    timestamp: Unix

    @classmethod
    def of(cls, found: Comparison, timestamp: int) -> Self:
        return cls(
            synchronized=found.synchronized,
            keys_json_count=len(found.wanted),
            config_json_count=len(found.found),
            keys_json_uuids=list(found.wanted),
            config_json_uuids=list(found.found),
            timestamp=timestamp,
        )


class Validation(Schema):
    """The same with what differs."""

    synchronized: bool
    key_uuids: list[str]
    config_uuids: list[str]
    missing_in_config: list[str]
    extra_in_config: list[str]
    total_keys: int
    total_config_clients: int

    @classmethod
    def of(cls, found: Comparison) -> Self:
        return cls(
            synchronized=found.synchronized,
            key_uuids=list(found.wanted),
            config_uuids=list(found.found),
            missing_in_config=list(found.missing),
            extra_in_config=list(found.extra),
            total_keys=len(found.wanted),
            total_config_clients=len(found.found),
        )


class XrayValidation(Schema):
    """What differs between the keys and the running Xray."""

    validation: Validation
    timestamp: Unix


class XrayInbounds(Schema):
    """The running Xray."""

    total_inbounds: int
    vless_inbounds: int
    api_inbounds: int
    port_assignments: Assignments
    config_valid: bool
    timestamp: Moment


class XrayConfigStatus(Schema):
    """The answer about it."""

    config_status: XrayInbounds
    timestamp: Unix

    @classmethod
    def of(cls, shop: Shop, found: Comparison, book: PortBook, timestamp: int) -> Self:
        status = XrayInbounds(
            total_inbounds=found.inbounds,
            vless_inbounds=found.inbounds - found.api_inbounds,
            api_inbounds=found.api_inbounds,
            port_assignments=Assignments.of(book),
            config_valid=found.synchronized,
            timestamp=shop.now(),
        )
        return cls(config_status=status, timestamp=timestamp)


class InterfaceSummary(Schema):
    """The machine's network interfaces since it started."""

    total_system_traffic: int
    total_system_traffic_formatted: str
    active_ports: int = Field(description="Keys with connections now.")
    interface_summary: dict[str, Bytes]
    timestamp: float


class SystemTraffic(Schema):
    """The answer about them."""

    summary: InterfaceSummary
    timestamp: Unix

    @classmethod
    def of(cls, shop: Shop, found: Interfaces, active: int, timestamp: int) -> Self:
        total = _total(list(found.values()))
        summary = InterfaceSummary(
            total_system_traffic=total,
            total_system_traffic_formatted=formatted(total),
            active_ports=active,
            interface_summary={name: Bytes(**bytes_of(moved)) for name, moved in found.items()},
            timestamp=shop.now().timestamp(),
        )
        return cls(summary=summary, timestamp=timestamp)


def _total(moved: Sequence[Moved]) -> int:
    return sum((one.total_bytes for one in moved), 0)
