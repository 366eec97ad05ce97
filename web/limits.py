"""How often somebody may ask: counters in this process, or in Redis for all of them.

A store that fails locks nobody out: this process counts for itself until it is back.
"""

import ipaddress
import logging
import time
from typing import TYPE_CHECKING, Any, Literal

from limits import RateLimitItemPerMinute
from limits.aio.storage import Storage
from limits.aio.strategies import FixedWindowRateLimiter
from starlette.requests import HTTPConnection

from core.clock import system_clock
from core.config import Settings

if TYPE_CHECKING:
    from redis.asyncio import ConnectionPool

Group = Literal["auth", "payment", "other", "webhook"]
WEBHOOKS_A_MINUTE = 1200  # from one address to one vendor's: none tells of twenty payments a second
REST_SECONDS = 10.0  # a store that failed is left alone for so long
FULL = 50_000  # counters in memory; over it, those that have run out are dropped

logger = logging.getLogger(__name__)


class Counters(Storage):
    """Counters in memory. The library's own walks over all of them at each request."""

    def __init__(self) -> None:
        super().__init__()
        self._counters: dict[str, tuple[int, float]] = {}

    @property
    def base_exceptions(self) -> type[Exception]:
        return ValueError

    async def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        now = _now()
        count, ends = self._counters.get(key, (0, 0.0))
        if ends <= now:
            if len(self._counters) >= FULL:
                self._counters = {name: value for name, value in self._counters.items() if value[1] > now}
            count, ends = 0, now + expiry
        self._counters[key] = (count + amount, ends)
        return count + amount

    async def get(self, key: str) -> int:
        count, ends = self._counters.get(key, (0, 0.0))
        return count if ends > _now() else 0

    async def get_expiry(self, key: str) -> float:
        return self._counters.get(key, (0, _now()))[1]

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

    def __init__(self, settings: Settings) -> None:
        self._limits = {
            "auth": settings.rate_limit_auth,
            "payment": settings.rate_limit_payment,
            "other": settings.rate_limit_other,
            "webhook": WEBHOOKS_A_MINUTE,
        }
        self._own = FixedWindowRateLimiter(Counters())
        self._pool: ConnectionPool | None = None
        self._shared: FixedWindowRateLimiter | None = None
        if settings.redis_url:
            self._pool, self._shared = _redis(settings.redis_url)
        self._shared_from = 0.0

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
        if self._shared is not None and time.monotonic() >= self._shared_from:
            try:
                return await _count(self._shared, item, group, key)
            except Exception as exc:  # whatever the store's trouble is
                logger.warning("redis does not count requests, this process does: %s", type(exc).__name__)
                self._shared_from = time.monotonic() + REST_SECONDS
        return await _count(self._own, item, group, key)


def peer_address(connection: HTTPConnection, trusted: tuple[str, ...]) -> str:
    """Who is asking: the peer, or whom a trusted proxy names."""
    peer = connection.client.host if connection.client else ""
    hops = [hop.strip() for hop in connection.headers.get("x-forwarded-for", "").split(",") if hop.strip()]
    while hops and _is_within(peer, trusted):
        peer = hops.pop()
    return peer


def client_address(connection: HTTPConnection, trusted: tuple[str, ...]) -> str:
    """Who is asking, to be counted. An IPv6 customer is a /64."""
    peer = peer_address(connection, trusted)
    try:
        address = ipaddress.ip_address(peer)
    except ValueError:
        return peer[:64] or "nowhere"
    return str(address) if address.version == 4 else str(ipaddress.ip_network(f"{address}/64", strict=False))


def _is_within(peer: str, networks: tuple[str, ...]) -> bool:
    try:
        address = ipaddress.ip_address(peer)
    except ValueError:
        return False
    return any(address in ipaddress.ip_network(network) for network in networks)


async def _count(limiter: FixedWindowRateLimiter, item: RateLimitItemPerMinute, group: Group, key: str) -> int:
    if await limiter.hit(item, group, key):
        return 0
    ends, _ = await limiter.get_window_stats(item, group, key)
    return max(1, round(ends - _now() + 0.5))


def _now() -> float:
    return system_clock().timestamp()


def _redis(url: str) -> tuple["ConnectionPool", FixedWindowRateLimiter]:
    """Counters that all processes share. Loaded only where REDIS_URL is set: the client costs 8 MB."""
    from limits.aio.storage import RedisStorage  # noqa: PLC0415
    from redis.asyncio import ConnectionPool  # noqa: PLC0415

    pool = ConnectionPool.from_url(url, socket_timeout=1, socket_connect_timeout=1)
    options: Any = {"connection_pool": pool}
    return pool, FixedWindowRateLimiter(RedisStorage("async+redis://", implementation="redispy", **options))
