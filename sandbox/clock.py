"""Sandbox time: the real clock plus an offset that can be moved forward."""

import asyncio
import time
from datetime import UTC, datetime


class Clock:
    """Real time plus ``offset_seconds``; what must expire in the sandbox expires by this clock."""

    def __init__(self) -> None:
        self.offset_seconds = 0.0
        self._moved = asyncio.Event()

    def now(self) -> float:
        """Sandbox time in Unix seconds."""
        return time.time() + self.offset_seconds

    def stamp(self) -> int:
        """Sandbox time in whole Unix seconds, as Bot API dates are."""
        return int(self.now())

    def iso(self) -> str:
        """Sandbox time in UTC, ISO 8601."""
        return datetime.fromtimestamp(self.now(), UTC).isoformat(timespec="seconds")

    def advance(self, seconds: float) -> None:
        """Move the clock forward. Raises ValueError for a negative number: time does not run backwards."""
        if seconds < 0:
            raise ValueError("the sandbox clock only moves forward")
        self.offset_seconds += seconds
        self._moved.set()
        self._moved = asyncio.Event()

    def reset(self) -> None:
        """Return to real time."""
        self.offset_seconds = 0.0

    async def sleep(self, seconds: float) -> None:
        """Wait until sandbox time has moved by ``seconds``, whether by waiting or by ``advance``."""
        deadline = self.now() + seconds
        while (seconds_left := deadline - self.now()) > 0:
            moved = self._moved
            try:
                await asyncio.wait_for(moved.wait(), seconds_left)
            except TimeoutError:
                return
