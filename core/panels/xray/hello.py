"""A TLS 1.3 ClientHello of our own making, and what a server answers to it (RFC 8446 sections 4 and 5)."""

import asyncio
import os
import socket
import struct
import time
from dataclasses import dataclass

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

try:
    from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
except ImportError:  # cryptography without ML-KEM: the hybrid question is then not asked
    MLKEM768PrivateKey = None  # type: ignore[assignment,misc,unused-ignore]

TIMEOUT_SECONDS = 5.0
X25519, HYBRID = 0x001D, 0x11EC  # named groups; HYBRID is X25519MLKEM768
RETRY = bytes.fromhex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c")  # HelloRetryRequest's random
SIGNATURES = bytes.fromhex("0403080404010503080505010806060102010203")
CIPHERS = bytes.fromhex("130113021303")
ALERT, HANDSHAKE, SERVER_HELLO = 21, 22, 2
SUPPORTED_VERSIONS, KEY_SHARE = 43, 51


@dataclass(frozen=True, slots=True)
class ServerHello:
    """What the server picked."""

    tls13: bool
    group: int | None  # of its key share
    retry: bool  # it wants another share first
    alert: int | None
    milliseconds: float


def connect(host: str, port: int) -> socket.socket:
    """A TCP connection with the module's timeout. Raises OSError."""
    return socket.create_connection((host, port), TIMEOUT_SECONDS)


def ask(host: str, port: int, name: str, *, hybrid: bool) -> ServerHello:
    """Send a hello with an X25519 share (and before it, with `hybrid`, an X25519MLKEM768 one, as browsers do).

    Raises OSError when nobody answers, ValueError when what answers is not TLS.
    """
    began = time.perf_counter()
    with connect(host, port) as connection, connection.makefile("rb") as answer:
        connection.sendall(_client_hello(name, hybrid))
        head = answer.read(5)
        if len(head) < 5:
            raise OSError("closed without an answer")
        body = answer.read(struct.unpack("!H", head[3:])[0]) if head[0] in (ALERT, HANDSHAKE) else b""
    return _answer(head, body, (time.perf_counter() - began) * 1000)


async def greet(host: str, port: int, name: str, *, seconds: float) -> ServerHello:
    """As `ask` without a hybrid share, in the event loop and within so many seconds."""
    began = time.perf_counter()
    async with asyncio.timeout(seconds):
        reader, writer = await asyncio.open_connection(host, port)
        try:
            writer.write(_client_hello(name, hybrid=False))
            head = await reader.readexactly(5)
            length = struct.unpack("!H", head[3:])[0] if head[0] in (ALERT, HANDSHAKE) else 0
            body = await reader.readexactly(length)
        except asyncio.IncompleteReadError:
            raise OSError("closed without an answer") from None
        finally:
            writer.transport.abort()
    return _answer(head, body, (time.perf_counter() - began) * 1000)


def _answer(head: bytes, body: bytes, took: float) -> ServerHello:
    if head[0] == ALERT and len(body) >= 2:
        return ServerHello(False, None, False, body[1], took)
    if head[0] != HANDSHAKE or not body or body[0] != SERVER_HELLO:
        raise ValueError("what answers does not speak TLS")
    try:
        return _read(body, took)
    except (IndexError, struct.error):
        raise ValueError("the server's hello cannot be read") from None


def _vector(size: int, data: bytes) -> bytes:
    return len(data).to_bytes(size, "big") + data


def _extension(kind: int, data: bytes) -> bytes:
    return struct.pack("!H", kind) + _vector(2, data)


def _client_hello(name: str, hybrid: bool) -> bytes:
    public = X25519PrivateKey.generate().public_key()
    raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    shares = [(X25519, raw)]
    if hybrid and MLKEM768PrivateKey is not None:
        shares.insert(0, (HYBRID, MLKEM768PrivateKey.generate().public_key().public_bytes_raw() + raw))
    extensions = b"".join(
        (
            _extension(0, _vector(2, b"\0" + _vector(2, name.encode("idna")))),
            _extension(10, _vector(2, b"".join(struct.pack("!H", group) for group, _ in shares))),
            _extension(13, _vector(2, SIGNATURES)),
            _extension(16, _vector(2, _vector(1, b"h2") + _vector(1, b"http/1.1"))),
            _extension(SUPPORTED_VERSIONS, _vector(1, b"\x03\x04")),
            _extension(45, _vector(1, b"\x01")),  # psk_key_exchange_modes: psk_dhe_ke
            _extension(
                KEY_SHARE, _vector(2, b"".join(struct.pack("!H", group) + _vector(2, data) for group, data in shares))
            ),
        )
    )
    head = b"\x03\x03" + os.urandom(32) + _vector(1, os.urandom(32)) + _vector(2, CIPHERS) + b"\x01\0"
    return b"\x16\x03\x01" + _vector(2, b"\x01" + _vector(3, head + _vector(2, extensions)))


def _read(body: bytes, took: float) -> ServerHello:
    at = 4 + 2  # handshake header, legacy version
    random = body[at : at + 32]
    at += 32
    at += 1 + body[at]  # session id
    at += 3  # cipher suite, compression
    tls13, group = False, None
    end = at + 2 + struct.unpack_from("!H", body, at)[0] if at + 2 <= len(body) else at
    at += 2
    while at + 4 <= end:
        kind, size = struct.unpack_from("!HH", body, at)
        value = body[at + 4 : at + 4 + size]
        at += 4 + size
        if kind == SUPPORTED_VERSIONS:
            tls13 = value == b"\x03\x04"
        elif kind == KEY_SHARE:
            group = struct.unpack_from("!H", value)[0]
    return ServerHello(tls13, group, random == RETRY, None, took)
