"""Tariffs and servers: what is in the window, and what it may be."""

from dataclasses import replace
from typing import Any

import pytest

from core import errors
from core.catalogue import pricing, servers, tariffs
from core.catalogue.servers import Server
from core.catalogue.tariffs import GB, Tariff, Terms
from core.shop import Actor, Shop
from core.subscriptions import purchase
from tests.conftest import ADMIN, new_user
from tests.core.conftest import facts

MONTH = Terms(name="Month", period_days=30, price_kopeks=29900)


async def test_the_window_shows_what_is_on_sale_in_its_order(shop: Shop) -> None:
    for name, position in (("Year", 3), ("Week", 1), ("Month", 2)):
        await tariffs.create(shop, replace(MONTH, name=name, position=position))
    off = await tariffs.create(shop, replace(MONTH, name="Old"))
    await tariffs.set_enabled(shop, off, False)
    assert [tariff.name for tariff in await tariffs.on_sale()] == ["Week", "Month", "Year"]
    with pytest.raises(errors.TariffUnavailable):
        await tariffs.find(off.id)
    assert (await tariffs.find(off.id, on_sale_only=False)).name == "Old"
    with pytest.raises(errors.TariffNotFound):
        await tariffs.find(4242)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "  "},
        {"name": "x" * 65},
        {"description": "x" * 256},
        {"period_days": 0},
        {"period_days": 3661},
        {"traffic_gb": 0},
        {"devices": 0},
        {"price_kopeks": 0},
        {"price_kopeks": 10**12},
        {"list_price_kopeks": 29899},
    ],
    ids=str,
)
async def test_what_cannot_be_sold_is_refused_with_its_name(shop: Shop, tariff: Tariff, wrong: dict[str, Any]) -> None:
    terms = replace(MONTH, **wrong)
    (field,) = wrong
    for attempt in (tariffs.create(shop, terms), tariffs.edit(shop, tariff, terms)):
        with pytest.raises(errors.InvalidValue) as refused:
            await attempt
        assert refused.value.params["field"] == field
    assert await Tariff.all().count() == 1
    assert (await Tariff.get(id=tariff.id)).name == "Month"


async def test_the_largest_allowed_tariff_fits_into_the_database_and_can_be_sold(shop: Shop) -> None:
    terms = Terms("x" * 64, 3660, 10_000_000_000, 1_000_000, 1000, 10_000_000_000, "y" * 255, True, 9)
    tariff = await Tariff.get(id=(await tariffs.create(shop, terms)).id)
    assert (tariff.traffic_bytes, tariff.name) == (1_000_000 * GB, "x" * 64)
    user = await new_user(shop, balance_kopeks=10_000_000_000)
    bought = await purchase.buy(shop, user, tariff, quote="q", by=Actor("user", user.id))
    assert bought.balance_kopeks == 0


@pytest.mark.parametrize(
    ("price", "list_price", "percent"), [(29900, None, 0), (29900, 29900, 0), (7500, 10000, 25), (1, 10000, 100)]
)
async def test_the_discount_is_told_in_whole_percent(
    shop: Shop, price: int, list_price: int | None, percent: int
) -> None:
    tariff = await tariffs.create(shop, replace(MONTH, price_kopeks=price, list_price_kopeks=list_price))
    assert pricing.price(tariff, None).percent == percent


async def test_a_tariff_without_servers_of_its_own_is_served_everywhere(shop: Shop, server: Server) -> None:
    helsinki = await servers.create(shop, name="Helsinki", country="fi")
    everywhere = await tariffs.create(shop, MONTH)
    north = await tariffs.create(shop, MONTH, servers=[helsinki])
    assert {one.id for one in await tariffs.servers_of(everywhere)} == {server.id, helsinki.id}
    assert [one.id for one in await tariffs.servers_of(north)] == [helsinki.id]
    assert {one.id for one in await tariffs.servers_of(None)} == {server.id, helsinki.id}
    await servers.change(shop, helsinki, enabled=False)
    with pytest.raises(errors.NothingToDeliver):
        await tariffs.servers_of(north)
    assert [one.id for one in await tariffs.servers_of(everywhere)] == [server.id]


async def test_editing_changes_terms_and_servers_for_later_sales(shop: Shop, server: Server, tariff: Tariff) -> None:
    user = await new_user(shop, balance_kopeks=29900)
    bought = await purchase.buy(shop, user, tariff, quote="q", by=Actor("user", user.id))
    helsinki = await servers.create(shop, name="Helsinki", country="FI")
    await tariffs.edit(shop, tariff, replace(MONTH, name="Moon", price_kopeks=100), servers=[helsinki])
    changed = await tariffs.find(tariff.id)
    assert (changed.name, changed.price_kopeks, changed.traffic_gb) == ("Moon", 100, None)
    assert [one.id for one in await tariffs.servers_of(changed)] == [helsinki.id]
    await tariffs.edit(shop, changed, MONTH)
    assert [one.id for one in await tariffs.servers_of(changed)] == [helsinki.id]
    await tariffs.edit(shop, changed, MONTH, servers=[])
    assert len(await tariffs.servers_of(changed)) == 2
    await bought.subscription.refresh_from_db()
    assert bought.subscription.traffic_limit_bytes == 100 * GB


@pytest.mark.parametrize(("country", "flag"), [("NL", "🇳🇱"), ("de", "🇩🇪"), ("", "🌐")])
async def test_a_server_is_shown_under_its_flag(shop: Shop, country: str, flag: str) -> None:
    made = await servers.create(shop, name="Here", country=country)
    assert made.title == f"{flag} Here"


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"name": "x" * 65}, {"country": "N"}, {"country": "НЛ"}, {"country": "NLD"}]
)
async def test_a_server_needs_a_name_and_a_real_country(shop: Shop, server: Server, wrong: dict[str, str]) -> None:
    with pytest.raises(errors.InvalidValue):
        await servers.create(shop, **{"name": "Here", "country": "NL", **wrong})
    with pytest.raises(errors.InvalidValue):
        await servers.change(shop, server, **wrong)


async def test_a_servers_keys_are_made_once_by_whoever_is_first(shop: Shop, server: Server) -> None:
    made: list[int] = []

    def make() -> dict[str, Any]:
        made.append(1)
        return {"private_key": f"key-{len(made)}"}

    other = await servers.find(server.id)
    states = [await servers.state_once(server, make), await servers.state_once(other, make)]
    assert states == [{"private_key": "key-1"}] * 2
    assert (await servers.find(server.id)).panel_state == {"private_key": "key-1"}
    with pytest.raises(errors.ServerNotFound):
        await servers.find(4242)


async def test_changes_of_what_is_sold_say_who_made_them(shop: Shop, server: Server) -> None:
    boss = Actor("admin", ADMIN)
    made = await tariffs.create(shop, MONTH, by=boss)
    await tariffs.edit(shop, made, replace(MONTH, name="Moon"), by=boss)
    for enabled in (False, False, True):
        await tariffs.set_enabled(shop, made, enabled, by=boss)
    told = [(fact.data["what"], fact.data["name"], fact.data["by"]) for fact in await facts("TariffChanged")]
    by = str(boss)
    assert told == [
        ("made", "Month", by),
        ("edited", "Moon", by),
        ("disabled", "Moon", by),
        ("enabled", "Moon", by),
    ]


async def test_changes_of_a_server_are_told_once_and_only_where_there_are_any(shop: Shop, server: Server) -> None:
    boss = Actor("admin", ADMIN)
    await servers.change(shop, server, by=boss)
    await servers.change(shop, server, by=boss, name=server.name, country="nl", enabled=True, capacity=None)
    assert await facts("ServerChanged") == []
    await servers.change(shop, server, by=boss, name="Rotterdam", capacity=3)
    with pytest.raises(errors.InvalidValue):
        await servers.change(shop, server, by=boss, name="Delft", capacity=-1)
    (told,) = await facts("ServerChanged")
    assert (told.data["what"], told.data["name"], told.data["by"]) == ("name capacity", "Rotterdam", str(boss))
    assert (await servers.find(server.id)).name == "Rotterdam"


async def test_servers_are_chosen_by_their_ids(shop: Shop, server: Server) -> None:
    oslo = await servers.create(shop, name="Oslo", country="NO")
    assert await servers.by_ids([oslo.id, server.id, oslo.id]) == [server, oslo]
    assert await servers.by_ids([]) == []
    with pytest.raises(errors.ServerNotFound):
        await servers.by_ids([server.id, 4242])
