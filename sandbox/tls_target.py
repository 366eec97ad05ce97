"""The web site Reality borrows its handshake from: TLS 1.3, X25519, ALPN h2, and no internet.

Reality forwards the handshake of strangers to a real TLS 1.3 site and takes its certificate for its own. In tests and
the demo that site is this server, with a self-made certificate kept in a directory and made only once.
"""

import asyncio
import contextlib
import datetime
import os
import ssl
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from sandbox.serving import StreamServer

CERTIFICATE_DAYS = 3_650
READ_SECONDS = 20
H2_PREFACE = b"PRI * HTTP/2.0"
H2_SETTINGS = b"\x00\x00\x00\x04\x00\x00\x00\x00\x00"
H2_GOAWAY = b"\x00\x00\x08\x07\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"


class TlsTarget(StreamServer):
    """Serves ``name`` on ``host:port`` (0 takes a free one) with the certificate in ``directory``.

    HTTP/1.1 gets a short page; HTTP/2 gets valid settings and a polite goodbye. Raises OSError when the port is taken.
    """

    def __init__(
        self, directory: Path | str, name: str = "example.com", *, host: str = "127.0.0.1", port: int = 0
    ) -> None:
        super().__init__(host, port)
        self.directory = Path(directory)
        self.name = name

    async def start(self, context: ssl.SSLContext | None = None) -> None:
        """Make the certificate if there is none, and listen."""
        # Making an EC key takes milliseconds, but the files are not the event loop's business.
        await super().start(context or await asyncio.to_thread(self._context))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request, in the version of HTTP that it comes in."""
        try:
            with contextlib.suppress(OSError, EOFError, TimeoutError):
                async with asyncio.timeout(READ_SECONDS):
                    request = await reader.read(65_536)
                    if request:
                        writer.write(H2_SETTINGS + H2_GOAWAY if request.startswith(H2_PREFACE) else ANSWER)
                        await writer.drain()
        finally:
            writer.close()

    def _context(self) -> ssl.SSLContext:
        certificate, key = certificate_files(self.directory, self.name)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.load_cert_chain(certificate, key)
        context.set_alpn_protocols(["h2", "http/1.1"])
        return context


def certificate_files(directory: Path, name: str) -> tuple[Path, Path]:
    """Certificate and key for ``name`` and ``www.name`` in ``directory``, made when missing. Raises OSError."""
    certificate, key = directory / f"{name}.crt", directory / f"{name}.key"
    if not (certificate.exists() and key.exists()):
        directory.mkdir(parents=True, exist_ok=True)
        _make_certificate(name, certificate, key)
    return certificate, key


def _make_certificate(name: str, certificate: Path, key: Path) -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    leaf = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=CERTIFICATE_DAYS))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name), x509.DNSName(f"www.{name}")]), critical=False)
        .sign(private, hashes.SHA256())
    )
    pem, pkcs8, plain = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    with open(os.open(key, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(private.private_bytes(pem, pkcs8, plain))
    certificate.write_bytes(leaf.public_bytes(pem))
