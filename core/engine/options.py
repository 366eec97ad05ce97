"""Engine options: what an operator may change of the embedded Xray while the shop runs, and what holds now.

Where nothing was chosen the environment counts. A choice is remembered together with what the environment said then:
an environment that says something else since is the newer decision, and counts again.
"""

import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from core import db, errors, installation
from core.catalogue.servers import Server
from core.config import Settings
from core.shop import Shop
from core.subscriptions.models import Key

KEY: Final = "engine_options"
FORMER, FORMER_KEPT = "former_names", 5
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
    chosen = {name: one["value"] for name, one in stored.items() if name != FORMER and _holds(settings, name, one)}
    server_name = chosen.get("sni", settings.server_name)
    target = stored["sni"]["target"] if "sni" in chosen else settings.reality_target
    return EngineOptions(
        host=chosen.get("server_host", settings.public_host),
        server_name=server_name,
        former_names=tuple(name for name in stored.get(FORMER, []) if name != server_name),
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


async def change(shop: Shop, wanted: Mapping[str, Any]) -> list[str]:
    """Choose checked values; the names of those that differ from before. Call it inside the transaction.

    Raises InvalidValue for a port that this shop needs for something else, and where no Xray is embedded.
    """
    before = await shown(shop)
    fresh = {name: value.lower() if isinstance(value, str) else value for name, value in wanted.items()}
    fresh = {name: value for name, value in fresh.items() if value != before[name]}
    if "server_port" in fresh:
        await _set_port(shop, int(fresh["server_port"]))
    stored = await installation.get(KEY) or {}
    for name in fresh.keys() - {"server_port"}:
        stored[name] = {"value": fresh[name], "over": _environment(shop.settings, name)}
    if "sni" in fresh:
        stored["sni"]["target"] = _target(shop.settings, str(fresh["sni"]))
        known = [before["sni"], *stored.get(FORMER, [])]
        stored[FORMER] = [name for name in dict.fromkeys(known) if name != fresh["sni"]][:FORMER_KEPT]
    if fresh:
        await installation.set(KEY, stored)
        db.after_commit(lambda: shop.wakeups.wake("servers"))
    return [f"xray.{name}" for name in fresh]


def _target(settings: Settings, server_name: str) -> str:
    """The site behind a server name: another name means another site, unless the environment tells the two apart."""
    if settings.reality_server_name is not None or server_name == settings.server_name:
        return settings.reality_target
    return f"{server_name}:{settings.reality_target.rpartition(':')[2]}"


async def _set_port(shop: Shop, port: int) -> None:
    server = await _server()
    low, high = shop.settings.key_port_range
    embedded = await Server.filter(panel="xray")
    others = {_port(shop, one) for one in embedded if server is not None and one.id != server.id}
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
    return await Server.filter(panel="xray").order_by("id").first()


def _port(shop: Shop, server: Server | None) -> int:
    return int(server.panel_settings.get("port", shop.settings.xray_port) if server else shop.settings.xray_port)


def _holds(settings: Settings, name: str, choice: Mapping[str, Any]) -> bool:
    return bool(choice["over"] == _environment(settings, name))


def _environment(settings: Settings, name: str) -> str | None:
    """What the environment says of it, None where it says nothing: then a choice holds for good."""
    if name == "server_host":
        return settings.xray_host
    return f"{settings.server_name} {settings.reality_target}" if name == "sni" else None
