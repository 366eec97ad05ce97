"""Rows of hand-written statements: the same objects as the ORM's, and small reads that wait for nobody."""

import asyncio

import pytest
from tortoise import Tortoise
from tortoise.exceptions import BaseORMException

from core import db
from core.catalogue.tariffs import Tariff
from core.db import hydrate
from core.shop import Actor, Shop
from core.subscriptions import purchase
from core.subscriptions.keys import state
from core.subscriptions.models import Key, PanelAccount, Subscription
from core.users.models import User
from tests.conftest import new_user
from tests.core.conftest import work
from tests.panels import MemoryPanel


async def sold(shop: Shop, tariff: Tariff) -> User:
    """Somebody with a subscription whose key works."""
    user = await new_user(shop, balance_kopeks=1_000_00)
    await purchase.buy(shop, user, tariff, quote="1", by=Actor("user", user.id))
    await work(shop)
    return user


async def test_objects_are_the_same_as_the_orms(shop: Shop, tariff: Tariff, panel: MemoryPanel) -> None:
    await sold(shop, tariff)
    apps = Tortoise.apps
    assert apps is not None
    compared = set()
    for model in apps[db.APP].values():
        own = await hydrate.load(model, f'SELECT * FROM "{model._meta.db_table}" ORDER BY "{model._meta.db_pk_column}"')
        theirs = await model.all().order_by(model._meta.pk_attr)
        assert [vars(one) for one in own] == [vars(one) for one in theirs]
        for one, other in zip(own, theirs, strict=True):
            assert {name: type(value) for name, value in vars(one).items() if name != "uuid"} == {
                name: type(value) for name, value in vars(other).items() if name != "uuid"
            }
            compared.add(model)
    assert {User, Tariff, Subscription, Key, PanelAccount} <= compared


async def test_a_row_that_was_read_can_be_saved(shop: Shop, tariff: Tariff, panel: MemoryPanel) -> None:
    user = await sold(shop, tariff)
    subscription, places = await state.own_with_places(user)
    subscription.devices += 1
    await subscription.save()
    assert (await Subscription.get()).devices == subscription.devices
    assert (subscription.tariff, places[0].server.name) == (tariff, "Amsterdam")
    assert places[0].account == await PanelAccount.get()


async def test_an_outer_join_without_a_row_is_none(shop: Shop, tariff: Tariff) -> None:
    user = await new_user(shop, balance_kopeks=1_000_00)
    await purchase.buy(shop, user, tariff, quote="1", by=Actor("user", user.id))
    _, (place,) = await state.own_with_places(user)
    assert place.account is None


async def test_a_read_waits_for_no_transaction_and_sees_only_what_is_committed(shop: Shop, user: User) -> None:
    written, go_on = asyncio.Event(), asyncio.Event()

    async def write() -> None:
        async with db.transaction():
            await User.filter(id=user.id).update(first_name="Bob")
            assert await name(user) == "Bob"  # its own writes are seen inside
            written.set()
            await go_on.wait()

    writer = asyncio.create_task(write())
    await written.wait()
    async with asyncio.timeout(10):
        assert await name(user) == "Alice"
    go_on.set()
    await writer
    assert await name(user) == "Bob"


async def name(user: User) -> str:
    (row,) = await db.read("SELECT first_name FROM users WHERE id = $1", user.id)
    return str(row["first_name"])


async def test_what_cannot_be_read_says_why_as_any_statement_does(shop: Shop) -> None:
    with pytest.raises(BaseORMException):
        await db.read("SELECT 1 FROM nothing_of_ours WHERE id = $1", 1)
