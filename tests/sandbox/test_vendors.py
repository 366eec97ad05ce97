"""The payment vendors of the sandbox: page, control, faults. How they speak is tested by tests/contracts."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from sandbox.vendors.book import Bill, CannotDo
from sandbox.vendors.server import Vendors
from sandbox.vendors.words import ACTS, WORDS

RUSSIAN = {"Accept-Language": "ru,en;q=0.5"}


@pytest.fixture
async def vendors() -> AsyncIterator[Vendors]:
    async with Vendors(pauses=(0.01,)) as running:
        yield running


@pytest.fixture
async def browser(vendors: Vendors) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=vendors.url, trust_env=False, follow_redirects=True) as client:
        yield client


def bill_of(vendors: Vendors, **fields: Any) -> Bill:
    texts = {"our_ref": "ref", "amount": "1299.90", "currency": "RUB", "description": "<b>30 дней</b>"}
    return vendors.book("platega").new(**{**texts, **fields})


async def test_the_page_speaks_the_browsers_language(vendors: Vendors, browser: httpx.AsyncClient) -> None:
    bill = bill_of(vendors, return_url="https://shop.example/back")
    russian = (await browser.get(f"/pay/platega/{bill.id}", headers=RUSSIAN)).text
    assert "Оплатить 1\u00a0299,90\u00a0₽" in russian
    assert "&lt;b&gt;30 дней" in russian
    english = (await browser.get(f"/pay/platega/{bill.id}")).text
    assert "Pay ₽1,299.90" in english
    assert "Send late" in english


def test_both_languages_have_the_same_words() -> None:
    assert WORDS["ru"].keys() == WORDS["en"].keys()
    assert {act for acts in ACTS.values() for act in acts} <= WORDS["ru"].keys()
    assert {f"status-{status}" for status in ACTS} <= WORDS["ru"].keys()


async def test_the_page_leads_back_to_the_shop_only_by_the_web(vendors: Vendors, browser: httpx.AsyncClient) -> None:
    for back, shown in (("https://shop.example/back", True), ("javascript:alert(1)", False), ("", False)):
        bill = bill_of(vendors, return_url=back)
        page = (await browser.post(f"/pay/platega/{bill.id}/pay")).text
        assert ("Back to the shop" in page) is shown


@pytest.mark.parametrize(
    ("act", "status"),
    [("pay", "paid"), ("pay_twice", "paid"), ("pay_less", "paid"), ("late", "paid"), ("cancel", "canceled")],
)
async def test_every_button_does_something(vendors: Vendors, browser: httpx.AsyncClient, act: str, status: str) -> None:
    bill = bill_of(vendors)
    assert act in ACTS["pending"]
    page = await browser.post(f"/pay/platega/{bill.id}/{act}")
    assert page.status_code == 200
    assert bill.status == status
    assert len(vendors.book("platega").bills) == (2 if act == "pay_twice" else 1)
    assert bill.billed == ("649.95" if act == "pay_less" else "1299.90")
    for later in ACTS[status]:
        assert (await browser.post(f"/pay/platega/{bill.id}/{later}")).status_code == 200


async def test_an_old_page_shows_what_has_become_of_the_bill(vendors: Vendors, browser: httpx.AsyncClient) -> None:
    bill = bill_of(vendors)
    vendors.book("platega").cancel(bill.id)
    page = await browser.post(f"/pay/platega/{bill.id}/pay")
    assert "Canceled" in page.text
    assert bill.status == "canceled"


async def test_another_site_presses_no_buttons(vendors: Vendors, browser: httpx.AsyncClient) -> None:
    bill = bill_of(vendors)
    forged = await browser.post(f"/pay/platega/{bill.id}/pay", headers={"Sec-Fetch-Site": "cross-site"})
    assert forged.status_code == 403
    assert bill.status == "pending"


@pytest.mark.parametrize("path", ["/pay/nobody/1", "/pay/platega/1", "/vendors/nobody/x", "/pay/platega/../x"])
async def test_there_is_nothing_elsewhere(browser: httpx.AsyncClient, path: str) -> None:
    assert (await browser.get(path)).status_code == 404


async def test_the_buttons_as_json(vendors: Vendors, browser: httpx.AsyncClient) -> None:
    bill = bill_of(vendors)
    paid = (await browser.post(f"/sim/vendors/platega/{bill.id}/pay", json={"amount": "5.00"})).json()
    assert (paid["status"], paid["billed"]) == ("paid", "5.00")
    again = await browser.post(f"/sim/vendors/platega/{bill.id}/pay", json={})
    assert (again.status_code, again.json()["error"]) == (409, "this bill is paid")
    part = (await browser.post(f"/sim/vendors/platega/{bill.id}/refund", json={"amount": "2.00"})).json()
    assert (part["status"], part["refunded"]) == ("paid", "2.00")
    whole = (await browser.post(f"/sim/vendors/platega/{bill.id}/refund", json={})).json()
    assert (whole["status"], whole["refunded"]) == ("refunded", "5.00")
    assert (await browser.get("/sim/vendors/platega")).json() == [whole]
    for path, status in (("platega/1/pay", 404), (f"platega/{bill.id}/hop", 404), ("nobody/1/pay", 404)):
        assert (await browser.post(f"/sim/vendors/{path}", json={})).status_code == status


async def test_the_webhook_address_is_set_like_in_the_vendors_cabinet(
    vendors: Vendors, browser: httpx.AsyncClient
) -> None:
    await browser.patch("/sim/vendors/platega", json={"webhook_url": "http://127.0.0.1:9/hook"})
    assert vendors.book("platega").webhook_url == "http://127.0.0.1:9/hook"
    listed = (await browser.get("/sim/vendors")).json()
    assert "http://127.0.0.1:9/hook" in [vendor["webhook_url"] for vendor in listed]


async def test_nobody_at_the_webhook_address_is_noted(vendors: Vendors) -> None:
    book = vendors.book("platega")
    book.webhook_url = "http://127.0.0.1:9/hook"
    bill = bill_of(vendors)
    book.pay(bill.id)
    await book.settled()
    assert bill.events[-1].answers == [0, 0]


async def test_faults_are_counted_off(vendors: Vendors, browser: httpx.AsyncClient) -> None:
    await browser.post("/sim/vendors/platega/faults", json={"code": 503, "times": 2, "path": "/transaction"})
    statuses = [(await browser.get("/vendors/platega/transaction/1")).status_code for _ in range(3)]
    assert statuses == [503, 503, 401]
    await browser.post("/sim/vendors/platega/faults", json={"code": 503})
    await browser.delete("/sim/vendors/platega/faults")
    assert (await browser.get("/vendors/platega/transaction/1")).status_code == 401
    odd = await browser.post("/sim/vendors/platega/faults", json={"colour": "red"})
    assert odd.status_code == 400


async def test_a_bill_expires_by_the_sandbox_clock(vendors: Vendors) -> None:
    book = vendors.book("platega")
    bill = bill_of(vendors)
    book.clock.advance(3601)
    assert book.get(bill.id).status == "expired"
    with pytest.raises(CannotDo):
        book.pay(bill.id)


async def test_no_more_is_given_back_than_was_paid(vendors: Vendors) -> None:
    book = vendors.book("platega")
    bill = bill_of(vendors)
    with pytest.raises(CannotDo):
        book.refund(bill.id)
    book.pay(bill.id)
    assert book.refund(bill.id, "1000", key="a") is book.refund(bill.id, "1000", key="a")
    with pytest.raises(CannotDo):
        book.refund(bill.id, "300", key="b")
    with pytest.raises(ValueError, match="positive"):
        book.refund(bill.id, "NaN")


def test_a_name_that_does_not_exist_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="nobody"):
        Vendors(secrets={"nobody": {}})
    with pytest.raises(ValueError, match="colour"):
        Vendors(secrets={"platega": {"colour": "red"}})
