"""Wake-ups between processes through Redis. Loaded only where REDIS_URL is set: the client costs 8 MB."""

import asyncio
import logging
from collections.abc import Callable

import redis.asyncio as redis
from redis.exceptions import RedisError

TOPIC = "vitrina:wake"
RECONNECT_SECONDS = 2.0

logger = logging.getLogger(__name__)


class RedisBus:
    """One connection to Redis; trouble with it is logged and waited out."""

    def __init__(self, url: str) -> None:
        self._redis = redis.from_url(url, socket_timeout=5, socket_connect_timeout=2)

    async def publish(self, channel: str) -> None:
        """Tell the other processes."""
        try:
            await self._redis.publish(TOPIC, channel)
        except (RedisError, OSError) as exc:
            logger.warning("redis does not take a wake-up: %s", exc)

    async def listen(self, on_message: Callable[[str], None]) -> None:
        """Call `on_message` for what any process publishes, until cancelled."""
        while True:
            try:
                async with self._redis.pubsub(ignore_subscribe_messages=True) as topic:
                    await topic.subscribe(TOPIC)
                    while True:
                        message = await topic.get_message(timeout=60)
                        if message is not None:
                            on_message(message["data"].decode())
            except (RedisError, OSError) as exc:
                logger.warning("redis is away, wake-ups wait for the clock: %s", exc)
                await asyncio.sleep(RECONNECT_SECONDS)

    async def ping(self) -> str | None:
        """None when Redis answers, else what is wrong."""
        try:
            await self._redis.ping()
        except (RedisError, OSError) as exc:
            return str(exc)
        return None

    async def aclose(self) -> None:
        await self._redis.aclose()
