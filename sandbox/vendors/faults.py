"""Trouble on demand between a shop and a vendor's API: refusals, delays, garbled answers."""

import asyncio
from dataclasses import asdict, dataclass
from itertools import count
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

Json = dict[str, Any]

DROP = 0
"""The `code` of a fault that breaks the connection instead of answering."""


@dataclass(slots=True)
class Fault:
    """What shall go wrong, the next `times` times that a request's path contains `path`.

    With a `code` the vendor answers that status and `body` (HTML by default) instead of doing what it was asked, with
    `after` having done it; `code` 0 drops the connection. `swap` replaces texts in the answer: `[["\\"RUB\\"",
    "\\"KZT\\""]]`. `delay` holds the answer back by so many real seconds, which alone is a fault too.
    """

    id: int
    path: str = ""
    code: int | None = None
    body: str = "<html><body><h1>Bad Gateway</h1></body></html>"
    swap: tuple[tuple[str, str], ...] = ()
    delay: float = 0.0
    after: bool = False
    times: int = 1


class Faults:
    """An ASGI application in front of a vendor's API, and the faults still to happen, the oldest first."""

    def __init__(self, api: ASGIApp) -> None:
        self._api = api
        self._waiting: list[Fault] = []
        self._ids = count(1)

    def add(self, fields: Json) -> Fault:
        """Plan a fault. Raises TypeError for unknown fields."""
        swap = tuple((str(old), str(new)) for old, new in fields.get("swap", ()))
        fault = Fault(id=next(self._ids), **{**fields, "swap": swap})
        self._waiting.append(fault)
        return fault

    def view(self) -> list[Json]:
        """All planned faults."""
        return [asdict(fault) for fault in self._waiting]

    def clear(self) -> None:
        """Forget all planned faults."""
        self._waiting.clear()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, badly if a fault is planned for it."""
        fault = self._take(scope["path"]) if scope["type"] == "http" else None
        if fault is None:
            await self._api(scope, receive, send)
            return
        await asyncio.sleep(fault.delay)
        if fault.code is None or fault.after:
            answer = await self._answer(scope, receive)
        if fault.code is None:
            await _send(send, answer[0], _swapped(answer[1], fault), b"application/json")
        elif fault.code == DROP:
            await _drop(send)
        else:
            await _send(send, fault.code, fault.body.encode(), b"text/html")

    def _take(self, path: str) -> Fault | None:
        for fault in self._waiting:
            if fault.path in path:
                fault.times -= 1
                if fault.times <= 0:
                    self._waiting.remove(fault)
                return fault
        return None

    async def _answer(self, scope: Scope, receive: Receive) -> tuple[int, bytes]:
        """What the vendor would have said: status and body."""
        status, parts = 500, []

        async def keep(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            parts.append(message.get("body", b""))

        await self._api(scope, receive, keep)
        return status, b"".join(parts)


def _swapped(body: bytes, fault: Fault) -> bytes:
    text = body.decode()
    for old, new in fault.swap:
        text = text.replace(old, new)
    return text.encode()


async def _send(send: Send, status: int, body: bytes, kind: bytes) -> None:
    headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _drop(send: Send) -> None:
    """Break off in the middle of an answer: the promised length never comes and the server hangs up."""
    headers = [(b"content-type", b"application/json"), (b"content-length", b"1000")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"{", "more_body": True})
