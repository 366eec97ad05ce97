"""The cabinet's invitations against their description: numbers, friends, rewards."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from core import ledger
from core.catalogue.tariffs import Tariff
from core.config import Settings
from core.payments import checkout, settlement
from core.payments.models import PURCHASE
from core.shop import THE_SHOP, Shop
from core.subscriptions import purchase
from core.users.models import User
from tests.conftest import Clock, make_settings, new_user
from tests.contracts.cabinet import call, problem, token_of
from tests.core.conftest import work
from tests.core.payments.test_settlement import paid
from tests.databases import ONE_ENGINE
from tests.telegram import BotApi
from tests.web.conftest import Statements


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """A shop that does not count requests."""
    return make_settings(database_url, tmp_path, rate_limit_auth=0, rate_limit_payment=0, rate_limit_other=0)


@pytest.fixture
async def inviter(shop: Shop, bot_api: BotApi) -> User:
    return await new_user(shop, 11)


async def _friend(shop: Shop, inviter: User, telegram_id: int, kopeks: int = 0) -> User:
    """Somebody who came by the inviter's link, and has paid."""
    friend = await new_user(shop, telegram_id, referral_code=inviter.referral_code)
    if kopeks:
        await settlement.settle(
            shop, paid(shop, await checkout.open_top_up(shop, friend, kopeks), f"charge-{telegram_id}")
        )
        await work(shop)
    return friend


async def test_everything_in_numbers(
    shop: Shop, web: httpx.AsyncClient, inviter: User, tariff: Tariff, clock: Clock
) -> None:
    token = await token_of(shop, inviter)
    empty = await call(web, "GET", "/referral/stats", token=token)
    assert empty["referral_link"] == f"https://t.me/vitrina_bot?start=ref_{inviter.referral_code}"
    assert (empty["total_referrals"], empty["total_earned_kopeks"]) == (0, 0)
    buyer = await _friend(shop, inviter, 21, 100000)
    await purchase.start_trial(shop, buyer)
    await purchase.buy(shop, buyer, tariff, quote="q", by=THE_SHOP)
    await purchase.start_trial(shop, await _friend(shop, inviter, 22))
    await _friend(shop, inviter, 23, 20000)
    await ledger.grant(shop, inviter, -5000, key="spent", by=THE_SHOP)
    await _friend(shop, await new_user(shop, 12), 24, 50000)  # somebody else's
    body = await call(web, "GET", "/referral/stats", token=token)
    assert {name: body[name] for name in body if "rubles" not in name and "referral_" not in name} == {
        "total_referrals": 3,
        "active_referrals": 1,
        "trial_converted": 1,
        "total_earned_kopeks": 30000,
        "available_for_withdrawal_kopeks": 25000,
        "pending_kopeks": 0,
    }
    clock.advance(days=365)
    later = await call(web, "GET", "/referral/stats", token=await token_of(shop, inviter))
    assert later["active_referrals"] == 0


async def test_friends(shop: Shop, web: httpx.AsyncClient, inviter: User, tariff: Tariff, clock: Clock) -> None:
    buyer = await _friend(shop, inviter, 21, 100000)
    await purchase.buy(shop, buyer, tariff, quote="q", by=THE_SHOP)
    guest = await _friend(shop, inviter, 22)
    await purchase.start_trial(shop, guest)
    idle = await _friend(shop, inviter, 23)
    await _friend(shop, await new_user(shop, 12), 24, 50000)
    nullable = ("subscription_expires_at",)
    token = await token_of(shop, inviter)
    body = await call(web, "GET", "/referral/referrals", token=token, nullable=nullable)
    assert [body[name] for name in ("total", "page", "per_page", "pages")] == [3, 1, 20, 1]
    shown = [(one["id"], one["has_subscription"], one["status"]) for one in body["referrals"]]
    assert shown == [(idle.id, False, "inactive"), (guest.id, True, "inactive"), (buyer.id, True, "active")]
    assert [one["earned_from_user_kopeks"] for one in body["referrals"]] == [0, 0, 25000]
    assert body["referrals"][2]["telegram_id"] == 21
    second = await call(
        web, "GET", "/referral/referrals", token=token, params={"page": 2, "per_page": 2}, nullable=nullable
    )
    assert ([one["id"] for one in second["referrals"]], second["pages"]) == ([buyer.id], 2)
    clock.advance(days=365)
    later = await call(web, "GET", "/referral/referrals", token=await token_of(shop, inviter), nullable=nullable)
    assert {(one["has_subscription"], one["status"]) for one in later["referrals"]} == {(False, "inactive")}


async def test_rewards(shop: Shop, web: httpx.AsyncClient, inviter: User, tariff: Tariff) -> None:
    friend = await new_user(shop, 21, referral_code=inviter.referral_code)
    topped = await checkout.open_top_up(shop, friend, 100000)
    bought = await checkout.open_invoice(
        shop, friend, 29900, title="t", description="d", purpose=PURCHASE, tariff_id=tariff.id
    )
    for number, order in enumerate((topped, bought)):
        await settlement.settle(shop, paid(shop, order, f"c{number}"))
        await work(shop)
    await settlement.settle(shop, paid(shop, topped, "c0", status="refunded"))
    await work(shop)
    token = await token_of(shop, inviter)
    body = await call(web, "GET", "/referral/earnings", token=token)
    assert [(one["transaction_type"], one["amount_kopeks"]) for one in body["earnings"]] == [
        ("refund", -25000),
        ("subscription_purchase", 7475),
        ("payment_completed", 25000),
    ]
    assert {(one["referral_user_id"], one["referral_username"]) for one in body["earnings"]} == {(friend.id, "alice21")}
    assert [body[name] for name in ("total", "page", "per_page", "pages")] == [3, 1, 20, 1]
    past = await call(web, "GET", "/referral/earnings", token=token, params={"page": 9})
    assert (past["earnings"], past["page"], past["total"]) == ([], 9, 3)
    stranger = await token_of(shop, friend)
    assert (await call(web, "GET", "/referral/earnings", token=stranger))["total"] == 0


async def test_without_telegram_the_numbers_wait(shop: Shop, web: httpx.AsyncClient, user: User) -> None:
    """The tests' Bot API is nobody's address here; the bot's name has not been asked yet."""
    await call(web, "GET", "/referral/stats", token=await token_of(shop, user), status=503)


@pytest.mark.parametrize("path", ["/referral/stats", "/referral/referrals", "/referral/earnings"])
@ONE_ENGINE
async def test_without_a_token_there_is_nothing(shop: Shop, web: httpx.AsyncClient, path: str) -> None:
    await call(web, "GET", path, status=401)


@pytest.mark.parametrize("path", ["/referral/referrals", "/referral/earnings"])
@pytest.mark.parametrize("query", ["page=0", "per_page=0", "per_page=101", "page=x", "page=9999999999999999999"])
@ONE_ENGINE
async def test_a_page_that_cannot_be_is_422(
    shop: Shop, web: httpx.AsyncClient, user: User, path: str, query: str
) -> None:
    answer = await web.get(f"/cabinet{path}?{query}", headers=_bearer(await token_of(shop, user)))
    assert answer.status_code == 422
    problem(answer.json())


def _bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


@pytest.mark.parametrize(
    ("path", "count"), [("/referral/stats", 2), ("/referral/referrals", 3), ("/referral/earnings", 3)]
)
async def test_reading_takes_few_statements(
    shop: Shop,
    web: httpx.AsyncClient,
    inviter: User,
    tariff: Tariff,
    statements: Statements,
    path: str,
    count: int,
) -> None:
    for number in range(5):
        friend = await _friend(shop, inviter, 30 + number, 50000)
        await purchase.buy(shop, friend, tariff, quote="q", by=THE_SHOP)
    token = await token_of(shop, inviter)
    options: Any = {"token": token, "nullable": ("subscription_expires_at",)}
    statements.seen.clear()
    await call(web, "GET", path, **options)
    assert len(statements.seen) == count, statements.seen
