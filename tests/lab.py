"""A loopback laboratory for tests that need the real thing: a site for Reality to imitate, a server of bytes to
download, and a real Xray client made from nothing but a share link.

Everything listens on 127.0.0.1, on ports below the ephemeral range, and dies with the test process.
"""

import asyncio
import contextlib
import datetime
import json
import os
import random
import select
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from core.panels import Account, Secrets
from core.panels.xray.config import XrayConfig
from core.panels.xray.panel import EmbeddedXray
from core.panels.xray.reality import make_keys

SNI = "shop-window.example"
CHILD = Path(__file__).parents[1] / "core" / "panels" / "xray" / "child.py"
CHUNK = os.urandom(1 << 16)
_given: set[int] = set()


def free_port() -> int:
    """A port nobody listens on, never given twice."""
    for _ in range(1000):
        port = random.randint(20000, 32000)
        if port in _given:
            continue
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind(("0.0.0.0", port))
                _given.add(port)
                return port
    raise RuntimeError("no free port")


def wait_port(port: int, seconds: float = 10) -> None:
    """Until somebody listens there."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        time.sleep(0.01)
    raise TimeoutError(port)


def wait_until(condition: Callable[[], Any], seconds: float = 10) -> None:
    """Poll a cheap condition from synchronous code."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


async def eventually(condition: Callable[[], Any], seconds: float = 10) -> Any:
    """Poll a condition (or coroutine function) until it is true; its value."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if asyncio.iscoroutine(value):
            value = await value
        if value:
            return value
        assert time.monotonic() < end, "waited in vain"
        await asyncio.sleep(0.02)


# ---- servers


class Server:
    """A threaded TCP server on 127.0.0.1; a context manager."""

    def __init__(self, port: int | None = None) -> None:
        self.port = port or free_port()
        self._listener = socket.socket()
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.bind(("127.0.0.1", self.port))
        self._listener.listen(1024)
        self._closing = False
        self.accepted = 0  # connections so far
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def _accept(self) -> None:
        while not self._closing:
            if not select.select([self._listener], [], [], 0.1)[0]:
                continue
            connection, _ = self._listener.accept()
            self.accepted += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(60)
        with contextlib.suppress(OSError, ValueError), contextlib.ExitStack() as stack:
            stack.enter_context(connection)
            self.handle(connection)

    def handle(self, connection: socket.socket) -> None:
        """One connection; it is closed afterwards."""
        raise NotImplementedError

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None:
        self._closing = True
        self._thread.join()
        self._listener.close()


class Bytes(Server):
    """HTTP: GET /bytes/N[/RATE] answers N bytes, at RATE bytes a second; anything else answers "ok"."""

    def url(self, size: int, rate: int | None = None) -> str:
        """Address of a download."""
        return f"http://127.0.0.1:{self.port}/bytes/{size}" + (f"/{rate}" if rate else "")

    def handle(self, connection: socket.socket) -> None:
        data = b""
        while True:
            while b"\r\n\r\n" not in data:
                more = connection.recv(65536)
                if not more or not (data + more).startswith(b"GET"):
                    return
                data += more
            head, _, data = data.partition(b"\r\n\r\n")
            parts = head.split(b" ")[1].decode().strip("/").split("/")
            size = int(parts[1]) if parts[0] == "bytes" else 2
            rate = int(parts[2]) if len(parts) > 2 else 0
            connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % size)
            step = min(len(CHUNK), max(rate // 20, 1)) if rate else len(CHUNK)
            while size:
                piece = min(size, step)
                connection.sendall(CHUNK[:piece])
                size -= piece
                if rate:
                    time.sleep(piece / rate)


class Site(Server):
    """A TLS site that Reality can wear the face of: TLS 1.3, h2, a certificate of its own making."""

    def __init__(self, *, name: str = SNI, newest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3) -> None:
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with tempfile.TemporaryDirectory() as folder:
            self._context.load_cert_chain(*certificate(Path(folder), name))
        self._context.maximum_version = newest
        self._context.set_alpn_protocols(["h2", "http/1.1"])
        super().__init__()

    def handle(self, connection: socket.socket) -> None:
        with self._context.wrap_socket(connection, server_side=True) as tls:
            tls.recv(65536)
            tls.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok")


def certificate(folder: Path, name: str) -> tuple[str, str]:
    """Paths of a self-signed certificate for `name` and of its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=90))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name), x509.DNSName(f"*.{name}")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "site.crt", folder / "site.key"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return str(paths[0]), str(paths[1])


# ---- a customer


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


# ---- what the shop would say


@contextlib.contextmanager
def run_dir() -> Iterator[Path]:
    """A directory whose path is short enough for unix sockets."""
    with tempfile.TemporaryDirectory(prefix="vt-", ignore_cleanup_errors=True) as folder:
        yield Path(folder) / "xray"


def xray_config(folder: Path, site: Site, **changes: Any) -> XrayConfig:
    """Settings of an embedded Xray on a free loopback port that may reach loopback targets."""
    keys = make_keys()
    settings: dict[str, Any] = {
        "run_dir": folder,
        "address": "127.0.0.1",
        "listen": "127.0.0.1",
        "port": free_port(),
        "server_names": (SNI,),
        "private_key": keys.private_key,
        "public_key": keys.public_key,
        "short_ids": keys.short_ids,
        "target": f"127.0.0.1:{site.port}",
        "allow_private_targets": True,
        "drain_seconds": 20.0,
        "warm_up_seconds": 0.1,  # an untrusted site is soon known
    }
    return XrayConfig(**(settings | changes))


def account(name: str = "key1", **changes: Any) -> Account:
    """An enabled account as the shop would want it, without limits."""
    settings: dict[str, Any] = {
        "name": name,
        "ref": f"lab:{name}",
        "title": "Лаборатория 🧪",
        "expires_at": None,
        "quota_bytes": None,
        "enabled": True,
        "profile": "default",
        "devices": None,
        "epoch": 0,
        "rotation": 0,
        "secrets": Secrets(vless_uuid=str(uuid.uuid4()), password="-", token="-"),
    }
    return Account(**(settings | changes))


# ---- what is seen of a panel


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


async def connections(panel: EmbeddedXray, name: str) -> int:
    """Live connections of an account that have carried something."""
    count, _, sent = (await panel.live()).get(name, (0, 0, 0))
    return count if sent > 20_000 else 0


async def sent(panel: EmbeddedXray, name: str, *, at_least: int) -> bool:
    """Whether that much has been counted as sent to the account, over all cores."""
    return sum(reading.counters.get(name, (0, 0))[1] for reading in await panel.readings()) >= at_least


async def healthy(panel: EmbeddedXray) -> bool:
    """Whether the panel says that it serves."""
    return (await panel.probe()).ok


async def serves(panel: EmbeddedXray, *, after: str) -> bool:
    """Whether a core other than the one with this source serves."""
    return await healthy(panel) and any(
        not reading.closed and reading.source != after for reading in await panel.readings()
    )


def runs(pid: int) -> bool:
    """Whether the process lives; a zombie nobody has collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
