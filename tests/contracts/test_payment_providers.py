"""What every payment provider holds, over real HTTP against its vendor's simulator."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest

from core.payment_providers import (
    Bill,
    Claim,
    CredentialsRefused,
    Forged,
    OutcomeUnknown,
    PaymentProvider,
    ProviderError,
    ProviderRefused,
    ProviderUnavailable,
    RemembersMethods,
    Unreadable,
    WebhookRequest,
    saver,
)
from core.payment_providers.heleket import Heleket
from core.payment_providers.mulenpay import MulenPay
from core.payment_providers.platega import Platega
from core.payment_providers.tribute import Tribute
from sandbox.vendors.server import Vendors
from tests.contracts.conftest import AMOUNT, TIMEOUT, Desk, Mailbox
from tests.contracts.providers import CASES, Case

HUGE = "[" + "0," * 600_000 + "0]"
DEEP = "[" * 100_000


def only(wanted: Callable[[Case], bool]) -> pytest.MarkDecorator:
    """Run a test over some of the vendors; what a vendor cannot do is its entry's word, not a skipped test."""
    return pytest.mark.parametrize("case", [case for case in CASES if wanted(case)], ids=str)


async def test_a_bill_is_opened_and_its_page_can_be_paid(desk: Desk) -> None:
    bill = desk.bill()
    opened = await desk.provider.open(bill)
    made = desk.book.by_ref(str(bill.invoice))
    assert made is not None
    assert opened.external_id in (None, made.id)
    async with httpx.AsyncClient(trust_env=False, follow_redirects=True) as browser:
        page = await browser.get(opened.url, headers={"Accept-Language": "ru-RU,ru"})
        assert page.status_code == 200
        assert "Оплатить" in page.text
        assert "script" not in page.headers["content-security-policy"]
        after = await browser.post(f"{opened.url}/pay")
        assert after.status_code == 200
        assert "Paid" in after.text
    assert made.status == "paid"


@only(lambda case: case.idempotent)
async def test_asking_twice_with_the_same_bill_makes_one_payment(desk: Desk) -> None:
    bill = desk.bill()
    assert await desk.provider.open(bill) == await desk.provider.open(bill)
    assert len(desk.book.bills) == 1


@only(lambda case: case.idempotent)
async def test_an_answer_lost_on_the_way_is_found_by_asking_again(desk: Desk) -> None:
    bill = desk.bill()
    desk.fault(code=502, after=True)
    with pytest.raises(OutcomeUnknown):
        await desk.provider.open(bill)
    await desk.provider.open(bill)
    assert len(desk.book.bills) == 1


async def test_a_webhook_leads_to_a_receipt_of_the_exact_amount(desk: Desk) -> None:
    bill, bill_id = await desk.opened()
    desk.book.pay(bill_id)
    (receipt,) = await desk.told(await desk.mailbox.next())
    assert (receipt.provider, receipt.status) == (desk.provider.name, "completed")
    assert (receipt.amount, receipt.currency) == (AMOUNT, desk.case.currency)
    assert receipt.invoice == bill.invoice
    assert receipt.at.tzinfo is not None
    assert not receipt.is_test


@pytest.mark.parametrize("amount", [100_01, 434_00, 1998_99, 19_999_00])
async def test_no_kopek_is_lost_in_an_amount(desk: Desk, amount: int) -> None:
    bill = desk.bill(amount=amount)
    await desk.provider.open(bill)
    made = desk.book.by_ref(str(bill.invoice))
    assert made is not None
    desk.book.pay(made.id)
    (receipt,) = await desk.told(await desk.mailbox.next())
    assert receipt.amount == amount


async def test_before_it_is_paid_it_is_pending(desk: Desk) -> None:
    bill, bill_id = await desk.opened()
    receipt = await desk.provider.look_up(Claim(bill.invoice, bill_id))
    assert receipt is not None
    assert receipt.status == "pending"


@pytest.mark.parametrize("end", ["cancel", "expire"])
async def test_a_bill_that_nobody_pays_ends(desk: Desk, end: str) -> None:
    bill, bill_id = await desk.opened()
    getattr(desk.book, end)(bill_id)
    receipt = await desk.provider.look_up(Claim(bill.invoice, bill_id))
    assert receipt is not None
    assert receipt.status in ("failed", "expired")


async def test_the_same_webhook_again_says_the_same(desk: Desk) -> None:
    _, receipt = await desk.paid()
    desk.book.resend(next(iter(desk.book.bills)))
    (again,) = await desk.told(await desk.mailbox.next())
    assert replace(again, at=receipt.at) == receipt


async def test_a_webhook_that_is_not_taken_comes_again(desk: Desk) -> None:
    _, bill_id = await desk.opened()
    desk.mailbox.statuses = [500, 503]
    desk.book.pay(bill_id)
    (receipt,) = await desk.told(await desk.mailbox.next())
    assert receipt.status == "completed"
    await desk.book.settled()
    assert desk.book.get(bill_id).events[-1].answers == [500, 503, 200]


async def test_a_late_webhook_is_overtaken_by_asking(desk: Desk) -> None:
    bill, bill_id = await desk.opened()
    desk.book.late(bill_id, 3600)
    receipt = await desk.provider.look_up(Claim(bill.invoice, bill_id))
    assert receipt is not None
    assert receipt.status == "completed"
    assert desk.mailbox.is_empty()
    desk.book.clock.advance(3600)
    (late,) = await desk.told(await desk.mailbox.next())
    assert late.external_id == receipt.external_id


@only(lambda case: case.pays_twice)
async def test_paying_twice_is_two_payments_of_one_invoice(desk: Desk) -> None:
    bill, bill_id = await desk.opened()
    desk.book.pay_twice(bill_id)
    receipts = [receipt for _ in range(2) for receipt in await desk.told(await desk.mailbox.next())]
    assert [receipt.status for receipt in receipts] == ["completed", "completed"]
    assert {receipt.invoice for receipt in receipts} == {bill.invoice}
    assert len({receipt.external_id for receipt in receipts}) == 2


async def test_paying_too_little_is_never_told_as_the_full_amount(desk: Desk) -> None:
    _, bill_id = await desk.opened()
    desk.book.pay_less(bill_id)
    receipts = await desk.told(await desk.mailbox.next())
    assert all(receipt.status != "completed" or receipt.amount < AMOUNT for receipt in receipts)


# Attacks


async def test_a_forged_webhook_is_refused_or_credits_nothing(desk: Desk) -> None:
    bill, receipt = await desk.paid()
    desk.book.resend(next(iter(desk.book.bills)))
    genuine = await desk.mailbox.next()
    victim, victim_id = await desk.opened()
    forged = replace(
        genuine,
        body=genuine.body.replace(receipt.external_id.encode(), victim_id.encode()).replace(
            str(bill.invoice).encode(), str(victim.invoice).encode()
        ),
    )
    assert forged.body != genuine.body
    try:
        receipts = await desk.told(forged)
    except Forged:
        return
    assert not desk.case.signed
    assert [receipt.status for receipt in receipts] == ["pending"]


async def test_a_signed_webhook_of_another_secret_is_forged(desk: Desk) -> None:
    _, bill_id = await desk.opened()
    desk.book.pay(bill_id)
    request = await desk.mailbox.next()
    stranger = desk.stranger()
    if desk.case.signed:
        with pytest.raises(Forged):
            stranger.read(request)
    else:
        with pytest.raises((Forged, ProviderRefused)):
            await desk.told(request, by=stranger)


NO_WEBHOOKS = (
    b"",
    b"   ",
    b"null",
    b"[]",
    b"{}",
    b'"succeeded"',
    b"{",
    b"\xff\xfe\x00",
    b"a=1&b=2",
    b"<html>",
    b'{"id": null, "event": null, "object": null}',
    b'{"id": {"a": 1}, "event": 7, "object": []}',
    b'{"id": "../refunds", "event": "payment.succeeded", "object": {"id": "../refunds"}}',
    b'{"id": "1\\n2", "event": "payment.succeeded", "object": {"id": "1?a=b"}}',
    b'{"id": 1e400, "event": "payment.succeeded", "object": {"id": NaN}}',
    b'{"id": true, "event": "refund.succeeded", "object": {"payment_id": true}}',
    b'{"event": "payment_method.active", "object": {"id": "x"}}',
    DEEP.encode(),
    HUGE.encode(),
)


async def test_no_webhook_breaks_the_reader(desk: Desk) -> None:
    _, bill_id = await desk.opened()
    desk.book.pay(bill_id)
    genuine = await desk.mailbox.next()
    for body in NO_WEBHOOKS:
        for headers in ({}, genuine.headers, {**genuine.headers, "x-secret": "ключ"}):
            request = WebhookRequest(body, headers, genuine.peer)
            try:
                claims = desk.provider.read(request)
            except (Forged, Unreadable):
                continue
            except Exception as exc:
                exc.add_note(f"of {body[:48]!r}")
                raise
            assert list(claims) == [], body[:48]


async def test_a_payment_of_somebody_elses_is_nothing(desk: Desk) -> None:
    await desk.opened()
    for foreign in (str(uuid.uuid4()), "987654321"):
        try:
            assert await desk.provider.look_up(Claim(None, foreign)) is None
        except ProviderRefused:
            continue


async def test_a_wrong_currency_is_told_as_it_is(desk: Desk) -> None:
    bill, receipt = await desk.paid()
    desk.fault(swap=[[desk.case.said_currency, '"KZT"']])
    other = await desk.provider.look_up(Claim(bill.invoice, receipt.external_id))
    assert other is not None
    assert other.currency == "KZT"


async def test_a_wrong_amount_is_told_as_it_is(desk: Desk) -> None:
    bill, receipt = await desk.paid()
    desk.fault(swap=[[desk.case.said_amount, desk.case.said_amount.replace("500", "1")]])
    other = await desk.provider.look_up(Claim(bill.invoice, receipt.external_id))
    assert other is not None
    assert other.amount == 1_00


@only(lambda case: case.test_secrets is not None)
async def test_a_test_payment_on_a_live_instance_is_flagged(case: Case, mailbox: Mailbox) -> None:
    assert case.test_secrets is not None
    secrets, webhooks = {case.name: case.test_secrets}, {case.name: mailbox.url}
    async with Vendors(secrets=secrets, webhooks=webhooks) as vendors:
        desk = Desk(case, vendors, case.make(vendors.api(case.name), case.test_secrets, TIMEOUT), mailbox)
        _, receipt = await desk.paid()
        await desk.close()
    assert receipt.is_test


# Bad weather


@pytest.mark.parametrize("status", ['"teleported"', '""', "null", "77", "{}", "[]", "true"])
async def test_a_status_nobody_knows_is_not_a_payment(desk: Desk, status: str) -> None:
    bill, receipt = await desk.paid()
    key, _, _ = desk.case.said_paid.rpartition(":")
    desk.fault(swap=[[desk.case.said_paid, f"{key}:{status}" if key else status]])
    try:
        other = await desk.provider.look_up(Claim(bill.invoice, receipt.external_id))
    except ProviderUnavailable:
        return
    assert other is not None
    assert other.status == "pending"


@pytest.mark.parametrize(
    "amount",
    ["NaN", "-500.00", '"-500.00"', "1e3", '"1e3"', '"NaN"', "Infinity", '"500.001"', '""', "null", "[]", "{}"],
)
async def test_an_amount_that_is_none_is_not_believed(desk: Desk, amount: str) -> None:
    bill, receipt = await desk.paid()
    desk.fault(swap=[[desk.case.said_amount, amount]])
    with pytest.raises(ProviderUnavailable):
        await desk.provider.look_up(Claim(bill.invoice, receipt.external_id))


@pytest.mark.parametrize("field", ["amount", "currency", "status", "id"])
async def test_an_answer_with_a_field_missing_is_not_believed(desk: Desk, field: str) -> None:
    bill, receipt = await desk.paid()
    names = desk.case.fields.get(field, field).split()
    desk.fault(swap=[[f'"{name}":', '"nothing":'] for name in names])
    with pytest.raises(ProviderUnavailable):
        await desk.provider.look_up(Claim(bill.invoice, receipt.external_id))


WEATHER: dict[str, dict[str, Any]] = {
    "html": {"code": 200},
    "empty": {"code": 200, "body": ""},
    "null": {"code": 200, "body": "null"},
    "list": {"code": 200, "body": "[]"},
    "no fields": {"code": 200, "body": "{}"},
    "deep": {"code": 200, "body": DEEP},
    "huge": {"code": 200, "body": HUGE},
    "202": {"code": 202, "body": '{"type": "processing"}'},
    "429": {"code": 429},
    "500": {"code": 500},
    "503": {"code": 503},
    "dropped": {"code": 0},
    "slow": {"delay": TIMEOUT * 2},
}


@pytest.mark.parametrize("fault", WEATHER.values(), ids=list(WEATHER))
async def test_asking_in_bad_weather_is_asked_again_later(desk: Desk, fault: dict[str, Any]) -> None:
    bill, bill_id = await desk.opened()
    desk.fault(**fault)
    with pytest.raises(ProviderUnavailable) as caught:
        await desk.provider.look_up(Claim(bill.invoice, bill_id))
    silent(caught.value, desk.case)


@pytest.mark.parametrize("fault", WEATHER.values(), ids=list(WEATHER))
async def test_opening_in_bad_weather_may_have_happened(desk: Desk, fault: dict[str, Any]) -> None:
    desk.fault(**fault)
    expected = ProviderUnavailable if fault.get("code") == 429 else OutcomeUnknown
    with pytest.raises(expected) as caught:
        await desk.provider.open(desk.bill())
    silent(caught.value, desk.case)


@pytest.mark.parametrize("code", [400, 401, 403, 422])
async def test_a_no_is_a_no(desk: Desk, code: int) -> None:
    desk.fault(code=code, body='{"secret": "no"}')
    with pytest.raises(ProviderRefused) as caught:
        await desk.provider.open(desk.bill())
    silent(caught.value, desk.case)


async def test_a_wrong_secret_is_refused(desk: Desk) -> None:
    stranger = desk.stranger()
    with pytest.raises(ProviderRefused) as caught:
        await stranger.open(desk.bill())
    silent(caught.value, desk.case)


async def test_a_vendor_that_is_away_has_done_nothing(desk: Desk) -> None:
    await desk.vendors.stop()
    with pytest.raises(ProviderUnavailable):
        await desk.provider.open(desk.bill())


@pytest.mark.parametrize("case", CASES, ids=str)
def test_an_empty_secret_is_no_secret(case: Case) -> None:
    for name, value in case.secrets.items():
        if not value.isdigit():
            with pytest.raises(ValueError, match="needs"):
                case.make("http://127.0.0.1:1", {**case.secrets, name: ""}, TIMEOUT)


# Ways to pay that are remembered


async def _remembered(desk: Desk) -> tuple[RemembersMethods, str]:
    """The vendor, and the token of a way to pay that was remembered with a payment."""
    vendor = saver(desk.provider, desk.case.method)
    assert vendor is not None
    bill = desk.bill(save_method=True)
    await desk.provider.open(bill)
    made = desk.book.by_ref(str(bill.invoice))
    assert made is not None
    desk.book.pay(made.id)
    (receipt,) = await desk.told(await desk.mailbox.next())
    assert receipt.saved is not None
    return vendor, receipt.saved.token


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_a_vendor_can_remember_is_said(case: Case) -> None:
    provider = case.make("http://127.0.0.1:1", case.secrets, TIMEOUT)
    assert (saver(provider, case.method) is not None) == case.saves


async def test_nothing_is_remembered_that_nobody_asked_for(desk: Desk) -> None:
    _, receipt = await desk.paid()
    assert receipt.saved is None


@only(lambda case: case.saves)
async def test_what_is_remembered_is_charged_once_a_key(desk: Desk) -> None:
    vendor, token = await _remembered(desk)
    bill, known = desk.bill(), len(desk.book.bills)
    first = await vendor.charge(bill, token, key="k" * 64)
    again = await vendor.charge(bill, token, key="k" * 64)
    assert (first.status, first.amount, first.invoice) == ("completed", AMOUNT, bill.invoice)
    assert again.external_id == first.external_id
    assert len(desk.book.bills) == known + 1
    asked = await desk.provider.look_up(Claim(bill.invoice, first.external_id))
    assert asked is not None
    assert asked.status == "completed"


@only(lambda case: case.saves)
async def test_a_charge_in_bad_weather_is_repeated_with_its_key(desk: Desk) -> None:
    vendor, token = await _remembered(desk)
    bill, known = desk.bill(), len(desk.book.bills)
    desk.fault(code=502, after=True)
    with pytest.raises(OutcomeUnknown):
        await vendor.charge(bill, token, key="renew")
    assert (await vendor.charge(bill, token, key="renew")).status == "completed"
    assert len(desk.book.bills) == known + 1


@only(lambda case: case.saves)
async def test_a_token_of_nobodys_is_refused(desk: Desk) -> None:
    vendor, _ = await _remembered(desk)
    with pytest.raises(ProviderRefused) as caught:
        await vendor.charge(desk.bill(), str(uuid.uuid4()), key="renew")
    silent(caught.value, desk.case)


# Giving money back


async def test_giving_back_twice_gives_back_once(desk: Desk) -> None:
    _, receipt = await desk.paid()
    if desk.provider.refunds == "none":
        with pytest.raises(ProviderRefused):
            await desk.provider.refund(receipt, amount=receipt.amount, key="refund:1")
        return
    for key in ("refund:1", "refund:1", "refund:2"):
        await desk.provider.refund(receipt, amount=receipt.amount, key=key)
    assert [refund.amount * 100 for refund in desk.book.get(receipt.external_id).refunds] == [receipt.amount]


async def test_a_part_is_given_back_where_the_vendor_can(desk: Desk) -> None:
    bill, receipt = await desk.paid()
    if desk.provider.refunds != "partial":
        with pytest.raises(ProviderRefused):
            await desk.provider.refund(receipt, amount=100_00, key="refund:1")
        return
    await desk.provider.refund(receipt, amount=100_00, key="refund:1")
    await desk.provider.refund(receipt, amount=100_00, key="refund:1")
    partly = await desk.provider.look_up(Claim(bill.invoice, receipt.external_id))
    assert partly is not None
    assert partly.status == "completed"
    await desk.provider.refund(receipt, amount=400_00, key="refund:2")
    wholly = await desk.provider.look_up(Claim(bill.invoice, receipt.external_id))
    assert wholly is not None
    assert wholly.status == "refunded"


async def test_no_more_is_given_back_than_was_paid(desk: Desk) -> None:
    _, receipt = await desk.paid()
    with pytest.raises(ProviderRefused):
        await desk.provider.refund(receipt, amount=AMOUNT * 2, key="refund:1")
    assert desk.book.get(receipt.external_id).refunds == []


@only(lambda case: case.gives_back)
async def test_a_refund_in_bad_weather_is_repeated_with_its_key(desk: Desk) -> None:
    _, receipt = await desk.paid()
    desk.fault(code=502, after=True)
    with pytest.raises(OutcomeUnknown):
        await desk.provider.refund(receipt, amount=receipt.amount, key="refund:1")
    await desk.provider.refund(receipt, amount=receipt.amount, key="refund:1")
    assert len(desk.book.get(receipt.external_id).refunds) == 1


def silent(error: ProviderError, case: Case) -> None:
    """An error holds no secret and no more than a line."""
    text = str(error)
    assert len(text) < 200
    assert not [secret for secret in case.secrets.values() if len(secret) > 6 and secret in text]


@pytest.mark.parametrize(
    "provider",
    [Tribute("ключ"), Platega("продавец", "ключ"), Heleket("продавец", "ключ"), MulenPay("ключ", "ключ", 1)],
    ids=lambda provider: provider.name,
)
async def test_a_key_that_no_header_can_hold_is_refused_by_name(provider: PaymentProvider) -> None:
    method = provider.methods[0]
    bill = Bill(uuid.uuid4(), method.id, 1000_00, method.currency, "Title", "Description")
    with pytest.raises(CredentialsRefused, match="characters that no key has"):
        await provider.open(bill)
    await provider.aclose()
