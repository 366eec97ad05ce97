"""The ledger: what came and went adds up to what is there, whatever happens at the same time."""

import asyncio
import random

import pytest
from tortoise.exceptions import IntegrityError

from core import db, errors, ledger
from core.catalogue.tariffs import Tariff
from core.ledger import AlreadyPosted, LedgerEntry
from core.outbox import RecordedFact
from core.shop import THE_SHOP, Actor, Shop
from core.subscriptions import purchase
from core.users.models import User
from tests.conftest import new_user

ADMIN = Actor("admin", 900)


async def _post(shop: Shop, user: User, amount: int, key: str) -> ledger.Posting:
    async with db.transaction():
        return await ledger.post(shop, user.id, amount, kind="grant", key=key, by=THE_SHOP)


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_entries_add_up_to_balances_under_any_mixture_of_operations(
    shop: Shop, tariff: Tariff, seed: int
) -> None:
    dice = random.Random(seed)
    users = [await new_user(shop, 100 + n) for n in range(4)]

    async def one(number: int) -> None:
        user = dice.choice(users)
        try:
            if dice.random() < 0.6:
                amount = dice.choice([29900, 100, -5000, 59800])
                # Keys repeat on purpose: what is asked for twice happens once.
                await ledger.grant(shop, user, amount, key=f"{user.id}-{number // 2}", by=ADMIN)
            else:
                await purchase.buy(shop, user, tariff, quote=f"q{number // 2}", by=Actor("user", user.id))
        except errors.InsufficientBalance:
            pass

    await asyncio.gather(*(one(number) for number in range(80)))
    assert await ledger.unbalanced() == []
    for user in users:
        entries = await LedgerEntry.filter(user_id=user.id).order_by("id")
        assert sum(entry.amount_kopeks for entry in entries) == await ledger.balance(user.id) >= 0


async def test_a_balance_changed_past_the_ledger_is_found(shop: Shop) -> None:
    honest = await new_user(shop, 1, balance_kopeks=500)
    tampered = await new_user(shop, 2, balance_kopeks=500)
    penniless = await new_user(shop, 3)
    await User.filter(id=tampered.id).update(balance_kopeks=501)
    assert await ledger.unbalanced() == [tampered.id]
    await User.filter(id=penniless.id).update(balance_kopeks=1)
    assert sorted(await ledger.unbalanced()) == [tampered.id, penniless.id]
    assert honest.id not in await ledger.unbalanced()


async def test_an_entry_removed_behind_the_ledger_is_found(shop: Shop) -> None:
    user = await new_user(shop, balance_kopeks=500)
    await LedgerEntry.filter(user_id=user.id).delete()
    assert await ledger.unbalanced() == [user.id]


async def test_parallel_debits_never_take_more_than_there_is(shop: Shop) -> None:
    user = await new_user(shop, balance_kopeks=1000)
    results = await asyncio.gather(*(_post(shop, user, -300, f"d{n}") for n in range(20)), return_exceptions=True)
    assert sum(isinstance(result, ledger.Posting) for result in results) == 3
    assert sum(isinstance(result, errors.InsufficientBalance) for result in results) == 17
    assert await ledger.balance(user.id) == 100
    assert await LedgerEntry.filter(user_id=user.id, amount_kopeks=-300).count() == 3


async def test_a_debit_of_everything_leaves_nothing_and_one_kopek_more_is_refused(shop: Shop) -> None:
    user = await new_user(shop, balance_kopeks=1000)
    with pytest.raises(errors.InsufficientBalance) as refused:
        await _post(shop, user, -1001, "too much")
    assert refused.value.params == {"required_kopeks": 1001, "available_kopeks": 1000}
    assert (await _post(shop, user, -1000, "all")).balance_kopeks == 0
    assert not await LedgerEntry.filter(key="too much").exists()


async def test_one_key_is_booked_once_even_for_another_person(shop: Shop) -> None:
    first, second = await new_user(shop, 1), await new_user(shop, 2)
    await _post(shop, first, 100, "same")
    with pytest.raises(AlreadyPosted):
        await _post(shop, first, 100, "same")
    with pytest.raises(AlreadyPosted):
        await _post(shop, second, 100, "same")
    assert await ledger.balance(first.id) == 100
    assert await ledger.balance(second.id) == 0


async def test_the_database_itself_refuses_a_second_entry_with_a_key(shop: Shop, user: User) -> None:
    await _post(shop, user, 100, "same")
    with pytest.raises(IntegrityError):
        await LedgerEntry.create(
            user_id=user.id, amount_kopeks=1, kind="grant", key="same", actor="shop", created_at=shop.now()
        )


async def test_a_person_with_money_history_cannot_be_deleted(shop: Shop) -> None:
    user = await new_user(shop, balance_kopeks=100)
    with pytest.raises(IntegrityError):
        await user.delete()
    assert await ledger.balance(user.id) == 100


async def test_a_gift_with_the_same_key_is_given_once_and_told_once(shop: Shop, user: User) -> None:
    balances = await asyncio.gather(*(ledger.grant(shop, user, 700, key="bonus", by=ADMIN) for _ in range(20)))
    assert set(balances) == {700}
    assert await RecordedFact.filter(name="BalanceGranted").count() == 1
    assert (await ledger.entry("grant:bonus")).actor == "admin:900"


async def test_an_administrator_takes_back_no_more_than_there_is(shop: Shop) -> None:
    user = await new_user(shop, balance_kopeks=700)
    assert await ledger.grant(shop, user, -700, key="back", by=ADMIN) == 0
    with pytest.raises(errors.InsufficientBalance):
        await ledger.grant(shop, user, -1, key="more", by=ADMIN)


async def test_an_operation_that_fails_later_leaves_no_trace_in_the_books(shop: Shop, user: User) -> None:
    async def fails() -> None:
        async with db.transaction():
            await ledger.post(shop, user.id, 500, kind="grant", key="x", by=THE_SHOP)
            raise RuntimeError("something after the entry")

    with pytest.raises(RuntimeError):
        await fails()
    assert await ledger.balance(user.id) == 0
    assert not await LedgerEntry.filter(key="x").exists()
    assert (await _post(shop, user, 500, "x")).balance_kopeks == 500


async def test_history_shows_the_newest_first_by_pages(shop: Shop, user: User) -> None:
    for n in range(5):
        await _post(shop, user, n + 1, f"k{n}")
    assert [entry.amount_kopeks for entry in await ledger.history(user.id, limit=2)] == [5, 4]
    assert [entry.amount_kopeks for entry in await ledger.history(user.id, limit=2, offset=4)] == [1]


async def test_an_unknown_person_has_no_balance(shop: Shop) -> None:
    with pytest.raises(errors.UserNotFound):
        await ledger.balance(424242)
    async with db.transaction():
        with pytest.raises(errors.UserNotFound):
            await ledger.lock_balance(424242)
