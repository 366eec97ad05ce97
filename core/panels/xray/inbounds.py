"""What a core listens with: a tag, an address and a builder of the message that opens it."""

import errno
import os
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.panels import OWN, SHARED, Account
from core.panels.xray.api import typed, vless_user
from core.panels.xray.config import XrayConfig, decode_key
from core.panels.xray.messages import message
from core.panels.xray.troubles import PORT_FORBIDDEN, PORT_TAKEN, PORT_UNUSABLE, Trouble
from core.phrases import Phrase

REALITY = "xray.transport.internet.reality.Config"
TCP = "xray.transport.internet.tcp.Config"
CHUNK = 20_000  # users in one AddInbound: 2 MB of the core's limit of 4

Users = Mapping[str, str]  # account name -> VLESS UUID


@dataclass(frozen=True, slots=True)
class Inbound:
    """One listening port, as wanted. A core is filled from these at every start, so they hold the whole truth."""

    tag: str
    listen: str
    port: int
    users: Callable[[], Users]  # who may come in at this moment
    build: Callable[[Sequence[tuple[str, str]]], Any]  # InboundHandler message that carries these users


def shared_inbound(config: XrayConfig, users: Callable[[], Users]) -> Inbound:
    """The Reality inbound of all keys at the configured address."""

    def build(first: Sequence[tuple[str, str]]) -> Any:
        return reality_handler(config, SHARED, config.port, first)

    return Inbound(SHARED, config.listen, config.port, users, build)


def own_inbound(config: XrayConfig, account: Account, users: Callable[[], Users]) -> Inbound:
    """The same for one account alone, at its own port."""
    port, tag = account.port or config.port, own_tag(account.name)

    def build(first: Sequence[tuple[str, str]]) -> Any:
        return reality_handler(config, tag, port, first)

    return Inbound(tag, config.listen, port, users, build)


def own_tag(name: str) -> str:
    """Tag of the inbound that an account with a port of its own has."""
    return f"{OWN}{name}"


def warming_handler(config: XrayConfig, path: str) -> Any:
    """The same Reality with nobody let in, on a unix socket: it makes a core get to know the target.

    A new core studies the target first (record_detect.go of XTLS/REALITY reads from it for up to 5 s), and until then
    every handshake sleeps in steps of 5 s.
    """
    return _reality(config, "warming", message("IPOrDomain")(domain=path), None, [])


def reality_handler(config: XrayConfig, tag: str, port: int, users: Sequence[tuple[str, str]]) -> Any:
    """InboundHandler for VLESS over TCP with Reality; `users` are (name, UUID)."""
    ports = message("PortList")()
    ports.range.add(**{"from": port, "to": port})
    return _reality(config, tag, message("IPOrDomain")(ip=_packed(config.listen)), ports, users)


def _reality(config: XrayConfig, tag: str, listen: Any, ports: Any, users: Sequence[tuple[str, str]]) -> Any:
    # No min_client_ver: in JSON it defaults to a version that shuts sing-box out, over gRPC it does not.
    reality = message("Reality")(
        dest=config.target,
        type="tcp",
        server_names=[*config.server_names, *config.former_names],
        private_key=decode_key(config.private_key),
        short_ids=[bytes.fromhex(short_id).ljust(8, b"\0") for short_id in config.short_ids],
    )
    tcp = message("TransportConfig")(protocol_name="tcp", settings=typed(TCP, message("TcpTransport")()))
    stream = message("StreamConfig")(
        protocol_name="tcp",
        transport_settings=[tcp],
        security_type=REALITY,
        security_settings=[typed(REALITY, reality)],
        socket_settings=message("SocketConfig")(tcp_keep_alive_idle=45, tcp_keep_alive_interval=45),
    )
    receiver = message("ReceiverConfig")(
        port_list=ports,
        listen=listen,
        stream_settings=stream,
        sniffing_settings=message("SniffingConfig")(
            enabled=True, destination_override=["http", "tls", "quic"], route_only=True
        ),
    )
    vless = message("VlessInbound")(users=[vless_user(name, uuid) for name, uuid in users], decryption="none")
    return message("InboundHandler")(
        tag=tag,
        receiver_settings=typed("xray.app.proxyman.ReceiverConfig", receiver),
        proxy_settings=typed("xray.proxy.vless.inbound.Config", vless),
    )


def _packed(address: str) -> bytes:
    return socket.inet_pton(_family(address), address)


def _family(address: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def port_trouble(listen: str, port: int) -> Trouble | None:
    """Why the port cannot be opened and what to do about it; None when it can.

    Only a plain bind tells: Xray listens with SO_REUSEPORT, so a second one on the same port starts without complaint
    and steals half of the connections.
    """
    with socket.socket(_family(listen), socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((listen, port))
        except OSError as error:
            return _advice(listen, port, error)
    return None


def _advice(listen: str, port: int, error: OSError) -> Trouble:
    reason = os.strerror(error.errno) if error.errno else str(error)
    if isinstance(error, PermissionError):
        forbidden = Phrase("engine-port-forbidden", port=str(port), listen=listen, reason=reason)
        return Trouble(PORT_FORBIDDEN, forbidden, port)
    if error.errno == errno.EADDRINUSE:
        taken = Phrase("engine-port-taken", port=str(port), listen=listen, reason=reason)
        return Trouble(PORT_TAKEN, taken, port)
    unusable = Phrase("engine-port-unusable", port=str(port), listen=listen, reason=reason)
    return Trouble(PORT_UNUSABLE, unusable, port)
