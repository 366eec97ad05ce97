"""Trouble on demand between a shop and a vendor's API: refusals, delays, garbled answers."""

import asyncio
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.faults import DROP, Json, Plan, PlannedFault
from sandbox.wire import send_answer, send_half


@dataclass(slots=True, kw_only=True)
class Fault(PlannedFault):
    """What shall go wrong, the next `times` times that a request's path contains `path`.

    With a `code` the vendor answers that status and `body` (HTML by default) instead of doing what it was asked, with
    `after` having done it; `code` 0 drops the connection. `swap` replaces texts in the answer: `[["\\"RUB\\"",
    "\\"KZT\\""]]`. `delay` holds the answer back by so many real seconds, which alone is a fault too.
    """

    path: str = ""
    code: int | None = None
    body: str = "<html><body><h1>Bad Gateway</h1></body></html>"
    swap: tuple[tuple[str, str], ...] = ()


class Faults(Plan[Fault]):
    """An ASGI application in front of a vendor's API, and the faults still to happen, the oldest first."""

    def __init__(self, api: ASGIApp) -> None:
        super().__init__()
        self._api = api

    def add(self, fields: Json) -> Fault:
        """Plan a fault. Raises TypeError for unknown fields."""
        swap = tuple((str(old), str(new)) for old, new in fields.get("swap", ()))
        return self._plan(Fault(id=next(self._ids), **{**fields, "swap": swap}))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, badly if a fault is planned for it."""
        path = scope["path"]
        fault = self._first(lambda fault: fault.path in path) if scope["type"] == "http" else None
        if fault is None:
            await self._api(scope, receive, send)
            return
        await asyncio.sleep(fault.delay)
        if fault.code is None or fault.after:
            answer = await self._answer(scope, receive)
        if fault.code is None:
            await send_answer(send, answer[0], _swapped(answer[1], fault), b"application/json")
        elif fault.code == DROP:
            await send_half(send)
        else:
            await send_answer(send, fault.code, fault.body.encode(), b"text/html")

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
