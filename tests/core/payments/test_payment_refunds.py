"""Refunds: money back to where it came from, or to the balance."""

import asyncio

import pytest

from core import errors, ledger
from core.catalogue.tariffs import Tariff
from core.payment_providers import (
    OutcomeUnknown,
    ProviderRefused,
)
from core.payments import refunds, settlement
from core.payments.models import Payment
from core.shop import Actor, Shop
from core.subscriptions import purchase
from core.users.models import User
from tests.conftest import ADMIN
from tests.core.conftest import facts
from tests.core.counter import Counter, counter, open_order  # noqa: F401 - a fixture

BY = Actor("admin", ADMIN)


async def _paid(shop: Shop, user: User, counter: Counter) -> Payment:
    order = await open_order(shop, user)
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


async def test_only_paid_payments_of_vendors_that_can_are_given_back(shop: Shop, user: User, counter: Counter) -> None:
    order = await open_order(shop, user)
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
    results = await asyncio.gather(*(refunds.to_balance(shop, entry, by=BY) for _ in range(5)), return_exceptions=True)
    assert sorted(map(str, results)) == ["29900", *["cannot-refund()"] * 4]
    grant = next(entry for entry in await ledger.history(user.id) if entry.kind == "grant")
    with pytest.raises(errors.CannotRefund):
        await refunds.to_balance(shop, grant, by=BY)
    assert await ledger.balance(user.id) == 29900
