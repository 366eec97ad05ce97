"""What goes wrong between people, Telegram and the shop, and how the bot goes on."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app import BotApp
from bot.receiver import ReceiverError
from core import wiring
from core.catalogue.tariffs import Tariff
from core.shop import THE_SHOP, Shop
from core.telegram import inbox
from core.users import accounts
from sandbox.client import PaymentRefused, Person, SandboxClient
from sandbox.server import Sandbox
from tests.bot.conftest import eventually, serving
from tests.conftest import make_settings


async def test_buttons_nobody_knows_are_answered_and_lead_to_the_menu(
    bot: BotApp, anna: Person, sb: SandboxClient
) -> None:
    await anna.send("/start")
    message = await anna.wait_for("Здравствуйте")
    body = {"data": "from-an-old-version:7", "message_id": message["message_id"]}
    tapped = await sb.request("POST", f"people/{anna.id}/tap", body)
    await anna.wait_for("Эта кнопка уже не действует")
    query = await sb.request("GET", f"queries/{tapped['query_id']}")
    assert query["answered"]


async def test_a_handler_that_fails_tells_the_person_and_the_next_update_works(
    bot: BotApp, shop: Shop, anna: Person, sb: SandboxClient, caplog: pytest.LogCaptureFixture
) -> None:
    await anna.send("/start")
    await anna.tap("Баланс")
    await anna.wait_for("Баланс: 0")
    # A page that no database can give: the query itself fails.
    message = await anna.last_message()
    body = {"data": f"history:{10**30}", "message_id": message["message_id"]}
    await sb.request("POST", f"people/{anna.id}/tap", body)
    await anna.wait_for("Что-то сломалось у нас")
    assert "failed" in caplog.text
    assert shop.settings.token not in caplog.text
    await anna.tap("В меню")
    await anna.wait_for("Баланс")


async def test_a_message_that_cannot_be_edited_is_sent_anew(bot: BotApp, anna: Person, sb: SandboxClient) -> None:
    await anna.send("/start")
    await anna.wait_for("Здравствуйте")
    await sb.fault("editMessageText", 400, "Bad Request: message can't be edited")
    await anna.tap("Помощь")
    sent = await anna.wait_for("Как подключиться")
    assert sent["message_id"] == 3


async def test_a_flood_limit_is_waited_out(bot: BotApp, anna: Person, sb: SandboxClient) -> None:
    await sb.fault("sendMessage", 429, retry_after=1)
    await anna.send("/start")
    await anna.wait_for("Здравствуйте")


async def test_a_lost_edit_is_repeated_and_html_from_a_gateway_is_no_end(
    bot: BotApp, anna: Person, sb: SandboxClient
) -> None:
    await anna.send("/start")
    await anna.wait_for("Здравствуйте")
    await sb.fault("editMessageText", 502)
    await sb.fault("answerCallbackQuery", 0)
    await anna.tap("Помощь")
    await anna.wait_for("Как подключиться")


async def test_a_person_who_blocks_the_bot_is_noted_and_welcome_again(bot: BotApp, shop: Shop, anna: Person) -> None:
    await anna.send("/start")
    await anna.wait_for("Здравствуйте")
    await anna.block()
    await eventually(lambda: _unreachable(anna, True))
    await anna.open_start_link()
    await anna.wait_for("Баланс")
    await eventually(lambda: _unreachable(anna, False))


async def test_what_is_written_in_a_group_is_left_alone(bot: BotApp, anna: Person, sb: SandboxClient) -> None:
    group = await sb.chat(type="supergroup", title="Friends", bot_status="member")
    await anna.join(group["id"])
    await anna.send("/start", chat_id=group["id"])
    await anna.send("/start")
    await anna.wait_for("Здравствуйте")
    assert {call["args"]["chat_id"] for call in await sb.calls("sendMessage")} == {str(anna.id)}


async def test_the_bot_polls_on_after_telegram_was_away(bot: BotApp, anna: Person, sb: SandboxClient) -> None:
    await sb.fault("getUpdates", 502, times=2)
    await sb.fault("getUpdates", 0)
    await anna.send("/start")
    await anna.wait_for("Здравствуйте", timeout=15)


async def test_a_restart_between_two_messages_loses_none(shop: Shop, anna: Person, sb: SandboxClient) -> None:
    async with serving(shop):
        await anna.send("/start")
        await anna.wait_for("Здравствуйте")
    await anna.send("/help")
    async with serving(shop):
        await anna.wait_for("Как подключиться")
    assert len([call for call in await sb.calls("sendMessage")]) == 2


async def test_a_second_process_with_the_same_token_is_named_in_the_log(
    bot: BotApp, anna: Person, sb: SandboxClient, caplog: pytest.LogCaptureFixture
) -> None:
    await sb.fault("getUpdates", 409, "Conflict: terminated by other getUpdates request")
    await anna.send("/start")
    await anna.wait_for("Здравствуйте", timeout=10)
    assert "another process polls with this BOT_TOKEN" in caplog.text


async def test_text_that_is_no_html_is_sent_plain(bot: BotApp, anna: Person, sb: SandboxClient) -> None:
    await sb.fault("sendMessage", 400, "Bad Request: can't parse entities: Unsupported start tag")
    await anna.send("/start")
    sent = await anna.wait_for("Здравствуйте, Анна!")
    assert "<b>" not in sent["text"]
    assert not sent.get("entities")


async def test_a_pre_checkout_that_cannot_be_judged_is_refused_in_time(
    bot: BotApp, shop: Shop, month: Tariff, anna: Person
) -> None:
    await anna.send("/start")
    await anna.tap("Купить")
    await anna.tap("Месяц")
    await anna.tap("Оплатить 299")
    await anna.wait_for(lambda message: "invoice" in message)
    user = await accounts.by_telegram(anna.id)
    assert user is not None
    await accounts.block(shop, user, by=THE_SHOP)
    with pytest.raises(PaymentRefused, match="Ваш аккаунт закрыт"):
        await anna.pay()


async def test_an_unknown_token_ends_the_bot_with_one_sentence(shop: Shop, sandbox: Sandbox) -> None:
    wrong = replace(shop)
    wrong.settings = shop.settings.model_copy()
    wrong.telegram = type(shop.telegram)("7000000002:SANDBOX-other", sandbox.url)
    with pytest.raises(ReceiverError, match="BOT_TOKEN"):
        await asyncio.wait_for(BotApp(wrong).run(asyncio.Event()), 30)
    await wrong.telegram.aclose()


@pytest.fixture
async def webhook_shop(sqlite_url: str, tmp_path: Path, sandbox: Sandbox) -> AsyncIterator[Shop]:
    settings = make_settings(
        sqlite_url,
        tmp_path,
        telegram_api_url=sandbox.url,
        public_url="http://127.0.0.1:9",
        webhook_secret="secret-secret-secret",
    )
    async with wiring.opened(wiring.build_shop(settings)) as opened:
        yield opened


async def test_by_webhook_the_bot_registers_it_and_handles_what_the_web_process_stores(
    webhook_shop: Shop, anna: Person, sb: SandboxClient
) -> None:
    person = {"id": anna.id, "is_bot": False, "first_name": "Анна", "language_code": "ru"}
    chat = {"id": anna.id, "type": "private"}
    await sb.request("PATCH", f"people/{anna.id}", {"started": True})
    async with serving(webhook_shop):
        for number in (7, 5):  # deliveries overtake each other
            message = {"message_id": number, "date": 1, "chat": chat, "from": person, "text": "/terms"}
            await anna.mark()
            await inbox.store(webhook_shop, [{"update_id": number, "message": message}])
            await anna.wait_for("Условия Vitrina")
    webhook = (await sb.state())["webhook"]
    assert webhook["url"] == "http://127.0.0.1:9/telegram/webhook"


async def _unreachable(person: Person, wanted: bool) -> bool:
    user = await accounts.by_telegram(person.id)
    return user is not None and (user.unreachable_at is not None) == wanted
