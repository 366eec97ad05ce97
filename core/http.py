"""What every client of other people's servers keeps to: whom it trusts, how long it waits, how much it reads.

Trust is the system's certificate store: a dependency pins an old list of certificate
authorities; the operating system keeps a current one.
"""

import asyncio
import json
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx
import truststore

TIMEOUT_SECONDS = 15.0  # for the whole of one request; a third of it for the connection


@cache
def client_context() -> ssl.SSLContext:
    """The TLS settings of every connection the shop opens."""
    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


async def bounded(answer: httpx.Response, limit: int) -> bytes:
    """The body of a streamed answer, or no more of it than it takes to see that it is longer than `limit` bytes."""
    content = bytearray()
    async for chunk in answer.aiter_bytes():
        content += chunk
        if len(content) > limit:
            break
    return bytes(content)


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and body of an answer; only the beginning of a body that is longer than the client reads."""

    status: int
    content: bytes
    is_whole: bool

    def json(self, parse_float: Callable[[str], Any] | None = None) -> Any:
        """The JSON in it. Raises ValueError, with the reason, for anything else."""
        if not self.is_whole:
            raise ValueError("too long")
        try:
            return json.loads(self.content, parse_float=parse_float)
        except (ValueError, RecursionError):
            raise ValueError("no JSON") from None


class Client:
    """HTTP to one server, made at first use; `aclose` it in the end. `options` are those of `httpx.AsyncClient`.

    Redirects are never followed: credentials stay with the host they are for.
    """

    def __init__(self, base_url: str, *, body_limit: int, timeout: float = TIMEOUT_SECONDS, **options: Any) -> None:
        self._base = base_url.rstrip("/")
        self._limit = body_limit
        self._timeout = timeout
        self._options = options
        self._client: httpx.AsyncClient | None = None

    async def send(self, method: str, path: str, **options: Any) -> Answer:
        """Send a request and read the answer, whatever it is. Raises `httpx.HTTPError`, TimeoutError."""
        if self._client is None:
            timeout = httpx.Timeout(self._timeout, connect=self._timeout / 3)
            options_of_all = {"verify": client_context(), **self._options}
            self._client = httpx.AsyncClient(timeout=timeout, trust_env=False, follow_redirects=False, **options_of_all)
        async with (
            asyncio.timeout(self._timeout),
            self._client.stream(method, self._base + path, **options) as answer,
        ):
            content = await bounded(answer, self._limit)
        return Answer(answer.status_code, content, len(content) <= self._limit)

    async def aclose(self) -> None:
        """Close every connection; the next request opens new ones."""
        if self._client is not None:
            client, self._client = self._client, None
            await client.aclose()
