"""A request that is repeated under its key is done once."""

import asyncio

import pytest

from core import errors, idempotency
from core.idempotency import Answer, IdempotencyKey
from core.shop import Shop
from core.users.models import User
from tests.conftest import Clock, new_user


class Work:
    """Something that must be done once; counts how often it was."""

    def __init__(self, seconds: float = 0.0, fails: bool = False) -> None:
        self.seconds, self.fails, self.times = seconds, fails, 0

    async def __call__(self) -> Answer:
        self.times += 1
        await asyncio.sleep(self.seconds)
        if self.fails:
            raise errors.Unavailable()
        return {"number": self.times}


async def _ask(shop: Shop, user: User, work: Work, *, key: str | None = "k", body: str = "{}") -> Answer:
    return await idempotency.run_once(shop, user, key, operation="POST /x", body=body, act=work)


async def test_the_same_request_has_one_answer_however_often_it_comes(shop: Shop, user: User) -> None:
    work = Work(0.2)
    answers = await asyncio.gather(*(_ask(shop, user, work) for _ in range(5)))
    assert answers == [{"number": 1}] * 5
    assert await _ask(shop, user, work) == {"number": 1}
    assert work.times == 1


async def test_without_a_key_every_request_is_a_new_one(shop: Shop, user: User) -> None:
    work = Work()
    assert [await _ask(shop, user, work, key=None) for _ in range(2)] == [{"number": 1}, {"number": 2}]


async def test_another_request_with_the_key_is_refused_and_another_person_is_not(shop: Shop, user: User) -> None:
    work = Work()
    await _ask(shop, user, work)
    with pytest.raises(errors.KeyReused):
        await _ask(shop, user, work, body='{"more": 1}')
    with pytest.raises(errors.KeyReused):
        await idempotency.run_once(shop, user, "k", operation="POST /y", body="{}", act=work)
    await _ask(shop, await new_user(shop, 5), work)
    assert work.times == 2


async def test_a_refusal_leaves_the_key_to_whoever_waits_for_it(shop: Shop, user: User) -> None:
    failing, working = Work(0.2, fails=True), Work()
    first = asyncio.create_task(_ask(shop, user, failing))
    await asyncio.sleep(0.05)
    assert await _ask(shop, user, working) == {"number": 1}
    with pytest.raises(errors.Unavailable):
        await first


async def test_a_claim_whose_process_died_is_taken_over(shop: Shop, user: User, clock: Clock) -> None:
    first = asyncio.create_task(_ask(shop, user, Work(60)))
    await asyncio.sleep(0.1)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    assert await IdempotencyKey.filter(answer=None).count() == 1
    clock.advance(minutes=3)
    assert await _ask(shop, user, Work()) == {"number": 1}


async def test_who_waits_too_long_is_told_so(shop: Shop, user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idempotency, "WAIT_SECONDS", 0.2)
    first = asyncio.create_task(_ask(shop, user, Work(1)))
    await asyncio.sleep(0.1)
    with pytest.raises(errors.StillUnderWay):
        await _ask(shop, user, Work())
    assert await first == {"number": 1}


async def test_old_keys_are_forgotten(shop: Shop, user: User, clock: Clock) -> None:
    await _ask(shop, user, Work())
    clock.advance(hours=25)
    await idempotency.forget_old(shop)
    assert await IdempotencyKey.all().count() == 0
