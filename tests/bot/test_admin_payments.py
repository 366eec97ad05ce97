"""The administrators' screens about money: payments, refunds, purchases, and the service stopped and let on."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.app import BotApp
from core import ledger, worker
from core.catalogue.tariffs import Tariff
from core.config import Settings
from core.outbox import RecordedFact
from core.payments import checkout, polling
from core.payments.checkout import Checkout
from core.payments.models import Payment
from core.shop import THE_SHOP, Shop
from core.subscriptions.models import Subscription
from core.users.models import User
from sandbox.client import Person, SandboxClient
from sandbox.server import Sandbox
from sandbox.vendors.book import Bill
from sandbox.vendors.server import Vendors
from tests.bot.test_screens import account, subscribed
from tests.conftest import ADMIN, make_settings

YOOKASSA, CRYPTOBOT = "YOOKASSA_SBP", "CRYPTOBOT"


@pytest.fixture
async def vendors() -> AsyncIterator[Vendors]:
    async with Vendors() as running:
        yield running


@pytest.fixture
def settings(sqlite_url: str, tmp_path: Path, sandbox: Sandbox, vendors: Vendors) -> Settings:
    """A shop with a vendor that gives money back and one that cannot."""
    secrets = {
        f"{name}_{secret}": value
        for name in ("yookassa", "cryptobot")
        for secret, value in vendors.secrets(name).items()
    }
    return make_settings(
        sqlite_url,
        tmp_path,
        telegram_api_url=sandbox.url,
        yookassa_api_url=vendors.api("yookassa"),
        cryptobot_api_url=vendors.api("cryptobot"),
        **secrets,
    )


@pytest.fixture
async def office(bot: BotApp, boss: Person) -> Person:
    """The administrator with the management menu open."""
    await boss.send("/admin")
    await boss.wait_for("Manage")
    return boss


async def ordered(shop: Shop, vendors: Vendors, user: User, method: str = YOOKASSA) -> tuple[Checkout, Bill]:
    """A top-up for 500 roubles that waits for its money."""
    order = await checkout.open_top_up(shop, user, 500_00, method=method)
    await checkout.pay_link(shop, order)
    bill = vendors.book(order.payment.provider).by_ref(str(order.invoice.uuid))
    assert bill is not None
    return order, bill


async def paid(shop: Shop, vendors: Vendors, user: User, method: str = YOOKASSA) -> Payment:
    """The same, and it has come."""
    order, bill = await ordered(shop, vendors, user, method)
    vendors.book(order.payment.provider).pay(bill.id)
    assert await polling.check(shop, order.payment) == "completed"
    return await Payment.get(id=order.payment.id)


async def press_again(person: Person, message: dict[str, Any]) -> None:
    """The first button of a message once more, as an impatient finger does."""
    data = message["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await press(person, data, message["message_id"])


async def press(person: Person, data: str, message_id: int) -> None:
    await person.client.request("POST", f"people/{person.id}/tap", {"data": data, "message_id": message_id})


async def handled(person: Person) -> None:
    """Until the bot has handled all that the person did: it takes one thing after another."""
    await person.send("/language")
    await person.wait_for(lambda message: "English" in str(message.get("reply_markup")))


def labels(message: dict[str, Any]) -> list[str]:
    return [button["text"] for row in message["reply_markup"]["inline_keyboard"] for button in row]


async def test_a_payment_is_found_looked_at_and_asked_about(
    office: Person, shop: Shop, vendors: Vendors, anna: Person
) -> None:
    user = await account(anna)
    order, bill = await ordered(shop, vendors, user)
    await office.tap("Payments")
    await office.wait_for("1 in all")
    await office.tap("⏳ No. 1 · ₽500 · Анна")
    card = await office.wait_for("Waiting for the money")
    for part in ("Payment no. 1", "Анна", "₽500", "YooKassa SBP", bill.id, "Opened:"):
        assert part in card["text"], part
    assert "Paid:" not in card["text"]
    vendors.book("yookassa").pay(bill.id)
    await office.tap("Check now")
    card = await office.wait_for("was asked just now")
    assert "✅ Paid" in card["text"]
    assert "Paid:" in card["text"]
    assert not any("Check now" in label for label in labels(card))
    assert await ledger.balance(user.id) == 500_00

    await office.tap("‹ Back")
    await office.wait_for("in all")
    for query in (str(order.payment.id), bill.id, str(order.invoice.uuid)):
        await office.tap("Find a payment")
        await office.wait_for("Which payment?")
        await office.send(query)
        await office.wait_for("Payment no. 1")
        await office.tap("‹ Back")
        await office.wait_for("in all")
    await office.tap("Find a payment")
    await office.wait_for("Which payment?")
    await office.send("99")
    await office.wait_for("no payment with this number")


async def test_a_list_has_pages_and_each_customer_has_their_own(office: Person, shop: Shop, anna: Person) -> None:
    user = await account(anna)
    for number in range(10):
        await checkout.open_top_up(shop, user, (91 + number) * 100)
    await office.tap("Payments")
    first = await office.wait_for("10 in all")
    assert [label.split(" ·")[0] for label in labels(first)[:8]] == [f"⏳ No. {n}" for n in range(10, 2, -1)]
    await office.tap("Older")
    second = await office.wait_for(lambda message: "No. 2 ·" in str(message.get("reply_markup")))
    assert [label.split(" ·")[0] for label in labels(second)[:2]] == ["⏳ No. 2", "⏳ No. 1"]
    assert "92 ⭐" in labels(second)[0]
    await office.tap("⏳ No. 2")
    await office.tap("Customer")
    await office.wait_for("Анна")
    await office.tap("Payments")
    await office.wait_for("Payments of Анна")
    await office.tap("Older")
    await office.wait_for(lambda message: "No. 2 ·" in str(message.get("reply_markup")))
    await office.tap("‹ Back")
    await office.wait_for("With us since")


async def test_money_goes_back_through_the_vendor_once(
    office: Person, bot: BotApp, shop: Shop, vendors: Vendors, anna: Person
) -> None:
    user = await account(anna)
    payment = await paid(shop, vendors, user)
    await office.tap("Payments")
    await office.tap("No. 1")
    await office.tap("Give the money back")
    question = await office.wait_for("Give ₽500 of payment no. 1 back")
    await office.tap("Confirm")
    await office.wait_for("The money is given back")
    await press_again(office, question)
    await handled(office)
    await payment.refresh_from_db()
    assert (payment.status, await ledger.balance(user.id)) == ("refunded", 0)
    bill = vendors.book("yookassa").get(str(payment.external_id))
    assert [str(refund.amount) for refund in bill.refunds] == ["500.00"]
    entry = (await ledger.history(user.id))[0]
    assert (entry.kind, entry.actor) == ("refund", f"admin:{ADMIN}")


async def test_a_refund_that_cannot_be_says_why_and_changes_nothing(
    office: Person, shop: Shop, vendors: Vendors, anna: Person
) -> None:
    user = await account(anna)
    await paid(shop, vendors, user)
    await ledger.grant(shop, user, -100_00, key="spent", by=THE_SHOP)
    await office.tap("Payments")
    await office.tap("No. 1")
    await office.tap("Give the money back")
    await office.tap("Confirm")
    screen = await office.wait_for("has spent this money: ₽500 needed, ₽400 on the balance")
    assert "✅ Paid" in screen["text"]
    await ledger.grant(shop, user, 100_00, key="found", by=THE_SHOP)
    vendors.faults("yookassa").add({"code": 400, "path": "refunds"})
    await office.tap("Give the money back")
    await office.tap("Confirm")
    await office.wait_for("refuses to give this payment back")
    assert await ledger.balance(user.id) == 500_00


async def test_a_vendor_that_cannot_give_back_is_named_and_the_balance_can(
    office: Person, bot: BotApp, shop: Shop, vendors: Vendors, month: Tariff, anna: Person
) -> None:
    user = await account(anna)
    await paid(shop, vendors, user, CRYPTOBOT)
    await office.tap("Payments")
    await office.tap("No. 1")
    card = await office.wait_for("CryptoBot cannot give money back")
    assert not any("Give the money back" in label for label in labels(card))
    await press(office, "a-pay:1:refund", card["message_id"])  # a button of an older message
    await office.wait_for("Give ₽500 of payment no. 1 back")
    await office.tap("Confirm")
    await office.wait_for("cannot be refunded")
    assert await ledger.balance(user.id) == 500_00


async def test_a_purchase_is_returned_to_the_balance_once(
    office: Person, bot: BotApp, shop: Shop, month: Tariff, anna: Person
) -> None:
    subscription = await subscribed(shop, anna, month)
    await office.tap("Find a customer")
    await office.wait_for("Whom")
    await office.send("Анна")
    await office.tap("Purchases")
    await office.wait_for("Purchases of Анна")
    await office.tap("To the balance: Месяц & ещё, ₽299")
    question = await office.wait_for("Return ₽299")
    await office.tap("Confirm")
    screen = await office.wait_for("₽1,000 now")
    assert "returned to the balance" in screen["text"]
    assert not any("To the balance" in label for label in labels(screen))
    await press_again(office, question)
    await handled(office)
    assert await ledger.balance(subscription.user_id) == 1000_00
    entry = next(entry for entry in await ledger.history(subscription.user_id) if entry.kind == "purchase")
    await press(office, f"a-bought:{entry.id}", screen["message_id"])  # a button of an older message
    await office.wait_for("Return ₽299")
    await office.tap("Confirm")
    await office.wait_for("returned already")
    assert await ledger.balance(subscription.user_id) == 1000_00


async def test_service_is_paused_and_let_on_and_the_customer_is_told(
    office: Person, bot: BotApp, shop: Shop, month: Tariff, anna: Person
) -> None:
    subscription = await subscribed(shop, anna, month)
    await office.tap("Find a customer")
    await office.wait_for("Whom")
    await office.send("Анна")
    await office.tap("Pause the subscription")
    question = await office.wait_for("Pause the subscription of Анна?")
    await office.tap("Confirm")
    await office.wait_for("The subscription is paused")
    await worker.deliver_due(shop)
    await anna.wait_for("Подписка приостановлена")
    await office.tap("Let the subscription run")
    await office.wait_for("run again?")
    await office.tap("Confirm")
    await office.wait_for("The pause is over")
    await press_again(office, question)
    await handled(office)
    await worker.deliver_due(shop)
    await anna.wait_for("Подписка снова работает")
    assert (await Subscription.get(id=subscription.id)).status == "active"
    facts = await RecordedFact.filter(name__in=("SubscriptionSuspended", "SubscriptionResumed")).order_by("id")
    assert [(fact.name, fact.data["by"]) for fact in facts] == [
        ("SubscriptionSuspended", f"admin:{ADMIN}"),
        ("SubscriptionResumed", f"admin:{ADMIN}"),
    ]


async def test_a_doubted_payment_is_opened_from_its_alert_and_accepted_once(
    office: Person, bot: BotApp, shop: Shop, vendors: Vendors, anna: Person
) -> None:
    user = await account(anna)
    order, bill = await ordered(shop, vendors, user)
    vendors.book("yookassa").pay(bill.id, "400.00")
    assert await polling.check(shop, order.payment) == "review"
    await worker.deliver_due(shop)
    await office.wait_for("waits for your decision")
    await office.tap("Open the payment")
    card = await office.wait_for("40000 came instead of 50000")
    assert "What came: ₽400" in card["text"]
    await office.tap("Accept")
    question = await office.wait_for("Accept payment no. 1")
    assert "The bill was ₽500, ₽400 came, and ₽400 goes to the balance" in question["text"]
    await asyncio.gather(office.tap("Confirm"), press_again(office, question))
    await office.wait_for("₽400 is credited")
    await handled(office)
    assert await ledger.balance(user.id) == 400_00


async def test_a_doubted_payment_is_dismissed_and_leaves_the_list(
    office: Person, shop: Shop, vendors: Vendors, anna: Person
) -> None:
    user = await account(anna)
    order, bill = await ordered(shop, vendors, user)
    vendors.book("yookassa").pay(bill.id, "400.00")
    assert await polling.check(shop, order.payment) == "review"
    await office.tap("Payments")
    await office.tap("Waiting for a decision: 1")
    await office.wait_for("Waiting for your decision")
    await office.tap("No. 1")
    await office.tap("Dismiss")
    await office.wait_for("Nothing will be credited")
    await office.tap("Confirm")
    await office.wait_for("is dismissed")
    await office.tap("‹ Back")
    await office.tap("Waiting for a decision: 0")
    await office.wait_for("No payment waits for a decision")
    assert await ledger.balance(user.id) == 0


async def test_for_customers_these_buttons_do_not_exist(
    bot: BotApp, shop: Shop, vendors: Vendors, anna: Person, sb: SandboxClient
) -> None:
    user = await account(anna)
    payment = await paid(shop, vendors, user)
    message = (await anna.last_message())["message_id"]
    for data in (f"a-pay:{payment.id}:show", f"w-pay:{payment.id}:refund:00000000", f"w-service:{user.id}:resume:0"):
        await press(anna, data, message)
    await handled(anna)
    assert "Эта кнопка уже не действует" in await anna.transcript()
    assert "№ 1" not in await anna.transcript()
    assert await ledger.balance(user.id) == 500_00
