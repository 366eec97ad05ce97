"""Updates reach the bot the way Telegram delivers them: by offset, by webhook, in time or not at all."""

import asyncio
import time
from typing import Any

import pytest

from sandbox.client import Person, SandboxClient
from sandbox.server import Sandbox
from tests.sandbox.conftest import Api
from tests.sandbox.hook import OK, Hook

Json = dict[str, Any]
KEYBOARD = {"inline_keyboard": [[{"text": "Tap", "callback_data": "x"}]]}


@pytest.fixture
async def anna(sb: SandboxClient) -> Person:
    anna = await sb.person(first_name="Anna")
    await anna.open_start_link()
    return anna


def texts(updates: list[Json]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def test_an_offset_confirms_everything_below_it(api: Api, anna: Person) -> None:
    await anna.send("one")
    await anna.send("two")
    first = await api.ok("getUpdates")
    assert texts(first) == ["/start", "one", "two"]
    assert [u["update_id"] - first[0]["update_id"] for u in first] == [0, 1, 2]
    assert texts(await api.ok("getUpdates", offset=first[1]["update_id"], limit=1)) == ["one"]
    assert texts(await api.ok("getUpdates")) == ["one", "two"]


async def test_a_negative_offset_counts_from_the_end_and_forgets_the_rest(api: Api, anna: Person) -> None:
    await anna.send("one")
    await anna.send("two")
    assert texts(await api.ok("getUpdates", offset=-1)) == ["two"]
    assert texts(await api.ok("getUpdates")) == ["two"]


async def test_a_long_poll_wakes_up_when_something_happens(api: Api, anna: Person) -> None:
    await api.ok("getUpdates", offset=-1)
    newest = (await api.ok("getUpdates"))[-1]["update_id"]
    poll = asyncio.create_task(api.ok("getUpdates", offset=newest + 1, timeout=30))
    await asyncio.sleep(0.05)
    await anna.send("wake up")
    assert texts(await asyncio.wait_for(poll, 10)) == ["wake up"]


async def test_taps_expire_after_150_seconds_and_messages_after_a_day(
    api: Api, anna: Person, sb: SandboxClient
) -> None:
    await api.ok("sendMessage", chat_id=anna.id, text="menu", reply_markup=KEYBOARD)
    await anna.tap("x")
    await sb.advance(149)
    assert [set(u) - {"update_id"} for u in await api.ok("getUpdates")] == [{"message"}, {"callback_query"}]
    await sb.advance(2)
    assert texts(await api.ok("getUpdates")) == ["/start"]
    await sb.advance(24 * 3600)
    assert await api.ok("getUpdates") == []


async def test_chat_member_comes_only_when_asked_for(api: Api, anna: Person, sb: SandboxClient) -> None:
    channel = await sb.chat(title="News")
    await anna.join(channel["id"])
    assert not any("chat_member" in update for update in await api.ok("getUpdates"))
    await api.ok("getUpdates", allowed_updates=["chat_member"])
    await anna.leave(channel["id"])
    await anna.send("not wanted")
    change = (await api.ok("getUpdates"))[-1]["chat_member"]
    assert (change["old_chat_member"]["status"], change["new_chat_member"]["status"]) == ("member", "left")


async def test_blocking_is_told_as_my_chat_member(api: Api, anna: Person) -> None:
    await anna.block()
    assert (await api.ok("getUpdates"))[-1]["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    await anna.unblock()
    assert (await api.ok("getUpdates"))[-1]["my_chat_member"]["new_chat_member"]["status"] == "member"


async def test_a_tap_can_be_answered_once_and_in_time(api: Api, anna: Person, sb: SandboxClient) -> None:
    too_old = "400 Bad Request: query is too old and response timeout expired or query ID is invalid"
    await api.ok("sendMessage", chat_id=anna.id, text="menu", reply_markup=KEYBOARD)
    tap = await anna.tap("Tap")
    await api.ok("answerCallbackQuery", callback_query_id=tap.query_id, text="hi")
    assert (await tap.answer())["text"] == "hi"
    assert await api.refusal("answerCallbackQuery", callback_query_id=tap.query_id) == too_old
    late = await anna.tap("Tap")
    await sb.advance(151)
    assert await api.refusal("answerCallbackQuery", callback_query_id=late.query_id) == too_old
    assert await api.refusal("answerCallbackQuery", callback_query_id="77") == too_old


async def test_the_webhook_gets_what_was_pending(api: Api, anna: Person) -> None:
    await anna.send("before")
    async with Hook() as hook:
        await api.ok("setWebhook", url=hook.url)
        await anna.send("after")
        assert texts(await hook.wait(3)) == ["/start", "before", "after"]
        assert (await api.ok("getWebhookInfo"))["pending_update_count"] == 0
        await api.ok("deleteWebhook")


async def test_a_failed_delivery_is_repeated_in_order(api: Api, anna: Person) -> None:
    failures = iter([True, True])

    async def fail_twice(update: Json) -> bytes:
        return b"HTTP/1.1 500 Oops\r\nContent-Length: 4\r\n\r\noops" if next(failures, False) else OK

    async with Hook(fail_twice) as hook:
        await api.ok("setWebhook", url=hook.url, drop_pending_updates=True)
        await anna.send("first")
        await anna.send("second")
        assert texts(await hook.wait(4)) == ["first", "first", "first", "second"]
        assert "500" in (await api.ok("getWebhookInfo"))["last_error_message"]
        await api.ok("deleteWebhook")


async def test_one_chat_waits_for_its_answer_while_others_and_taps_go_on(
    api: Api, anna: Person, sb: SandboxClient
) -> None:
    boris = await sb.person(first_name="Boris")
    await boris.open_start_link()
    await api.ok("sendMessage", chat_id=anna.id, text="menu", reply_markup=KEYBOARD)
    release = asyncio.Event()

    async def hold_messages_of_anna(update: Json) -> bytes:
        if update.get("message", {}).get("from", {}).get("id") == anna.id:
            await release.wait()
        return OK

    async with Hook(hold_messages_of_anna) as hook:
        await api.ok("setWebhook", url=hook.url, drop_pending_updates=True)
        await anna.send("slow")
        await anna.send("waits")
        await anna.tap("x")
        await boris.send("quick")
        seen = await hook.wait(3)
        assert sorted(u.get("message", {}).get("text", "tap") for u in seen) == ["quick", "slow", "tap"]
        release.set()
        assert texts([(await hook.wait(4))[-1]]) == ["waits"]
        await api.ok("deleteWebhook")


async def test_the_answer_of_a_webhook_may_be_a_call(api: Api, anna: Person) -> None:
    body = b'{"method":"sendMessage","chat_id":%d,"text":"by reply"}' % anna.id
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body

    async def reply(update: Json) -> bytes:
        return answer

    async with Hook(reply) as hook:
        await api.ok("setWebhook", url=hook.url, drop_pending_updates=True)
        await anna.send("hello")
        await anna.wait_for("by reply")
        await api.ok("deleteWebhook")


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        ({"url": "http://shop.example.com"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        (
            {"url": "https://shop.example.com:8000"},
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
        ({"url": "ftp://x"}, "invalid webhook URL specified"),
        ({"url": "http://127.0.0.1:1", "secret_token": "a" * 257}, "secret token is too long"),
        ({"url": "http://127.0.0.1:1", "secret_token": "a b"}, "secret token contains unallowed characters"),
    ],
)
async def test_unusable_webhooks_are_refused(api: Api, arguments: Json, refusal: str) -> None:
    assert await api.refusal("setWebhook", **arguments) == f"400 Bad Request: {refusal}"


async def test_stopping_takes_no_two_seconds_with_polls_and_streams_open(sandbox: Sandbox, api: Api) -> None:
    poll = asyncio.create_task(api.http.get(f"{api.base}/getUpdates?timeout=50"))
    async with api.http.stream("GET", f"{sandbox.url}/sim/events") as stream:
        assert stream.status_code == 200
        await asyncio.sleep(0.05)
        started = time.monotonic()
        await sandbox.stop()
        assert time.monotonic() - started < 2
    assert (await poll).json() == {"ok": True, "result": []}
