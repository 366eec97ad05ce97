"""The whole configuration of an embedded server as Xray's JSON, for people who want to read it or run it elsewhere.

The running core never reads it: it starts from `config.skeleton` and gets its inbounds over gRPC (`inbounds.py`). What
is written here says the same in the words of Xray's documentation.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.panels import OWN, SHARED
from core.panels.xray.config import SOCKET_NAME, XrayConfig, skeleton


@dataclass(frozen=True, slots=True)
class Client:
    """Who is let in: account name, VLESS UUID, flow, and a port of its own or None."""

    name: str
    uuid: str
    flow: str
    port: int | None


def document(config: XrayConfig, clients: Sequence[Client]) -> dict[str, Any]:
    """The configuration with its private key and every credential; whoever shows it redacts it."""
    config_json = skeleton(config, str(config.run_dir / SOCKET_NAME))
    shared = _inbound(config, SHARED, config.port, [client for client in clients if client.port is None])
    own = [_inbound(config, f"{OWN}{client.name}", client.port, [client]) for client in clients if client.port]
    return config_json | {"inbounds": [shared, *own]}


def _inbound(config: XrayConfig, tag: str, port: int, clients: Sequence[Client]) -> dict[str, Any]:
    return {
        "tag": tag,
        "listen": config.listen,
        "port": port,
        "protocol": "vless",
        "settings": {
            "clients": [{"id": client.uuid, "email": client.name, "flow": client.flow} for client in clients],
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
