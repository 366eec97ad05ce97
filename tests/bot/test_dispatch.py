"""Updates: in order for one person, together for many, kept until they are handled."""

import asyncio
import sqlite3
from typing import Any

import pytest
from aiogram.fsm.storage.base import StorageKey
from asyncpg import InterfaceError
from tortoise.exceptions import OperationalError, TransactionManagementError

from bot.dispatch import Dispatch, lane_of
from bot.receiver import valid_updates
from bot.storage import InboxStorage
from core import db
from core.shop import Shop
from core.telegram import inbox
from core.telegram.inbox import TelegramUpdate
from sandbox.client import Person
from tests.bot.conftest import eventually, serving


def update(number: int, person: int = 1, **event: Any) -> dict[str, Any]:
    return {"update_id": number, "message": {"from": {"id": person}, **event}}


async def test_one_persons_updates_are_handled_one_after_another_in_order() -> None:
    seen: list[int] = []
    running = 0

    async def handle(raw: dict[str, Any]) -> None:
        nonlocal running
        running += 1
        assert running == 1
        await asyncio.sleep(0.01 if raw["update_id"] % 2 else 0)
        seen.append(raw["update_id"])
        running -= 1

    dispatch = Dispatch(handle)
    for number in range(20):
        dispatch.put(update(number))
    await eventually(lambda: _is(dispatch.idle))
    assert seen == list(range(20))


async def test_different_people_do_not_wait_for_each_other() -> None:
    everybody = asyncio.Barrier(10)

    async def handle(_raw: dict[str, Any]) -> None:
        await everybody.wait()

    dispatch = Dispatch(handle)
    for person in range(10):
        dispatch.put(update(person, person))
    await eventually(lambda: _is(dispatch.idle))


async def test_a_pre_checkout_does_not_wait_behind_a_slow_handler() -> None:
    answered = asyncio.Event()

    async def handle(raw: dict[str, Any]) -> None:
        if "pre_checkout_query" in raw:
            answered.set()
        else:
            await answered.wait()

    dispatch = Dispatch(handle)
    dispatch.put(update(1))
    dispatch.put({"update_id": 2, "pre_checkout_query": {"from": {"id": 1}}})
    await asyncio.wait_for(answered.wait(), 10)


async def test_an_update_that_is_received_twice_is_handled_once() -> None:
    seen = []

    async def handle(raw: dict[str, Any]) -> None:
        seen.append(raw["update_id"])

    dispatch = Dispatch(handle)
    assert dispatch.put(update(5))
    assert not dispatch.put(update(5))
    await eventually(lambda: _is(dispatch.idle))
    assert not dispatch.put(update(5))
    assert seen == [5]


async def test_while_the_database_is_away_an_update_is_tried_again() -> None:
    tries = 0

    async def handle(_raw: dict[str, Any]) -> None:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise ConnectionRefusedError

    dispatch = Dispatch(handle)
    dispatch.put(update(1))
    await eventually(lambda: _is(dispatch.idle))
    assert tries == 3


def test_errors_that_pass_by_themselves_are_told_from_faults_of_the_program() -> None:
    busy = TransactionManagementError(sqlite3.OperationalError("database is locked"))
    assert all(db.is_away(exc) for exc in (busy, InterfaceError("closed"), ConnectionResetError()))
    wrong = OperationalError(sqlite3.OperationalError("no such column: x"))
    assert not any(db.is_away(exc) for exc in (wrong, ValueError("x"), KeyError()))


async def test_a_shutdown_waits_for_what_runs_and_leaves_the_rest_in_the_inbox(shop: Shop) -> None:
    begun, done = asyncio.Event(), []

    async def handle(raw: dict[str, Any]) -> None:
        begun.set()
        await asyncio.sleep(0.2)
        done.append(raw["update_id"])

    updates = [update(number) for number in range(3)]
    await inbox.store(shop, updates)
    dispatch = Dispatch(handle)
    dispatch.start()
    for raw in updates:
        dispatch.put(raw)
    await begun.wait()
    await dispatch.drain()
    assert done == [0]
    assert [raw["update_id"] for raw in await inbox.pending(after=-1)] == [1, 2]


async def test_updates_that_a_former_run_left_behind_are_handled_at_the_start(shop: Shop, anna: Person) -> None:
    await anna.send("hello")  # known to Telegram's side, so that the bot may write
    person = {"id": anna.id, "is_bot": False, "first_name": "Анна", "language_code": "ru"}
    message = {"message_id": 1, "date": 1, "chat": {"id": anna.id, "type": "private"}, "from": person, "text": "/terms"}
    await inbox.store(shop, [{"update_id": 1, "message": message}])
    async with serving(shop):
        await anna.wait_for("Условия Vitrina")
        await eventually(_inbox_is_empty)


async def test_what_is_no_update_is_dropped_and_the_rest_of_the_batch_goes_on(
    shop: Shop, anna: Person, caplog: pytest.LogCaptureFixture
) -> None:
    assert valid_updates([None, {"update_id": "x"}, {"update_id": 3}]) == [{"update_id": 3}]
    broken = {"update_id": 1, "message": {"from": {"id": anna.id}, "text": ["not", "text"]}}
    await inbox.store(shop, [broken])
    async with serving(shop):
        await eventually(_inbox_is_empty)
        await anna.send("/terms")
        await anna.wait_for("Условия")
    assert "update 1 cannot be read" in caplog.text


async def test_where_a_person_is_in_a_dialogue_survives_a_restart(shop: Shop) -> None:
    key = StorageKey(bot_id=1, chat_id=2, user_id=2)
    before = InboxStorage()
    await before.set_state(key, "asking")
    await before.set_data(key, {"answers": {"code": "X"}})
    after = InboxStorage()
    assert await after.get_state(key) == "asking"
    assert await after.get_data(key) == {"answers": {"code": "X"}}
    await after.set_state(key, None)
    await after.set_data(key, {})
    assert await inbox.ChatState.all().count() == 0


def test_updates_without_a_person_share_one_queue() -> None:
    assert lane_of({"update_id": 1, "poll": {"question": "?"}}) == "nobody"
    assert lane_of({"update_id": 1, "message": {"chat": {"id": -5}}}) == "-5"


async def _inbox_is_empty() -> bool:
    return not await TelegramUpdate.all().count()


async def _is(value: bool) -> bool:
    return value
