"""CryptoBot, Tribute and Heleket before their simulators: what only they do."""

import json
import ssl
import subprocess
import sys
import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
import truststore

from core.payment_providers import (
    Bill,
    Claim,
    OutcomeUnknown,
    ProviderRefused,
    ProviderUnavailable,
    Receipt,
    WebhookRequest,
    tribute,
)
from core.payment_providers.cryptobot import CryptoBot
from core.payment_providers.cryptobot_client import CryptoBotClient
from core.payment_providers.heleket import Heleket, _paid_over
from core.payment_providers.tribute import Tribute
from sandbox.vendors.book import Bill as Collected
from sandbox.vendors.book import Hook
from sandbox.vendors.server import Vendors

INVOICE = uuid.UUID("0190f5d2-0000-7000-8000-000000000001")
TRIBUTE_ORDER = "550e8400-e29b-41d4-a716-446655440000"


@pytest.fixture
async def vendors() -> AsyncIterator[Vendors]:
    async with Vendors() as running:
        yield running


@pytest.fixture
async def shop(vendors: Vendors) -> AsyncIterator[SimpleNamespace]:
    """The three adapters, each before its simulator."""
    adapters = SimpleNamespace(
        cryptobot=CryptoBot(vendors.secrets("cryptobot")["token"], base_url=vendors.api("cryptobot")),
        tribute=Tribute(vendors.secrets("tribute")["api_key"], base_url=vendors.api("tribute")),
        heleket=Heleket(**vendors.secrets("heleket"), base_url=vendors.api("heleket")),
    )
    yield adapters
    for adapter in vars(adapters).values():
        await adapter.aclose()


def bill(method: str, **changes: Any) -> Bill:
    texts = {"title": "30 дней", "description": "Пополнение баланса", "return_url": "https://shop.example/back"}
    return Bill(**{"invoice": INVOICE, "method": method, "amount": 500_00, "currency": "RUB", **texts, **changes})


def collected(vendors: Vendors, name: str) -> Collected:
    """The one bill of this vendor."""
    (made,) = vendors.book(name).bills.values()
    return made


def webhook(hook: Hook | None) -> WebhookRequest:
    assert hook is not None
    return WebhookRequest(hook.body, {name.lower(): value for name, value in hook.headers.items()})


# CryptoBot


def test_the_adapter_costs_no_aiohttp() -> None:
    program = (
        "import sys, core.payment_providers.cryptobot as c; c.CryptoBot('t');"
        "sys.exit(any(m in sys.modules for m in ('aiohttp', 'aiocryptopay')))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


async def test_cryptobot_trusts_the_systems_certificates_and_does_not_wait_for_ever() -> None:
    client = CryptoBotClient("t", "http://127.0.0.1:1", timeout=3.0)
    session = client._connected().get_session()
    assert isinstance(session.connector._ssl, truststore.SSLContext)
    assert session.connector._ssl.verify_mode is ssl.CERT_REQUIRED
    assert session.timeout.total == 3.0
    await client.close()


@pytest.mark.parametrize(
    ("said", "ours"),
    [("active", "pending"), ("paid", "completed"), ("expired", "expired"), ("frozen", "pending"), ("Paid", "pending")],
)
async def test_cryptobots_statuses(vendors: Vendors, shop: SimpleNamespace, said: str, ours: str) -> None:
    await shop.cryptobot.open(bill("CRYPTOBOT"))
    vendors.faults("cryptobot").add({"swap": [['"active"', f'"{said}"']]})
    receipt = await shop.cryptobot.look_up(Claim(INVOICE, collected(vendors, "cryptobot").id))
    assert receipt.status == ours


async def test_cryptobots_bill_is_in_roubles_to_the_kopek(vendors: Vendors, shop: SimpleNamespace) -> None:
    await shop.cryptobot.open(bill("CRYPTOBOT", amount=179_00))
    made = collected(vendors, "cryptobot")
    assert (made.amount, made.currency, made.our_ref) == ("179.00", "RUB", str(INVOICE))
    assert made.expires_at - made.created_at == pytest.approx(24 * 3600, abs=1)


@pytest.mark.parametrize("kopeks", [10_01, 19_99, 434_35, 829_29, 1_000_00, 99_999_999_99, 999_999_999_999_99])
async def test_no_kopek_is_lost_in_aiocryptopays_floats(vendors: Vendors, shop: SimpleNamespace, kopeks: int) -> None:
    await shop.cryptobot.open(bill("CRYPTOBOT", amount=kopeks))
    receipt = await shop.cryptobot.look_up(Claim(None, collected(vendors, "cryptobot").id))
    assert receipt.amount == kopeks


async def test_a_crypto_invoice_is_none_of_the_shops(vendors: Vendors, shop: SimpleNamespace) -> None:
    await shop.cryptobot.open(bill("CRYPTOBOT"))
    swap = [['"currency_type":"fiat","fiat":"RUB"', '"currency_type":"crypto","asset":"USDT"']]
    vendors.faults("cryptobot").add({"swap": swap})
    assert await shop.cryptobot.look_up(Claim(INVOICE, collected(vendors, "cryptobot").id)) is None


@pytest.mark.parametrize("name", ["cryptobot", "tribute"])
async def test_an_answer_that_was_lost_is_found_among_the_newest(
    vendors: Vendors, shop: SimpleNamespace, name: str
) -> None:
    vendors.faults(name).add({"code": 502, "after": True})
    opened = await getattr(shop, name).open(bill(name.upper()))
    assert opened.external_id == collected(vendors, name).id


@pytest.mark.parametrize("name", ["cryptobot", "tribute", "heleket"])
async def test_a_payment_is_found_by_our_own_name_for_it(vendors: Vendors, shop: SimpleNamespace, name: str) -> None:
    provider = getattr(shop, name)
    assert await provider.look_up(Claim(None, None)) is None
    assert await provider.look_up(Claim(INVOICE, None)) is None
    opened = await provider.open(bill(name.upper()))
    vendors.book(name).pay(opened.external_id)
    receipt = await provider.look_up(Claim(INVOICE, None))
    assert (receipt.external_id, receipt.status) == (opened.external_id, "completed")


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        ('{"code":400,"name":"AMOUNT_INVALID"}', ProviderRefused),
        ('{"code":401,"name":"UNAUTHORIZED"}', ProviderRefused),
        ('{"code":429,"name":"TOO_MANY_REQUESTS"}', ProviderUnavailable),
        ('{"code":500,"name":"APP_ERROR"}', ProviderUnavailable),
        ('{"code":null,"name":null}', ProviderUnavailable),
        ("null", ProviderUnavailable),
    ],
)
async def test_cryptobots_no_in_an_answer_of_200_is_a_no(
    vendors: Vendors, shop: SimpleNamespace, error: str, expected: type[Exception]
) -> None:
    vendors.faults("cryptobot").add({"swap": [['{"ok":true,', f'{{"ok":false,"error":{error},']]})
    with pytest.raises(expected):
        await shop.cryptobot.look_up(Claim(None, "1001"))


# Tribute


@pytest.mark.parametrize(
    ("said", "ours"),
    [("pending", "pending"), ("prepaid", "pending"), ("paid", "completed"), ("failed", "failed"), ("held", "pending")],
)
async def test_tributes_statuses(vendors: Vendors, shop: SimpleNamespace, said: str, ours: str) -> None:
    opened = await shop.tribute.open(bill("TRIBUTE"))
    vendors.faults("tribute").add({"swap": [['"pending"', f'"{said}"']]})
    receipt = await shop.tribute.look_up(Claim(INVOICE, opened.external_id))
    assert (receipt.status, receipt.amount, receipt.currency) == (ours, 500_00, "RUB")


async def test_tribute_tells_of_a_refund_by_webhook_alone(vendors: Vendors, shop: SimpleNamespace) -> None:
    opened = await shop.tribute.open(bill("TRIBUTE"))
    book = vendors.book("tribute")
    book.pay(opened.external_id)
    asked = await shop.tribute.look_up(Claim(INVOICE, opened.external_id))
    book.refund(opened.external_id)
    assert (await shop.tribute.look_up(Claim(INVOICE, opened.external_id))).status == "completed"
    event = book.get(opened.external_id).events[-1]
    (claim,) = shop.tribute.read(webhook(event.hook))
    told = await shop.tribute.look_up(claim)
    assert replace(told, status="completed") == asked
    assert told.status == claim.receipt.status == "refunded"


def tribute_claims(name: str, payload: dict[str, Any]) -> Any:
    body = json.dumps({"name": name, "created_at": "2026-01-15T10:30:00Z", "payload": payload}).encode()
    request = WebhookRequest(body, {"trbt-signature": tribute.digest("key", body).hex()})
    return Tribute("key").read(request)


def test_a_refund_that_has_only_begun_is_no_refund() -> None:
    order = {"uuid": TRIBUTE_ORDER, "amount": 17900, "currency": "rub", "status": "initiated"}
    assert tribute_claims("shop_order_refunded", order) == (Claim(None, TRIBUTE_ORDER),)
    (claim,) = tribute_claims("shop_order_refunded", {**order, "status": "completed", "customerId": str(INVOICE)})
    assert isinstance(claim.receipt, Receipt)
    assert (claim.receipt.status, claim.receipt.amount, claim.receipt.currency) == ("refunded", 179_00, "RUB")


async def test_one_cards_failure_does_not_end_a_tribute_order(vendors: Vendors, shop: SimpleNamespace) -> None:
    opened = await shop.tribute.open(bill("TRIBUTE"))
    (claim,) = tribute_claims("shop_order_payment_failed", {"uuid": opened.external_id, "errorCode": "declined"})
    assert (await shop.tribute.look_up(claim)).status == "pending"


async def test_a_forged_refund_ends_nothing_that_is_not_paid(vendors: Vendors, shop: SimpleNamespace) -> None:
    opened = await shop.tribute.open(bill("TRIBUTE"))
    order = {"uuid": opened.external_id, "amount": 50000, "currency": "rub", "status": "completed"}
    (claim,) = tribute_claims("shop_order_refunded", order)
    assert (await shop.tribute.look_up(claim)).status == "pending"


async def test_a_refund_under_way_is_not_called_refused(vendors: Vendors, shop: SimpleNamespace) -> None:
    opened = await shop.tribute.open(bill("TRIBUTE"))
    vendors.book("tribute").pay(opened.external_id)
    receipt = await shop.tribute.look_up(Claim(INVOICE, opened.external_id))
    vendors.faults("tribute").add({"swap": [['"isRefundable":true', '"isRefundable":false']]})
    with pytest.raises(OutcomeUnknown):
        await shop.tribute.refund(receipt, amount=receipt.amount, key="refund:1")
    assert not collected(vendors, "tribute").refunds


async def test_an_unpaid_tribute_order_has_nothing_to_give_back(vendors: Vendors, shop: SimpleNamespace) -> None:
    opened = await shop.tribute.open(bill("TRIBUTE"))
    receipt = await shop.tribute.look_up(Claim(INVOICE, opened.external_id))
    with pytest.raises(ProviderRefused):
        await shop.tribute.refund(receipt, amount=receipt.amount, key="refund:1")


async def test_tributes_titles_are_cut_in_utf_16_units(vendors: Vendors, shop: SimpleNamespace) -> None:
    await shop.tribute.open(bill("TRIBUTE", title="a" + "🔑" * 60, description=""))
    assert collected(vendors, "tribute").description == "a" + "🔑" * 49


# Heleket


@pytest.mark.parametrize(
    ("said", "ours"),
    [
        *((status, "pending") for status in ("check", "process", "confirm_check", "wrong_amount_waiting", "locked")),
        *((status, "completed") for status in ("paid", "paid_over", "refund_process", "refund_fail")),
        *((status, "failed") for status in ("fail", "system_fail")),
        ("cancel", "expired"),
        ("refund_paid", "refunded"),
        ("teleported", "pending"),
    ],
)
async def test_helekets_statuses(vendors: Vendors, shop: SimpleNamespace, said: str, ours: str) -> None:
    opened = await shop.heleket.open(bill("HELEKET"))
    vendors.faults("heleket").add({"swap": [['"check"', f'"{said}"']]})
    receipt = await shop.heleket.look_up(Claim(INVOICE, opened.external_id))
    assert (receipt.status, receipt.amount, receipt.currency) == (ours, 500_00, "RUB")


@pytest.mark.parametrize(
    ("paid", "told"), [("250.00", 250_00), ("499.99", 499_99), ("0.01", 1), ("500.01", 500_01), ("900", 900_00)]
)
async def test_heleket_tells_how_much_was_paid(vendors: Vendors, shop: SimpleNamespace, paid: str, told: int) -> None:
    opened = await shop.heleket.open(bill("HELEKET"))
    vendors.book("heleket").pay(opened.external_id, paid)
    receipt = await shop.heleket.look_up(Claim(INVOICE, opened.external_id))
    assert (receipt.status, receipt.amount) == ("completed", told)


@pytest.mark.parametrize("part", ["NaN", "-1", "9", "", None, "1e3"])
async def test_a_part_that_is_none_is_not_believed(vendors: Vendors, shop: SimpleNamespace, part: str | None) -> None:
    opened = await shop.heleket.open(bill("HELEKET"))
    vendors.book("heleket").pay(opened.external_id, "250.00")
    swap = [['"payment_amount":"2.50000000"', f'"payment_amount":{json.dumps(part)}']]
    vendors.faults("heleket").add({"swap": swap})
    with pytest.raises(ProviderUnavailable):
        await shop.heleket.look_up(Claim(INVOICE, opened.external_id))


@pytest.mark.parametrize(("billed", "came"), [(503_00, 900_00), (1_00, 1_01), (333_33, 333_34), (99_99, 1_000_001_00)])
def test_what_came_beyond_a_bill_is_worth_what_was_paid_to_the_kopeck(billed: int, came: int) -> None:
    """Coins have eight digits, so that a sum is hardly ever a round number of them."""
    for course in ("80.1234", "97.77", "0.013", "101"):
        asked, paid = (round(Decimal(kopeks) / 100 / Decimal(course), 8) for kopeks in (billed, came))
        assert abs(_paid_over(billed, paid, asked) - came) <= came // 10**6


async def test_a_refused_order_id_is_the_payment_of_before(vendors: Vendors, shop: SimpleNamespace) -> None:
    first = await shop.heleket.open(bill("HELEKET"))
    vendors.faults("heleket").add({"code": 422, "body": '{"state":1,"errors":{"order_id":["exists"]}}'})
    assert await shop.heleket.open(bill("HELEKET")) == first


async def test_helekets_no_in_an_answer_of_200_is_a_no(vendors: Vendors, shop: SimpleNamespace) -> None:
    vendors.faults("heleket").add({"code": 200, "body": '{"state":1,"message":"no"}'})
    with pytest.raises(ProviderRefused):
        await shop.heleket.open(bill("HELEKET"))


async def test_heleket_is_told_where_webhooks_go(vendors: Vendors) -> None:
    address = "https://shop.example/webhooks/pay/heleket"
    provider = Heleket(**vendors.secrets("heleket"), base_url=vendors.api("heleket"), webhook_url=address)
    opened = await provider.open(bill("HELEKET"))
    await provider.aclose()
    assert collected(vendors, "heleket").webhook_url == address
    assert opened.expires_at is not None
    assert opened.expires_at.tzinfo is not None
