"""Connections of the web process: how much may come over one, and how long that may take.

What is cut here never becomes a request: heads that are too long, half-sent ones, answers that nobody fetches. Bodies
are bounded by `bodies`, the number of connections by `gate`.
"""

import asyncio
import logging
from typing import Any, Final

from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from web.common.gate import Gate

SLICE: Final = 16 << 10  # so much is parsed at a time: how far a limit may be overrun
FRAMES: Final = 64  # pieces of one message of a WebSocket
UNREAD_BYTES: Final = 1 << 20  # answers that a WebSocket's client does not fetch

# The server's own words about single requests: a stranger could fill the log with them. What fails in us is an error.
quiet = logging.getLogger(f"{__name__}.protocol")
quiet.setLevel(logging.ERROR)
quiet.addFilter(lambda record: not str(record.msg).startswith("Invalid UTF-8"))


class Connection(HttpToolsProtocol):
    """uvicorn's connection within the gate's bounds."""

    def __init__(self, gate: Gate, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.logger = quiet
        self._gate, self._bounds = gate, gate.bounds
        self._in_head = True
        self._due: float | None = None  # when what the caller owes has to be there
        self._unread_since: float | None = None
        self._deaf = False  # what comes is thrown away
        self._heard = False
        self._idle_bytes = 0  # since the last sign of progress
        self._progress = 0
        self._refused = 400
        self._waiting: tuple[RequestResponseCycle, Any] | None = None  # for its body
        self._running: RequestResponseCycle | None = None
        self._body_until = 0.0

    # ---- what the gate asks

    @property
    def is_answering(self) -> bool:
        """The whole request is here and the answer is not yet given."""
        return not self._deaf and self._due is None and self._is_open

    def look(self, now: float) -> None:
        """Close what has waited for too long."""
        if self._unread_since is not None and now > self._unread_since + self._bounds.unread_seconds:
            self._gate.count("answers that nobody fetches", self._gate.address_of(self))
            self._forsake()
            self.transport.abort()
        elif self.transport.is_closing():
            self._unread_since = self._unread_since or now
        elif self._due is not None and now > self._due:
            if self.flow.read_paused and not self._deaf:  # it is us who do not read
                self._due = now + self._bounds.body_seconds
                return
            if self._heard and not self._deaf:
                self._gate.count("half-sent requests", self._gate.address_of(self))
            self.end(408)

    def end(self, status: int) -> None:
        """Close the connection; a caller that has begun to ask is told why."""
        answered = self.cycle is not None and self.cycle.response_started
        asking = self._heard and self._due is not None and not self._deaf and (self._in_head or not answered)
        if asking and not self.transport.is_closing():
            self.transport.write(_answer(status))
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self._deaf = True
        self.transport.close()

    # ---- what the transport says

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._due = self.loop.time() + self._bounds.head_seconds
        if not self._gate.enter(self, self.client[0] if self.client else ""):
            transport.write(_answer(503))
            self._deaf = True
            transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._gate.leave(self)
        self._forsake()
        super().connection_lost(exc)

    def _forsake(self) -> None:
        """Nobody is there any more: whatever is being answered must not write. With requests sent ahead of their
        answers that is not the newest one, which is all that uvicorn looks at."""
        for cycle in (self._running, *(cycle for cycle, _ in self.pipeline)):
            if cycle is not None:
                cycle.disconnected = True
                cycle.message_event.set()
        self.pipeline.clear()

    def shutdown(self) -> None:
        """The process ends: what is being answered is answered, and nobody who has not asked is waited for."""
        if self.is_answering:
            super().shutdown()
        else:
            self.end(503)

    def data_received(self, data: bytes) -> None:
        self._heard = True
        if self._due is None and self._in_head and not self._is_open:
            self._due = self.loop.time() + self._bounds.head_seconds
        for start in range(0, len(data), SLICE):
            if self._deaf or self.transport.is_closing():
                return
            part = data if len(data) <= SLICE else data[start : start + SLICE]
            progress = self._progress
            super().data_received(part)
            self._idle_bytes = self._idle_bytes + len(part) if progress == self._progress else 0
            if self._idle_bytes > self._bounds.head_bytes:
                self._refuse(431)
            elif len(self.pipeline) > self._bounds.ahead:
                self._refuse(429)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._unread_since = self.loop.time()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._unread_since = None

    def timeout_keep_alive_handler(self) -> None:
        super().timeout_keep_alive_handler()
        self._deaf = True

    def handle_websocket_upgrade(self) -> None:
        self._due = None
        if not self._gate.has_socket_for(self.client[0] if self.client else ""):
            self._deaf = True
            self.transport.write(_answer(429))
            self.transport.close()
            return
        self._gate.leave(self)
        super().handle_websocket_upgrade()

    # ---- what the parser says

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        if len(self.url) > self._bounds.url_bytes:
            self._fail(414)

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self._in_head:
            return  # behind the body: nothing that has been looked at may change
        super().on_header(name, value)
        if len(self.headers) > self._bounds.headers:
            self._fail(431)

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._progress += 1
        self._due = self.loop.time() + self._bounds.body_seconds
        self._body_until = self.loop.time() + self._bounds.whole_body_seconds
        busy = len(self.tasks) - self._gate.sockets >= self._bounds.at_once
        self.limit_concurrency = 0 if busy else None  # uvicorn's own counts idle connections too
        if busy:
            self._gate.count("more requests than can be answered", self._gate.address_of(self))
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._progress += 1
        if self._due is not None and not self._deaf:  # slow and honest: a piece every so often, and an end
            self._due = min(self._body_until, self.loop.time() + self._bounds.body_seconds)
        super().on_body(body)
        if self._waiting is not None and len(self._waiting[0].body) >= HIGH_WATER_LIMIT:
            self._go_on()

    def on_message_complete(self) -> None:
        self._in_head = True
        self._progress += 1
        self._due = None
        super().on_message_complete()
        self._go_on()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.cycle.response_complete and self.cycle.more_body:
            self._due = self.loop.time() + self._bounds.linger_seconds

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        """Bother nobody before the body is here: many that come slowly cost only what has come of them.

        A long one is for the application to refuse, and a caller who waits for leave to send is waited for by it.
        """
        length = next((value for name, value in cycle.scope["headers"] if name == b"content-length"), b"0")
        long = not length.isdigit() or len(length) > 9 or int(length) > HIGH_WATER_LIMIT
        if cycle.more_body and not cycle.waiting_for_100_continue and not long and len(cycle.body) < HIGH_WATER_LIMIT:
            self._waiting = cycle, app
        else:
            self._running = cycle
            super()._start_asgi_task(cycle, app)

    def _go_on(self) -> None:
        if self._waiting is not None:
            (cycle, app), self._waiting = self._waiting, None
            self._start_asgi_task(cycle, app)

    # ---- refusals

    @property
    def _is_open(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _fail(self, status: int) -> None:
        self._refused = status
        raise ValueError("over the bounds")  # the parser takes it for a malformed request

    def send_400_response(self, msg: str) -> None:
        self._refuse(self._refused)

    def _refuse(self, status: int) -> None:
        """Answer what cannot be taken, and throw away what follows for a while: closing at once would take the answer
        from a caller who is still sending."""
        if self._deaf or self.transport.is_closing():
            return
        self._gate.count("requests that are too long or malformed", self._gate.address_of(self))
        self._deaf = self._is_open and not self.cycle.more_body and not self.pipeline
        if self._deaf:  # a whole request came before this: it is answered, and nothing after it
            self.cycle.keep_alive = False
            return
        if self._is_open:
            self.end(status)
            return
        self._deaf = True
        self._due = self.loop.time() + self._bounds.linger_seconds
        self.flow.resume_reading()
        self.transport.write(_answer(status))
        if self.transport.can_write_eof():
            self.transport.write_eof()


class Socket(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket within bounds: `ws_max_size` is a message's, those of its pieces and our answers are here."""

    def __init__(self, gate: Gate, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.logger = quiet
        self._gate = gate

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        peer = transport.get_extra_info("peername")
        self._peer = str(peer[0]) if peer else ""
        self._gate.socket_opened(self._peer)

    def connection_lost(self, exc: Exception | None) -> None:
        self._gate.socket_closed(self._peer)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        for start in range(0, len(data), SLICE):
            super().data_received(data[start : start + SLICE])
            if self.conn.parser_exc is not None:
                return
            if len(self.frames) > FRAMES:
                self.conn.fail(1009, "too many pieces")
                self.handle_parser_exception()
                return
            if self.transport.get_write_buffer_size() > UNREAD_BYTES:
                self.transport.abort()
                return
        if not self.handshake_initiated:  # the whole head was here, and the library could not read it
            self.transport.write(_answer(400))
            self.transport.close()


def _answer(status: int) -> bytes:
    words = STATUS_LINE[status].split(b" ", 2)[2].strip()
    return b"%bcontent-type: text/plain; charset=utf-8\r\ncontent-length: %d\r\nconnection: close\r\n\r\n%b" % (
        STATUS_LINE[status],
        len(words),
        words,
    )
