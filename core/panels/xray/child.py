"""The program inside a core's process: one Xray and a small control thread.

It is run as `python -P child.py` by whichever interpreter holds the wanted version of the `xray-core` wheel, so it
imports the standard library only and nothing of the shop.

    stdin, line 1     the JSON configuration on one line: no secret on disk or in the arguments
    XRAY_CONTROL_FD   an inherited end of a socket pair; JSON lines in, JSON lines with the same "id" out:

    {"cmd": "version"}                     version of the wheel
    {"cmd": "conns", "ports": [..]|null}   connected sockets by local port, with the kernel's byte counts:
                                           rows of [local port, peer ip, peer port, received, sent]
    {"cmd": "cut", "peers": [[ip, port]]}  shuts down the connections with these peers
    {"cmd": "cut", "ports": [..]}          shuts down every connection of these local ports

Xray cannot end a live session itself (RemoveUser leaves it running, XTLS/Xray-core pull request 6102 is closed), but
the sockets belong to this process, so a thread of it can shut them down without any privilege.

The end of the control stream means that the parent died, and the core leaves with it. PR_SET_PDEATHSIG would be bound
to the parent's thread, which thread pools make unsafe.

Exit codes of the wheel: 0 stopped, 23 configuration refused, 255 could not start; it prints no reason for either.
"""

import importlib.metadata
import json
import os
import resource
import signal
import socket
import struct
import sys
import threading
from collections.abc import Iterator
from typing import Any

TCP_INFO = getattr(socket, "TCP_INFO", 11)
BYTES_ACKED_AT = 120  # offset of tcpi_bytes_acked in struct tcp_info; tcpi_bytes_received follows (linux/tcp.h)
STREAM = int(socket.SOCK_STREAM)
LEAVE_SECONDS = 2.0


def plain(address: str) -> str:
    """The IPv4 text of a v4-mapped IPv6 address; others unchanged."""
    return address[7:] if address.startswith("::ffff:") else address


def connections() -> Iterator[tuple[socket.socket, int, str, int]]:
    """Every connected TCP socket of this process: (duplicate, local port, peer ip, peer port).

    With thousands of ports most descriptors are listeners, so whatever has no peer is passed over by one question.
    """
    for name in os.listdir("/proc/self/fd"):
        try:
            copy = os.dup(int(name))
        except OSError:  # closed meanwhile
            continue
        try:
            # Given family and type the interpreter does not ask for them. What it is shows in its addresses, for which
            # there is room in this family's: IPv4's are shorter.
            duplicate = socket.socket(socket.AF_INET6, socket.SOCK_STREAM, fileno=copy)
        except OSError:  # no socket
            os.close(copy)
            continue
        with duplicate:
            try:
                peer = duplicate.getpeername()
                if not isinstance(peer, tuple) or duplicate.getsockopt(socket.SOL_SOCKET, socket.SO_TYPE) != STREAM:
                    continue
                local = duplicate.getsockname()
            except OSError:  # a listener
                continue
            yield duplicate, local[1], plain(peer[0]), peer[1]


def kernel_bytes(connection: socket.socket) -> tuple[int, int]:
    """Bytes (received, sent and acknowledged) of one connection."""
    info = connection.getsockopt(socket.IPPROTO_TCP, TCP_INFO, 192)
    if len(info) < BYTES_ACKED_AT + 16:
        return 0, 0
    acked, received = struct.unpack_from("=QQ", info, BYTES_ACKED_AT)
    return received, acked


def list_connections(ports: list[int] | None) -> list[list[Any]]:
    """Rows of the `conns` answer."""
    rows: list[list[Any]] = []
    port_set = None if ports is None else set(ports)
    for connection, local_port, ip, port in connections():
        if port_set is None or local_port in port_set:
            try:
                received_bytes, sent_bytes = kernel_bytes(connection)
            except OSError:
                continue
            rows.append([local_port, ip, port, received_bytes, sent_bytes])
    return rows


def cut(peers: list[list[Any]] | None = None, ports: list[int] | None = None) -> int:
    """Shut down the matching connections; the number of them."""
    if not peers and not ports:
        raise ValueError("cut needs peers or ports")
    peer_set, port_set = {(ip, port) for ip, port in peers or ()}, set(ports or ())
    count = 0
    for connection, local_port, ip, port in connections():
        if local_port in port_set or (ip, port) in peer_set:
            try:
                connection.shutdown(socket.SHUT_RDWR)
                count += 1
            except OSError:  # ended by itself
                continue
    return count


def answer(question: dict[str, Any]) -> dict[str, Any]:
    """One control command carried out."""
    command = question.pop("cmd")
    if command == "version":
        return {"ok": True, "version": importlib.metadata.version("xray-core")}
    if command == "conns":
        return {"ok": True, "conns": list_connections(**question)}
    if command == "cut":
        return {"ok": True, "cut": cut(**question)}
    raise ValueError(f"unknown command {command}")


def control(channel: socket.socket) -> None:
    """Answer the parent until it closes the stream or dies, then leave."""
    try:
        with channel.makefile("r", encoding="utf-8") as lines:
            for line in lines:
                question = json.loads(line)
                number = question.pop("id")
                try:
                    reply = answer(question)
                except Exception as error:  # a bad command must not end the data plane
                    reply = {"ok": False, "error": repr(error)}
                channel.sendall(json.dumps({**reply, "id": number}).encode() + b"\n")
    except (OSError, ValueError, KeyError):
        pass  # a reset or half a line instead of a clean end: the parent is gone just the same
    finally:
        os.kill(os.getpid(), signal.SIGTERM)
        threading.Event().wait(LEAVE_SECONDS)
        os._exit(1)


def main() -> None:
    """Read the configuration, start the control thread, become Xray."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which stops us
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # Xray does not handle it and would die
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))  # two descriptors a connection
    configuration = sys.stdin.buffer.readline().decode()
    if not configuration:  # the parent died before it could say anything
        os._exit(1)
    channel = socket.socket(fileno=int(os.environ["XRAY_CONTROL_FD"]))
    threading.Thread(target=control, args=(channel,), daemon=True, name="control").start()

    import xray  # noqa: PLC0415  40 MB of Go, and no Python thread may come before the signals above

    xray.startFromJSON(configuration)
    os._exit(0)


if __name__ == "__main__":
    main()
