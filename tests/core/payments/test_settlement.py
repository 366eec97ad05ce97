"""Money from outside: booked once, turned into what it was paid for, and never lost."""

import asyncio
import uuid
from datetime import timedelta

import pytest

from core import db, errors, i18n, ledger, money
from core.catalogue import servers, tariffs
from core.catalogue.servers import Server
from core.catalogue.tariffs import Tariff, Terms
from core.events import PaymentSettled
from core.ledger import LedgerEntry
from core.payment_providers import Receipt
from core.payment_providers.stars import Stars
from core.payments import checkout, settlement
from core.payments.checkout import Checkout
from core.payments.models import Invoice, Payment
from core.shop import Actor, Shop
from core.subscriptions import purchase
from core.subscriptions.models import Subscription
from core.users import accounts
from core.users.models import User
from tests.conftest import Clock, new_user
from tests.core.conftest import facts


def paid(shop: Shop, order: Checkout | None, charge: str = "charge-1", **changed: object) -> Receipt:
    """What Telegram says when somebody has paid."""
    values: dict[str, object] = {
        "provider": "stars",
        "external_id": charge,
        "status": "completed",
        "invoice": order.invoice.uuid if order else None,
        "amount": order.bill.amount if order else 299,
        "currency": "XTR",
        "payer_telegram_id": 4242,
        "at": shop.now(),
        **changed,
    }
    return Receipt(**values)  # type: ignore[arg-type]


async def test_a_payment_for_a_tariff_sells_it(shop: Shop, user: User, tariff: Tariff) -> None:
    order = await purchase.invoice(shop, user, tariff)
    payment = await settlement.settle(shop, paid(shop, order))
    assert payment is not None
    assert (payment.status, payment.credited_kopeks, payment.external_id) == ("completed", 29900, "charge-1")
    assert await Subscription.filter(user_id=user.id, status="active").count() == 1
    assert [entry.amount_kopeks for entry in await ledger.history(user.id)] == [-29900, 29900]
    assert await ledger.balance(user.id) == 0
    (fact,) = await facts("PaymentSettled")
    assert (fact.data["amount_kopeks"], fact.data["purpose"]) == (29900, "purchase")


@pytest.mark.parametrize("together", [True, False], ids=["at once", "one after another"])
async def test_a_charge_delivered_twenty_times_is_booked_once(
    shop: Shop, user: User, tariff: Tariff, together: bool
) -> None:
    order = await purchase.invoice(shop, user, tariff)
    receipt = paid(shop, order)
    if together:
        payments = await asyncio.gather(*(settlement.settle(shop, receipt) for _ in range(20)))
    else:
        payments = [await settlement.settle(shop, receipt) for _ in range(20)]
    assert len({payment.id for payment in payments if payment}) == 1
    assert await LedgerEntry.filter(kind="top_up").count() == 1
    assert await LedgerEntry.filter(kind="purchase").count() == 1
    assert await Subscription.all().count() == 1
    assert (await Subscription.first()).expires_at == shop.now() + timedelta(days=30)  # type: ignore[union-attr]
    assert len(await facts("PaymentSettled")) == 1
    assert await ledger.unbalanced() == []


@pytest.mark.parametrize("together", [True, False], ids=["at once", "one after another"])
async def test_money_that_nobody_asked_for_is_on_the_payers_balance_once(
    shop: Shop, user: User, together: bool
) -> None:
    receipt = paid(shop, None, invoice=uuid.uuid4())
    if together:
        payments = await asyncio.gather(*(settlement.settle(shop, receipt) for _ in range(20)))
    else:
        payments = [await settlement.settle(shop, receipt) for _ in range(20)]
    assert len({payment.id for payment in payments if payment}) == 1
    assert await ledger.balance(user.id) == 29900
    assert await LedgerEntry.all().count() == 1


async def test_a_second_charge_for_the_same_invoice_goes_to_the_balance(shop: Shop, user: User, tariff: Tariff) -> None:
    order = await purchase.invoice(shop, user, tariff)
    await asyncio.gather(*(settlement.settle(shop, paid(shop, order, f"charge-{n}")) for n in (1, 2)))
    assert await Subscription.all().count() == 1
    assert await LedgerEntry.filter(kind="purchase").count() == 1
    assert await ledger.balance(user.id) == 29900
    assert sorted(fact.data["purpose"] for fact in await facts("PaymentSettled")) == ["purchase", "top_up"]
    assert await Payment.filter(invoice_id=order.invoice.id, status="completed").count() == 2


async def test_money_from_nobody_we_know_is_not_booked(shop: Shop) -> None:
    assert await settlement.settle(shop, paid(shop, None, payer_telegram_id=31337)) is None
    assert await settlement.settle(shop, paid(shop, None, payer_telegram_id=None)) is None
    assert await Payment.all().count() == 0
    assert await LedgerEntry.all().count() == 0
    assert await facts("PaymentSettled") == []


async def test_a_tariff_that_cannot_be_delivered_any_more_leaves_the_money_on_the_balance(
    shop: Shop, user: User, tariff: Tariff, server: Server
) -> None:
    order = await purchase.invoice(shop, user, tariff)
    await servers.change(shop, server, enabled=False)
    payment = await settlement.settle(shop, paid(shop, order))
    assert payment is not None
    assert payment.status == "completed"
    assert await ledger.balance(user.id) == 29900
    assert await Subscription.all().count() == 0
    assert await LedgerEntry.filter(kind="purchase").count() == 0
    (fact,) = await facts("PaymentLeftOnBalance")
    assert (fact.data["amount_kopeks"], fact.data["reason"]) == (29900, "nothing-to-deliver")
    assert (await Invoice.get(id=order.invoice.id)).fulfilled_at is None


async def test_a_person_who_was_blocked_while_paying_keeps_the_money(shop: Shop, user: User, tariff: Tariff) -> None:
    order = await purchase.invoice(shop, user, tariff)
    await accounts.block(shop, user, by=Actor("admin", 900))
    await settlement.settle(shop, paid(shop, order))
    assert await ledger.balance(user.id) == 29900
    assert [fact.data["reason"] for fact in await facts("PaymentLeftOnBalance")] == ["blocked"]


async def test_a_tariff_changed_after_invoicing_is_sold_at_the_invoiced_price(
    shop: Shop, user: User, tariff: Tariff
) -> None:
    order = await purchase.invoice(shop, user, tariff)
    await tariffs.edit(shop, tariff, Terms(name="Month", period_days=30, price_kopeks=99900, traffic_gb=100))
    await tariffs.set_enabled(shop, tariff, False)
    await settlement.settle(shop, paid(shop, order))
    assert await Subscription.filter(status="active").count() == 1
    assert await LedgerEntry.get(kind="purchase").values_list("amount_kopeks", flat=True) == -29900
    assert await ledger.balance(user.id) == 0


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"amount": 298}, "298 came instead of 299 XTR, in minor units"),
        ({"currency": "RUB"}, "RUB came instead of XTR"),
        ({"is_test": True}, "a test payment, no real money"),
    ],
    ids=["too little", "another currency", "a test"],
)
async def test_what_was_not_asked_for_waits_for_an_operator(
    shop: Shop, user: User, tariff: Tariff, changed: dict[str, object], reason: str
) -> None:
    order = await purchase.invoice(shop, user, tariff)
    for _ in range(3):
        payment = await settlement.settle(shop, paid(shop, order, **changed))
        assert payment is not None
        assert (payment.id, payment.status, payment.credited_kopeks) == (order.payment.id, "review", 0)
    assert await LedgerEntry.all().count() == await Subscription.all().count() == 0
    (fact,) = await facts("PaymentDoubted")
    assert (fact.user_id, fact.data["payment_id"]) == (user.id, order.payment.id)
    assert i18n.say_stored(fact.data["reason"], "en") == reason


async def test_the_right_sum_after_a_wrong_one_is_settled(shop: Shop, user: User, tariff: Tariff) -> None:
    order = await purchase.invoice(shop, user, tariff)
    await settlement.settle(shop, paid(shop, order, "too little", amount=1))
    await settlement.settle(shop, paid(shop, order, "right"))
    assert await Subscription.filter(status="active").count() == 1
    assert await ledger.balance(user.id) == 0


async def test_what_is_paid_beyond_the_sum_is_on_the_balance(shop: Shop, user: User, tariff: Tariff) -> None:
    order = await purchase.invoice(shop, user, tariff)
    payment = await settlement.settle(shop, paid(shop, order, amount=300))
    assert payment is not None
    assert (payment.status, payment.credited_kopeks) == ("completed", 30000)
    assert await Subscription.filter(status="active").count() == 1
    assert await ledger.balance(user.id) == 100


@pytest.mark.parametrize("status", ["failed", "expired"])
async def test_an_end_without_money_closes_what_is_waited_for_and_nothing_else(
    shop: Shop, user: User, status: str
) -> None:
    order = await checkout.open_top_up(shop, user, 20000)
    await Payment.filter(id=order.payment.id).update(external_id="mine")
    await settlement.settle(shop, paid(shop, order, "another attempt", status=status))
    assert (await Payment.get(id=order.payment.id)).status == "pending"
    await settlement.settle(shop, paid(shop, order, "mine", status=status))
    assert (await Payment.get(id=order.payment.id)).status == status
    await settlement.settle(shop, paid(shop, order, "mine"))  # late money wins
    await settlement.settle(shop, paid(shop, order, "mine", status=status))  # and stays
    assert (await Payment.get(id=order.payment.id)).status == "completed"
    assert await ledger.balance(user.id) == 20000


async def test_a_vendor_that_forgets_our_name_is_understood_by_its_own(shop: Shop, user: User) -> None:
    order = await checkout.open_top_up(shop, user, 20000)
    await Payment.filter(id=order.payment.id).update(external_id="c")
    await settlement.settle(shop, paid(shop, order, "c", invoice=None, payer_telegram_id=None))
    assert await ledger.balance(user.id) == 20000


async def test_money_given_back_before_it_was_booked_waits_for_an_operator(shop: Shop, user: User) -> None:
    order = await checkout.open_top_up(shop, user, 20000)
    await settlement.settle(shop, paid(shop, order, status="refunded"))
    await settlement.settle(shop, paid(shop, order))
    assert (await Payment.get(id=order.payment.id)).status == "review"
    assert await ledger.balance(user.id) == 0
    assert len(await facts("PaymentDoubted")) == 1


async def test_a_top_up_is_credited_to_the_kopek(shop: Shop, user: User) -> None:
    shop.providers = {"stars": Stars(shop.telegram, 137)}
    order = await checkout.open_top_up(shop, user, 100_00)
    assert order.bill.amount == money.stars_for(10000, 137) == 73
    await settlement.settle(shop, paid(shop, order))
    assert await ledger.balance(user.id) == 10000
    (fact,) = await facts("PaymentSettled")
    assert fact.data == {
        "user_id": user.id,
        "payment_id": order.payment.id,
        "amount_kopeks": 10000,
        "purpose": "top_up",
    }
    assert PaymentSettled(**fact.data).user_id == user.id


async def test_top_ups_outside_the_limits_are_refused(shop: Shop, user: User) -> None:
    for amount in (4999, 250001):
        with pytest.raises(errors.AmountOutOfRange) as refused:
            await checkout.open_top_up(shop, user, amount)
        assert refused.value.params == {"min_kopeks": 5000, "max_kopeks": 250000}
    assert await Invoice.all().count() == 0


async def test_a_refund_of_the_provider_takes_all_of_it_once(shop: Shop, user: User) -> None:
    order = await checkout.open_top_up(shop, user, 20000)
    await settlement.settle(shop, paid(shop, order))
    await ledger.grant(shop, user, -15000, key="spent", by=Actor("admin", 900))
    refund = paid(shop, order, status="refunded")
    await asyncio.gather(*(settlement.settle(shop, refund) for _ in range(10)))
    assert await ledger.balance(user.id) == -15000
    assert await LedgerEntry.get(kind="refund").values_list("amount_kopeks", flat=True) == -20000
    assert (await Payment.get(id=order.payment.id)).status == "refunded"
    (fact,) = await facts("PaymentRefunded")
    assert fact.data["amount_kopeks"] == 20000
    assert await ledger.unbalanced() == []


async def test_a_receipt_after_its_refund_credits_nothing(shop: Shop, user: User) -> None:
    order = await checkout.open_top_up(shop, user, 20000)
    await settlement.settle(shop, paid(shop, order))
    await settlement.settle(shop, paid(shop, order, status="refunded"))
    await settlement.settle(shop, paid(shop, order))
    assert await ledger.balance(user.id) == 0


async def test_a_refund_of_an_unknown_payment_changes_nothing(shop: Shop, user: User) -> None:
    assert await settlement.settle(shop, paid(shop, None, "never seen", status="refunded")) is None
    assert await LedgerEntry.all().count() == 0


async def test_unpaid_payments_expire_and_late_money_is_still_settled(
    shop: Shop, user: User, tariff: Tariff, clock: Clock
) -> None:
    order = await purchase.invoice(shop, user, tariff)
    clock.advance(hours=24)
    await checkout.expire_stale(shop)
    assert (await Payment.get(id=order.payment.id)).status == "pending"
    clock.advance(seconds=1)
    await checkout.expire_stale(shop)
    assert (await Payment.get(id=order.payment.id)).status == "expired"
    await settlement.settle(shop, paid(shop, order))
    assert (await Payment.get(id=order.payment.id)).status == "completed"
    assert await Subscription.filter(status="active").count() == 1


async def test_a_failure_in_the_middle_of_settling_books_nothing(shop: Shop, user: User, tariff: Tariff) -> None:
    order = await purchase.invoice(shop, user, tariff)
    await Invoice.filter(id=order.invoice.id).update(params={})  # what it is for cannot be read: a fault of ours
    with pytest.raises(KeyError):
        await settlement.settle(shop, paid(shop, order))
    assert (await Payment.get(id=order.payment.id)).status == "pending"
    assert await LedgerEntry.all().count() == 0
    assert not db.connection._after_commit.get()
    await new_user(shop, 5)  # the connection is good for the next one
