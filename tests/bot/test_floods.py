"""Somebody sends far too much: the others, and above all payments, do not notice."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot import dispatch as lanes
from bot.app import BotApp
from bot.dispatch import Dispatch
from core import wiring
from core.catalogue.tariffs import Tariff
from core.shop import Shop
from core.telegram import inbox
from sandbox.client import Person, SandboxClient
from sandbox.server import Sandbox
from tests.bot import hostile
from tests.bot.conftest import eventually, serving
from tests.conftest import make_settings
from tests.web.conftest import running
from web.app import create_app

SECRET = "a-secret-of-good-length"
HEADERS = {"x-telegram-bot-api-secret-token": SECRET}


def update(number: int, person: int = 1, **event: Any) -> dict[str, Any]:
    return {"update_id": number, "message": {"from": {"id": person}, **event}}


async def test_a_flood_of_one_person_lets_another_pay_at_once(
    bot: BotApp, month: Tariff, anna: Person, sb: SandboxClient, caplog: pytest.LogCaptureFixture
) -> None:
    mallory = await sb.person(first_name="Mallory", language="ru")
    await anna.send("/start")
    await anna.wait_for("Здравствуйте")
    await mallory.send("/start")
    await mallory.wait_for("Здравствуйте")
    await asyncio.gather(*(sb.raw_update(flood(mallory.id)) for _ in range(1200)))
    began = time.monotonic()
    await anna.tap("Купить")
    await anna.tap("Месяц")
    await anna.tap("Оплатить 299")
    await anna.wait_for(lambda message: "invoice" in message)
    await anna.pay()
    assert time.monotonic() - began < 15
    told = [call for call in await sb.calls("sendMessage") if "Слишком много" in call["args"]["text"]]
    assert {call["args"]["chat_id"] for call in told} == {str(mallory.id)}
    assert caplog.text.count("sends too much") == len(told) <= 3
    await eventually(_inbox_is_empty, 120)


def flood(person_id: int) -> bytes:
    return hostile.update("message", hostile.message(person_id, "again and again"))


async def test_of_a_flood_the_latest_updates_are_handled_and_the_person_hears_of_it_once() -> None:
    gate, seen, told = asyncio.Event(), [], []

    async def handle(raw: dict[str, Any]) -> None:
        await gate.wait()
        seen.append(raw["update_id"])

    async def tell(raw: dict[str, Any]) -> None:
        told.append(raw["update_id"])

    dispatch = Dispatch(handle, tell)
    dispatch.put(update(0))
    await asyncio.sleep(0)
    for number in range(1, 1001):
        dispatch.put(update(number))
    assert len(dispatch._waiting) == lanes.LANE_LENGTH + 1
    gate.set()
    await eventually(lambda: _is(dispatch.idle))
    assert seen == [0, *range(1001 - lanes.LANE_LENGTH, 1001)]
    assert len(told) == 1


async def test_payments_in_a_flood_are_never_left_out_and_overtake_it() -> None:
    gate, seen = asyncio.Event(), []

    async def handle(raw: dict[str, Any]) -> None:
        if "pre_checkout_query" not in raw and "successful_payment" not in raw.get("message", {}):
            await gate.wait()
        seen.append(raw["update_id"])

    dispatch = Dispatch(handle)
    paid: list[int] = []
    for number in range(300):
        if number % 3 == 0:
            dispatch.put(update(number, successful_payment={"total_amount": 1}))
        elif number % 3 == 1:
            dispatch.put({"update_id": number, "pre_checkout_query": {"from": {"id": 1}}})
        else:
            dispatch.put(update(number))
            continue
        paid.append(number)
    await eventually(lambda: _is(seen == paid))
    gate.set()
    await eventually(lambda: _is(dispatch.idle))


async def test_many_people_who_flood_do_not_hold_up_a_payment() -> None:
    gate, seen = asyncio.Event(), []

    async def handle(raw: dict[str, Any]) -> None:
        if "pre_checkout_query" in raw:
            seen.append(raw["update_id"])
        else:
            await gate.wait()

    dispatch = Dispatch(handle)
    for number in range(500):
        dispatch.put(update(number, person=number % 100))
    dispatch.put({"update_id": 1000, "pre_checkout_query": {"from": {"id": 7}}})
    await eventually(lambda: _is(seen == [1000]), 5)
    gate.set()
    await dispatch.drain()


async def test_people_take_turns_whatever_each_of_them_has_waiting() -> None:
    seen = []

    async def handle(raw: dict[str, Any]) -> None:
        await asyncio.sleep(0.001)
        seen.append(raw["message"]["from"]["id"])

    dispatch = Dispatch(handle)
    for person in range(200):
        for number in range(15):
            dispatch.put(update(person * 100 + number, person=person))
    dispatch.put(update(10**6, person=10**6))
    await eventually(lambda: _is(dispatch.idle))
    assert seen.index(10**6) <= 201 + lanes.MAX_CONCURRENT


@pytest.fixture
async def hooked(database_url: str, tmp_path: Path, sandbox: Sandbox) -> AsyncIterator[Shop]:
    settings = make_settings(
        database_url, tmp_path, telegram_api_url=sandbox.url, public_url="http://127.0.0.1:9", webhook_secret=SECRET
    )
    async with wiring.opened(wiring.build_shop(settings)) as opened:
        yield opened


@pytest.fixture
async def hook(hooked: Shop) -> AsyncIterator[httpx.AsyncClient]:
    async with (
        running(create_app(hooked)) as url,
        httpx.AsyncClient(base_url=url, trust_env=False, timeout=30, headers=HEADERS) as client,
    ):
        yield client


async def test_by_webhook_one_person_cannot_fill_the_inbox_and_payments_are_kept(
    hooked: Shop, hook: httpx.AsyncClient, anna: Person, sb: SandboxClient
) -> None:
    await sb.request("PATCH", f"people/{anna.id}", {"started": True})
    for number in range(300):
        assert (await hook.post("/telegram/webhook", json=update(number, 666))).status_code == 200
    for number in range(300, 400):
        body = {"update_id": number, "pre_checkout_query": {"from": {"id": 666}}}
        assert (await hook.post("/telegram/webhook", json=body)).status_code == 200
    good = hostile.update("message", hostile.message(anna.id)).replace(b"@ID@", b"1000")
    assert (await hook.post("/telegram/webhook", content=good)).status_code == 200
    assert await inbox.TelegramUpdate.all().count() == inbox.MAX_PER_PERSON + 100 + 1
    async with serving(hooked):
        await anna.wait_for("Условия Vitrina", timeout=20)
        await eventually(_inbox_is_empty, 60)


async def test_an_inbox_full_of_leftovers_is_read_by_and_by_and_the_bot_answers_meanwhile(
    shop: Shop, anna: Person, sb: SandboxClient
) -> None:
    await anna.send("/start")
    for first in range(0, 3 * lanes.HIGH_WATERMARK, 500):
        await inbox.store(shop, [in_a_group(number) for number in range(first, first + 500)])
    async with serving(shop) as app:
        await anna.wait_for("Здравствуйте", timeout=30)
        assert len(app.dispatch._waiting) <= lanes.HIGH_WATERMARK + 100
        await eventually(_inbox_is_empty, 120)


def in_a_group(number: int) -> dict[str, Any]:
    """An update that costs next to nothing to handle."""
    message = hostile.message(50_000 + number, chat={"id": -5, "type": "group", "title": "x"})
    return {"update_id": 10**6 + number, "message": message}


async def _inbox_is_empty() -> bool:
    return not await inbox.TelegramUpdate.all().count()


async def _is(value: bool) -> bool:
    return value
