"""The administrators' screens."""

import pytest

from bot.app import BotApp
from core import ledger, tickets, worker
from core.catalogue import servers, tariffs
from core.catalogue.tariffs import Tariff
from core.config import changes
from core.operations import broadcasts
from core.promotions.campaigns import Campaign
from core.promotions.promocodes import Promocode
from core.shop import THE_SHOP, Shop
from core.subscriptions.models import Subscription
from core.users import accounts
from sandbox.client import Person, SandboxClient
from tests.bot.conftest import eventually
from tests.bot.test_screens import account, subscribed


@pytest.fixture
async def office(bot: BotApp, boss: Person) -> Person:
    """The administrator with the management menu open."""
    await boss.send("/admin")
    await boss.wait_for("Manage")
    return boss


async def test_for_customers_the_administrators_screens_do_not_exist(
    bot: BotApp, anna: Person, sb: SandboxClient
) -> None:
    await account(anna)
    await anna.send("/admin")
    await anna.wait_for("Я понимаю кнопки")
    body = {"data": "a-today", "message_id": (await anna.last_message())["message_id"]}
    await sb.request("POST", f"people/{anna.id}/tap", body)
    await anna.wait_for("Эта кнопка уже не действует")


async def test_the_console_opens_from_the_menu(office: Person) -> None:
    opened = await office.tap("Everything in the browser")
    assert opened.kind == "web_app"
    assert str(opened.url).startswith("https://shop.example/app/admin#tgWebAppData=")


async def test_a_tariff_is_made_step_by_step_and_wrong_answers_are_asked_again(office: Person) -> None:
    await office.tap("Tariffs")
    await office.tap("New tariff")
    await office.wait_for("What is the tariff called?")
    await office.send("Year")
    await office.wait_for("For how many days?")
    await office.send("many")
    await office.wait_for("does not fit")
    await office.send("5000")
    await office.wait_for("does not fit")
    await office.send("365")
    await office.wait_for("What does it cost")
    await office.send("1990,50")
    await office.wait_for("before the discount")
    await office.send("100")
    await office.wait_for("does not fit")
    await office.send("2990")
    await office.wait_for("How many gigabytes")
    await office.tap("Skip")
    await office.wait_for("how many devices")
    await office.send("5")
    await office.wait_for("A few words")
    await office.tap("Skip")
    await office.wait_for("on sale")
    made = (await tariffs.on_sale())[0]
    assert (made.name, made.period_days, made.price_kopeks, made.traffic_gb) == ("Year", 365, 199050, None)
    assert (made.list_price_kopeks, made.devices, made.description) == (299000, 5, "")


async def test_single_fields_of_a_tariff_are_changed_and_it_goes_off_sale(office: Person, month: Tariff) -> None:
    await office.tap("Tariffs")
    await office.tap("Месяц")
    await office.tap("✏️ Price", message_id=(await office.last_message())["message_id"])
    await office.wait_for("What does it cost")
    await office.send("500")
    await office.wait_for("does not fit")  # more than the price before the discount
    await office.send("349")
    await office.wait_for("₽349")
    await office.tap("⭐ Popular")
    await office.tap("Take off sale")
    await office.wait_for("off sale")
    await month.refresh_from_db()
    assert (month.price_kopeks, month.is_popular, month.enabled) == (34900, False, False)


async def test_a_server_is_made_renamed_and_taken_off_sale(office: Person) -> None:
    await office.tap("Servers")
    await office.tap("New server")
    await office.wait_for("What is the server called?")
    await office.send("Berlin")
    await office.wait_for("Country code")
    await office.send("Germany")
    await office.wait_for("does not fit")
    await office.send("de")
    await office.wait_for("🇩🇪 Berlin")
    await office.tap("Rename")
    await office.wait_for("called?")
    await office.send("Frankfurt")
    await office.wait_for("Frankfurt")
    await office.tap("Take off sale")
    await office.wait_for("No new keys")
    server = (await servers.every())[1]
    assert (server.name, server.country, server.enabled) == ("Frankfurt", "DE", False)


async def test_days_and_money_are_given_once_after_a_confirmation(
    office: Person, bot: BotApp, shop: Shop, month: Tariff, anna: Person
) -> None:
    subscription = await subscribed(shop, anna, month)
    await office.tap("Find")
    await office.wait_for("Whom")
    await office.send("nobody-here")
    await office.wait_for("No such user")
    await office.send("Анна")
    await office.wait_for("Анна")
    await office.tap("Give days")
    await office.wait_for("How many days")
    await office.send("7")
    question = await office.wait_for("Give 7 days")
    await office.tap("Confirm", message_id=question["message_id"])
    await office.wait_for("Given: 7 days")
    await _tap_again(office, question)
    await eventually(lambda: _idle(bot))
    extended = await Subscription.get(id=subscription.id)
    assert (extended.expires_at - subscription.expires_at).days == 7

    await office.tap("💰 Balance")
    await office.wait_for("How many roubles")
    await office.send("-101")
    question = await office.wait_for("−₽101")
    await office.tap("Confirm")
    await office.wait_for("The balance is changed")
    await _tap_again(office, question)
    await eventually(lambda: _idle(bot))
    assert await ledger.balance(subscription.user_id) == 1000_00 - 299_00 - 101_00


async def test_an_account_is_closed_and_opened(office: Person, shop: Shop, anna: Person) -> None:
    user = await account(anna)
    await office.tap("Find")
    await office.wait_for("Whom")
    await office.send(str(anna.id))
    await office.tap("Close the account")
    await office.wait_for("The account is closed")
    await office.tap("Open the account")
    await office.wait_for("Reachable")
    await user.refresh_from_db()
    assert user.blocked_at is None


async def test_a_ticket_is_answered_by_a_plain_reply_even_in_the_middle_of_a_dialogue(
    office: Person, shop: Shop, anna: Person
) -> None:
    ticket = await tickets.open_ticket(shop, await account(anna), "It does not connect")
    await worker.deliver_due(shop)
    notice = await office.wait_for("It does not connect")
    await office.tap("Find")
    await office.wait_for("Whom")
    await office.send("Restart the app", reply_to_message_id=notice["message_id"])
    await office.wait_for("is sent")
    await worker.deliver_due(shop)
    await anna.wait_for("Restart the app")
    await anna.tap("Открыть обращение")
    await anna.wait_for("в работе")
    await office.send("/admin")
    await office.tap("Requests")
    await office.tap("Анна")
    await office.wait_for("Restart the app")
    await office.tap("Close")
    await office.wait_for("closed")
    assert (await tickets.find(ticket.id)).status == tickets.CLOSED


async def test_days_given_to_somebody_without_a_subscription_make_one(
    office: Person, bot: BotApp, shop: Shop, month: Tariff, anna: Person
) -> None:
    user = await account(anna)
    await office.tap("Find")
    await office.wait_for("Whom")
    await office.send("Анна")
    await office.tap("Give days")
    await office.wait_for("How many days")
    await office.send("30")
    question = await office.wait_for("has no subscription")
    await office.tap("Confirm", message_id=question["message_id"])
    await office.wait_for("Given: 30 days")
    made = await Subscription.get(user_id=user.id)
    assert made.days_left(shop.now()) == 30
    await _tap_again(office, question)
    await eventually(lambda: _idle(bot))
    assert (await Subscription.get(id=made.id)).expires_at == made.expires_at


async def test_days_for_somebody_whose_traffic_is_used_up_come_with_traffic(
    office: Person, bot: BotApp, shop: Shop, month: Tariff, anna: Person
) -> None:
    subscription = await subscribed(shop, anna, month)
    await Subscription.filter(id=subscription.id).update(
        traffic_used_bytes=subscription.traffic_limit_bytes, status="suspended", suspended_for="traffic"
    )
    await office.tap("Find")
    await office.wait_for("Whom")
    await office.send("Анна")
    await office.tap("Give days")
    await office.wait_for("How many days")
    await office.send("15")
    question = await office.wait_for("traffic comes with the days")
    await office.tap("Confirm", message_id=question["message_id"])
    await office.wait_for("Given: 15 days")
    after = await Subscription.get(id=subscription.id)
    assert (after.status, after.traffic_left_bytes) == ("active", 50 * 1024**3)


async def test_todays_numbers(office: Person, shop: Shop, month: Tariff, anna: Person) -> None:
    await subscribed(shop, anna, month)
    await office.tap("Today")
    screen = await office.wait_for("Sales: 1")
    assert "New people: 2 (2 in all)" in screen["text"]


async def test_a_promocode_and_a_campaign_are_made(office: Person) -> None:
    await office.tap("Promo codes")
    await office.tap("New promo code")
    await office.wait_for("Which code?")
    await office.send("x")
    await office.wait_for("What does the code give?")
    await office.tap("Days of subscription")
    await office.wait_for("How much")
    await office.send("seven")
    await office.wait_for("does not fit")
    await office.send("7")
    await office.wait_for("For how many people?")
    await office.send("100")
    await office.wait_for("Which code?")  # only the shop could judge it, and says which answer was wrong
    await office.send("week")
    await office.tap("Days of subscription")
    await office.send("7")
    await office.wait_for("For how many")
    await office.send("100")
    await office.wait_for("WEEK · 7 days · 100 left")
    assert await Promocode.filter(code="WEEK", kind="days", value=7, uses_left=100).exists()

    await office.tap("Back")
    await office.tap("Campaigns")
    await office.tap("New campaign")
    await office.wait_for("called?")
    await office.send("Blog")
    await office.wait_for("its link")
    await office.send("blog-1")
    await office.wait_for("newcomer")
    await office.send("50")
    await office.wait_for("free days")
    await office.send("3")
    await office.wait_for("https://t.me/vitrina_demo_bot?start=blog-1")
    assert await Campaign.filter(start_param="blog-1", bonus_kopeks=5000, bonus_days=3).exists()


async def test_a_broadcast_is_shown_confirmed_sent_once_and_reports(
    office: Person, bot: BotApp, shop: Shop, anna: Person
) -> None:
    await account(anna)
    await office.tap("Broadcast")
    await office.wait_for("Send the message")
    await office.send("Big news!")
    question = await office.wait_for("2 people")
    await office.tap("Send to everybody")
    await office.wait_for("begins")
    await _tap_again(office, question)
    await eventually(lambda: _idle(bot))
    assert await broadcasts.Broadcast.all().count() == 1
    await anna.mark()
    await broadcasts.run_due(shop)
    await anna.wait_for("Big news!")
    await office.wait_for("2")


async def test_a_broadcast_is_stopped_by_its_button(office: Person, bot: BotApp, shop: Shop) -> None:
    user = await accounts.by_telegram(office.id)
    assert user is not None
    message = await office.last_message()
    started = await broadcasts.start(
        shop,
        source_chat_id=office.id,
        source_message_id=1,
        progress_chat_id=office.id,
        progress_message_id=message["message_id"],
        by=THE_SHOP,
    )
    body = {"data": f"broadcast-stop:{started.id}", "message_id": message["message_id"]}
    await office.client.request("POST", f"people/{office.id}/tap", body)
    await eventually(lambda: _has_status(started.id, "cancelled"))


async def _tap_again(person: Person, message: dict[str, object]) -> None:
    """The same confirmation once more, as a second tap of an impatient finger does."""
    markup = message["reply_markup"]
    assert isinstance(markup, dict)
    data = markup["inline_keyboard"][0][0]["callback_data"]
    body = {"data": data, "message_id": message["message_id"]}
    await person.client.request("POST", f"people/{person.id}/tap", body)


async def _idle(bot: BotApp) -> bool:
    return bot.dispatch.idle


async def _has_status(broadcast_id: int, status: str) -> bool:
    return await broadcasts.Broadcast.filter(id=broadcast_id, status=status).exists()


async def test_a_setting_is_changed_on_the_road_and_wrong_values_are_asked_again(office: Person, shop: Shop) -> None:
    await office.tap("Settings")
    await office.tap("Trial: 3 days")
    await office.tap("Change")
    await office.wait_for("How many days the free trial lasts")
    await office.send("many")
    await office.wait_for("has to be a whole number")
    await office.send("400")
    await office.wait_for("has to be at most 365")
    await office.send("9")
    await office.wait_for("9 days")
    assert shop.settings.trial_days == 9
    await office.tap("Back to the default")
    await office.wait_for("3 days")
    assert shop.settings.trial_days == 3
    (version, _), _total = await changes.history()
    assert version.by == f"admin:{office.id}"


async def test_a_setting_of_the_environment_is_shown_as_fixed(office: Person, shop: Shop) -> None:
    shop.environment = shop.settings.with_values({"trial_days": 4})
    await office.tap("Settings")
    await office.tap("Trial:")
    shown = await office.wait_for("TRIAL_DAYS")
    labels = [button["text"] for row in shown["reply_markup"]["inline_keyboard"] for button in row]
    assert not any("Change" in label for label in labels)
