"""What a customer's connections lead to: a server of bytes, and a site for Reality to imitate."""

import contextlib
import datetime
import os
import select
import socket
import ssl
import tempfile
import threading
import time
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.lab.waiting import free_port

SNI = "shop-window.example"
CHUNK = os.urandom(1 << 16)


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

    def __init__(
        self, *, name: str = SNI, newest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3, port: int | None = None
    ) -> None:
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with tempfile.TemporaryDirectory() as folder:
            self._context.load_cert_chain(*certificate(Path(folder), name))
        self._context.maximum_version = newest
        self._context.set_alpn_protocols(["h2", "http/1.1"])
        super().__init__(port)

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
