"""One worker a database, and what it had in hand is taken up at once by the next."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from core import installation, ledger, outbox, wiring
from core.catalogue.servers import Server
from core.catalogue.tariffs import Tariff
from core.db import worker_lease
from core.db.worker_lease import Lease
from core.engine.calls import WorkerCall
from core.operations.broadcasts import Broadcast
from core.outbox import Delivery
from core.payments import leases
from core.payments.models import Lease as PaymentLease
from core.shop import THE_SHOP, Shop
from core.subscriptions import purchase
from core.subscriptions.models import Key
from core.users.models import User
from core.worker import Worker, WorkerReplaced, WorkerRunning
from tests.conftest import Clock, make_settings
from tests.lab import eventually
from tests.panels import MemoryPanel


@pytest.fixture
async def plain_shop(database_url: str, tmp_path: Path, clock: Clock) -> AsyncIterator[Shop]:
    """A shop without a server: its worker has no engine to start."""
    settings = make_settings(database_url, tmp_path / "first")
    async with wiring.opened(wiring.build_shop(settings, now=clock)) as opened:
        yield opened


def elsewhere(shop: Shop, place: Path, clock: Clock) -> Shop:
    """The same database seen from another DATA_DIR."""
    return wiring.build_shop(make_settings(shop.settings.database_url, place), now=clock)


@contextlib.asynccontextmanager
async def working(shop: Shop) -> AsyncIterator[asyncio.Task[None]]:
    """A worker at work."""
    stop = asyncio.Event()
    running = asyncio.create_task(Worker(shop).run(stop))
    try:
        await eventually(_leased)
        yield running
    finally:
        stop.set()
        await asyncio.gather(running, return_exceptions=True)


async def _leased() -> bool:
    return await installation.get(worker_lease.KEY) is not None


async def test_a_second_worker_with_another_data_dir_is_refused_with_a_sentence(
    plain_shop: Shop, tmp_path: Path, clock: Clock
) -> None:
    async with working(plain_shop) as first:
        for _ in range(2):
            began = time.monotonic()
            with pytest.raises(WorkerRunning, match=r"another worker drives this database .*first"):
                await Worker(elsewhere(plain_shop, tmp_path / "second", clock)).run(asyncio.Event())
            assert time.monotonic() - began < 6
        assert not first.done()
    async with working(elsewhere(plain_shop, tmp_path / "second", clock)):  # the first has let go
        pass


async def test_a_clock_that_jumps_makes_no_second_worker(plain_shop: Shop, tmp_path: Path, clock: Clock) -> None:
    async with working(plain_shop) as first:
        clock.advance(days=40)
        with pytest.raises(WorkerRunning):
            await Worker(elsewhere(plain_shop, tmp_path / "second", clock)).run(asyncio.Event())
        clock.advance(days=-400)
        with pytest.raises(WorkerRunning):
            await Worker(elsewhere(plain_shop, tmp_path / "second", clock)).run(asyncio.Event())
        assert not first.done()


async def test_a_worker_that_died_is_followed_at_once_in_its_own_data_dir(plain_shop: Shop) -> None:
    data_dir = plain_shop.settings.data_dir
    lock = installation.worker_lock(data_dir)
    assert lock is not None
    await Lease(data_dir, installation.lock_name(lock)).take()  # and never let go
    lock.close()
    began = time.monotonic()
    async with working(plain_shop):
        assert time.monotonic() - began < 3


async def test_a_worker_that_died_is_followed_soon_from_elsewhere(
    plain_shop: Shop, tmp_path: Path, clock: Clock
) -> None:
    await Lease(tmp_path / "dead", "its lock").take()
    stop = asyncio.Event()
    running = asyncio.create_task(Worker(elsewhere(plain_shop, tmp_path / "second", clock)).run(stop))

    async def taken_over() -> bool:
        return "second" in str(await installation.get(worker_lease.KEY))

    await eventually(taken_over, seconds=worker_lease.DEAD_SECONDS + 10)
    assert not running.done()
    stop.set()
    await running


async def test_a_worker_that_waits_for_the_lease_can_be_stopped(plain_shop: Shop, tmp_path: Path) -> None:
    await Lease(tmp_path / "dead", "its lock").take()
    stop = asyncio.Event()
    running = asyncio.create_task(Worker(plain_shop).run(stop))
    await asyncio.sleep(0.3)
    stop.set()
    async with asyncio.timeout(2):
        await running


async def test_a_worker_that_has_lost_its_lease_stops_working(plain_shop: Shop) -> None:
    async with working(plain_shop) as running:
        await installation.set(worker_lease.KEY, {"holder": "somebody else", "beat": 1, "where": "elsewhere"})
        with pytest.raises(WorkerReplaced):
            async with asyncio.timeout(10):
                await running
    assert (await installation.get(worker_lease.KEY))["holder"] == "somebody else"


async def test_a_holder_that_could_not_renew_in_time_does_nothing_until_it_has(plain_shop: Shop) -> None:
    lease = Lease(plain_shop.settings.data_dir, "lock")
    await lease.take()
    await lease.sure()
    lease._renewed -= worker_lease.SURE_SECONDS + 1
    keeping = asyncio.create_task(lease.keep())
    began = time.monotonic()
    async with asyncio.timeout(10):
        await lease.sure()
    assert time.monotonic() - began > 1  # only a renewal made it sure
    keeping.cancel()


async def test_what_a_dead_worker_had_claimed_is_done_by_the_next_within_seconds(
    shop: Shop, user: User, server: Server, tariff: Tariff, clock: Clock
) -> None:
    shop.panels[server.id] = MemoryPanel(clock)
    shop.panel_settings[server.id] = server.panel, server.panel_settings  # it runs already
    await ledger.grant(shop, user, 100_000, key="start", by=THE_SHOP)
    await purchase.buy(shop, user, tariff, quote="first", by=THE_SHOP)
    now, later = clock(), clock() + timedelta(days=400)  # whatever the clock did meanwhile
    await Key.all().update(next_try_at=later)
    assert await outbox.claim(now)
    await leases.acquire(shop, "look:counter:1")
    await leases.acquire(shop, "open:1")
    repeated = await WorkerCall.create(kind="health", params={"server_id": 99}, asked_at=now, taken_at=now)
    unknown = await WorkerCall.create(kind="dangerous", params={}, asked_at=now, taken_at=now)
    places = dict.fromkeys(("source_chat_id", "source_message_id", "progress_chat_id", "progress_message_id"), 1)
    await Broadcast.create(**places, total=0, created_by="test", created_at=now, leased_until=later)

    async def done() -> bool:
        await repeated.refresh_from_db()
        behind = await Key.filter(have_version=0).count()
        untouched = await Delivery.filter(attempts__lte=1, last_error=None).count()
        running = await Broadcast.filter(status="running").count()
        return not behind and not untouched and not running and repeated.answer is not None

    async with working(shop):
        await eventually(done, seconds=8)
    await unknown.refresh_from_db()
    assert "ask again" in str(unknown.error)
    assert (await PaymentLease.get(key="look:counter:1")).until <= clock()
    assert (await PaymentLease.get(key="open:1")).until > clock()  # another process may be at it
