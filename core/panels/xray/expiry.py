"""Acting when accounts expire, without asking anybody: a heap of moments and one task."""

import asyncio
import heapq
from collections.abc import Awaitable, Callable
from datetime import datetime

LONGEST_SLEEP = 15.0  # seconds; so a clock that was set is noticed
RETRY_SECONDS = 1.0
BACK_SECONDS = 5.0  # a clock that goes back by less has only been kept right


class Expiry:
    """Calls `act(name)` at or shortly after each moment planned for a name. A plan is never withdrawn: whoever acts
    looks at the account again. `went_back()` is called when the clock has gone back, so that what was acted on too
    early can be undone and planned again."""

    def __init__(
        self,
        now: Callable[[], datetime],
        act: Callable[[str], Awaitable[bool]],
        went_back: Callable[[], Awaitable[bool]],
    ) -> None:
        self._now = now
        self._act = act  # False = could not be done now, again in a second
        self._went_back = went_back  # the same
        self._latest = now().timestamp()
        self._heap: list[tuple[float, str]] = []
        self._changed = asyncio.Event()

    def plan(self, name: str, at: datetime) -> None:
        """Act for this name at this moment."""
        moment = at.timestamp()
        heapq.heappush(self._heap, (moment, name))
        if self._heap[0][0] == moment:
            self._changed.set()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            self._changed.clear()
            await self._look_back()
            await self._due()
            delay = min(self._heap[0][0] - self._now().timestamp(), LONGEST_SLEEP) if self._heap else LONGEST_SLEEP
            try:
                async with asyncio.timeout(delay):
                    await self._changed.wait()
            except TimeoutError:
                continue

    async def _look_back(self) -> None:
        now = self._now().timestamp()
        if now >= self._latest - BACK_SECONDS or await self._went_back():
            self._latest = now

    async def _due(self) -> None:
        now = self._now().timestamp()
        while self._heap and self._heap[0][0] <= now:
            _, name = heapq.heappop(self._heap)
            if not await self._act(name):
                heapq.heappush(self._heap, (now + RETRY_SECONDS, name))
