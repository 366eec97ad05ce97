"""Waking up whoever waits for work: inside one process at once, across processes through Redis.

Nothing depends on a wake-up: every waiter also looks by itself after its timeout. Redis stores nothing and may be
away at any time.
"""

import asyncio
from collections import defaultdict
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from core.redis_bus import RedisBus

Channel = Literal["outbox", "keys", "inbox", "broadcasts", "facts", "calls", "servers", "settings"]


class Wakeups:
    """One per process. `start` it to hear other processes, `stop` it in the end."""

    def __init__(self, redis_url: str | None = None) -> None:
        self._events: dict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self._bus = _bus(redis_url) if redis_url else None
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        if self._bus is not None:
            self._spawn(self._bus.listen(lambda channel: self._events[channel].set()))

    async def stop(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._bus is not None:
            await self._bus.aclose()

    def wake(self, channel: Channel) -> None:
        """Tell every waiter on this channel, here and in other processes, that there is work."""
        self._events[channel].set()
        if self._bus is not None:
            self._spawn(self._bus.publish(channel))

    async def wait(self, channel: Channel, timeout: float) -> None:
        """Return at the next wake-up, or after `timeout` seconds."""
        event = self._events[channel]
        try:
            # Not wait_for: on Python 3.11 it forgets a cancellation that comes together with the event.
            async with asyncio.timeout(timeout):
                await event.wait()
        except TimeoutError:
            pass
        finally:
            event.clear()

    async def trouble(self) -> str | None:
        """What is wrong between the processes; None when nothing is, or Redis is not used."""
        return None if self._bus is None else await self._bus.ping()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _bus(redis_url: str) -> "RedisBus":
    from core.redis_bus import RedisBus  # noqa: PLC0415 - see there

    return RedisBus(redis_url)
