"""A customer: a real Xray client made from nothing but a share link, and downloads through it."""

import asyncio
import contextlib
import json
import os
import re
import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.parse
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.lab.servers import Bytes
from tests.lab.waiting import free_port, wait_port

CHILD = Path(__file__).parents[2] / "core" / "panels" / "xray" / "child.py"


class Client:
    """A real Xray client made from a share link; `socks` is its local port. A context manager.

    `source` is the address it comes from (127.0.0.x): Xray never counts 127.0.0.1 as online.
    """

    def __init__(self, link: str, *, source: str | None = None, python: str = sys.executable) -> None:
        self.socks = free_port()
        self._control, theirs = socket.socketpair()  # its end ends the client: no orphan after a killed test
        with theirs:
            self._process = subprocess.Popen(
                [python, "-P", str(CHILD)],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "XRAY_CONTROL_FD": str(theirs.fileno())},
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
            )
        assert self._process.stdin is not None
        with self._process.stdin as stdin:
            stdin.write(json.dumps(client_config(link, self.socks, source)).encode() + b"\n")
        wait_port(self.socks)

    def close(self) -> None:
        """End it; safe to repeat."""
        self._control.close()
        self._process.terminate()
        self._process.wait(10)

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def client_config(link: str, socks: int, source: str | None) -> dict[str, Any]:
    """What an app makes of a link. Reads the link by itself: a second opinion about what stands in it."""
    url = urllib.parse.urlsplit(link)
    query = dict(urllib.parse.parse_qsl(url.query))
    assert (url.scheme, query["type"], query["security"]) == ("vless", "tcp", "reality")
    user = {"id": url.username, "encryption": query["encryption"], "flow": query["flow"]}
    reality = {
        "serverName": query["sni"],
        "fingerprint": query["fp"],
        "password": query["pbk"],
        "shortId": query.get("sid", ""),
        "spiderX": "/",
    }
    outbound = {
        "protocol": "vless",
        "settings": {"vnext": [{"address": url.hostname, "port": url.port, "users": [user]}]},
        "streamSettings": {"network": "raw", "security": "reality", "realitySettings": reality},
    } | ({"sendThrough": source} if source else {})
    inbound = {"listen": "127.0.0.1", "port": socks, "protocol": "socks", "settings": {"udp": True}}
    return {"log": {"loglevel": "none"}, "inbounds": [inbound], "outbounds": [outbound]}


COMPLETE, CUT, TIMED_OUT, NO_ANSWER, REFUSED = 0, 18, 28, 52, 97


@dataclass(frozen=True)
class Download:
    """How a download ended."""

    code: int  # HTTP status; 0 = no answer
    received: int  # bytes, headers included
    exit_code: int  # as curl counts: 0 complete, 18 cut in the middle, 28 timeout, 52 no answer, 97 refused by socks


async def download(url: str, client: Client | None = None, *, seconds: float = 30) -> Download:
    """Fetch and throw away, in a thread of its own; through the client when there is one."""
    loop = asyncio.get_running_loop()
    result: asyncio.Future[Download] = loop.create_future()
    fetching = _Fetching(url, client.socks if client else None, time.monotonic() + seconds)

    def deliver(download: Download) -> None:
        if not result.done():
            result.set_result(download)

    def work() -> None:
        download = fetching.run()
        with contextlib.suppress(RuntimeError):  # the loop has been closed meanwhile
            loop.call_soon_threadsafe(deliver, download)

    threading.Thread(target=work, daemon=True).start()
    try:
        return await result
    finally:
        fetching.stop()


class _Fetching:
    """One GET with blocking sockets; no certificate is checked."""

    def __init__(self, url: str, socks: int | None, deadline: float) -> None:
        self._url = urllib.parse.urlsplit(url)
        self._socks = socks
        self._deadline = deadline
        self._socket: socket.socket | None = None
        self._code = self._received = 0

    def run(self) -> Download:
        """To its end, whatever that is."""
        try:
            ended = self._fetch()
        except TimeoutError:
            ended = TIMED_OUT
        except OSError:
            ended = CUT if self._received else NO_ANSWER
        finally:
            self.stop()
        return Download(self._code, self._received, ended)

    def stop(self) -> None:
        """Cut it off; safe to repeat."""
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
            self._socket.close()

    def _fetch(self) -> int:
        host, tls = self._url.hostname or "", self._url.scheme == "https"
        port = self._url.port or (443 if tls else 80)
        here = (host, port) if self._socks is None else ("127.0.0.1", self._socks)
        self._socket = socket.create_connection(here, timeout=self._left())
        if self._socks is not None and not self._through_socks(host, port):
            return REFUSED
        if tls:
            context = ssl.create_default_context()
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            self._socket.settimeout(self._left())
            self._socket = context.wrap_socket(self._socket, server_hostname=host)
        path = (self._url.path or "/") + (f"?{self._url.query}" if self._url.query else "")
        self._socket.sendall(f"GET {path} HTTP/1.1\r\nhost: {self._url.netloc}\r\nconnection: close\r\n\r\n".encode())
        head = b""
        while b"\r\n\r\n" not in head:
            more = self._receive()
            if not more:
                return CUT if head else NO_ANSWER
            head += more
        head, _, body = head.partition(b"\r\n\r\n")
        self._code = int(head.split(b" ", 2)[1])
        length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
        missing = int(length[1]) - len(body) if length else None
        while missing is None or missing > 0:
            more = self._receive()
            if not more:
                return CUT if missing else COMPLETE
            missing = None if missing is None else missing - len(more)
        return COMPLETE

    def _through_socks(self, host: str, port: int) -> bool:
        name = host.encode()
        assert self._socket is not None
        self._socket.sendall(
            b"\x05\x01\x00" + b"\x05\x01\x00\x03" + bytes([len(name)]) + name + port.to_bytes(2, "big")
        )
        answer = b""
        while len(answer) < 2 + 10:
            self._socket.settimeout(self._left())
            more = self._socket.recv(2 + 10 - len(answer))
            if not more:
                return False
            answer += more
        return answer[3] == 0

    def _receive(self) -> bytes:
        assert self._socket is not None
        self._socket.settimeout(self._left())
        more = self._socket.recv(1 << 18)
        self._received += len(more)
        return more

    def _left(self) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


async def start_download(url: str, client: Client | None = None) -> "asyncio.Task[Download]":
    """A download running beside the test."""
    task = asyncio.create_task(download(url, client))
    await asyncio.sleep(0)
    return task


async def fetch(client: Client, server: Bytes, size: int = 100) -> None:
    """One small download over a connection of its own, without the cost of a thread. Raises OSError or EOFError."""
    reader, writer = await asyncio.open_connection("127.0.0.1", client.socks)
    try:
        writer.write(b"\x05\x01\x00" + b"\x05\x01\x00\x01\x7f\x00\x00\x01" + server.port.to_bytes(2, "big"))
        await reader.readexactly(2 + 10)
        writer.write(b"GET /bytes/%d HTTP/1.1\r\nhost: x\r\n\r\n" % size)
        await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(size)
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
