"""Shops full of customers, each with a subscription, a key, a working link and a sign-in; made in moments.

One customer comes the way all do: first visit, top-ups, a purchase, a sign-in. The others are copies of that one's rows
by one statement a table, with names, codes, secrets and links of their own.
"""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tortoise.models import Model

from core import db, installation, ledger, wiring
from core.catalogue import servers, tariffs
from core.catalogue.tariffs import Terms
from core.db import migrate
from core.ledger import LedgerEntry
from core.shop import THE_SHOP, Actor, Shop
from core.subscriptions import purchase
from core.subscriptions.models import Key, PanelAccount, Subscription
from core.users import accounts, sessions
from core.users.accounts import TelegramProfile
from core.users.models import Session, User
from tests.bench.results import CannotMeasure
from tests.conftest import TOKEN, make_settings
from tests.lab import free_port

PRICE = 29900
ENTRIES_EACH = 10
DIGITS = "substr(CAST(1000000000000 + n AS text), 2)"  # the copy's number in twelve digits, in both engines' SQL
UUID = f"'5eed0000-0000-4000-8000-' || {DIGITS}"
LINK = "vless://{}@127.0.0.1:443?type=tcp&security=reality&pbk=" + "k" * 43 + "&fp=chrome&sni=example.com&sid=0123"


@dataclass(frozen=True, slots=True)
class Customer:
    """Somebody who is signed in."""

    user_id: int
    token: str


@dataclass(frozen=True, slots=True)
class Stocked:
    """A shop on disk: who of its people will ask, and what it signs tokens with."""

    url: str
    people: int
    customers: list[Customer]
    signing_secret: str


@contextlib.asynccontextmanager
async def opened(url: str, directory: Path, **settings: Any) -> AsyncIterator[Shop]:
    """The shop in this process, to prepare it."""
    async with wiring.opened(wiring.build_shop(make_settings(url, directory, **settings))) as shop:
        yield shop


async def stocked(url: str, directory: Path, *, people: int, asking: int) -> Stocked:
    """Make a shop with so many customers; `asking` of them, far from one another, are signed in."""
    await migrate.migrate(url)
    async with opened(url, directory) as shop:
        first = await _first(shop)
        await _multiplied(first, people - 1)
        if unbalanced := await ledger.unbalanced():
            raise CannotMeasure(f"balances of {unbalanced} are not the sums of their entries")
        chosen = [first.user_id + number * people // asking for number in range(asking)]
        async with db.transaction():
            customers = [await _signed_in(shop, user) for user in await User.filter(id__in=chosen).order_by("id")]
        return Stocked(url, people, customers, await installation.signing_secret(shop))


def environment(url: str, directory: Path, **settings: str) -> dict[str, str]:
    """Settings of a web process: limits count, and are too high to be reached."""
    port = str(free_port())
    return {
        "BOT_TOKEN": TOKEN,
        "ADMIN_IDS": "900",
        "TELEGRAM_API_URL": "http://127.0.0.1:9",
        "DATABASE_URL": url,
        "DATA_DIR": str(directory),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "WEB_HOST": "127.0.0.1",
        "WEB_PORT": port,
        "XRAY_HOST": "127.0.0.1",
        "RATE_LIMIT_OTHER": "100000",
        "RATE_LIMIT_PAYMENT": "100000",
        "LOG_LEVEL": "WARNING",
        **settings,
    }


@dataclass(frozen=True, slots=True)
class _First:
    """The customer whose rows are copied."""

    user_id: int
    subscription_id: int
    key_id: int
    session_id: int


async def _first(shop: Shop) -> _First:
    await servers.create(shop, name="Amsterdam", country="NL")
    tariff = await tariffs.create(shop, Terms("Month", 30, PRICE, traffic_gb=100))
    user, _ = await accounts.get_or_create(shop, TelegramProfile(1001, "Person", language_code="ru"))
    for number in range(ENTRIES_EACH - 1):
        await ledger.grant(shop, user, PRICE, key=str(number), by=THE_SHOP)
    await purchase.buy(shop, user, tariff, quote="first", by=Actor("user", user.id))
    key = await Key.get()
    key.have_version, key.next_try_at = key.want_version, None  # as if its panel had answered
    await key.save()
    links = [LINK.format(key.secret)]
    await PanelAccount.create(key=key, state="active", links=links, observed_at=shop.now())
    await sessions.begin(shop, user)
    return _First(user.id, key.subscription_id, key.id, (await Session.get()).id)


async def _multiplied(first: _First, count: int) -> None:
    link = LINK.format(f"' || {UUID} || '")
    user, subscription = f"{first.user_id} + n", f"{first.subscription_id} + n"
    await _copied(
        User, "id", first.user_id, count, id=user, uuid=_as("uuid", UUID), telegram_id="2000000 + n",
        referral_code=f"'B' || {DIGITS}",
    )  # fmt: skip
    await _copied(
        Subscription, "id", first.subscription_id, count, id=subscription, user_id=user,
        uuid=_as("uuid", UUID), token=f"'bench' || {DIGITS}",
    )  # fmt: skip
    await _copied(
        Key, "id", first.key_id, count, id=f"{first.key_id} + n", subscription_id=subscription,
        uuid=_as("uuid", UUID), secret=_as("uuid", UUID),
    )  # fmt: skip
    await _copied(
        PanelAccount, "key_id", first.key_id, count, key_id=f"{first.key_id} + n", links=_as("jsonb", f"'[\"{link}\"]'")
    )
    await _copied(
        Session, "id", first.session_id, count, id=f"{first.session_id} + n", user_id=user,
        token_hash=f"'bench' || {DIGITS}",
    )  # fmt: skip
    entries = await LedgerEntry.filter(user_id=first.user_id).order_by("id")
    step = len(entries)
    for entry in entries:
        await _copied(
            LedgerEntry, "id", entry.id, count, id=f"{entry.id} + n * {step}", user_id=user,
            key=f"'bench:{entry.id}:' || n",
        )  # fmt: skip


async def _copied(model: type[Model], primary_key: str, like: int, count: int, **own: str) -> None:
    """Copies of one row, numbered `n` from 1 in the SQL of what each has of its own."""
    table, columns = model._meta.db_table, list(model._meta.fields_db_projection.values())
    values = ", ".join(own.get(column, f"row.{column}") for column in columns)
    await db.fetch(
        f"WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count})"
        f" INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM numbers, {table} AS row"
        f" WHERE row.{primary_key} = {like}"
    )
    if db.is_postgres():
        if primary_key == "id":
            await db.fetch(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
        await db.fetch(f"ANALYZE {table}")  # as autovacuum does within a minute


def _as(kind: str, expression: str) -> str:
    """An expression of text as PostgreSQL's own type; SQLite keeps text."""
    return f"CAST({expression} AS {kind})" if db.is_postgres() else expression


async def _signed_in(shop: Shop, user: User) -> Customer:
    return Customer(user.id, (await sessions.begin(shop, user)).access)
