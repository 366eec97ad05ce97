"""The key API's public schemas: keys and sizes."""

from datetime import UTC, datetime
from typing import Annotated, Any, Final, Self
from uuid import UUID

from pydantic import Field, PlainSerializer, StringConstraints, WithJsonSchema

from core.subscriptions.keys.direct import LABEL_LENGTH
from core.subscriptions.models import Key
from core.traffic.key_reports import Moved
from web.common.schemas import STORABLE, VISIBLE, Schema

UNITS: Final = ("KB", "MB", "GB", "TB")


def _microseconds(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")


Moment = Annotated[  # 2025-08-05T12:00:00.000000
    datetime,
    PlainSerializer(_microseconds, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "description": "ISO 8601 in UTC, without an offset."}, mode="serialization"),
]
Unix = Annotated[int, Field(description="Unix seconds.")]
Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LABEL_LENGTH, pattern=VISIBLE),
    STORABLE,
]


def formatted(size: int) -> str:
    """A size for people: 1024-based, two decimals from a kilobyte on."""
    if size < 1024:
        return f"{size} B"
    value = float(size)
    for unit in UNITS:
        value /= 1024
        if round(value, 2) < 1024 or unit == UNITS[-1]:
            break
    return f"{value:.2f} {unit}"


def sizes(moved: Moved) -> dict[str, Any]:
    """The six fields that a counted thing has."""
    return bytes_of(moved) | {
        "total_formatted": formatted(moved.total_bytes),
        "rx_formatted": formatted(moved.rx_bytes),
        "tx_formatted": formatted(moved.tx_bytes),
    }


def bytes_of(moved: Moved) -> dict[str, int]:
    """The three of them that are numbers."""
    return {"total_bytes": moved.total_bytes, "rx_bytes": moved.rx_bytes, "tx_bytes": moved.tx_bytes}


class Bytes(Schema):
    """Bytes both ways: received from the client, sent to it, together."""

    total_bytes: int
    rx_bytes: int
    tx_bytes: int


class Sizes(Bytes):
    """The same with texts for people."""

    total_formatted: str
    rx_formatted: str
    tx_formatted: str


class CreateKeyRequest(Schema):
    """A key to make."""

    name: Name = Field(description="Whose key it is: an e-mail address or any label; several keys may have the same.")


class ProgramKey(Schema):
    """A key."""

    id: UUID
    name: str
    uuid: UUID = Field(description="The VLESS id.")
    created_at: Moment
    is_active: bool = Field(description="Whether it is let in; traffic has another `is_active`.")
    port: int | None

    @classmethod
    def of(cls, key: Key) -> Self:
        return cls(
            id=key.uuid,
            name=key.label or "",
            uuid=key.secret,
            created_at=key.created_at,
            is_active=key.enabled,
            port=key.port,
        )


class KeyConfig(Schema):
    """What an app needs: the same share link under three names."""

    key: ProgramKey
    vless_url: str
    qr_code_data: str = Field(description="The text of the QR code.")
    client_config: str

    @classmethod
    def of(cls, key: Key, link: str) -> Self:
        return cls(key=ProgramKey.of(key), vless_url=link, qr_code_data=link, client_config=link)


class KeyDeleted(Schema):
    """A plain "done"."""

    message: str
