"""How much may be sent in one request: 64 KB, and more only where somebody has more to say.

The body is measured as it comes, before anything reads it, whatever the caller says about its length.
"""

from collections.abc import Callable
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.errors import RequestTooLarge

LIMIT: Final = 64 << 10
LARGER: Final = {
    "/telegram/webhook": 1 << 20,  # updates are some kilobytes; Telegram gives no bound
    "/webhooks/panel/": 1 << 20,  # a panel tells of many accounts at once
}
WEBHOOK_LIMIT: Final = 1 << 20  # Telegram's updates are some kilobytes
BARE: Final = ("/webhooks/", "/telegram/")  # where the answer says nothing: programs call, and probers


class TooLarge(HTTPException):
    """The body is longer than `limit` bytes; `error` is what the shop calls that."""

    def __init__(self, limit: int) -> None:
        super().__init__(413)
        self.error = RequestTooLarge(kilobytes=limit >> 10)


class Bodies:
    """Middleware: a body over its limit is refused at once, or, where its length is not known, when it is read."""

    def __init__(self, app: ASGIApp, error_response: Callable[[Request, Exception], Response]) -> None:
        self._app, self._error_response = app, error_response

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = limit_of(scope["path"])
        if _length(scope) > limit:
            bare = Response(status_code=413) if scope["path"].startswith(BARE) else None
            await (bare or self._error_response(Request(scope), TooLarge(limit)))(scope, receive, send)
            return
        size = 0

        async def measured() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > limit:
                raise TooLarge(limit)
            return message

        await self._app(scope, measured, send)


def limit_of(path: str) -> int:
    """How many bytes may be sent to an address."""
    return next((limit for beginning, limit in LARGER.items() if path.startswith(beginning)), LIMIT)


def _length(scope: Scope) -> int:
    """What the caller says; 0 where nothing is said."""
    length = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    return int(length) if length.isdigit() and len(length) < 20 else 0


async def limited_body(request: Request) -> bytes | None:
    """The body as it came, None for more than `WEBHOOK_LIMIT`."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > WEBHOOK_LIMIT:
            return None
    return bytes(body)
