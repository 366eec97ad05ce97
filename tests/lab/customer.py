"""A customer: a real Xray client made from nothing but a share link, and downloads through it."""

import asyncio
import contextlib
import json
import os
import socket
import subprocess
import sys
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


@dataclass(frozen=True)
class Download:
    """How a download ended."""

    code: int  # HTTP status; 0 = no answer
    received: int  # bytes, headers included
    exit_code: int  # curl's: 0 complete, 18/56 cut in the middle, 28 timeout, 52 empty answer, 97 refused by socks


async def download(url: str, client: Client | None = None, *, seconds: float = 30) -> Download:
    """Fetch and throw away, by curl; through the client when there is one."""
    arguments = [
        "curl",
        "-sk",
        "-o",
        os.devnull,
        "-m",
        str(seconds),
        "-w",
        "%{http_code} %{size_header} %{size_download}",
    ]
    if client is not None:
        arguments += ["-x", f"socks5h://127.0.0.1:{client.socks}"]
    process = await asyncio.create_subprocess_exec(*arguments, url, stdout=asyncio.subprocess.PIPE)
    try:
        out, _ = await process.communicate()
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        raise
    code, *sizes = (int(word) for word in out.split())
    assert process.returncode is not None
    return Download(code, sum(sizes), process.returncode)


async def start_download(url: str, client: Client | None = None) -> "asyncio.Task[Download]":
    """A download running beside the test."""
    task = asyncio.create_task(download(url, client))
    await asyncio.sleep(0)
    return task


async def fetch(client: Client, server: Bytes, size: int = 100) -> None:
    """One small download over a connection of its own, without the cost of a curl. Raises OSError or EOFError."""
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
