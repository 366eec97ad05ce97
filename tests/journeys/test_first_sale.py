"""The path everything hangs on: open the bot, pay with Stars, get a link, connect with it, see the traffic used.

Real processes, the bot over HTTP, and a second real Xray as the customer's app.
"""

import asyncio
import base64
import re
import time
from typing import Any

import httpx
import pytest

from sandbox.client import Person
from tests.journeys.conftest import World
from tests.lab import Client, download, eventually

TEN_MEGABYTES = 10_000_000
USAGE_SECONDS = 60
REFUSAL_SECONDS = 60
MONTH = 30 * 86400
USED_MEGABYTES = re.compile(r"(\d+(?:,\d+)?)\s*МБ\s*из\s*100\s*ГБ")


async def test_a_customer_buys_connects_and_is_refused_after_the_end(world: World) -> None:
    """One process, SQLite, and updates by Telegram's webhook; other journeys sell to this shop by polling."""
    world.settings |= {"WEBHOOK_SECRET": "a-long-enough-secret-1"}
    await world.command("admin", "add-tariff", "Month", "30", "299", "--gb", "100")
    await world.start("run")
    await the_whole_path(world)
    await world.stop()


@pytest.mark.own_database
async def test_the_same_on_postgres_and_redis_with_three_processes(
    world: World, postgres_url: str, redis_url: str
) -> None:
    world.settings |= {"DATABASE_URL": postgres_url, "REDIS_URL": redis_url}
    await world.sell()
    await world.start("web", "worker", "bot")
    await the_whole_path(world)
    await world.stop()


async def the_whole_path(world: World) -> None:
    alice = await world.person(1001, "Алиса")
    await buy_for_stars(alice)
    message = await alice.wait_for(lambda m: "vless://" in m.get("caption", ""), timeout=60)
    key = key_in(message)
    assert key in await links_of_subscription(message)

    with Client(key) as app:
        got = await download(f"{world.downloads.url}/bytes/{TEN_MEGABYTES}", app)
        assert got.received >= TEN_MEGABYTES
        await usage_is_shown(alice)
        await world.client.advance(MONTH + 1)
        await refused(world, app)


async def buy_for_stars(person: Person, tariff: str = "Month") -> None:
    """From /start to the paid invoice; the invoice comes at the third tap."""
    await person.send("/start")
    await person.wait_for(lambda m: "reply_markup" in m, timeout=60)
    await person.tap("Купить")
    await person.tap(tariff)
    await person.tap("⭐")
    await person.wait_for(lambda m: "invoice" in m)
    await person.pay()


def key_in(message: dict[str, Any]) -> str:
    found = re.search(r"vless://\S+", message["caption"])
    assert found is not None
    return found[0]


async def links_of_subscription(message: dict[str, Any]) -> list[str]:
    """What an app gets at the link in the message."""
    found = re.search(r"http\S+/s/\S+", message["caption"])
    assert found is not None
    async with httpx.AsyncClient(trust_env=False) as http:
        answer = await http.get(found[0], headers={"user-agent": "v2rayNG/1.9"})
    assert answer.status_code == 200
    return base64.b64decode(answer.text).decode().splitlines()


async def usage_is_shown(person: Person) -> None:
    """The bot's subscription screen shows what went through within 15 s."""
    deadline = time.monotonic() + USAGE_SECONDS
    await person.tap("Моя подписка")
    while True:
        texts = [message.get("text", "") for message in await person.messages()]
        used = [float(found[1].replace(",", ".")) for text in texts if (found := USED_MEGABYTES.search(text))]
        if used and max(used) >= 9.5:
            return
        assert time.monotonic() < deadline, texts
        await asyncio.sleep(0.5)
        await person.tap("Обновить")


async def refused(world: World, app: Client) -> None:
    """The expired customer's key carries nothing within a minute."""

    async def carries_nothing() -> bool:
        got = await download(f"{world.downloads.url}/bytes/1000", app, seconds=3)
        return got.received < 1000

    await eventually(carries_nothing, REFUSAL_SECONDS)
