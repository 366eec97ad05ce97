"""The subscription's endpoints against their description and its rulings."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from core import ledger
from core.catalogue import servers, tariffs
from core.catalogue.servers import Server
from core.catalogue.tariffs import Tariff, Terms
from core.config import Settings
from core.ledger import LedgerEntry
from core.promotions import promocodes
from core.shop import Actor, Shop
from core.subscriptions import lifecycle, purchase
from core.subscriptions.models import Key, PanelAccount, Subscription
from core.telegram.client import Telegram
from core.users.models import User
from tests import telegram
from tests.conftest import TOKEN, Clock, make_settings, new_user
from tests.contracts.cabinet import bearer, call, problem, token_of
from tests.core.conftest import followed, following
from tests.databases import ONE_ENGINE
from tests.panels import MemoryPanel
from tests.telegram import BotApi
from tests.web.conftest import Statements
from web.api.cabinet.subscription import data_url

NOWHERE = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """A shop that does not count requests."""
    return make_settings(
        database_url,
        tmp_path,
        rate_limit_auth=0,
        rate_limit_payment=0,
        rate_limit_other=0,
        channel_username="@vpn_channel",
    )


@pytest.fixture
async def bot_api(shop: Shop) -> AsyncIterator[BotApi]:
    """A Bot API whose channel has the person as a member."""
    async with telegram.running() as api:
        await shop.telegram.aclose()
        shop.telegram = Telegram(TOKEN, api.url)
        yield api
        await shop.telegram.aclose()


@pytest.fixture
async def panel(shop: Shop, server: Server, clock: Clock) -> AsyncIterator[MemoryPanel]:
    """A panel that follows at once, as a worker sees to it."""
    made = MemoryPanel(clock)
    shop.panels[server.id] = made
    async with following(shop):
        yield made


@pytest.fixture
async def rich(shop: Shop) -> User:
    return await new_user(shop, 777, balance_kopeks=1_000_00)


@pytest.fixture
async def token(shop: Shop, rich: User) -> str:
    return await token_of(shop, rich)


async def bought(shop: Shop, user: User, tariff: Tariff) -> Subscription:
    made = await purchase.buy(shop, user, tariff, quote="before", by=Actor("user", user.id))
    await followed(shop)
    return made.subscription


async def test_the_subscription(
    shop: Shop, web: httpx.AsyncClient, rich: User, token: str, tariff: Tariff, server: Server, panel: MemoryPanel
) -> None:
    await call(web, "GET", "/subscription", token=token, status=404)
    sold = await bought(shop, rich, tariff)
    await Subscription.filter(id=sold.id).update(traffic_used_bytes=5 * 1024**3)
    shown = await call(web, "GET", "/subscription", token=token)
    assert shown["id"] == sold.id
    assert shown["server_squad_id"] == server.id
    assert shown["server_info"] == {
        "id": server.id,
        "name": "Amsterdam",
        "country": "NL",
        "flag": "🇳🇱",
        "panel_squad_uuid": str(server.uuid),
    }
    assert (shown["data_limit_gb"], shown["data_usage_gb"], shown["data_remaining_gb"]) == (100, 5.0, 95.0)
    assert shown["data_remaining_bytes"] == 95 * 1024**3
    assert (shown["devices_count"], shown["max_devices"]) == (3, 3)
    assert shown["config_link"].startswith("vless://")
    assert shown["qr_code_base64"] == data_url(shown["config_link"])


async def test_a_key_that_is_being_prepared_has_the_shops_own_link(
    shop: Shop, web: httpx.AsyncClient, rich: User, token: str, tariff: Tariff
) -> None:
    sold = (await purchase.buy(shop, rich, tariff, quote="q", by=Actor("user", rich.id))).subscription
    shown = await call(web, "GET", "/subscription", token=token)
    assert shown["config_link"] == shown["subscription_url"] == f"https://shop.example/s/{sold.token}"
    assert shown["qr_code_base64"] == data_url(shown["config_link"])


async def test_a_link_that_no_code_can_hold_has_the_code_of_the_subscriptions_address(
    shop: Shop, web: httpx.AsyncClient, rich: User, token: str, tariff: Tariff, panel: MemoryPanel
) -> None:
    await bought(shop, rich, tariff)
    long = f"vless://{'x' * 36}@vpn.example:443?security=reality&pqv={'x' * 2700}#NL"
    await PanelAccount.all().update(links=[long])
    shown = await call(web, "GET", "/subscription", token=token)
    assert shown["config_link"] == long
    assert shown["qr_code_base64"] == data_url(shown["subscription_url"])


async def test_unlimited_traffic_is_null(shop: Shop, web: httpx.AsyncClient, rich: User, token: str) -> None:
    free = await tariffs.create(shop, Terms(name="Free", period_days=30, price_kopeks=100))
    await bought(shop, rich, free)
    unlimited = ("data_limit_bytes", "data_remaining_bytes", "data_remaining_gb")
    shown = await call(web, "GET", "/subscription", token=token, nullable=unlimited)
    assert [shown[name] for name in (*unlimited, "data_limit_gb")] == [None] * 4
    short = await call(web, "GET", "/subscription/status", token=token, nullable=("gb_left", "gb_total"))
    assert short["gb_left"] is short["gb_total"] is None


async def test_an_ended_subscription_is_shown_as_not_active(
    shop: Shop, web: httpx.AsyncClient, rich: User, tariff: Tariff, clock: Clock
) -> None:
    await bought(shop, rich, tariff)
    clock.advance(days=31)
    token = await token_of(shop, rich)
    assert (await call(web, "GET", "/subscription", token=token))["is_active"] is False
    short = await call(web, "GET", "/subscription/status", token=token)
    assert (short["is_active"], short["days_left"]) == (False, 0)


async def test_the_short_status(shop: Shop, web: httpx.AsyncClient, rich: User, token: str, tariff: Tariff) -> None:
    nulls = ("is_trial", "is_active", "expires_at", "days_left", "gb_left", "gb_total")
    nothing = await call(web, "GET", "/subscription/status", token=token, nullable=nulls)
    assert nothing == {"has_subscription": False} | dict.fromkeys(nulls)
    await bought(shop, rich, tariff)
    short = await call(web, "GET", "/subscription/status", token=token)
    assert (short["has_subscription"], short["is_active"], short["is_trial"]) == (True, True, False)
    assert (short["days_left"], short["gb_left"], short["gb_total"]) == (30, 100.0, 100)


async def test_reading_costs_few_statements(
    shop: Shop, web: httpx.AsyncClient, rich: User, token: str, tariff: Tariff, statements: Statements
) -> None:
    await bought(shop, rich, tariff)
    for path, most in (("", 3), ("/status", 2), ("/tariffs", 3), ("/renewal-options", 4), ("/trial-info", 2)):
        statements.seen.clear()
        assert (await web.get(f"/cabinet/subscription{path}", headers=bearer(token))).status_code == 200
        assert len(statements.seen) <= most, (path, statements.seen)


# ---- the trial


async def test_the_trial(
    shop: Shop, web: httpx.AsyncClient, token: str, server: Server, panel: MemoryPanel, bot_api: BotApi
) -> None:
    bot_api.members.add(777)
    info = await call(web, "GET", "/subscription/trial-info", token=token)
    assert info == {
        "available": True,
        "days": 3,
        "gb": 5,
        "max_devices": 2,
        "requires_channel_subscription": True,
        "channel_username": "vpn_channel",
        "channel_link": "https://t.me/vpn_channel",
    }
    asked = {"server_squad_uuid": str(server.uuid), "devices_count": 100}
    started = await call(web, "POST", "/subscription/activate-trial", token=token, json=asked)
    given = started["subscription"]
    assert (given["devices_count"], given["data_limit_gb"]) == (2, 5)
    assert given["config_link"].startswith("vless://")
    assert given["qr_code_base64"] == data_url(given["config_link"])
    again = await call(web, "POST", "/subscription/activate-trial", token=token, json={}, status=400)
    assert again["detail"] == "Trial already used"
    assert (await call(web, "GET", "/subscription/trial-info", token=token))["available"] is False
    no = await call(web, "POST", "/subscription/autopay", token=token, json={"enabled": True}, status=400)
    assert no["code"] == "not-renewable"


async def test_the_trial_is_for_the_channels_members(
    shop: Shop, web: httpx.AsyncClient, token: str, bot_api: BotApi
) -> None:
    assert (await call(web, "GET", "/subscription/trial-info", token=token))["available"] is False
    no = await call(web, "POST", "/subscription/activate-trial", token=token, json={}, status=400)
    assert no["code"] == "channel-required"
    assert "vpn_channel" in no["detail"]
    assert await Subscription.all().count() == 0
    bot_api.members.add(777)
    assert (await call(web, "GET", "/subscription/trial-info", token=token))["available"] is True


async def test_without_telegram_the_trial_is_given(shop: Shop, web: httpx.AsyncClient, token: str) -> None:
    """Nothing listens at the Bot API's address."""
    assert (await call(web, "GET", "/subscription/trial-info", token=token))["available"] is True
    await call(web, "POST", "/subscription/activate-trial", token=token, json={"devices_count": 1})


async def test_a_bot_that_may_not_look_stops_nobody(
    shop: Shop, web: httpx.AsyncClient, token: str, bot_api: BotApi
) -> None:
    bot_api.refuse_next("getChatMember", 400, "Bad Request: member list is inaccessible")
    assert (await call(web, "GET", "/subscription/trial-info", token=token))["available"] is True


async def test_the_trial_on_a_server_that_is_not_to_be_had(
    shop: Shop, web: httpx.AsyncClient, token: str, server: Server
) -> None:
    await servers.create(shop, name="Oslo", country="NO")
    await servers.change(shop, server, enabled=False)
    for name, status in ((NOWHERE, 404), ("squad-uuid", 404), (str(server.uuid), 400)):
        asked = {"server_squad_uuid": name}
        await call(web, "POST", "/subscription/activate-trial", token=token, json=asked, status=status)
    assert await Subscription.all().count() == 0


# ---- buying


async def test_the_window(shop: Shop, web: httpx.AsyncClient, token: str, tariff: Tariff) -> None:
    terms = Terms(name="Standard", period_days=30, price_kopeks=44910, list_price_kopeks=49900, position=2, devices=5)
    await tariffs.create(shop, terms)
    hidden = await tariffs.create(shop, Terms(name="Old", period_days=30, price_kopeks=100))
    await tariffs.set_enabled(shop, hidden, False)
    first, second = (await call(web, "GET", "/subscription/tariffs", token=token))["tariffs"]
    assert (first["data_limit_gb"], first["is_unlimited"], first["discount_percent"]) == (100, False, 0)
    assert (first["price_kopeks"], first["original_price_kopeks"]) == (29900, 29900)
    assert (second["data_limit_gb"], second["is_unlimited"], second["discount_percent"]) == (None, True, 10)
    assert (second["price_rubles"], second["original_price_kopeks"]) == (449.10, 49900)
    assert (second["sort_order"], second["max_devices"]) == (2, 5)


async def test_buying(
    shop: Shop, web: httpx.AsyncClient, rich: User, token: str, tariff: Tariff, server: Server, panel: MemoryPanel
) -> None:
    await servers.create(shop, name="Oslo", country="NO")
    asked = {"tariff_id": tariff.id, "server_squad_uuid": str(server.uuid)}
    made = await call(web, "POST", "/subscription/purchase-tariff", token=token, json=asked)
    assert made["subscription"]["config_link"].startswith("vless://")
    assert (made["amount_paid_kopeks"], made["balance_after_kopeks"]) == (29900, 70100)
    assert (made["amount_paid_rubles"], made["balance_after_rubles"]) == (299.0, 701.0)
    assert (await LedgerEntry.get(id=made["transaction_id"])).amount_kopeks == -29900
    assert await Key.filter(removed_at=None).values_list("server_id", flat=True) == [server.id]
    assert (await call(web, "GET", "/subscription", token=token))["server_squad_id"] == server.id


async def test_a_renewal_keeps_the_chosen_server(
    shop: Shop, web: httpx.AsyncClient, token: str, tariff: Tariff, server: Server, panel: MemoryPanel
) -> None:
    oslo = await servers.create(shop, name="Oslo", country="NO")
    asked = {"tariff_id": tariff.id, "server_squad_uuid": str(server.uuid)}
    await call(web, "POST", "/subscription/purchase-tariff", token=token, json=asked)
    renewed = {"period_days": 30, "gb_amount": 100}
    await call(web, "POST", "/subscription/renew", token=token, json=renewed)
    assert await Key.filter(removed_at=None).values_list("server_id", flat=True) == [server.id]
    moved = {"tariff_id": tariff.id, "server_squad_uuid": str(oslo.uuid)}
    await call(web, "POST", "/subscription/purchase-tariff", token=token, json=moved)
    assert await Key.filter(removed_at=None).values_list("server_id", flat=True) == [oslo.id]


async def test_buying_charges_the_discounted_price(shop: Shop, web: httpx.AsyncClient, token: str) -> None:
    terms = Terms(name="Standard", period_days=30, price_kopeks=44910, list_price_kopeks=49900)
    cheap = await tariffs.create(shop, terms)
    made = await call(web, "POST", "/subscription/purchase-tariff", token=token, json={"tariff_id": cheap.id})
    assert (made["amount_paid_kopeks"], made["subscription"]["data_limit_gb"]) == (44910, None)


async def test_short_of_money_nothing_changes(shop: Shop, web: httpx.AsyncClient, tariff: Tariff) -> None:
    poor = await new_user(shop, 5, balance_kopeks=15050)
    token, asked = await token_of(shop, poor), {"tariff_id": tariff.id}
    no = await call(web, "POST", "/subscription/purchase-tariff", token=token, json=asked, status=400)
    assert no["detail"] == "Insufficient balance. Required: 299.00 RUB, Available: 150.50 RUB"
    assert (await ledger.balance(poor.id), await Subscription.all().count()) == (15050, 0)


async def test_what_cannot_be_bought(
    shop: Shop, web: httpx.AsyncClient, rich: User, token: str, tariff: Tariff, server: Server
) -> None:
    hidden = await tariffs.create(shop, Terms(name="Old", period_days=30, price_kopeks=100))
    await tariffs.set_enabled(shop, hidden, False)
    oslo = await servers.create(shop, name="Oslo", country="NO")
    await servers.change(shop, oslo, enabled=False)
    wrong: list[tuple[dict[str, Any], int, str]] = [
        ({"tariff_id": 9999}, 404, "tariff-not-found"),
        ({"tariff_id": hidden.id}, 400, "tariff-unavailable"),
        ({"tariff_id": tariff.id, "server_squad_uuid": NOWHERE}, 404, "server-not-found"),
        ({"tariff_id": tariff.id, "server_squad_uuid": str(oslo.uuid)}, 400, "server-unavailable"),
    ]
    for asked, status, code in wrong:
        answer = await web.post("/cabinet/subscription/purchase-tariff", json=asked, headers=bearer(token))
        assert (answer.status_code, answer.json()["code"]) == (status, code), asked
    await servers.change(shop, server, enabled=False)
    answer = await web.post(
        "/cabinet/subscription/purchase-tariff", json={"tariff_id": tariff.id}, headers=bearer(token)
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "nothing-to-deliver")
    assert await ledger.balance(rich.id) == 100000


async def test_a_double_click_buys_once(
    shop: Shop, web: httpx.AsyncClient, rich: User, token: str, tariff: Tariff, clock: Clock, panel: MemoryPanel
) -> None:
    asked = {"tariff_id": tariff.id}
    first, *others = await asyncio.gather(
        *(call(web, "POST", "/subscription/purchase-tariff", token=token, json=asked) for _ in range(5))
    )
    assert all(other["transaction_id"] == first["transaction_id"] for other in others)
    assert await ledger.balance(rich.id) == 70100
    clock.advance(seconds=9)
    await call(web, "POST", "/subscription/purchase-tariff", token=token, json=asked)
    assert await ledger.balance(rich.id) == 70100
    clock.advance(seconds=2)
    await call(web, "POST", "/subscription/purchase-tariff", token=token, json=asked)
    assert await ledger.balance(rich.id) == 40200


async def test_keys_tell_purchases_apart_and_together(
    shop: Shop, web: httpx.AsyncClient, rich: User, token: str, tariff: Tariff, panel: MemoryPanel
) -> None:
    async def buy(key: str, **asked: Any) -> httpx.Response:
        headers = bearer(token) | {"Idempotency-Key": key}
        return await web.post("/cabinet/subscription/purchase-tariff", json=asked, headers=headers)

    one, same, two = [await buy(key, tariff_id=tariff.id) for key in ("one", "one", "two")]
    assert one.json() == same.json()
    assert two.json()["transaction_id"] != one.json()["transaction_id"]
    assert await ledger.balance(rich.id) == 40200
    other = await buy("one", tariff_id=tariff.id, server_squad_uuid=NOWHERE)
    assert other.status_code == 409
    problem(other.json())


# ---- renewing


async def test_renewing(
    shop: Shop, web: httpx.AsyncClient, rich: User, token: str, tariff: Tariff, clock: Clock
) -> None:
    wish = {"period_days": 30, "gb_amount": 100}
    await call(web, "POST", "/subscription/renew", token=token, json=wish, status=404)
    assert (await call(web, "GET", "/subscription/renewal-options", token=token))["options"] == []
    sold = await bought(shop, rich, tariff)
    terms = Terms(name="Long", period_days=90, price_kopeks=49900, traffic_gb=100, list_price_kopeks=99800)
    await tariffs.create(shop, terms)
    options = (await call(web, "GET", "/subscription/renewal-options", token=token))["options"]
    assert [(one["period_days"], one["gb_amount"], one["discount_percent"]) for one in options] == [
        (30, 100, 0),
        (90, 100, 50),
    ]
    made = await call(web, "POST", "/subscription/renew", token=token, json=wish)
    assert (made["amount_paid_kopeks"], made["balance_after_kopeks"]) == (29900, 40200)
    again = await call(web, "POST", "/subscription/renew", token=token, json=wish)
    assert again == made  # a double click
    renewed = await Subscription.get(id=sold.id)
    assert (renewed.expires_at - sold.expires_at).days == 30
    assert renewed.traffic_limit_bytes == 200 * 1024**3
    assert (await LedgerEntry.all().order_by("-id").first()).kind == "renewal"  # type: ignore[union-attr]
    for wrong in ({"period_days": 31, "gb_amount": 100}, {"period_days": 30}, {"period_days": 30, "gb_amount": None}):
        no = await call(web, "POST", "/subscription/renew", token=token, json=wrong, status=400)
        assert no["detail"] == "Selected renewal period is not available"


async def _refused(web: httpx.AsyncClient, path: str, token: str, wish: Any) -> Any:
    """A refusal in the shop's own sentence."""
    answer = await web.post(f"/cabinet{path}", json=wish, headers=bearer(token))
    assert answer.status_code == 400, answer.text
    problem(answer.json())
    return answer.json()


async def test_other_terms_than_those_that_run_are_not_offered_and_refused_in_words_before_any_charge(
    shop: Shop, web: httpx.AsyncClient, rich: User, token: str, tariff: Tariff
) -> None:
    sold = await bought(shop, rich, tariff)
    small = await tariffs.create(shop, Terms(name="Small", period_days=30, price_kopeks=19900, traffic_gb=50))
    options = (await call(web, "GET", "/subscription/renewal-options", token=token))["options"]
    assert [one["gb_amount"] for one in options] == [100]
    for path, wish in (
        ("/subscription/purchase-tariff", {"tariff_id": small.id}),
        ("/subscription/renew", {"period_days": 30, "gb_amount": 50}),
    ):
        no = await _refused(web, path, token, wish)
        assert no["code"] == "other-terms-running"
        assert "21" in no["detail"]  # of December, when the month is over
    code = await promocodes.create_promocode(shop, "SMALL", kind="tariff", tariff=small, uses=1)
    no = await _refused(web, "/promocode/activate", token, {"code": "small"})
    assert no["code"] == "other-terms-running"
    await code.refresh_from_db()
    assert code.uses_left == 1
    assert (await Subscription.get(id=sold.id)).traffic_limit_bytes == sold.traffic_limit_bytes
    assert (await LedgerEntry.all().order_by("-id").first()).kind == "purchase"  # type: ignore[union-attr]


async def test_a_paused_subscription_is_sold_nothing_and_its_owner_is_told_whom_to_ask(
    shop: Shop, web: httpx.AsyncClient, rich: User, token: str, tariff: Tariff
) -> None:
    sold = await bought(shop, rich, tariff)
    await lifecycle.suspend(shop, sold, by=Actor("admin", 900))
    assert (await call(web, "GET", "/subscription/renewal-options", token=token))["options"] == []
    for path, wish in (
        ("/subscription/purchase-tariff", {"tariff_id": tariff.id}),
        ("/subscription/renew", {"period_days": 30, "gb_amount": 100}),
    ):
        no = await _refused(web, path, token, wish)
        assert no["code"] == "subscription-paused"
        assert "/paysupport" in no["detail"]


async def test_renewing_keeps_the_own_tariff_among_equal_ones(
    shop: Shop, web: httpx.AsyncClient, rich: User, token: str, tariff: Tariff
) -> None:
    twin = await tariffs.create(shop, Terms(name="Twin", period_days=30, price_kopeks=100, traffic_gb=100))
    await bought(shop, rich, twin)
    (option,) = (await call(web, "GET", "/subscription/renewal-options", token=token))["options"]
    assert option["price_kopeks"] == 100


async def test_autopay(shop: Shop, web: httpx.AsyncClient, rich: User, token: str, tariff: Tariff) -> None:
    await call(web, "POST", "/subscription/autopay", token=token, json={"enabled": True}, status=404)
    await bought(shop, rich, tariff)
    for wanted in (True, False):
        made = await call(web, "POST", "/subscription/autopay", token=token, json={"enabled": wanted})
        assert made["autopay_enabled"] is wanted
        assert (await call(web, "GET", "/subscription", token=token))["autopay_enabled"] is wanted


# ---- bad input


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("purchase-tariff", {}),
        ("purchase-tariff", {"tariff_id": "x"}),
        ("purchase-tariff", {"tariff_id": 0}),
        ("purchase-tariff", {"tariff_id": 2**31}),
        ("purchase-tariff", {"tariff_id": 1.5}),
        ("purchase-tariff", {"tariff_id": 1, "server_squad_uuid": "x" * 65}),
        ("purchase-tariff", {"tariff_id": 1, "server_squad_uuid": "\0"}),
        ("purchase-tariff", []),
        ("renew", {}),
        ("renew", {"period_days": -30}),
        ("renew", {"period_days": 30, "gb_amount": "many"}),
        ("activate-trial", {"devices_count": 0}),
        ("activate-trial", {"devices_count": 10**30}),
        ("autopay", {}),
        ("autopay", {"enabled": "yes"}),
        ("autopay", {"enabled": None}),
    ],
)
@ONE_ENGINE
async def test_malformed_requests(shop: Shop, web: httpx.AsyncClient, token: str, path: str, body: Any) -> None:
    answer = await web.post(f"/cabinet/subscription/{path}", json=body, headers=bearer(token))
    assert answer.status_code == 422, answer.text
    problem(answer.json())


@ONE_ENGINE
async def test_without_a_token(shop: Shop, web: httpx.AsyncClient) -> None:
    for path in ("", "/status", "/trial-info", "/tariffs", "/renewal-options"):
        answer = await web.get(f"/cabinet/subscription{path}")
        assert answer.status_code == 401
        problem(answer.json())
