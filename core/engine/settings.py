"""Engine settings: what the embedded Xray is configured with, and what of it operators see and change while it runs.

Where nothing was chosen the environment counts. A choice is remembered together with what the environment said then:
an environment that says something else since is the newer decision, and counts again.
"""

import ipaddress
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from core import db, errors, installation
from core.catalogue import servers
from core.catalogue.servers import Server
from core.config import Settings
from core.panels.registry import EMBEDDED, embedded
from core.shop import Shop
from core.subscriptions.keys import direct, provisioning
from core.subscriptions.models import Key

SECRET_NAMES: Final = frozenset({"privatekey", "password", "pass", "mldsa65seed", "secret", "id"})
HIDDEN: Final = "***"
KEY: Final = "engine_options"
FORMER, FORMER_KEPT, SERVED = "former_names", 5, "served_name"
LABEL = r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)"
NAME: Final = re.compile(rf"{LABEL}(?:\.{LABEL})+")
# Hellos that the pinned core lets in; it refuses those of "360" and "android".
FINGERPRINTS: Final = ("chrome", "firefox", "safari", "ios", "edge", "qq", "random", "randomized")


def _is_name(value: Any) -> bool:
    """Whether it is a domain name; what looks like a number is meant as an address."""
    if not isinstance(value, str) or len(value) > 253 or not NAME.fullmatch(value):
        return False
    return not value.rpartition(".")[2].isdecimal()


def _is_host(value: Any) -> bool:
    """Whether customers can be sent there: a domain name or an IP address."""
    if _is_name(value):
        return True
    try:
        address = ipaddress.ip_address(value) if isinstance(value, str) else None
    except ValueError:
        return False
    return address is not None and not (address.is_unspecified or address.is_multicast or "%" in str(address))


def _is_port(value: Any) -> bool:
    return type(value) is int and 1 <= value <= 65535


OPTIONS: Final[Mapping[str, Callable[[Any], bool]]] = {
    "fp": lambda value: isinstance(value, str) and value in FINGERPRINTS,
    "sni": _is_name,
    "server_host": _is_host,
    "server_port": _is_port,
}


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """What holds now. `former_names` are server names of links that customers still have."""

    host: str
    server_name: str
    former_names: tuple[str, ...]
    fingerprint: str
    target: str


async def current(shop: Shop) -> EngineOptions:
    """The options of every embedded engine of this shop."""
    settings = shop.settings
    stored = await installation.get(KEY) or {}
    chosen = {
        name: choice["value"] for name, choice in stored.items() if name in OPTIONS and _holds(settings, name, choice)
    }
    server_name = chosen.get("sni", settings.server_name)
    target = stored["sni"]["target"] if "sni" in chosen else settings.reality_target
    return EngineOptions(
        host=chosen.get("server_host", settings.public_host),
        server_name=server_name,
        former_names=tuple(_former(stored, server_name)),
        fingerprint=chosen.get("fp", "chrome"),
        target=target,
    )


async def shown(shop: Shop) -> dict[str, Any]:
    """The options by the names operators know them by; the port is that of the first embedded server."""
    options, server = await current(shop), await _server()
    return {
        "server_host": options.host,
        "server_port": _port(shop, server),
        "sni": options.server_name,
        "fp": options.fingerprint,
    }


async def change(shop: Shop, values: Mapping[str, Any]) -> list[str]:
    """Choose checked values; the names of those that differ from before. Call it inside the transaction.

    Raises InvalidValue for a port that this shop needs for something else, and where no Xray is embedded.
    """
    before = await shown(shop)
    fresh = {name: value.lower() if isinstance(value, str) else value for name, value in values.items()}
    fresh = {name: value for name, value in fresh.items() if value != before[name]}
    if "server_port" in fresh:
        await _set_port(shop, int(fresh["server_port"]))
    stored = await installation.get(KEY) or {}
    for name in fresh.keys() - {"server_port"}:
        stored[name] = {"value": fresh[name], "over": _environment(shop.settings, name)}
    if "sni" in fresh:
        stored["sni"]["target"] = _target(shop.settings, str(fresh["sni"]))
        stored[FORMER] = _former(stored, str(fresh["sni"]), before["sni"])
    if fresh:
        await installation.set(KEY, stored)
        db.after_commit(lambda: shop.wakeups.wake("servers"))
    return [f"xray.{name}" for name in fresh]


async def keep_served_name(name: str) -> None:
    """Remember the server name that links have by now: it is let in after another one is set, wherever that is set."""
    async with db.transaction():
        stored = await installation.get(KEY) or {}
        if stored.get(SERVED) != name:
            await installation.set(KEY, stored | {FORMER: _former(stored, name), SERVED: name})


def _former(stored: Mapping[str, Any], server_name: str, *more: str) -> list[str]:
    """Server names that customers' links may still have, beside this one; the newest first."""
    names = dict.fromkeys([*more, *filter(None, [stored.get(SERVED)]), *stored.get(FORMER, [])])
    return [name for name in names if name != server_name][:FORMER_KEPT]


def _target(settings: Settings, server_name: str) -> str:
    """The site behind a server name: another name means another site, unless the environment tells the two apart."""
    if settings.reality_server_name is not None or server_name == settings.server_name:
        return settings.reality_target
    return f"{server_name}:{settings.reality_target.rpartition(':')[2]}"


async def _set_port(shop: Shop, port: int) -> None:
    server = await _server()
    low, high = shop.settings.key_port_range
    embedded = await Server.filter(panel=EMBEDDED)
    others = {_port(shop, other) for other in embedded if server is not None and other.id != server.id}
    if (
        server is None
        or port in others
        or port == shop.settings.web_port
        or low <= port <= high
        or await Key.filter(server_id=server.id, port=port).exists()
    ):
        raise errors.InvalidValue(field="xray.server_port")
    await Server.filter(id=server.id).update(panel_settings={**server.panel_settings, "port": port})


async def _server() -> Server | None:
    return await Server.filter(panel=EMBEDDED).order_by("id").first()


def _port(shop: Shop, server: Server | None) -> int:
    return int(server.panel_settings.get("port", shop.settings.xray_port) if server else shop.settings.xray_port)


def _holds(settings: Settings, name: str, choice: Mapping[str, Any]) -> bool:
    return bool(choice["over"] == _environment(settings, name))


def _environment(settings: Settings, name: str) -> str | None:
    """What the environment says of it, None where it says nothing: then a choice holds for good."""
    if name == "server_host":
        return settings.xray_host
    return f"{settings.server_name} {settings.reality_target}" if name == "sni" else None


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
    settings, chosen = shop.settings, await current(shop)
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
    new_config = await config(shop, server)
    changeable = ("address", "server_names", "former_names", "fingerprint", "target", "port")
    fresh = replace(running, **{name: getattr(new_config, name) for name in changeable})
    return fresh if fresh != running else None


async def reality(shop: Shop) -> Reality:
    """Of the server of direct keys.

    Raises ServerUnavailable where no Xray is embedded, EngineUnavailable for settings that no engine could work with.
    """
    server = await direct.home()
    try:
        running = await config(shop, server)
    except ValueError as exc:
        raise errors.EngineUnavailable(text=str(exc)) from None
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
    keys = Key.filter(server_id=server.id, removed_at=None, revoked_at=None).order_by("id")
    clients = []
    for key in await keys.select_related("subscription__user", "server"):
        account = await provisioning.account_of(shop, key)
        if account.enabled:
            clients.append(
                {"name": account.name, "uuid": account.secrets.vless_uuid, "flow": key.flow, "port": key.port}
            )
    try:
        whole = embedded.document(await config(shop, server), clients)
    except ValueError as exc:
        raise errors.EngineUnavailable(text=str(exc)) from None
    return whole if reveal else redacted(whole)


def redacted(value: Any) -> Any:
    """The same without secrets, wherever in it they are."""
    if isinstance(value, Mapping):
        return {
            name: HIDDEN if name.lower() in SECRET_NAMES and isinstance(inner, str) else redacted(inner)
            for name, inner in value.items()
        }
    return [redacted(inner) for inner in value] if isinstance(value, list) else value
