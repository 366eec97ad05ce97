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

import base64
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any

import httpx

Json = dict[str, Any]
Wanted = str | Callable[[Json], bool]

DEFAULT_TIMEOUT_SECONDS = 5.0


class SandboxError(AssertionError):
    """The sandbox would not do it, or what was waited for did not come. An AssertionError, so tests read well."""


class PaymentRefused(SandboxError):
    """The bot refused the payment, or did not answer the pre-checkout in time; the text is the bot's."""


class SandboxClient:
    """The control API of one sandbox. ``base_url`` is ``Sandbox.url``. Close it, or use ``async with``."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url.rstrip("/")
        self._http = httpx.AsyncClient(base_url=self.base_url, timeout=40.0, trust_env=False)

    async def __aenter__(self) -> "SandboxClient":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def request(self, method: str, path: str, body: Json | None = None, /, **query: Any) -> Json:
        """One call of the control API. Raises SandboxError with the sandbox's words, PaymentRefused with the bot's."""
        answer = await self._http.request(method, f"/sim/{path}", json=body, params=query or None)
        found: Json = answer.json()
        if answer.is_error:
            raise (PaymentRefused if found.get("refused") else SandboxError)(found.get("error", answer.text))
        return found

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
        """Good weather again."""
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

    async def subscription(self, charge_id: str, action: str) -> Json:
        """renew, cancel, resume or fail a star subscription."""
        return await self.request("POST", f"subscriptions/{charge_id}", {"action": action})

    async def seq(self) -> int:
        """The number of the newest journal event."""
        return int((await self.request("GET", "state", messages=0))["seq"])

    async def reset(self) -> None:
        """Forget people, chats, calls and faults; real time again."""
        await self.request("POST", "reset")


class Tap:
    """A tapped button: ``kind`` is callback, text, url, copy, web_app or pay; ``url``/``text`` where they apply."""

    def __init__(self, client: SandboxClient, body: Json) -> None:
        self._client = client
        self.kind: str = body["kind"]
        self.url: str = body.get("url", "")
        self.text: str = body.get("text", "")
        self.query_id: str = body.get("query_id", "")
        self._since: int = body["since"]

    async def answer(self, timeout: float = DEFAULT_TIMEOUT_SECONDS) -> Json:
        """Wait for answerCallbackQuery: ``{"text", "show_alert", "url"}``. Raises SandboxError when none comes."""
        deadline = time.monotonic() + timeout
        seq = self._since
        while True:
            found = await self._client.request("GET", f"queries/{self.query_id}")
            if found["answered"]:
                answer: Json = found["answer"]
                return answer
            left = deadline - time.monotonic()
            if left <= 0:
                raise SandboxError("the bot has not answered the callback query")
            seq = (await self._client.request("GET", "journal", since=seq, timeout=left))["seq"]


class Person:
    """Somebody who plays with the bot. Acts set a mark in time; waiting looks at what came after the last mark."""

    def __init__(self, client: SandboxClient, id: int, first_name: str) -> None:
        self.client = client
        self.id = id
        self.first_name = first_name
        self._mark = 0

    def __repr__(self) -> str:
        return f"<Person {self.id} {self.first_name}>"

    async def send(self, text: str, **fields: Any) -> Json:
        """Write to the bot. ``fields``: chat_id, message_thread_id, reply_to_message_id. Returns the message."""
        return dict((await self._act("send", {"text": text, **fields}))["message"])

    async def send_file(
        self,
        content: bytes,
        name: str,
        *,
        kind: str = "document",
        mime: str = "application/octet-stream",
        caption: str = "",
    ) -> Json:
        """Send a photo or document."""
        encoded = base64.b64encode(content).decode()
        body = {"kind": kind, "name": name, "mime": mime, "caption": caption, "content_base64": encoded}
        return dict((await self._act("send", body))["message"])

    async def share_contact(self) -> Json:
        """Send one's own phone number."""
        return dict((await self._act("send", {"contact": True}))["message"])

    async def edit(self, message_id: int, text: str) -> Json:
        """Change one's own message."""
        return dict((await self._act("edit", {"message_id": message_id, "text": text}))["message"])

    async def open_start_link(self, payload: str = "") -> Json:
        """Follow a deep link and press Start (Restart when the bot was blocked)."""
        return dict((await self._act("start", {"payload": payload}))["message"])

    async def tap(self, button: str, *, message_id: int = 0, timeout: float = DEFAULT_TIMEOUT_SECONDS) -> Tap:
        """Tap the newest button with this callback data or (part of) label; waits until there is one.

        Raises SandboxError when none appears, PaymentRefused when it is a pay button and the bot refuses.
        """
        body = {"button": button} | ({"message_id": message_id} if message_id else {})
        deadline = time.monotonic() + timeout
        while True:
            seq = await self.client.seq()
            try:
                return Tap(self.client, await self._act("tap", body))
            except PaymentRefused:
                raise
            except SandboxError as error:
                left = deadline - time.monotonic()
                if left <= 0 or "is visible" not in str(error):
                    raise
            await self._events(seq, left)

    async def pay(self, *, message_id: int = 0, timeout: float = DEFAULT_TIMEOUT_SECONDS) -> str:
        """Pay the newest invoice, waiting until there is one. Returns the charge id. Raises PaymentRefused."""
        body = {"message_id": message_id} if message_id else {}
        deadline = time.monotonic() + timeout
        while True:
            seq = await self.client.seq()
            try:
                return str((await self._act("pay", body))["charge_id"])
            except PaymentRefused:
                raise
            except SandboxError as error:
                left = deadline - time.monotonic()
                if left <= 0 or "no invoice" not in str(error):
                    raise
            await self._events(seq, left)

    async def pay_link(self, link: str) -> str:
        """Pay an invoice link. Returns the charge id. Raises PaymentRefused."""
        return str((await self._act("pay", {"link": link}))["charge_id"])

    async def block(self) -> None:
        """Stop the bot."""
        await self._act("block", {})

    async def unblock(self) -> None:
        """Let the bot write again."""
        await self._act("unblock", {})

    async def change(self, **fields: Any) -> None:
        """Change language, first_name, premium, deactivated, ..."""
        await self.client.request("PATCH", f"people/{self.id}", fields)

    async def join(self, chat_id: int, status: str = "member") -> None:
        """Join a group or channel (or be given another status: left, kicked, administrator)."""
        await self.client.request("PUT", f"chats/{chat_id}/members/{self.id}", {"status": status})

    async def leave(self, chat_id: int) -> None:
        """Leave a group or channel."""
        await self.join(chat_id, "left")

    async def open_web_app(self, url: str, *, start_param: str = "") -> str:
        """The address of a Mini App with this person's signed initData behind ``#``."""
        body = await self.client.request("POST", f"people/{self.id}/web_app", {"url": url, "start_param": start_param})
        return str(body["url"])

    async def messages(self, chat_id: int | None = None) -> list[Json]:
        """All messages of the chat with the bot (or another chat), the oldest first."""
        query: Json = {"chat_id": chat_id} if chat_id else {}
        found: list[Json] = (await self.client.request("GET", f"people/{self.id}/messages", **query))["messages"]
        return found

    async def last_message(self) -> Json:
        """The bot's newest message. Raises SandboxError when it has sent none."""
        for message in reversed(await self.messages()):
            if message.get("from", {}).get("is_bot"):
                return message
        raise SandboxError("the bot has sent nothing")

    async def mark(self) -> None:
        """From now on ``wait_for`` only sees what comes after this moment, as after an act."""
        self._mark = await self.client.seq()

    async def wait_for(self, wanted: Wanted, timeout: float = DEFAULT_TIMEOUT_SECONDS) -> Json:
        """The first message of the bot, new or edited since the last act, with this text in text, caption or title.

        ``wanted`` may also be a predicate over the message. Raises SandboxError with the chat when none comes.
        """
        deadline = time.monotonic() + timeout
        seq = self._mark
        while True:
            left = deadline - time.monotonic()
            events, seq = await self._events(seq, max(left, 0))
            for event in events:
                if event["type"] in ("message", "edited") and _is_wanted(event["message"], wanted):
                    message: Json = event["message"]
                    return message
            if left <= 0:
                what = wanted if isinstance(wanted, str) else "what was wanted"
                raise SandboxError(
                    f"{self} has not seen {what!r} within {timeout} s. The chat:\n{await self.transcript()}"
                )

    async def transcript(self) -> str:
        """The chat as plain text."""
        return (await self.client._http.get(f"/sim/people/{self.id}/transcript")).text

    async def _act(self, what: str, body: Json) -> Json:
        done = await self.client.request("POST", f"people/{self.id}/{what}", body)
        self._mark = done["since"]
        return done

    async def _events(self, since: int, timeout: float) -> tuple[list[Json], int]:
        found = await self.client.request("GET", "journal", since=since, timeout=round(timeout, 3), chat_id=self.id)
        events: list[Json] = found["events"]
        return events, max(since, events[-1]["seq"] if len(events) >= 1000 else found["seq"])


def _is_wanted(message: Json, wanted: Wanted) -> bool:
    from_bot = message.get("from", {}).get("is_bot")
    if not from_bot and "successful_payment" not in message and "refunded_payment" not in message:
        return False
    if callable(wanted):
        return wanted(message)
    texts = (message.get("text"), message.get("caption"), message.get("invoice", {}).get("title"))
    return any(wanted in text for text in texts if text)
