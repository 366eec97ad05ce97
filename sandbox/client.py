"""Playing the customers from a test: ``SandboxClient`` over the control API.

::

    async with SandboxClient(sandbox.url) as sb:
        anna = await sb.person(first_name="Анна")
        await anna.send("/start")
        await anna.tap("Купить")
        await anna.wait_for("30 дней")
        await anna.pay()

Whatever looks for a message or button waits for it; nothing has to sleep.
"""

import asyncio
from typing import Any

import httpx

from sandbox.person import Json, PaymentRefused, Person, SandboxError, Tap

__all__ = ["PaymentRefused", "Person", "SandboxClient", "SandboxError", "Tap"]


class SandboxClient:
    """The control API of one sandbox. ``base_url`` is ``Sandbox.url``. Close it, or use ``async with``."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url.rstrip("/")
        self._http = httpx.AsyncClient(base_url=self.base_url, timeout=40.0, trust_env=False)

    async def __aenter__(self) -> "SandboxClient":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def request(self, method: str, path: str, body: Json | None = None, /, **query: Any) -> Json:
        """One call of the control API. Raises SandboxError with the sandbox's words, PaymentRefused with the bot's."""
        answer = await self._http.request(method, f"/sim/{path}", json=body, params=query or None)
        data: Json = answer.json()
        if answer.is_error:
            raise (PaymentRefused if data.get("refused") else SandboxError)(data.get("error", answer.text))
        return data

    async def text(self, path: str) -> str:
        """GET ``/sim/<path>`` as text."""
        return (await self._http.get(f"/sim/{path}")).text

    async def person(
        self,
        id: int | None = None,
        *,
        first_name: str | None = None,
        language: str = "ru",
        username: str | None = None,
        **fields: Any,
    ) -> "Person":
        """Add a person (or change the one with this id). More ``fields``: last_name, premium, started, deactivated."""
        body = {"id": id, "first_name": first_name, "language": language, "username": username, **fields}
        view = await self.request("POST", "people", {k: v for k, v in body.items() if v is not None})
        return Person(self, view["id"], view["first_name"])

    async def chat(self, *, type: str = "channel", title: str = "Channel", **fields: Any) -> Json:
        """Add a group or channel. ``fields``: id, username, bot_status, bot_can_post, is_forum."""
        return await self.request("POST", "chats", {"type": type, "title": title, **fields})

    async def state(self) -> Json:
        """Bot, people, chats, clock, webhook."""
        return await self.request("GET", "state")

    async def advance(self, seconds: float) -> Json:
        """Move the sandbox clock forward. Returns ``{"now", "offset_seconds"}``."""
        return await self.request("POST", "clock", {"advance_seconds": seconds})

    async def clock(self) -> Json:
        """``{"now", "offset_seconds"}``."""
        return await self.request("GET", "clock")

    async def fault(
        self,
        method: str = "*",
        code: int | None = None,
        description: str | None = None,
        *,
        retry_after: int | None = None,
        times: int = 1,
        delay: float | None = None,
        user_id: int | None = None,
        contains: str | None = None,
        after: bool = False,
    ) -> None:
        """Plan trouble for the next ``times`` matching calls.

        ``code`` 0 drops the connection, None with ``delay`` only slows down (real seconds), 502 answers HTML.
        ``after``: the call takes effect, only its answer is lost.
        """
        fields = {
            "method": method,
            "code": code,
            "description": description,
            "retry_after": retry_after,
            "times": times,
            "delay": delay,
            "user_id": user_id,
            "contains": contains,
            "after": after,
        }
        await self.request("POST", "faults", {"code": code} | {k: v for k, v in fields.items() if v is not None})

    async def clear_faults(self) -> None:
        """Forget all planned faults."""
        await self.request("DELETE", "faults")

    async def calls(self, method: str | None = None, since: int = 0) -> list[Json]:
        """What the bot has asked: dicts with number, method, args, ok, error_code, description, at."""
        query: Json = {"since": since} | ({"method": method} if method else {})
        calls: list[Json] = (await self.request("GET", "calls", **query))["calls"]
        return calls

    async def redeliver(self, kind: str = "", *, update_id: int = 0, person_id: int = 0, times: int = 1) -> list[int]:
        """Deliver a former update again; ``kind`` is an update kind or a message field (successful_payment)."""
        body = {"kind": kind, "update_id": update_id, "person_id": person_id, "times": times}
        ids: list[int] = (await self.request("POST", "redeliver", body))["update_ids"]
        return ids

    async def raw_update(self, content: bytes) -> int:
        """Queue bytes in the place of an update; ``@ID@`` in them becomes its id, which is returned."""
        answer = await self._http.post("/sim/updates/raw", content=content)
        return int(answer.json()["update_id"])

    async def subscription(self, charge_id: str, action: str) -> Json:
        """renew, cancel, resume or fail a star subscription."""
        return await self.request("POST", f"subscriptions/{charge_id}", {"action": action})

    async def letters(self, to: str = "") -> list[Json]:
        """Letters that came, to one address if asked: dicts with id, to, from, subject, at, text, html."""
        letters: list[Json] = (await self.request("GET", "mail", to=to))["letters"]
        return letters

    async def wait_for_letter(self, to: str, contains: str = "", timeout: float = 15.0) -> Json:
        """The newest letter to this address with such words in its subject or text. Raises TimeoutError."""
        since = 0
        match: Json | None = None
        async with asyncio.timeout(timeout):
            while match is None:
                answer = await self.request("GET", "mail", to=to, since=since, timeout=timeout)
                for letter in answer["letters"]:
                    since = letter["id"]
                    if contains in letter["subject"] or contains in letter["text"]:
                        match = letter
        return match

    async def seq(self) -> int:
        """The number of the newest journal event."""
        return int((await self.request("GET", "state", messages=0))["seq"])

    async def reset(self) -> None:
        """Forget people, chats, letters, calls and faults; real time again."""
        await self.request("POST", "reset")
