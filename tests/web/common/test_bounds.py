"""How much may come in one request, how long it may take, and how many connections somebody may hold."""

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest
import websockets

from core.shop import Shop
from tests.conftest import new_user
from tests.contracts.cabinet import token_of
from tests.web.conftest import browser, running
from tests.web.wire import chunked, wire
from web.app import create_app
from web.common.bodies import LIMIT
from web.common.gate import Bounds, Gate

SURFACES: dict[str, Any] = {
    "/cabinet/auth/login-email": lambda said: set(said) == {"detail", "code"} and said["code"] == "request-too-large",
    "/auth/login": lambda said: set(said) == {"message"},
    "/api/keys": lambda said: set(said) == {"detail"},
    "/api/users/add": lambda said: said.keys() == {"ok", "error", "code"} and said["code"] == 413,
    "/api/admin/tariffs": lambda said: said.keys() == {"ok", "error", "code"} and said["code"] == 413,
    "/s/nobodys": lambda said: set(said) == {"detail"},
}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture
async def url(shop: Shop) -> AsyncIterator[str]:
    """A server that is in a hurry."""
    bounds = Bounds(head_seconds=1.0, body_seconds=1.0, linger_seconds=2.0, unread_seconds=2.0, each=20, at_once=50)
    async with running(create_app(shop), Gate(bounds)) as found:
        yield found


def post(path: str, length: int | None) -> bytes:
    framing = "transfer-encoding: chunked" if length is None else f"content-length: {length}"
    return f"POST {path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n{framing}\r\n\r\n".encode()


# ---- bodies


@pytest.mark.parametrize("path", SURFACES)
async def test_a_body_that_is_too_long_is_refused_in_the_surfaces_own_words(url: str, path: str) -> None:
    async with browser(url) as web:
        answer = await web.post(path, content=b"a" * (LIMIT + 1), headers={"content-type": "application/json"})
    assert answer.status_code == 413
    assert SURFACES[path](answer.json()), answer.text
    assert "64" in answer.text


async def test_a_body_of_unknown_length_is_measured_as_it_comes(url: str) -> None:
    for path in ("/cabinet/auth/login-email", "/auth/login", "/webhooks/pay/none"):
        async with wire(url) as line:
            await line.send(post(path, None), chunked(*[b"a" * 8000] * 20))
            head = await line.head()
            assert head.startswith(b"HTTP/1.1 413 "), path


async def test_it_is_refused_before_anybody_asks_for_it_where_its_length_is_told(url: str) -> None:
    async with wire(url) as line:
        await line.send(post("/auth/login", 300_000_000))  # nothing of it
        assert await line.status(5) == 413


async def test_a_length_that_is_a_lie_gains_nothing(url: str) -> None:
    async with wire(url) as line:
        await line.send(post("/auth/login", 2), b"{}" + b"a" * 200_000)
        came = await line.answer()
    assert came.startswith(b"HTTP/1.1 400 ")
    assert came.count(b"HTTP/1.1") == 1
    assert b"invalid body" in came  # what was told to be the body has been read, and nothing behind it
    for lie in (b"-1", b"1e9", b"9" * 30, b"0x10", b" ", b"5, 5"):
        async with wire(url) as line:
            await line.send(b"POST /auth/login HTTP/1.1\r\nhost: x\r\ncontent-length: " + lie + b"\r\n\r\n{}")
            assert await line.status() in (400, 413), lie


async def test_as_much_as_is_allowed_is_read(shop: Shop, url: str) -> None:
    async with browser(url) as web:
        body = json.dumps({"email": "a@example.com", "password": "x" * 30}).encode()
        padded = body + b" " * (LIMIT - len(body))
        answer = await web.post(
            "/cabinet/auth/login-email", content=padded, headers={"content-type": "application/json"}
        )
        assert answer.status_code == 401
        assert (await web.post("/webhooks/panel/x", content=b" " * (1 << 20))).status_code == 404
        assert (await web.post("/webhooks/panel/x", content=b" " * ((1 << 20) + 1))).status_code == 413


async def test_what_is_sent_behind_a_refused_body_is_thrown_away_and_ends(url: str) -> None:
    async with wire(url) as line:
        await line.send(post("/api/keys", 300_000_000))
        assert await line.status() == 413
        sent = await asyncio.wait_for(line.flood(b"a" * 65536, 300_000_000), 30)
        assert sent == 300_000_000 or sent > 0
        await line.answer()  # it is closed


# ---- heads


@pytest.mark.parametrize(
    ("head", "statuses"),
    [
        (b"GET /" + b"a" * 100_000_0 + b" HTTP/1.1\r\nhost: x\r\n\r\n", (414, 431)),
        (b"GET /" + b"a" * 17_000 + b" HTTP/1.1\r\nhost: x\r\n\r\n", (414,)),
        (b"GET /?" + b"a=1&" * 5_000 + b" HTTP/1.1\r\nhost: x\r\n\r\n", (414,)),
        (b"GET / HTTP/1.1\r\nhost: x\r\nx-a: " + b"a" * 1_000_000 + b"\r\n\r\n", (431,)),
        (b"GET / HTTP/1.1\r\nhost: x\r\n" + b"x-a" * 500_000, (400, 431)),
        (b"GET / HTTP/1.1\r\nhost: x\r\n" + b"a: b\r\n" * 101 + b"\r\n", (431,)),
        (b"\r\n" * 100_000, (431, 400)),
        (b"GET / HTTP/1.1\r\nhost: x\r\n" + b"cookie: " + b"a=b; " * 20_000, (431,)),
    ],
    ids=["url", "url just over", "query", "header", "name", "headers", "empty lines", "cookies"],
)
async def test_a_head_that_is_too_long_is_cut(url: str, head: bytes, statuses: tuple[int, ...]) -> None:
    async with wire(url) as line:
        await line.send(head)
        assert await line.status() in statuses
        await line.answer()


async def test_a_long_head_ends_at_its_bound_and_not_at_the_callers(url: str) -> None:
    async with wire(url) as line:
        await line.send(b"GET / HTTP/1.1\r\nhost: x\r\nx-a: ")
        sent = await asyncio.wait_for(line.flood(b"a" * 65536, 300_000_000), 30)
        assert await line.status() in (431, 0)
        assert sent > 0


async def test_heads_as_browsers_send_them_are_taken(url: str) -> None:
    async with browser(url) as web:
        headers = {f"x-header-{number}": "a" * 200 for number in range(80)} | {"cookie": "a" * 8000}
        assert (await web.get("/health?" + "a" * 8000, headers=headers)).status_code == 200


async def test_trailers_change_no_header_and_have_a_bound(url: str) -> None:
    async with wire(url) as line:
        await line.send(post("/auth/login", None), b"2\r\n{}\r\n0\r\nx-a: ")
        await asyncio.wait_for(line.flood(b"a" * 65536, 100_000_000), 30)
        await line.answer()
    async with browser(url) as web:
        assert (await web.get("/health")).status_code == 200


async def test_requests_far_ahead_of_their_answers_are_not_kept(url: str) -> None:
    one = b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n"
    async with wire(url) as line:
        await line.send(one * 5)
        assert (await line.answer()).count(b"HTTP/1.1 200") == 5
    async with wire(url) as line:
        await line.send(one * 50_000)
        assert (await line.answer()).count(b"HTTP/1.1 200") < 5000


# ---- time


async def test_half_a_head_is_waited_for_so_long_and_no_longer(url: str) -> None:
    async with wire(url) as line:
        await line.send(b"GET /health HTT")
        assert await line.status(5) == 408
    async with wire(url) as line:
        assert await line.answer(5) == b""  # nothing was asked, nothing is said


async def test_a_drop_now_and_then_does_not_lengthen_the_time(url: str) -> None:
    async with wire(url) as line:
        began = asyncio.get_running_loop().time()
        await line.send(b"GET /health HTTP/1.1\r\n")
        for number in range(40):
            await line.send(b"x-%d: a\r\n" % number)
            await asyncio.sleep(0.1)
            if line._reader.at_eof() or asyncio.get_running_loop().time() - began > 10:
                break
        assert await line.status(5) in (408, 0)  # whoever goes on sending may miss the answer
    async with wire(url) as line:
        await line.send(post("/auth/login", 1000), b"{")
        for _ in range(30):
            await line.send(b" ")
            await asyncio.sleep(0.1)
        assert await line.status(5) in (408, 0)
    async with wire(url) as line:
        await line.send(post("/auth/login", 1000), b"{")
        assert await line.status(5) == 408


async def test_the_next_request_of_a_kept_connection_has_its_time_too(url: str) -> None:
    async with wire(url) as line:
        await line.send(b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n")
        assert (await line.head()).startswith(b"HTTP/1.1 200")
        await line.send(b"GET /hea")
        assert b"HTTP/1.1 408" in await line.answer(5)


async def test_somebody_who_fetches_no_answer_is_left() -> None:
    ended = asyncio.Event()

    async def endless(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(200):
            await send({"type": "http.response.body", "body": b"a" * (1 << 20), "more_body": True})
        ended.set()

    async with running(endless, Gate(Bounds(unread_seconds=1.0))) as url, wire(url) as line:
        await line.send(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
        await asyncio.wait_for(ended.wait(), 20)  # our side reads nothing: it was left, and the rest went nowhere


# ---- how many


async def test_others_are_served_while_one_address_holds_half_sent_requests(
    url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "web.common.gate")
    async with contextlib.AsyncExitStack() as stack:
        held = [await stack.enter_async_context(wire(url, "127.0.0.2")) for _ in range(100)]
        for line in held:
            await line.send(b"GET /health HTTP/1.1\r\nx-a: ")
        for host in ("127.0.0.1", "127.0.0.2"):  # another, and somebody behind the same address
            line = await stack.enter_async_context(wire(url, host))
            await line.send(b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n")
            assert await line.status(5) == 200
    told = [record.getMessage() for record in caplog.records if "too many connections" in record.getMessage()]
    assert len(told) == 1
    assert "127.0.0.2" in told[0]


async def test_connections_behind_a_trusted_proxy_are_many_peoples(shop: Shop) -> None:
    gate = Gate(Bounds(each=5, together=40), trusted=("127.0.0.2/32",))
    async with running(create_app(shop), gate) as url, contextlib.AsyncExitStack() as stack:
        held = [await stack.enter_async_context(wire(url, "127.0.0.2")) for _ in range(20)]
        for line in held:
            await line.send(b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n")
        assert [await line.status(5) for line in held] == [200] * 20


async def test_all_addresses_together_leave_room_for_who_asks_at_once(shop: Shop) -> None:
    async with running(create_app(shop), Gate(Bounds(together=30))) as url, contextlib.AsyncExitStack() as stack:
        for number in range(2, 62):
            line = await stack.enter_async_context(wire(url, f"127.0.0.{number}"))
            await line.send(b"POST /auth/login HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{")
        line = await stack.enter_async_context(wire(url))
        await line.send(b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n")
        assert await line.status(5) == 200


async def test_a_thousand_half_sent_requests_of_one_address_stop_nobody(shop: Shop) -> None:
    async with running(create_app(shop)) as url, contextlib.AsyncExitStack() as stack:
        for _ in range(1000):
            line = await stack.enter_async_context(wire(url))
            await line.send(b"POST /auth/login HTTP/1.1\r\nhost: x\r\ncontent-le")
        async with browser(url, timeout=5) as web:
            for _ in range(5):
                assert (await web.get("/health")).status_code == 200


async def test_more_requests_than_can_be_answered_are_refused_and_the_rest_is_answered(shop: Shop) -> None:
    waits = asyncio.Event()

    async def slow(scope: Any, receive: Any, send: Any) -> None:
        if scope["path"] == "/slow":
            await waits.wait()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body"})

    async with running(slow, Gate(Bounds(at_once=10))) as url, contextlib.AsyncExitStack() as stack:
        held = [await stack.enter_async_context(wire(url)) for _ in range(10)]
        for line in held:
            await line.send(b"GET /slow HTTP/1.1\r\nhost: x\r\n\r\n")
        await asyncio.sleep(0.2)
        line = await stack.enter_async_context(wire(url))
        await line.send(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
        assert await line.status(5) == 503
        waits.set()
        assert [await line.status(5) for line in held] == [200] * 10


async def test_malformed_requests_do_not_fill_the_log(url: str, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(30):
        async with wire(url) as line:
            await line.send(b"\x16\x03\x01 nonsense\r\n\r\n")
            assert await line.status() == 400
        async with wire(url) as line:
            await line.send(post("/webhooks/pay/yookassa", 100), b"{")
    await asyncio.sleep(0.3)
    assert len([record for record in caplog.records if record.levelno >= logging.WARNING]) <= 2


# ---- WebSockets


async def test_a_message_in_endless_pieces_ends_the_socket(shop: Shop, url: str) -> None:
    token = await token_of(shop, await new_user(shop))
    address = f"{url.replace('http', 'ws')}/cabinet/ws?token={token}"
    async with websockets.connect(address, proxy=None, max_size=None) as socket:
        await socket.recv()

        async def pieces() -> AsyncIterator[str]:
            for _ in range(5000):
                yield ""

        with contextlib.suppress(websockets.ConnectionClosed):
            await socket.send(pieces())
        await asyncio.wait_for(socket.wait_closed(), 5)
        assert socket.close_code == 1009


async def test_a_message_that_is_too_long_ends_the_socket(shop: Shop, url: str) -> None:
    token = await token_of(shop, await new_user(shop))
    address = f"{url.replace('http', 'ws')}/cabinet/ws?token={token}"
    for message in (" " * 5000, " " * 3_000_000):
        async with websockets.connect(address, proxy=None) as socket:
            await socket.recv()
            with contextlib.suppress(websockets.ConnectionClosed):
                await socket.send(message)
            await asyncio.wait_for(socket.wait_closed(), 5)
            assert socket.close_code in (1009, 1006)


async def test_a_handshake_that_cannot_be_read_is_answered_and_closed(url: str) -> None:
    upgrade = b"upgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: x\r\n\r\n"
    for address in (b"/cabinet/ws?token=" + b"a" * 12_000, b"/cabinet/ws"):
        async with wire(url) as line:
            await line.send(b"GET " + address + b" HTTP/1.1\r\nhost: x\r\n" + upgrade)
            assert (await line.answer(5)).startswith(b"HTTP/1.1 400")
    async with wire(url) as line:  # an upgrade to something that is not spoken here
        await line.send(b"GET /health HTTP/1.1\r\nhost: x\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n")
        assert await line.status(5) == 200


async def test_nobody_who_has_not_asked_keeps_the_process_from_ending(shop: Shop) -> None:
    async with contextlib.AsyncExitStack() as stack:
        async with running(create_app(shop)) as url:
            for beginning in (b"", b"GET /heal", post("/auth/login", 100) + b"{", post("/auth/login", None) + b"1\r\n"):
                line = await stack.enter_async_context(wire(url))
                await line.send(beginning)
            await asyncio.sleep(0.2)
            began = asyncio.get_running_loop().time()
        assert asyncio.get_running_loop().time() - began < 1.5


async def test_a_kept_connection_that_makes_room_is_closed_without_a_word(shop: Shop) -> None:
    gate = Gate(Bounds(each=2))
    async with running(create_app(shop), gate) as url, wire(url) as kept, wire(url) as _, wire(url) as newer:
        await kept.send(b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n")
        await newer.send(b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n")
        assert await newer.status(5) == 200
        assert (await kept.answer(5)).count(b"HTTP/1.1") <= 1


async def test_open_sockets_take_no_room_from_requests(shop: Shop) -> None:
    token = await token_of(shop, await new_user(shop))
    async with running(create_app(shop), Gate(Bounds(together=5))) as url, contextlib.AsyncExitStack() as stack:
        address = f"{url.replace('http', 'ws')}/cabinet/ws?token={token}"
        for _ in range(10):
            socket = await stack.enter_async_context(websockets.connect(address, proxy=None))
            await socket.recv()
        async with browser(url, timeout=5) as web:
            assert (await web.get("/health")).status_code == 200


async def test_one_address_has_only_so_many_sockets(shop: Shop) -> None:
    async with running(create_app(shop), Gate(Bounds(sockets_each=3))) as url, contextlib.AsyncExitStack() as stack:
        answers = []
        for _ in range(6):
            line = await stack.enter_async_context(wire(url))
            await line.send(
                b"GET /cabinet/ws HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
                b"sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
            )
            answers.append((await line.head()).split(b" ")[1])
        assert answers == [b"101"] * 3 + [b"429"] * 3


async def test_the_description_of_the_apis_is_made_once(shop: Shop) -> None:
    app = create_app(shop)
    async with running(app) as url, browser(url, timeout=60) as web:
        first = await web.get("/openapi.json")
        made = app.state.document
        assert (await web.get("/openapi.json")).content == first.content == made
        assert app.state.document is made
        assert first.json() == app.openapi()
