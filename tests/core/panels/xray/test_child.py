"""The core's own list of its connections, asked in this process."""

import os
import socket

from core.panels.xray import child


def test_a_look_at_the_connections_finds_them_among_everything_else_and_leaves_nothing_open() -> None:
    reading, writing = os.pipe()
    one, other = socket.socketpair()
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        socket.create_server(("::1", 0), family=10) as six,
        one,
        other,
    ):
        pairs = [socket.create_connection(place.getsockname()[:2]) for place in (listener, six)]
        accepted = [place.accept()[0] for place in (listener, six)]
        try:
            before = sorted(os.listdir("/proc/self/fd"))
            ports = [place.getsockname()[1] for place in (listener, six)]
            rows = child.list_connections(ports)
            assert sorted(os.listdir("/proc/self/fd")) == before
            assert sorted((row[0], row[1], row[2]) for row in rows) == sorted(
                (port, host, client.getsockname()[1])
                for port, host, client in zip(ports, ("127.0.0.1", "::1"), pairs, strict=True)
            )
            assert child.cut(ports=ports[:1]) == 1
            assert pairs[0].recv(1) == b""
            assert sorted(os.listdir("/proc/self/fd")) == before
        finally:
            for connection in (*pairs, *accepted):
                connection.close()
    os.close(reading)
    os.close(writing)
