"""The site's payments against their description: asking, paying through every vendor, webhooks, the balance."""

import asyncio
import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from core import ledger
from core.catalogue import servers
from core.catalogue.tariffs import Tariff
from core.payments.models import Invoice, Payment, PaymentEvent
from core.promotions import promocodes
from core.shop import THE_SHOP, Shop
from core.subscriptions import purchase
from core.subscriptions.keys import devices
from core.subscriptions.models import Key, Subscription
from core.users.models import User
from tests.conftest import Clock, new_user
from tests.contracts import site, till
from tests.contracts.cabinet import token_of
from tests.contracts.site import call, problem
from tests.contracts.site_desk import PAID_KEYS, asked, bill_of, desk, pay, settings, token, vendors  # noqa: F401
from tests.core.cash_desk import NAMES, SIGNED, CashDesk, credits, doubts
from tests.databases import ONE_ENGINE
from tests.web.conftest import Statements
from tests.web.documents import document

CREATE, RENEW, TOP_UP = "/payments/create", "/vpn/renew", "/vpn/topup"
INVOICE = {
    "id", "user_id", "tariff_id", "amount", "currency", "status", "external_id", "metadata", "created_at", "updated_at"
}  # fmt: skip
PAYMENT = {
    "id", "invoice_id", "provider", "provider_payment_id", "amount", "currency", "status", "raw_payload", "created_at",
    "updated_at",
}  # fmt: skip
OURS = ("/vpn/renew", "/vpn/topup", "/payments", "/billing")


async def shown(web: httpx.AsyncClient, token: str, name: str) -> Any:
    body = await call(web, "GET", "/payments/{id}", token=token, values={"id": name})
    assert set(body) == {"invoice", "payments"}
    assert set(body["invoice"]) == INVOICE
    assert all(set(one) == PAYMENT for one in body["payments"])
    return body


async def until(user: User) -> Any:
    """The ends of the person's subscriptions."""
    return [one.expires_at for one in await Subscription.filter(user_id=user.id).order_by("id")]


@pytest.mark.parametrize("described", site.endpoints(*OURS), ids=lambda one: f"{one['method']} {one['path']}")
def test_every_endpoint_and_its_errors_are_in_the_openapi_document(described: dict[str, Any]) -> None:
    operation = document()["paths"][described["path"]][described["method"].lower()]
    assert str(described["status"]) in operation["responses"]
    assert "422" not in operation["responses"]
    assert operation["summary"]
    assert operation["description"]
    told = {
        (int(status), text)
        for status, answer in operation["responses"].items()
        if status.isdigit() and int(status) >= 400
        for text in answer["content"]["application/json"]["examples"]
    }
    assert {(error["status"], error["message"]) for error in described["errors"]} <= told


# ---- asking and paying


async def test_by_default_the_first_way_is_asked_and_the_webhook_sells(
    vendors: CashDesk, user: User, token: str, tariff: Tariff, statements: Statements
) -> None:
    web = vendors.web
    answer = await asked(vendors, token, tariff)
    assert answer["status"] == "pending"
    assert answer["payment_url"].startswith("http")
    before = await shown(web, token, answer["invoice_id"])
    assert before["invoice"] | {"created_at": "", "updated_at": ""} == {
        "id": answer["invoice_id"],
        "user_id": str(user.uuid),
        "tariff_id": str(tariff.uuid),
        "amount": 29900,
        "currency": "RUB",
        "status": "pending",
        "external_id": answer["provider_payment_id"],
        "metadata": {"purpose": "purchase", "tariff_code": tariff.public_code, "tariff_name": "Month"},
        "created_at": "",
        "updated_at": "",
    }
    assert await until(user) == []
    await pay(vendors, answer)
    statements.seen.clear()
    body = await shown(web, token, answer["invoice_id"])
    assert len(statements.seen) <= 3, statements.seen
    assert body == await shown(web, token, answer["payment_id"])
    assert body["invoice"]["status"] == "paid"
    (one,) = body["payments"]
    assert (one["provider"], one["status"], one["amount"]) == ("yookassa", "succeeded", 29900)
    assert one["provider_payment_id"] == answer["provider_payment_id"]
    assert one["raw_payload"] == {
        "status": "completed", "paid": True, "method": "YOOKASSA_SBP", "amount": 29900, "currency": "RUB"
    }  # fmt: skip
    assert await until(user) == [vendors.shop.now() + timedelta(days=30)]
    assert await ledger.balance(user.id) == 0


@pytest.mark.parametrize("name", NAMES)
async def test_every_vendor_is_recognised_and_its_webhook_counts_once(
    vendors: CashDesk, user: User, token: str, tariff: Tariff, clock: Clock, name: str
) -> None:
    answer = await asked(vendors, token, tariff, payment_method=name)  # a vendor's name is its usual way
    vendor, bill = await bill_of(vendors, answer)
    assert vendor == name
    await pay(vendors, answer)
    genuine = next(event.hook for event in bill.events if event.hook)
    for hook in (genuine, genuine, vendors.hook(name, bill)):
        clock.advance(seconds=60)
        again = await vendors.web.post("/payments/webhook", content=hook.body, headers=hook.headers)
        assert (again.status_code, again.json()) == (200, {"status": "ok"})
    assert await credits(user) == [29900]
    assert len(await until(user)) == 1
    assert {event.provider for event in await PaymentEvent.all()} == {name}
    assert (await shown(vendors.web, token, answer["invoice_id"]))["invoice"]["status"] == "paid"


@pytest.mark.parametrize("name", NAMES)
async def test_less_than_was_asked_sells_nothing(
    vendors: CashDesk, user: User, token: str, tariff: Tariff, name: str
) -> None:
    answer = await asked(vendors, token, tariff, payment_method=name.upper())
    _, bill = await bill_of(vendors, answer)
    vendors.book(name).pay_less(bill.id)
    await vendors.book(name).settled()
    assert len(await doubts()) == 1
    assert (await credits(user), await until(user)) == ([], [])
    body = await shown(vendors.web, token, answer["payment_id"])
    assert (body["invoice"]["status"], body["payments"][0]["status"]) == ("pending", "pending")


@pytest.mark.parametrize("name", ["yookassa", "mulenpay", "platega"])
async def test_a_cancelled_payment_is_told_so(
    vendors: CashDesk, token: str, tariff: Tariff, user: User, name: str
) -> None:
    answer = await asked(vendors, token, tariff, payment_method=name)
    _, bill = await bill_of(vendors, answer)
    vendors.book(name).cancel(bill.id)
    await vendors.book(name).settled()
    body = await shown(vendors.web, token, answer["payment_id"])
    assert body["invoice"]["status"] in ("failed", "expired")
    assert body["payments"][0]["status"] in ("failed", "canceled")
    assert await until(user) == []


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        ({"payment_method": "barter"}, 400, "unsupported payment method"),
        ({"payment_method": "X" * 65}, 400, "invalid body"),
        ({"payment_method": 5}, 400, "invalid body"),
        ({"tariff_code": "t999999_month"}, 400, "tariff not found"),
        ({"tariff_code": "x\0y"}, 400, "invalid body"),
        ({"tariff_code": ""}, 400, "tariff_code required"),
        ({"tariff_code": 1}, 400, "invalid body"),
        ({"return_url": "https://evil.example/"}, 400, "invalid return_url"),
        ({"return_url": "https://my.site.evil.example/"}, 400, "invalid return_url"),
        ({"return_url": "https://my.site@evil.example/"}, 400, "invalid return_url"),
        ({"return_url": "javascript://alert(1)"}, 400, "invalid return_url"),
        ({"return_url": "//evil.example"}, 400, "invalid return_url"),
        ({"return_url": "https://evil.example/", "payment_method": "balance"}, 400, "invalid return_url"),
    ],
)
@ONE_ENGINE
async def test_what_cannot_be_asked_for_is_refused(
    vendors: CashDesk, token: str, tariff: Tariff, body: dict[str, Any], status: int, message: str
) -> None:
    wish = {"tariff_code": tariff.public_code, **body}
    await call(vendors.web, "POST", CREATE, token=token, json=wish, status=status, message=message)
    assert await Invoice.all().count() == 0


async def test_malformed_requests_and_strangers(vendors: CashDesk, token: str, tariff: Tariff) -> None:
    web = vendors.web
    await call(web, "POST", CREATE, token=token, json={}, status=400, message="tariff_code required")
    await call(web, "POST", CREATE, token=token, content=b"{", status=400, message="invalid body")
    await call(web, "POST", RENEW, token=token, json={"tariff_code": "x"}, status=400, message="client_id required")
    for path in (CREATE, RENEW, TOP_UP):
        await call(web, "POST", path, json={"tariff_code": tariff.public_code}, status=401, message="missing claims")
    await call(web, "GET", "/payments/{id}", values={"id": "x"}, status=401, message="missing claims")
    assert await Invoice.all().count() == 0


async def test_a_vendor_that_is_away_is_502(shop: Shop, web: httpx.AsyncClient, token: str, tariff: Tariff) -> None:
    vendor = till.install(shop)
    vendor.is_away = True
    body = {"tariff_code": tariff.public_code}
    await call(web, "POST", CREATE, token=token, json=body, status=502, message="payment provider unavailable")
    vendor.is_away = False
    answer = await call(web, "POST", CREATE, token=token, json=body)
    assert answer["payment_url"].startswith("https://till.example/")
    assert await Payment.all().count() == 1


async def test_where_customers_may_go_after_paying(vendors: CashDesk, token: str, tariff: Tariff) -> None:
    for url in ("https://my.site/paid?order=1", "myapp://paid", ""):
        answer = await asked(vendors, token, tariff, return_url=url)
        back = await vendors.web.get(f"/pay/return/{answer['payment_id']}")
        assert back.headers["location"].startswith(url or "https://t.me/")


# ---- looking


async def test_only_the_owner_sees_an_invoice(
    vendors: CashDesk, shop: Shop, user: User, token: str, tariff: Tariff
) -> None:
    answer = await asked(vendors, token, tariff)
    stranger = await token_of(shop, await new_user(shop, 77))
    for name in (answer["invoice_id"], answer["payment_id"]):
        await call(
            vendors.web, "GET", "/payments/{id}", token=stranger, values={"id": name}, status=403, message="not allowed"
        )
    for name in (str(uuid4()), "nobody", "1", "a/b", "%00"):
        await call(
            vendors.web, "GET", "/payments/{id}", token=token, values={"id": name}, status=404,
            message="invoice not found",
        )  # fmt: skip
    await call(
        vendors.web, "GET", "/payments/{id}", token=token, values={"id": "%20"}, status=400, message="id required"
    )


# ---- webhooks


@pytest.mark.parametrize("name", SIGNED)
@ONE_ENGINE
async def test_a_forged_webhook_is_refused(
    vendors: CashDesk, user: User, token: str, tariff: Tariff, name: str
) -> None:
    vendors.shop.providers = {key: one for key, one in vendors.shop.providers.items() if key != "mulenpay"}
    answer = await asked(vendors, token, tariff, payment_method=name)
    _, bill = await bill_of(vendors, answer)
    genuine = vendors.hook(name, bill)
    forged = [(genuine.body + b" ", {key: "0" * 64 for key in genuine.headers})]
    if name == "heleket":  # its signature is inside the body
        forged = [(json.dumps({**json.loads(genuine.body), "sign": "0" * 32}).encode(), {})]
    for body, headers in forged:
        await call(
            vendors.web, "POST", "/payments/webhook", content=body, headers=headers, status=403, message="not allowed"
        )
    assert (await credits(user), await until(user)) == ([], [])


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"1", b"[" * 60_000, b"\xff"])
@ONE_ENGINE
async def test_what_is_no_webhook_is_an_invalid_body(vendors: CashDesk, body: bytes) -> None:
    await call(vendors.web, "POST", "/payments/webhook", content=body, status=400, message="invalid body")


async def test_a_webhook_that_says_nothing_known_is_refused(vendors: CashDesk) -> None:
    await call(vendors.web, "POST", "/payments/webhook", json={"hello": 1}, status=403, message="not allowed")
    await call(vendors.web, "POST", "/payments/webhook", content=b" " * (60 << 10), status=400, message="invalid body")
    assert (await vendors.web.post("/payments/webhook", content=b" " * (2 << 20))).status_code == 413


async def test_an_unsigned_paid_is_only_a_claim(vendors: CashDesk, user: User, token: str, tariff: Tariff) -> None:
    answer = await asked(vendors, token, tariff)
    _, bill = await bill_of(vendors, answer)
    bill.status, bill.paid_at = "paid", 1.0
    ahead = vendors.hook("yookassa", bill)
    bill.status, bill.paid_at = "pending", 0.0
    assert (await vendors.web.post("/payments/webhook", content=ahead.body)).json() == {"status": "ok"}
    assert (await credits(user), await until(user)) == ([], [])


async def test_a_vendor_that_cannot_confirm_now_is_asked_for_the_webhook_again(
    vendors: CashDesk, user: User, token: str, tariff: Tariff
) -> None:
    answer = await asked(vendors, token, tariff)
    _, bill = await bill_of(vendors, answer)
    vendors.fault("yookassa", code=500)
    bill.status, bill.paid_at = "paid", 1.0
    hook = vendors.hook("yookassa", bill)
    again = await vendors.web.post("/payments/webhook", content=hook.body)
    assert again.status_code >= 500
    problem(again.json())
    assert await until(user) == []


# ---- twice is once


async def test_a_double_click_is_one_payment(vendors: CashDesk, token: str, tariff: Tariff) -> None:
    first, second = await asyncio.gather(asked(vendors, token, tariff), asked(vendors, token, tariff))
    assert first == second
    assert (await Invoice.all().count(), await Payment.all().count()) == (1, 1)


async def test_a_repeated_key_is_answered_alike_and_another_request_with_it_refused(
    shop: Shop, web: httpx.AsyncClient, tariff: Tariff, clock: Clock
) -> None:
    user = await new_user(shop, balance_kopeks=100000)
    token, headers = await token_of(shop, user), {"idempotency-key": "one"}
    body = {"tariff_code": tariff.public_code, "payment_method": "balance"}
    first = await call(web, "POST", CREATE, token=token, json=body, headers=headers)
    clock.advance(minutes=10)
    assert await call(web, "POST", CREATE, token=token, json=body, headers=headers) == first
    assert await ledger.balance(user.id) == 70100
    other = await web.post(TOP_UP, json={"amount": 50000}, headers={"authorization": f"Bearer {token}", **headers})
    assert other.status_code == 409
    problem(other.json())
    bad = await web.post(CREATE, json=body, headers={"authorization": f"Bearer {token}", "idempotency-key": "x" * 256})
    assert (bad.status_code, bad.json()) == (400, {"message": "invalid body"})


# ---- the balance


async def test_the_balance_pays_at_once_and_a_double_click_once(
    shop: Shop, web: httpx.AsyncClient, tariff: Tariff, clock: Clock
) -> None:
    user = await new_user(shop, balance_kopeks=100000)
    await promocodes.create_promocode(shop, "HALF", kind="discount", value=50)
    await promocodes.activate(shop, user, "half")
    token = await token_of(shop, user)
    body = {"tariff_code": tariff.public_code, "payment_method": "Balance", "return_url": "https://my.site/paid"}
    clicks = await asyncio.gather(*(call(web, "POST", CREATE, token=token, json=body) for _ in range(4)))
    assert all(click == clicks[0] for click in clicks)  # also where the discount has been spent meanwhile
    assert set(clicks[0]) == PAID_KEYS
    assert (clicks[0]["status"], clicks[0]["payment_url"]) == ("succeeded", "https://my.site/paid")
    assert await ledger.balance(user.id) == 100000 - 14950
    assert await until(user) == [shop.now() + timedelta(days=30)]
    found = await shown(web, token, clicks[0]["payment_id"])
    assert (found["invoice"]["status"], found["invoice"]["amount"]) == ("paid", 14950)
    assert (found["payments"][0]["provider"], found["payments"][0]["status"]) == ("balance", "succeeded")
    clock.advance(seconds=11)
    await call(web, "POST", CREATE, token=token, json=body)
    assert await ledger.balance(user.id) == 100000 - 14950 - 29900
    assert await until(user) == [shop.now() - timedelta(seconds=11) + timedelta(days=60)]
    assert await ledger.unbalanced() == []


async def test_too_little_on_the_balance_changes_nothing(shop: Shop, web: httpx.AsyncClient, tariff: Tariff) -> None:
    user = await new_user(shop, balance_kopeks=29899)
    answer = await web.post(
        CREATE,
        json={"tariff_code": tariff.public_code, "payment_method": "balance"},
        headers={"authorization": f"Bearer {await token_of(shop, user)}"},
    )
    assert answer.status_code == 400
    problem(answer.json())
    assert await ledger.balance(user.id) == 29899
    assert (await Invoice.all().count(), await Payment.all().count(), await until(user)) == (0, 0, [])


# ---- renewals and top-ups


async def _key(shop: Shop, user: User, tariff: Tariff) -> Key:
    await ledger.grant(shop, user, 29900, key=f"k{user.id}", by=THE_SHOP)
    await purchase.buy(shop, user, tariff, quote="first", by=THE_SHOP)
    return await Key.get(subscription__user_id=user.id, number=0)


@pytest.mark.parametrize("path", [RENEW, TOP_UP])
async def test_a_key_is_renewed_by_both_of_its_names(
    vendors: CashDesk, shop: Shop, user: User, token: str, tariff: Tariff, path: str
) -> None:
    key = await _key(shop, user, tariff)
    for number, name in enumerate((str(key.uuid), key.account_name), start=2):
        body = {"tariff_code": tariff.public_code, "client_id": name}
        answer = await call(vendors.web, "POST", path, token=token, json=body)
        assert set(answer) == PAID_KEYS
        await pay(vendors, answer)
        assert await until(user) == [shop.now() + timedelta(days=30 * number)]
        assert (await Invoice.get(uuid=answer["invoice_id"])).params["subscription_id"] == key.subscription_id


async def test_the_keys_own_subscription_is_renewed_and_not_a_newer_one(
    shop: Shop, web: httpx.AsyncClient, user: User, token: str, tariff: Tariff
) -> None:
    key = await _key(shop, user, tariff)
    older = await Subscription.get(id=key.subscription_id)
    newer = await Subscription.get(id=older.id)
    newer.id, newer.uuid, newer.token = None, uuid4(), "another"
    newer._saved_in_db = False
    await newer.save()
    await ledger.grant(shop, user, 29900, key="more", by=THE_SHOP)
    body = {"tariff_code": tariff.public_code, "client_id": str(key.uuid), "payment_method": "balance"}
    await call(web, "POST", RENEW, token=token, json=body)
    assert await until(user) == [older.expires_at + timedelta(days=30), older.expires_at]


async def test_keys_that_cannot_be_renewed(
    shop: Shop, web: httpx.AsyncClient, user: User, token: str, tariff: Tariff
) -> None:
    foreign = await _key(shop, await new_user(shop, 77), tariff)
    mine = await _key(shop, user, tariff)
    place = (await servers.every())[0]
    given_up = await devices.make(shop, user, server=place)
    await devices.revoke(shop, user, given_up)
    for path in (RENEW, TOP_UP):
        for name in (str(foreign.uuid), foreign.account_name, str(uuid4()), "nobody", str(given_up.uuid)):
            body = {"tariff_code": tariff.public_code, "client_id": name}
            answer = await web.post(path, json=body, headers={"authorization": f"Bearer {token}"})
            assert (answer.status_code, answer.json()) == (404, {"message": "client not found"})
        body = {"tariff_code": "nothing", "client_id": str(mine.uuid)}
        answer = await web.post(path, json=body, headers={"authorization": f"Bearer {token}"})
        assert (answer.status_code, answer.json()) == (400, {"message": "tariff not found"})
    assert await Invoice.all().count() == 0


async def test_an_amount_tops_the_balance_up(vendors: CashDesk, user: User, token: str) -> None:
    answer = await call(vendors.web, "POST", TOP_UP, token=token, json={"amount": 50000})
    assert set(answer) == PAID_KEYS
    await pay(vendors, answer)
    assert await ledger.balance(user.id) == 50000
    body = await shown(vendors.web, token, answer["payment_id"])
    assert (body["invoice"]["tariff_id"], body["invoice"]["metadata"]) == (None, {"purpose": "top_up"})
    assert body["invoice"]["status"] == "paid"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "tariff_code required"),
        ({"client_id": "k0001"}, "tariff_code required"),
        ({"tariff_code": "x"}, "client_id required"),
        ({"tariff_code": "x", "client_id": "k0001", "amount": 50000}, "invalid body"),
        ({"amount": 500.5}, "invalid body"),
        ({"amount": "50000"}, "invalid body"),
        ({"amount": True}, "invalid body"),
        ({"amount": 0}, "invalid body"),
        ({"amount": -5}, "invalid body"),
        ({"amount": 10**30}, "invalid body"),
        ({"amount": 50000, "payment_method": "balance"}, "unsupported payment method"),
        ({"amount": 1}, None),
    ],
)
@ONE_ENGINE
async def test_top_ups_that_cannot_be(vendors: CashDesk, token: str, body: dict[str, Any], message: str | None) -> None:
    answer = await vendors.web.post(TOP_UP, json=body, headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 400
    problem(answer.json())
    assert message in (None, answer.json()["message"])
    assert await Invoice.all().count() == 0
