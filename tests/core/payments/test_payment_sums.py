"""Another sum than the bill's: all that came is credited or offered, and everybody hears how much that is."""

import pytest

from core import ledger
from core.payments import polling, review
from core.payments.models import Payment
from core.shop import Actor, Shop
from core.users.models import User
from tests.conftest import ADMIN, Clock
from tests.core.cash_desk import NAMES, CashDesk, credits, desk  # noqa: F401 - a fixture
from tests.core.conftest import facts, work
from tests.telegram import BotApi
from tests.web.conftest import web  # noqa: F401 - a fixture

BILL = 503_00
BY = Actor("admin", ADMIN)


async def _came(desk: CashDesk, shop: Shop, user: User, name: str, amount: str, *, silently: bool = False) -> Payment:
    order, bill = await desk.order(user, name, BILL)
    if silently:
        desk.book(name).webhook_url = bill.webhook_url = ""
    desk.book(name).pay(bill.id, amount)
    await desk.book(name).settled()
    if silently:
        await polling.check(shop, await Payment.get(id=order.payment.id))
    return await Payment.get(id=order.payment.id)


def _plain(texts: list[str]) -> str:
    return " ".join(texts).replace("\xa0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("silently", [False, True], ids=["told", "asked"])
@pytest.mark.parametrize("name", NAMES)
async def test_all_of_an_overpayment_is_credited(
    desk: CashDesk, shop: Shop, user: User, name: str, silently: bool
) -> None:
    sums = {"900.00": 900_00, "503.01": 503_01, "50300.00": 50_300_00}
    for number, (came, kopeks) in enumerate(sums.items(), 1):
        webhook_url = desk.book(name).webhook_url
        payment = await _came(desk, shop, user, name, came, silently=silently)
        desk.book(name).webhook_url = webhook_url
        assert payment.status == "completed", came
        assert await credits(user) == list(sums.values())[:number], came
        assert payment.credited_kopeks == kopeks


@pytest.mark.parametrize("name", NAMES)
async def test_an_underpayment_is_told_to_the_customer_and_to_the_owner_with_its_sums(
    desk: CashDesk, shop: Shop, user: User, bot_api: BotApi, name: str
) -> None:
    await work(shop)
    bot_api.calls.clear()
    payment = await _came(desk, shop, user, name, "200.50")
    assert payment.status == "review"
    await work(shop)
    customer, owner = _plain(bot_api.said_to(4242)), _plain(bot_api.said_to(ADMIN))
    assert "пришло 200,50 ₽ вместо 503 ₽" in customer
    assert "на баланс придёт 200,50 ₽" in owner
    assert await review.worth(shop, payment) == 200_50
    bot_api.calls.clear()
    await review.accept(shop, payment, by=BY)
    await work(shop)
    assert await ledger.balance(user.id) == 200_50
    assert "200,50 ₽" in _plain(bot_api.said_to(4242))


async def test_a_customer_hears_that_an_underpayment_was_dismissed(
    desk: CashDesk, shop: Shop, user: User, bot_api: BotApi
) -> None:
    payment = await _came(desk, shop, user, "tribute", "200.50")
    await work(shop)
    bot_api.calls.clear()
    await review.dismiss(shop, payment, by=BY)
    await work(shop)
    assert f"Платёж № {payment.id} не зачислен. Пришло 200,50 ₽" in _plain(bot_api.said_to(4242))
    assert await ledger.balance(user.id) == 0


async def test_a_payment_of_which_nothing_came_is_told_to_the_owner_alone(
    desk: CashDesk, shop: Shop, user: User, bot_api: BotApi, clock: Clock
) -> None:
    order, bill = await desk.order(user, "yookassa")
    await work(shop)
    bot_api.calls.clear()
    desk.book("yookassa").webhook_url = ""
    desk.book("yookassa").pay(bill.id)
    desk.book("yookassa").refund(bill.id)
    await polling.check(shop, await Payment.get(id=order.payment.id))
    await work(shop)
    (fact,) = await facts("PaymentDoubted")
    assert fact.data["payment_id"] == order.payment.id
    assert bot_api.said_to(4242) == []
    assert "Принять его нельзя" in _plain(bot_api.said_to(ADMIN))
