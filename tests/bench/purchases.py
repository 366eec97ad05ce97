"""Purchases a second from the balance: `purchase.buy` against the same statements sent bare through the driver.

Same database, same pragmas, same pool, one transaction each, a new buyer each time. One after another, and eight at a
time. PostgreSQL flushes its commits as an operator's does, and once more without, so that the disk hides nothing.
"""

import asyncio
import time
from datetime import UTC, datetime
from pathlib import Path

from core import db, ledger, wiring
from core.catalogue import servers, tariffs
from core.catalogue.tariffs import Tariff, Terms
from core.db import migrate
from core.shop import THE_SHOP, Actor, Shop
from core.subscriptions import purchase
from core.users.models import User
from tests import programs
from tests import servers as real
from tests.bench import lab
from tests.bench.drivers import Purchase, bare, key_of, listening, quote_of
from tests.bench.replay import Sample, Step, learned
from tests.bench.results import CannotMeasure, Result, Round, compared, in_turns
from tests.conftest import make_settings

PRICE = 29900
AT_ONCE = (1, 8)
EACH, EACH_QUICK = 150, 100
ROUNDS, ROUNDS_QUICK = 7, 3
SECONDS, SECONDS_QUICK = 9, 3  # for each line of the table
TABLES = ("ledger_entries", "subscriptions", "keys", "facts", "deliveries")


async def measure(directory: Path, quick: bool) -> list[Result]:
    """SQLite, and PostgreSQL where it is installed."""
    results = await _engine("SQLite", f"sqlite://{directory / 'shop.db'}", directory, quick)
    binaries = programs.find_postgres()
    if binaries is None:
        print("PostgreSQL is not installed: its purchases are not measured")
        return results
    with real.postgres(binaries) as server:
        url = f"{server}bench"
        await lab.command(server + "postgres", "CREATE DATABASE bench")
        await _flush_commits(server, True)
        results += await _engine("PostgreSQL", url, directory, quick)
        if not quick:
            await _flush_commits(server, False)
            results += await _engine("PostgreSQL, no fsync", url, directory, quick)
    return results


async def _engine(engine: str, url: str, directory: Path, quick: bool) -> list[Result]:
    await migrate.migrate(url)
    async with wiring.opened(wiring.build_shop(make_settings(url, directory))) as shop:
        if not await servers.every():
            await servers.create(shop, name="Amsterdam", country="NL")
        tariff = await tariffs.create(shop, Terms("Month", 30, PRICE, traffic_gb=100))
        steps = await _overheard(shop, tariff)
        ours = _ours(shop, tariff)
        async with bare(url, steps) as theirs:
            await _same_effect(ours, theirs)
            return [await _compare(f"purchases, {engine}", n, ours, theirs, steps, quick) for n in AT_ONCE]


def _ours(shop: Shop, tariff: Tariff) -> Purchase:
    async def buy(user: User) -> None:
        await purchase.buy(shop, user, tariff, quote=quote_of(user), by=Actor("user", user.id))

    return buy


async def _overheard(shop: Shop, tariff: Tariff) -> list[Step]:
    """What a purchase says to the driver."""
    buy = _ours(shop, tariff)
    samples = []
    buyers = await _buyers(4)
    # Ids of users, entries, subscriptions and facts must not go in step, or they could be taken for one another.
    for number in range(5):
        await ledger.grant(shop, buyers[0], 1, key=f"{tariff.id}-{number}", by=THE_SHOP)
    await purchase.start_trial(shop, buyers[2])
    await buy(buyers[0])  # whatever is said only the first time
    for user in (buyers[3], buyers[1]):
        with listening() as heard:
            await buy(user)
        samples.append(Sample(user.id, key_of(user), heard))
    return learned(samples[0], samples[1])


async def _same_effect(*sides: Purchase) -> None:
    """Both sides leave the same rows behind, or the comparison would be a lie. Raises CannotMeasure."""
    grown = []
    for buy in sides:
        before = await _sizes()
        (user,) = await _buyers(1)
        await buy(user)
        rows = [after - size for after, size in zip(await _sizes(), before, strict=True)]
        grown.append((rows, await ledger.balance(user.id)))
    if grown[0] != grown[1] or not all(grown[0][0]):
        raise CannotMeasure(f"the shop's purchase leaves {grown[0]} behind, the bare one {grown[1]}")


async def _sizes() -> list[int]:
    rows = [await db.fetch_one(f"SELECT count(*) AS rows FROM {table}") for table in TABLES]
    return [int(row["rows"]) for row in rows if row is not None]


async def _compare(name: str, at_once: int, ours: Purchase, theirs: Purchase, steps: list[Step], quick: bool) -> Result:
    rounds, seconds, count = (ROUNDS_QUICK, SECONDS_QUICK, EACH_QUICK) if quick else (ROUNDS, SECONDS, EACH)
    found = await in_turns(
        lambda: _round(ours, at_once, count),
        lambda: _round(theirs, at_once, count),
        rounds=rounds,
        seconds=seconds,
    )
    inside = [step for step in steps if not step.begins and not step.ends]
    note = f"{len(inside)} statements in one transaction each"
    return compared(f"{name}, {at_once} at once", *found, at_least=0.5, note=note)


async def _round(buy: Purchase, at_once: int, count: int) -> Round:
    """Purchases by so many new people."""
    waiting = iter(await _buyers(count))

    async def till() -> None:
        for user in waiting:
            await buy(user)

    cpu, began = time.process_time(), time.perf_counter()
    await asyncio.gather(*(till() for _ in range(at_once)))
    return Round(count / (time.perf_counter() - began), (time.process_time() - cpu) / count)


async def _buyers(count: int) -> list[User]:
    """New people with money for exactly one purchase."""
    now = datetime.now(UTC)
    last = await User.all().order_by("-id").first()
    first = last.telegram_id + 1 if last and last.telegram_id else 1
    people = [
        User(
            telegram_id=number,
            first_name="Buyer",
            language="ru",
            balance_kopeks=PRICE,
            referral_code=f"B{number}",
            created_at=now,
            seen_at=now,
        )
        for number in range(first, first + count)
    ]
    await User.bulk_create(people)
    return await User.filter(telegram_id__gte=first).order_by("id")


async def _flush_commits(server: str, on: bool) -> None:
    """Whether a commit waits for the disk, as it does everywhere but in tests."""
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):
        await lab.command(server + "postgres", f"ALTER SYSTEM SET {setting} = {'on' if on else 'off'}")
    await lab.command(server + "postgres", "SELECT pg_reload_conf()")
