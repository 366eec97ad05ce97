"""The queue of updates and what getUpdates makes of it (BA:Client.cpp:15712 and following)."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

from sandbox.clock import Clock
from sandbox.errors import OTHER_POLLER, conflict
from sandbox.wire import dump

Json = dict[str, Any]

DAY_SECONDS = 24 * 3600
QUERY_LIFETIME_SECONDS = 150
"""Callback and pre-checkout queries are dropped after this long (BA:Client.cpp:17155, 17241); the rest after a day."""

LONGEST_POLL_SECONDS = 50
"""getUpdates ``timeout`` is capped (BA:Client.h:1610)."""

OPT_IN_UPDATES = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Kinds a bot only receives after naming them in ``allowed_updates``."""

_SHORT_LIVED = frozenset({"callback_query", "pre_checkout_query", "shipping_query", "inline_query"})
_BY_CHAT = frozenset({"message", "edited_message", "channel_post", "edited_channel_post"})


@dataclass(slots=True)
class Pending:
    """An update on its way. ``lane`` names the webhook queue it waits in: a chat's messages or a user's queries.

    ``raw`` is sent instead of ``body`` byte for byte, whether it is JSON or not.
    """

    update_id: int
    kind: str
    lane: tuple[str, int]
    expires_at: float
    body: Json
    raw: bytes | None = None

    @property
    def content(self) -> bytes:
        """The update as it goes over the wire."""
        return self.raw if self.raw is not None else dump(self.body)


class UpdateQueue:
    """Updates in order, until confirmed by an offset, delivered to a webhook, or expired.

    ``quirks`` turns on what the real server does to hasty pollers: the same offset again within 3 s is held,
    within 0.5 s it also gets one update at most.
    """

    def __init__(self, clock: Clock, *, quirks: bool = False, remember: int = 1_000) -> None:
        self.allowed: frozenset[str] | None = None
        self.on_added: Callable[[Pending], None] | None = None
        self.recent: deque[Pending] = deque(maxlen=remember)
        self.polled = asyncio.Event()  # a bot has begun to ask
        self._clock = clock
        self._quirks = quirks
        self._ids = count(1_000)
        self._pending: dict[int, Pending] = {}
        self._poll: asyncio.Future[None] | None = None
        self._last_offset: tuple[int, float] = (0, 0.0)

    def allow(self, kinds: list[str] | None) -> None:
        """Take over ``allowed_updates``: None keeps the former choice, an empty list means the default set."""
        if kinds is not None:
            self.allowed = frozenset(kinds) or None

    def add(self, kind: str, body: Json, *, lane_id: int) -> Pending | None:
        """Queue an update for the bot; None when the bot did not ask for this kind."""
        is_allowed = kind not in OPT_IN_UPDATES if self.allowed is None else kind in self.allowed
        if not is_allowed:
            return None
        lifetime = QUERY_LIFETIME_SECONDS if kind in _SHORT_LIVED else DAY_SECONDS
        lane = ("chat" if kind in _BY_CHAT else "user", lane_id)
        update_id = next(self._ids)
        return self._queue(
            Pending(update_id, kind, lane, self._clock.now() + lifetime, {"update_id": update_id, kind: body})
        )

    def add_raw(self, content: bytes) -> Pending:
        """Queue bytes in the place of an update, such as no Bot API server should send; ``@ID@`` becomes its id."""
        update_id = next(self._ids)
        raw = content.replace(b"@ID@", str(update_id).encode())
        return self._queue(Pending(update_id, "raw", ("raw", update_id), self._clock.now() + DAY_SECONDS, {}, raw))

    def _queue(self, update: Pending) -> Pending:
        self._pending[update.update_id] = update
        self.recent.append(update)
        if self.on_added:
            self.on_added(update)
        elif self._poll and not self._poll.done():
            self._poll.set_result(None)
        return update

    async def get(self, offset: int, limit: int, timeout: float) -> list[Pending]:
        """What getUpdates answers. Takes over from a poll that still waits; raises 409 when taken over itself."""
        self.interrupt(OTHER_POLLER)
        self.polled.set()
        if self._quirks:
            limit = await self._hold_back(offset, limit, timeout)
        self._confirm(offset)
        updates = self._ready(limit)
        if updates or timeout <= 0:
            return updates
        poll: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._poll = poll
        try:
            await asyncio.wait_for(poll, min(timeout, LONGEST_POLL_SECONDS))
        except TimeoutError:
            return []
        finally:
            if self._poll is poll:
                self._poll = None
        return self._ready(limit)

    def interrupt(self, reason: str) -> None:
        """End a waiting poll with 409 ``Conflict: reason``; an empty reason ends it with no updates."""
        if self._poll and not self._poll.done():
            if reason:
                self._poll.set_exception(conflict(reason))
            else:
                self._poll.set_result(None)
        self._poll = None

    def pending(self) -> list[Pending]:
        """All that is not delivered and not expired, oldest first."""
        now = self._clock.now()
        self._pending = {p.update_id: p for p in self._pending.values() if p.expires_at > now}
        return list(self._pending.values())

    def is_waiting(self, update: Pending) -> bool:
        """Whether the update is still worth delivering."""
        return update.update_id in self._pending and update.expires_at > self._clock.now()

    def remove(self, update_id: int) -> None:
        """Forget a delivered update."""
        self._pending.pop(update_id, None)

    def clear(self) -> None:
        """``drop_pending_updates``."""
        self._pending.clear()

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            offset = next(iter(list(self._pending)[offset:]), 0)
        while offset > 0 and self._pending:
            oldest = next(iter(self._pending))
            if oldest >= offset:
                break
            del self._pending[oldest]

    def _ready(self, limit: int) -> list[Pending]:
        now = self._clock.now()
        updates: list[Pending] = []
        expired: list[int] = []
        for update in self._pending.values():
            if update.expires_at <= now:
                expired.append(update.update_id)
            else:
                updates.append(update)
                if len(updates) == limit:
                    break
        for update_id in expired:
            del self._pending[update_id]
        return updates

    async def _hold_back(self, offset: int, limit: int, timeout: float) -> int:
        """Slow down a client that repeats an offset; returns the limit it may have."""
        now = asyncio.get_running_loop().time()
        last_offset, asked_at = self._last_offset
        self._last_offset = (offset, now)
        if offset != last_offset or now - asked_at >= 3 or timeout >= 3:
            return limit
        await asyncio.sleep(3 - (now - asked_at))
        return 1 if now - asked_at < 0.5 else limit
