"""How often somebody may ask: counters in this process, or in Redis for all of them.

A store that fails locks nobody out: this process counts for itself until it is back.
"""

import ipaddress
import logging
import time
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from limits import RateLimitItemPerMinute
from limits.aio.storage import Storage
from limits.aio.strategies import FixedWindowRateLimiter
from starlette.requests import HTTPConnection, Request

from core import errors
from core.clock import system_clock
from core.config import Settings
from core.config.types import address, network

if TYPE_CHECKING:
    from redis.asyncio import ConnectionPool

Group = Literal["auth", "payment", "other", "webhook"]
WEBHOOKS_A_MINUTE = 1200  # from one address to one vendor's: none tells of twenty payments a second
REST_SECONDS = 10.0  # a store that failed is left alone for so long
FULL = 50_000  # counters in memory; over it, those that have run out are dropped

logger = logging.getLogger(__name__)


class Counters(Storage):
    """Counters in memory. The library's own walks over all of them at each request."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._now = now
        self._counters: dict[str, tuple[int, float]] = {}

    @property
    def base_exceptions(self) -> type[Exception]:
        return ValueError

    async def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        now = self._now()
        count, ends = self._counters.get(key, (0, 0.0))
        if ends <= now:
            if len(self._counters) >= FULL:
                self._counters = {name: value for name, value in self._counters.items() if value[1] > now}
            count, ends = 0, now + expiry
        self._counters[key] = (count + amount, ends)
        return count + amount

    async def get(self, key: str) -> int:
        count, ends = self._counters.get(key, (0, 0.0))
        return count if ends > self._now() else 0

    async def get_expiry(self, key: str) -> float:
        return self._counters.get(key, (0, self._now()))[1]

    async def check(self) -> bool:
        return True

    async def reset(self) -> int | None:
        count = len(self._counters)
        self._counters.clear()
        return count

    async def clear(self, key: str) -> None:
        self._counters.pop(key, None)


class Limiter:
    """Counts requests of one application."""

    def __init__(self, settings: Settings, *, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now  # seconds that never go back: who is locked out is not so for longer because a clock is set
        self.follow(settings)
        self._own = FixedWindowRateLimiter(Counters(now))
        self._pool: ConnectionPool | None = None
        self._shared: FixedWindowRateLimiter | None = None
        if settings.redis_url:
            self._pool, self._shared = _redis(settings.redis_url)
        self._shared_from = float("-inf")

    def follow(self, settings: Settings) -> None:
        """Count by the limits of these settings from here on."""
        self._limits = {
            "auth": settings.rate_limit_auth,
            "payment": settings.rate_limit_payment,
            "other": settings.rate_limit_other,
            "webhook": WEBHOOKS_A_MINUTE,
        }

    async def aclose(self) -> None:
        """Let go of Redis."""
        if self._pool is not None:
            await self._pool.disconnect()

    async def wait(self, group: Group, key: str) -> int:
        """Count one request; 0 when it is welcome, else the seconds until the next one is."""
        amount = self._limits[group]
        if amount == 0:
            return 0
        item = RateLimitItemPerMinute(amount, namespace="vitrina")
        if self._shared is not None and self._now() >= self._shared_from:
            try:
                return await self._count(self._shared, _wall, item, group, key)
            except Exception as exc:  # whatever the store's trouble is
                logger.warning("redis does not count requests, this process does: %s", type(exc).__name__)
                self._shared_from = self._now() + REST_SECONDS
        return await self._count(self._own, self._now, item, group, key)

    async def _count(
        self,
        limiter: FixedWindowRateLimiter,
        clock: Callable[[], float],
        item: RateLimitItemPerMinute,
        *names: str,
    ) -> int:
        """`clock` is what the store's times are told by."""
        if await limiter.hit(item, *names):
            return 0
        ends, _ = await limiter.get_window_stats(item, *names)
        seconds = max(1, round(ends - clock() + 0.5))
        if seconds <= item.get_expiry() + 1:
            return seconds
        await limiter.clear(item, *names)  # the store's clock was put back, and the minute would not end
        return 0


def peer_address(connection: HTTPConnection, trusted: tuple[str, ...]) -> str:
    """Who is asking: the peer, or whom a trusted proxy names.

    A header may come several times; all of it is one list, to which each proxy adds its own caller at the end.
    """
    peer = _plain(connection.client.host if connection.client else "")
    addresses = ",".join(connection.headers.getlist("x-forwarded-for")).split(",")
    hops = [hop.strip() for hop in addresses if hop.strip()]
    while hops and is_within(peer, trusted):
        peer = _plain(hops.pop())
    return peer


def client_address(connection: HTTPConnection, trusted: tuple[str, ...]) -> str:
    """Who is asking, to be counted."""
    return counted_as(peer_address(connection, trusted))


def caller(request: Request) -> str:
    """The same, behind the shop's own proxies."""
    return client_address(request, request.app.state.shop.settings.trusted_proxies)


async def take(request: Request, group: Group, key: str) -> None:
    """Count the request. Raises RateLimited where there were too many."""
    limiter: Limiter = request.app.state.limiter
    seconds = await limiter.wait(group, key)
    if seconds:
        raise errors.RateLimited(seconds=seconds)


def counted_as(peer: str) -> str:
    """What an address is counted under: a customer of IPv6 has a whole /64."""
    try:
        parsed = address(peer)
    except ValueError:
        return peer[:64] or "nowhere"
    return str(parsed) if parsed.version == 4 else str(ipaddress.ip_network((int(parsed) >> 64 << 64, 64)))


def is_within(peer: str, networks: tuple[str, ...]) -> bool:
    """Whether an address belongs to one of the networks."""
    if not networks:
        return False
    try:
        parsed = address(peer)
    except ValueError:
        return False
    return any(parsed in net for net in _networks(networks))


@lru_cache(maxsize=16)
def _networks(texts: tuple[str, ...]) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    return [network(text) for text in texts]


def _plain(text: str) -> str:
    """An address without a port or brackets, as some proxies write it; anything else as it is."""
    text = text.strip('"')
    for candidate in (text, text.partition("]")[0].removeprefix("["), text.rpartition(":")[0]):
        try:
            return str(address(candidate))
        except ValueError:
            continue
    return text


def _redis(url: str) -> tuple["ConnectionPool", FixedWindowRateLimiter]:
    """Counters that all processes share. Loaded only where REDIS_URL is set: the client costs 8 MB."""
    from limits.aio.storage import RedisStorage  # noqa: PLC0415
    from redis.asyncio import ConnectionPool  # noqa: PLC0415

    pool = ConnectionPool.from_url(url, socket_timeout=1, socket_connect_timeout=1)
    options: Any = {"connection_pool": pool}
    return pool, FixedWindowRateLimiter(RedisStorage("async+redis://", implementation="redispy", **options))


def _wall() -> float:
    """What Redis's counters are told by here."""
    return system_clock().timestamp()
