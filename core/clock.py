"""Clocks: the world's, and the sandbox's, which people move forward by days to see what a shop does then."""

import asyncio
import contextlib
import logging
from datetime import UTC, datetime, timedelta

import httpx

EVERY_SECONDS = 0.3

logger = logging.getLogger(__name__)


def system_clock() -> datetime:
    """Aware UTC now."""
    return datetime.now(UTC)


class FollowedClock:
    """Real time plus the offset that the sandbox's `GET /sim/clock` tells; `start` it before use."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._offset = timedelta()
        self._http: httpx.AsyncClient | None = None
        self._task: asyncio.Task[None] | None = None

    def __call__(self) -> datetime:
        return system_clock() + self._offset

    async def start(self) -> None:
        """Read the offset once and follow it from now on; an unreachable sandbox leaves the last known one."""
        self._http = httpx.AsyncClient(timeout=5, trust_env=False)
        await self._read(self._http)
        self._task = asyncio.create_task(self._follow(self._http))

    async def stop(self) -> None:
        if self._task is None or self._http is None:
            return
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        await self._http.aclose()
        self._task = self._http = None

    async def _follow(self, http: httpx.AsyncClient) -> None:
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            await self._read(http)

    async def _read(self, http: httpx.AsyncClient) -> None:
        try:
            answer = (await http.get(self._url)).json()
            self._offset = timedelta(seconds=float(answer["offset_seconds"]))
        except (httpx.HTTPError, ValueError, KeyError) as exc:
            logger.debug("the sandbox's clock does not answer: %s", type(exc).__name__)
