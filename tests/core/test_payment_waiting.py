"""Waiting for payments: when providers are asked, when the waiting ends, and what becomes of their webhooks."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Literal

import pytest

from core import errors, ledger
from core.payment_providers import (
    Bill,
    Claim,
    Forged,
    Method,
    Opened,
    OutcomeUnknown,
    ProviderError,
    ProviderRefused,
    ProviderUnavailable,
    Receipt,
    Status,
    Unreadable,
    WebhookRequest,
)
from core.payments import checkout, polling, reconciliation, refunds, settlement, webhooks
from core.payments.checkout import Checkout
from core.payments.models import Payment, PaymentEvent
from core.shop import Actor, Shop
from core.subscriptions import purchase
from core.tariffs import Tariff
from core.users.models import User
from tests.conftest import ADMIN, Clock, new_user
from tests.core.conftest import facts, work
from tests.telegram import BotApi

BY = Actor("admin", ADMIN)


class Counter:
    """A vendor in memory: says what it is told to say, and remembers what it was asked."""

    methods = (Method("COUNTER", "RUB"),)
    refunds: Literal["partial"] = "partial"

    def __init__(self, name: str = "counter", method: str = "COUNTER") -> None:
        self.name = name
        self.methods = (Method(method, "RUB"),)
        self.look_up_seconds: float | None = 5.0
        self.known: dict[str, Receipt] = {}
        self.asked: list[Claim] = []
        self.given_back: list[tuple[int, str]] = []
        self.trouble: ProviderError | Exception | None = None

    def amount_for(self, kopeks: int) -> int:
        return kopeks

    def kopeks_for(self, amount: int) -> int:
        return amount

    async def open(self, bill: Bill) -> Opened:
        return Opened("https://counter.example/", external_id=f"c-{bill.invoice}")

    def read(self, request: WebhookRequest) -> Sequence[Claim]:
        if request.body.startswith(b"forged"):
            raise Forged("no")
        if request.body.startswith(b"odd"):
            raise Unreadable("what?")
        return [Claim(None, name) for name in request.body.decode().split()]

    async def look_up(self, claim: Claim) -> Receipt | None:
        self.asked.append(claim)
        if self.trouble:
            raise self.trouble
        return self.known.get(claim.external_id or "")

    async def receipts(self, skip: int) -> AsyncIterator[tuple[int, Receipt]]:
        for position, receipt in list(enumerate(self.known.values(), 1))[skip:]:
            yield position, receipt

    async def refund(self, receipt: Receipt, *, amount: int, key: str) -> None:
        self.given_back.append((amount, key))
        if self.trouble:
            raise self.trouble

    async def aclose(self) -> None:
        """Nothing is open."""

    def say(self, shop: Shop, order: Checkout, status: Status = "completed") -> str:
        """From now on the vendor says this of an order; returns its name for it."""
        name = f"c-{order.invoice.uuid}"
        self.known[name] = Receipt(
            self.name, name, status, order.invoice.uuid, order.bill.amount, "RUB", None, shop.now()
        )
        return name


@pytest.fixture
def counter(shop: Shop) -> Counter:
    made = Counter()
    shop.providers = {"counter": made, **shop.providers}
    return made


async def _order(shop: Shop, user: User, method: str = "COUNTER") -> Checkout:
    order = await checkout.open_top_up(shop, user, 50000, method=method)
    await checkout.pay_link(shop, order)
    return order


async def test_providers_are_asked_less_and_less_often_and_then_no_more(
    shop: Shop, user: User, counter: Counter, clock: Clock
) -> None:
    order, began, moments = await _order(shop, user), clock.now, []
    for _ in range(60 * 50):
        clock.advance(minutes=1)
        before = len(counter.asked)
        await polling.run_due(shop)
        moments += [(clock.now - began) // timedelta(minutes=1)] * (len(counter.asked) - before)
        if (await Payment.get(id=order.payment.id)).next_check_at is None:
            break
    assert moments[:8] == [1, 3, 7, 15, 30, 60, 120, 180]
    assert set(b - a for a, b in zip(moments[5:], moments[6:], strict=False)) == {60}
    payment = await Payment.get(id=order.payment.id)
    assert (payment.status, (clock.now - began) // timedelta(hours=1)) == ("expired", 49)
    assert counter.asked[0] == Claim(order.invoice.uuid, f"c-{order.invoice.uuid}")
    counter.say(shop, order)  # and late money is money
    assert await polling.check(shop, payment) == "completed"
    assert await ledger.balance(user.id) == 50000


async def test_a_payment_that_has_come_to_its_end_is_not_asked_about_again(
    shop: Shop, user: User, counter: Counter, clock: Clock
) -> None:
    orders = [await _order(shop, user) for _ in range(3)]
    for order, status in zip(orders, ("completed", "failed", "expired"), strict=True):
        counter.say(shop, order, status)  # type: ignore[arg-type]
    clock.advance(minutes=1)
    await polling.run_due(shop)
    clock.advance(hours=100)
    await polling.run_due(shop)
    assert len(counter.asked) == 3
    payments = await Payment.all().order_by("id")
    assert [payment.status for payment in payments] == ["completed", "failed", "expired"]
    assert await ledger.balance(user.id) == 50000


async def test_several_workers_ask_about_a_payment_once(shop: Shop, user: User, counter: Counter, clock: Clock) -> None:
    for _ in range(10):
        await _order(shop, user)
    clock.advance(minutes=1)
    await asyncio.gather(*(polling.run_due(shop) for _ in range(5)))
    assert len(counter.asked) == 10


async def test_a_mistake_about_one_payment_does_not_stop_the_others(
    shop: Shop, user: User, counter: Counter, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    other = Counter("other", "OTHER")
    shop.providers = {**shop.providers, "other": other}
    await _order(shop, user)
    counter.trouble = ZeroDivisionError("a fault of ours")
    order = await _order(shop, user, "OTHER")
    other.say(shop, order)
    clock.advance(minutes=1)
    await polling.run_due(shop)
    assert await ledger.balance(user.id) == 50000
    assert "cannot be looked up" in caplog.text
    assert (await Payment.get(provider="counter")).next_check_at == clock.now + timedelta(minutes=2)


async def test_a_provider_that_was_taken_away_breaks_nothing(
    shop: Shop, user: User, counter: Counter, clock: Clock
) -> None:
    order = await _order(shop, user)
    await Payment.filter(id=order.payment.id).update(status="refunding")
    second = await _order(shop, user)
    shop.providers = {name: provider for name, provider in shop.providers.items() if name != "counter"}
    clock.advance(minutes=1)
    await polling.run_due(shop)
    await refunds.finish(shop)
    assert await polling.check(shop, second.payment) == "pending"


async def test_a_webhook_is_kept_until_it_is_done(shop: Shop, user: User, counter: Counter) -> None:
    order = await _order(shop, user)
    name = counter.say(shop, order, "pending")
    request = WebhookRequest(name.encode(), {})
    await webhooks.receive(shop, "counter", request)
    assert [event.state for event in await PaymentEvent.all()] == ["new"]
    counter.say(shop, order)
    counter.trouble = ProviderUnavailable("away")
    with pytest.raises(errors.PaymentUnavailable):
        await webhooks.receive(shop, "counter", request)
    counter.trouble = ProviderRefused("HTTP 401")  # the shop's key is wrong: that is no answer about the payment
    with pytest.raises(errors.PaymentUnavailable):
        await webhooks.receive(shop, "counter", request)
    assert [event.state for event in await PaymentEvent.all()] == ["new"]
    counter.trouble = None
    await webhooks.receive(shop, "counter", request)
    asked = len(counter.asked)
    await webhooks.receive(shop, "counter", request)
    assert len(counter.asked) == asked
    assert [event.state for event in await PaymentEvent.all()] == ["done"]
    assert await ledger.balance(user.id) == 50000


async def test_a_webhook_about_several_payments_settles_those_that_are_ours(
    shop: Shop, user: User, counter: Counter
) -> None:
    name = counter.say(shop, await _order(shop, user))
    await webhooks.receive(shop, "counter", WebhookRequest(f"stranger {name}".encode(), {}))
    assert await ledger.balance(user.id) == 50000
    assert [event.state for event in await PaymentEvent.all()] == ["unmatched"]


async def test_pings_forgeries_and_nonsense_settle_nothing(shop: Shop, counter: Counter) -> None:
    await webhooks.receive(shop, "counter", WebhookRequest(b"", {}))
    await webhooks.receive(shop, "counter", WebhookRequest(b"odd" + b"x" * 100_000, {}))
    with pytest.raises(errors.WebhookForged):
        await webhooks.receive(shop, "counter", WebhookRequest(b"forged", {}))
    with pytest.raises(errors.NotFound):
        await webhooks.receive(shop, "nobody", WebhookRequest(b"", {}))
    (event,) = await PaymentEvent.all()
    assert (event.state, len(event.body), event.note) == ("unreadable", webhooks.UNREADABLE_KEPT, "what?")


async def test_a_claim_that_names_another_payment_than_the_provider_does_is_not_believed(
    shop: Shop, user: User, counter: Counter
) -> None:
    mine, theirs = await _order(shop, user), await _order(shop, await new_user(shop, 77))
    name = counter.say(shop, mine)
    counter.known[name] = replace(counter.known[name], external_id="another", invoice=theirs.invoice.uuid)
    await webhooks.receive(shop, "counter", WebhookRequest(name.encode(), {}))
    assert [event.state for event in await PaymentEvent.all()] == ["unmatched"]
    assert await Payment.filter(status="pending").count() == 2


async def test_administrators_are_told_once_of_a_payment_that_is_doubted(
    shop: Shop, user: User, counter: Counter, bot_api: BotApi
) -> None:
    shop.providers = {"counter": counter}
    order = await _order(shop, user)
    await work(shop)
    bot_api.calls.clear()
    name = counter.say(shop, order)
    counter.known[name] = replace(counter.known[name], amount=1)
    for _ in range(3):
        await webhooks.receive(shop, "counter", WebhookRequest(name.encode(), {}))
        await work(shop)
    (text,) = bot_api.said_to(ADMIN)
    assert "1 came instead of 50000 RUB" in text
    assert name in text
    assert bot_api.said_to(4242) == []


async def test_reconciliation_books_what_the_webhooks_missed_once(shop: Shop, user: User, counter: Counter) -> None:
    shop.providers = {"counter": counter}
    orders = [await _order(shop, user) for _ in range(3)]
    for order in orders:
        counter.say(shop, order)
    assert await reconciliation.run(shop) == 3
    assert await reconciliation.run(shop) == 3
    assert await ledger.balance(user.id) == 150000
    assert len(await facts("PaymentSettled")) == 3


# ---- money back


async def _paid(shop: Shop, user: User, counter: Counter) -> Payment:
    order = await _order(shop, user)
    await settlement.settle(shop, counter.known[counter.say(shop, order)])
    return await Payment.get(id=order.payment.id)


async def test_a_refund_holds_the_money_and_gives_it_back_when_refused(
    shop: Shop, user: User, counter: Counter
) -> None:
    payment = await _paid(shop, user, counter)
    counter.trouble = ProviderRefused("too old")
    for _ in range(2):  # each try has a hold of its own, whatever copy of the payment is at hand
        with pytest.raises(errors.CannotRefund):
            await refunds.refund(shop, payment, by=BY)
        assert await ledger.balance(user.id) == 50000
    counter.trouble = None
    back = await refunds.refund(shop, payment, by=BY)
    assert (back.status, await ledger.balance(user.id)) == ("refunded", 0)
    assert {key for _, key in counter.given_back} == {f"refund:{payment.uuid}"}
    with pytest.raises(errors.CannotRefund):
        await refunds.refund(shop, payment, by=BY)
    entries = [entry.amount_kopeks for entry in await ledger.history(user.id)]
    assert entries == [-50000, 50000, -50000, 50000, -50000, 50000]
    assert await ledger.unbalanced() == []


async def test_a_refund_without_an_answer_stays_under_way_until_there_is_one(
    shop: Shop, user: User, counter: Counter
) -> None:
    payment = await _paid(shop, user, counter)
    counter.trouble = OutcomeUnknown("silence")
    assert (await refunds.refund(shop, payment, by=BY)).status == "refunding"
    await refunds.finish(shop)
    assert await ledger.balance(user.id) == 0
    with pytest.raises(errors.CannotRefund):
        await refunds.refund(shop, payment, by=BY)
    counter.trouble = None
    await asyncio.gather(*(refunds.finish(shop) for _ in range(3)))
    assert (await Payment.get(id=payment.id)).status == "refunded"
    assert await ledger.balance(user.id) == 0
    assert len(await facts("PaymentRefunded")) == 1


async def test_money_that_is_spent_is_not_given_back(shop: Shop, user: User, counter: Counter) -> None:
    payment = await _paid(shop, user, counter)
    await ledger.grant(shop, user, -1, key="spent", by=BY)
    with pytest.raises(errors.InsufficientBalance):
        await refunds.refund(shop, payment, by=BY)
    assert (await Payment.get(id=payment.id)).status == "completed"
    assert counter.given_back == []


async def test_only_paid_payments_of_vendors_that_can_are_given_back(
    shop: Shop, user: User, counter: Counter
) -> None:
    order = await _order(shop, user)
    with pytest.raises(errors.CannotRefund):
        await refunds.refund(shop, order.payment, by=BY)
    payment = await _paid(shop, user, counter)
    counter.refunds = "none"  # type: ignore[assignment]
    with pytest.raises(errors.CannotRefund):
        await refunds.refund(shop, payment, by=BY)


async def test_a_purchase_is_given_back_to_the_balance_once(shop: Shop, user: User, tariff: Tariff) -> None:
    await ledger.grant(shop, user, 29900, key="gift", by=BY)
    await purchase.buy(shop, user, tariff, by=Actor("user", user.id))
    entry = next(entry for entry in await ledger.history(user.id) if entry.kind == "purchase")
    results = await asyncio.gather(
        *(refunds.to_balance(shop, entry, by=BY) for _ in range(5)), return_exceptions=True
    )
    assert sorted(map(str, results)) == ["29900", *["cannot-refund()"] * 4]
    grant = next(entry for entry in await ledger.history(user.id) if entry.kind == "grant")
    with pytest.raises(errors.CannotRefund):
        await refunds.to_balance(shop, grant, by=BY)
    assert await ledger.balance(user.id) == 29900
