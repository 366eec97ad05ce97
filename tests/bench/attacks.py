"""Somebody who means harm, on loopback alone and for some seconds: `python -m tests.bench.attacks NAME PORT SECONDS`.

Each attack is run in a process of its own, so that it takes no time from whoever measures beside it.
"""

import contextlib
import json
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping

FROM = "127.0.0.2"  # an address of this machine that others do not come from
TOGETHER = 4  # connections that send as fast as they can
HELD = 1000  # connections that are held open
PART = b"a" * (1 << 18)
HUGE = 300_000_000
MEGABYTE = b"a" * (1 << 20)

Stop = Callable[[], bool]


def head(path: str, *headers: str) -> bytes:
    """The head of a POST request."""
    return "\r\n".join(
        [f"POST {path} HTTP/1.1", "host: x", "content-type: application/json", *headers, "", ""]
    ).encode()


def big_bodies(port: int, stop: Stop) -> None:
    """Bodies of 300 MB."""
    paths = ("/auth/login", "/cabinet/auth/login-email", "/api/keys")
    _flood(port, stop, lambda: (head(paths[0], f"content-length: {HUGE}"), PART, HUGE))


def chunked_bodies(port: int, stop: Stop) -> None:
    """Bodies without end that do not say how long they are."""
    part = b"%x\r\n%b\r\n" % (len(PART), PART)
    _flood(port, stop, lambda: (head("/auth/login", "transfer-encoding: chunked"), part, HUGE))


def big_heads(port: int, stop: Stop) -> None:
    """300 headers of one megabyte."""
    _flood(port, stop, lambda: (b"GET / HTTP/1.1\r\nhost: x\r\n", b"x-a: " + MEGABYTE + b"\r\n", HUGE))


def long_addresses(port: int, stop: Stop) -> None:
    """An address of 100 MB."""
    _flood(port, stop, lambda: (b"GET /", PART, HUGE // 3))


def half_sent(port: int, stop: Stop) -> None:
    """A thousand requests of which half is sent."""
    _hold(port, stop, head("/auth/login", "content-le")[:-4])


def slow_bodies(port: int, stop: Stop) -> None:
    """A thousand bodies of which a letter comes now and then."""
    _hold(port, stop, head("/auth/login", "content-length: 60000") + b"{")


def one_letter(port: int, stop: Stop) -> None:
    """Webhooks of 60 KB of one letter, each another one."""
    number = 0
    while not stop():
        number += 1
        said = {"event": "payment.succeeded", "object": {"id": f"x{number}", "description": "a" * 60_000}}
        body = json.dumps(said).encode()
        with contextlib.suppress(OSError), _connected(port) as line:
            line.sendall(head("/webhooks/pay/yookassa", f"content-length: {len(body)}", "connection: close") + body)
            line.recv(1000)


ATTACKS: Mapping[str, Callable[[int, Stop], None]] = {
    attack.__name__: attack
    for attack in (big_bodies, chunked_bodies, big_heads, long_addresses, half_sent, slow_bodies, one_letter)
}


def _flood(port: int, stop: Stop, request: Callable[[], tuple[bytes, bytes, int]]) -> None:
    """Send as much as the other side takes over several connections by turns, each anew when it was closed."""
    beginning, part, size = request()
    open_now: list[tuple[socket.socket, int]] = []
    while not stop():
        while len(open_now) < TOGETHER:
            try:
                line = _open(port)
                line.sendall(beginning)
                open_now.append((line, 0))
            except OSError:
                time.sleep(0.01)
        line, sent = open_now.pop(0)
        try:
            line.sendall(part)
        except OSError:
            line.close()
            continue
        if sent < size:
            open_now.append((line, sent + len(part)))
        else:
            line.close()


def _hold(port: int, stop: Stop, beginning: bytes) -> None:
    """Hold many connections, say a letter over each now and then, and open them again when they are closed."""
    held: list[socket.socket] = []
    while not stop():
        while len(held) < HELD and not stop():
            try:
                line = _open(port)
                line.sendall(beginning)
                held.append(line)
            except OSError:
                break
        for line in list(held):
            try:
                line.sendall(b" ")
            except OSError:
                held.remove(line)
                line.close()
        time.sleep(0.5)


def _open(port: int) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", port), timeout=2, source_address=(FROM, 0))
    line.settimeout(1)
    return line


@contextlib.contextmanager
def _connected(port: int) -> Iterator[socket.socket]:
    with _open(port) as line:
        yield line


def main() -> None:
    """Attack until the seconds are over."""
    name, port, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    end = time.monotonic() + seconds
    ATTACKS[name](port, lambda: time.monotonic() >= end)


if __name__ == "__main__":
    main()
