"""Renewals by a saved method: announced, charged once, told, and forgotten when the customer or the bank says so."""

import asyncio
from datetime import timedelta

import pytest

from core import ledger
from core.catalogue import pricing
from core.catalogue.tariffs import Tariff
from core.ledger import LedgerEntry
from core.payments import checkout, polling, saved_methods
from core.payments.models import RENEWAL, Invoice, Payment, SavedMethod
from core.promotions import promocodes
from core.shop import Actor, Shop
from core.subscriptions import autopay, purchase, renewal
from core.subscriptions.models import Subscription
from core.users.models import User
from sandbox.vendors.book import Bill
from tests.conftest import Clock, new_user
from tests.core.cash_desk import CashDesk, desk
from tests.core.conftest import facts, work
from tests.telegram import BotApi
from tests.web.conftest import web

__all__ = ["desk", "web"]

ME = Actor("user", 1)
PRICE = 29900
CARD = "YOOKASSA_CARD"


@pytest.fixture
async def buyer(shop: Shop) -> User:
    return await new_user(shop, balance_kopeks=PRICE)


@pytest.fixture
async def month(shop: Shop, buyer: User, tariff: Tariff) -> Subscription:
    """A paid month; the balance is empty, autopay is off."""
    return (await purchase.buy(shop, buyer, tariff, quote="first", by=ME)).subscription


async def _remember(desk: CashDesk, user: User, *, agreed: bool = True) -> None:
    """Top up by card, 100 roubles, which are spent again."""
    order = await checkout.open_top_up(desk.shop, user, 10000, method=CARD, save_method=agreed)
    await checkout.pay_link(desk.shop, order)
    desk.book("yookassa").pay(desk.bill("yookassa", order).id)
    await desk.book("yookassa").settled()
    await ledger.grant(desk.shop, user, -10000, key=f"spent-{order.invoice.id}", by=Actor("admin", 900))
    await work(desk.shop)


@pytest.fixture
async def card(desk: CashDesk, buyer: User, month: Subscription) -> SavedMethod:
    """The buyer's card is remembered, which has switched autopay on."""
    await _remember(desk, buyer)
    method = await saved_methods.of_user(buyer.id)
    assert method is not None
    return method


async def _announced(shop: Shop, clock: Clock) -> None:
    """The end is near enough to charge, and the customer was told the day before."""
    clock.advance(days=28)
    await autopay.run(shop)
    clock.advance(days=1)


def _charged(desk: CashDesk) -> list[Bill]:
    return [bill for bill in desk.book("yookassa").bills.values() if "source" in bill.metadata]


async def test_a_card_is_remembered_only_with_consent(desk: CashDesk, buyer: User, month: Subscription) -> None:
    await _remember(desk, buyer, agreed=False)
    assert await saved_methods.of_user(buyer.id) is None
    await _remember(desk, buyer)
    method = await saved_methods.of_user(buyer.id)
    assert method is not None
    assert (method.method, method.title) == (CARD, "•• 4444")
    assert (await Subscription.get(id=month.id)).autopay
    assert len(await facts("MethodSaved")) == 1


async def test_a_new_card_takes_the_place_of_the_old_one(desk: CashDesk, buyer: User, card: SavedMethod) -> None:
    await _remember(desk, buyer)
    assert await SavedMethod.filter(user_id=buyer.id, removed_at=None).count() == 1
    assert (await SavedMethod.get(id=card.id)).removed_at is not None


async def test_a_renewal_is_announced_then_charged_and_told(
    desk: CashDesk, buyer: User, month: Subscription, card: SavedMethod, clock: Clock, bot_api: BotApi
) -> None:
    clock.advance(days=28, seconds=-1)
    await autopay.run(desk.shop)
    assert await facts("ChargeAhead") == []
    clock.advance(seconds=1)
    for _ in range(3):
        await autopay.run(desk.shop)
    (ahead,) = await facts("ChargeAhead")
    assert ahead.data["amount_kopeks"] == PRICE
    assert _charged(desk) == []
    clock.advance(days=1)
    await autopay.run(desk.shop)
    await desk.book("yookassa").settled()
    (bill,) = _charged(desk)
    assert bill.amount == "299.00"
    assert (await Subscription.get(id=month.id)).expires_at == month.expires_at + timedelta(days=30)
    assert await ledger.balance(buyer.id) == 0
    assert await ledger.unbalanced() == []
    (renewed,) = await facts("SubscriptionRenewed")
    assert renewed.data["automatic"]
    await work(desk.shop)
    assert any("4444" in (call.text or "") for call in bot_api.calls)


async def test_the_balance_goes_first_and_the_card_pays_the_rest(
    desk: CashDesk, buyer: User, card: SavedMethod, clock: Clock
) -> None:
    await ledger.grant(desk.shop, buyer, 20000, key="some", by=Actor("admin", 900))
    await _announced(desk.shop, clock)
    await autopay.run(desk.shop)
    assert [bill.amount for bill in _charged(desk)] == ["99.00"]
    assert await ledger.balance(buyer.id) == 0


async def test_a_balance_that_suffices_leaves_the_card_alone(
    desk: CashDesk, buyer: User, card: SavedMethod, clock: Clock
) -> None:
    await ledger.grant(desk.shop, buyer, PRICE, key="all", by=Actor("admin", 900))
    await _announced(desk.shop, clock)
    await autopay.run(desk.shop)
    assert (await facts("ChargeAhead"), _charged(desk)) == ([], [])
    assert len(await facts("SubscriptionRenewed")) == 1


async def test_what_was_not_announced_is_announced_first(
    desk: CashDesk, month: Subscription, card: SavedMethod, clock: Clock
) -> None:
    clock.advance(days=29, hours=1)
    await autopay.run(desk.shop)
    assert len(await facts("ChargeAhead")) == 1
    assert _charged(desk) == []
    clock.advance(hours=6)
    await autopay.run(desk.shop)
    assert len(_charged(desk)) == 1


async def test_many_workers_charge_once(desk: CashDesk, month: Subscription, card: SavedMethod, clock: Clock) -> None:
    await _announced(desk.shop, clock)
    await asyncio.gather(*(autopay.run(desk.shop) for _ in range(5)))
    await desk.book("yookassa").settled()
    assert len(_charged(desk)) == 1
    assert (await Subscription.get(id=month.id)).expires_at == month.expires_at + timedelta(days=30)


async def test_an_answer_that_is_lost_is_asked_for_again_with_the_same_key(
    desk: CashDesk, buyer: User, month: Subscription, card: SavedMethod, clock: Clock
) -> None:
    await _announced(desk.shop, clock)
    desk.book("yookassa").webhook_url = ""
    desk.fault("yookassa", code=502, after=True)
    await autopay.run(desk.shop)
    assert len(_charged(desk)) == 1
    assert (await Subscription.get(id=month.id)).expires_at == month.expires_at
    assert await facts("AutopayFailed") == []
    clock.advance(minutes=2)
    await polling.run_due(desk.shop)
    assert len(_charged(desk)) == 1
    assert (await Subscription.get(id=month.id)).expires_at == month.expires_at + timedelta(days=30)
    assert await ledger.balance(buyer.id) == 0


async def test_a_charge_in_doubt_is_not_made_again_at_the_next_try(
    desk: CashDesk, month: Subscription, card: SavedMethod, clock: Clock
) -> None:
    await _announced(desk.shop, clock)
    desk.vendors.app.vendors["yookassa"].charges = "pending"
    for _ in range(3):
        await autopay.run(desk.shop)
        clock.advance(hours=6)
    (bill,) = _charged(desk)
    assert (await Subscription.get(id=month.id)).expires_at == month.expires_at
    assert await facts("AutopayFailed") == []


async def test_a_pending_charge_renews_when_the_money_is_there(
    desk: CashDesk, month: Subscription, card: SavedMethod, clock: Clock
) -> None:
    await _announced(desk.shop, clock)
    desk.vendors.app.vendors["yookassa"].charges = "pending"
    await autopay.run(desk.shop)
    (bill,) = _charged(desk)
    desk.book("yookassa").pay(bill.id)
    await desk.book("yookassa").settled()
    assert (await Subscription.get(id=month.id)).expires_at == month.expires_at + timedelta(days=30)
    assert (await Payment.get(external_id=bill.id)).status == "completed"


async def test_a_crash_after_the_charge_is_made_good_by_the_webhook_or_the_answer(
    desk: CashDesk, buyer: User, tariff: Tariff, month: Subscription, card: SavedMethod, clock: Clock
) -> None:
    """The rows are there, the vendor has charged, and nobody has written down the answer."""
    clock.advance(days=29)
    params = {
        "subscription_id": month.id,
        "period": int(month.expires_at.timestamp()),
        "tariff_id": tariff.id,
        "price_kopeks": PRICE,
        "discount": None,
    }
    words = {"title": "Month", "description": "Month"}
    payment = await saved_methods.begin_charge(desk.shop, buyer, card, PRICE, words=words, params=params)
    assert payment is not None
    assert await saved_methods.begin_charge(desk.shop, buyer, card, PRICE, words=words, params=params) is None
    await asyncio.gather(*(saved_methods.charge(desk.shop, payment) for _ in range(3)))
    await desk.book("yookassa").settled()
    assert len(_charged(desk)) == 1
    assert await LedgerEntry.filter(kind="renewal").count() == 1
    assert (await Subscription.get(id=month.id)).expires_at == month.expires_at + timedelta(days=30)
    assert await saved_methods.begin_charge(desk.shop, buyer, card, PRICE, words=words, params=params) is None


@pytest.mark.parametrize(
    ("reason", "refusal", "stays"),
    [("insufficient_funds", "short", True), ("permission_revoked", "gone", False), ("fraud_suspected", "other", True)],
)
async def test_a_refused_charge_is_told_and_tried_again_or_forgotten(
    desk: CashDesk,
    buyer: User,
    month: Subscription,
    card: SavedMethod,
    clock: Clock,
    reason: str,
    refusal: str,
    stays: bool,
) -> None:
    await _announced(desk.shop, clock)
    yookassa = desk.vendors.app.vendors["yookassa"]
    yookassa.charges = reason
    await autopay.run(desk.shop)
    await desk.book("yookassa").settled()
    (refused,) = await facts("ChargeRefused")
    assert (refused.data["refusal"], await facts("AutopayFailed")) == (refusal, [])
    assert (await saved_methods.of_user(buyer.id) is not None) == stays
    yookassa.charges = ""
    clock.advance(hours=6)
    await autopay.run(desk.shop)
    await desk.book("yookassa").settled()
    renewed = (await Subscription.get(id=month.id)).expires_at > month.expires_at
    assert renewed == stays
    assert len(await facts("AutopayFailed")) == (0 if stays else 1)


async def test_whoever_renews_by_hand_meanwhile_finds_the_charge_on_the_balance(
    desk: CashDesk, buyer: User, tariff: Tariff, month: Subscription, card: SavedMethod, clock: Clock
) -> None:
    await _announced(desk.shop, clock)
    desk.vendors.app.vendors["yookassa"].charges = "pending"
    await autopay.run(desk.shop)
    await ledger.grant(desk.shop, buyer, PRICE, key="cash", by=Actor("admin", 900))
    await purchase.buy(desk.shop, buyer, tariff, quote="by hand", by=ME)
    (bill,) = _charged(desk)
    desk.book("yookassa").pay(bill.id)
    await desk.book("yookassa").settled()
    assert (await Subscription.get(id=month.id)).expires_at == month.expires_at + timedelta(days=30)
    assert await ledger.balance(buyer.id) == PRICE
    assert len(await facts("PaymentLeftOnBalance")) == 1


@pytest.mark.parametrize("how", ["forget", "autopay off"])
async def test_what_the_customer_took_back_is_not_charged(
    desk: CashDesk, buyer: User, month: Subscription, card: SavedMethod, clock: Clock, how: str
) -> None:
    await _announced(desk.shop, clock)
    desk.fault("yookassa", code=502)
    await autopay.run(desk.shop)
    if how == "forget":
        await saved_methods.forget(desk.shop, buyer.id)
    else:
        await renewal.set_autopay(await Subscription.get(id=month.id), False)
    for _ in range(4):
        clock.advance(hours=5)
        await polling.run_due(desk.shop)
        await autopay.run(desk.shop)
    assert _charged(desk) == []


async def test_a_discount_makes_the_charge_smaller_and_is_spent(
    desk: CashDesk, buyer: User, card: SavedMethod, clock: Clock
) -> None:
    await promocodes.create_promocode(desk.shop, "TENTH", kind="discount", value=10)
    await promocodes.activate(desk.shop, buyer, "tenth")
    await _announced(desk.shop, clock)
    await autopay.run(desk.shop)
    assert [bill.amount for bill in _charged(desk)] == ["269.10"]
    assert await pricing.unspent_discount(buyer.id) is None
    invoice = await Invoice.get(purpose=RENEWAL)
    assert invoice.fulfilled_at is not None


async def test_a_receipt_that_comes_again_changes_nothing(
    desk: CashDesk, buyer: User, month: Subscription, card: SavedMethod, clock: Clock
) -> None:
    await _announced(desk.shop, clock)
    await autopay.run(desk.shop)
    await saved_methods.forget(desk.shop, buyer.id)
    for bill in desk.book("yookassa").bills.values():
        desk.book("yookassa").resend(bill.id)
    await desk.book("yookassa").settled()
    assert await LedgerEntry.filter(kind="renewal").count() == 1
    assert await saved_methods.of_user(buyer.id) is None
