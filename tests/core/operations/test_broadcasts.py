"""Broadcasts: everybody gets the message once, whatever Telegram and restarts do to it."""

import asyncio

import pytest

from core import errors
from core.operations import broadcasts
from core.operations.broadcasts import Broadcast
from core.shop import Actor, Shop
from core.users import accounts
from core.users.models import User
from tests.conftest import ADMIN, Clock, new_user
from tests.core.conftest import facts
from tests.telegram import BotApi, Call


@pytest.fixture
async def people(shop: Shop) -> list[User]:
    return [await new_user(shop, 100 + number) for number in range(5)]


async def _start(shop: Shop) -> Broadcast:
    return await broadcasts.start(
        shop,
        source_chat_id=ADMIN,
        source_message_id=1,
        progress_chat_id=ADMIN,
        progress_message_id=2,
        by=Actor("admin", ADMIN),
    )


def _receivers(bot_api: BotApi) -> list[int]:
    return [call.chat_id for call in bot_api.of("copyMessage")]


async def test_everybody_gets_the_message_once_and_the_administrator_sees_the_end(
    shop: Shop, people: list[User], bot_api: BotApi
) -> None:
    broadcast = await _start(shop)
    assert broadcast.total == 5
    assert await broadcasts.run_due(shop)
    assert not await broadcasts.run_due(shop)
    assert _receivers(bot_api) == [100, 101, 102, 103, 104]
    first = bot_api.of("copyMessage")[0]
    assert (first.params["from_chat_id"], first.params["message_id"]) == (ADMIN, 1)
    done = await Broadcast.get(id=broadcast.id)
    assert (done.status, done.sent, done.failed, done.finished_at) == ("finished", 5, 0, shop.now())
    (progress,) = bot_api.of("editMessageText")
    assert "5" in progress.text
    assert progress.params["reply_markup"] == {"inline_keyboard": []}
    assert len(await facts("BroadcastFinished")) == 1


async def test_a_broadcast_goes_on_where_a_restart_stopped_it(shop: Shop, people: list[User], bot_api: BotApi) -> None:
    broadcast = await _start(shop)
    third = asyncio.Event()
    bot_api.calls = _Watched(third)
    running = asyncio.create_task(broadcasts.run_due(shop))
    await third.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    reached = len(_receivers(bot_api))
    assert (await Broadcast.get(id=broadcast.id)).status == "running"
    assert await broadcasts.run_due(shop)
    assert sorted(set(_receivers(bot_api))) == [100, 101, 102, 103, 104]
    assert len(_receivers(bot_api)) <= 6  # at worst one person gets it twice
    assert reached < 5
    assert (await Broadcast.get(id=broadcast.id)).status == "finished"


class _Watched(list[Call]):
    """Calls of the stand-in; the third copied message rings."""

    def __init__(self, third: asyncio.Event) -> None:
        super().__init__()
        self._third = third

    def append(self, call: Call) -> None:
        super().append(call)
        if sum(one.method == "copyMessage" for one in self) == 3:
            self._third.set()


async def test_a_worker_that_died_is_taken_over_after_its_lease(
    shop: Shop, people: list[User], bot_api: BotApi, clock: Clock
) -> None:
    broadcast = await _start(shop)
    await Broadcast.filter(id=broadcast.id).update(
        leased_until=shop.now() + broadcasts.LEASE, cursor=people[2].id, sent=3
    )
    assert not await broadcasts.run_due(shop)
    clock.advance(seconds=61)
    assert await broadcasts.run_due(shop)
    assert _receivers(bot_api) == [103, 104]
    assert (await Broadcast.get(id=broadcast.id)).sent == 5


async def test_two_workers_never_send_the_same_broadcast(shop: Shop, people: list[User], bot_api: BotApi) -> None:
    await _start(shop)
    await asyncio.gather(*(broadcasts.run_due(shop) for _ in range(4)))
    assert _receivers(bot_api) == [100, 101, 102, 103, 104]


async def test_whoever_blocked_the_bot_is_counted_and_not_written_to_again(
    shop: Shop, people: list[User], bot_api: BotApi
) -> None:
    bot_api.gone.add(102)
    broadcast = await _start(shop)
    await broadcasts.run_due(shop)
    done = await Broadcast.get(id=broadcast.id)
    assert (done.sent, done.failed, done.status) == (4, 1, "finished")
    assert (await User.get(telegram_id=102)).unreachable_at == shop.now()
    assert await broadcasts.audience() == 4


async def test_closed_accounts_are_left_out(shop: Shop, people: list[User], bot_api: BotApi) -> None:
    await accounts.block(shop, people[0], by=Actor("admin", ADMIN))
    await User.filter(id=people[1].id).update(telegram_id=None)
    await _start(shop)
    await broadcasts.run_due(shop)
    assert _receivers(bot_api) == [102, 103, 104]


async def test_the_flood_limit_is_waited_for_and_nobody_is_left_out(
    shop: Shop, people: list[User], bot_api: BotApi
) -> None:
    bot_api.refuse_next("copyMessage", 429, "Too Many Requests: retry after 1", retry_after=1)
    loop = asyncio.get_running_loop()
    began = loop.time()
    await _start(shop)
    await broadcasts.run_due(shop)
    assert loop.time() - began >= 1
    assert _receivers(bot_api) == [100, 101, 102, 103, 104]


@pytest.mark.parametrize(("status", "why"), [(400, "Bad Request: message to copy not found"), (502, "Bad Gateway")])
async def test_what_telegram_refuses_or_leaves_unclear_counts_as_not_delivered(
    shop: Shop, people: list[User], bot_api: BotApi, status: int, why: str
) -> None:
    bot_api.refuse_next("copyMessage", status, why)
    broadcast = await _start(shop)
    await broadcasts.run_due(shop)
    done = await Broadcast.get(id=broadcast.id)
    assert (done.sent, done.failed) == (4, 1)
    assert (await User.get(telegram_id=100)).unreachable_at is None


async def test_a_stopped_broadcast_sends_no_more(shop: Shop, people: list[User], bot_api: BotApi) -> None:
    broadcast = await _start(shop)
    assert (await broadcasts.cancel(shop, broadcast.id, by=Actor("admin", ADMIN))).status == "cancelled"
    assert not await broadcasts.run_due(shop)
    assert _receivers(bot_api) == []
    with pytest.raises(errors.NotFound):
        await broadcasts.cancel(shop, 4242, by=Actor("admin", ADMIN))


async def test_stopping_what_is_finished_changes_nothing(shop: Shop, people: list[User], bot_api: BotApi) -> None:
    broadcast = await _start(shop)
    await broadcasts.run_due(shop)
    assert (await broadcasts.cancel(shop, broadcast.id, by=Actor("admin", ADMIN))).status == "finished"


async def test_a_lost_progress_message_does_not_stop_the_broadcast(
    shop: Shop, people: list[User], bot_api: BotApi
) -> None:
    bot_api.refuse_next("editMessageText", 400, "Bad Request: message to edit not found")
    broadcast = await _start(shop)
    await broadcasts.run_due(shop)
    assert (await Broadcast.get(id=broadcast.id)).status == "finished"


async def test_a_text_goes_to_its_administrator_first(shop: Shop, people: list[User], bot_api: BotApi) -> None:
    boss = Actor("admin", ADMIN)
    broadcast = await broadcasts.announce(shop, " 1 < 2 ", chat_id=ADMIN, by=boss)
    shown, progress = bot_api.of("sendMessage")
    assert (shown.chat_id, shown.text, progress.chat_id) == (ADMIN, "1 &lt; 2", ADMIN)
    assert (broadcast.source_message_id, broadcast.progress_message_id, broadcast.total) == (1, 2, 5)
    (started,) = await facts("BroadcastStarted")
    assert (started.data["people"], started.data["by"]) == (5, str(boss))
    assert [one.id for one in (await broadcasts.page())[0]] == [broadcast.id]


@pytest.mark.parametrize(
    ("status", "told", "error"),
    [
        (400, "Bad Request: message is too long", errors.InvalidValue),
        (403, "Forbidden: bot was blocked by the user", errors.BotNotStarted),
        (500, "Internal Server Error", errors.TelegramUnavailable),
    ],
)
async def test_what_the_administrator_cannot_see_nobody_gets(
    shop: Shop, people: list[User], bot_api: BotApi, status: int, told: str, error: type[errors.ShopError]
) -> None:
    bot_api.refuse_next("sendMessage", status, told)
    with pytest.raises(error):
        await broadcasts.announce(shop, "Hello", chat_id=ADMIN, by=Actor("admin", ADMIN))
    assert await Broadcast.all().count() == 0


@pytest.mark.parametrize("text", ["", "  ", "x" * 4097])
async def test_a_text_that_is_none_is_refused(shop: Shop, bot_api: BotApi, text: str) -> None:
    with pytest.raises(errors.InvalidValue):
        await broadcasts.announce(shop, text, chat_id=ADMIN, by=Actor("admin", ADMIN))
    assert bot_api.of("sendMessage") == []
