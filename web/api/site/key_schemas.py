"""The site's public schemas of one key: asking for it, and what an app gets of it."""

import json
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import AfterValidator, Field

from core.subscriptions.keys import devices
from web.api.site.errors import ApiError, ErrorText
from web.common.schemas import Schema, Text

SUPPORTED: Final = {"protocol": devices.PROTOCOLS, "transport": devices.TRANSPORTS, "flow": devices.FLOWS}
UNSUPPORTED: Final = {name: ErrorText(400, f"unsupported {name}") for name in SUPPORTED}


def _storable(meta: dict[str, Any]) -> dict[str, Any]:
    """No NUL and no half of a surrogate pair anywhere, and no more than a database row should hold."""
    text = json.dumps(meta, ensure_ascii=False, allow_nan=False)
    if len(text.encode()) > devices.META_BYTES or "\\u0000" in text:
        raise ValueError("cannot be stored")
    return meta


Short = Annotated[Text, Field(max_length=64)]


class CreateClientRequest(Schema):
    """A key to make."""

    protocol: Annotated[Short, Field(min_length=1, description="vless")]
    transport: Annotated[Short, Field(min_length=1, description="tcp")]
    flow: Annotated[Short, Field(description="xtls-rprx-vision, which an empty text means too")]
    node_id: Annotated[Short, Field(description="Of `/nodes`; without one the shop chooses.")] | None = None
    meta: (
        Annotated[dict[str, Any], AfterValidator(_storable), Field(description="Kept as it is, at most 4096 bytes.")]
        | None
    ) = None

    def check(self) -> None:
        """Refuse what no server of this shop speaks, by name."""
        for name, supported in SUPPORTED.items():
            if getattr(self, name) not in supported:
                raise ApiError(UNSUPPORTED[name])


class CreatedClient(Schema):
    """The key that was made: its id at the shop, and its VLESS id."""

    client_id: UUID
    uuid: UUID


class VPNConfig(Schema):
    """What an app needs; empty texts while there is nothing to give."""

    config: str
    subscription_url: str
    id: UUID
    username: str
    protocol: str


class ConfigFormats(Schema):
    """Forms that a key can be given in."""

    formats: list[str]
    client_id: str
