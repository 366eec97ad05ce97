"""Requests as bytes over a connection of their own: also such as no client library would send."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from urllib.parse import urlsplit


class Wire:
    """One connection to a web process."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def send(self, *parts: bytes) -> None:
        """Send as far as the other side takes it."""
        with contextlib.suppress(ConnectionError):
            for part in parts:
                self._writer.write(part)
                await self._writer.drain()

    async def flood(self, part: bytes, size: int) -> int:
        """Send `part` again and again until so much is sent or the other side has closed; bytes that were sent."""
        sent = 0
        try:
            while sent < size:
                self._writer.write(part)
                await self._writer.drain()
                sent += len(part)
        except ConnectionError:
            pass
        return sent

    async def answer(self, seconds: float = 20) -> bytes:
        """Everything that comes until the connection is closed."""
        came = b""
        with contextlib.suppress(ConnectionError):
            async with asyncio.timeout(seconds):
                while part := await self._reader.read(65536):
                    came += part
        return came

    async def head(self, seconds: float = 20) -> bytes:
        """The status line and headers of the next answer; what came before the end where there is none."""
        try:
            async with asyncio.timeout(seconds):
                return await self._reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError as exc:
            return exc.partial
        except ConnectionError:
            return b""

    async def status(self, seconds: float = 20) -> int:
        """The status of the next answer, 0 for a connection that was closed without one."""
        words = (await self.head(seconds)).split(b" ", 2)
        return int(words[1]) if len(words) > 1 else 0


@contextlib.asynccontextmanager
async def wire(url: str, host: str | None = None) -> AsyncIterator[Wire]:
    """A connection to the server at `url`, from the local address `host`."""
    parts = urlsplit(url)
    local = (host, 0) if host else None
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port, local_addr=local)
    try:
        yield Wire(reader, writer)
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


def chunked(*parts: bytes) -> bytes:
    """A body of unknown length."""
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
