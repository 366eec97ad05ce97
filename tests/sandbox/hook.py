"""A bot's webhook for tests: remembers what was posted and answers as it is told."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

Json = dict[str, Any]
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


class Hook:
    """Listens on a free port; ``answer`` makes the raw HTTP answer to an update."""

    def __init__(self, answer: Callable[[Json], Awaitable[bytes]] | None = None) -> None:
        self.updates: list[Json] = []
        self.headers: list[bytes] = []
        self.url = ""
        self._answer = answer
        self._arrived = asyncio.Condition()

    async def __aenter__(self) -> "Hook":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/hook"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    async def wait(self, count: int, timeout: float = 3) -> list[Json]:
        """The updates, once there are ``count``."""
        async with asyncio.timeout(timeout), self._arrived:
            await self._arrived.wait_for(lambda: len(self.updates) >= count)
        return self.updates

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
                update = json.loads(await reader.readexactly(length))
                async with self._arrived:
                    self.updates.append(update)
                    self.headers.append(head)
                    self._arrived.notify_all()
                writer.write(await self._answer(update) if self._answer else OK)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()
