"""A local web server to download from: traffic for tests and the demo without any internet.

``GET /bytes/N`` sends N random bytes, ``GET /bytes/N/RATE`` no faster than RATE bytes a second; a request body of any
size is swallowed, so uploads work too; every other path answers ``ok``.
"""

import asyncio
import contextlib
import os

from sandbox.serving import StreamServer

CHUNK = memoryview(os.urandom(1 << 18))
STEPS_PER_SECOND = 10
IDLE_SECONDS = 60


class DownloadServer(StreamServer):
    """Listens on ``host:port`` (0 takes a free one) between ``start`` and ``stop``; keep-alive HTTP/1.1."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__(host, port)
        self.sent_bytes = 0
        self.received_bytes = 0

    @property
    def url(self) -> str:
        """``http://host:port``."""
        return f"http://{self.address}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer requests until nobody asks any more."""
        try:
            with contextlib.suppress(OSError, EOFError, ValueError, asyncio.LimitOverrunError):
                while True:
                    async with asyncio.timeout(IDLE_SECONDS):
                        head = await reader.readuntil(b"\r\n\r\n")
                    path = head.split(b" ", 2)[1].decode("latin-1")
                    await self._swallow(reader, head)
                    size, rate = _size_and_rate(path)
                    await self._answer(writer, size, rate)
        finally:
            writer.close()

    async def _swallow(self, reader: asyncio.StreamReader, head: bytes) -> None:
        bytes_left = 0
        for line in head.split(b"\r\n")[1:]:
            name, _, value = line.partition(b":")
            if name.strip().lower() == b"content-length":
                bytes_left = int(value)
        while bytes_left > 0:
            count = len(await reader.read(min(bytes_left, 1 << 18)))
            if not count:
                raise EOFError
            bytes_left -= count
            self.received_bytes += count

    async def _answer(self, writer: asyncio.StreamWriter, size: int | None, rate: int) -> None:
        length = 2 if size is None else size
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: {length}\r\n\r\n"
        writer.write(head.encode() + (b"ok" if size is None else b""))
        step = min(len(CHUNK), max(rate // STEPS_PER_SECOND, 1)) if rate else len(CHUNK)
        bytes_left = size or 0
        while bytes_left > 0:
            writer.write(CHUNK[: min(bytes_left, step)])
            await writer.drain()
            self.sent_bytes += min(bytes_left, step)
            bytes_left -= step
            if rate:
                await asyncio.sleep(step / rate)
        await writer.drain()


def _size_and_rate(path: str) -> tuple[int | None, int]:
    """What ``/bytes/N[/RATE]`` asks for; (None, 0) for any other path. Raises ValueError for bad numbers."""
    parts = path.partition("?")[0].strip("/").split("/")
    if parts[0] != "bytes" or len(parts) < 2:
        return None, 0
    return max(0, int(parts[1])), max(0, int(parts[2])) if len(parts) > 2 else 0
