"""WorkerCalls: asked by one process, run once by the worker, answered or refused in words."""

import asyncio
from typing import Any

import pytest

from core import errors
from core.engine import calls
from core.engine.calls import WorkerCall
from core.shop import Shop
from tests.conftest import Clock
from tests.lab import beside


async def double(_shop: Shop, params: dict[str, Any]) -> dict[str, Any]:
    return {"twice": params["number"] * 2}


async def fail(_shop: Shop, _params: dict[str, Any]) -> dict[str, Any]:
    raise OSError("the disk is full")


HANDLERS = {"double": double, "fail": fail}


async def test_whoever_asks_gets_the_answer(shop: Shop) -> None:
    async with beside(lambda: calls.run_due(shop, HANDLERS)):
        answers = await asyncio.gather(*(calls.ask(shop, "double", number=number) for number in range(5)))
        assert [answer["twice"] for answer in answers] == [0, 2, 4, 6, 8]
        with pytest.raises(errors.EngineUnavailable, match="disk is full"):
            await calls.ask(shop, "fail")


async def test_a_worker_that_is_away_is_said_so_and_does_it_no_more(shop: Shop) -> None:
    with pytest.raises(errors.WorkerUnavailable):
        await calls.ask(shop, "double", seconds=0.1, number=1)
    assert await calls.run_due(shop, HANDLERS) == 0


async def test_a_call_is_run_once_by_however_many(shop: Shop) -> None:
    await WorkerCall.create(kind="double", params={"number": 1}, asked_at=shop.now())
    done = await asyncio.gather(*(calls.run_due(shop, HANDLERS) for _ in range(5)))
    assert sum(done) == 1


async def test_old_calls_are_not_run_and_are_forgotten(shop: Shop, clock: Clock) -> None:
    await WorkerCall.create(kind="double", params={"number": 1}, asked_at=shop.now())
    clock.advance(minutes=2)
    assert await calls.run_due(shop, HANDLERS) == 0
    clock.advance(hours=1)
    await calls.forget_old(shop)
    assert await WorkerCall.all().count() == 0
