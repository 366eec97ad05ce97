"""Calls to Remnawave's API: routes of 2.8 and 3.x, answers taken out of their envelope, refusals told apart.

A refusal of the panel's logic carries an `errorCode`; one of a field is 400 with `errors`; a 404 without a code means
that this version has no such route.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

from core.panels import Rejected, Unauthorized, Unavailable
from core.panels.remnawave.config import RemnawaveConfig
from core.panels.remote import Answer, Remote, unreadable
from core.phrases import Phrase

NAME_TAKEN = "A019"
SHORT_UUID_TAKEN = "A020"
ABSENT = frozenset({"A025", "A063"})
ALREADY = frozenset({"A029", "A030"})  # disabled, enabled: what was asked for is so

METADATA = "system/metadata"
WITH_STREAM = (2, 8)


class Invalid(Rejected):
    """The panel does not accept the values of `fields`."""

    def __init__(self, text: str, fields: frozenset[str]) -> None:
        super().__init__(text)
        self.fields = fields


class Failed(Unavailable):
    """The panel gave up inside and named a code. Wrong settings can be the reason, and so can passing trouble."""


@dataclass(frozen=True, slots=True)
class Said:
    """What stands in an answer's envelope, or the code of a refusal that the caller asked to see."""

    data: Any
    code: str = ""


class Client:
    """The panel's HTTP API for one token."""

    def __init__(self, config: RemnawaveConfig) -> None:
        self._remote = Remote(config.url, headers=config.headers(), cookies=config.cookies, timeout=config.timeout)
        self._lock = asyncio.Lock()
        self._version: tuple[int, ...] = ()
        self.version_text = ""

    async def version(self) -> tuple[int, ...]:
        """The panel's version, asked once. Raises Rejected for one that is too old, and what `call` raises."""
        async with self._lock:
            if not self._version:
                answer = await self.call("GET", METADATA)
                text = answer.data.get("version") if isinstance(answer.data, dict) else None
                self._version, self.version_text = _supported(text), str(text)
            return self._version

    async def call(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str | int] | None = None,
        body: Any = None,
        take: frozenset[str] = frozenset(),
    ) -> Said:
        """One request below `/api` to a panel of a known version; `take` are codes of refusals to answer with.

        Raises Unavailable (as Failed when the panel named a code), Unauthorized, and Rejected (as Invalid for a field).
        """
        if path != METADATA:
            await self.version()
        try:
            answer = await self._remote.ask(method, f"/api/{path}", params=params, body=body, leave=(500,))
        except Unauthorized:
            raise Unauthorized(Phrase("panel-token-refused", request=f"{method} {path}")) from None
        if answer.ok:
            return Said(answer.data.get("response") if isinstance(answer.data, dict) else None)
        code = answer.data.get("errorCode") if isinstance(answer.data, dict) else None
        if isinstance(code, str) and code in take:
            return Said(None, code)
        raise _refusal(f"{method} {path}", answer, code)

    async def users(self, size: int) -> AsyncIterator[Any]:
        """Every user, page by page; before 2.8 one can come twice when others are made or deleted meanwhile."""
        pages = self._streamed if await self.version() >= WITH_STREAM else self._paged
        async for page in pages(size):
            for user in page:
                yield user

    async def _streamed(self, size: int) -> AsyncIterator[list[Any]]:
        params: dict[str, str | int] = {"size": size}
        while True:
            data = (await self.call("GET", "users/stream", params=params)).data
            yield _users(data)
            if not data.get("hasMore"):
                return
            following = data.get("nextCursor")
            if not isinstance(following, int | str) or following == params.get("cursor"):
                unreadable("a stream of users that does not go on")
            params["cursor"] = following

    async def _paged(self, size: int) -> AsyncIterator[list[Any]]:
        start = 0
        while True:
            page = _users((await self.call("GET", "users", params={"start": start, "size": size})).data)
            yield page
            if len(page) < size:
                return
            start += len(page)

    async def aclose(self) -> None:
        await self._remote.aclose()


def _users(data: Any) -> list[Any]:
    users = data.get("users") if isinstance(data, dict) else None
    if not isinstance(users, list):
        unreadable("a list of users that is not Remnawave's")
    return users


def _refusal(text: str, answer: Answer, code: object) -> Exception:
    body = answer.data if isinstance(answer.data, dict) else {}
    message = str(body.get("message") or "")[:200]
    text = f"{text}: HTTP {answer.status} {code or ''} {message}".replace("  ", " ").strip()
    if answer.status >= 500:
        return Failed(text) if code else Unavailable(text)
    if answer.status == 404 and not code:
        return Rejected(f"{text}: this is no Remnawave of a version the shop knows")
    errors = [error for error in body.get("errors") or () if isinstance(error, dict)]
    paths = [".".join(map(str, _listed(error.get("path")))) for error in errors]
    details = "; ".join(f"{path}: {error.get('message')}" for path, error in zip(paths, errors, strict=True))
    return Invalid(f"{text} {details}".strip()[:400], frozenset(paths)) if errors else Rejected(text)


def _listed(path: object) -> list[object]:
    return path if isinstance(path, list) else [path]


def _supported(text: object) -> tuple[int, ...]:
    try:
        version = tuple(int(part) for part in str(text).split("-")[0].split(".")[:3])
    except ValueError:
        unreadable("a version that is not Remnawave's")
    if version < (2,):
        raise Rejected(Phrase("panel-too-old", version=str(text)[:20]))
    return version
