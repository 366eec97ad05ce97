"""From /start to a paid tariff."""

import asyncio

import pytest

from bot.app import BotApp
from core import i18n, ledger
from core.catalogue import tariffs
from core.catalogue.tariffs import Tariff, Terms
from core.ledger import LedgerEntry
from core.payments.models import Invoice, Payment
from core.shop import THE_SHOP, Shop
from core.subscriptions import lifecycle, purchase, queries
from core.subscriptions.models import Subscription
from core.users import accounts
from core.users.models import User
from sandbox.client import Person, SandboxClient
from sandbox.person import PaymentRefused
from tests.bot.conftest import eventually


async def test_three_taps_lead_from_start_to_the_invoice_and_paying_it_starts_the_subscription(
    bot: BotApp, shop: Shop, month: Tariff, anna: Person
) -> None:
    await anna.send("/start")
    await anna.wait_for("Здравствуйте, Анна!")
    await anna.tap("Купить")
    offer = await anna.wait_for("Месяц & ещё")
    assert "выгода 25 %" in offer["text"]
    await anna.tap("Месяц & ещё")
    await anna.wait_for("30 дней · 3 устройства · 100\u00a0ГБ трафика")
    await anna.tap("Оплатить 299")
    invoice = await anna.wait_for("Месяц & ещё")
    assert invoice["invoice"]["total_amount"] == 299

    await anna.pay()
    await anna.wait_for("Платёж получен: 299 ⭐")

    user = await accounts.by_telegram(anna.id)
    assert user is not None
    subscription = await queries.current(user)
    assert subscription is not None
    assert subscription.tariff_id == month.id
    assert user.balance_kopeks == 0
    assert [entry.amount_kopeks for entry in await ledger.history(user.id)] == [-29900, 29900]


async def test_paying_from_the_balance_shows_what_is_left(bot: BotApp, shop: Shop, month: Tariff, anna: Person) -> None:
    await _with_balance(shop, anna, 300_00)
    await anna.tap("Купить")
    await anna.tap("Месяц")
    await anna.tap("С баланса")
    await anna.wait_for("на балансе 1\u00a0₽")


async def test_a_double_tap_on_paying_from_the_balance_charges_once(
    bot: BotApp, shop: Shop, month: Tariff, anna: Person
) -> None:
    user = await _with_balance(shop, anna, 1000_00)
    await anna.tap("Купить")
    await anna.tap("Месяц")
    card = await anna.wait_for("На балансе 1\u00a0000\u00a0₽")
    await asyncio.gather(*(anna.tap("С баланса", message_id=card["message_id"]) for _ in range(2)))
    await anna.wait_for("Оплачено")

    async def done() -> bool:
        return bot.dispatch.idle

    await eventually(done)
    assert await Subscription.filter(user_id=user.id).count() == 1
    assert await LedgerEntry.filter(user_id=user.id, kind="purchase").count() == 1
    assert await ledger.balance(user.id) == 701_00


async def test_a_short_balance_is_told_and_leads_to_a_top_up(
    bot: BotApp, shop: Shop, month: Tariff, anna: Person
) -> None:
    await anna.send("/start")
    await anna.tap("Купить")
    await anna.tap("Месяц")
    await anna.wait_for("не хватает 299\u00a0₽")
    await anna.tap("Пополнить")
    await anna.tap("Другая сумма")
    await anna.wait_for("Напишите сумму")
    await anna.send("сто рублей")
    await anna.wait_for("не подходит")
    await anna.send("10")
    await anna.wait_for("от 50\u00a0₽")
    await anna.send("150,50")
    invoice = await anna.wait_for(lambda message: "invoice" in message)
    assert invoice["invoice"]["total_amount"] == 151
    await anna.pay()

    async def credited() -> bool:
        user = await accounts.by_telegram(anna.id)
        return user is not None and user.balance_kopeks == 150_50

    await eventually(credited)


async def test_a_changed_price_is_shown_before_it_is_charged(
    bot: BotApp, shop: Shop, month: Tariff, anna: Person
) -> None:
    user = await _with_balance(shop, anna, 1000_00)
    await anna.tap("Купить")
    await anna.tap("Месяц")
    await anna.wait_for("На балансе")
    await Tariff.filter(id=month.id).update(price_kopeks=35000)
    await anna.tap("С баланса")
    await anna.wait_for("Цена изменилась")
    assert await ledger.balance(user.id) == 1000_00


@pytest.mark.parametrize("button", ["С баланса", "Оплатить 299"])
async def test_changed_terms_are_shown_before_anything_is_paid(
    bot: BotApp, shop: Shop, month: Tariff, anna: Person, button: str
) -> None:
    user = await _with_balance(shop, anna, 1000_00)
    await anna.tap("Купить")
    await anna.tap("Месяц")
    await anna.wait_for("30 дней")
    await Tariff.filter(id=month.id).update(period_days=1)
    await anna.tap(button)
    again = await anna.wait_for("Условия изменились")
    assert "1 день" in again["text"]
    assert await ledger.balance(user.id) == 1000_00
    assert await Invoice.all().count() == 0
    await anna.tap("С баланса")
    await anna.wait_for("Оплачено")
    assert (await Subscription.get(user_id=user.id)).days_left(shop.now()) == 1


async def test_a_tariff_on_other_terms_is_shown_with_the_day_from_which_it_can_be_bought(
    bot: BotApp, shop: Shop, month: Tariff, anna: Person
) -> None:
    user = await _with_balance(shop, anna, 1000_00)
    subscription = (await purchase.buy(shop, user, month, quote="month", by=THE_SHOP)).subscription
    small = Terms(name="Неделя", period_days=7, price_kopeks=9900, traffic_gb=30, devices=2)
    await tariffs.create(shop, small)
    day = i18n.format_date(subscription.expires_at, "ru").partition(",")[0]
    await anna.send("/menu")
    await anna.tap("buy")
    await anna.wait_for(f"Можно купить с {day}")
    await anna.tap("Неделя")
    card = await anna.wait_for(f"Этот тариф можно купить с {day}")
    assert "Оплатить" not in str(card["reply_markup"])
    assert "С баланса" not in str(card["reply_markup"])
    await anna.send("/menu")
    await anna.tap("buy")
    await anna.tap("Месяц")
    await anna.tap("С баланса")
    await anna.wait_for("Оплачено")


async def test_an_open_invoice_for_other_terms_is_refused_before_telegram_takes_the_stars(
    bot: BotApp, shop: Shop, month: Tariff, anna: Person
) -> None:
    user = await _with_balance(shop, anna, 1000_00)
    await anna.tap("Купить")
    await anna.tap("Месяц")
    await anna.tap("Оплатить 299")
    await anna.wait_for(lambda message: "invoice" in message)
    year = await tariffs.create(shop, Terms(name="Год", period_days=365, price_kopeks=99000, devices=5))
    await purchase.buy(shop, user, year, quote="year", by=THE_SHOP)
    with pytest.raises(PaymentRefused, match="на других условиях"):
        await anna.pay()
    assert await Payment.filter(status="completed").count() == 0


async def test_a_paused_subscription_is_sold_nothing_and_support_is_named(
    bot: BotApp, shop: Shop, month: Tariff, anna: Person
) -> None:
    user = await _with_balance(shop, anna, 1000_00)
    subscription = (await purchase.buy(shop, user, month, quote="month", by=THE_SHOP)).subscription
    await anna.send("/menu")
    await anna.tap("buy")
    await anna.tap("Месяц")
    await anna.wait_for("На балансе")
    await lifecycle.suspend(shop, subscription, by=THE_SHOP)
    await anna.tap("С баланса")
    await anna.wait_for("@help_desk")
    await anna.send("/menu")
    await anna.tap("buy")
    await anna.wait_for("приостановила поддержка")
    assert await ledger.balance(user.id) == 701_00


async def test_the_trial_is_offered_once(bot: BotApp, shop: Shop, month: Tariff, anna: Person) -> None:
    await anna.send("/start")
    await anna.tap("Попробовать бесплатно: 3 дня")
    await anna.wait_for("Пробный период начался")
    await anna.tap("menu")
    menu = await anna.wait_for("Подписка работает ещё 3 дня")
    assert "Попробовать" not in str(menu["reply_markup"])


async def test_a_payment_that_telegram_delivers_six_times_is_booked_once(
    bot: BotApp, shop: Shop, month: Tariff, anna: Person, sb: SandboxClient
) -> None:
    await anna.send("/start")
    await anna.tap("Купить")
    await anna.tap("Месяц")
    await anna.tap("Оплатить 299")
    await anna.pay()
    await anna.wait_for("Платёж получен")
    await sb.redeliver("successful_payment", person_id=anna.id, times=5)

    async def quiet() -> bool:
        return bot.dispatch.idle

    await asyncio.sleep(0.5)
    await eventually(quiet)
    assert await Payment.filter(status="completed").count() == 1
    assert await Subscription.all().count() == 1


async def test_a_payment_in_the_middle_of_a_dialogue_is_booked(
    bot: BotApp, shop: Shop, month: Tariff, anna: Person
) -> None:
    await anna.send("/start")
    await anna.tap("Купить")
    await anna.tap("Месяц")
    await anna.tap("Оплатить 299")
    invoice = await anna.wait_for(lambda message: "invoice" in message)
    await anna.send("/menu")
    await anna.tap("Промокод")
    await anna.wait_for("Напишите промокод")
    await anna.pay(message_id=invoice["message_id"])
    await anna.wait_for("Платёж получен")


async def _with_balance(shop: Shop, person: Person, kopeks: int) -> User:
    await person.send("/start")
    await person.wait_for("Здравствуйте")
    user = await accounts.by_telegram(person.id)
    assert user is not None
    await ledger.grant(shop, user, kopeks, key=f"test-{person.id}", by=THE_SHOP)
    return user
