"""Calls to Marzban's API with a token that is asked for as seldom as possible.

Each login is reported to the panel's owner, a failed one with the password in clear text: so the token is kept for four
fifths of its life, replaced at once when refused, and a refused login is not repeated for some minutes.
"""

import asyncio
import base64
import binascii
import json
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from core.panels import Rejected, Unauthorized
from core.panels.marzban.config import MarzbanConfig
from core.panels.remote import Answer, Remote, unreadable
from core.phrases import Phrase

LOGIN_PAUSE = timedelta(minutes=5)


class Client:
    """The panel's HTTP API for one administrator."""

    def __init__(self, config: MarzbanConfig, now: Callable[[], datetime]) -> None:
        self._config = config
        self._now = now
        self._remote = Remote(config.url, headers=config.headers, timeout=config.timeout)
        self._lock = asyncio.Lock()
        self._token = ""
        self._renew_at: datetime | None = None
        self._refused_at: datetime | None = None

    async def call(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str | int] | None = None,
        body: Any = None,
        leave: Collection[int] = (),
    ) -> Answer:
        """One request below `/api`; `leave` may hold 403. Raises Unavailable, Unauthorized and, for 400 and 422,
        Rejected."""

        async def ask(token: str, leave: Collection[int]) -> Answer:
            headers = {"authorization": f"Bearer {token}"}
            return await self._remote.ask(
                method, f"/api/{path}", params=params, body=body, headers=headers, leave=leave
            )

        token = await self._current()
        answer = await ask(token, {401, *leave})
        if answer.status == 401:
            answer = await ask(await self._current(instead_of=token), leave)
        if answer.status in (400, 422):
            raise Rejected(Phrase("panel-refuses-request", request=f"{method} {path}", error=detail(answer)))
        return answer

    async def _current(self, instead_of: str = "") -> str:
        """A token that should work; another one than what has just been refused."""
        async with self._lock:
            old = self._renew_at is not None and self._now() >= self._renew_at
            if not self._token or old or self._token == instead_of:
                await self._login()
            return self._token

    async def _login(self) -> None:
        now = self._now()
        if self._refused_at is not None and now - self._refused_at < LOGIN_PAUSE:
            raise Unauthorized(Phrase("panel-login-refused-before"))
        form = {"username": self._config.username, "password": self._config.password}
        answer = await self._remote.ask("POST", "/api/admin/token", form=form, leave=(401, 403))
        if answer.status in (401, 403):
            self._token, self._refused_at = "", now
            raise Unauthorized(Phrase("panel-login-refused"))
        token = answer.data.get("access_token") if answer.ok and isinstance(answer.data, dict) else None
        if not isinstance(token, str) or not token:
            unreadable("a login that is not Marzban's")
        life = _life(token)
        self._token, self._refused_at = token, None
        self._renew_at = None if life is None else now + life * 0.8

    async def aclose(self) -> None:
        await self._remote.aclose()


def detail(answer: Answer) -> str:
    """The panel's own words about a refusal: `{"detail": text}`, or for 422 `{"detail": {field: text}}`."""
    words = answer.data.get("detail") if isinstance(answer.data, dict) else None
    if isinstance(words, dict):
        words = "; ".join(f"{field}: {text}" for field, text in words.items())
    return words[:300] if isinstance(words, str) and words else f"HTTP {answer.status}"


def _life(token: str) -> timedelta | None:
    """How long a JWT is good for, by the panel's own clock; None for one that never ends."""
    try:
        claims = token.split(".")[1]
        payload = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
        begin, end = payload["iat"], payload["exp"]
        return timedelta(seconds=max(float(end) - float(begin), 0))
    except (IndexError, KeyError, TypeError, ValueError, OverflowError, binascii.Error):
        return None
