"""An unmodified aiogram bot lives in the sandbox: by polling, by webhook, and through everything Telegram refuses."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LabeledPrice,
    Message,
    PreCheckoutQuery,
    Update,
)

from sandbox.client import PaymentRefused, SandboxClient
from sandbox.server import Sandbox
from tests.sandbox.hook import OK, Hook

PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000640000003208060000005c5a5d0c")
BUY = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Купить 30 дней", callback_data="buy:30")]])
STARS = [LabeledPrice(label="30 дней", amount=150)]


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    session = AiohttpSession(api=TelegramAPIServer.from_base(sandbox.url))
    async with Bot(sandbox.token, session=session) as bot:
        yield bot


def shop() -> Dispatcher:
    """A very small shop: start, an edit in place, a QR code, an invoice, thanks."""
    dispatcher = Dispatcher()

    @dispatcher.message(CommandStart())
    async def start(message: Message, command: CommandObject) -> None:
        assert message.from_user
        language = message.from_user.language_code
        await message.answer(f"<b>Привет</b>, {language} {command.args}", parse_mode="HTML", reply_markup=BUY)

    @dispatcher.callback_query(F.data == "buy:30")
    async def buy(query: CallbackQuery) -> None:
        await query.answer("Секунду", show_alert=True)
        assert isinstance(query.message, Message)
        await query.message.edit_text("Выбрано: 30 дней")
        await query.message.answer_photo(BufferedInputFile(PNG, "qr.png"), caption="Ваш код")
        await query.message.answer_invoice(
            title="30 дней", description="Доступ", payload="order-1", currency="XTR", prices=STARS
        )

    @dispatcher.pre_checkout_query()
    async def check(query: PreCheckoutQuery) -> None:
        taken = query.invoice_payload == "sold-out"
        await query.answer(ok=not taken, error_message="Распродано" if taken else None)

    @dispatcher.message(F.successful_payment)
    async def paid(message: Message) -> None:
        assert message.successful_payment
        await message.answer(f"Оплачено {message.successful_payment.total_amount}")

    return dispatcher


@pytest.fixture
async def polling(bot: Bot) -> AsyncIterator[None]:
    dispatcher = shop()
    task = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False, polling_timeout=20))
    yield
    await dispatcher.stop_polling()
    await task


async def play_through(sb: SandboxClient) -> None:
    """What a customer does, from the deep link to the thanks."""
    anna = await sb.person(first_name="Анна", language="ru")
    await anna.open_start_link("ref_7")
    hello = await anna.wait_for("Привет, ru ref_7")
    assert hello["entities"][0] == {"type": "bold", "offset": 0, "length": 6}
    tap = await anna.tap("Купить")
    assert await tap.answer() == {"text": "Секунду", "show_alert": True, "url": ""}
    edited = await anna.wait_for("Выбрано: 30 дней")
    assert edited["message_id"] == hello["message_id"]
    assert "reply_markup" not in edited
    photo = await anna.wait_for("Ваш код")
    assert (photo["photo"][0]["width"], photo["photo"][0]["height"]) == (100, 50)
    charge_id = await anna.pay()
    await anna.wait_for("Оплачено 150")
    paid = (await anna.messages())[-2]["successful_payment"]
    assert paid["telegram_payment_charge_id"] == charge_id
    assert paid["provider_payment_charge_id"] == ""


async def test_a_polling_bot_serves_a_customer_from_start_to_payment(polling: None, sb: SandboxClient) -> None:
    await play_through(sb)


async def test_a_webhook_bot_serves_a_customer_from_start_to_payment(bot: Bot, sb: SandboxClient) -> None:
    dispatcher = shop()

    async def feed(update: dict[str, object]) -> bytes:
        await dispatcher.feed_update(bot, Update.model_validate(update, context={"bot": bot}))
        return OK

    async with Hook(feed) as hook:
        await bot.set_webhook(hook.url, secret_token="s3cret-Token_1")
        await play_through(sb)
        assert all(b"X-Telegram-Bot-Api-Secret-Token: s3cret-Token_1\r\n" in head for head in hook.headers)
        with pytest.raises(TelegramConflictError, match="can't use getUpdates method while webhook is active"):
            await bot.get_updates()
        assert (await bot.get_webhook_info()).url == hook.url
        await bot.delete_webhook()


async def test_a_refused_checkout_takes_no_stars(polling: None, bot: Bot, sb: SandboxClient) -> None:
    anna = await sb.person()
    link = await bot.create_invoice_link("Ключ", "Описание", "sold-out", "XTR", STARS)
    with pytest.raises(PaymentRefused, match="Распродано"):
        await anna.pay_link(link)
    assert (await bot.get_my_star_balance()).amount == 0


async def test_stars_are_listed_and_refunded_once(polling: None, bot: Bot, sb: SandboxClient) -> None:
    anna = await sb.person()
    charge_id = await anna.pay_link(await bot.create_invoice_link("Ключ", "Описание", "order-7", "XTR", STARS))
    listed = (await bot.get_star_transactions()).transactions
    assert [(t.id, t.amount, t.source and t.source.type) for t in listed] == [(charge_id, 150, "user")]
    await bot.refund_star_payment(anna.id, charge_id)
    with pytest.raises(TelegramBadRequest, match="CHARGE_ALREADY_REFUNDED"):
        await bot.refund_star_payment(anna.id, charge_id)
    with pytest.raises(TelegramBadRequest, match="CHARGE_NOT_FOUND"):
        await bot.refund_star_payment(anna.id, "stxNothing")
    assert (await bot.get_my_star_balance()).amount == 0
    refunds = [m["refunded_payment"] for m in await anna.messages() if "refunded_payment" in m]
    assert [refund["telegram_payment_charge_id"] for refund in refunds] == [charge_id]


async def test_the_same_payment_can_be_delivered_again(polling: None, bot: Bot, sb: SandboxClient) -> None:
    anna = await sb.person()
    await anna.pay_link(await bot.create_invoice_link("Ключ", "Описание", "order-7", "XTR", STARS))
    await anna.wait_for("Оплачено")
    assert len(await sb.redeliver("successful_payment", times=2)) == 2
    thanks: set[int] = set()

    def third_thanks(message: dict[str, Any]) -> bool:
        if "Оплачено" in message.get("text", ""):
            thanks.add(message["message_id"])
        return len(thanks) == 3

    await anna.wait_for(third_thanks)


async def test_aiogram_understands_every_kind_of_refusal(bot: Bot, sb: SandboxClient) -> None:
    anna = await sb.person()
    await anna.open_start_link()
    await anna.block()
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await bot.send_message(anna.id, "hi")
    await anna.unblock()
    await sb.fault("sendMessage", 429, retry_after=7)
    with pytest.raises(TelegramRetryAfter) as flood:
        await bot.send_message(anna.id, "hi")
    assert flood.value.retry_after == 7
    await sb.fault("sendMessage", 500)
    with pytest.raises(TelegramServerError):
        await bot.send_message(anna.id, "hi")
    await sb.fault("sendMessage", 502)
    with pytest.raises(ClientDecodeError):
        await bot.send_message(anna.id, "hi")
    await sb.fault("sendMessage", 0, after=True)
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(anna.id, "sent all the same")
    assert (await anna.last_message())["text"] == "sent all the same"
    await bot.send_message(anna.id, "fair weather again")


async def test_a_second_poller_ends_the_first_with_409(bot: Bot, sandbox: Sandbox) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=30))
    await asyncio.sleep(0.1)
    session = AiohttpSession(api=TelegramAPIServer.from_base(sandbox.url))
    async with Bot(sandbox.token, session=session) as rival:
        second = asyncio.create_task(rival.get_updates(timeout=30))
        with pytest.raises(TelegramConflictError, match="terminated by other getUpdates request"):
            await first
        await bot.set_webhook("http://127.0.0.1:1/nowhere")
        with pytest.raises(TelegramConflictError, match="terminated by setWebhook request"):
            await second


async def test_chat_members_and_profiles_parse(bot: Bot, sb: SandboxClient) -> None:
    anna = await sb.person()
    await anna.open_start_link()
    channel = await sb.chat(title="News", username="vitrina_news")
    for status in ("left", "member", "restricted", "kicked", "administrator", "creator"):
        await anna.join(channel["id"], status)
        assert (await bot.get_chat_member("@vitrina_news", anna.id)).status == status
    assert (await bot.get_chat(anna.id)).first_name == anna.first_name
    assert (await bot.me()).username == "vitrina_demo_bot"
    assert len(await bot.get_chat_administrators(channel["id"])) == 2
    assert (await bot.create_chat_invite_link(channel["id"])).invite_link.startswith("https://t.me/+")


async def test_files_go_up_and_come_down(bot: Bot, sb: SandboxClient) -> None:
    anna = await sb.person()
    await anna.open_start_link()
    sent = await bot.send_document(anna.id, BufferedInputFile("ключ: 1".encode(), "ключ.txt"), caption="Файл")
    assert sent.document
    assert sent.document.file_name == "ключ.txt"
    loaded = await bot.download(sent.document.file_id)
    assert loaded
    assert loaded.read().decode() == "ключ: 1"
    again = await bot.send_document(anna.id, sent.document.file_id)
    assert again.document
    assert again.document.file_unique_id == sent.document.file_unique_id
