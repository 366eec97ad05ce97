"""Outgoing requests: what every client of other people's servers keeps to."""

import httpx


async def bounded(answer: httpx.Response, limit: int) -> bytes:
    """The body of a streamed answer, or no more of it than it takes to see that it is longer than `limit` bytes."""
    content = bytearray()
    async for chunk in answer.aiter_bytes():
        content += chunk
        if len(content) > limit:
            break
    return bytes(content)
