"""Settings of one embedded Xray, and the configuration its process starts with."""

import base64
import binascii
import ipaddress
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SHORT_ID = re.compile(r"([0-9a-f]{2}){0,8}")
SOCKET_PATH_LIMIT = 107  # sun_path without its final zero; unix(7)
SOCKET_NAME = "api-0123456789abcdef.sock.warm"  # the longest of them

# What a customer must never reach through the server: itself, its networks, the cloud's metadata service.
# Numbers instead of `geoip:private`, because the wheel carries no geoip.dat and refuses the name (exit 23).
PRIVATE_RANGES = (
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "224.0.0.0/3",
    "::/127",
    "fc00::/7",
    "fe80::/10",
)
MAIL_PORTS = "25,465,587"  # one spammer gets the whole server's address blocked
BLOCK_DELAY = "1-3"  # seconds a refused connection is held; Xray's own 30-90 would pile them up


def decode_key(text: str) -> bytes:
    """32 raw bytes of an X25519 key in base64url without padding. Raises ValueError."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("not base64url") from error
    if len(raw) != 32:
        raise ValueError(f"{len(raw)} bytes instead of 32")
    return raw


def split_target(target: str) -> tuple[str, int]:
    """Host and port of "host:port" or "[v6]:port". Raises ValueError."""
    host, colon, port = target.rpartition(":")
    if not colon or not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise ValueError(f"target must be host:port, not {target!r}")
    return host.removeprefix("[").removesuffix("]"), int(port)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watching:
    """How an engine is watched; all in seconds."""

    every: float = 10.0  # between two questions to the core
    handshake_every: float = 30.0  # between two handshakes with the core's own port and with the target
    again: float = 5.0  # the same after something was wrong; trouble is told when it is seen twice this far apart
    answer: float = 5.0  # how long an answer may take
    handshake: float = 12.0  # the same for our own port: a new core makes handshakes wait while it studies the target
    silent: float = 20.0  # a core that has not answered for so long is replaced
    settled: float = 5.0  # how long all must be well before the end of trouble is told
    steady: float = 60.0  # the same where trouble comes again and again
    port: float = 5.0  # between two attempts to open a taken port


@dataclass(frozen=True, slots=True, kw_only=True)
class XrayConfig:
    """Everything that distinguishes one embedded server. Raises ValueError when something cannot work at all.

    Whether the target suits Reality is a question for the network: `reality.check`.
    """

    run_dir: Path  # ours alone (0700): API sockets and a lock; no state that must survive
    address: str  # host name or IP in the links
    server_names: tuple[str, ...]  # names of the target's certificate; the first one goes into the links
    private_key: str = field(repr=False)  # X25519, base64url
    public_key: str  # X25519, base64url
    former_names: tuple[str, ...] = ()  # of links that customers still have; let in like `server_names`
    fingerprint: str = "chrome"  # whose hello clients imitate; stands in the links
    short_ids: tuple[str, ...]  # 0-16 hex digits each, an even number; the first one goes into the links
    target: str  # "host:port" of the site whose face Reality wears
    listen: str = "0.0.0.0"  # noqa: S104  an IP address; a server is there for everybody
    port: int = 443
    public_port: int | None = None  # port in the links, when a container maps another one; None = `port`
    allow_private_targets: bool = False  # laboratories only
    python: str = sys.executable  # interpreter that has the wanted version of the xray-core wheel
    splice: bool = False  # True = a quarter of the CPU, but counters stand still until a connection ends
    warm_up_seconds: float = 6.0  # how long a swapped-in core studies the target before it takes connections
    drain_seconds: float = 3600.0  # how long sessions of a replaced core may go on
    watching: Watching = Watching()

    def __post_init__(self) -> None:
        if len(str(self.run_dir / SOCKET_NAME)) > SOCKET_PATH_LIMIT:
            raise ValueError(f"run_dir is too long for a unix socket ({SOCKET_PATH_LIMIT} characters): {self.run_dir}")
        for name, port in (("port", self.port), ("public_port", self.public_port)):
            if port is not None and not 0 < port < 65536:
                raise ValueError(f"{name} must be 1-65535, not {port}")
        for name, key in (("private_key", self.private_key), ("public_key", self.public_key)):
            try:
                decode_key(key)
            except ValueError as error:
                raise ValueError(f"{name} is not an X25519 key in base64url: {error}") from None
        if not self.server_names or not all(self.server_names):
            raise ValueError("server_names must name at least one site")
        if not self.short_ids or not all(SHORT_ID.fullmatch(short_id) for short_id in self.short_ids):
            raise ValueError("short_ids must be 0-16 hex digits each, an even number of them")
        if not self.address:
            raise ValueError("address must be a host name or an IP address")
        ipaddress.ip_address(self.listen)
        split_target(self.target)


def skeleton(config: XrayConfig, api_socket: str) -> dict[str, Any]:
    """The JSON configuration a core starts with: everything but inbounds.

    Those come over gRPC, because the wheel dies without a word over a bad or taken one, and gRPC gives the reason.
    """
    rules: list[dict[str, Any]]
    if config.allow_private_targets:
        rules = [{"action": "allow", "ip": ["127.0.0.0/8", "::1/128"]}]
    else:
        rules = [
            {"action": "block", "ip": list(PRIVATE_RANGES), "blockDelay": BLOCK_DELAY},
            {"action": "block", "network": "tcp", "port": MAIL_PORTS, "blockDelay": BLOCK_DELAY},
        ]
    level = {
        "statsUserUplink": True,
        "statsUserDownlink": True,
        "statsUserOnline": True,
        "handshake": 4,
        "connIdle": 300,
    }
    return {
        # access "" = standard output, which process.py reads: who a connection belongs to stands only there
        "log": {"loglevel": "warning", "access": "", "dnsLog": False},
        "stats": {},
        "api": {"tag": "api", "listen": api_socket, "services": ["HandlerService", "StatsService"]},
        "policy": {"levels": {"0": level}, "system": {"statsInboundUplink": True, "statsInboundDownlink": True}},
        "inbounds": [],
        "outbounds": [
            {"protocol": "freedom", "tag": "direct", "settings": {"domainStrategy": "AsIs", "finalRules": rules}},
            {"protocol": "blackhole", "tag": "block"},
        ],
        "routing": {"domainStrategy": "AsIs", "rules": [{"protocol": ["bittorrent"], "outboundTag": "block"}]},
    }
