"""A task that is cancelled at any await leaves the database usable, the books balanced and nothing held."""

import asyncio
import contextlib
import itertools
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from typing import Any

import asyncpg
import pytest
from tortoise.backends.base.client import TransactionalDBClient
from tortoise.connection import get_connection
from tortoise.exceptions import DBConnectionError, IntegrityError, TransactionManagementError

from core import db, installation, ledger, outbox, tickets, worker
from core.catalogue.tariffs import Tariff
from core.installation import Value
from core.operations.operator_panel import customers
from core.payments import checkout, refunds, settlement
from core.payments.models import Payment
from core.promotions import promocodes
from core.shop import Actor, Shop
from core.subscriptions import purchase, queries, renewal
from core.subscriptions.keys import provisioning, state
from core.telegram import inbox
from core.users import accounts, login, sessions
from core.users.models import User
from tests.conftest import ADMIN, Clock, new_user
from tests.core.counter import Counter, counter, open_order  # noqa: F401 - a fixture
from tests.core.steps import Moment, cancelled_at
from tests.panels import MemoryPanel

BY = Actor("admin", ADMIN)
SOON = 2.0  # "at once", on a machine that does other things too
AWAITS = 400  # more than any operation has

Work = Coroutine[Any, Any, Any]


class Stage:
    """A shop where each attempt meets a person of its own."""

    def __init__(self, shop: Shop, tariff: Tariff, clock: Clock, counter: Counter) -> None:
        self.shop, self.tariff, self.clock, self.counter = shop, tariff, clock, counter
        self._numbers = itertools.count(10_000)

    async def person(self, balance_kopeks: int = 0) -> User:
        return await new_user(self.shop, next(self._numbers), balance_kopeks=balance_kopeks)

    async def customer(self) -> User:
        user = await self.person(balance_kopeks=100_000)
        await purchase.buy(self.shop, user, self.tariff, quote=f"first-{user.id}", by=BY)
        self.clock.advance(minutes=1)  # an equal purchase a moment later would be a double click
        return user

    async def serves(self) -> None:
        """A read and a write succeed at once, in this task as well as in others."""

        async def touch() -> None:
            assert not isinstance(get_connection(db.CONNECTION), TransactionalDBClient)
            async with asyncio.timeout(SOON):
                await db.fetch_one("SELECT count(*) AS n FROM users")
                await installation.set("serves", next(self._numbers))

        await touch()
        await asyncio.create_task(touch())


async def _buy(stage: Stage) -> Work:
    user = await stage.person(balance_kopeks=100_000)
    return purchase.buy(stage.shop, user, stage.tariff, quote=f"q-{user.id}", by=BY)


async def _renew(stage: Stage) -> Work:
    user = await stage.customer()
    return purchase.buy(stage.shop, user, stage.tariff, quote=f"q-{user.id}", by=BY)


async def _settle(stage: Stage) -> Work:
    order = await open_order(stage.shop, await stage.person())
    return settlement.settle(stage.shop, stage.counter.known[stage.counter.say(stage.shop, order)])


async def _refund(stage: Stage) -> Work:
    order = await open_order(stage.shop, await stage.person())
    await settlement.settle(stage.shop, stage.counter.known[stage.counter.say(stage.shop, order)])
    return refunds.refund(stage.shop, await Payment.get(id=order.payment.id), by=BY)


async def _top_up(stage: Stage) -> Work:
    return checkout.open_top_up(stage.shop, await stage.person(), 50_000, method="COUNTER")


async def _promocode(stage: Stage) -> Work:
    user = await stage.person()
    await promocodes.create_promocode(stage.shop, f"CODE{user.id}", kind="balance", value=10_000)
    return promocodes.activate(stage.shop, user, f"CODE{user.id}")


async def _ticket(stage: Stage) -> Work:
    return tickets.open_ticket(stage.shop, await stage.person(), "It does not connect")


async def _enter(stage: Stage) -> Work:
    return accounts.get_or_create(stage.shop, accounts.TelegramProfile(next(stage._numbers), "Bob", language_code="en"))


async def _register(stage: Stage) -> Work:
    email = f"person{next(stage._numbers)}@shop.example"
    return login.register(stage.shop, email=email, password="correct horse 1", first_name="Bob", language="en")


async def _sign_in(stage: Stage) -> Work:
    return sessions.begin(stage.shop, await stage.person())


async def _trial(stage: Stage) -> Work:
    return purchase.start_trial(stage.shop, await stage.person())


async def _extend(stage: Stage) -> Work:
    subscription = await queries.own(await stage.customer())
    return renewal.extend(stage.shop, subscription, days=3, by=BY)


async def _reissue(stage: Stage) -> Work:
    return state.reissue(stage.shop, await queries.own(await stage.customer()), by=BY)


async def _grant(stage: Stage) -> Work:
    user = await stage.person()
    return customers.grant(stage.shop, user, 5_000, key=f"grant-{user.id}", reason="", by=BY)


async def _block(stage: Stage) -> Work:
    return accounts.block(stage.shop, await stage.person(), by=BY)


async def _provision(stage: Stage) -> Work:
    await stage.customer()
    return provisioning.converge_due(stage.shop)


async def _claim(stage: Stage) -> Work:
    await stage.customer()
    return outbox.lease_due(stage.shop.now())


async def _deliver(stage: Stage) -> Work:
    await outbox.Delivery.all().delete()
    await stage.customer()
    return worker.deliver_due(stage.shop)


async def _store(stage: Stage) -> Work:
    return inbox.store(stage.shop, [{"update_id": next(stage._numbers), "message": {}}])


# Each prepares what it needs and returns what is to be cancelled on its way.
OPERATIONS: dict[str, Callable[[Stage], Awaitable[Work]]] = {
    "buying": _buy,
    "renewing": _renew,
    "settling a payment": _settle,
    "refunding": _refund,
    "a top-up's invoice": _top_up,
    "a promocode": _promocode,
    "a ticket": _ticket,
    "pressing Start": _enter,
    "registering by e-mail": _register,
    "signing in": _sign_in,
    "a trial": _trial,
    "giving days": _extend,
    "a new link": _reissue,
    "giving money": _grant,
    "blocking": _block,
    "provisioning a key": _provision,
    "claiming reactions": _claim,
    "delivering": _deliver,
    "storing updates": _store,
}


@pytest.fixture
async def stage(shop: Shop, tariff: Tariff, counter: Counter, server: Any, clock: Clock) -> Stage:
    shop.panels[server.id] = MemoryPanel(clock)
    if not db.is_postgres():
        await db.fetch("PRAGMA synchronous = OFF")  # the disk's pace is not what is looked at
    return Stage(shop, tariff, clock, counter)


@pytest.mark.parametrize("operation", OPERATIONS)
async def test_an_operation_that_is_cancelled_at_any_await_leaves_a_shop_that_serves(
    stage: Stage, operation: str
) -> None:
    prepare = OPERATIONS[operation]
    moments: tuple[Moment, ...] = ("early", "late")
    for number in range(1, AWAITS):
        moment = moments[number % 2]
        if not await cancelled_at(number, moment, await prepare(stage)):
            break
        await stage.serves()
    else:
        pytest.fail("it never ends")
    assert number > 1
    assert await ledger.unbalanced() == []
    assert await ledger.LedgerEntry.filter(kind="purchase", subscription_id=None).count() == 0


@pytest.mark.parametrize("moment", ["early", "late"])
async def test_what_waits_for_a_commit_is_run_exactly_when_there_was_one(shop: Shop, moment: Moment) -> None:
    ran: list[str] = []

    async def remember(name: str) -> None:
        async with db.transaction():
            await Value.create(key=name, value="1")
            db.after_commit(lambda: ran.append(name))

    for number in range(1, AWAITS):
        if not await cancelled_at(number, moment, remember(f"note-{number}")):
            break
    kept = await Value.filter(key__startswith="note-").values_list("key", flat=True)
    assert number > 3
    assert sorted(ran) == sorted(kept)
    assert f"note-{number}" in ran


async def test_many_tasks_cancelled_at_the_same_time_leave_nothing_held(shop: Shop) -> None:
    """As when a web server drops the requests of clients that have gone."""
    for turn in range(20):
        tasks = [asyncio.create_task(installation.set(f"k{number}", turn)) for number in range(30)]
        await asyncio.sleep(0.002 * turn)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    async with asyncio.timeout(SOON):
        await installation.set("after", 1)


async def test_a_transaction_that_does_not_end_keeps_others_waiting_for_a_while_and_not_for_ever(
    sqlite_url: str,
) -> None:
    await db.connect(sqlite_url, busy_timeout=300)
    try:
        over = asyncio.Event()

        async def long() -> None:
            async with db.transaction():
                await over.wait()

        holder = asyncio.create_task(long())
        await asyncio.sleep(0.05)
        for attempt in (installation.set("a", 1), db.fetch("SELECT 1 AS one")):
            began = time.monotonic()
            with pytest.raises(DBConnectionError) as refused:
                await attempt
            assert db.is_away(refused.value)
            assert time.monotonic() - began < 3
        over.set()
        await holder
        await installation.set("a", 2)
    finally:
        await db.disconnect()


async def test_a_database_that_cannot_be_opened_is_tried_again_by_the_next(sqlite_url: str) -> None:
    """A failed opening held the process's lock for ever."""
    path = db.sqlite_path(sqlite_url)
    assert path is not None
    aside = path.rename(path.with_name("aside"))
    path.mkdir()
    await db.connect(sqlite_url)
    try:
        for attempt in range(3):
            with pytest.raises(Exception, match="unable to open") as refused:
                await (db.fetch("SELECT 1 AS one") if attempt % 2 else installation.set("a", 1))
            assert db.is_away(refused.value)
        path.rmdir()
        aside.rename(path)
        await installation.set("a", 1)
    finally:
        await db.disconnect()


async def test_a_connection_whose_opening_is_cancelled_is_never_used_half_set_up(sqlite_url: str) -> None:
    for number in range(1, AWAITS):
        await db.connect(sqlite_url)
        try:
            ended = not await cancelled_at(number, "early", installation.set("a", number))
            assert (await db.fetch("PRAGMA foreign_keys"))[0][0] == 1
            assert (await db.fetch("PRAGMA synchronous"))[0][0] == 2
        finally:
            await db.disconnect()
        if ended:
            return
    pytest.fail("it never ends")


async def test_a_statement_that_fails_on_postgres_is_not_committed_silently(postgres_url: str) -> None:
    """PostgreSQL answers a COMMIT after a failed statement with a ROLLBACK and no error."""
    ran: list[int] = []

    async def careless() -> None:
        async with db.transaction():
            db.after_commit(lambda: ran.append(1))
            with contextlib.suppress(Exception):
                await db.fetch("SELECT * FROM nowhere")

    await db.connect(postgres_url)
    try:
        with pytest.raises(TransactionManagementError, match="has failed"):
            await careless()
        assert ran == []
        await installation.set("a", 1)
    finally:
        await db.disconnect()


# ---- somebody else's lock


@contextlib.asynccontextmanager
async def foreign_lock(url: str) -> AsyncIterator[None]:
    """Another program holds what every write needs."""
    path = db.sqlite_path(url)
    if path is not None:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")
            other.close()
    else:
        stranger = await asyncpg.connect(url)
        try:
            async with stranger.transaction():
                await stranger.execute("LOCK TABLE users, installation, ledger_entries IN ACCESS EXCLUSIVE MODE")
                yield
        finally:
            await stranger.close()


async def locked_for(url: str, seconds: float) -> list[Any]:
    """What six people get who want something written meanwhile."""
    async with foreign_lock(url):
        people = [asyncio.create_task(installation.set(f"person-{number}", 1)) for number in range(6)]
        await asyncio.sleep(seconds)
    return list(await asyncio.gather(*people, return_exceptions=True))


@pytest.mark.parametrize("seconds", [0.2, 1.5])
async def test_after_a_foreign_lock_the_shop_serves_at_once(database_url: str, seconds: float) -> None:
    sqlite = db.sqlite_path(database_url) is not None
    await db.connect(database_url, **({"busy_timeout": 700} if sqlite else {"command_timeout": 0.7}))
    try:
        await installation.set("before", 1)
        outcomes = await locked_for(database_url, seconds)
        assert all(outcome is None or db.is_away(outcome) for outcome in outcomes), outcomes
        assert all(outcome is None for outcome in outcomes) == (seconds < 0.7)
        async with asyncio.timeout(SOON):
            await installation.set("after", 1)
            assert await installation.get("after") == 1
    finally:
        await db.disconnect()


async def test_who_only_reads_is_served_while_somebody_else_holds_the_lock_for_writing(sqlite_url: str) -> None:
    await db.connect(sqlite_url)
    try:
        async with foreign_lock(sqlite_url):
            writing = asyncio.create_task(installation.set("later", 1))
            await asyncio.sleep(0.1)
            async with asyncio.timeout(SOON):
                for _ in range(20):
                    await db.fetch("SELECT count(*) AS n FROM users")
            assert not writing.done()
        await writing
    finally:
        await db.disconnect()


@pytest.mark.slow
@pytest.mark.timeout(180)
async def test_a_foreign_lock_of_a_minute_costs_a_minute(database_url: str) -> None:
    await db.connect(database_url)
    try:
        await installation.set("before", 1)
        began = time.monotonic()
        outcomes = await locked_for(database_url, 60)
        assert all(db.is_away(outcome) for outcome in outcomes), outcomes
        assert time.monotonic() - began < 70
        async with asyncio.timeout(10):
            await installation.set("after", 1)
    finally:
        await db.disconnect()


async def test_what_fails_in_a_part_that_is_undone_leaves_the_rest_to_be_committed(shop: Shop, user: User) -> None:
    async with db.transaction():
        await User.filter(id=user.id).update(first_name="before")
        with pytest.raises(IntegrityError):
            async with db.transaction():
                await User.create(
                    id=user.id, first_name="twice", language="ru", referral_code="X", created_at=shop.now()
                )
        await User.filter(id=user.id).update(last_name="after")
    await user.refresh_from_db()
    assert (user.first_name, user.last_name) == ("before", "after")
