"""The worker: carries out reactions, lets panels follow, and keeps the schedule.

One worker a shop, by a lease in its database. Whatever it is doing when it is killed is done again by the next one:
every row it works on is leased for a while only, the next worker frees what a dead one has leased, and every reaction
may be repeated.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from functools import partial
from typing import IO

from core import db, installation, outbox, wiring
from core.db import worker_lease
from core.db.cancellation import unless
from core.db.worker_lease import Lease
from core.engine import calls, driver
from core.operations import broadcasts
from core.outbox import Later, LeasedDelivery
from core.payments import leases, polling, webhook_retries
from core.shop import Reaction, Shop
from core.subscriptions.keys import provisioning

LANES = 32  # people whose reactions run at the same time
IDLE_SECONDS = 1.0  # how long a wake-up that got lost can delay anything
PAUSE_AFTER_ERROR = 2.0
DRAIN_SECONDS = 2.0
NEW_SERVERS_EVERY = 5.0
REACTION_SECONDS = outbox.LEASE.total_seconds() - 5  # then another worker may begin it anew
ORDERED_ATTEMPTS = 3  # so often a failing reaction keeps its place among the same person's others

logger = logging.getLogger(__name__)


class WorkerRunning(Exception):
    """Another worker of this installation runs already, or nothing can be written where it would say so."""


class WorkerReplaced(Exception):
    """Another worker has taken over: this one must not go on."""


class TookTooLong(Exception):
    """A reaction did not come to an end."""


class Worker:
    """Runs until told to stop, then finishes what it has begun."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._drivers: dict[int, asyncio.Task[None]] = {}
        self._lease: Lease | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop`. Raises WorkerRunning, and WorkerReplaced when another one has taken over."""
        with self._acquire_lock() as lock:
            self._lease = Lease(self._shop.settings.data_dir, installation.lock_name(lock))
            try:
                if not await unless(stop, self._lease.take()):
                    return
            except worker_lease.Taken as exc:
                raise WorkerRunning(f"{exc}: stop it, or give this shop a database of its own") from None
            try:
                await self._work(self._lease, stop)
            finally:
                await self._release(self._lease)

    async def _work(self, lease: Lease, stop: asyncio.Event) -> None:
        shop, wait = self._shop, self._shop.wakeups.wait
        lanes = Lanes(shop)
        await self._attempt("what an earlier worker had leased", _free_leases)
        await self._attempt("servers", self._start_new_servers)
        renewal = asyncio.create_task(lease.keep())
        tasks = [
            asyncio.create_task(loop)
            for loop in (
                self._repeat("outbox", lambda _shop: lanes.take(), lambda: wait("outbox", IDLE_SECONDS)),
                self._repeat("calls", partial(calls.run_due, handlers=driver.HANDLERS), lambda: wait("calls", 0.5)),
                self._repeat("broadcasts", broadcasts.run_due, lambda: wait("broadcasts", 5.0)),
                self._repeat("servers", self._start_new_servers, lambda: wait("servers", NEW_SERVERS_EVERY)),
                *(self._run_periodically(job) for job in wiring.schedule(shop.settings)),
            )
        ]
        stop_signal = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait([renewal, stop_signal], return_when=asyncio.FIRST_COMPLETED)
        finally:
            stop_signal.cancel()
            await _stop_tasks([*tasks, *self._drivers.values()])
            await lanes.finish(DRAIN_SECONDS / 2)
            await driver.stop_panels(shop)
            renewal.cancel()
            (outcome,) = await asyncio.gather(renewal, return_exceptions=True)
        if isinstance(outcome, worker_lease.Lost):
            raise WorkerReplaced("another worker has taken this database over")
        if isinstance(outcome, Exception):
            raise outcome

    async def _release(self, lease: Lease) -> None:
        try:
            await lease.release()
        except Exception as exc:  # the next worker waits a little longer
            logger.warning("the worker's lease stays: %s", type(exc).__name__)

    async def _start_new_servers(self, shop: Shop) -> None:
        """Start panels, and for each a loop of its own: one that hangs holds up nobody else's keys."""
        await driver.start_new_servers(shop)
        for server_id in shop.panels:
            if server_id not in self._drivers:
                self._drivers[server_id] = asyncio.create_task(
                    self._repeat(
                        f"keys of server {server_id}",
                        partial(provisioning.converge_server, server_id=server_id),
                        lambda: shop.wakeups.wait("keys", IDLE_SECONDS),
                    )
                )

    def _acquire_lock(self) -> IO[str]:
        """Hold the installation's worker lock; it goes with the process, however that ends."""
        data_dir = self._shop.settings.data_dir
        path = data_dir / installation.WORKER_LOCK
        try:
            lock = installation.worker_lock(data_dir)
        except OSError as exc:
            text = f"{path} cannot be written ({exc.strerror}): look at its directory, its owner and the disk"
            raise WorkerRunning(text) from None
        if lock is None:
            raise WorkerRunning(f"another worker holds {path}: stop it, or give this one another DATA_DIR")
        return lock

    async def _repeat(
        self, name: str, work: Callable[[Shop], Awaitable[object]], pause: Callable[[], Awaitable[None]]
    ) -> None:
        """Work while there is something to do, rest when there is not; trouble is logged and tried again."""
        while True:
            if not await self._attempt(name, work):
                await pause()

    async def _run_periodically(self, job: wiring.Job) -> None:
        if not job.at_start:
            await asyncio.sleep(job.seconds)
        while True:
            await self._attempt(job.name, job.run)
            await asyncio.sleep(job.seconds)

    async def _attempt(self, name: str, work: Callable[[Shop], Awaitable[object]]) -> object:
        if self._lease is not None:
            await self._lease.sure()
        try:
            return await work(self._shop)
        except Exception as exc:  # the database may be away: nothing may end the worker
            if not db.tell_away(exc):
                logger.exception("%s: trouble, trying again", name)
            await asyncio.sleep(PAUSE_AFTER_ERROR)
            return None


Lane = int | None | tuple[int | None, int]  # a person's, or that of one reaction which keeps failing


class Lanes:
    """Reactions under way: one person's one after the other, different people's side by side.

    A reaction that hangs holds up nobody but its own person, and one that has failed several times not even that one.
    """

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._waiting: dict[Lane, deque[LeasedDelivery]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def take(self) -> int:
        """Lease what is due and begin to carry it out, as far as there is room. Returns how many were leased."""
        while len(self._tasks) >= LANES:
            await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
        deliveries = await outbox.lease_due(self._shop.due_now(), limit=LANES - len(self._tasks))
        for delivery in deliveries:
            self._queue(delivery)
        return len(deliveries)

    async def finish(self, seconds: float | None = None) -> None:
        """Wait until nothing is under way, or cut it off after `seconds`: it will be done again."""
        try:
            if self._tasks:
                await asyncio.wait(self._tasks, timeout=seconds)
        finally:
            for task in self._tasks:
                task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    def _queue(self, delivery: LeasedDelivery) -> None:
        person = delivery.fact.user_id
        lane: Lane = person if delivery.attempts <= ORDERED_ATTEMPTS else (person, delivery.id)
        if lane in self._waiting:
            self._waiting[lane].append(delivery)
            return
        self._waiting[lane] = deque([delivery])
        task = asyncio.create_task(self._run(lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, lane: Lane) -> None:
        queue = self._waiting[lane]
        try:
            while queue:
                await _deliver(self._shop, queue.popleft())
        except Exception as exc:  # what came of it cannot be noted: it is done again
            if not db.tell_away(exc):
                logger.exception("a reaction is left until its lease ends")
        finally:
            del self._waiting[lane]


async def deliver_due(shop: Shop) -> int:
    """Carry out what is due now, to the end. Returns how many."""
    lanes = Lanes(shop)
    count = await lanes.take()
    await lanes.finish()
    return count


async def _deliver(shop: Shop, delivery: LeasedDelivery) -> None:
    reaction = _reaction(shop, delivery)
    try:
        if reaction is None:  # a newer version dropped it
            logger.warning("nothing reacts to %s as %s any more", type(delivery.fact).__name__, delivery.reaction)
        else:
            await _in_time(reaction(shop, delivery.fact, delivery.fact_id))
    except Later as later:
        await outbox.postpone(delivery, shop.due_now(), str(later), after=later.after)
    except Exception as exc:  # one reaction's trouble is its own
        logger.warning("%s waits: %s: %s", delivery.reaction, type(exc).__name__, exc)
        await outbox.postpone(delivery, shop.due_now(), f"{type(exc).__name__}: {exc}")
    else:
        await outbox.done(delivery)


async def _in_time(reaction: Awaitable[None]) -> None:
    """Carry it out. Raises TookTooLong after `REACTION_SECONDS`."""
    try:
        async with asyncio.timeout(REACTION_SECONDS) as limit:
            await reaction
    except TimeoutError:
        if not limit.expired():
            raise
        raise TookTooLong(f"it did not end within {REACTION_SECONDS:.0f} s") from None


def _reaction(shop: Shop, delivery: LeasedDelivery) -> Reaction | None:
    for reaction in shop.reactions.get(type(delivery.fact), ()):
        if outbox.reaction_name(reaction) == delivery.reaction:
            return reaction
    return None


async def _free_leases(shop: Shop) -> None:
    """Nobody works on what a worker had leased that is dead now: it need not wait for its lease to end."""
    await outbox.free_leases(shop)
    await provisioning.free_leases(shop)
    await polling.free_leases(shop)
    await webhook_retries.free_leases(shop)
    await leases.free_look_ups(shop)
    await broadcasts.free_leases()
    await calls.free_taken(shop, driver.REPEATABLE)


async def _stop_tasks(tasks: list[asyncio.Task[None]]) -> None:
    """Let what is being done come to its end for a moment, then stop it: it will be done again."""
    await asyncio.wait(tasks, timeout=0.2)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks, timeout=DRAIN_SECONDS)
