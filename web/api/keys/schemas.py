"""The key API's public schemas: keys and sizes."""

from datetime import UTC, datetime
from typing import Annotated, Final, Self
from uuid import UUID

from pydantic import BeforeValidator, Field, PlainSerializer, StringConstraints, WithJsonSchema

from core.subscriptions.keys.direct import LABEL_LENGTH
from core.subscriptions.models import Key
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


Formatted = Annotated[str, BeforeValidator(formatted)]
Label = Annotated[str, BeforeValidator(lambda label: label or "")]


class Bytes(Schema):
    """Bytes both ways: received from the client, sent to it, together."""

    total_bytes: int
    rx_bytes: int
    tx_bytes: int


class Sizes(Bytes):
    """The same with texts for people."""

    total_formatted: Formatted = Field(validation_alias="total_bytes")
    rx_formatted: Formatted = Field(validation_alias="rx_bytes")
    tx_formatted: Formatted = Field(validation_alias="tx_bytes")


class CreateKeyRequest(Schema):
    """A key to make."""

    name: Name = Field(description="Whose key it is: an e-mail address or any label; several keys may have the same.")


class ProgramKey(Schema):
    """A key."""

    id: UUID = Field(validation_alias="uuid")
    name: Label = Field(validation_alias="label")
    uuid: UUID = Field(validation_alias="secret", description="The VLESS id.")
    created_at: Moment
    is_active: bool = Field(
        validation_alias="enabled", description="Whether it is let in; traffic has another `is_active`."
    )
    port: int | None


class KeyConfig(Schema):
    """What an app needs: the same share link under three names."""

    key: ProgramKey
    vless_url: str
    qr_code_data: str = Field(description="The text of the QR code.")
    client_config: str

    @classmethod
    def of(cls, key: Key, link: str) -> Self:
        return cls(key=ProgramKey.read(key), vless_url=link, qr_code_data=link, client_config=link)


class KeyDeleted(Schema):
    """A plain "done"."""

    message: str
