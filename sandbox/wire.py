"""Answers as the sandbox sends them: JSON with whatever people typed, also what is no valid Unicode; broken ones."""

import json
from collections.abc import Sequence
from typing import Any

from starlette.responses import JSONResponse as StarletteResponse
from starlette.types import Send


class Raw(bytes):
    """JSON text that is written already."""


class JSONResponse(StarletteResponse):
    """Starlette's, which would refuse lone surrogates."""

    def render(self, content: Any) -> bytes:
        return dump(content)


def dump(value: Any) -> bytes:
    """Compact JSON in UTF-8; texts with lone surrogates are escaped, since UTF-8 has no place for them."""
    if isinstance(value, Raw):
        return value
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":")).encode()


async def send_answer(
    send: Send,
    status: int,
    body: bytes,
    content_type: bytes = b"application/json",
    extra: Sequence[tuple[bytes, bytes]] = (),
) -> None:
    """A whole answer, with `extra` headers."""
    headers = [(b"content-type", content_type), (b"content-length", str(len(body)).encode()), *extra]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def send_half(send: Send) -> None:
    """Break off in the middle of an answer: the promised length never comes and the server hangs up."""
    headers = [(b"content-type", b"application/json"), (b"content-length", b"1000")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"{", "more_body": True})
