"""Two operations never wait for each other; where PostgreSQL says that they do, one gives way and is done again."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import pytest

from core import db, errors, ledger, tickets
from core.catalogue import servers
from core.catalogue.tariffs import Tariff
from core.payments import refunds, settlement
from core.payments.models import Payment
from core.promotions import promocodes
from core.shop import Actor, Shop
from core.subscriptions import purchase, queries, renewal
from core.subscriptions.keys import moving, provisioning, state
from core.subscriptions.models import Key
from core.users.models import User
from tests.conftest import ADMIN, Clock, new_user
from tests.core.counter import Counter, counter, open_order  # noqa: F401 - a fixture
from tests.panels import MemoryPanel

BY = Actor("admin", ADMIN)


@pytest.fixture
def database_url(postgres_url: str) -> str:
    """On SQLite one writes at a time."""
    return postgres_url


@pytest.fixture
async def customer(shop: Shop, tariff: Tariff, clock: Clock) -> User:
    user = await new_user(shop, 5001, balance_kopeks=10_000_000)
    await purchase.buy(shop, user, tariff, quote="first", by=BY)
    clock.advance(minutes=1)
    return user


async def test_provisioning_takes_the_subscription_before_its_key(
    shop: Shop, customer: User, server: Any, clock: Clock
) -> None:
    """As renewals do; the other way round the two waited for each other."""
    shop.panels[server.id] = MemoryPanel(clock)
    stranger, witness = [await asyncpg.connect(shop.settings.database_url) for _ in range(2)]
    try:
        held = stranger.transaction()
        await held.start()
        await stranger.execute("SELECT id FROM subscriptions FOR UPDATE")
        converging = asyncio.create_task(provisioning.converge_due(shop))
        await asyncio.sleep(0.5)
        assert not converging.done()
        async with witness.transaction():
            await witness.execute("SELECT id FROM keys FOR UPDATE NOWAIT")
        await held.rollback()
        assert await converging == 1
    finally:
        await stranger.close()
        await witness.close()


async def test_a_move_takes_keys_in_the_order_of_their_ids(
    shop: Shop, customer: User, server: Any, clock: Clock
) -> None:
    """As renewals do: with the source's keys first, a move and a renewal waited for each other."""
    other = await servers.create(shop, name="Oslo")
    await state.give(shop, await queries.own(customer), [other])
    first, last = await Key.all().order_by("id")
    stranger, witness = [await asyncpg.connect(shop.settings.database_url) for _ in range(2)]
    try:
        held = stranger.transaction()
        await held.start()
        await stranger.execute("SELECT id FROM keys WHERE id = $1 FOR NO KEY UPDATE", first.id)
        move = asyncio.create_task(moving.move(shop, other, server, by=BY))
        await asyncio.sleep(0.5)
        assert not move.done()
        async with witness.transaction():
            await witness.execute("SELECT id FROM keys WHERE id = $1 FOR NO KEY UPDATE NOWAIT", last.id)
        await held.rollback()
        assert await move == 1
        assert (await Key.get(id=last.id)).server_id == server.id
    finally:
        await stranger.close()
        await witness.close()


async def _renew(shop: Shop, user: User, tariff: Tariff) -> None:
    await purchase.buy(shop, user, tariff, quote="second", by=BY)


async def _extend(shop: Shop, user: User, tariff: Tariff) -> None:
    await renewal.extend(shop, await queries.own(user), days=3, by=BY)


async def _reissue(shop: Shop, user: User, tariff: Tariff) -> None:
    await state.reissue(shop, await queries.own(user), by=BY)


async def _promocode(shop: Shop, user: User, tariff: Tariff) -> None:
    await promocodes.activate(shop, user, "DAYS")


@pytest.mark.parametrize("operation", [_renew, _extend, _reissue, _promocode])
async def test_an_operation_that_gives_way_is_done_again_once(
    shop: Shop, customer: User, tariff: Tariff, operation: Callable[[Shop, User, Tariff], Awaitable[None]]
) -> None:
    await promocodes.create_promocode(shop, "DAYS", kind="days", value=3)
    before = (await queries.own(customer)).expires_at
    balance = await ledger.balance(customer.id)
    stranger = await asyncpg.connect(shop.settings.database_url)
    try:
        async with stranger.transaction():
            await stranger.execute("SET LOCAL deadlock_timeout = '60s'")  # it is the shop that is made to give way
            await stranger.execute("UPDATE keys SET attempts = attempts")
            doing = asyncio.create_task(operation(shop, customer, tariff))
            await asyncio.sleep(0.5)
            assert not doing.done()
            await stranger.execute("UPDATE subscriptions SET autopay = autopay")
        await doing
    finally:
        await stranger.close()
    added = ((await queries.own(customer)).expires_at - before).days
    assert added == {_renew: 30, _extend: 3, _reissue: 0, _promocode: 3}[operation]
    assert balance - await ledger.balance(customer.id) == (29900 if operation is _renew else 0)
    assert await ledger.unbalanced() == []


async def test_what_gives_way_again_and_again_is_unavailable_and_no_mistake(shop: Shop) -> None:
    tries = 0

    @db.repeated
    async def unlucky() -> None:
        nonlocal tries
        tries += 1
        raise asyncpg.DeadlockDetectedError("deadlock detected")

    with pytest.raises(asyncpg.DeadlockDetectedError) as refused:
        await unlucky()
    assert tries == 1 + len(db.GIVE_WAY_PAUSES)
    assert db.is_away(refused.value)


async def test_what_is_committed_is_not_done_again(shop: Shop) -> None:
    tries = 0

    @db.repeated
    async def in_two_steps() -> None:
        nonlocal tries
        tries += 1
        async with db.transaction():
            await db.fetch("SELECT 1 AS one")
        raise asyncpg.SerializationError("could not serialize access")

    with pytest.raises(asyncpg.SerializationError):
        await in_two_steps()
    assert tries == 1


async def test_many_operations_on_few_people_at_the_same_time_end_without_an_error(
    shop: Shop,
    tariff: Tariff,
    server: Any,
    clock: Clock,
    counter: Counter,
) -> None:
    shop.panels[server.id] = MemoryPanel(clock)
    await promocodes.create_promocode(shop, "EVERYBODY", kind="balance", value=100)
    people = [await new_user(shop, 6000 + number, balance_kopeks=1_000_000) for number in range(3)]
    for person in people:
        await purchase.buy(shop, person, tariff, quote="first", by=BY)

    async def pay(person: User) -> None:
        order = await open_order(shop, person)
        await settlement.settle(shop, counter.known[counter.say(shop, order)])
        with contextlib.suppress(errors.ShopError):
            await refunds.refund(shop, await Payment.get(id=order.payment.id), by=BY)

    async def redeem(person: User) -> None:
        with contextlib.suppress(errors.ShopError):
            await promocodes.activate(shop, person, "everybody")

    async def ask(person: User, number: int) -> None:
        with contextlib.suppress(errors.ShopError):
            await tickets.open_ticket(shop, person, f"question {number}")

    for number in range(6):
        clock.advance(minutes=1)
        await asyncio.gather(
            *(purchase.buy(shop, person, tariff, quote=f"q{number}", by=BY) for person in people),
            *(_extend(shop, person, tariff) for person in people),
            *(_reissue(shop, person, tariff) for person in people),
            *(pay(person) for person in people),
            *(redeem(person) for person in people),
            *(ask(person, number) for person in people),
            *(provisioning.converge_due(shop) for _ in range(3)),
        )
    assert await ledger.unbalanced() == []
    await provisioning.converge_due(shop)
    assert await Key.filter(last_error__isnull=False).count() == 0
