"""Floods of webhooks by strangers: what they cost, and that real payments do not wait for them."""

import asyncio
import json
import time
import uuid

import pytest

from core import ledger
from core.payment_providers import WebhookRequest
from core.payments import webhook_retries, webhooks
from core.payments.models import Payment, PaymentEvent
from core.shop import Shop
from core.users.models import User
from tests.conftest import Clock
from tests.core.cash_desk import AMOUNT, CashDesk, credits, desk  # noqa: F401 - a fixture
from tests.core.conftest import facts
from tests.core.counter import Counter, counter, open_order  # noqa: F401 - a fixture
from tests.web.conftest import web  # noqa: F401 - a fixture

UNSIGNED = ("yookassa", "mulenpay")
PADDING = "x" * 60_000


def forged(name: str, payment: str, number: int, ref: str = "") -> bytes:
    """A body of 64 KB, never the same twice, that says that a payment is paid."""
    if name == "mulenpay":
        said = {"id": payment, "uuid": ref, "payment_status": "success", "pad": f"{number}{PADDING}"}
    else:
        about = {"id": payment, "status": "succeeded", "metadata": {"invoice": ref}, "pad": f"{number}{PADDING}"}
        said = {"event": "payment.succeeded", "object": about}
    return json.dumps(said).encode()


async def _stored() -> tuple[int, int]:
    events = await PaymentEvent.all()
    return len(events), sum(len(event.body) for event in events)


@pytest.mark.parametrize("name", UNSIGNED)
async def test_a_flood_about_unknown_payments_keeps_no_bodies_and_asks_the_vendor_nothing(
    desk: CashDesk, shop: Shop, user: User, clock: Clock, name: str
) -> None:
    order, bill = await desk.order(user, name)
    desk.fault(name, code=500, times=1000)  # whoever asks fails
    for number in range(webhooks.STRANGERS_KEPT + 50):
        body = forged(name, str(9_000_000 + number), number, str(uuid.uuid4()))
        await webhooks.receive(shop, name, WebhookRequest(body, {}))
    rows, size = await _stored()
    assert (rows, size) == (webhooks.STRANGERS_KEPT, 0)
    assert len(desk.vendors.faults(name).view()) == 1
    assert desk.vendors.faults(name).view()[0]["times"] == 1000  # nobody has asked
    desk.vendors.faults(name).clear()
    began = time.perf_counter()
    desk.book(name).pay(bill.id)
    await desk.book(name).settled()
    assert await credits(user) == [AMOUNT]
    assert time.perf_counter() - began < 1
    clock.advance(hours=25)
    for _ in range(40):
        await webhook_retries.run(shop)
        clock.advance(hours=1)
    assert await PaymentEvent.filter(next_try_at__not_isnull=True).count() == 0
    await webhooks.forget_old(shop)
    assert await _stored() == (1, (await _stored())[1])


@pytest.mark.parametrize("name", UNSIGNED)
async def test_a_flood_in_the_name_of_a_known_payment_is_one_row_and_a_few_questions(
    desk: CashDesk, shop: Shop, user: User, clock: Clock, name: str
) -> None:
    order, bill = await desk.order(user, name)
    desk.fault(name, path="/payments", swap=[["nothing", "nothing"]], times=1000)
    for number in range(40):
        body = forged(name, bill.id, number, str(uuid.uuid4()))
        await webhooks.receive(shop, name, WebhookRequest(body, {}))
        body = forged(name, str(9_000_000 + number), number, str(order.invoice.uuid))
        await webhooks.receive(shop, name, WebhookRequest(body, {}))
    rows, size = await _stored()
    assert rows == 1
    assert size <= webhooks.BODY_KEPT
    assert 1000 - desk.vendors.faults(name).view()[0]["times"] <= 4
    desk.book(name).pay(bill.id)
    await desk.book(name).settled()
    clock.advance(seconds=11)
    await webhook_retries.run(shop)
    assert await credits(user) == [AMOUNT]


@pytest.mark.parametrize("name", UNSIGNED)
async def test_a_flood_does_not_delay_somebody_elses_payment(desk: CashDesk, shop: Shop, user: User, name: str) -> None:
    order, bill = await desk.order(user, name)

    async def flood(sender: int) -> None:
        for number in range(30):
            body = forged(name, f"{sender}000{number}", number)
            await webhooks.receive(shop, name, WebhookRequest(body, {}, f"203.0.113.{sender}"))

    flooding = [asyncio.create_task(flood(sender)) for sender in range(8)]
    await asyncio.sleep(0.1)
    began = time.perf_counter()
    desk.book(name).pay(bill.id)
    while not await credits(user):
        assert time.perf_counter() - began < 2
        await asyncio.sleep(0.01)
    await asyncio.gather(*flooding)
    assert await credits(user) == [AMOUNT]


async def test_what_cannot_be_read_is_kept_a_bounded_number_of_times(
    shop: Shop, counter: Counter, clock: Clock
) -> None:
    for number in range(webhooks.STRANGERS_KEPT + 20):
        await webhooks.receive(shop, "counter", WebhookRequest(f"odd {number} {PADDING}".encode(), {}))
    rows, size = await _stored()
    assert rows == webhooks.STRANGERS_KEPT
    assert size <= rows * webhooks.UNREADABLE_KEPT
    clock.advance(days=3)
    await webhooks.forget_old(shop)
    assert await _stored() == (0, 0)


async def test_a_webhook_that_names_only_the_vendors_id_and_beats_its_answer_is_settled_later(
    shop: Shop, user: User, counter: Counter, clock: Clock
) -> None:
    order = await open_order(shop, user)
    name = counter.say(shop, order)
    await Payment.filter(id=order.payment.id).update(external_id=None)
    await webhooks.receive(shop, "counter", WebhookRequest(name.encode(), {}))
    assert counter.asked == []
    await Payment.filter(id=order.payment.id).update(external_id=name)  # the answer is stored
    clock.advance(minutes=1)
    await webhook_retries.run(shop)
    assert await ledger.balance(user.id) == 50000
    assert await facts("PaymentsTroubled") == []
