"""`/cabinet/ws?token=`: what happens to the person, told at once.

Frames are `{id, type, data, timestamp}`; the first is `connected`. A client that names the last `id` it has seen in
`last_event_id` gets what it has missed in the last 24 hours. `{"type": "ping"}` is answered by `pong`.
`also=access_ready` asks for one type more than the public description has: the key of a new subscription works.

    1008   no good token, or it has ended: sign in and come back
    1009   a frame of more than 4 KB
    1012   this process stops: come back at once
    1013   too slow, too many sockets, or no database: come back later
"""

import asyncio
import contextlib
import json
import logging
from collections import Counter
from collections.abc import Collection, Iterator

from starlette.websockets import WebSocket, WebSocketDisconnect

from core.errors import ShopError
from core.notifications.feed import Feed, FellBehind, Listener
from core.shop import Shop
from core.users import sessions
from core.users.sessions import Claims
from web.api.cabinet.frames import ASKED_FOR, PER_FACT, frame, frames
from web.common.deps import TheShop
from web.common.routing import Pages

FRAME_LIMIT = 4096
SEND_SECONDS = 10.0  # for one frame
CHECK_SECONDS = 10.0  # between two looks at who is still signed in
SOCKETS_EACH = 20  # of one person in one process
POLICY, TOO_BIG, LATER = 1008, 1009, 1013

logger = logging.getLogger(__name__)
router = Pages()


@router.websocket("/ws")
async def socket(websocket: WebSocket, shop: TheShop, token: str = "", last_event_id: str = "", also: str = "") -> None:
    """Always accepted, so that a refusal has its code."""
    sockets: Sockets = websocket.app.state.sockets
    await websocket.accept()
    try:
        claims = await sessions.check(shop, token)
        await sessions.user_of(claims)
        code = await sockets.serve(websocket, claims, _event_id(last_event_id), ASKED_FOR & set(also.split(",")))
    except ShopError as exc:
        code = POLICY if exc.status < 500 else LATER
    except WebSocketDisconnect:
        return
    except Exception as exc:  # the database is away, mostly
        logger.warning("a socket is closed: %s", type(exc).__name__)
        code = LATER
    if code:
        await _close(websocket, code)


class Sockets:
    """All open sockets of this process."""

    def __init__(self, shop: Shop) -> None:
        self.check_seconds = CHECK_SECONDS
        self._shop = shop
        self._feed = Feed(shop)
        self._open: set[Connection] = set()
        self._by_person: Counter[int] = Counter()
        self._guard: asyncio.Task[None] | None = None

    async def serve(self, websocket: WebSocket, claims: Claims, after: int | None, also: Collection[str] = ()) -> int:
        """Tell a signed-in person what happens until one side ends it; the code to close with, 0 for none."""
        if self._by_person[claims.user_id] >= SOCKETS_EACH:
            return LATER
        self._by_person[claims.user_id] += 1
        try:
            async with self._feed.listen(claims.user_id) as listener:
                connection = Connection(self._shop, self._feed, websocket, claims, listener, also)
                with self._guarded(connection):
                    return await connection.run(after)
        finally:
            self._by_person -= Counter({claims.user_id: 1})

    @contextlib.contextmanager
    def _guarded(self, connection: "Connection") -> Iterator[None]:
        self._open.add(connection)
        if self._guard is None:
            self._guard = asyncio.create_task(self._check())
        try:
            yield
        finally:
            self._open.discard(connection)
            if not self._open and self._guard is not None:
                self._guard.cancel()
                self._guard = None

    async def _check(self) -> None:
        """End the sockets of those whose token has ended, who have signed out, or whose account is closed."""
        while True:
            await asyncio.sleep(self.check_seconds)
            connections = list(self._open)  # more may come meanwhile
            try:
                good = await sessions.still_valid(self._shop, [connection.claims for connection in connections])
            except Exception as exc:  # the database is away, mostly
                logger.warning("sockets are not checked: %s", type(exc).__name__)
                continue
            for connection in connections:
                if connection.claims not in good:
                    connection.end(POLICY)


class Connection:
    """One socket: what comes in, what goes out, and its end."""

    def __init__(
        self,
        shop: Shop,
        feed: Feed,
        websocket: WebSocket,
        claims: Claims,
        listener: Listener,
        also: Collection[str] = (),
    ) -> None:
        self.claims = claims
        self._also = also
        self._shop, self._feed = shop, feed
        self._websocket, self._listener = websocket, listener
        self._ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._last_id = 0

    def end(self, code: int) -> None:
        """Close it soon."""
        if not self._ended.done():
            self._ended.set_result(code)

    async def run(self, after: int | None) -> int:
        """Until one side ends it; the code to close with, 0 where the client is gone."""
        tasks = [asyncio.create_task(self._read()), asyncio.create_task(self._write(after))]
        try:
            ended_tasks, _ = await asyncio.wait([*tasks, self._ended], return_when=asyncio.FIRST_COMPLETED)
            return next(iter(ended_tasks)).result()
        except (WebSocketDisconnect, RuntimeError):
            return 0
        except (FellBehind, TimeoutError):
            logger.info("a socket of user %s is too slow", self.claims.user_id)
            return LATER
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _read(self) -> int:
        while True:
            message = await self._websocket.receive()
            if message["type"] == "websocket.disconnect":
                return 0
            text = message.get("text") or message.get("bytes") or ""
            if len(text if isinstance(text, bytes) else text.encode()) > FRAME_LIMIT:
                return TOO_BIG
            if _is_ping(text):
                await self._say(frame(self._last_id, "pong", {}, self._shop.now()))

    async def _write(self, after: int | None) -> int:
        ids: set[int] = set()
        self._last_id = self._feed.position * PER_FACT + PER_FACT - 1 if after is None else after
        await self._say(frame(self._last_id, "connected", {}, self._shop.now()))
        if after is not None:
            async for news in self._feed.since(self.claims.user_id, after // PER_FACT - 1):
                ids.add(news.id)
                for frame_id, text in frames(news, self._also):
                    if frame_id > after:
                        await self._say(text, frame_id)
        while True:
            news = await self._listener.next()
            if news.id not in ids:
                for frame_id, text in frames(news, self._also):
                    await self._say(text, frame_id)

    async def _say(self, text: str, frame_id: int = 0) -> None:
        async with asyncio.timeout(SEND_SECONDS):
            await self._websocket.send_text(text)
        self._last_id = max(self._last_id, frame_id)


async def _close(websocket: WebSocket, code: int) -> None:
    with contextlib.suppress(WebSocketDisconnect, RuntimeError, TimeoutError):
        async with asyncio.timeout(1):
            await websocket.close(code)


def _event_id(text: str) -> int | None:
    """What a client has seen last; None for anything that is no id of ours."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def _is_ping(text: str | bytes) -> bool:
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(message, dict) and message.get("type") == "ping"
