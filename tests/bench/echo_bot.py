"""The least that aiogram can do: answers a message with one call, a button with two, as the shop's menu does.

`python -m tests.bench.echo_bot`, with BOT_TOKEN and TELEGRAM_API_URL in the environment. No database, no texts, no
keyboard, no order of one person's updates, in uvloop like the shop.
"""

import asyncio
import os

import uvloop
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery, Message


async def echo(message: Message) -> None:
    """One call."""
    await message.answer(message.text or "-")


async def press(query: CallbackQuery) -> None:
    """Two calls; the text is never the one that stands there already."""
    await query.answer()
    if isinstance(query.message, Message):
        await query.message.edit_text(query.id)


async def main() -> None:
    """Poll until SIGTERM."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(os.environ["TELEGRAM_API_URL"]))
    bot = Bot(os.environ["BOT_TOKEN"], session=session)
    dispatcher = Dispatcher()
    dispatcher.message.register(echo)
    dispatcher.callback_query.register(press)
    await dispatcher.start_polling(bot)


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())
