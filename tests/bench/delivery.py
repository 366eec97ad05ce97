"""From the payment to a working key: how long a customer waits after pressing Pay.

The clock starts when the person presses Pay in the sandbox and stops when the message with the key is in their chat;
the shop sends it once the panel has the account. A few times a real Xray client made from that message fetches a byte
at once; the client's own start is no part of the time.
"""

import asyncio
import re
import time
from pathlib import Path
from typing import Any

from sandbox import payments
from sandbox.chats import Person
from sandbox.client import Person as Player
from tests.bench import lab
from tests.bench.results import Result, percentile
from tests.journeys.conftest import World
from tests.lab import Bytes, Client, fetch

CUSTOMERS, CUSTOMERS_QUICK = 40, 15
TOGETHER = 20  # pay at the same moment
CLIENTS, CLIENTS_QUICK = 5, 2
AIM_SECONDS = 1.0
KEY = re.compile(r"vless://\S+")


async def measure(directory: Path, quick: bool) -> list[Result]:
    """One after another, then many at once, then through real clients."""
    singles, clients = (CUSTOMERS_QUICK, CLIENTS_QUICK) if quick else (CUSTOMERS, CLIENTS)
    async with lab.world(directory) as world:
        await world.start("run")
        crowd = lab.people(world.sandbox.world, 1 + singles + TOGETHER + clients)
        first, *crowd = crowd
        await _to_the_invoice(world, first)
        await _paid(world, first)  # warms up
        for group in range(0, len(crowd), 10):
            await asyncio.gather(*(_to_the_invoice(world, person) for person in crowd[group : group + 10]))
        alone = [(await _paid(world, person))[0] for person in crowd[:singles]]
        together = await asyncio.gather(*(_paid(world, person) for person in crowd[singles : singles + TOGETHER]))
        with Bytes() as site:
            real = [await _paid_and_used(world, person, site) for person in crowd[singles + TOGETHER :]]
        await world.stop("run")
    return [
        Result("payment to key, p50", percentile(alone, 50), "s", note=f"{singles} customers, one after another"),
        Result("payment to key, p95", percentile(alone, 95), "s", at_most=AIM_SECONDS),
        Result(
            "payment to key, p95 of a rush",
            percentile([seconds for seconds, _ in together], 95),
            "s",
            note=f"{TOGETHER} pay at the same moment",
        ),
        Result(
            "payment to first byte",
            max(real),
            "s",
            at_most=AIM_SECONDS,
            note=f"the slowest of {clients} real Xray clients, each let through at its first try",
        ),
    ]


async def _to_the_invoice(world: World, person: Person) -> None:
    """Three taps, up to the invoice in the chat."""
    player = Player(world.client, person.id, person.first_name)
    await player.send("/start")
    await player.wait_for(lambda message: "reply_markup" in message, timeout=30)
    await player.tap("Купить", timeout=20)
    await player.tap("Month", timeout=20)
    await player.tap("⭐", timeout=20)
    await player.wait_for(lambda message: "invoice" in message, timeout=20)


async def _paid(world: World, person: Person) -> tuple[float, str]:
    """Press Pay and wait for the key; the seconds it took, and the key."""
    telegram = world.sandbox.world
    invoice = payments.newest_invoice(telegram, person)
    seq = telegram.journal.seq
    began = time.perf_counter()
    await payments.pay(telegram, person, invoice)
    message = await lab.heard(telegram, person, seq, lambda found: _key(found) is not None)
    return time.perf_counter() - began, _key(message) or ""


async def _paid_and_used(world: World, person: Person, site: Bytes) -> float:
    """The same, up to the first byte through the customer's own Xray."""
    seconds, key = await _paid(world, person)
    with await asyncio.to_thread(Client, key) as app:
        began = time.perf_counter()
        await fetch(app, site, 1)
        return seconds + time.perf_counter() - began


def _key(message: dict[str, Any]) -> str | None:
    found = KEY.search(message.get("caption") or message.get("text") or "")
    return found[0] if found else None
