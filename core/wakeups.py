"""Waking up whoever waits for work: inside one process at once, across processes through Redis.

Nothing depends on a wake-up: every waiter also looks by itself after its timeout. Redis carries no truth and may be
away at any time.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Coroutine
from typing import Any, Literal

import redis.asyncio as redis
from redis.exceptions import RedisError

Channel = Literal["outbox", "keys", "inbox", "broadcasts", "facts"]
TOPIC = "vitrina:wake"
RECONNECT_SECONDS = 2.0

logger = logging.getLogger(__name__)


class Wakeups:
    """One per process. `start` it to hear other processes, `stop` it in the end."""

    def __init__(self, redis_url: str | None = None) -> None:
        self._events: dict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self._redis = redis.from_url(redis_url, socket_timeout=5, socket_connect_timeout=2) if redis_url else None
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        if self._redis is not None:
            self._spawn(self._listen())

    async def stop(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._redis is not None:
            await self._redis.aclose()

    def wake(self, channel: Channel) -> None:
        """Tell every waiter on this channel, here and in other processes, that there is work."""
        self._events[channel].set()
        if self._redis is not None:
            self._spawn(self._publish(channel))

    async def wait(self, channel: Channel, timeout: float) -> None:
        """Return at the next wake-up, or after `timeout` seconds."""
        event = self._events[channel]
        try:
            await asyncio.wait_for(event.wait(), timeout)
        except TimeoutError:
            pass
        finally:
            event.clear()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _publish(self, channel: str) -> None:
        assert self._redis is not None  # noqa: S101 - callers checked
        try:
            await self._redis.publish(TOPIC, channel)
        except (RedisError, OSError) as exc:
            logger.warning("redis does not take a wake-up: %s", exc)

    async def _listen(self) -> None:
        assert self._redis is not None  # noqa: S101 - callers checked
        while True:
            try:
                async with self._redis.pubsub(ignore_subscribe_messages=True) as topic:
                    await topic.subscribe(TOPIC)
                    while True:
                        message = await topic.get_message(timeout=60)
                        if message is not None:
                            self._events[message["data"].decode()].set()
            except (RedisError, OSError) as exc:
                logger.warning("redis is away, wake-ups wait for the clock: %s", exc)
                await asyncio.sleep(RECONNECT_SECONDS)
