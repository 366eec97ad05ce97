"""The cabinet's balance against its description: money, its history, top-ups."""

import asyncio
import uuid
from pathlib import Path
from typing import Any

import httpx
import pytest

from core import ledger
from core.catalogue.tariffs import Tariff
from core.config import Settings
from core.payments import checkout, refunds, settlement
from core.payments.models import Payment
from core.promotions import promocodes
from core.shop import THE_SHOP, Shop
from core.subscriptions import purchase
from core.users.models import User
from tests.conftest import Clock, make_settings, new_user
from tests.contracts import till
from tests.contracts.cabinet import bearer, call, contract, problem, token_of
from tests.contracts.till import Till
from tests.core.payments.test_settlement import paid
from tests.databases import ONE_ENGINE
from tests.telegram import BotApi
from tests.web.conftest import Statements

TOP_UP = {"amount_rubles": 500, "payment_method": "YOOKASSA_SBP"}


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """A shop that does not count requests, and takes up to a million."""
    limits = {"rate_limit_auth": 0, "rate_limit_payment": 0, "rate_limit_other": 0}
    return make_settings(
        database_url,
        tmp_path,
        top_up_max_rubles=1_000_000,
        return_origins=("myapp://", "https://app.example"),
        **limits,
    )


@pytest.fixture
def vendor(shop: Shop, bot_api: BotApi) -> Till:
    """A vendor that takes roubles, beside Stars."""
    return till.install(shop)


@pytest.fixture
async def token(shop: Shop, user: User) -> str:
    return await token_of(shop, user)


async def test_the_balance(shop: Shop, web: httpx.AsyncClient) -> None:
    user = await new_user(shop, balance_kopeks=15050)
    body = await call(web, "GET", "/balance", token=await token_of(shop, user))
    assert body == {"balance_kopeks": 15050, "balance_rubles": 150.5}


async def test_every_kind_of_entry_has_its_type_and_its_words(
    shop: Shop, web: httpx.AsyncClient, vendor: Till, tariff: Tariff
) -> None:
    inviter = await new_user(shop, 11)
    user = await new_user(shop, referral_code=inviter.referral_code)
    order = await checkout.open_top_up(shop, user, 50000, method="YOOKASSA_SBP")
    await checkout.pay_link(shop, order)
    vendor.pay(order.bill)
    token = await token_of(shop, user)
    await call(
        web, "POST", "/balance/check-payment/{payment_id}", token=token, values={"payment_id": order.payment.uuid}
    )
    await promocodes.create_promocode(shop, "GIFT", kind="balance", value=100)
    await promocodes.activate(shop, user, "gift")
    bought = await purchase.buy(shop, user, tariff, quote="q", by=THE_SHOP)
    await refunds.to_balance(shop, await ledger.LedgerEntry.get(id=bought.entry_id), by=THE_SHOP)
    body = await call(web, "GET", "/balance/transactions", token=token)
    assert [(one["type"], one["amount_kopeks"], one["payment_method"]) for one in body["items"]] == [
        ("REFUND", 29900, None),
        ("SUBSCRIPTION_PURCHASE", -29900, None),
        ("BONUS", 100, None),
        ("PAYMENT_COMPLETED", 50000, "YOOKASSA_SBP"),
    ]
    assert body["items"][1]["amount_rubles"] == -299.0
    assert [one["description"] for one in body["items"]] == [
        "Возврат",
        "Покупка подписки «Month»",
        "Промокод GIFT",
        "Пополнение баланса",
    ]
    # What the friend paid by is not the inviter's to know.
    await ledger.post(shop, inviter.id, 7, kind="referral_reward", key="r", by=THE_SHOP, payment_id=order.payment.id)
    body = await call(web, "GET", "/balance/transactions", token=await token_of(shop, inviter))
    assert [(one["type"], one["payment_method"]) for one in body["items"]] == [("REFERRAL_EARNING", None)]


async def test_transactions_come_in_pages_and_by_type(shop: Shop, web: httpx.AsyncClient, user: User) -> None:
    for number in range(45):
        await ledger.grant(shop, user, 100 + number, key=f"g{number}", by=THE_SHOP)
    await ledger.post(shop, user.id, -50, kind="purchase", key="p", by=THE_SHOP, note="<b>&")
    await ledger.grant(shop, await new_user(shop, 5), 777, key="stranger", by=THE_SHOP)
    token = await token_of(shop, user)

    async def page(**params: Any) -> Any:
        return await call(web, "GET", "/balance/transactions", token=token, params=params)

    first = await page()
    assert [first[name] for name in ("total", "page", "per_page", "pages")] == [46, 1, 20, 3]
    assert first["items"][0]["description"] == "Покупка подписки «<b>&»"
    ids = [one["id"] for number in (1, 2, 3) for one in (await page(page=number))["items"]]
    assert ids == sorted(set(ids), reverse=True)
    assert len(ids) == 46
    past = await page(page=4)
    assert (past["items"], past["page"], past["total"]) == ([], 4, 46)
    bonuses = await page(type="BONUS", per_page=100)
    assert (bonuses["total"], len(bonuses["items"]), bonuses["pages"]) == (45, 45, 1)
    assert (await page(type="SUBSCRIPTION_PURCHASE"))["total"] == 1
    for unknown in ("WITHDRAWAL", "bonus", "", "x' OR 1=1"):
        nothing = await page(type=unknown)
        assert (nothing["items"], nothing["total"], nothing["pages"]) == ([], 0, 1)
    for name in contract()["values"]["TransactionType"]:
        assert all(one["type"] == name for one in (await page(type=name))["items"])


@pytest.mark.parametrize("path", ["/balance/transactions", "/referral/referrals", "/referral/earnings"])
@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "page=x", "per_page=0", "per_page=101", "page=9999999999999999999", "page=1.5"]
)
@ONE_ENGINE
async def test_a_page_that_cannot_be_is_422(
    shop: Shop, web: httpx.AsyncClient, user: User, path: str, query: str
) -> None:
    answer = await web.get(f"/cabinet{path}?{query}", headers=bearer(await token_of(shop, user)))
    assert answer.status_code == 422
    problem(answer.json())


async def test_ways_to_pay_are_what_is_configured(shop: Shop, web: httpx.AsyncClient, vendor: Till, token: str) -> None:
    body = await call(web, "GET", "/balance/payment-methods", token=token)
    sbp, unheard, stars = body["methods"]
    assert (sbp["id"], sbp["name"], sbp["min_amount_kopeks"], sbp["max_amount_kopeks"]) == (
        "YOOKASSA_SBP",
        "ЮKassa СБП",
        10000,
        70_000_000,
    )
    assert (stars["id"], stars["currencies"], stars["min_amount_kopeks"]) == ("TELEGRAM_STARS", ["XTR"], 5000)
    assert (unheard["name"], unheard["description"]) == ("New Bank", "Оплата через New Bank")
    for one in body["methods"]:
        icon = await web.get(one["icon_url"])
        assert (icon.status_code, icon.headers["content-type"]) == (200, "image/svg+xml")
    shop.providers = {}
    assert await call(web, "GET", "/balance/payment-methods", token=token) == {"methods": []}


async def test_a_top_up(shop: Shop, web: httpx.AsyncClient, vendor: Till, user: User, token: str, clock: Clock) -> None:
    asked = TOP_UP | {"return_url": "myapp://payment/callback"}
    opened = await call(web, "POST", "/balance/top-up", token=token, json=asked)
    assert (opened["amount_kopeks"], opened["amount_rubles"], opened["status"]) == (50000, 500.0, "pending")
    assert opened["confirmation_url"] == f"https://till.example/{vendor.bills[0].invoice}"
    waited = await call(web, "GET", "/balance/pending-payments", token=token)
    assert [one["payment_id"] for one in waited["payments"]] == [opened["payment_id"]]
    assert waited["payments"][0]["can_check_manually"] is True

    async def check() -> Any:
        values = {"payment_id": opened["payment_id"]}
        return await call(web, "POST", "/balance/check-payment/{payment_id}", token=token, values=values)

    assert await check() == {"status": "pending", "message": "Оплата ещё не пришла. Проверьте через минуту."}
    vendor.pay(vendor.bills[0])
    assert (await check())["status"] == "pending"  # the vendor was asked a moment ago
    clock.advance(seconds=vendor.look_up_seconds)
    for _ in range(2):
        assert await check() == {"status": "completed", "message": "Payment verified successfully"}
    assert await ledger.balance(user.id) == 50000
    assert (await call(web, "GET", "/balance/pending-payments", token=token))["payments"] == []


@pytest.mark.parametrize(
    ("stored", "shown"),
    [("failed", "failed"), ("expired", "expired"), ("refunded", "refunded"), ("refunding", "refunded")],
)
async def test_a_payment_that_ended_otherwise_says_so(
    shop: Shop, web: httpx.AsyncClient, vendor: Till, user: User, token: str, stored: str, shown: str
) -> None:
    order = await checkout.open_top_up(shop, user, 50000, method="YOOKASSA_SBP")
    await Payment.filter(id=order.payment.id).update(status=stored)
    values = {"payment_id": order.payment.uuid}
    body = await call(web, "POST", "/balance/check-payment/{payment_id}", token=token, values=values)
    assert body["status"] == shown
    assert body["message"]


async def test_checking_many_times_at_once_credits_once(
    shop: Shop, web: httpx.AsyncClient, vendor: Till, user: User, token: str
) -> None:
    order = await checkout.open_top_up(shop, user, 50000, method="YOOKASSA_SBP")
    await checkout.pay_link(shop, order)
    vendor.pay(order.bill)
    url = f"/cabinet/balance/check-payment/{order.payment.uuid}"
    answers = await asyncio.gather(*(web.post(url, headers=bearer(token)) for _ in range(8)))
    assert {answer.status_code for answer in answers} == {200}
    assert await ledger.balance(user.id) == 50000
    assert await ledger.unbalanced() == []


async def test_a_payment_of_somebody_else_or_nobody_is_404(
    shop: Shop, web: httpx.AsyncClient, vendor: Till, user: User
) -> None:
    order = await checkout.open_top_up(shop, user, 50000, method="YOOKASSA_SBP")
    stranger = await token_of(shop, await new_user(shop, 5))
    for unknown in (order.payment.uuid, uuid.uuid4()):
        await call(
            web,
            "POST",
            "/balance/check-payment/{payment_id}",
            token=stranger,
            values={"payment_id": unknown},
            status=404,
        )
    await call(
        web, "POST", "/balance/check-payment/{payment_id}", token=stranger, values={"payment_id": "x"}, status=422
    )
    assert (await call(web, "GET", "/balance/pending-payments", token=stranger))["payments"] == []


@pytest.mark.parametrize(
    "amount",
    [
        "NaN",
        "Infinity",
        "-Infinity",
        "1e400",
        "100.001",
        "0.001",
        "-5",
        "0",
        '"500"',
        "true",
        "null",
        "[]",
        "{}",
        '""',
        "1" + "0" * 400,
    ],
)
@pytest.mark.parametrize("path", ["/balance/top-up", "/balance/stars-invoice"])
@ONE_ENGINE
async def test_an_amount_that_is_none_is_422(
    shop: Shop, web: httpx.AsyncClient, vendor: Till, token: str, path: str, amount: str
) -> None:
    body = f'{{"amount_rubles": {amount}, "payment_method": "YOOKASSA_SBP"}}'
    headers = {"content-type": "application/json"}
    refused = await call(web, "POST", path, token=token, content=body, headers=headers, status=422)
    assert "amount_rubles" in refused["detail"]
    assert await Payment.all().count() == 0


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"amount_rubles": 49.99}, "Сумма должна быть от"),
        ({"amount_rubles": 99.99}, "Сумма должна быть от"),  # less than this vendor takes
        ({"amount_rubles": 1_000_000.01}, "Сумма должна быть от"),
        ({"amount_rubles": 1e300}, "Сумма должна быть от"),
        ({"payment_method": "BARTER"}, "Такого способа оплаты нет"),
        ({"return_url": "https://evil.example/"}, "Return URL is not allowed"),
        ({"return_url": "https://app.example.evil.example/"}, "Return URL is not allowed"),
        ({"return_url": "javascript:alert(1)"}, "Return URL is not allowed"),
    ],
)
@ONE_ENGINE
async def test_a_top_up_that_cannot_be_is_400(
    shop: Shop, web: httpx.AsyncClient, vendor: Till, token: str, change: dict[str, Any], sentence: str
) -> None:
    refused = await call(web, "POST", "/balance/top-up", token=token, json=TOP_UP | change, status=400)
    assert sentence in refused["detail"]
    assert await Payment.all().count() == 0


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"null", b'{"amount_rubles": 5e', b"\xff", b'{"a": "\\ud800"}'])
@ONE_ENGINE
async def test_a_body_that_is_none_is_422(
    shop: Shop, web: httpx.AsyncClient, vendor: Till, token: str, body: bytes
) -> None:
    headers = {"content-type": "application/json"}
    await call(web, "POST", "/balance/top-up", token=token, content=body, headers=headers, status=422)


async def test_a_vendor_that_is_away_is_503_and_changes_nothing(
    shop: Shop, web: httpx.AsyncClient, vendor: Till, user: User, token: str
) -> None:
    vendor.is_away = True
    await call(web, "POST", "/balance/top-up", token=token, json=TOP_UP, status=503)
    assert await ledger.balance(user.id) == 0
    vendor.is_away = False
    await call(web, "POST", "/balance/top-up", token=token, json=TOP_UP)


async def test_stars(shop: Shop, web: httpx.AsyncClient, bot_api: BotApi, user: User, token: str) -> None:
    made = await call(web, "POST", "/balance/stars-invoice", token=token, json={"amount_rubles": 150.5})
    assert (made["amount_rubles"], made["amount_stars"]) == (150.5, 151)
    payment = await Payment.get(uuid=made["payment_id"]).select_related("invoice")
    order = await _order_of(shop, payment)
    await settlement.settle(shop, paid(shop, order, "charge"))
    assert await ledger.balance(user.id) == 15050
    opened = await call(
        web, "POST", "/balance/top-up", token=token, json={"amount_rubles": 100, "payment_method": "TELEGRAM_STARS"}
    )
    assert opened["confirmation_url"].startswith("http")
    (waited,) = (await call(web, "GET", "/balance/pending-payments", token=token))["payments"]
    assert (waited["can_check_manually"], waited["amount_kopeks"]) == (False, 10000)
    shop.providers = {}
    await call(web, "POST", "/balance/stars-invoice", token=token, json={"amount_rubles": 100}, status=400)


async def _order_of(shop: Shop, payment: Payment) -> checkout.Checkout:
    assert payment.invoice is not None
    bill = checkout.Bill(payment.invoice.uuid, payment.method, payment.amount, payment.currency, "", "")
    return checkout.Checkout(payment.invoice, payment, bill)


async def test_the_same_request_with_the_same_key_is_done_once(
    shop: Shop, web: httpx.AsyncClient, vendor: Till, token: str, clock: Clock
) -> None:
    vendor.seconds = 0.3
    headers = {"idempotency-key": "5f0c"}

    async def ask() -> Any:
        return await call(web, "POST", "/balance/top-up", token=token, json=TOP_UP, headers=headers)

    answers = await asyncio.gather(*(ask() for _ in range(4)))
    assert all(answer == answers[0] for answer in answers)
    assert await ask() == answers[0]
    assert (len(vendor.bills), await Payment.all().count()) == (1, 1)
    refused = await call(
        web, "POST", "/balance/top-up", token=token, json=TOP_UP | {"amount_rubles": 501}, headers=headers, status=409
    )
    assert refused["code"] == "key-reused"
    await call(
        web, "POST", "/balance/stars-invoice", token=token, json={"amount_rubles": 500}, headers=headers, status=409
    )
    stranger = await token_of(shop, await new_user(shop, 5))
    other = await call(web, "POST", "/balance/top-up", token=stranger, json=TOP_UP, headers=headers)
    assert other["payment_id"] != answers[0]["payment_id"]


async def test_a_refusal_leaves_the_key_free(shop: Shop, web: httpx.AsyncClient, vendor: Till, token: str) -> None:
    headers = {"idempotency-key": "again"}
    vendor.is_away = True
    await call(web, "POST", "/balance/top-up", token=token, json=TOP_UP, headers=headers, status=503)
    vendor.is_away = False
    await call(web, "POST", "/balance/top-up", token=token, json=TOP_UP, headers=headers)


@pytest.mark.parametrize("key", ["", "with space", "x" * 256, "ключ".encode().decode("latin-1")])
@ONE_ENGINE
async def test_a_key_that_is_none_is_422(
    shop: Shop, web: httpx.AsyncClient, vendor: Till, token: str, key: str
) -> None:
    headers: Any = {**bearer(token), "idempotency-key": key.encode("latin-1")}
    answer = await web.post("/cabinet/balance/top-up", json=TOP_UP, headers=headers)
    assert answer.status_code == 422, answer.text
    problem(answer.json())


@pytest.mark.parametrize(
    ("method", "path", "most"),
    [
        ("GET", "/balance", 1),
        ("GET", "/balance/transactions", 3),
        ("GET", "/balance/payment-methods", 1),
        ("GET", "/balance/pending-payments", 2),
    ],
)
async def test_reading_takes_few_statements(
    shop: Shop,
    web: httpx.AsyncClient,
    vendor: Till,
    user: User,
    statements: Statements,
    method: str,
    path: str,
    most: int,
) -> None:
    for number in range(5):
        await ledger.grant(shop, user, 100, key=f"{number}", by=THE_SHOP)
        await checkout.open_top_up(shop, user, 50000, method="YOOKASSA_SBP")
    token = await token_of(shop, user)
    statements.seen.clear()
    await call(web, method, path, token=token)
    assert len(statements.seen) == most, statements.seen


async def test_a_top_up_takes_few_statements(
    shop: Shop, web: httpx.AsyncClient, vendor: Till, token: str, statements: Statements
) -> None:
    statements.seen.clear()
    await call(web, "POST", "/balance/top-up", token=token, json=TOP_UP)
    sent = [one for one in statements.seen if not one.startswith(("BEGIN", "COMMIT"))]
    assert len(sent) == 12, "\n".join(one[:90] for one in sent)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/balance"),
        ("GET", "/balance/transactions"),
        ("GET", "/balance/payment-methods"),
        ("POST", "/balance/top-up"),
        ("POST", "/balance/stars-invoice"),
        ("GET", "/balance/pending-payments"),
        ("POST", "/balance/check-payment/{payment_id}"),
    ],
)
@ONE_ENGINE
async def test_without_a_token_there_is_nothing(shop: Shop, web: httpx.AsyncClient, method: str, path: str) -> None:
    await call(web, method, path, values={"payment_id": uuid.uuid4()}, json=TOP_UP, status=401)
