"""Ports, and waiting for things to come about."""

import asyncio
import contextlib
import random
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

_given: set[int] = set()


def free_port() -> int:
    """A port nobody listens on, never given twice."""
    for _ in range(1000):
        port = random.randint(20000, 32000)
        if port in _given:
            continue
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind(("0.0.0.0", port))
                _given.add(port)
                return port
    raise RuntimeError("no free port")


def wait_port(port: int, seconds: float = 30) -> None:
    """Until somebody listens there."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        time.sleep(0.01)
    raise TimeoutError(port)


def wait_until(condition: Callable[[], Any], seconds: float = 30) -> None:
    """Poll a cheap condition from synchronous code."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


async def eventually(condition: Callable[[], Any], seconds: float = 30) -> Any:
    """Poll a condition (or coroutine function) until it is true; its value."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if asyncio.iscoroutine(value):
            value = await value
        if value:
            return value
        assert time.monotonic() < end, "waited in vain"
        await asyncio.sleep(0.02)


@contextlib.asynccontextmanager
async def beside(step: Callable[[], Awaitable[object]], pause: float = 0.02) -> AsyncIterator[None]:
    """Take a step again and again beside what is inside, with so many seconds between."""

    async def go_on() -> None:
        while True:
            await step()
            await asyncio.sleep(pause)

    task = asyncio.create_task(go_on())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def runs(pid: int) -> bool:
    """Whether the process lives; a zombie nobody has collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
