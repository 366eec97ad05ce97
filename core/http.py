"""What every client of other people's servers keeps to: whom it trusts, and how much of an answer it reads.

Trust is the system's certificate store: a dependency pins an old list of certificate
authorities; the operating system keeps a current one.
"""

import ssl
from functools import cache

import httpx
import truststore


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
