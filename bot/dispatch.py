"""Handling of received updates: one person's strictly one after another, different people's at the same time.

An update leaves the inbox only after its handler has finished. While the database is away an update waits here and is
tried again; what is not finished at a shutdown is found in the inbox by the next start.

Each person has a queue: whoever sends more than can be handled delays nobody else. Of what one person has waiting
the latest `LANE_LENGTH` are kept, and the person is told once that the others are left out. Payments have lanes and
slots of their own and are never left out.
"""

import asyncio
import logging
import random
import time
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable
from typing import Any

from core import db
from core.telegram import inbox
from core.telegram.inbox import lane_of

MAX_CONCURRENT = 64
MAX_CONCURRENT_PAYMENTS = 16  # beside those
LANE_LENGTH = 20
FLOOD_NOTICE_SECONDS = 120.0
HIGH_WATERMARK = 2000  # with so many queued, no more are fetched
FORGET_EVERY_SECONDS = 0.05
DRAIN_SECONDS = 8.0
RETRY_FIRST_SECONDS, RETRY_LONGEST_SECONDS = 0.3, 15.0
RECENT = 4096  # handled ids that are still recognised, should they be read once more

RawUpdate = dict[str, Any]
Handler = Callable[[RawUpdate], Awaitable[None]]

logger = logging.getLogger(__name__)


class Dispatch:
    """Queues of updates by person. `start` it, `put` updates, `drain` it in the end."""

    def __init__(self, handle: Handler, on_flood: Handler | None = None) -> None:
        """`on_flood` hears of a person's flood once, with the update that was one too many."""
        self._handle = handle
        self._on_flood = on_flood
        self._slots = asyncio.Semaphore(MAX_CONCURRENT)  # first come, first served: lanes take turns
        self._payment_slots = asyncio.Semaphore(MAX_CONCURRENT_PAYMENTS)
        self._flooding: dict[str, float] = {}  # lanes whose person is told, and when
        self._queues: dict[str, deque[RawUpdate]] = {}
        self._workers: set[asyncio.Task[None]] = set()
        self._recent: OrderedDict[int, None] = OrderedDict()
        self._waiting: set[int] = set()
        self._handled: list[int] = []
        self._forgetter: asyncio.Task[None] | None = None
        self._room = asyncio.Event()
        self._room.set()
        self._closing = False

    def start(self) -> None:
        """Begin to remove handled updates from the inbox."""
        self._forgetter = asyncio.create_task(self._keep_forgetting(), name="bot-inbox-forgetter")

    def put(self, update: RawUpdate) -> bool:
        """Queue an update; one that is known already is left out. Returns whether it was new."""
        update_id = int(update["update_id"])
        if self._closing or self.knows(update_id):
            return False
        self._waiting.add(update_id)
        if len(self._waiting) >= HIGH_WATERMARK:
            self._room.clear()
        lane = lane_of(update)
        queue = self._queues.get(lane)
        if queue is not None:
            queue.append(update)
            if len(queue) > LANE_LENGTH and not lane.startswith(inbox.PAYMENT_PREFIX):
                self._drop_oldest(lane, queue.popleft())
            return True
        self._queues[lane] = deque([update])
        worker = asyncio.create_task(self._work(lane))
        self._workers.add(worker)
        worker.add_done_callback(self._workers.discard)
        return True

    def knows(self, update_id: int) -> bool:
        """Whether an update with this id is here, or was a while ago."""
        return update_id in self._waiting or update_id in self._recent

    @property
    def half_full(self) -> bool:
        """Whether half of the room is taken."""
        return len(self._waiting) >= HIGH_WATERMARK // 2

    async def wait_for_room(self) -> None:
        """Return once there is room for more updates."""
        await self._room.wait()

    @property
    def idle(self) -> bool:
        return not self._waiting

    async def drain(self, seconds: float = DRAIN_SECONDS) -> None:
        """Take nothing new, let running handlers finish for a while, then cancel them; flush what was handled."""
        self._closing = True
        if self._workers:
            _, running = await asyncio.wait(self._workers, timeout=seconds)
            for worker in running:
                worker.cancel()
            if running:
                logger.warning("%d updates were still being handled at shutdown; they stay in the inbox", len(running))
                await asyncio.wait(running, timeout=2)
        if self._forgetter is not None:
            self._forgetter.cancel()
            await asyncio.gather(self._forgetter, return_exceptions=True)
        await self._forget()

    async def _work(self, lane: str) -> None:
        queue = self._queues[lane]
        slots = self._payment_slots if lane.startswith(inbox.PAYMENT_PREFIX) else self._slots
        while queue and not self._closing:
            await self._finish(queue.popleft(), slots)
        # No await between the last look at the queue and here, so no update can be added in between.
        del self._queues[lane]

    def _drop_oldest(self, lane: str, update: RawUpdate) -> None:
        """Drop the oldest update of somebody who sends more than can be handled."""
        self._done(int(update["update_id"]))
        now = time.monotonic()
        if now - self._flooding.get(lane, -FLOOD_NOTICE_SECONDS) < FLOOD_NOTICE_SECONDS:
            return
        if len(self._flooding) >= RECENT:
            self._flooding.clear()
        self._flooding[lane] = now
        logger.warning(
            "%s sends too much: the latest %s updates are handled, the others are left out", lane, LANE_LENGTH
        )
        if self._on_flood is not None:
            task = asyncio.create_task(self._tell_of_flood(self._on_flood, update))
            self._workers.add(task)
            task.add_done_callback(self._workers.discard)

    async def _tell_of_flood(self, tell: Handler, update: RawUpdate) -> None:
        try:
            await tell(update)
        except Exception as exc:
            logger.warning("a person is not told that they send too much: %s", type(exc).__name__)

    async def _finish(self, update: RawUpdate, slots: asyncio.Semaphore) -> None:
        """Handle an update until it is done or the process stops."""
        update_id = int(update["update_id"])
        delay = RETRY_FIRST_SECONDS
        while True:
            try:
                async with slots:
                    if self._closing:
                        return
                    await self._handle(update)
                break
            except Exception as exc:
                if not db.tell_away(exc):
                    logger.exception("update %s (%s) is dropped", update_id, inbox.kind_of(update))
                    break
            await asyncio.sleep(delay * random.uniform(0.8, 1.2))  # noqa: S311 - jitter
            delay = min(delay * 2, RETRY_LONGEST_SECONDS)
            if self._closing:
                return
        self._done(update_id)

    def _done(self, update_id: int) -> None:
        self._waiting.discard(update_id)
        self._recent[update_id] = None
        if len(self._recent) > RECENT:
            self._recent.popitem(last=False)
        self._handled.append(update_id)
        if len(self._waiting) < HIGH_WATERMARK:
            self._room.set()

    async def _keep_forgetting(self) -> None:
        while True:
            await asyncio.sleep(FORGET_EVERY_SECONDS)
            await self._forget()

    async def _forget(self) -> None:
        if not self._handled:
            return
        ids, self._handled = self._handled, []
        try:
            await inbox.forget(ids)
        except Exception as exc:  # they are handled all the same: keep them for the next round
            self._handled = ids + self._handled
            if not db.tell_away(exc):
                logger.warning("handled updates stay in the inbox for now: %s", type(exc).__name__)
        except asyncio.CancelledError:
            self._handled = ids + self._handled
            raise
