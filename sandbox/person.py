"""The people of a test: what they do in their chats, and what they wait for."""

import time
from collections.abc import Callable
from typing import Any, Protocol

Json = dict[str, Any]
Condition = str | Callable[[Json], bool]

DEFAULT_TIMEOUT_SECONDS = 30.0


class Control(Protocol):
    """The sandbox's control API, as `sandbox.client.SandboxClient` speaks it."""

    async def request(self, method: str, path: str, body: Json | None = None, /, **query: Any) -> Json:
        """One call. Raises SandboxError, PaymentRefused."""

    async def seq(self) -> int:
        """The number of the newest journal event."""

    async def text(self, path: str) -> str:
        """GET `/sim/<path>` as text."""


class SandboxError(AssertionError):
    """The sandbox would not do it, or what was waited for did not come. An AssertionError, so tests read well."""


class PaymentRefused(SandboxError):
    """The bot refused the payment, or did not answer the pre-checkout in time; the text is the bot's."""


class Tap:
    """A tapped button: ``kind`` is callback, text, url, copy, web_app or pay; ``url``/``text`` where they apply."""

    def __init__(self, client: Control, body: Json) -> None:
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
            query = await self._client.request("GET", f"queries/{self.query_id}")
            if query["answered"]:
                answer: Json = query["answer"]
                return answer
            seconds_left = deadline - time.monotonic()
            if seconds_left <= 0:
                raise SandboxError("the bot has not answered the callback query")
            seq = (await self._client.request("GET", "journal", since=seq, timeout=seconds_left))["seq"]


class Person:
    """Somebody who plays with the bot. Acts set a mark in time; waiting looks at what came after the last mark."""

    def __init__(self, client: Control, id: int, first_name: str) -> None:
        self.client = client
        self.id = id
        self.first_name = first_name
        self._mark = 0

    def __repr__(self) -> str:
        return f"<Person {self.id} {self.first_name}>"

    async def send(self, text: str, **fields: Any) -> Json:
        """Write to the bot. ``fields``: chat_id, message_thread_id, reply_to_message_id. Returns the message."""
        return dict((await self._act("send", {"text": text, **fields}))["message"])

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
        return Tap(self.client, await self._act_soon("tap", body, "is visible", timeout))

    async def pay(self, *, message_id: int = 0, timeout: float = DEFAULT_TIMEOUT_SECONDS) -> str:
        """Pay the newest invoice, waiting until there is one. Returns the charge id. Raises PaymentRefused."""
        body = {"message_id": message_id} if message_id else {}
        return str((await self._act_soon("pay", body, "no invoice", timeout))["charge_id"])

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
        messages: list[Json] = (await self.client.request("GET", f"people/{self.id}/messages", **query))["messages"]
        return messages

    async def last_message(self) -> Json:
        """The bot's newest message. Raises SandboxError when it has sent none."""
        for message in reversed(await self.messages()):
            if message.get("from", {}).get("is_bot"):
                return message
        raise SandboxError("the bot has sent nothing")

    async def mark(self) -> None:
        """From now on ``wait_for`` only sees what comes after this moment, as after an act."""
        self._mark = await self.client.seq()

    async def wait_for(self, condition: Condition, timeout: float = DEFAULT_TIMEOUT_SECONDS) -> Json:
        """The first message of the bot, new or edited since the last act, with this text in text, caption or title.

        ``condition`` may also be a predicate over the message. Raises SandboxError with the chat when none comes.
        """
        deadline = time.monotonic() + timeout
        seq = self._mark
        while True:
            seconds_left = deadline - time.monotonic()
            events, seq = await self._events(seq, max(seconds_left, 0))
            for event in events:
                if event["type"] in ("message", "edited") and _matches(event["message"], condition):
                    message: Json = event["message"]
                    return message
            if seconds_left <= 0:
                description = condition if isinstance(condition, str) else "what was wanted"
                raise SandboxError(
                    f"{self} has not seen {description!r} within {timeout} s. The chat:\n{await self.transcript()}"
                )

    async def transcript(self) -> str:
        """The chat as plain text."""
        return await self.client.text(f"people/{self.id}/transcript")

    async def _act(self, action: str, body: Json) -> Json:
        answer = await self.client.request("POST", f"people/{self.id}/{action}", body)
        self._mark = answer["since"]
        return answer

    async def _act_soon(self, action: str, body: Json, not_yet: str, timeout: float) -> Json:
        """Act as soon as the sandbox no longer says `not_yet`."""
        deadline = time.monotonic() + timeout
        while True:
            seq = await self.client.seq()
            try:
                return await self._act(action, body)
            except PaymentRefused:
                raise
            except SandboxError as error:
                seconds_left = deadline - time.monotonic()
                if seconds_left <= 0 or not_yet not in str(error):
                    raise
            await self._events(seq, seconds_left)

    async def _events(self, since: int, timeout: float) -> tuple[list[Json], int]:
        answer = await self.client.request("GET", "journal", since=since, timeout=round(timeout, 3), chat_id=self.id)
        events: list[Json] = answer["events"]
        return events, max(since, events[-1]["seq"] if len(events) >= 1000 else answer["seq"])


def _matches(message: Json, condition: Condition) -> bool:
    from_bot = message.get("from", {}).get("is_bot")
    if not from_bot and "successful_payment" not in message and "refunded_payment" not in message:
        return False
    if callable(condition):
        return condition(message)
    texts = (message.get("text"), message.get("caption"), message.get("invoice", {}).get("title"))
    return any(condition in text for text in texts if text)
