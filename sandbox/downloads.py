"""A local web server to download from: traffic for tests and the demo without any internet.

``GET /bytes/N`` sends N random bytes, ``GET /bytes/N/RATE`` no faster than RATE bytes a second; a request body of any
size is swallowed, so uploads work too; every other path answers ``ok``.
"""

import asyncio
import contextlib
import os
from types import TracebackType

CHUNK = memoryview(os.urandom(1 << 18))
STEPS_PER_SECOND = 10
IDLE_SECONDS = 60


class DownloadServer:
    """Listens on ``host:port`` (0 takes a free one) between ``start`` and ``stop``; keep-alive HTTP/1.1."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        self.host = host
        self.port = port
        self.sent_bytes = 0
        self.received_bytes = 0
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """``http://host:port``."""
        return f"http://{self.host}:{self.port}"

    async def start(self) -> None:
        """Listen. Raises OSError when the port is taken."""
        self._server = await asyncio.start_server(self._accept, self.host, self.port, backlog=1024)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Close everything, also downloads that still run."""
        if self._server is not None:
            self._server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)
        self._server = None

    async def __aenter__(self) -> "DownloadServer":
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(self._serve(reader, writer))
        self._open.add(task)
        task.add_done_callback(self._open.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
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
