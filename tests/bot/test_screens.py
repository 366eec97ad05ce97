"""The customer's screens, as people meet them."""

from pathlib import Path

from bot.app import BotApp
from core import ledger, tickets, wiring
from core.catalogue import servers
from core.catalogue.tariffs import Tariff
from core.config import store
from core.promotions import campaigns, promocodes
from core.shop import THE_SHOP, Actor, Shop
from core.subscriptions import purchase
from core.subscriptions.models import Key, PanelAccount, Subscription
from core.users import accounts
from core.users.models import User
from sandbox.client import Person, SandboxClient
from sandbox.server import Sandbox
from tests.bot.conftest import serving
from tests.conftest import make_settings
from tests.lab import eventually

GB = 1024**3
LINK = "vless://" + "a" * 250 + "@127.0.0.1:443?type=tcp#Amsterdam"


async def account(person: Person) -> User:
    """The person's account, made by /start."""
    await person.send("/start")
    await person.wait_for(lambda message: "reply_markup" in message)
    user = await accounts.by_telegram(person.id)
    assert user is not None
    return user


async def subscribed(shop: Shop, person: Person, tariff: Tariff) -> Subscription:
    """A person with a paid month."""
    user = await account(person)
    await ledger.grant(shop, user, 1000_00, key=f"test-{user.id}", by=THE_SHOP)
    bought = await purchase.buy(shop, user, tariff, quote="test", by=THE_SHOP)
    return bought.subscription


async def panel_agrees(shop: Shop, subscription: Subscription) -> None:
    """What provisioning writes once the panel has the key."""
    key = await Key.get(subscription_id=subscription.id)
    await Key.filter(id=key.id).update(next_try_at=None, have_version=key.want_version)
    await PanelAccount.create(key_id=key.id, state="active", links=[LINK], observed_at=shop.now())


async def test_my_subscription_shows_days_traffic_devices_servers_and_the_link(
    bot: BotApp, shop: Shop, month: Tariff, anna: Person
) -> None:
    subscription = await subscribed(shop, anna, month)
    await Subscription.filter(id=subscription.id).update(traffic_used_bytes=25 * GB)
    await anna.tap("Моя подписка")
    screen = await anna.wait_for("Месяц & ещё")
    for part in ("30 дней", "25\u00a0ГБ из 100\u00a0ГБ", "▓▓▓░░░░░░░░░", "До 3 устройств", "🇳🇱 Amsterdam"):
        assert part in screen["text"]
    assert "ещё готовится" in screen["text"]
    assert f"https://shop.example/s/{subscription.token}" in screen["text"]
    copied = await anna.tap("Скопировать ссылку")
    assert copied.text == f"https://shop.example/s/{subscription.token}"

    await panel_agrees(shop, subscription)
    await Subscription.filter(id=subscription.id).update(traffic_used_bytes=50 * GB)
    await anna.tap("Обновить")
    screen = await anna.wait_for("50\u00a0ГБ из")
    assert "готовится" not in screen["text"]


async def test_keys_qr_and_the_way_back_from_a_picture(bot: BotApp, shop: Shop, month: Tariff, anna: Person) -> None:
    await panel_agrees(shop, await subscribed(shop, anna, month))
    await anna.tap("Моя подписка")
    await anna.tap("Ключи")
    await anna.wait_for(LINK)
    await anna.tap("Назад")
    await anna.tap("QR-код")
    picture = await anna.wait_for("Наведите камеру")
    assert picture["photo"]
    await anna.tap("Назад", message_id=picture["message_id"])
    await anna.wait_for("Месяц & ещё")
    assert picture["message_id"] not in {message["message_id"] for message in await anna.messages()}


async def test_autopay_is_switched_and_the_link_is_changed_after_a_question(
    bot: BotApp, shop: Shop, month: Tariff, anna: Person
) -> None:
    subscription = await subscribed(shop, anna, month)
    await anna.tap("Моя подписка")
    await anna.tap("Автоплатёж выключен")
    await anna.tap("Автоплатёж включён")
    await anna.tap("Автоплатёж выключен")
    await anna.tap("Сменить ссылку")
    await anna.wait_for("Сменить ссылку?")
    await anna.tap("Да, сменить")
    screen = await anna.wait_for("старая больше не работает")
    after = await Subscription.get(id=subscription.id)
    assert after.autopay
    assert after.token != subscription.token
    assert after.token in screen["text"]


async def test_balance_history_is_in_words_and_turns_pages(bot: BotApp, shop: Shop, anna: Person) -> None:
    user = await account(anna)
    for number in range(12):
        await ledger.grant(shop, user, 100 + number, key=str(number), by=THE_SHOP)
    await anna.tap("Баланс")
    first = await anna.wait_for("от поддержки")
    assert first["text"].count("от поддержки") == 10
    await anna.tap("Раньше")
    second = await anna.wait_for("1\u00a0₽")
    assert second["text"].count("от поддержки") == 2
    await anna.tap("Новее")
    await anna.wait_for("1,11")


async def test_a_promocode_is_typed_and_a_wrong_one_asked_again(bot: BotApp, shop: Shop, anna: Person) -> None:
    await account(anna)
    await promocodes.create_promocode(shop, "SPRING", kind="balance", value=150_00)
    await anna.tap("Промокод")
    await anna.wait_for("Напишите промокод")
    await anna.send("sprung")
    await anna.wait_for("Такого промокода нет")
    await anna.send("spring")
    await anna.wait_for("+150\u00a0₽")
    await anna.send("spring")
    await anna.wait_for("Я понимаю кнопки")


async def test_a_command_leaves_a_dialogue(bot: BotApp, shop: Shop, anna: Person) -> None:
    await account(anna)
    await anna.tap("Промокод")
    await anna.wait_for("Напишите промокод")
    await anna.send("/menu")
    await anna.wait_for("Баланс")
    await anna.send("SPRING")
    await anna.wait_for("Я понимаю кнопки")


async def test_a_friend_comes_by_the_link_and_a_stranger_by_a_campaign(
    bot: BotApp, shop: Shop, anna: Person, sb: SandboxClient
) -> None:
    user = await account(anna)
    campaign = await campaigns.create(shop, name="Spring", start_param="spring")
    await anna.tap("Пригласить")
    screen = await anna.wait_for("https://t.me/vitrina_demo_bot?start=ref_")
    assert "25 %" in screen["text"]
    tapped = await anna.tap("Поделиться")
    assert tapped.url.startswith("https://t.me/share/url?url=https%3A%2F%2Ft.me")
    friend, stranger = await sb.person(first_name="Boris", language="en"), await sb.person(first_name="Vera")
    await friend.open_start_link(f"ref_{user.referral_code}")
    await friend.wait_for("Hello, Boris!")
    await stranger.open_start_link("spring")
    await stranger.wait_for("Здравствуйте, Vera!")
    came = [await accounts.by_telegram(person.id) for person in (friend, stranger)]
    assert [one and (one.referrer_id, one.campaign_id) for one in came] == [(user.id, None), (None, campaign.id)]


async def test_a_ticket_is_opened_answered_and_closed(bot: BotApp, shop: Shop, anna: Person) -> None:
    await account(anna)
    await anna.tap("Поддержка")
    await anna.tap("Написать в поддержку")
    await anna.wait_for("Опишите вопрос")
    await anna.send("Не <b>работает</b> & всё")
    await anna.wait_for("Не <b>работает</b> & всё")
    ticket = await tickets.find(1)
    await tickets.write(shop, ticket, "Перезагрузите", by=Actor("admin", 900))
    await anna.tap("Назад")
    await anna.tap("№ 1")
    await anna.wait_for("Перезагрузите")
    await anna.tap("Ответить")
    await anna.wait_for("Напишите сообщение")
    await anna.send("Помогло")
    await anna.wait_for("Помогло")
    await anna.tap("Закрыть")
    screen = await anna.wait_for("закрыто")
    assert "Ответить" not in str(screen["reply_markup"])


async def test_a_fourth_ticket_is_refused_with_a_way_out(bot: BotApp, shop: Shop, anna: Person) -> None:
    user = await account(anna)
    for number in range(3):
        await tickets.open_ticket(shop, user, f"question {number}")
    await anna.tap("Поддержка")
    await anna.tap("Написать")
    await anna.wait_for("Опишите")
    await anna.send("one more")
    await anna.wait_for("уже открыто обращений: 3")


async def test_nobody_sees_somebody_elses_ticket(bot: BotApp, shop: Shop, anna: Person, sb: SandboxClient) -> None:
    await tickets.open_ticket(shop, await account(anna), "my secret")
    other = await sb.person(first_name="Eve")
    await account(other)
    await sb.request("POST", f"people/{other.id}/tap", {"data": "ticket:1", "message_id": 2})
    await other.wait_for("Такого обращения нет")


async def test_the_language_is_chosen_and_kept(bot: BotApp, shop: Shop, anna: Person) -> None:
    await account(anna)
    await anna.tap("Язык")
    await anna.tap("English")
    await anna.wait_for("Balance")
    await anna.send("/help")
    await anna.wait_for("How to connect")
    for platform in ("iPhone", "Android", "Windows", "macOS", "Linux"):
        await anna.tap(platform)
        await anna.wait_for("Install")
        await anna.tap("Back")
        await anna.wait_for("Choose your device")


async def test_a_blocked_account_hears_it_politely_and_may_still_ask_about_payments(
    bot: BotApp, shop: Shop, anna: Person
) -> None:
    user = await account(anna)
    await accounts.block(shop, user, by=THE_SHOP)
    tap = await anna.tap("buy")
    await tap.answer()
    await anna.wait_for("Ваш аккаунт закрыт")
    await anna.send("/start")
    await anna.wait_for("@help_desk")
    await anna.send("/paysupport")
    await anna.wait_for("Назовите свой номер")


async def test_a_shop_without_a_support_contact_shows_no_dash_in_its_place(
    bot: BotApp, shop: Shop, anna: Person
) -> None:
    shop.settings = shop.settings.model_copy(update={"support_contact": ""})
    user = await account(anna)
    await anna.send("/paysupport")
    await anna.wait_for("Напишите в поддержку кнопкой ниже. Назовите свой номер")
    await anna.send("/terms")
    await anna.wait_for("Вопросы об оплате и возврате: /paysupport.")
    await accounts.block(shop, user, by=THE_SHOP)
    await anna.send("/start")
    await anna.wait_for("аккаунт закрыт.\n\nВопросы об оплате: /paysupport.")
    await anna.send("/paysupport")
    await anna.wait_for("доступа нет? Обратитесь к владельцу магазина. Назовите свой номер")


async def test_commands_are_announced_in_both_languages(bot: BotApp, anna: Person, sb: SandboxClient) -> None:
    await account(anna)
    announced = [call["args"] for call in await sb.calls("setMyCommands")]
    assert {args.get("language_code") for args in announced} == {None, "ru", "en"}


async def test_the_button_beside_the_message_field_opens_the_cabinet(
    bot: BotApp, shop: Shop, anna: Person, sb: SandboxClient
) -> None:
    await account(anna)
    state = await sb.request("GET", "state")
    assert state["menu_button"] == {
        "type": "web_app",
        "text": "Кабинет",
        "web_app": {"url": "https://shop.example/app/"},
    }


async def test_the_button_follows_the_settings(bot: BotApp, shop: Shop, anna: Person, sb: SandboxClient) -> None:
    await account(anna)
    await store.change(shop, {"default_language": "en"}, by="admin")

    async def follows() -> bool:
        return bool((await sb.request("GET", "state"))["menu_button"].get("text") == "Cabinet")

    await eventually(follows)


async def test_without_an_address_that_telegram_takes_its_own_button_stays(
    sqlite_url: str, tmp_path: Path, sandbox: Sandbox, sb: SandboxClient, anna: Person
) -> None:
    settings = make_settings(sqlite_url, tmp_path, telegram_api_url=sandbox.url, public_url="http://shop.example")
    async with wiring.opened(wiring.build_shop(settings)) as shop:
        await servers.create(shop, name="Amsterdam", country="NL")
        async with serving(shop):
            await account(anna)
            assert len(await sb.calls("setMyCommands")) == 3
    assert await sb.calls("setChatMenuButton") == []
    assert (await sb.request("GET", "state"))["menu_button"] == {"type": "default"}


async def test_the_menu_opens_the_cabinet_where_telegram_takes_its_address(
    bot: BotApp, shop: Shop, anna: Person
) -> None:
    await account(anna)
    opened = await anna.tap("Открыть кабинет")
    assert opened.kind == "web_app"
    assert str(opened.url).startswith("https://shop.example/app/#tgWebAppData=")
