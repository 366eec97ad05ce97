"""The key API's public schemas of ports, of the engine's state and of the machine."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import BeforeValidator, Field

from core.engine.selftest import Comparison, PortBook
from core.shop import Shop
from core.traffic.key_reports import Interfaces
from web.api.keys.schemas import Bytes, Label, Moment, Unix, formatted
from web.common.schemas import Schema

Length = Annotated[int, BeforeValidator(len)]


class Assigned(Schema):
    """Whose a port is, and since when it is in use: when the key was made."""

    key_id: UUID = Field(validation_alias="uuid")
    key_name: Label = Field(validation_alias="label")
    assigned_at: Moment = Field(validation_alias="created_at")


class UsedPort(Assigned):
    """A port by its number."""

    uuid: UUID = Field(validation_alias="secret")
    is_active: bool = Field(validation_alias="enabled")


class AssignedPort(Assigned):
    """A port by its key."""

    port: int


class Assignments(Schema):
    """Every port that a key has, from both sides."""

    used_ports: dict[str, UsedPort]
    port_assignments: dict[str, AssignedPort]
    created_at: Moment = Field(validation_alias="begun_at")
    last_updated: Moment = Field(validation_alias="changed_at")

    @classmethod
    def of(cls, book: PortBook) -> Self:
        return cls.read(
            book,
            used_ports={str(key.port): key for key in book.keys},
            port_assignments={str(key.secret): AssignedPort.read(key, port=key.port or 0) for key in book.keys},
        )


class PortsOfKeys(Schema):
    """Ports of keys. `used_ports` is a number here and a table one level below."""

    port_assignments: Assignments
    used_ports: int = Field(validation_alias="used", description="Of the whole range, whoever has them.")
    available_ports: int = Field(validation_alias="available")
    max_ports: int
    port_range: str
    timestamp: Unix

    @classmethod
    def of(cls, book: PortBook, timestamp: int) -> Self:
        low, high = book.range
        ports = {"max_ports": high - low + 1, "port_range": f"{low}-{high}"}
        return cls.read(book, port_assignments=Assignments.of(book), timestamp=timestamp, **ports)


class PortsValidation(Schema):
    """Whether ports are as assigned."""

    valid: bool
    issues: list[str]
    total_assignments: int
    total_used_ports: int


class PortsStatus(Schema):
    """The answer about it."""

    validation: PortsValidation
    timestamp: Unix


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
    keys_json_count: Length = Field(validation_alias="wanted")
    config_json_count: Length = Field(validation_alias="found")
    keys_json_uuids: list[str] = Field(validation_alias="wanted", description="VLESS ids of the active keys.")
    config_json_uuids: list[str] = Field(validation_alias="found", description="VLESS ids in the running Xray.")
    timestamp: Unix


class Validation(Schema):
    """The same with what differs."""

    synchronized: bool
    key_uuids: list[str] = Field(validation_alias="wanted")
    config_uuids: list[str] = Field(validation_alias="found")
    missing_in_config: list[str] = Field(validation_alias="missing")
    extra_in_config: list[str] = Field(validation_alias="extra")
    total_keys: Length = Field(validation_alias="wanted")
    total_config_clients: Length = Field(validation_alias="found")


class XrayValidation(Schema):
    """What differs between the keys and the running Xray."""

    validation: Validation
    timestamp: Unix


class XrayInbounds(Schema):
    """The running Xray."""

    total_inbounds: int = Field(validation_alias="inbounds")
    vless_inbounds: int
    api_inbounds: int
    port_assignments: Assignments
    config_valid: bool = Field(validation_alias="synchronized")
    timestamp: Moment


class XrayConfigStatus(Schema):
    """The answer about it."""

    config_status: XrayInbounds
    timestamp: Unix

    @classmethod
    def of(cls, shop: Shop, comparison: Comparison, book: PortBook, timestamp: int) -> Self:
        status = XrayInbounds.read(
            comparison,
            vless_inbounds=comparison.inbounds - comparison.api_inbounds,
            port_assignments=Assignments.of(book),
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
    def of(cls, shop: Shop, interfaces: Interfaces, active: int, timestamp: int) -> Self:
        total = sum(moved.total_bytes for moved in interfaces.values())
        summary = InterfaceSummary(
            total_system_traffic=total,
            total_system_traffic_formatted=formatted(total),
            active_ports=active,
            interface_summary={name: Bytes.read(moved) for name, moved in interfaces.items()},
            timestamp=shop.now().timestamp(),
        )
        return cls(summary=summary, timestamp=timestamp)
