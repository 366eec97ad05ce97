"""Reading a compressed tar that somebody else may have made: a few kilobytes of memory, whatever its headers say.

Python's own reader takes a header's word for how long a name is, and keeps it: a header that says 1.5 GB costs as much.
Here a member is a plain file with a short name, before which one header may say that its size needs more digits.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final, Protocol

BLOCK: Final = 512
CHUNK: Final = 64 << 10
EXTENDED_MAX: Final = 4 << 10  # the header before a file of more than 8 GB has about thirty bytes
PADDING_MAX: Final = 1 << 20  # zeros behind the last member
PLAIN, EXTENDED = (b"0", b"\0"), b"x"


class Malformed(ValueError):
    """No archive of this form."""


class Source(Protocol):
    """What bytes are read from."""

    def read(self, size: int, /) -> bytes: ...


class Unzipped:
    """What gzip has packed. Raises Malformed and zlib.error; the end is the end of the stream and of its checksum."""

    def __init__(self, packed: BinaryIO) -> None:
        self._packed = packed
        self._unpacker = zlib.decompressobj(31)
        self._pending = b""

    def read(self, size: int) -> bytes:
        """Some bytes, at most `size`; none at the end."""
        while not self._unpacker.eof:
            packed = self._pending or self._packed.read(CHUNK)
            if not packed:
                raise Malformed("it ends in the middle")
            plain = self._unpacker.decompress(packed, size)
            self._pending = self._unpacker.unconsumed_tail
            if plain:
                return plain
        if self._unpacker.unused_data or self._packed.read(1):
            raise Malformed("something follows its end")
        return b""


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the archive."""

    name: str
    size: int


class Members:
    """The files of a tar, one after the other. Raises Malformed for whatever is no plain file."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._left = 0  # of the member's content
        self._gap = 0  # between it and the next header

    def next(self) -> Member | None:
        """The next member; what was not read of the one before is passed over. None at the end."""
        while self.read(CHUNK):
            pass
        self._exactly(self._gap)
        self._gap = 0
        header = self._exactly(BLOCK)
        if header == bytes(BLOCK):
            return None
        size = None
        if header[156:157] == EXTENDED:
            size = _size_of(self._extended(header))
            header = self._exactly(BLOCK)
        member = _member(header)
        if size is not None:
            member = Member(member.name, size)
        self._left, self._gap = member.size, -member.size % BLOCK
        return member

    def read(self, size: int = CHUNK) -> bytes:
        """Some of the member's content, at most `size` bytes; none at its end."""
        part = self._source.read(min(size, self._left)) if self._left else b""
        if self._left and not part:
            raise Malformed("a member ends in the middle")
        self._left -= len(part)
        return part

    def whole(self, limit: int) -> bytes:
        """All of the member's content. Raises Malformed for more than `limit` bytes."""
        if self._left > limit:
            raise Malformed("a member is too long")
        content = bytearray()
        while part := self.read():
            content += part
        return bytes(content)

    def lines(self, limit: int) -> Iterator[bytes]:
        """The lines of the member's content. Raises Malformed for one of more than `limit` bytes."""
        rest = b""
        while part := self.read():
            *whole, rest = (rest + part).split(b"\n")
            yield from whole
            if len(rest) > limit:
                raise Malformed("a line is too long")
        if rest:
            yield rest

    def finish(self) -> Iterator[None]:
        """Read on to the very end behind the last member, which the checksum needs: a step at a time."""
        padding = 0
        while part := self._source.read(CHUNK):
            padding += len(part)
            if padding > PADDING_MAX or part.strip(b"\0"):
                raise Malformed("something follows the last member")
            yield

    def _extended(self, header: bytes) -> bytes:
        length = _number(header[124:136])
        if length > EXTENDED_MAX:
            raise Malformed("a header is too long")
        _check(header)
        content = self._exactly(length)
        self._exactly(-length % BLOCK)
        return content

    def _exactly(self, size: int) -> bytes:
        content = bytearray()
        while len(content) < size:
            part = self._source.read(size - len(content))
            if not part:
                raise Malformed("it ends in the middle")
            content += part
        return bytes(content)


def _member(header: bytes) -> Member:
    _check(header)
    if header[156:157] not in PLAIN or header[345:500].strip(b"\0"):
        raise Malformed("a member is no plain file")
    return Member(header[:100].partition(b"\0")[0].decode("ascii"), _number(header[124:136]))


def _check(header: bytes) -> None:
    sum_of_bytes = sum(header[:148]) + sum(header[156:]) + 8 * ord(" ")
    if _number(header[148:156]) != sum_of_bytes:
        raise Malformed("a header was changed")


def _number(field: bytes) -> int:
    """Octal digits, or the bytes of a number that needs more of them."""
    if field[0] == 0x80:
        return int.from_bytes(field[1:], "big")
    digits = field.strip(b" \0")
    if not digits or digits.strip(b"01234567"):
        raise Malformed("a header has no number where one should be")
    return int(digits, 8)


def _size_of(extended: bytes) -> int | None:
    """What an extended header says about the size: its records are `<length> <key>=<value>\\n`."""
    size = None
    while extended:
        length, space, _ = extended.partition(b" ")
        if not space or not length.isdigit() or not len(length) + 1 < int(length) <= len(extended):
            raise Malformed("an extended header is not written as it should be")
        key, _, value = extended[len(length) + 1 : int(length)].rstrip(b"\n").partition(b"=")
        extended = extended[int(length) :]
        if key == b"size":
            if not value.isdigit() or len(value) > 18:
                raise Malformed("an extended header has no number where one should be")
            size = int(value)
    return size
