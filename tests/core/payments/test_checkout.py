"""The pre-checkout question: Telegram asks whether a payment may go on, and is told the truth."""

from dataclasses import replace

import pytest

from core import errors
from core.catalogue.tariffs import Tariff
from core.payment_providers.stars import Stars, receipt_of
from core.payments import checkout, reconciliation, settlement
from core.payments.models import Invoice
from core.shop import Actor, Shop
from core.subscriptions import purchase, queries
from core.users import accounts
from core.users.models import User
from tests.conftest import Clock, new_user
from tests.core.payments.test_settlement import paid
from tests.telegram import BotApi


async def _confirm(shop: Shop, order: checkout.Checkout, **changed: object) -> Invoice:
    asked = {"payer_telegram_id": 4242, "amount": order.bill.amount, "currency": "XTR", **changed}
    payload = str(asked.pop("payload", order.invoice.uuid))
    return await checkout.confirm(shop, payload, **asked)  # type: ignore[arg-type]


async def test_a_fresh_invoice_may_be_paid_by_its_owner(shop: Shop, user: User, tariff: Tariff) -> None:
    order = await purchase.invoice(shop, user, tariff)
    assert (await _confirm(shop, order)).id == order.invoice.id
    assert (await _confirm(shop, order)).id == order.invoice.id


@pytest.mark.parametrize(
    "changed",
    [
        {"payload": "no uuid"},
        {"payload": "00000000-0000-4000-8000-000000000000"},
        {"payload": ""},
        {"payer_telegram_id": 4243},
        {"amount": 1},
        {"currency": "RUB"},
    ],
    ids=str,
)
async def test_an_unknown_or_foreign_invoice_or_another_sum_is_refused(
    shop: Shop, user: User, tariff: Tariff, changed: dict[str, object]
) -> None:
    order = await purchase.invoice(shop, user, tariff)
    with pytest.raises(errors.PaymentNotFound):
        await _confirm(shop, order, **changed)


async def test_an_invoice_is_payable_for_a_day(shop: Shop, user: User, tariff: Tariff, clock: Clock) -> None:
    order = await purchase.invoice(shop, user, tariff)
    clock.advance(hours=24)
    await _confirm(shop, order)
    clock.advance(seconds=1)
    with pytest.raises(errors.PaymentExpired):
        await _confirm(shop, order)


@pytest.mark.parametrize("then_refunded", [False, True])
async def test_a_paid_invoice_is_not_paid_again(shop: Shop, user: User, tariff: Tariff, then_refunded: bool) -> None:
    order = await purchase.invoice(shop, user, tariff)
    await settlement.settle(shop, paid(shop, order))
    if then_refunded:
        await settlement.settle(shop, paid(shop, order, status="refunded"))
    with pytest.raises(errors.PaymentExpired):
        await _confirm(shop, order)


async def test_a_closed_account_is_not_let_pay(shop: Shop, user: User, tariff: Tariff) -> None:
    order = await purchase.invoice(shop, user, tariff)
    await accounts.block(shop, user, by=Actor("admin", 900))
    with pytest.raises(errors.Blocked):
        await _confirm(shop, order)
    with pytest.raises(errors.Blocked):
        await purchase.invoice(shop, user, tariff)


async def test_an_open_invoice_outlives_a_change_of_the_stars_rate(shop: Shop, user: User, tariff: Tariff) -> None:
    order = await purchase.invoice(shop, user, tariff)
    shop.providers = {"stars": Stars(shop.telegram, 150)}
    assert (await _confirm(shop, order)).id == order.invoice.id


async def test_a_dearer_tariff_than_telegram_takes_cannot_be_invoiced(shop: Shop, user: User) -> None:
    with pytest.raises(errors.AmountOutOfRange) as refused:
        await checkout.open_invoice(shop, user, 100_000 * 100 + 1, title="t", description="d")
    assert refused.value.params["max_kopeks"] == 10_000_000
    await checkout.open_invoice(shop, user, 100_000 * 100, title="t", description="d")


async def test_the_pay_link_comes_from_telegram(shop: Shop, user: User, tariff: Tariff, bot_api: BotApi) -> None:
    order = await purchase.invoice(shop, user, tariff)
    assert (await checkout.pay_link(shop, order)).startswith("https://t.me/$")
    (call,) = bot_api.of("createInvoiceLink")
    assert call.params["payload"] == str(order.invoice.uuid)
    assert call.params["prices"] == [{"label": "Month", "amount": 299}]
    assert call.params["currency"] == "XTR"


async def test_when_telegram_is_silent_the_customer_is_told_to_try_later(
    shop: Shop, user: User, tariff: Tariff
) -> None:
    with pytest.raises(errors.PaymentUnavailable):
        await checkout.pay_link(shop, await purchase.invoice(shop, user, tariff))


def _transaction(charge: str, amount: int, telegram_id: int, payload: str = "", *, refund: bool = False) -> dict:
    partner = {"type": "user", "user": {"id": telegram_id, "is_bot": False, "first_name": "A"}}
    side = {"receiver" if refund else "source": partner | ({"invoice_payload": payload} if payload else {})}
    return {"id": charge, "amount": amount, "date": 1795262400, **side}


async def test_a_payment_that_never_arrived_is_found_and_booked_once(
    shop: Shop, user: User, tariff: Tariff, bot_api: BotApi
) -> None:
    order = await purchase.invoice(shop, user, tariff)
    withdrawal = {"id": "w", "amount": 5, "date": 1795262400, "receiver": {"type": "fragment"}}
    bot_api.transactions = [
        _transaction("lost", 299, 4242, str(order.invoice.uuid)),
        withdrawal,
        _transaction("from a stranger", 10, 5555),
    ]
    for _ in range(3):
        await reconciliation.run(shop)
    subscription = await queries.current(user)
    assert subscription is not None
    await user.refresh_from_db()
    assert user.balance_kopeks == 0
    assert (await settlement.settle(shop, paid(shop, order, "lost"))).credited_kopeks == 29900  # type: ignore[union-attr]


async def test_a_refund_made_elsewhere_is_found(shop: Shop, user: User, bot_api: BotApi) -> None:
    order = await checkout.open_top_up(shop, user, 29900)
    bot_api.transactions = [_transaction("c", 299, 4242, str(order.invoice.uuid))]
    await reconciliation.run(shop)
    bot_api.transactions.append(_transaction("c", 299, 4242, refund=True))
    await reconciliation.run(shop)
    await user.refresh_from_db()
    assert user.balance_kopeks == 0


async def test_reconciliation_goes_on_where_it_stopped(shop: Shop, bot_api: BotApi) -> None:
    await new_user(shop)
    bot_api.transactions = [_transaction(f"c{n}", 1, 4242) for n in range(350)]
    assert await reconciliation.run(shop) == 350
    bot_api.calls.clear()
    bot_api.transactions += [_transaction("c350", 1, 4242)]
    assert await reconciliation.run(shop) == 101  # the new one, and a hundred read again to be safe
    assert [call.params["offset"] for call in bot_api.of("getStarTransactions")] == [250, 350]
    assert (await accounts.by_telegram(4242)).balance_kopeks == 351 * 100  # type: ignore[union-attr]


async def test_reconciliation_waits_for_a_silent_telegram_and_keeps_what_it_read(shop: Shop, bot_api: BotApi) -> None:
    await new_user(shop)
    bot_api.transactions = [_transaction(f"c{n}", 1, 4242) for n in range(5)]
    bot_api.refuse_next("getStarTransactions", 502, "Bad Gateway")
    assert await reconciliation.run(shop) == 0
    assert await reconciliation.run(shop) == 5


def test_a_receipt_is_read_from_the_message_telegram_sends() -> None:
    from_message = {
        "chat": {"id": 4242},
        "date": 1795262400,
        "successful_payment": {
            "telegram_payment_charge_id": "c1",
            "invoice_payload": "not ours",
            "total_amount": 5,
            "currency": "XTR",
        },
    }
    receipt = receipt_of(from_message)
    assert (receipt.external_id, receipt.amount, receipt.invoice, receipt.status) == ("c1", 5, None, "completed")
    assert replace(receipt, status="refunded") == receipt_of(
        {**from_message, "refunded_payment": from_message["successful_payment"]}, refunded=True
    )
