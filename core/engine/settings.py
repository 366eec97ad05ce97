"""Engine settings: what the embedded Xray is configured with, as operators see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from core import errors
from core.engine import registry
from core.shop import Shop
from core.subscriptions.keys import direct, provisioning
from core.subscriptions.models import Key

SECRET_NAMES: Final = frozenset({"privatekey", "password", "pass", "mldsa65seed", "secret", "id"})
HIDDEN: Final = "***"


@dataclass(frozen=True, slots=True)
class Reality:
    """What strangers and links see of the engine; nothing of it is a secret."""

    port: int
    public_key: str
    server_name: str
    short_id: str
    host: str
    fingerprint: str
    flow: str = "xtls-rprx-vision"


async def reality(shop: Shop) -> Reality:
    """Of the server of direct keys.

    Raises ServerUnavailable where no Xray is embedded, EngineUnavailable for settings that no engine could work with.
    """
    server = await direct.home()
    try:
        config = await registry.xray_config(shop, server)
    except ValueError as exc:
        raise errors.EngineUnavailable(text=str(exc)) from None
    return Reality(
        port=config.public_port or config.port,
        public_key=config.public_key,
        server_name=config.server_names[0],
        short_id=config.short_ids[0],
        host=config.address,
        fingerprint=config.fingerprint,
    )


async def document(shop: Shop, *, reveal: bool = False) -> dict[str, Any]:
    """The whole configuration as Xray's JSON, secrets hidden unless they are to be revealed. Raises as `reality` does.

    Customers' VLESS ids are secrets too.
    """
    server = await direct.home()
    held = Key.filter(server_id=server.id, removed_at=None, revoked_at=None).order_by("id")
    clients = []
    for key in await held.select_related("subscription__user", "server"):
        account = await provisioning.wanted(shop, key)
        if account.enabled:
            clients.append(
                {"name": account.name, "uuid": account.secrets.vless_uuid, "flow": key.flow, "port": key.port}
            )
    try:
        made = await registry.xray_document(shop, server, clients)
    except ValueError as exc:
        raise errors.EngineUnavailable(text=str(exc)) from None
    return made if reveal else redacted(made)


def redacted(value: Any) -> Any:
    """The same without secrets, wherever in it they are."""
    if isinstance(value, Mapping):
        return {
            name: HIDDEN if name.lower() in SECRET_NAMES and isinstance(inner, str) else redacted(inner)
            for name, inner in value.items()
        }
    return [redacted(inner) for inner in value] if isinstance(value, list) else value
