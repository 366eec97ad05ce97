"""Webhooks of panels: only names come out, and only of what proves to be fresh and the panel's own."""

import asyncio
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.panels.marzban.kind import read_webhook as read_marzban
from core.panels.remnawave.kind import read_webhook
from core.panels.webhooks import BODY_LIMIT, Forged, Unreadable
from tests.standins.plain_http import PlainServer, Reply, Request
from tests.standins.remnawave import Remnawave
from tests.standins.remnawave_state import WEBHOOK_SECRET

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def panel(version: str = "3.3.2") -> Remnawave:
    remnawave = Remnawave(version, lambda: NOW)
    remnawave.add("k0000001")
    return remnawave


def signed(body: bytes) -> Mapping[str, str]:
    return Remnawave.signature(body)


@pytest.mark.parametrize("version", ["2.8.1", "3.3.2"])
@pytest.mark.parametrize("event", ["user.modified", "user.expired", "user_hwid_devices.added"])
def test_remnawave_names_the_account(version: str, event: str) -> None:
    headers, body = panel(version).webhook(event, "k0000001")

    assert read_webhook(body, headers, WEBHOOK_SECRET, NOW) == ("k0000001",)
    assert read_webhook(body, {name.lower(): value for name, value in headers.items()}, WEBHOOK_SECRET, NOW)


async def test_remnawave_delivers_what_can_be_read() -> None:
    got: asyncio.Queue[Request] = asyncio.Queue()

    async def take(request: Request) -> Reply:
        got.put_nowait(request)
        return Reply(200, {})

    receiver = PlainServer(take)
    await receiver.start()
    remnawave = panel()
    remnawave.webhook_url = receiver.url + "/hook"
    remnawave.edit("k0000001", expire_at=NOW)
    remnawave.tick()

    async with asyncio.timeout(30):
        request = await got.get()

    assert json.loads(request.body)["event"] == "user.expired"
    assert read_webhook(request.body, request.headers, WEBHOOK_SECRET, NOW) == ("k0000001",)
    await remnawave.stop()
    await receiver.stop()


def test_remnawave_events_about_nodes_name_nobody() -> None:
    body = json.dumps({"scope": "node", "event": "node.connection_lost", "timestamp": NOW.isoformat(), "data": {}})

    assert read_webhook(body.encode(), signed(body.encode()), WEBHOOK_SECRET, NOW) == ()


@pytest.mark.parametrize("minutes", [-5, -4, 4, 5])
def test_remnawave_events_of_these_minutes_are_taken(minutes: int) -> None:
    headers, body = panel().webhook("user.limited", "k0000001", NOW + timedelta(minutes=minutes))

    assert read_webhook(body, headers, WEBHOOK_SECRET, NOW) == ("k0000001",)


@pytest.mark.parametrize("minutes", [-6, 6, -60 * 24])
def test_remnawave_events_of_another_time_are_refused(minutes: int) -> None:
    headers, body = panel().webhook("user.limited", "k0000001", NOW + timedelta(minutes=minutes))
    headers["X-Remnawave-Timestamp"] = NOW.isoformat()  # this header is not signed

    with pytest.raises(Forged):
        read_webhook(body, headers, WEBHOOK_SECRET, NOW)


def test_remnawave_forgeries_are_refused() -> None:
    headers, body = panel().webhook("user.limited", "k0000001")
    signature = headers["X-Remnawave-Signature"]

    for given, content, secret in (
        (headers, body + b" ", WEBHOOK_SECRET),
        (headers, body.replace(b"k0000001", b"k0000002"), WEBHOOK_SECRET),
        (headers, body, "another secret"),
        (headers, body, ""),
        ({}, body, WEBHOOK_SECRET),
        ({"X-Remnawave-Signature": ""}, body, WEBHOOK_SECRET),
        ({"X-Remnawave-Signature": signature[:-1]}, body, WEBHOOK_SECRET),
        ({"X-Remnawave-Signature": "подпись"}, body, WEBHOOK_SECRET),
    ):
        with pytest.raises(Forged):
            read_webhook(content, given, secret, NOW)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "null",
        "{}",
        '{"timestamp": 1}',
        '{"timestamp": "yesterday"}',
        "[" * 100_000,
        " " * (BODY_LIMIT + 1),
    ],
    ids=["empty", "cut off", "list", "null", "nothing", "number", "words", "deep", "long"],
)
def test_remnawave_content_of_another_kind_is_unreadable(content: str) -> None:
    body = content.encode()

    with pytest.raises(Unreadable):
        read_webhook(body, signed(body), WEBHOOK_SECRET, NOW)


@pytest.mark.parametrize("data", [None, [], {}, {"username": 5}, {"username": ""}, {"user": {"username": "k1"}}])
def test_remnawave_users_without_a_name_are_nobody(data: Any) -> None:
    told = {"scope": "user", "event": "user.modified", "timestamp": NOW.isoformat(), "data": data}
    body = json.dumps(told).encode()

    assert read_webhook(body, signed(body), WEBHOOK_SECRET, NOW) == ()


def test_marzban_names_every_account_once() -> None:
    notices = [{"action": "user_updated", "username": name} for name in ("k0000002", "k0000001", "k0000002")]
    body = json.dumps([*notices, {"action": "user_updated"}, "odd", {"username": None}]).encode()

    assert read_marzban(body, {"X-Webhook-Secret": "secret"}, "secret", NOW) == ("k0000002", "k0000001")
    assert read_marzban(b"[]", {"x-webhook-secret": "secret"}, "secret", NOW) == ()


@pytest.mark.parametrize("headers", [{}, {"x-webhook-secret": "Secret"}, {"x-webhook-secret": ""}])
def test_marzban_without_the_secret_is_refused(headers: Mapping[str, str]) -> None:
    with pytest.raises(Forged):
        read_marzban(b"[]", headers, "secret", NOW)
    with pytest.raises(Forged):
        read_marzban(b"[]", headers, "", NOW)


@pytest.mark.parametrize("body", [b"", b"{}", b"null", b"[", b"\xff"])
def test_marzban_content_of_another_kind_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read_marzban(body, {"x-webhook-secret": "secret"}, "secret", NOW)
