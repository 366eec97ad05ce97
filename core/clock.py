"""Clocks: the machine's, and the sandbox's, which can be moved forward by days.

The machine's own clock may jump, when it is set or a virtual machine wakes up. `Watch` compares it with
`time.monotonic()`, which never does. The sandbox's days are an offset that is added to the machine's clock, so moving
them is no jump.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx

EVERY_SECONDS = 0.3
TOLERANCE_SECONDS = 60.0  # a smaller step is what keeping the time looks like
ACCEPT_AHEAD_SECONDS = 3600.0  # a clock that has stayed where it jumped to for so long is believed
ACCEPT_BEHIND_SECONDS = 600.0  # sooner, since a clock that goes back mostly puts right one that was ahead

logger = logging.getLogger(__name__)


def system_clock() -> datetime:
    """Aware UTC now."""
    return datetime.now(UTC)


def uptime() -> float:
    """Seconds since some start, which nobody can set; the machine's sleep counts where the system can tell."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)


class Watch:
    """How far the machine's clock has jumped away from `time.monotonic()`. Ask it often: it learns by being asked."""

    def __init__(self, wall: Callable[[], float] = time.time, monotonic: Callable[[], float] = uptime) -> None:
        self._wall, self._monotonic = wall, monotonic
        self._baseline = wall() - monotonic()
        self._former_baseline: float | None = None  # before a jump was believed: the clock may still come back
        self._jump: tuple[float, float] | None = None  # the difference after the jump, and since when it is so
        self.accepted = False  # whether the last jump ended by being believed
        self.reported = False  # whether an operator was told of the jump that lasts

    def step(self) -> float:
        """Seconds by which the clock is ahead of what it should be, negative when it is behind; 0 while all is well."""
        now = self._monotonic()
        difference = self._wall() - now
        step = difference - self._baseline
        if abs(step) <= TOLERANCE_SECONDS:
            self.accepted = self.accepted and self._jump is None
            self._baseline, self._jump = difference, None
            return 0.0
        if self._former_baseline is not None and abs(difference - self._former_baseline) <= TOLERANCE_SECONDS:
            self._baseline, self._former_baseline, self._jump, self.accepted = difference, None, None, False
            return 0.0
        if self._jump is None or abs(difference - self._jump[0]) > TOLERANCE_SECONDS:
            self._jump = difference, now
        elif now - self._jump[1] >= (ACCEPT_AHEAD_SECONDS if step > 0 else ACCEPT_BEHIND_SECONDS):
            self._former_baseline, self._baseline, self._jump, self.accepted = self._baseline, difference, None, True
            return 0.0
        return step

    def ahead(self) -> timedelta:
        """By how much deadlines would come too early; nothing while all is well or the clock is behind."""
        return timedelta(seconds=max(0.0, self.step()))

    def now(self) -> datetime:
        """The machine's time, aware UTC, as if it had not jumped ahead."""
        return datetime.fromtimestamp(self._wall(), UTC) - self.ahead()


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
