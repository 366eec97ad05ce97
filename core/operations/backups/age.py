"""Encryption with a password in the age format, in chunks: memory stays the same however large the file is.

The format is age's own (https://age-encryption.org/v1), so that `age --decrypt` opens a backup where there is no shop:

- a header of text lines: version, one `-> scrypt SALT LOG_N` stanza with the wrapped file key, and `--- MAC` over it;
- sixteen bytes of nonce, then chunks of 64 KiB, each sealed by ChaCha20-Poly1305 under a counter and a last-chunk mark.

A chunk that was changed, moved, left out or cut off is noticed before a byte of it is given away.
"""

import base64
import hashlib
import hmac
import io
import re
import secrets
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

VERSION = b"age-encryption.org/v1\n"
CHUNK, TAG = 65536, 16
LOG_N = 16  # 64 MB and about 0.2 s; age's own default of 18 would take 256 MB of a small server
LOG_N_MAX = 19  # 512 MB, what other programs choose at most; a header that asks for more is refused before it is taken
SALT_LABEL = b"age-encryption.org/v1/scrypt"
STANZA = re.compile(rb"-> scrypt ([A-Za-z0-9+/]{22}) ([1-9][0-9]?)\n")
BODY = re.compile(rb"([A-Za-z0-9+/]{43})\n")
MAC = re.compile(rb"--- ([A-Za-z0-9+/]{43})\n")
LINE_MAX = 128


class WrongPassword(Exception):
    """The password does not open the file key."""


class Damaged(Exception):
    """This is not what was written: cut off, changed, or no age file with a password at all."""


class Writer(io.RawIOBase):
    """Encrypts what is written into it. `close` seals the last chunk and leaves the file below open."""

    def __init__(self, below: BinaryIO, password: str) -> None:
        file_key, salt, nonce = secrets.token_bytes(16), secrets.token_bytes(16), secrets.token_bytes(16)
        wrapped = _sealing(_wrap_key(password, salt, LOG_N)).encrypt(bytes(12), file_key, None)
        header = VERSION + b"-> scrypt %b %d\n%b\n---" % (_base64(salt), LOG_N, _base64(wrapped))
        self._below = below
        self._below.write(header + b" " + _base64(_mac(file_key, header)) + b"\n" + nonce)
        self._cipher = _sealing(_derived(file_key, nonce, b"payload"))
        self._pending = bytearray()
        self._count = 0

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._pending += data
        while len(self._pending) > CHUNK:  # the last chunk is known only at the end, so a full one waits
            self._seal(bytes(self._pending[:CHUNK]), last=False)
            del self._pending[:CHUNK]
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._seal(bytes(self._pending), last=True)
        super().close()

    def _seal(self, chunk: bytes, *, last: bool) -> None:
        self._below.write(self._cipher.encrypt(_nonce(self._count, last), chunk, None))
        self._count += 1


class Reader(io.RawIOBase):
    """Decrypts what is below. Raises WrongPassword when made, Damaged also while it is read."""

    def __init__(self, below: BinaryIO, password: str) -> None:
        self._below = below
        file_key = _opened_header(below, password)
        nonce = below.read(16)
        if len(nonce) < 16:
            raise Damaged("the file ends after its header")
        self._cipher = _sealing(_derived(file_key, nonce, b"payload"))
        self._ahead = below.read(CHUNK + TAG)
        self._plain = memoryview(b"")
        self._count = 0
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if not self._plain and not self._ended:
            self._plain = memoryview(self._next_chunk())
        size = min(len(buffer), len(self._plain))
        buffer[:size] = self._plain[:size]
        self._plain = self._plain[size:]
        return size

    def _next_chunk(self) -> bytes:
        chunk, self._ahead = self._ahead, self._below.read(CHUNK + TAG)
        self._ended = not self._ahead
        plain = _opened(self._cipher, _nonce(self._count, self._ended), chunk)
        if not plain and self._count:
            raise Damaged("an empty chunk after others")
        self._count += 1
        return plain


def _opened_header(below: BinaryIO, password: str) -> bytes:
    """The file key."""
    lines = [below.readline(LINE_MAX) for _ in range(4)]
    stanza, body, mac = STANZA.fullmatch(lines[1]), BODY.fullmatch(lines[2]), MAC.fullmatch(lines[3])
    if lines[0] != VERSION or stanza is None or body is None or mac is None or int(stanza[2]) > LOG_N_MAX:
        raise Damaged("no age file that is encrypted with a password alone")
    key = _wrap_key(password, _bytes(stanza[1]), int(stanza[2]))
    try:
        file_key = _opened(_sealing(key), bytes(12), _bytes(body[1]))
    except Damaged:
        raise WrongPassword() from None
    header = b"".join(lines[:3]) + b"---"
    if not hmac.compare_digest(_mac(file_key, header), _bytes(mac[1])):
        raise Damaged("the header was changed")
    return file_key


def _opened(cipher: "ChaCha20Poly1305", nonce: bytes, sealed: bytes) -> bytes:
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415

    try:
        return bytes(cipher.decrypt(nonce, sealed, None))
    except (InvalidTag, ValueError):
        raise Damaged("a chunk was changed or cut off") from None


def _sealing(key: bytes) -> "ChaCha20Poly1305":
    # Late: only a process that makes or opens a backup pays for the library.
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305  # noqa: PLC0415

    return ChaCha20Poly1305(key)


def _wrap_key(password: str, salt: bytes, log_n: int) -> bytes:
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt  # noqa: PLC0415

    return Scrypt(salt=SALT_LABEL + salt, length=32, n=1 << log_n, r=8, p=1).derive(password.encode())


def _derived(file_key: bytes, salt: bytes, info: bytes) -> bytes:
    """HKDF-SHA-256 of one block (RFC 5869)."""
    extracted = hmac.digest(salt or bytes(32), file_key, hashlib.sha256)
    return hmac.digest(extracted, info + b"\x01", hashlib.sha256)


def _mac(file_key: bytes, header: bytes) -> bytes:
    return hmac.digest(_derived(file_key, b"", b"header"), header, hashlib.sha256)


def _nonce(count: int, last: bool) -> bytes:
    return count.to_bytes(11, "big") + bytes([last])


def _base64(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


def _bytes(text: bytes) -> bytes:
    """The only encoding of these bytes; another way to write the same ones is refused."""
    data = base64.b64decode(text + b"=" * (-len(text) % 4))
    if _base64(data) != text:
        raise Damaged("the header is not written as it should be")
    return data
