"""Vendors in the console: what each needs, where it tells of payments, when it was heard of, what was wrong."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from core import i18n
from core.config import Settings, catalogue
from core.config.settings import ToldSettings
from core.payment_providers import registry
from core.payments import alerts, checkout
from core.shop import Shop
from core.users.models import User
from sandbox.vendors.server import Vendors
from tests.conftest import Clock, make_settings
from tests.contracts.keys_desk import program
from tests.contracts.operator import SIGNATURE
from tests.web.console.client import ask, bot_api, console, counter, panel  # noqa: F401 - fixtures

KEYS = {"yookassa_shop_id": "100500", "yookassa_secret_key": "live_SANDBOX-yookassa"}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture
async def vendors() -> AsyncIterator[Vendors]:
    async with Vendors(pauses=(0.02,)) as running:
        yield running


@pytest.fixture
def settings(database_url: str, tmp_path_factory: pytest.TempPathFactory, vendors: Vendors) -> Settings:
    apis = {f"{name}_api_url": vendors.api(name) for name in vendors.app.vendors}
    limits = {"rate_limit_auth": 0, "rate_limit_other": 0}
    told = make_settings(database_url, tmp_path_factory.mktemp("d"), **apis, **limits)
    return ToldSettings(**{name: getattr(told, name) for name in told.model_fields_set - {"public_url"}})


@pytest.fixture
async def owner(shop: Shop, console: httpx.AsyncClient) -> httpx.AsyncClient:
    """The same client with the owner's key."""
    _, text = await program(shop, "owner", ["owner"])
    console.headers[SIGNATURE] = text
    return console


async def vendor(client: httpx.AsyncClient, name: str) -> dict[str, Any]:
    answer = await ask(client, "GET", f"/vendors/{name}")
    return dict(answer["vendor"])


async def test_every_vendor_says_in_both_languages_what_it_needs(console: httpx.AsyncClient) -> None:
    for language in i18n.LANGUAGES:
        answer = await ask(console, "GET", "/vendors", headers={"accept-language": language})
        shown = {item["name"]: item for item in answer["items"]}
        assert list(shown) == list(registry.PROVIDERS)
        for name, item in shown.items():
            assert [setting["name"] for setting in item["settings"]] == [
                setting.name for setting in catalogue.SETTINGS.values() if setting.group == name
            ]
            assert item["missing"] == [setting["name"] for setting in item["settings"] if setting["is_needed"]]
            assert item["steps"]
            assert (item["is_configured"], item["webhook_address"]) == (name == "stars", None)
            assert (item["last_webhook_at"], item["last_accepted_at"], item["trouble"]) == (None, None, None)
    assert shown["stars"]["takes_webhooks"] is False
    assert shown["mulenpay"]["missing"] == ["mulenpay_api_key", "mulenpay_secret_key", "mulenpay_shop_id"]


def test_a_vendor_is_configured_by_what_it_needs_and_by_nothing_less(settings: Settings, shop: Shop) -> None:
    for vendor in registry.VENDORS.values():
        values = {name: 5 if name.endswith("_shop_id") else "x" for name in vendor.needs}
        values |= {"yookassa_shop_id": "1"} if vendor.name == "yookassa" else {}
        on = registry.configured(settings.with_values(values), shop.telegram, shop.clock)
        assert vendor.name in on
        assert list(on[vendor.name].methods) == list(vendor.methods)
        for name in vendor.needs:
            fewer = {other: value for other, value in values.items() if other != name}
            assert vendor.name not in registry.configured(settings.with_values(fewer), shop.telegram, shop.clock)


async def test_a_vendor_is_switched_on_in_the_console_and_its_webhooks_are_seen(
    shop: Shop, owner: httpx.AsyncClient, vendors: Vendors, user: User, clock: Clock
) -> None:
    before = await vendor(owner, "yookassa")
    await ask(owner, "PATCH", "/settings", json={"values": {**KEYS, "public_url": "https://vpn.example/"}})
    shown = await vendor(owner, "yookassa")
    assert (shown["is_configured"], shown["missing"]) == (True, [])
    assert shown["webhook_address"] == "https://vpn.example/webhooks/pay/yookassa"
    assert before["steps"][1:] == shown["steps"]
    assert "https" in before["steps"][0]
    assert any("payment.canceled" in step for step in shown["steps"])
    book = vendors.book("yookassa")
    book.webhook_url = f"{owner.base_url}/webhooks/pay/yookassa"
    order = await checkout.open_top_up(shop, user, 50000, method="YOOKASSA_SBP")
    await checkout.pay_link(shop, order)
    bill = book.by_ref(str(order.invoice.uuid))
    assert bill is not None
    book.pay(bill.id)
    await book.settled()
    shown = await vendor(owner, "yookassa")
    assert shown["last_webhook_at"] == shown["last_accepted_at"] is not None
    clock.advance(minutes=5)
    await owner.post("/webhooks/pay/yookassa", json={"event": "payment.succeeded", "object": {"id": "nobodys"}})
    later = await vendor(owner, "yookassa")
    assert (later["last_webhook_at"] > shown["last_webhook_at"], later["last_accepted_at"]) == (
        True,
        shown["last_accepted_at"],
    )
    assert "SANDBOX" not in str(later)


async def test_the_last_trouble_is_said_in_words(shop: Shop, console: httpx.AsyncClient, clock: Clock) -> None:
    await alerts.hourly(shop, "tribute", "forged", "no signature")
    clock.advance(minutes=1)
    await alerts.once(shop, "tribute", "difference", "7:absent", "it is not there")
    trouble = (await vendor(console, "tribute"))["trouble"]
    assert (trouble["kind"], trouble["since_at"]) == ("difference", None)
    assert "does not confirm" in trouble["text"]
    assert (await vendor(console, "heleket"))["trouble"] is None


async def test_a_silent_vendor_is_silent_since_it_began(
    shop: Shop, owner: httpx.AsyncClient, vendors: Vendors, user: User, clock: Clock
) -> None:
    await ask(owner, "PATCH", "/settings", json={"values": KEYS})
    vendors.faults("yookassa").add({"code": 502, "times": 3})
    began = clock()
    for _ in range(3):
        order = await checkout.open_top_up(shop, user, 50000, method="YOOKASSA_SBP")
        with pytest.raises(checkout.errors.PaymentUnavailable):
            await checkout.pay_link(shop, order)
        clock.advance(minutes=5)
    trouble = (await vendor(owner, "yookassa"))["trouble"]
    assert (trouble["kind"], trouble["since_at"]) == ("silent", f"{began:%Y-%m-%dT%H:%M:%SZ}")


async def test_an_unknown_vendor_is_not_found(console: httpx.AsyncClient) -> None:
    await ask(console, "GET", "/vendors/paypal", status=404, error="list of vendors")


async def test_a_vendor_is_switched_off_and_on_without_losing_its_credentials(
    shop: Shop, owner: httpx.AsyncClient
) -> None:
    await ask(owner, "PATCH", "/settings", json={"values": KEYS})
    await ask(owner, "PUT", "/methods/YOOKASSA_CARD", json={"order": 3})
    shown = (await ask(owner, "PUT", "/vendors/yookassa/offered", json={"offered": False}))["vendor"]
    assert (shown["is_configured"], shown["is_offered"], shown["missing"]) == (True, False, [])
    assert [one.id for one in checkout.methods_offered(shop)] == ["TELEGRAM_STARS"]
    assert "yookassa" in shop.providers
    shown = (await ask(owner, "PUT", "/vendors/yookassa/offered", json={"offered": True}))["vendor"]
    assert (shown["is_offered"], shown["methods"]) == (True, ["YOOKASSA_SBP", "YOOKASSA_CARD"])
    assert [one.id for one in checkout.methods_offered(shop)] == ["YOOKASSA_CARD", "TELEGRAM_STARS", "YOOKASSA_SBP"]
    await ask(owner, "PUT", "/vendors/paypal/offered", json={"offered": True}, status=404)
    await ask(owner, "PUT", "/vendors/yookassa/offered", json={}, status=400)


async def test_a_way_to_pay_is_named_limited_and_priced(shop: Shop, owner: httpx.AsyncClient) -> None:
    wanted = {"order": 1, "icon": "💳", "names": {"en": "Card <b>"}, "least_kopeks": 20000, "percent": "2.5"}
    before = (await ask(owner, "GET", "/methods"))["items"]
    assert [item["id"] for item in before] == [one.id for row in registry.VENDORS.values() for one in row.methods]
    assert (before[1]["is_configured"], before[1]["min_kopeks"]) == (False, None)
    await ask(owner, "PATCH", "/settings", json={"values": KEYS})
    method = (await ask(owner, "PUT", "/methods/YOOKASSA_CARD", json=wanted))["method"]
    assert (method["title"], method["min_kopeks"], method["max_kopeks"]) == ("💳 Card <b>", 20000, 34146342)
    assert method["description"].endswith("Fee 2.5%")
    assert method["options"] == wanted | {
        **{"offered": True, "names": {"ru": "", "en": "Card <b>"}, "descriptions": {"ru": "", "en": ""}},
        **{"most_kopeks": None},
    }
    assert (await ask(owner, "GET", "/methods"))["items"][0] == method
    assert "methods" not in {setting["name"] for setting in (await ask(owner, "GET", "/settings"))["settings"]}
    assert [change["name"] for change in (await ask(owner, "GET", "/settings/history"))["items"][0]["changes"]] == [
        "methods"
    ]
    await ask(owner, "PUT", "/methods/YOOKASSA_CARD", json={})
    assert shop.settings.methods == {}


@pytest.mark.parametrize(
    "wrong",
    [
        *(
            {"percent": "101"},
            {"percent": "x"},
            {"percent": "0.001"},
            {"order": 1001},
            {"icon": "card"},
            {"icon": "a💳"},
        ),
        *({"names": {"ru": "x" * 41}}, {"names": {"en": "a\u0000"}}, {"names": {"de": "x"}}, {"sort": 1}),
        *({"least_kopeks": 0}, {"least_kopeks": 50}, {"most_kopeks": 99}, {"most_kopeks": 350_000_01}),
        *([], "x"),
    ],
    ids=str,
)
async def test_options_that_do_not_fit_are_refused(shop: Shop, owner: httpx.AsyncClient, wrong: Any) -> None:
    await ask(owner, "PATCH", "/settings", json={"values": KEYS})
    answer = await owner.put("/api/admin/v1/methods/YOOKASSA_CARD", json=wrong)
    assert (answer.status_code, answer.json()["ok"]) == (400, False)
    assert shop.settings.methods == {}


async def test_limits_in_the_wrong_order_are_refused_in_words(owner: httpx.AsyncClient) -> None:
    wrong = {"least_kopeks": 20000, "most_kopeks": 10000}
    answer = await owner.put("/api/admin/v1/methods/YOOKASSA_CARD", json=wrong)
    assert (answer.status_code, "cannot be larger than the largest" in answer.json()["error"]) == (400, True)


async def test_whoever_is_not_the_owner_changes_no_way_to_pay(console: httpx.AsyncClient) -> None:
    await ask(console, "PUT", "/methods/CRYPTOBOT", json={}, status=403)
    await ask(console, "PUT", "/vendors/stars/offered", json={"offered": False}, status=403)


async def test_an_unknown_way_to_pay_is_not_found(owner: httpx.AsyncClient) -> None:
    await ask(owner, "PUT", "/methods/PAYPAL", json={}, status=404, error="list of methods")
