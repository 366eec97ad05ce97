"""The key API's public schemas of ports: which key has which."""

from typing import Any, Self
from uuid import UUID

from pydantic import Field

from core.engine.selftest import PortBook
from core.subscriptions.models import Key
from web.api.keys.schemas import Moment, Unix
from web.common.schemas import Schema


class Assigned(Schema):
    """Whose a port is, and since when it is in use: when the key was made."""

    key_id: UUID
    key_name: str
    assigned_at: Moment


class UsedPort(Assigned):
    """A port by its number."""

    uuid: UUID
    is_active: bool


class AssignedPort(Assigned):
    """A port by its key."""

    port: int


class Assignments(Schema):
    """Every port that a key has, from both sides."""

    used_ports: dict[str, UsedPort]
    port_assignments: dict[str, AssignedPort]
    created_at: Moment
    last_updated: Moment

    @classmethod
    def of(cls, book: PortBook) -> Self:
        return cls(
            used_ports={
                str(key.port): UsedPort(**_assigned(key), uuid=key.secret, is_active=key.enabled) for key in book.keys
            },
            port_assignments={str(key.secret): AssignedPort(**_assigned(key), port=key.port or 0) for key in book.keys},
            created_at=book.begun_at,
            last_updated=book.changed_at,
        )


class PortsOfKeys(Schema):
    """Ports of keys. `used_ports` is a number here and a table one level below."""

    port_assignments: Assignments
    used_ports: int = Field(description="Of the whole range, whoever has them.")
    available_ports: int
    max_ports: int
    port_range: str
    timestamp: Unix

    @classmethod
    def of(cls, book: PortBook, timestamp: int) -> Self:
        low, high = book.range
        return cls(
            port_assignments=Assignments.of(book),
            used_ports=book.used,
            available_ports=book.available,
            max_ports=high - low + 1,
            port_range=f"{low}-{high}",
            timestamp=timestamp,
        )


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


def _assigned(key: Key) -> dict[str, Any]:
    return {"key_id": key.uuid, "key_name": key.label or "", "assigned_at": key.created_at}
