"""All users of a panel, page by page."""

from collections.abc import AsyncIterator
from typing import Any

from core.panels.remnawave import user
from core.panels.remnawave.client import WITH_STREAM, Client
from core.panels.remnawave.user import User
from core.panels.remote import unreadable


async def users(client: Client, size: int) -> AsyncIterator[User]:
    """Every user; before 2.8 one can come twice when others are made or deleted meanwhile. Raises PanelError."""
    pages = _streamed if await client.version() >= WITH_STREAM else _paged
    async for raw in pages(client, size):
        yield user.read(raw)


async def _streamed(client: Client, size: int) -> AsyncIterator[Any]:
    params: dict[str, str | int] = {"size": size}
    while True:
        data = (await client.call("GET", "users/stream", params=params)).data
        for raw in _users(data):
            yield raw
        if not data.get("hasMore"):
            return
        following = data.get("nextCursor")
        if not isinstance(following, int | str) or following == params.get("cursor"):
            unreadable("a stream of users that does not go on")
        params["cursor"] = following


async def _paged(client: Client, size: int) -> AsyncIterator[Any]:
    start = 0
    while True:
        page = _users((await client.call("GET", "users", params={"start": start, "size": size})).data)
        for raw in page:
            yield raw
        if len(page) < size:
            return
        start += len(page)


def _users(data: Any) -> list[Any]:
    listed = data.get("users") if isinstance(data, dict) else None
    if not isinstance(listed, list):
        unreadable("a list of users that is not Remnawave's")
    return listed
