"""What happens reaches the open WebSocket: over real connections, by one process and by several."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from core import db, events, ledger, tickets, wiring
from core.catalogue.tariffs import Tariff
from core.notifications.feed import FellBehind
from core.shop import THE_SHOP, Actor, Shop
from core.subscriptions import purchase, renewal
from core.users import accounts, sessions
from core.users.models import User
from tests.conftest import Clock, make_settings, new_user
from tests.contracts.cabinet import conforms, contract
from tests.databases import ONE_ENGINE
from tests.web.conftest import running
from web.app import create_app

STAFF = Actor("admin", 900)


@contextlib.asynccontextmanager
async def served(app: FastAPI) -> AsyncIterator[str]:
    """The application as the web process serves it; yields the socket's address."""
    async with running(app) as address:
        yield f"ws{address.removeprefix('http')}/cabinet/ws"


@pytest.fixture
async def app(shop: Shop) -> FastAPI:
    app = create_app(shop)
    app.state.sockets.check_seconds = 0.2
    return app


@pytest.fixture
async def url(app: FastAPI) -> AsyncIterator[str]:
    async with served(app) as url:
        yield url


async def token_of(shop: Shop, user: User) -> str:
    return (await sessions.begin(shop, user)).access


async def heard(socket: ClientConnection, seconds: float = 5) -> Any:
    """The next frame."""
    return json.loads(await asyncio.wait_for(socket.recv(), seconds))


@contextlib.asynccontextmanager
async def watching(
    url: str, shop: Shop, user: User, after: int | None = None, *, also: str = ""
) -> AsyncIterator[ClientConnection]:
    """A socket that has said `connected`."""
    address = f"{url}?token={await token_of(shop, user)}" + (f"&last_event_id={after}" if after is not None else "")
    address += f"&also={also}" if also else ""
    async with connect(address) as socket:
        first = await heard(socket)
        assert first["type"] == "connected"
        conforms(first | {"data": {"...": "..."}}, contract()["socket"]["frame"])
        yield socket


async def closed(socket: ClientConnection, seconds: float = 30) -> int:
    """The code that the shop closes with."""
    with contextlib.suppress(ConnectionClosed):
        async with asyncio.timeout(seconds):
            while True:
                await socket.recv()
    assert socket.close_code is not None
    return socket.close_code


async def settle(shop: Shop, user: User, kopeks: int) -> None:
    """A payment, as `settlement.settle` ends it."""
    async with db.transaction():
        await ledger.post(shop, user.id, kopeks, kind="top_up", key=f"payment:{time.monotonic_ns()}", by=THE_SHOP)
        await shop.record(events.PaymentSettled(user.id, payment_id=1, amount_kopeks=kopeks, purpose="top_up"))


async def test_a_payment_is_told_as_the_description_says(url: str, shop: Shop, user: User) -> None:
    async with watching(url, shop, user) as socket:
        await settle(shop, user, 50000)
        frame, balance = await heard(socket), await heard(socket)
    example = contract()["socket"]["example"]
    conforms(frame, example)
    assert frame["type"] == example["type"]
    assert (frame["data"]["amount_rubles"], frame["data"]["new_balance_rubles"]) == (500.0, 500.0)
    assert frame["timestamp"] == "2026-11-21T12:00:00Z"
    assert balance["type"] == "balance_updated"
    assert balance["data"]["balance_kopeks"] == 50000
    assert balance["id"] > frame["id"]


async def test_whoever_asks_is_told_that_the_key_works_and_nobody_else(url: str, shop: Shop, user: User) -> None:
    async with (
        watching(url, shop, user, also="access_ready") as asking,
        watching(url, shop, user, also="nonsense,") as other,
    ):
        async with db.transaction():
            await shop.record(events.AccessReady(user.id, subscription_id=7))
        await settle(shop, user, 100)
        ready = await heard(asking)
        assert (ready["type"], ready["data"]) == ("access_ready", {"subscription_id": 7})
        for socket in (asking, other):
            assert (await heard(socket))["type"] == "payment_completed"
    before = ready["id"] - 1
    async with watching(url, shop, user, before, also="access_ready") as asking:
        assert (await heard(asking))["id"] == ready["id"]
    async with watching(url, shop, user, before) as other:
        assert (await heard(other))["type"] == "payment_completed"


async def test_all_six_types_in_the_order_of_what_happened(url: str, shop: Shop, tariff: Tariff, clock: Clock) -> None:
    user = await new_user(shop, balance_kopeks=100000)
    me = Actor("user", user.id)
    async with watching(url, shop, user) as socket:
        bought = await purchase.buy(shop, user, tariff, quote="1", by=me)
        await purchase.buy(shop, user, tariff, quote="2", by=me)
        await renewal.extend(shop, bought.subscription, days=3, by=STAFF)
        async with db.transaction():
            about = {"subscription_id": bought.subscription.id, "reminder": "one_day"}
            await shop.record(events.SubscriptionExpiring(user.id, **about))  # type: ignore[arg-type]
        ticket = await tickets.open_ticket(shop, user, "It does not work")
        await tickets.write(shop, ticket, "Really", by=me)
        await tickets.write(shop, ticket, "Try again", by=STAFF)
        async with db.transaction():
            await shop.record(events.ReferralRewarded(user.id, amount_kopeks=5000, referred_id=2))
        await settle(shop, user, 100)
        frames = [await heard(socket) for _ in range(10)]
    assert [frame["type"] for frame in frames] == [
        "balance_updated",
        "subscription_renewed",
        "balance_updated",
        "subscription_renewed",
        "subscription_expires_soon",
        "ticket_reply",
        "referral_earned",
        "balance_updated",
        "payment_completed",
        "balance_updated",
    ]
    assert {frame["type"] for frame in frames} == set(contract()["socket"]["types"])
    ids = [frame["id"] for frame in frames]
    assert ids == sorted(set(ids))
    by_type = {frame["type"]: frame["data"] for frame in frames}
    assert by_type["ticket_reply"]["message"] == "Try again"
    assert by_type["subscription_expires_soon"]["days_left"] == 63
    assert by_type["referral_earned"]["amount_rubles"] == 50.0


async def test_nobody_hears_of_others(url: str, shop: Shop, user: User) -> None:
    other = await new_user(shop, 5)
    async with watching(url, shop, user) as socket:
        await settle(shop, other, 100)
        await settle(shop, user, 200)
        assert (await heard(socket))["data"]["amount_kopeks"] == 200


async def test_what_was_missed_is_told_again(url: str, shop: Shop, user: User, clock: Clock) -> None:
    async with watching(url, shop, user) as socket:
        await settle(shop, user, 100)
        seen = (await heard(socket))["id"]
    await settle(shop, user, 200)
    async with watching(url, shop, user, seen) as socket:
        missed = [await heard(socket) for _ in range(3)]
        assert [frame["type"] for frame in missed] == ["balance_updated", "payment_completed", "balance_updated"]
        assert missed[1]["data"]["amount_kopeks"] == 200
        await settle(shop, user, 300)
        assert (await heard(socket))["data"]["amount_kopeks"] == 300
    clock.advance(hours=25)
    await settle(shop, user, 400)
    async with watching(url, shop, user, seen) as socket:
        assert (await heard(socket))["data"]["amount_kopeks"] == 400


@pytest.mark.parametrize("after", ["x", "-1", "1.5", "9" * 40, "", "٣"])
@ONE_ENGINE
async def test_an_odd_last_event_id_is_ignored(url: str, shop: Shop, user: User, after: str) -> None:
    await settle(shop, user, 100)
    async with connect(f"{url}?token={await token_of(shop, user)}&last_event_id={after.encode().hex()}") as socket:
        assert (await heard(socket))["type"] == "connected"
        await settle(shop, user, 200)
        assert (await heard(socket))["data"]["amount_kopeks"] == 200


@pytest.mark.parametrize("query", ["", "?token=", "?token=abc", "?token=%00%FF", "?token=" + "a" * 3000])
@ONE_ENGINE
async def test_a_bad_token_is_told_by_1008(url: str, shop: Shop, query: str) -> None:
    async with connect(url + query) as socket:
        assert await closed(socket) == 1008


@ONE_ENGINE
async def test_a_refresh_token_opens_nothing(url: str, shop: Shop, user: User) -> None:
    tokens = await sessions.begin(shop, user)
    async with connect(f"{url}?token={tokens.refresh}") as socket:
        assert await closed(socket) == 1008


async def test_a_token_that_ends_ends_its_socket(url: str, shop: Shop, user: User, clock: Clock) -> None:
    async with watching(url, shop, user) as socket:
        clock.advance(minutes=16)
        assert await closed(socket) == 1008


async def test_a_closed_account_has_no_socket(url: str, shop: Shop, user: User) -> None:
    other = await new_user(shop, 5)
    async with watching(url, shop, user) as socket, watching(url, shop, other) as bystander:
        await accounts.block(shop, user, by=STAFF)
        assert await closed(socket) == 1008
        await settle(shop, other, 100)
        assert (await heard(bystander))["type"] == "payment_completed"
    async with connect(f"{url}?token={await token_of(shop, user)}") as socket:
        assert await closed(socket) == 1008


async def test_a_session_that_was_ended_has_no_socket(url: str, shop: Shop, user: User) -> None:
    async with watching(url, shop, user) as socket:
        await sessions.revoke_all(shop, user.id)
        assert await closed(socket) == 1008


@ONE_ENGINE
async def test_ping_is_answered_and_noise_is_not(url: str, shop: Shop, user: User) -> None:
    async with watching(url, shop, user) as socket:
        for noise in ("", "x", "[]", "null", '{"type": "pong"}', "[" * 4000, b"\xff\x00", '{"type": ["ping"]}'):
            await socket.send(noise)
        await socket.send('{"type": "ping"}')
        await socket.send(b'{"type": "ping"}')
        assert [(await heard(socket))["type"] for _ in range(2)] == ["pong", "pong"]


@pytest.mark.parametrize("size", [4097, 70_000])
@ONE_ENGINE
async def test_a_frame_that_is_too_big_is_told_by_1009(url: str, shop: Shop, user: User, size: int) -> None:
    async with watching(url, shop, user) as socket:
        await socket.send("x" * 4096)
        await socket.send("x" * size)
        assert await closed(socket) == 1009


@ONE_ENGINE
async def test_a_person_has_so_many_sockets(url: str, shop: Shop, user: User) -> None:
    async with contextlib.AsyncExitStack() as stack:
        for _ in range(20):
            await stack.enter_async_context(watching(url, shop, user))
        async with connect(f"{url}?token={await token_of(shop, user)}") as socket:
            assert await closed(socket) == 1013
    async with watching(url, shop, user):
        pass


async def test_nothing_is_read_while_nobody_listens(url: str, app: FastAPI, shop: Shop, user: User) -> None:
    async with watching(url, shop, user):
        assert app.state.sockets._feed._reader is not None
    async with asyncio.timeout(30):
        while app.state.sockets._feed._reader is not None:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


@ONE_ENGINE
async def test_a_stop_closes_sockets_within_two_seconds(app: FastAPI, shop: Shop, user: User) -> None:
    async with served(app) as url:
        token = await token_of(shop, user)
        socket = await connect(f"{url}?token={token}")
        assert (await heard(socket))["type"] == "connected"
        began = time.monotonic()
    assert time.monotonic() - began < 2.5
    assert await closed(socket) == 1012
    assert app.state.sockets._feed._reader is None


@ONE_ENGINE
async def test_who_does_not_read_is_dropped(url: str, app: FastAPI, shop: Shop, user: User) -> None:
    """A listener that leaves a hundred facts unread is let go; the others do not notice."""
    feed = app.state.sockets._feed
    async with feed.listen(user.id) as lazy, watching(url, shop, user) as socket:
        for number in range(101):
            await settle(shop, user, number + 1)
        amounts = []
        while len(amounts) < 101:
            frame = await heard(socket)
            amounts += [frame["data"]["amount_kopeks"]] if frame["type"] == "payment_completed" else []
        assert amounts == list(range(1, 102))
        with pytest.raises(FellBehind):
            await lazy.next()


# ---- several processes


async def test_a_fact_that_commits_late_is_told_in_its_place(postgres_url: str, tmp_path: Path, clock: Clock) -> None:
    """Ids are given before the commit: the later id waits for the earlier one, and a very late one still comes."""
    settings = make_settings(postgres_url, tmp_path)
    async with wiring.opened(wiring.build_shop(settings, now=clock)) as shop:
        user = await new_user(shop)
        async with served(create_app(shop)) as url, watching(url, shop, user) as socket:
            for pause in (0.2, 1.2):
                started, go = asyncio.Event(), asyncio.Event()

                async def slow(started: asyncio.Event = started, go: asyncio.Event = go) -> None:
                    async with db.transaction():
                        await shop.record(events.BalanceGranted(user.id, amount_kopeks=1, source="slow"))
                        started.set()
                        await go.wait()

                running = asyncio.create_task(slow())
                await started.wait()
                await settle(shop, user, 100)
                await asyncio.sleep(pause)
                go.set()
                await running
                ids = [(await heard(socket))["id"] // 10 for _ in range(3)]
                assert len(set(ids)) == 2
                assert (ids == sorted(ids)) is (pause < 0.5)


@pytest.mark.parametrize("with_redis", [True, False])
async def test_two_processes_tell_the_same(
    postgres_url: str, redis_url: str, tmp_path: Path, clock: Clock, with_redis: bool
) -> None:
    """With Redis at once, without it within some seconds."""
    settings = make_settings(postgres_url, tmp_path, redis_url=redis_url if with_redis else None)
    async with wiring.opened(wiring.build_shop(settings, now=clock)) as shop:
        other = wiring.build_shop(settings, now=clock)
        other.wakeups.start()
        user = await new_user(shop)
        async with (
            served(create_app(shop)) as here,
            served(create_app(other)) as there,
            watching(here, shop, user) as one,
            watching(there, shop, user) as two,
        ):
            await asyncio.sleep(0.5)
            for number in range(1, 4):
                began = time.monotonic()
                await settle(shop, user, number)
                for socket in (one, two):
                    frames = [await heard(socket) for _ in range(2)]
                    assert frames[0]["data"]["amount_kopeks"] == number
                assert time.monotonic() - began < 5
        await other.wakeups.stop()
        await other.telegram.aclose()


async def _people(shop: Shop, count: int) -> list[str]:
    """That many signed-in people; their tokens."""
    now = shop.now()
    await User.bulk_create(
        [
            User(
                telegram_id=10_000 + number,
                first_name="A",
                language="ru",
                referral_code=f"R{number}",
                created_at=now,
                seen_at=now,
            )
            for number in range(count)
        ]
    )
    people = await User.filter(telegram_id__gte=10_000).order_by("id")
    return [await token_of(shop, person) for person in people]


@pytest.mark.slow
async def test_a_thousand_sockets_hear_what_another_process_recorded(
    postgres_url: str, redis_url: str, tmp_path: Path, clock: Clock
) -> None:
    """A thousand facts of one moment, each for a person with a socket, recorded by another process's shop."""
    settings = make_settings(postgres_url, tmp_path, redis_url=redis_url)
    async with wiring.opened(wiring.build_shop(settings, now=clock)) as shop:
        web = wiring.build_shop(settings, now=clock)
        web.wakeups.start()
        tokens = await _people(shop, 1000)
        people = await User.filter(telegram_id__gte=10_000).values_list("id", flat=True)
        async with served(create_app(web)) as url, contextlib.AsyncExitStack() as stack:
            limit = asyncio.Semaphore(50)

            async def join(token: str) -> ClientConnection:
                async with limit:
                    socket = await connect(f"{url}?token={token}", compression=None, open_timeout=30)
                    assert (await heard(socket, 30))["type"] == "connected"
                    return socket

            sockets = await asyncio.gather(*(join(token) for token in tokens))
            for socket in sockets:
                stack.push_async_callback(socket.close)

            async def told(socket: ClientConnection) -> float:
                assert (await heard(socket, 20))["type"] == "balance_updated"
                return time.monotonic()

            waiting = [asyncio.create_task(told(socket)) for socket in sockets]
            await asyncio.sleep(0)
            async with db.transaction():
                for person in people:
                    await shop.record(events.BalanceGranted(person, amount_kopeks=1, source="test"))  # type: ignore[arg-type]
            committed = time.monotonic()
            last = max(await asyncio.gather(*waiting))
            assert last - committed < 15  # a second on a quiet machine; a test is no place to time it
        await web.wakeups.stop()
        await web.telegram.aclose()
