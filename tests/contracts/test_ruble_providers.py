"""YooKassa, MulenPay and Platega: the vectors of the research, and what only they do."""

import base64
import json
import uuid
from collections.abc import AsyncIterator
from typing import Any

import pytest

from core.payment_providers import (
    Bill,
    Claim,
    Forged,
    OutcomeUnknown,
    ProviderRefused,
    WebhookRequest,
    mulenpay,
    yookassa,
)
from core.payment_providers.mulenpay import MulenPay
from core.payment_providers.platega import Platega
from core.payment_providers.yookassa import YooKassa
from sandbox.vendors.server import Vendors

INVOICE = uuid.UUID("7b9c3a52-3df4-4f0e-9a51-0c3f3b1f5f10")


@pytest.fixture
async def vendors() -> AsyncIterator[Vendors]:
    async with Vendors() as running:
        yield running


def bill(method: str, **changes: Any) -> Bill:
    texts = {"title": "30 дней", "description": "Пополнение баланса", "return_url": "https://shop.example/back"}
    return Bill(**{"invoice": INVOICE, "method": method, "amount": 500_00, "currency": "RUB", **texts, **changes})


def yookassa_at(vendors: Vendors, **options: Any) -> YooKassa:
    secrets = vendors.secrets("yookassa")
    return YooKassa(secrets["shop_id"], secrets["secret_key"], base_url=vendors.api("yookassa"), **options)


# YooKassa


def test_yookassa_signs_in_as_the_documentation_does() -> None:
    assert base64.b64encode(b"123456:test_secretDocs").decode() == "MTIzNDU2OnRlc3Rfc2VjcmV0RG9jcw=="
    vendors = Vendors(secrets={"yookassa": {"shop_id": "123456", "secret_key": "test_secretDocs"}})
    assert vendors.secrets("yookassa")["shop_id"] == "123456"


@pytest.mark.parametrize(
    ("peer", "inside"),
    [
        ("185.71.76.5", True),
        ("185.71.76.32", False),
        ("77.75.154.127", False),
        ("77.75.154.200", True),
        ("77.75.156.12", False),
        ("2a02:5180:0:1509::5", True),
        ("127.0.0.1, 185.71.76.5", False),
        ("", False),
        (None, False),
    ],
)
def test_yookassas_addresses(peer: str | None, inside: bool) -> None:
    assert yookassa.comes_from_yookassa(peer) is inside
    strict = YooKassa("1", "s", check_peer=True)
    request = WebhookRequest(b'{"event": "payment.succeeded", "object": {"id": "2a-b"}}', {}, peer)
    if inside:
        assert strict.read(request) == (Claim(None, "2a-b"),)
    else:
        with pytest.raises(Forged):
            strict.read(request)


def test_yookassas_refund_names_its_payment() -> None:
    body = {"event": "refund.succeeded", "object": {"id": "refund-1", "payment_id": "payment-1", "amount": 5}}
    assert YooKassa("1", "s").read(WebhookRequest(json.dumps(body).encode(), {})) == (Claim(None, "payment-1"),)


@pytest.mark.parametrize(
    ("bill_email", "shop_email", "expected"),
    [("anna@example.com", "shop@example.com", "anna@example.com"), (None, "shop@example.com", "shop@example.com")],
)
async def test_yookassa_sends_a_receipt_where_an_address_is_known(
    vendors: Vendors, bill_email: str | None, shop_email: str, expected: str
) -> None:
    provider = yookassa_at(vendors, receipt_email=shop_email, vat_code=4)
    opened = await provider.open(bill("YOOKASSA_CARD", email=bill_email))
    receipt = vendors.book("yookassa").get(opened.external_id or "").metadata["receipt"]
    assert receipt["customer"] == {"email": expected}
    (item,) = receipt["items"]
    assert item["amount"] == {"value": "500.00", "currency": "RUB"}
    assert (item["vat_code"], item["payment_subject"]) == (4, "service")
    await provider.aclose()


async def test_yookassa_is_told_of_no_receipt_without_an_address(vendors: Vendors) -> None:
    provider = yookassa_at(vendors)
    opened = await provider.open(bill("YOOKASSA_CARD", return_url="", description="я" * 500))
    made = vendors.book("yookassa").get(opened.external_id or "")
    assert made.metadata["receipt"] is None
    assert made.method == "bank_card"
    assert opened.expires_at is not None
    await provider.aclose()


async def test_a_payment_of_a_test_shop_counts_in_a_test_shop() -> None:
    async with Vendors(secrets={"yookassa": {"secret_key": "test_SANDBOX"}}) as vendors:
        for is_test in (True, False):
            provider = yookassa_at(vendors, is_test=is_test)
            opened = await provider.open(bill("YOOKASSA_SBP"))
            receipt = await provider.look_up(Claim(None, opened.external_id))
            assert receipt is not None
            assert receipt.is_test is not is_test
            await provider.aclose()


@pytest.mark.parametrize(
    ("status", "expected"), [("canceled", ProviderRefused), ("pending", OutcomeUnknown), ("odd", OutcomeUnknown)]
)
async def test_yookassas_refund_may_be_refused_or_unfinished(
    vendors: Vendors, status: str, expected: type[Exception]
) -> None:
    provider = yookassa_at(vendors)
    opened = await provider.open(bill("YOOKASSA_SBP"))
    vendors.book("yookassa").pay(opened.external_id or "")
    receipt = await provider.look_up(Claim(None, opened.external_id))
    assert receipt is not None
    vendors.faults("yookassa").add({"path": "/refunds", "swap": [['"succeeded"', f'"{status}"']]})
    with pytest.raises(expected):
        await provider.refund(receipt, amount=100_00, key="refund:1")
    await provider.aclose()


# MulenPay


def test_mulenpays_signature() -> None:
    made = mulenpay.signature("rub", "179.00", 5, "mulenSecretForDocs")
    assert made == "3db76a4f892dc9543e09642df72b6aca110e72fb"


@pytest.mark.parametrize(
    ("status", "expected"),
    [(0, "pending"), (1, "pending"), (2, "failed"), (3, "completed"), (4, "failed"), (5, "pending"), (6, "pending")],
)
async def test_mulenpays_statuses(vendors: Vendors, status: int, expected: str) -> None:
    secrets = vendors.secrets("mulenpay")
    provider = MulenPay(
        secrets["api_key"], secrets["secret_key"], int(secrets["shop_id"]), base_url=vendors.api("mulenpay")
    )
    opened = await provider.open(bill("MULENPAY_SBP", email="anna@example.com"))
    vendors.faults("mulenpay").add({"swap": [['"status":0', f'"status":{status}']]})
    receipt = await provider.look_up(Claim(None, opened.external_id))
    assert receipt is not None
    assert receipt.status == expected
    assert receipt.currency == "RUB"
    await provider.aclose()


# Platega


def platega_at(vendors: Vendors, **options: Any) -> Platega:
    secrets = vendors.secrets("platega")
    return Platega(secrets["merchant_id"], secrets["secret"], base_url=vendors.api("platega"), **options)


def test_plategas_ping_is_no_payment() -> None:
    provider = Platega("merchant", "secret")
    assert provider.read(WebhookRequest(b"", {})) == ()
    with pytest.raises(Forged):
        provider.read(WebhookRequest(b'{"id": "1"}', {}))


@pytest.mark.parametrize(
    "body", [b'{"id": "a-1"}', b'{"transactionId": "a-1"}', b'{"Id": "a-1"}', b'{"TransactionId": "a-1"}']
)
def test_platega_spells_its_fields_as_it_likes(body: bytes) -> None:
    headers = {"x-merchantid": "merchant", "x-secret": "secret"}
    assert Platega("merchant", "secret").read(WebhookRequest(body, headers)) == (Claim(None, "a-1"),)


async def test_platega_goes_straight_to_one_way_when_told(vendors: Vendors) -> None:
    provider = platega_at(vendors, method=2)
    opened = await provider.open(bill("PLATEGA"))
    assert vendors.book("platega").get(opened.external_id or "").method == "2"
    await provider.aclose()


@pytest.mark.parametrize(("life", "seconds"), [("00:15:00", 900), ("1.00:15:00", 87_300), ("soon", None), (None, None)])
async def test_platega_says_how_long_a_payment_lives(vendors: Vendors, life: str | None, seconds: int | None) -> None:
    provider = platega_at(vendors)
    vendors.faults("platega").add({"swap": [['"01:00:00"', json.dumps(life)]]})
    before = provider._clock()
    opened = await provider.open(bill("PLATEGA"))
    if seconds is None:
        assert opened.expires_at is None
    else:
        assert opened.expires_at is not None
        assert 0 <= (opened.expires_at - before).total_seconds() - seconds < 5
    await provider.aclose()
