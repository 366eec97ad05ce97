"""The console's people: found, looked at, given money once, stopped and let on again."""

import asyncio
from typing import Any

import httpx
import pytest

from core import ledger, tickets
from core.catalogue.tariffs import Tariff
from core.ledger import LedgerEntry
from core.promotions import campaigns
from core.shop import THE_SHOP, Actor, Shop
from core.subscriptions import purchase
from core.subscriptions.models import Subscription
from core.users import accounts, sessions
from core.users.models import User
from tests.conftest import Clock, new_user
from tests.contracts.keys_desk import InspectablePanel
from tests.core.conftest import facts, followed
from tests.core.counter import Counter, open_order
from tests.databases import ONE_ENGINE
from tests.web.console.client import ask, bot_api, console, counter, panel, settings  # noqa: F401 - fixtures


@pytest.fixture
async def alice(shop: Shop, panel: InspectablePanel, tariff: Tariff) -> User:
    """Somebody with a month and some money left."""
    user = await new_user(shop, balance_kopeks=500_00)
    await purchase.buy(shop, user, tariff, quote="1", by=Actor("user", user.id))
    await followed(shop)
    return await accounts.find(user.id)


async def shown(console: httpx.AsyncClient, user: User) -> dict[str, Any]:
    found: dict[str, Any] = (await ask(console, "GET", f"/users/{user.id}"))["user"]
    return found


async def test_a_list_shows_each_with_their_newest_subscription(
    shop: Shop, console: httpx.AsyncClient, alice: User, tariff: Tariff
) -> None:
    bob = await new_user(shop, 43)
    await accounts.block(shop, bob, by=THE_SHOP)
    await accounts.mark_unreachable(shop, 43)
    found = await ask(console, "GET", "/users")
    assert (found["total"], found["page"], found["limit"]) == (2, 1, 20)
    first, second = found["items"]
    assert (first["id"], first["blocked"], first["reachable"], first["subscription"]) == (bob.id, True, False, None)
    assert (second["id"], second["uuid"], second["name"]) == (alice.id, str(alice.uuid), "Alice")
    assert (second["blocked"], second["reachable"], second["balance_kopeks"]) == (False, True, 201_00)
    held = second["subscription"]
    assert (held["status"], held["kind"], held["tariff"], held["autopay"]) == ("active", "paid", "Month", False)
    assert (held["traffic_limit_bytes"], held["devices"]) == (tariff.traffic_bytes, 3)


async def test_people_are_found_by_what_names_them(shop: Shop, console: httpx.AsyncClient, alice: User) -> None:
    await new_user(shop, 43)
    for text in (str(alice.telegram_id), "@alice4242", alice.referral_code, "ALICE4242"):
        found = await ask(console, "GET", "/users", params={"search": text})
        assert [one["id"] for one in found["items"]] == [alice.id], text
    assert (await ask(console, "GET", "/users", params={"search": "alic"}))["total"] == 2
    assert (await ask(console, "GET", "/users", params={"search": "nobody"}))["items"] == []
    page = await ask(console, "GET", "/users", params={"limit": 1, "page": 2})
    assert [one["id"] for one in page["items"]] == [alice.id]
    await ask(console, "GET", "/users", params={"search": "x" * 65}, status=400, error="invalid_search")


async def test_a_card_has_everything(
    shop: Shop, console: httpx.AsyncClient, alice: User, counter: Counter, clock: Clock
) -> None:
    autumn = await campaigns.create(shop, name="Autumn", start_param="autumn")
    friend = await new_user(shop, 43, referral_code=alice.referral_code, campaign_id=autumn.id)
    ticket = await tickets.open_ticket(shop, friend, "It does not work")
    await open_order(shop, friend)
    await sessions.begin(shop, friend)
    card = await shown(console, friend)
    assert card["referrer"] == {"id": alice.id, "name": "Alice"}
    assert card["campaign"] == {"id": autumn.id, "name": "Autumn"}
    assert card["sessions"] == 1
    assert [(one["id"], one["status"]) for one in card["tickets"]] == [(ticket.id, "open")]
    assert [(one["state"], one["user"]["id"]) for one in card["payments"]] == [("pending", friend.id)]
    assert (card["keys"], card["ledger"], card["subscription"]) == ([], [], None)
    own = await shown(console, alice)
    assert (own["referrals"], own["sessions"], own["referrer"], own["campaign"]) == (1, 0, None, None)
    assert [(one["kind"], one["amount_kopeks"], one["by"]) for one in own["ledger"]] == [
        ("purchase", -299_00, f"user:{alice.id}"),
        ("grant", 500_00, "shop"),
    ]
    (key,) = own["keys"]
    assert (key["server"]["name"], key["state"], key["link"], key["error"]) == ("Amsterdam", "active", "ready", None)


async def test_no_credential_is_in_a_card(shop: Shop, console: httpx.AsyncClient, alice: User) -> None:
    subscription = await Subscription.get(user_id=alice.id)
    answer = await console.get(f"/api/admin/v1/users/{alice.id}")
    assert subscription.token not in answer.text
    assert "vless://" not in answer.text


async def test_money_is_given_once_for_a_key(shop: Shop, console: httpx.AsyncClient, alice: User) -> None:
    body, key = {"kopeks": 100_00, "reason": "an apology"}, {"idempotency-key": "one"}
    path = f"/users/{alice.id}/grant"
    answers = await asyncio.gather(*(ask(console, "POST", path, json=body, headers=key) for _ in range(4)))
    assert {one["user"]["balance_kopeks"] for one in answers} == {301_00}
    (entry,) = await LedgerEntry.filter(user_id=alice.id, note="an apology")
    assert entry.actor.startswith("program:")
    assert len(await facts("BalanceGranted")) == 2  # the fixture's too
    await ask(console, "POST", path, json={"kopeks": 1}, headers=key, status=409, error="Idempotency-Key")
    other = await new_user(shop, 43)
    await ask(console, "POST", f"/users/{other.id}/grant", json=body, headers=key, status=409)
    assert await ledger.unbalanced() == []


async def test_money_without_a_key_is_given_each_time_and_can_be_taken_away(
    console: httpx.AsyncClient, alice: User
) -> None:
    path = f"/users/{alice.id}/grant"
    for left in (191_00, 181_00):
        found = await ask(console, "POST", path, json={"kopeks": -10_00})
        assert found["user"]["balance_kopeks"] == left
    told = await ask(console, "POST", path, json={"kopeks": -500_00}, status=400, error="The customer has too little")
    assert "181" in told["error"]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({}, "kopeks_required"),
        ({"kopeks": "10"}, "invalid_kopeks"),
        ({"kopeks": 1.5}, "invalid_kopeks"),
        ({"kopeks": 0}, "invalid_value: kopeks"),
        ({"kopeks": 10**13}, "invalid_kopeks"),
        ({"kopeks": 1, "reason": "x" * 201}, "invalid_reason"),
        ([], "json_required"),
    ],
)
@ONE_ENGINE
async def test_sums_that_are_none_are_refused(console: httpx.AsyncClient, alice: User, body: Any, error: str) -> None:
    await ask(console, "POST", f"/users/{alice.id}/grant", json=body, status=400, error=error)


async def test_an_account_is_closed_and_opened_again(console: httpx.AsyncClient, alice: User) -> None:
    for action, blocked, fact in (("block", True, "UserBlocked"), ("unblock", False, "UserUnblocked")):
        for _ in range(2):
            found = await ask(console, "POST", f"/users/{alice.id}/{action}")
            assert found["user"]["blocked"] is blocked
        (recorded,) = await facts(fact)
        assert recorded.data["by"].startswith("program:")


async def test_service_is_stopped_let_on_and_moved_to_a_new_link(
    shop: Shop, console: httpx.AsyncClient, alice: User
) -> None:
    before = await Subscription.get(user_id=alice.id)
    for action, status in (("suspend", "suspended"), ("suspend", "suspended"), ("resume", "active")):
        found = await ask(console, "POST", f"/users/{alice.id}/{action}")
        assert found["user"]["subscription"]["status"] == status
    await ask(console, "POST", f"/users/{alice.id}/reissue-link")
    assert (await Subscription.get(user_id=alice.id)).token != before.token
    for name in ("SubscriptionSuspended", "SubscriptionResumed", "LinkReissued"):
        (recorded,) = await facts(name)
        assert recorded.data["by"].startswith("program:"), name


async def test_somebody_without_a_subscription_has_nothing_to_stop(shop: Shop, console: httpx.AsyncClient) -> None:
    bob = await new_user(shop, 43)
    for action in ("suspend", "resume", "reissue-link"):
        await ask(console, "POST", f"/users/{bob.id}/{action}", status=404, error="This customer has no subscription")


async def test_actions_on_nobody_are_refused(console: httpx.AsyncClient) -> None:
    for action in ("block", "unblock", "suspend", "resume", "reissue-link"):
        await ask(console, "POST", f"/users/4242/{action}", status=404, error="user_not_found")
    await ask(console, "POST", "/users/4242/grant", json={"kopeks": 1}, status=404, error="user_not_found")
