"""Engine settings: what the embedded Xray is configured with, and what of it operators see."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from core import errors
from core.catalogue import servers
from core.catalogue.servers import Server
from core.engine import options
from core.panels.registry import embedded
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


async def config(shop: Shop, server: Server) -> embedded.XrayConfig:
    """What a server's engine runs with; its Reality keys are made at the first call and kept for ever."""
    state = await servers.state_once(server, embedded.new_keys)
    settings, chosen = shop.settings, await options.current(shop)
    return embedded.XrayConfig(
        run_dir=settings.data_dir / f"xray-{server.id}",
        address=chosen.host,
        server_names=(chosen.server_name,),
        former_names=chosen.former_names,
        fingerprint=chosen.fingerprint,
        private_key=state["private_key"],
        public_key=state["public_key"],
        short_ids=tuple(state["short_ids"]),
        target=chosen.target,
        listen=settings.xray_listen,
        port=server.panel_settings.get("port", settings.xray_port),
        allow_private_targets=settings.xray_allow_private_targets,
        python=str(settings.xray_python or sys.executable),
    )


async def wanted_config(shop: Shop, server: Server, running: embedded.XrayConfig) -> embedded.XrayConfig | None:
    """What a running engine should run with by the settings of now; None where it does already."""
    wanted = await config(shop, server)
    changeable = ("address", "server_names", "former_names", "fingerprint", "target", "port")
    fresh = replace(running, **{name: getattr(wanted, name) for name in changeable})
    return fresh if fresh != running else None


async def reality(shop: Shop) -> Reality:
    """Of the server of direct keys.

    Raises ServerUnavailable where no Xray is embedded, EngineTrouble for settings that no engine could work with.
    """
    server = await direct.home()
    try:
        running = await config(shop, server)
    except ValueError as exc:
        raise errors.EngineTrouble(text=str(exc)) from None
    return Reality(
        port=running.public_port or running.port,
        public_key=running.public_key,
        server_name=running.server_names[0],
        short_id=running.short_ids[0],
        host=running.address,
        fingerprint=running.fingerprint,
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
        whole = embedded.document(await config(shop, server), clients)
    except ValueError as exc:
        raise errors.EngineTrouble(text=str(exc)) from None
    return whole if reveal else redacted(whole)


def redacted(value: Any) -> Any:
    """The same without secrets, wherever in it they are."""
    if isinstance(value, Mapping):
        return {
            name: HIDDEN if name.lower() in SECRET_NAMES and isinstance(inner, str) else redacted(inner)
            for name, inner in value.items()
        }
    return [redacted(inner) for inner in value] if isinstance(value, list) else value
