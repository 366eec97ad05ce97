"""Every operation of the public APIs keeps its own description, whatever is sent."""

import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from core import tickets
from core.catalogue import tariffs
from core.catalogue.servers import create
from core.catalogue.tariffs import Terms
from core.engine import driver
from core.operations import backups, broadcasts
from core.operations.operator_panel import panel_users
from core.payment_providers.stars import Stars
from core.payments import checkout
from core.payments.models import Payment
from core.promotions import campaigns, promocodes
from core.shop import Actor, Shop
from core.subscriptions import purchase
from core.subscriptions.keys import direct
from core.telegram.client import Telegram
from core.traffic import rollups
from core.users import accounts
from tests import programs, telegram
from tests import servers as real
from tests.conftest import ADMIN, TOKEN, Clock, make_settings, new_user
from tests.contracts import keys_desk, till
from tests.contracts.cabinet import bearer, problem, token_of
from tests.contracts.keys import problem as told_by_keys
from tests.contracts.keys import signed
from tests.contracts.operator import problem as told_by_the_operator_api
from tests.contracts.site import problem as told
from tests.core.conftest import work
from tests.lab import SNI, Site
from tests.panels import MemoryPanel
from tests.web.fuzzing import Served, described, fuzz, fuzz_each, operations_of, reads_of, serving, writes_of
from web.api import cabinet, console, keys, operator, site
from web.common.surface import Surface

FUZZED = (cabinet.SURFACE, site.SURFACE, keys.SURFACE, operator.SURFACE, console.SURFACE)
UNCOUNTED = {"rate_limit_auth": 0, "rate_limit_payment": 0, "rate_limit_other": 0}


@asynccontextmanager
async def customer(shop: Shop) -> AsyncIterator[dict[str, str]]:
    """Somebody with money, a subscription, a request to support, a payment that waits; signed in."""
    server = await create(shop, name="Amsterdam", country="NL")
    shop.panels[server.id] = MemoryPanel(shop.now)
    month = await tariffs.create(shop, Terms(name="Month", period_days=30, price_kopeks=29900, traffic_gb=100))
    await tariffs.create(shop, Terms(name="Endless", period_days=30, price_kopeks=49900, traffic_gb=None))
    await promocodes.create_promocode(shop, "NEWUSER2024", kind="balance", value=100)
    async with telegram.running() as api:
        await shop.telegram.aclose()
        shop.telegram = Telegram(TOKEN, api.url)
        shop.providers = {"stars": Stars(shop.telegram, 100)}
        till.install(shop)
        user = await new_user(shop, balance_kopeks=100_000_00)
        await purchase.buy(shop, user, month, quote="1", by=Actor("user", user.id))
        await tickets.open_ticket(shop, user, "It does not work")
        await checkout.pay_link(shop, await checkout.open_top_up(shop, user, 50000, method="YOOKASSA_SBP"))
        await work(shop)
        yield bearer(await token_of(shop, user))


@pytest.fixture
def strict_url(request: pytest.FixtureRequest) -> str:
    """A fresh database on the engine that takes less."""
    return str(request.getfixturevalue("postgres_url" if programs.find_postgres() else "sqlite_url"))


@pytest.fixture
def signed_in(strict_url: str, tmp_path: Path, clock: Clock) -> Iterator[Served]:
    """A customer's shop."""
    with serving(make_settings(strict_url, tmp_path, **UNCOUNTED), clock, customer, problem) as served:
        yield served


@pytest.mark.parametrize("operation", writes_of(cabinet.SURFACE))
def test_the_cabinet_keeps_its_description(operation: str, signed_in: Served) -> None:
    fuzz(cabinet.SURFACE, operation, signed_in)


def test_the_cabinet_keeps_its_description_where_it_only_shows(signed_in: Served) -> None:
    fuzz_each(cabinet.SURFACE, reads_of(cabinet.SURFACE), signed_in)


@pytest.fixture
def on_the_site(strict_url: str, tmp_path: Path, clock: Clock) -> Iterator[Served]:
    """The same shop, whose errors are told in the site's words."""
    with serving(make_settings(strict_url, tmp_path, **UNCOUNTED), clock, customer, told) as served:
        yield served


@pytest.mark.parametrize("operation", writes_of(site.SURFACE))
def test_the_site_keeps_its_description(operation: str, on_the_site: Served) -> None:
    fuzz(site.SURFACE, operation, on_the_site)


def test_the_site_keeps_its_description_where_it_only_shows(on_the_site: Served) -> None:
    fuzz_each(site.SURFACE, reads_of(site.SURFACE), on_the_site)


@asynccontextmanager
async def program(shop: Shop) -> AsyncIterator[dict[str, str]]:
    """A program with a few keys, and a worker that follows."""
    server = await create(shop, name="Amsterdam", country="NL")
    shop.panels[server.id] = keys_desk.InspectablePanel(shop.now)
    maker, text = await keys_desk.program(shop)
    async with keys_desk.worked(shop):
        for number in range(3):
            key = await direct.make(shop, f"key {number}", maker=maker)
            await rollups.add(shop, {key.id: (100, 200)})
        yield signed(text)


@pytest.fixture
def by_a_program(strict_url: str, tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Iterator[Served]:
    """A shop whose Reality imitates a site of the test."""
    with Site() as imitated:
        reality = {"reality_target": f"127.0.0.1:{imitated.port}", "reality_server_name": SNI}
        settings = make_settings(
            strict_url, tmp_path_factory.mktemp("f"), xray_allow_private_targets=True, **reality, **UNCOUNTED
        )
        with serving(settings, clock, program, told_by_keys, challenge="APIKey") as served:
            yield served


@pytest.mark.parametrize("operation", writes_of(keys.SURFACE))
def test_the_key_api_keeps_its_description(operation: str, by_a_program: Served) -> None:
    fuzz(keys.SURFACE, operation, by_a_program)


def test_the_key_api_keeps_its_description_where_it_only_shows(by_a_program: Served) -> None:
    fuzz_each(keys.SURFACE, reads_of(keys.SURFACE), by_a_program)


@asynccontextmanager
async def administrator(shop: Shop) -> AsyncIterator[dict[str, str]]:
    """An operator's program, with a user of its own, a backup, and a real engine that may be restarted."""
    await create(shop, name="Amsterdam", country="NL")
    await driver.start_new_servers(shop)
    _, text = await keys_desk.program(shop, "panel", ["operator"])
    async with keys_desk.worked(shop):
        await panel_users.add(shop, "user@example.com", by=keys_desk.BOSS)
        await backups.create(shop)
        yield signed(text)
    await driver.stop_panels(shop)


@pytest.fixture
def by_the_operator(strict_url: str, tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Iterator[Served]:
    """A shop of which parts may be told to end: it is this process."""
    told = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with Site() as imitated:
        reality = {"reality_target": f"127.0.0.1:{imitated.port}", "reality_server_name": SNI}
        engine = {"xray_port": real.free_port(), "xray_allow_private_targets": True, **reality}
        settings = make_settings(strict_url, tmp_path_factory.mktemp("f"), **engine, **UNCOUNTED)
        with serving(settings, clock, administrator, told_by_the_operator_api) as served:
            yield served
    signal.signal(signal.SIGTERM, told)


@pytest.mark.parametrize("operation", writes_of(operator.SURFACE))
def test_the_operator_api_keeps_its_description(operation: str, by_the_operator: Served) -> None:
    fuzz(operator.SURFACE, operation, by_the_operator)


def test_the_operator_api_keeps_its_description_where_it_only_shows(by_the_operator: Served) -> None:
    fuzz_each(operator.SURFACE, reads_of(operator.SURFACE), by_the_operator)


@asynccontextmanager
async def at_the_console(shop: Shop) -> AsyncIterator[dict[str, str]]:
    """An operator's program in a shop with a customer, a payment in review, a campaign and a promocode."""
    async with customer(shop):
        person = await accounts.find(1)
        order = await checkout.open_top_up(shop, person, 70000, method="YOOKASSA_SBP")
        await checkout.pay_link(shop, order)
        await Payment.filter(id=order.payment.id).update(status="review", doubt="less came", received=100)
        await campaigns.create(shop, name="Autumn", start_param="autumn")
        await broadcasts.announce(shop, "Hello", chat_id=ADMIN, by=keys_desk.BOSS)
        _, text = await keys_desk.program(shop, "console", ["operator"])
        yield signed(text)


@pytest.fixture
def with_the_console(strict_url: str, tmp_path: Path, clock: Clock) -> Iterator[Served]:
    """The customer's shop, as its operator sees it."""
    settings = make_settings(strict_url, tmp_path, **UNCOUNTED)
    with serving(settings, clock, at_the_console, told_by_the_operator_api) as served:
        yield served


@pytest.mark.parametrize("operation", writes_of(console.SURFACE))
def test_the_console_keeps_its_description(operation: str, with_the_console: Served) -> None:
    fuzz(console.SURFACE, operation, with_the_console)


def test_the_console_keeps_its_description_where_it_only_shows(with_the_console: Served) -> None:
    fuzz_each(console.SURFACE, reads_of(console.SURFACE), with_the_console)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_is_fuzzed_is_all_that_the_shop_describes(web: httpx.AsyncClient) -> None:
    paths = (await web.get("/openapi.json")).json()["paths"]
    assert {path: paths[path] for path in paths if any(one.claim(path) for one in FUZZED)} == described(FUZZED)["paths"]


@pytest.mark.parametrize("surface", FUZZED, ids=["cabinet", "site", "keys", "operator", "console"])
def test_every_described_operation_is_fuzzed(surface: Surface) -> None:
    paths = described([surface])["paths"]
    every = [f"{method.upper()} {path}" for path, methods in paths.items() for method in methods]
    assert sorted(operations_of(surface)) == sorted(every) == sorted(reads_of(surface) + writes_of(surface))


def test_the_description_names_every_common_refusal() -> None:
    document = described((cabinet.SURFACE,))
    assert document["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            signed = {"401", "403"} if operation.get("security") else set()
            assert {"422", "429", "500", "503"} | signed <= set(operation["responses"]), (method, path)
            for status, answer in operation["responses"].items():
                if int(status) >= 400:
                    told = answer["content"]["application/json"]
                    assert told["schema"] == {"$ref": "#/components/schemas/Problem"}
                    for code, example in told["examples"].items():
                        problem(example["value"])
                        assert example["value"]["code"] == code
                        assert "{" not in example["value"]["detail"]
                        assert example["value"]["detail"] != code
