"""CryptoBot, Tribute and Heleket: the signatures of the research, and bodies that are signed and odd."""

import base64
import json
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.payment_providers import (
    Claim,
    Forged,
    PaymentProvider,
    Unreadable,
    WebhookRequest,
    cryptobot,
    heleket,
    tribute,
)
from core.payment_providers.cryptobot import CryptoBot
from core.payment_providers.heleket import Heleket
from core.payment_providers.tribute import Tribute
from sandbox.vendors import heleket as simulator

INVOICE = uuid.UUID("0190f5d2-0000-7000-8000-000000000001")
NOW = datetime(2026, 1, 15, 10, 30, tzinfo=UTC)

TOKEN = "12345:TESTtokenForDocsOnly0000000000000"
CRYPTOBOT_BODY = (
    b'{"update_id":7,"update_type":"invoice_paid","request_date":"2026-01-15T10:30:00.000Z","payload":'
    b'{"invoice_id":42,"status":"paid","hash":"IVdoc","currency_type":"fiat","fiat":"RUB","amount":"179.00",'
    b'"payload":"0190f5d2-0000-7000-8000-000000000001"}}'
)
CRYPTOBOT_SIGNATURE = "90ffe0630c042f646b95c4e8b79b82c8e5bfc8580fe57176d9e72a953a51c2a2"
CRYPTOBOT_WRONG_KEY = "26ed2877fe6361324d830d8f2ad3875fd3c557ce4890acdebf45e1b6adbe2979"  # the token, not its hash

TRIBUTE_KEY = "trb_test_key_docs"
TRIBUTE_BODY = (
    b'{"name":"shop_order","created_at":"2026-01-15T10:30:00Z","sent_at":"2026-01-15T10:30:02Z","payload":'
    b'{"uuid":"550e8400-e29b-41d4-a716-446655440000","status":"paid","amount":17900,"currency":"rub",'
    b'"period":"onetime","customerId":"0190f5d2-0000-7000-8000-000000000001"}}'
)
TRIBUTE_ORDER = "550e8400-e29b-41d4-a716-446655440000"
TRIBUTE_HEX = "6f1d1f8831ae3e4b2c1132012d98a08efd2537f991d0cf11fd005c8ea978d1b5"
TRIBUTE_BASE64 = "bx0fiDGuPkssETIBLZigjv0lN/mR0M8R/QBcjql40bU="

HELEKET_KEY = "heleketPaymentKeyForDocs"
HELEKET_UUID = "62f88b36-a9d5-4fa6-aa26-e040c3dbf26d"
HELEKET_CANONICAL = (
    '{"type":"payment","uuid":"62f88b36-a9d5-4fa6-aa26-e040c3dbf26d","order_id":"pay_0001","amount":"179.00",'
    '"payment_amount":"1.99000000","status":"paid","is_final":true,"network":"tron","currency":"RUB",'
    '"payer_currency":"USDT","additional_data":"тариф\\/30"}'
)
HELEKET_SIGNATURE = "2cc5c59281d7f1a4489ea8db00fd1b09"
HELEKET_UNESCAPED = "0efc60446723be2205b0afc05729c5d8"
HELEKET_ESCAPED_UNICODE = "fcccf5020ad3bfbde246f7c567e028b7"


# Signatures of the research


def test_cryptobots_vector() -> None:
    provider = CryptoBot(TOKEN)
    request = WebhookRequest(CRYPTOBOT_BODY, {"crypto-pay-api-signature": CRYPTOBOT_SIGNATURE})
    assert provider.read(request) == (Claim(INVOICE, "42"),)


def test_tributes_vector_in_either_writing() -> None:
    provider = Tribute(TRIBUTE_KEY)
    for written in (TRIBUTE_HEX, TRIBUTE_HEX.upper(), TRIBUTE_BASE64, f" {TRIBUTE_HEX} "):
        request = WebhookRequest(TRIBUTE_BODY, {"trbt-signature": written})
        assert provider.read(request) == (Claim(INVOICE, TRIBUTE_ORDER),)


def test_helekets_vectors_of_requests() -> None:
    body = b'{"amount":"179.00","currency":"RUB","order_id":"pay_0001"}'
    assert heleket.signature(HELEKET_KEY, body) == "1618ca89cdfb365f89a3f412cd96e97b"
    assert heleket.signature(HELEKET_KEY, b"") == "6cb5abd013361b834b2e422b8bee44bd"


def heleket_request(sign: str, text: str = HELEKET_CANONICAL) -> WebhookRequest:
    return WebhookRequest(f'{text[:-1]},"sign":"{sign}"}}'.encode(), {})


@pytest.mark.parametrize(
    "rewrite",
    [
        lambda text: text,
        lambda text: text.replace("\\/", "/"),
        lambda text: text.replace("тариф", "\\u0442\\u0430\\u0440\\u0438\\u0444"),
        lambda text: json.dumps(json.loads(text), indent=2),
    ],
    ids=["as PHP writes it", "slash not escaped", "Cyrillic escaped", "indented"],
)
def test_helekets_vector_however_the_body_is_written(rewrite: Callable[[str], str]) -> None:
    request = heleket_request(HELEKET_SIGNATURE, rewrite(HELEKET_CANONICAL).rstrip())
    assert Heleket("m", HELEKET_KEY).read(request) == (Claim(None, HELEKET_UUID),)


@pytest.mark.parametrize(
    ("provider", "request_"),
    [
        (CryptoBot(TOKEN), WebhookRequest(CRYPTOBOT_BODY, {"crypto-pay-api-signature": CRYPTOBOT_WRONG_KEY})),
        (CryptoBot(TOKEN), WebhookRequest(CRYPTOBOT_BODY + b" ", {"crypto-pay-api-signature": CRYPTOBOT_SIGNATURE})),
        (CryptoBot(TOKEN), WebhookRequest(CRYPTOBOT_BODY, {"crypto-pay-api-signature": "é\udcff"})),
        (CryptoBot(TOKEN), WebhookRequest(CRYPTOBOT_BODY, {"crypto-pay-api-signature": ""})),
        (
            Tribute(TRIBUTE_KEY),
            WebhookRequest(TRIBUTE_BODY.replace(b"17900", b"17901"), {"trbt-signature": TRIBUTE_HEX}),
        ),
        (Tribute(TRIBUTE_KEY), WebhookRequest(TRIBUTE_BODY, {"trbt-signature": "z" * 64})),
        (Tribute(TRIBUTE_KEY), WebhookRequest(TRIBUTE_BODY, {"trbt-signature": "ключ"})),
        (Tribute(TRIBUTE_KEY), WebhookRequest(TRIBUTE_BODY, {"trbt-signature": "===="})),
        (Heleket("m", HELEKET_KEY), heleket_request(HELEKET_UNESCAPED)),
        (Heleket("m", HELEKET_KEY), heleket_request(HELEKET_ESCAPED_UNICODE)),
        (Heleket("m", HELEKET_KEY), heleket_request(HELEKET_SIGNATURE, HELEKET_CANONICAL.replace("179.00", "179.0"))),
        (Heleket("m", HELEKET_KEY), heleket_request("ключ")),
        (Heleket("m", HELEKET_KEY), WebhookRequest(HELEKET_CANONICAL.encode(), {})),
        (Heleket("m", HELEKET_KEY), WebhookRequest(b'{"type":"payment","sign":7}', {})),
        (Heleket("m", HELEKET_KEY), WebhookRequest(b'{"a":"\\ud800","sign":"' + b"0" * 32 + b'"}', {})),
        (Heleket("m", HELEKET_KEY), WebhookRequest(b'{"a":' + b"[" * 900 + b"]" * 900 + b',"sign":"0"}', {})),
    ],
)
def test_a_signature_of_anything_else_is_forged(provider: PaymentProvider, request_: WebhookRequest) -> None:
    with pytest.raises(Forged) as caught:
        provider.read(request_)
    assert not [secret for secret in (TOKEN, TRIBUTE_KEY, HELEKET_KEY) if secret in str(caught.value)]


def test_the_previous_secret_still_reads_webhooks() -> None:
    rotated = (
        (
            CryptoBot("new", previous_token=TOKEN),
            WebhookRequest(CRYPTOBOT_BODY, {"crypto-pay-api-signature": CRYPTOBOT_SIGNATURE}),
        ),
        (Tribute("new", previous_api_key=TRIBUTE_KEY), WebhookRequest(TRIBUTE_BODY, {"trbt-signature": TRIBUTE_HEX})),
        (Heleket("m", "new", previous_api_key=HELEKET_KEY), heleket_request(HELEKET_SIGNATURE)),
    )
    for provider, request in rotated:
        assert len(provider.read(request)) == 1


def test_an_empty_previous_secret_signs_nothing() -> None:
    body = HELEKET_CANONICAL
    with pytest.raises(Forged):
        Heleket("m", "new").read(heleket_request(heleket.signature("", body.encode()), body))
    unkeyed = cryptobot.signature("", CRYPTOBOT_BODY)
    with pytest.raises(Forged):
        CryptoBot("new").read(WebhookRequest(CRYPTOBOT_BODY, {"crypto-pay-api-signature": unkeyed}))
    with pytest.raises(Forged):
        Tribute("new").read(WebhookRequest(TRIBUTE_BODY, {"trbt-signature": tribute.digest("", TRIBUTE_BODY).hex()}))


# PHP's JSON


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("a/b", '"a\\/b"'),
        ("тариф", '"тариф"'),
        ("\u2028\u2029", '"\\u2028\\u2029"'),
        ('"\\\n\t\x1f\x7f', '"\\"\\\\\\n\\t\\u001f\x7f"'),
        ({"a": [True, False, None], "б": {}}, '{"a":[true,false,null],"б":{}}'),
    ],
)
def test_json_is_written_as_php_does(value: Any, written: str) -> None:
    assert heleket.php_json(value) == written


def test_numbers_of_a_heleket_webhook_are_signed_as_they_came() -> None:
    text = '{"type":"payment","uuid":"a-b","amount":17.10,"n":1.0e-7,"big":12345678901234567890.10,"one":1}'
    request = heleket_request(heleket.signature(HELEKET_KEY, text.encode()), text)
    assert Heleket("m", HELEKET_KEY).read(request) == (Claim(None, "a-b"),)


# Authentic, and still odd


def signed_by_cryptobot(body: bytes) -> tuple[PaymentProvider, WebhookRequest]:
    signature = cryptobot.signature(TOKEN, body)
    return CryptoBot(TOKEN), WebhookRequest(body, {"crypto-pay-api-signature": signature})


def signed_by_tribute(body: bytes) -> tuple[PaymentProvider, WebhookRequest]:
    return Tribute(TRIBUTE_KEY), WebhookRequest(body, {"trbt-signature": tribute.digest(TRIBUTE_KEY, body).hex()})


def signed_by_heleket(body: bytes) -> tuple[PaymentProvider, WebhookRequest]:
    text = body.decode(errors="replace").rstrip()
    return Heleket("m", HELEKET_KEY), heleket_request(heleket.signature(HELEKET_KEY, text.encode()), text or "{}")


SIGNERS = (signed_by_cryptobot, signed_by_tribute, signed_by_heleket)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
updates = st.fixed_dictionaries(
    {},
    optional={
        "update_type": st.sampled_from(["invoice_paid", "other"]) | anything,
        "payload": anything
        | st.dictionaries(st.sampled_from(["invoice_id", "payload", "uuid", "customerId"]), anything),
        "name": st.sampled_from(["shop_order", "shop_order_refunded"]) | anything,
        "type": st.sampled_from(["payment", "wallet"]) | anything,
        "uuid": anything,
        "order_id": anything,
    },
)


@given(updates | anything)
def test_what_is_signed_and_odd_is_read_or_unreadable(update: Any) -> None:
    body = json.dumps(update).encode()
    for sign in SIGNERS:
        provider, request = sign(body)
        try:
            claims = provider.read(request)
        except (Forged, Unreadable):
            continue
        assert all(claim.external_id for claim in claims)


@pytest.mark.parametrize(
    "body", [b"", b"\xff", b"[" * 100_000, b"{" * 5_000, b"null", b"[]", b"{}", b"NaN", b"x" * 300_000], ids=repr
)
def test_a_signed_body_that_is_no_object_breaks_nothing(body: bytes) -> None:
    for sign in SIGNERS:
        provider, request = sign(body)
        with pytest.raises((Forged, Unreadable)):
            provider.read(request)


@pytest.mark.parametrize(
    ("sign", "body"),
    [
        (signed_by_cryptobot, b'{"update_id":1,"update_type":"invoice_expired","payload":{}}'),
        (signed_by_tribute, b'{"name":"new_donation","payload":{"amount":17900,"currency":"eur"}}'),
        (signed_by_tribute, b'{"name":"new_subscription","payload":{}}'),
        (signed_by_heleket, b'{"type":"payout","uuid":"a-b","status":"paid"}'),
        (signed_by_heleket, b'{"type":"wallet","uuid":"a-b","status":"paid"}'),
    ],
)
def test_news_of_something_else_is_no_claim(
    sign: Callable[[bytes], tuple[PaymentProvider, WebhookRequest]], body: bytes
) -> None:
    provider, request = sign(body)
    assert list(provider.read(request)) == []


# The rules themselves


def test_a_sandbox_signature_is_helekets_own() -> None:
    """The simulator and the adapter are two writings of the same rule; here they meet the research."""
    body = json.loads(HELEKET_CANONICAL)
    assert simulator.php_json(body) == heleket.php_json(body) == HELEKET_CANONICAL
    assert simulator.signature(HELEKET_KEY, HELEKET_CANONICAL) == HELEKET_SIGNATURE


def test_base64_of_the_vector_is_the_hex_of_it() -> None:
    assert base64.b64decode(TRIBUTE_BASE64).hex() == TRIBUTE_HEX


@given(st.integers(1, 10**9), st.integers(1, 10**12), st.integers(1, 10**12))
def test_a_part_is_never_more_than_was_paid(billed: int, one: int, other: int) -> None:
    paid, asked = sorted((Decimal(one), Decimal(other)))
    part = heleket._paid_part(billed, paid, asked)
    assert 0 <= part <= billed
    assert part * asked <= billed * paid
