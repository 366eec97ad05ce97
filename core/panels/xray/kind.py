"""The embedded engine as a kind of panel. gRPC is imported when one starts: a web worker must not pay for it."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import Field

from core.panels import OWN, SHARED, Panel
from core.panels.kind import PanelKind, PanelSettings, Place
from core.panels.xray import reality
from core.panels.xray.config import SOCKET_NAME, XrayConfig, skeleton

__all__ = ["KIND", "XrayConfig", "document", "new_keys", "verify", "verify_target"]


class XraySettings(PanelSettings):
    """The embedded engine: a port of its own for every further one on this machine."""

    port: int | None = Field(None, ge=1, le=65535)


async def _start(place: Place) -> Panel:
    from core.panels.xray.panel import EmbeddedXray

    panel = EmbeddedXray(await place.engine(), place.on_event, now=place.machine_now)
    await panel.restore(await place.accounts())
    await panel.start()
    return panel


def new_keys() -> dict[str, Any]:
    """Reality keys for a new engine, as they are stored."""
    keys = reality.make_keys()
    return {"private_key": keys.private_key, "public_key": keys.public_key, "short_ids": list(keys.short_ids)}


def document(config: XrayConfig, clients: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The whole configuration as Xray's JSON, for people who want to read it or run it elsewhere.

    It has the private key and every credential: whoever shows it redacts it. A client is who is let in: account
    `name`, VLESS `uuid`, `flow`, and a `port` of its own or None. The running core never reads this: it starts from
    `config.skeleton` and gets its inbounds over gRPC (`inbounds.py`), which say the same.
    """
    shared = _inbound(config, SHARED, config.port, [client for client in clients if client["port"] is None])
    own = [_inbound(config, f"{OWN}{client['name']}", client["port"], [client]) for client in clients if client["port"]]
    return skeleton(config, str(config.run_dir / SOCKET_NAME)) | {"inbounds": [shared, *own]}


def _inbound(config: XrayConfig, tag: str, port: int, clients: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "tag": tag,
        "listen": config.listen,
        "port": port,
        "protocol": "vless",
        "settings": {
            "clients": [{"id": client["uuid"], "email": client["name"], "flow": client["flow"]} for client in clients],
            "decryption": "none",
        },
        "streamSettings": {
            "network": "tcp",
            "security": "reality",
            "realitySettings": {
                "dest": config.target,
                "serverNames": [*config.server_names, *config.former_names],
                "privateKey": config.private_key,
                "shortIds": list(config.short_ids),
            },
        },
        "sniffing": {"enabled": True, "destOverride": ["http", "tls", "quic"], "routeOnly": True},
    }


async def verify(config: XrayConfig, *, trust_needed: bool) -> list[dict[str, Any]]:
    """Every finding about the Reality settings and their target, plain; takes seconds."""
    findings = await reality.verify(reality.settings_of(config), trust_needed=trust_needed)
    return _plain(findings)


async def verify_target(target: str, server_name: str, *, trust_needed: bool) -> list[dict[str, Any]]:
    """Every finding about a site that Reality could show, plain; up to 25 s where it is silent."""
    check = reality.check_target
    findings, _ = await asyncio.to_thread(check, target, (server_name,), trust_needed=trust_needed)
    return _plain(findings)


def _plain(findings: Sequence[reality.Finding]) -> list[dict[str, Any]]:
    return [
        {"check": finding.check, "ok": finding.ok, "detail": finding.detail, "advice": finding.advice}
        for finding in findings
    ]


KIND = PanelKind(XraySettings, _start)
