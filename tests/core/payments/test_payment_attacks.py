"""Attacks on webhooks, cases 1 to 8, 11 and 12: whatever is sent, money is credited once and only if it came."""

import json

import pytest

from core.payment_providers.yookassa import YooKassa
from core.payments import webhook_retries, webhooks
from core.payments.models import PaymentEvent
from core.shop import Shop
from core.users.models import User
from sandbox.vendors.server import Vendors
from tests.conftest import Clock, new_user
from tests.contracts.providers import CASES
from tests.core.cash_desk import AMOUNT, NAMES, SIGNED, TIMEOUT, CashDesk, credits, desk, doubts, states  # noqa: F401
from tests.web.conftest import web  # noqa: F401 - a fixture

SECRET = {"cryptobot": "token", "tribute": "api_key", "heleket": "api_key", "platega": "secret"}


@pytest.mark.parametrize("name", SIGNED)
async def test_case_01_what_a_vendor_did_not_sign_is_refused(desk: CashDesk, user: User, name: str) -> None:
    order, bill = await desk.order(user, name)
    genuine = desk.hook(name, bill)
    forgeries = [
        (genuine.body, {}),
        (genuine.body, dict.fromkeys(genuine.headers, "0" * 64)),
        (genuine.body, dict.fromkeys(genuine.headers, "")),
        (b"{}", genuine.headers),
        (b"", dict.fromkeys(genuine.headers, "é".encode())),
        *(
            (hook.body, hook.headers)
            for hook in (desk.hook(name, bill, **{SECRET[name]: other}) for other in ("", "another-key"))
        ),
    ]
    if name == "heleket":  # its signature is inside the body
        said = json.loads(genuine.body)
        forgeries = [(json.dumps({**said, "sign": other}).encode(), {}) for other in ("", "0" * 32, None, "é")]
        forgeries += [(desk.hook(name, bill, api_key="").body, {}), (b"", {}), (b"[]", {}), (b'{"sign":1}', {})]
    if name == "platega":
        forgeries = [one for one in forgeries if one[1] != genuine.headers]
    for body, headers in forgeries:
        assert await desk.post(name, body, headers) == 401, (body, headers)
    assert await desk.status(order) == "pending"
    assert await states() == []
    assert await credits(user) == []


async def test_case_01_addresses_without_webhooks_let_nobody_in(desk: CashDesk) -> None:
    assert await desk.post("stars", b"{}") == 401
    assert await desk.post("no-such-vendor", b"{}") == 404
    assert (await desk.web.get("/webhooks/pay/tribute")).status_code == 405


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case_01_an_empty_secret_stops_the_start(case) -> None:  # type: ignore[no-untyped-def]
    for key in case.secrets:
        if not case.secrets[key].isdigit():
            with pytest.raises(ValueError, match="needs"):
                case.make("http://127.0.0.1:9", {**case.secrets, key: ""}, TIMEOUT)


@pytest.mark.parametrize("name", ["yookassa", "mulenpay"])
async def test_case_02_an_unsigned_paid_says_nothing_and_the_real_one_still_counts(
    desk: CashDesk, user: User, clock: Clock, name: str
) -> None:
    order, bill = await desk.order(user, name)
    bill.status, bill.paid_at = "paid", 1.0
    ahead = desk.hook(name, bill)  # the very words that the vendor will use
    bill.status, bill.paid_at = "pending", 0.0
    lies = {"CF-Connecting-IP": "185.71.76.1", "X-Forwarded-For": "185.71.76.1", "X-Real-IP": "185.71.76.1"}
    for _ in range(3):
        assert await desk.post(name, ahead.body, lies) == 200
    assert await desk.status(order) == "pending"
    assert await credits(user) == []
    bill.status, bill.paid_at = "paid", 1.0
    assert await desk.post(name, ahead.body) == 200  # after so many lies it is kept
    clock.advance(seconds=10)
    await webhook_retries.run(desk.shop)
    assert await credits(user) == [AMOUNT]
    assert await states() == ["done"]


@pytest.mark.parametrize(
    ("peer", "forwarded", "status"),
    [
        ("127.0.0.1", "", 401),
        ("127.0.0.1", "185.71.76.1", 200),
        ("127.0.0.1", "2a02:5180::1", 200),
        ("127.0.0.1", "185.71.76.1, 203.0.113.9", 401),  # the proxy names the last one
        ("10.0.0.1", "185.71.76.1", 401),  # no proxy of ours said so
    ],
)
async def test_case_02_the_senders_address_is_the_one_a_trusted_proxy_names(
    desk: CashDesk, shop: Shop, user: User, peer: str, forwarded: str, status: int
) -> None:
    order, bill = await desk.order(user, "yookassa")
    s = desk.case("yookassa").secrets
    shop.providers = {
        "yookassa": YooKassa(
            s["shop_id"], s["secret_key"], base_url=desk.vendors.api("yookassa"), check_peer=True, timeout=TIMEOUT
        )
    }
    shop.settings = shop.settings.model_copy(update={"trusted_proxies": (f"{peer}/32",)})
    desk.book("yookassa").webhook_url = "http://nowhere"
    headers = {"X-Forwarded-For": forwarded, "CF-Connecting-IP": "185.71.76.1", "X-Real-IP": "185.71.76.1"}
    assert await desk.post("yookassa", desk.hook("yookassa", bill).body, headers) == status
    assert await desk.status(order) == "pending"
    await shop.providers["yookassa"].aclose()


@pytest.mark.parametrize("name", NAMES)
async def test_case_03_a_genuine_webhook_counts_once_for_ever(
    desk: CashDesk, user: User, clock: Clock, name: str
) -> None:
    order, bill = await desk.paid(user, name)
    assert await desk.status(order) == "completed"
    genuine = next(event.hook for event in bill.events if event.hook)
    for seconds in (0, 60, 30 * 86400):
        clock.advance(seconds=seconds)
        assert await desk.send(name, genuine) == 200
        assert await desk.send(name, desk.hook(name, bill)) == 200  # written anew, as with another `sent_at`
        await webhooks.forget_old(desk.shop)
    clock.advance(days=100)
    await webhooks.forget_old(desk.shop)
    assert await PaymentEvent.all().count() == 0
    desk.book(name).resend(bill.id)
    await desk.book(name).settled()
    assert await credits(user) == [AMOUNT]
    assert len(await doubts()) == 0


@pytest.mark.parametrize("name", NAMES)
async def test_case_04_too_little_waits_for_an_operator(desk: CashDesk, user: User, name: str) -> None:
    order, bill = await desk.order(user, name)
    desk.book(name).pay_less(bill.id)
    await desk.book(name).settled()
    assert await desk.status(order) == "review"
    assert await credits(user) == []
    assert await doubts() == ["25000 came instead of 50000 RUB, in minor units"]


@pytest.mark.parametrize("name", ["cryptobot", "tribute", "heleket", "platega", "mulenpay"])
async def test_case_04_a_rouble_paid_in_the_name_of_a_bill_waits_for_an_operator(
    desk: CashDesk, user: User, name: str
) -> None:
    order, _ = await desk.order(user, name)
    cheap = desk.book(name).new(our_ref=str(order.invoice.uuid), amount="1.00", currency="RUB", expires_at=4e9)
    desk.book(name).pay(cheap.id)
    await desk.book(name).settled()
    assert await credits(user) == []
    assert await doubts() == ["100 came instead of 50000 RUB, in minor units"]
    assert await desk.status(order) == "pending"  # and can still be paid


async def test_case_04_an_amount_beside_the_signature_is_not_believed(desk: CashDesk, user: User) -> None:
    order, bill = await desk.order(user, "platega")
    desk.book("platega").webhook_url = ""
    desk.book("platega").pay(bill.id)
    hook = desk.hook("platega", bill)
    said = json.loads(hook.body) | {"amount": 9_999_999, "paymentDetails": {"amount": 9_999_999, "currency": "RUB"}}
    assert await desk.post("platega", said, hook.headers) == 200
    assert await credits(user) == [AMOUNT]


@pytest.mark.parametrize("name", NAMES)
async def test_case_05_another_currency_waits_for_an_operator(desk: CashDesk, name: str) -> None:
    for number, currency in enumerate(("KZT", "USDT", "XTR")):
        user = await new_user(desk.shop, 100 + number)
        order, bill = await desk.order(user, name)
        said = desk.case(name).said_currency
        other = said.replace("RUB", currency).replace("rub", currency.lower())
        desk.book(name).webhook_url = ""
        desk.book(name).pay(bill.id)
        if desk.case(name).signed:
            bill.currency = currency
        desk.fault(name, swap=[[said, other], [said.replace(":", ": "), other]], times=1)
        await desk.send(name, _named(desk, name, bill))
        assert await credits(user) == [], currency
        status = await desk.status(order)
        assert status in ("review", "pending"), currency
        assert status == "review" or await desk.send(name, _named(desk, name, bill)) == 503, currency
        desk.vendors.faults(name).clear()


def _named(desk: CashDesk, name: str, bill):  # type: ignore[no-untyped-def]
    desk.book(name).webhook_url = "http://nowhere"
    hook = desk.hook(name, bill)
    desk.book(name).webhook_url = ""
    return hook


@pytest.mark.parametrize("name", ["cryptobot", "tribute", "heleket", "platega", "mulenpay"])
async def test_case_06_another_persons_name_on_a_payment_moves_no_money(desk: CashDesk, user: User, name: str) -> None:
    """Our name for A's payment with the vendor's id of B's."""
    other = await new_user(desk.shop, 77)
    mine, my_bill = await desk.order(user, name)
    theirs, their_bill = await desk.order(other, name)
    their_bill.our_ref = my_bill.our_ref
    desk.book(name).pay(their_bill.id)
    await desk.book(name).settled()
    assert await credits(user) == await credits(other) == []
    assert (await desk.status(mine), await desk.status(theirs)) == ("pending", "pending")
    assert await states() == ["unmatched"]


async def test_case_06_a_vendor_that_was_not_asked_credits_nothing(desk: CashDesk, user: User) -> None:
    order, _ = await desk.order(user, "heleket")
    alien = desk.book("tribute").new(our_ref=str(order.invoice.uuid), amount="500.00", currency="RUB", expires_at=4e9)
    desk.book("tribute").pay(alien.id)
    await desk.book("tribute").settled()
    assert await credits(user) == []
    assert await doubts() == ["another provider was asked to collect it"]
    assert await desk.status(order) == "pending"


async def test_case_06_an_id_of_another_vendor_or_merchant_matches_nothing(desk: CashDesk, user: User) -> None:
    _, bill = await desk.paid(user, "platega")
    foreign = desk.book("yookassa").new(our_ref="0", amount="500.00", currency="RUB", metadata={"metadata": {}})
    desk.book("yookassa").pay(foreign.id)
    await desk.book("yookassa").settled()
    body = {"event": "payment.succeeded", "object": {"id": bill.id, "metadata": {"invoice": bill.our_ref}}}
    assert await desk.post("yookassa", body) == 200
    assert await desk.post("mulenpay", {"id": 999_999, "uuid": bill.our_ref, "payment_status": "success"}) == 200
    assert (await states())[1:] == ["unmatched"] * 3
    assert await credits(user) == [AMOUNT]


@pytest.mark.parametrize("name", ["platega", "mulenpay", "yookassa"])
async def test_case_07_a_status_that_is_not_signed_is_read_again(
    desk: CashDesk, user: User, clock: Clock, name: str
) -> None:
    order, bill = await desk.order(user, name)
    desk.book(name).cancel(bill.id)
    await desk.book(name).settled()
    assert await desk.status(order) in ("failed", "expired")
    clock.advance(seconds=30)
    hook = desk.hook(name, bill)
    paid = hook.body.replace(b"CANCELED", b"CONFIRMED").replace(b"payment.canceled", b"payment.succeeded")
    assert await desk.post(name, paid.replace(b'"canceled"', b'"succeeded"'), hook.headers) == 200
    assert await credits(user) == []


@pytest.mark.parametrize("name", ["yookassa", "mulenpay", "platega", "tribute", "heleket"])
@pytest.mark.parametrize("happening", ["canceled", "expired"])
async def test_case_08_a_paid_payment_is_not_taken_back_by_a_late_no(
    desk: CashDesk, user: User, clock: Clock, name: str, happening: str, caplog: pytest.LogCaptureFixture
) -> None:
    order, bill = await desk.paid(user, name)
    clock.advance(seconds=30)
    bill.status, bill.paid_at = happening, 0.0  # type: ignore[assignment]
    if name == "tribute":
        happening = "canceled"
    assert await desk.send(name, desk.hook(name, bill, happening)) == 200  # type: ignore[arg-type]
    assert await desk.status(order) == "completed"
    assert await credits(user) == [AMOUNT]
    assert "which is paid" in caplog.text


async def test_case_11_a_test_payment_at_a_live_instance_is_no_money(desk: CashDesk, shop: Shop, user: User) -> None:
    case = desk.case("yookassa")
    assert case.test_secrets is not None
    async with Vendors(secrets={"yookassa": case.test_secrets}) as test_shop:
        provider = case.make(test_shop.api("yookassa"), case.test_secrets, TIMEOUT)
        shop.providers = {"yookassa": provider}
        desk.vendors = test_shop
        order, bill = await desk.order(user, "yookassa")
        desk.book("yookassa").pay(bill.id)
        assert await desk.send("yookassa", _named(desk, "yookassa", bill)) == 200
        await provider.aclose()
    assert await desk.status(order) == "review"
    assert await credits(user) == []
    assert await doubts() == ["a test payment, no real money"]


@pytest.mark.parametrize("event", ["payment.waiting_for_capture", "payment.check", "payment", "refund.succeeded"])
async def test_case_12_a_question_before_the_payment_is_no_payment(desk: CashDesk, user: User, event: str) -> None:
    order, bill = await desk.order(user, "yookassa")
    body = {"type": "notification", "event": event, "object": {"id": bill.id, "payment_id": bill.id}}
    assert await desk.post("yookassa", body) == 200
    assert await desk.status(order) == "pending"
    assert await credits(user) == []
