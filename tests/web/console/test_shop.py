"""The console's shop: servers, tariffs, promocodes and campaigns; every change is an event with whoever made it."""

from typing import Any

import httpx
import pytest

from core.catalogue import servers, tariffs
from core.catalogue.servers import Server
from core.catalogue.tariffs import Tariff
from core.operations import audit
from core.promotions import promocodes
from core.shop import Actor, Shop
from core.subscriptions import purchase
from tests.conftest import new_user
from tests.contracts.keys_desk import InspectablePanel
from tests.core.conftest import followed
from tests.core.counter import Counter
from tests.databases import ONE_ENGINE
from tests.telegram import BotApi
from tests.web.console.client import ask, bot_api, console, counter, panel, settings, statements  # noqa: F401 - fixtures
from tests.web.console.test_payments import paid

MONTH = {"name": "Month", "period_days": 30, "price_kopeks": 299_00}


async def changes(shop: Shop, action: str) -> list[str]:
    """What the events say about changes of this kind, the newest first; each names the program that made it."""
    found, _ = await audit.query(shop, audit.Wanted(audit.since(shop, 1)), 100)
    mine = [event for event in found if event.kind.action == action and event.details["by"] != "shop"]
    assert all(event.details["by"].startswith("program:") and event.target for event in mine)
    return [event.details.get("what", "") for event in mine]


# ---- servers


async def test_servers_say_how_they_are(
    shop: Shop, console: httpx.AsyncClient, server: Server, panel: InspectablePanel, tariff: Tariff
) -> None:
    person = await new_user(shop, balance_kopeks=500_00)
    await purchase.buy(shop, person, tariff, quote="1", by=Actor("user", person.id))
    await followed(shop)
    oslo = await servers.create(shop, name="Oslo", country="NO")
    await Server.filter(id=oslo.id).update(trouble="it does not answer", trouble_since=shop.now())
    found = await ask(console, "GET", "/servers")
    first, second = found["items"]
    assert (first["id"], first["name"], first["flag"], first["panel"]) == (server.id, "Amsterdam", "🇳🇱", "xray")
    assert (first["keys"], first["keys_behind"], first["health"], first["trouble"]) == (1, 0, "ok", None)
    assert (second["health"], second["trouble"], second["keys"]) == ("trouble", "it does not answer", 0)
    assert second["trouble_since"] == "2026-11-21T12:00:00Z"
    assert (await ask(console, "GET", "/overview"))["attention"]["servers_in_trouble"] == 1


async def test_a_server_is_changed_all_of_it_or_nothing(shop: Shop, console: httpx.AsyncClient, server: Server) -> None:
    path = f"/servers/{server.id}"
    body = {"name": "Rotterdam", "country": "de", "enabled": False, "capacity": 10}
    found = (await ask(console, "PATCH", path, json=body))["server"]
    assert {name: found[name] for name in body} == body | {"country": "DE"}
    found = (await ask(console, "PATCH", path, json={"capacity": None}))["server"]
    assert (found["capacity"], found["name"], found["enabled"]) == (None, "Rotterdam", False)
    assert (await ask(console, "PATCH", path, json={}))["server"] == found
    assert (await ask(console, "PATCH", path, json={"name": None, "enabled": True}))["server"]["enabled"] is True
    assert await changes(shop, "changed") == ["enabled", "capacity", "name country enabled capacity"]
    for wrong in ({"name": " "}, {"name": "x" * 65}, {"country": "NLD"}, {"capacity": -1}, {"capacity": "5"}):
        (field,) = wrong
        await ask(console, "PATCH", path, json={"enabled": False, **wrong}, status=400, error=f"invalid_{field}")
    assert (await servers.find(server.id)).enabled is True
    await ask(console, "PATCH", "/servers/4242", json={}, status=404, error="There is no such server")


# ---- tariffs


async def test_a_tariff_is_made_changed_and_taken_off_sale(
    shop: Shop, console: httpx.AsyncClient, server: Server
) -> None:
    body = {**MONTH, "traffic_gb": 100, "server_ids": [server.id], "code": "month", "list_price_kopeks": 399_00}
    made = (await ask(console, "POST", "/tariffs", json=body))["tariff"]
    assert {name: made[name] for name in body} == body
    assert (made["enabled"], made["devices"], made["public_code"], made["is_popular"]) == (True, 3, "month", False)
    assert [one.id for one in await tariffs.on_sale()] == [made["id"]]
    path = f"/tariffs/{made['id']}"
    edited = (await ask(console, "PUT", path, json={**MONTH, "name": "Thirty", "is_popular": True}))["tariff"]
    assert (edited["name"], edited["traffic_gb"], edited["server_ids"], edited["code"]) == ("Thirty", None, [], None)
    for action, enabled in (("disable", False), ("disable", False), ("enable", True)):
        assert (await ask(console, "POST", f"{path}/{action}"))["tariff"]["enabled"] is enabled
    assert (await ask(console, "GET", "/tariffs"))["items"] == [edited]
    assert await changes(shop, "tariff_changed") == ["enabled", "disabled", "edited", "made"]


async def test_a_tariff_is_made_once_for_a_key(shop: Shop, console: httpx.AsyncClient) -> None:
    await new_user(shop, shop.settings.admin_ids[0])
    key = {"idempotency-key": "one"}
    first = await ask(console, "POST", "/tariffs", json=MONTH, headers=key)
    assert await ask(console, "POST", "/tariffs", json=MONTH, headers=key) == first
    await ask(console, "POST", "/tariffs", json={**MONTH, "name": "Other"}, headers=key, status=409)
    assert len(await tariffs.every()) == 1


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"name": ""}, "invalid_name"),
        ({"period_days": 0}, "invalid_period_days"),
        ({"price_kopeks": "299"}, "invalid_price_kopeks"),
        ({"price_kopeks": 0}, "invalid_price_kopeks"),
        ({"traffic_gb": 0}, "invalid_traffic_gb"),
        ({"devices": 1001}, "invalid_devices"),
        ({"list_price_kopeks": 1}, "invalid_value: list_price_kopeks"),
        ({"code": "Month!"}, "invalid_code"),
        ({"description": "x" * 256}, "invalid_description"),
        ({"server_ids": ["x"]}, "invalid_server_ids"),
    ],
)
@ONE_ENGINE
async def test_terms_that_cannot_be_sold_are_refused(
    console: httpx.AsyncClient, tariff: Tariff, change: dict[str, Any], error: str
) -> None:
    for method, path in (("POST", "/tariffs"), ("PUT", f"/tariffs/{tariff.id}")):
        await ask(console, method, path, json=MONTH | change, status=400, error=error)
    assert (await tariffs.find(tariff.id)).price_kopeks == 299_00


async def test_tariffs_that_are_not_there(console: httpx.AsyncClient, tariff: Tariff) -> None:
    await ask(console, "PUT", "/tariffs/4242", json=MONTH, status=404, error="There is no such tariff")
    for action in ("enable", "disable"):
        await ask(console, "POST", f"/tariffs/4242/{action}", status=404, error="There is no such tariff")
    nowhere = {**MONTH, "server_ids": [4242]}
    for method, path in (("POST", "/tariffs"), ("PUT", f"/tariffs/{tariff.id}")):
        await ask(console, method, path, json=nowhere, status=404, error="There is no such server")
    taken = {**MONTH, "code": "month"}
    await ask(console, "PUT", f"/tariffs/{tariff.id}", json=taken)
    await ask(console, "POST", "/tariffs", json=taken, status=400, error="invalid_value: code")


# ---- promocodes


async def test_promocodes_are_made_used_and_switched_off(
    shop: Shop, console: httpx.AsyncClient, tariff: Tariff
) -> None:
    body = {
        "code": "welcome",
        "kind": "balance",
        "value": 100_00,
        "uses": 5,
        "valid_until": "2026-12-31T23:00:00+03:00",
    }
    made = (await ask(console, "POST", "/promocodes", json=body))["promocode"]
    assert (made["code"], made["value"], made["uses_left"], made["used"]) == ("WELCOME", 100_00, 5, 0)
    assert (made["valid_until"], made["enabled"], made["tariff"]) == ("2026-12-31T20:00:00Z", True, None)
    gift = {"code": "GIFT", "kind": "tariff", "tariff_id": tariff.id}
    found = (await ask(console, "POST", "/promocodes", json=gift))["promocode"]
    assert found["tariff"] == {"id": tariff.id, "name": "Month"}
    await promocodes.activate(shop, await new_user(shop), "WELCOME")
    listed = (await ask(console, "GET", "/promocodes"))["items"]
    assert [(one["code"], one["used"], one["uses_left"]) for one in listed] == [("GIFT", 0, None), ("WELCOME", 1, 4)]
    path = f"/promocodes/{made['id']}"
    for action, enabled in (("disable", False), ("disable", False), ("enable", True)):
        assert (await ask(console, "POST", f"{path}/{action}"))["promocode"]["enabled"] is enabled
    assert await changes(shop, "promocode_changed") == ["enabled", "disabled", "made", "made"]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"code": "a b"}, "invalid_code"),
        ({"kind": "car"}, "invalid_kind"),
        ({"value": 0}, "invalid_value"),
        ({"kind": "discount", "value": 101}, "invalid_value: value"),
        ({"kind": "tariff"}, "invalid_value: value"),
        ({"uses": 0}, "invalid_uses"),
        ({"valid_until": "2026-12-31"}, "invalid_valid_until"),
        ({"valid_until": "tomorrow"}, "invalid_valid_until"),
        ({"valid_until": 1800000000}, "invalid_valid_until"),
        ({"valid_until": "2026-12-31T12:00:00"}, "invalid_valid_until"),
        ({"new_users_only": 1}, "invalid_new_users_only"),
        ({"code": "TAKEN"}, "invalid_value: code"),
    ],
)
@ONE_ENGINE
async def test_codes_that_cannot_be_are_refused(
    shop: Shop, console: httpx.AsyncClient, change: dict[str, Any], error: str
) -> None:
    await promocodes.create_promocode(shop, "TAKEN", kind="balance", value=1)
    body = {"code": "WELCOME", "kind": "balance", "value": 100} | change
    await ask(console, "POST", "/promocodes", json=body, status=400, error=error)


async def test_promocodes_that_are_not_there(console: httpx.AsyncClient) -> None:
    for action in ("enable", "disable"):
        await ask(console, "POST", f"/promocodes/4242/{action}", status=404, error="not_found")
    gift = {"code": "GIFT", "kind": "tariff", "tariff_id": 4242}
    await ask(console, "POST", "/promocodes", json=gift, status=404, error="There is no such tariff")


# ---- campaigns


async def test_campaigns_tell_what_they_have_brought(
    shop: Shop, console: httpx.AsyncClient, counter: Counter, bot_api: BotApi
) -> None:
    body = {"name": "Autumn", "start_param": "autumn", "bonus_kopeks": 50_00, "bonus_days": 1}
    made = (await ask(console, "POST", "/campaigns", json=body))["campaign"]
    assert {name: made[name] for name in body} == body
    assert made["link"] == "https://t.me/vitrina_bot?start=autumn"
    for number in (1, 2):
        await new_user(shop, number, campaign_id=made["id"])
    await paid(shop, counter, await new_user(shop, 3, campaign_id=made["id"]))
    await paid(shop, counter, await new_user(shop, 4))
    (listed,) = (await ask(console, "GET", "/campaigns"))["items"]
    assert (listed["people"], listed["paid_kopeks"], listed["link"]) == (3, 500_00, made["link"])
    assert await changes(shop, "campaign_made") == [""]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"name": ""}, "invalid_name"),
        ({"start_param": "a_b"}, "invalid_start_param"),
        ({"start_param": "taken"}, "invalid_value: start_param"),
        ({"bonus_kopeks": -1}, "invalid_bonus_kopeks"),
        ({"bonus_days": 3661}, "invalid_bonus_days"),
    ],
)
@ONE_ENGINE
async def test_campaigns_that_cannot_be_are_refused(
    console: httpx.AsyncClient, change: dict[str, Any], error: str
) -> None:
    body = {"name": "Autumn", "start_param": "autumn"}
    await ask(console, "POST", "/campaigns", json=body | {"start_param": "taken"})
    await ask(console, "POST", "/campaigns", json=body | change, status=400, error=error)
