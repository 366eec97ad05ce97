"""Asking a web process over kept connections: as fast as it answers, or at a given rate.

As little as HTTP/1.1 can be, so that the asking side is never what is measured: a request is bytes made beforehand, an
answer is its status line, a Content-Length, and so many bytes.
"""

import asyncio
import collections
import contextlib
import itertools
import re
import time
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from typing import cast

from tests.bench.results import CannotMeasure

CONNECTIONS = 32
HEAD_ENDS = b"\r\n\r\n"
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
PATIENCE_SECONDS = 90.0  # with a round of answers


def get(path: str, token: str = "") -> bytes:
    """A GET request as it goes over the wire."""
    return _request("GET", path, token, b"")


def post(path: str, token: str, body: bytes) -> bytes:
    """A POST request with a JSON body as it goes over the wire."""
    return _request("POST", path, token, body)


def _request(method: str, path: str, token: str, body: bytes) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "host: shop.example"]
    if token:
        lines.append(f"authorization: Bearer {token}")
    if body:
        lines += ["content-type: application/json", f"content-length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


class Line(asyncio.Protocol):
    """One kept connection: one request at a time."""

    def __init__(self) -> None:
        self._came = bytearray()
        self._whole = 0  # length of the answer, 0 while its head is not there
        self._done: Callable[[float], None] | None = None
        self._sent = 0.0
        self.fault: str | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's has the methods, not the class

    def ask(self, request: bytes, done: Callable[[float], None]) -> None:
        """Send a request; `done` hears how many seconds the answer took, or sees `fault` set."""
        self._done, self._sent = done, time.perf_counter()
        if self.fault is not None:
            self._end(None)
        else:
            self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._came += data
        if not self._whole:
            head = self._came.find(HEAD_ENDS)
            if head < 0:
                return
            length = LENGTH.search(self._came, 0, head)
            if length is None or not self._came.startswith(b"HTTP/1.1 200 "):
                self._end(f"an answer is not good: {bytes(self._came[:500])!r}")
                return
            self._whole = head + len(HEAD_ENDS) + int(length[1])
        if len(self._came) >= self._whole:
            self._came.clear()
            self._whole = 0
            self._end(None)

    def connection_lost(self, exc: Exception | None) -> None:
        self._end(f"a connection was closed: {exc}")

    def _end(self, fault: str | None) -> None:
        done, self._done = self._done, None
        self.fault = self.fault or fault
        if done is not None:
            done(time.perf_counter() - self._sent)


class Lines:
    """Connections to one web process."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines

    async def flood(self, requests: Sequence[bytes], count: int) -> float:
        """Ask so often in all, each connection anew as soon as it is answered; the seconds it took.

        Raises CannotMeasure.
        """
        waiting = itertools.islice(itertools.cycle(requests), count)
        over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        answered = 0

        def ask(line: Line) -> None:
            request = next(waiting, None)
            if request is not None:
                line.ask(request, lambda _seconds: heard(line))

        def heard(line: Line) -> None:
            nonlocal answered
            answered += 1
            if over.done():
                return
            if line.fault is not None:
                over.set_exception(CannotMeasure(line.fault))
            elif answered == count:
                over.set_result(None)
            else:
                ask(line)

        began = time.perf_counter()
        for line in self._lines:
            ask(line)
        async with asyncio.timeout(PATIENCE_SECONDS):
            await over
        return time.perf_counter() - began

    async def stroll(self, requests: Sequence[bytes], rate: float) -> list[float]:
        """Ask each once at `rate` a second, however slow the answers are; the seconds of each. Raises CannotMeasure."""
        idle = collections.deque(self._lines)  # by turns: a server closes what is left alone for some seconds
        took: list[float] = []
        over: asyncio.Future[list[float]] = asyncio.get_running_loop().create_future()

        def heard(line: Line, seconds: float) -> None:
            took.append(seconds)
            idle.append(line)
            if over.done():
                return
            if line.fault is not None:
                over.set_exception(CannotMeasure(line.fault))
            elif len(took) == len(requests):
                over.set_result(took)

        began = time.perf_counter()
        for number, request in enumerate(requests):
            await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
            if over.done():
                break
            if not idle:
                raise CannotMeasure(f"{rate:g} requests a second are too many: {len(self._lines)} wait for an answer")
            line = idle.popleft()
            line.ask(request, partial(heard, line))
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await over


@contextlib.asynccontextmanager
async def lines(port: int, count: int = CONNECTIONS) -> AsyncIterator[Lines]:
    """Open so many connections to this machine's port."""
    loop = asyncio.get_running_loop()
    opened = [(await loop.create_connection(Line, "127.0.0.1", port))[1] for _ in range(count)]
    try:
        yield Lines(opened)
    finally:
        for line in opened:
            line.transport.close()


async def until_answers(port: int, path: str, seconds: float = 30) -> None:
    """Wait until a starting process answers there. Raises CannotMeasure."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError, CannotMeasure):
            async with lines(port, 1) as one:
                await one.flood([get(path)], 1)
                return
        await asyncio.sleep(0.05)
    raise CannotMeasure(f"nothing answers on port {port} after {seconds:g} s")
