"""What happened, in order: the source of the page's live stream and of the test client's waiting."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Iterable
from itertools import islice
from typing import Any

Json = dict[str, Any]


class Journal:
    """A bounded list of numbered events. Each is a dict with ``seq``, ``type`` and its own fields."""

    def __init__(self, limit: int = 20_000) -> None:
        self.seq = 0
        self.closed = False
        self._events: deque[Json] = deque(maxlen=limit)
        self._waiters: list[asyncio.Future[None]] = []

    def add(self, event_type: str, **fields: Any) -> int:
        """Append an event and wake everyone who waits. Returns its number."""
        self.seq += 1
        self._events.append({"seq": self.seq, "type": event_type, **fields})
        self._wake()
        return self.seq

    def since(self, seq: int, *, chat_id: int | None = None, limit: int = 1_000) -> list[Json]:
        """The first ``limit`` events after ``seq``, oldest first, of one chat if asked."""
        newer: Iterable[Json] = islice(self._events, max(0, len(self._events) - (self.seq - seq)), None)
        if chat_id is not None:
            newer = (event for event in newer if event.get("chat_id") == chat_id)
        return list(islice(newer, limit))

    async def wait(self, seq: int, timeout: float) -> None:
        """Return when an event after ``seq`` exists, when the journal is closed, or after ``timeout`` seconds."""
        if self.seq > seq or self.closed or timeout <= 0:
            return
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters.append(waiter)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(waiter, timeout)

    def close(self) -> None:
        """Release every waiter for good; the server is going down."""
        self.closed = True
        self._wake()

    def _wake(self) -> None:
        if self._waiters:
            for waiter in self._waiters:
                if not waiter.done():
                    waiter.set_result(None)
            self._waiters.clear()
