"""Whatever Telegram may send, the bot goes on: odd bytes, odd numbers, odd shapes, by polling and by webhook.

Either way the inbox takes an update by the same statements: where there are hundreds, those by webhook go to each
engine.
"""

import asyncio
import json
import random
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest

from bot.app import BotApp
from core import db, wiring
from core.catalogue import servers
from core.config import Settings
from core.shop import Shop
from core.telegram import inbox
from sandbox.client import Person, SandboxClient
from sandbox.server import Sandbox
from tests.bot import hostile
from tests.bot.conftest import eventually, serving
from tests.conftest import make_settings
from tests.standins.plain_http import PlainServer, Reply, Request
from tests.web.conftest import running
from web.app import create_app

SECRET = "a-secret-of-good-length"
HEADERS = {"x-telegram-bot-api-secret-token": SECRET}
PROMPT = 10.0


@pytest.fixture
def settings(database_url: str, tmp_path: Path, sandbox: Sandbox) -> Settings:
    return make_settings(database_url, tmp_path, telegram_api_url=sandbox.url)


async def answered(anna: Person) -> None:
    """A well-formed update is handled at once."""
    await anna.mark()
    await anna.send("/terms")
    await anna.wait_for("Условия Vitrina", timeout=PROMPT)


async def nothing_waits() -> bool:
    return not await inbox.TelegramUpdate.all().count()


@pytest.mark.parametrize("what", ["taps", "fields", "shapes"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # by webhook: below
async def test_whatever_one_tap_or_message_holds_the_bot_goes_on_polling(
    what: str, bot: BotApp, anna: Person, sb: SandboxClient
) -> None:
    cases = {"taps": hostile.taps(anna.id), "fields": hostile.fields(anna.id), "shapes": hostile.shapes()}[what]
    await answered(anna)
    for _name, content in cases:
        await sb.raw_update(content)
    await answered(anna)
    await eventually(nothing_waits)


async def test_an_update_in_a_batch_that_cannot_be_read_costs_the_others_nothing(
    shop: Shop, anna: Person, sb: SandboxClient, caplog: pytest.LogCaptureFixture
) -> None:
    poison = await sb.raw_update(hostile.tap(anna.id, b"[" * hostile.DEEP + b"]" * hostile.DEEP))
    await anna.send("/terms")
    await sb.raw_update(hostile.tap(anna.id, b"{ no JSON at all"))
    async with serving(shop):
        await anna.wait_for("Условия Vitrina", timeout=PROMPT)
        await answered(anna)
        assert (await sb.state())["webhook"]["pending_update_count"] <= 1  # confirmed, not asked for again and again
    assert f"update {poison} cannot be read" in caplog.text
    assert "[[[[" not in caplog.text


async def test_an_id_beyond_every_measure_does_not_make_the_bot_deaf_for_those_below(
    bot: BotApp, anna: Person, sb: SandboxClient
) -> None:
    await answered(anna)
    for number in (2**31, 2**62, 2**63 - 1, 2**63, 10**30):
        await sb.raw_update(b'{"update_id":%d,"message":{"from":{"id":1}}}' % number)
        await answered(anna)


async def test_what_could_not_be_handled_is_counted(bot: BotApp, shop: Shop, anna: Person, sb: SandboxClient) -> None:
    await sb.raw_update(b'{"update_id":@ID@,"callback_query":{"id":5,"data":[]}}')
    await sb.raw_update(hostile.tap(anna.id, b"[" * 5))
    await eventually(lambda: _skipped(2))


async def test_a_database_that_refuses_one_update_takes_the_others(shop: Shop) -> None:
    """Whatever the cleaning misses: one refused row must not stop the rest."""
    good = {"update_id": 5, "message": {"text": "x"}}
    await inbox.store(shop, [{"update_id": 4, "message": {"text": "a\0\ud800"}}, good, {"update_id": 2**63}])
    assert good in await inbox.pending(after=-1)


async def test_something_odd_that_an_older_version_stored_does_not_stop_the_start(
    shop: Shop, anna: Person, sb: SandboxClient
) -> None:
    for number, data in enumerate(("[]", "{}", '{"update_id":"x"}', '{"update_id":9,"message":5}', '"text"', "7"), 1):
        columns = "INSERT INTO telegram_updates (update_id, data, received_at) VALUES ($1, $2, $3)"
        await db.fetch(columns, number, data, shop.now())
    async with serving(shop):
        await answered(anna)
        await eventually(nothing_waits)


@pytest.fixture
async def hooked(database_url: str, tmp_path: Path, sandbox: Sandbox) -> AsyncIterator[Shop]:
    settings = make_settings(
        database_url, tmp_path, telegram_api_url=sandbox.url, public_url="http://127.0.0.1:9", webhook_secret=SECRET
    )
    async with wiring.opened(wiring.build_shop(settings)) as opened:
        await servers.create(opened, name="Amsterdam", country="NL")
        yield opened


@pytest.fixture
async def hook(hooked: Shop) -> AsyncIterator[httpx.AsyncClient]:
    async with (
        running(create_app(hooked)) as url,
        httpx.AsyncClient(base_url=url, trust_env=False, timeout=30, headers=HEADERS) as client,
    ):
        yield client


async def deliver(hook: httpx.AsyncClient, number: int, content: bytes) -> None:
    body = content.replace(b"@ID@", str(number).encode())
    answer = await hook.post("/telegram/webhook", content=body)
    assert answer.status_code == 200, body[:200]


async def good(hook: httpx.AsyncClient, anna: Person, number: int) -> None:
    await anna.mark()
    await deliver(hook, number, hostile.update("message", hostile.message(anna.id)))
    await anna.wait_for("Условия Vitrina", timeout=PROMPT)


async def test_whatever_comes_to_the_webhook_is_taken_and_the_next_update_is_answered(
    hooked: Shop, hook: httpx.AsyncClient, anna: Person, sb: SandboxClient
) -> None:
    await sb.request("PATCH", f"people/{anna.id}", {"started": True})
    cases = [*hostile.taps(anna.id), *hostile.fields(anna.id), *hostile.shapes()]
    async with serving(hooked):
        await good(hook, anna, 9_000)
        for number, (_name, content) in enumerate(cases, 1):
            await deliver(hook, number, content)
        await good(hook, anna, 10_000)
        await eventually(nothing_waits)


async def test_random_updates_by_polling_and_by_webhook_stop_nothing(
    hooked: Shop, hook: httpx.AsyncClient, anna: Person, sb: SandboxClient
) -> None:
    await sb.request("PATCH", f"people/{anna.id}", {"started": True})
    chance = random.Random(20261121)
    async with serving(hooked):
        await good(hook, anna, 9_000)
        for number in range(1, 301):
            await deliver(hook, number, mutated(chance, anna.id))
        await good(hook, anna, 10_000)
        await eventually(nothing_waits)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # by webhook: above
async def test_random_updates_by_polling_stop_nothing(bot: BotApp, anna: Person, sb: SandboxClient) -> None:
    chance = random.Random(20261122)
    await answered(anna)
    for _ in range(200):
        await sb.raw_update(mutated(chance, anna.id))
    await eventually(lambda: _all_confirmed(sb), 120)  # what is no JSON at all is passed over one by one
    await answered(anna)
    await eventually(nothing_waits)


def mutated(chance: random.Random, person_id: int) -> bytes:
    """A well-formed update with something in it replaced, removed or spoilt."""
    sound: list[dict[str, Any]] = [
        {"message": hostile.message(person_id, chance.choice(["/start", "/menu", "x", "/start ref_ABC"]))},
        {"callback_query": json.loads(hostile.tap(person_id, b'"menu"').replace(b"@ID@", b"1"))["callback_query"]},
    ]
    update = {"update_id": "@ID@"} | chance.choice(sound)
    for _ in range(chance.randrange(1, 4)):
        _spoil(chance, update)
    body = json.dumps(update).encode().replace(b'"@ID@"', b"@ID@")
    for _ in range(chance.choice([0, 0, 1, 3])):
        place = chance.randrange(len(body))
        body = body[:place] + bytes([chance.randrange(256)]) + body[place + chance.randrange(2) :]
    return body


def _spoil(chance: random.Random, inside: Any) -> None:
    while isinstance(inside, dict) and inside:
        key = chance.choice([*inside])
        if key == "update_id":
            return
        if isinstance(inside[key], dict) and chance.random() < 0.8:
            inside = inside[key]
        elif chance.random() < 0.3:
            del inside[key]
            return
        else:
            odd = [
                None,
                True,
                -1,
                10**30,
                2**63,
                1.5,
                float("inf"),
                float("nan"),
                "",
                "\0",
                "\ud800",
                [],
                {},
                [[]],
                "é",
            ]
            inside[key] = chance.choice(odd)
            return


async def _all_confirmed(sb: SandboxClient) -> bool:
    return (await sb.state())["webhook"]["pending_update_count"] <= 1


async def _skipped(least: int) -> bool:
    return (await inbox.skip_count())[0] >= least


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # no update, no row
async def test_pages_of_a_gateway_in_place_of_updates_pass_over_none(settings: Settings) -> None:
    """A captive portal answers 200 with its own page, and then with half of an answer: nothing counts as confirmed."""
    asked: list[str] = []
    update = hostile.update("message", hostile.message(5)).replace(b"@ID@", b"700").decode()

    async def answer(request: Request) -> Reply:
        method, form = request.path.rpartition("/")[2], dict(parse_qsl(request.body.decode()))
        if method != "getUpdates":
            return Reply(200, {"ok": True, "result": True})
        asked.append(form.get("offset", ""))
        if len(asked) < 4:
            return Reply(200, "<html>Please pay for the Wi-Fi</html>")
        if len(asked) == 4:
            return Reply(200, f'{{"ok":true,"result":[{update[:60]}')
        if not form.get("offset"):
            return Reply(200, f'{{"ok":true,"result":[{update}]}}')
        await asyncio.sleep(0.05)
        return Reply(200, {"ok": True, "result": []})

    server = PlainServer(answer)
    await server.start()
    try:
        known = settings.model_copy(update={"telegram_api_url": server.url})
        async with wiring.opened(wiring.build_shop(known)) as shop, serving(shop):
            await eventually(lambda: _told(asked, "701"), 60)
    finally:
        await server.stop()
    assert set(asked) == {"", "701"}


async def _told(asked: list[str], offset: str) -> bool:
    return offset in asked
