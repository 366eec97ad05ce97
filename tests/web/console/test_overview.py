"""The console's numbers: the day, what wants attention, sales; and what reading costs."""

from datetime import UTC, datetime

import httpx
import pytest

from core import tickets
from core.catalogue.servers import Server
from core.catalogue.tariffs import Tariff
from core.operations import broadcasts
from core.payments import settlement
from core.promotions import campaigns, promocodes
from core.shop import Actor, Shop
from core.subscriptions import purchase
from tests.conftest import ADMIN, Clock, new_user
from tests.contracts.keys_desk import program
from tests.contracts.operator import SIGNATURE
from tests.core.counter import Counter, open_order
from tests.databases import ONE_ENGINE
from tests.panels import MemoryPanel
from tests.telegram import BotApi
from tests.web.conftest import Statements
from tests.web.console.client import ask, bot_api, counter, settings, statements  # noqa: F401 - fixtures

LISTS = ("users", "payments", "purchases", "tickets", "servers", "tariffs", "promocodes", "campaigns", "broadcasts")


@pytest.fixture
async def signed(shop: Shop, bot_api: BotApi, web: httpx.AsyncClient) -> httpx.AsyncClient:
    """A client with an operator's key, in a shop where nobody works beside the test."""
    web.headers[SIGNATURE] = (await program(shop, "console", ["operator"]))[1]
    web.headers["accept-language"] = "en"
    return web


@pytest.fixture
async def busy(shop: Shop, server: Server, bot_api: BotApi, counter: Counter, tariff: Tariff, clock: Clock) -> None:
    """Something of everything, three times."""
    shop.panels[server.id] = MemoryPanel(clock)
    for number in range(1, 4):
        autumn = await campaigns.create(shop, name="Autumn", start_param=f"autumn-{number}")
        person = await new_user(shop, number, balance_kopeks=500_00, campaign_id=autumn.id)
        await purchase.buy(shop, person, tariff, quote="1", by=Actor("user", person.id))
        await tickets.open_ticket(shop, person, "It does not work")
        order = await open_order(shop, person)
        await settlement.settle(shop, counter.known[counter.say(shop, order)])
        await promocodes.create_promocode(shop, f"GIFT{number}", kind="balance", value=1)
        await promocodes.activate(shop, person, f"GIFT{number}")
        await broadcasts.announce(shop, "Hello", chat_id=ADMIN, by=Actor("admin", ADMIN))


async def test_the_first_steps_of_a_fresh_shop(signed: httpx.AsyncClient, tariff: Tariff) -> None:
    answer = await ask(signed, "GET", "/first-steps")
    assert (answer["shown"], answer["may_change"]) == (True, False)
    assert [step["name"] for step in answer["steps"] if step["done"]] == ["tariff", "address"]
    assert [step["name"] for step in answer["steps"] if not step["done"]] == ["name", "payment", "backup", "purchase"]


async def test_the_day_and_what_wants_attention(signed: httpx.AsyncClient, busy: None) -> None:
    found = await ask(signed, "GET", "/overview")
    assert found["today"] == {
        "new_users": 3,
        "trials": 0,
        "sales": 3,
        "revenue_kopeks": 3 * 500_00,
        "stars": 0,
        "active_subscriptions": 3,
        "traffic_bytes": 0,
        "total_users": 3,
    }
    assert found["attention"] == {
        "payments_in_review": 0,
        "open_tickets": 3,
        "servers_in_trouble": 0,
        "keys_behind": 3,
    }


async def test_sales_of_a_month(signed: httpx.AsyncClient, busy: None, tariff: Tariff) -> None:
    found = await ask(signed, "GET", "/sales")
    assert [found["days"][n]["date"] for n in (0, -1)] == ["2026-10-23", "2026-11-21"]
    numbers = {"revenue_kopeks": 3 * 500_00, "payments": 3, "sales": 3, "new_users": 3, "trials": 0}
    assert found["days"][-1] == {"date": "2026-11-21", **numbers}
    assert (found["totals"], found["previous"]) == (numbers, dict.fromkeys(numbers, 0))
    assert found["tariffs"] == [{"tariff_id": tariff.id, "title": "Month", "sales": 3, "kopeks": 3 * 299_00}]
    assert found["methods"] == [{"method": "COUNTER", "title": "Counter", "payments": 3, "kopeks": 3 * 500_00}]


async def test_days_are_the_shops(shop: Shop, signed: httpx.AsyncClient, clock: Clock) -> None:
    clock.now = datetime(2026, 11, 20, 21, 30, tzinfo=UTC)  # half past midnight in Moscow
    await new_user(shop)
    found = await ask(signed, "GET", "/sales?days=7")
    assert len(found["days"]) == 7
    assert (found["days"][-1]["date"], found["days"][-1]["new_users"]) == ("2026-11-21", 1)


@pytest.mark.parametrize("days", ["6", "366", "x", ""])
@ONE_ENGINE
async def test_other_spans_are_refused(signed: httpx.AsyncClient, days: str) -> None:
    await ask(signed, "GET", f"/sales?days={days}", status=400, error="invalid_days")


async def test_lists_cost_four_statements_however_long_they_are(
    signed: httpx.AsyncClient, busy: None, statements: Statements
) -> None:
    await ask(signed, "GET", "/me")  # the key's use is noted once an hour
    for name in LISTS:
        statements.seen.clear()
        found = await ask(signed, "GET", f"/{name}")
        assert found["items"], name
        assert len(statements.seen) <= 4, (name, statements.seen)
    statements.seen.clear()
    await ask(signed, "GET", "/sales?days=365")
    assert len(statements.seen) <= 4, statements.seen


async def test_a_card_costs_as_much_however_long_it_is(
    signed: httpx.AsyncClient, busy: None, statements: Statements
) -> None:
    await ask(signed, "GET", "/me")
    statements.seen.clear()
    await ask(signed, "GET", "/users/1")
    assert len(statements.seen) <= 11, statements.seen
