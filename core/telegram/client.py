"""A small Bot API client for what happens outside a chat: notices, invoice links, Stars, membership.

Errors of the Bot API, as described in its documentation and in the source of `tdlib/telegram-bot-api`:

    TelegramError
      Unreachable      no answer, a timeout, 5xx, HTML instead of JSON; a message may have been delivered all the same
        MalformedAnswer  a JSON answer that cannot be read
      RetryAfter       429 with `retry_after` seconds
      PersonGone       403, or a chat that does not exist: the person blocked the bot or left
      BadRequest       anything else that is refused; `description` says why
"""

import asyncio
import json
from pathlib import Path
from typing import IO, Any

import httpx

from core import http
from core.telegram import foreign_json

TIMEOUT = httpx.Timeout(20.0, connect=5.0)
UPLOAD_SECONDS = 100.0  # shorter than a reaction's claim, or two would send the same
DOCUMENT_MAX = 50 * 2**20  # https://core.telegram.org/bots/api#senddocument
LONGEST_WAIT = 3600  # seconds that a flood limit is believed
STRANGER = ("user not found", "PARTICIPANT_ID_INVALID", "USER_NOT_PARTICIPANT")
GONE = ("chat not found", "user is deactivated", "bot was blocked", "PEER_ID_INVALID")


class TelegramError(Exception):
    """The Bot API did not do what it was asked. Never holds the token."""


class Unreachable(TelegramError):
    """No usable answer; the outcome is unknown."""


class MalformedAnswer(Unreachable):
    """Telegram took the request, and its answer cannot be read; `body` is what came, and never for a log."""

    def __init__(self, method: str, body: bytes) -> None:
        super().__init__(f"{method}: the answer cannot be read")
        self.body = body


class RetryAfter(TelegramError):
    def __init__(self, seconds: int) -> None:
        super().__init__(f"retry after {seconds} s")
        self.seconds = seconds


class PersonGone(TelegramError):
    """The bot may not write to this person any more."""


class BadRequest(TelegramError):
    """Refused; repeating the same request is pointless."""


class Telegram:
    """One bot's client. `aclose` it in the end."""

    def __init__(self, token: str, api_url: str) -> None:
        self._base = f"{api_url}/bot{token}/"
        self._http: httpx.AsyncClient | None = None
        self._username: str | None = None

    async def call(
        self,
        method: str,
        *,
        files: dict[str, tuple[str, bytes | IO[bytes], str]] | None = None,
        read_timeout: float | None = None,
        **params: Any,
    ) -> Any:
        """Call a Bot API method; None is left out, what is no text is sent as JSON. Raises TelegramError.

        `read_timeout` is for long polling, which answers later than anything else.
        """
        timeout = httpx.Timeout(read_timeout, connect=5.0) if read_timeout else TIMEOUT
        data = {
            name: value if isinstance(value, str) else json.dumps(value)
            for name, value in params.items()
            if value is not None
        }
        try:
            response = await self._client().post(self._base + method, data=data, files=files, timeout=timeout)
        except httpx.HTTPError as exc:  # the exception's request carries the token: drop it
            raise Unreachable(f"{method}: {type(exc).__name__}") from None
        return _result(method, response.status_code, response.content)

    async def send_message(self, chat_id: int, text: str, *, reply_markup: Any = None) -> int:
        """Send HTML text; returns the message id."""
        message = await self.call(
            "sendMessage",
            chat_id=chat_id,
            text=text,
            parse_mode="HTML",
            reply_markup=reply_markup,
            link_preview_options={"is_disabled": True},
        )
        return int(message["message_id"])

    async def send_photo(self, chat_id: int, png: bytes, caption: str, *, reply_markup: Any = None) -> int:
        """Send a PNG with an HTML caption; returns the message id."""
        message = await self.call(
            "sendPhoto",
            files={"photo": ("key.png", png, "image/png")},
            chat_id=chat_id,
            caption=caption,
            parse_mode="HTML",
            reply_markup=reply_markup,
        )
        return int(message["message_id"])

    async def send_document(self, chat_id: int, path: Path, caption: str, *, reply_markup: Any = None) -> int:
        """Send a file of at most `DOCUMENT_MAX` bytes with an HTML caption; returns the message id.

        The file is read while it is sent. Raises Unreachable after `UPLOAD_SECONDS` too: it may have arrived.
        """
        try:
            async with asyncio.timeout(UPLOAD_SECONDS):
                with path.open("rb") as content:
                    message = await self.call(
                        "sendDocument",
                        files={"document": (path.name, content, "application/octet-stream")},
                        read_timeout=UPLOAD_SECONDS,
                        chat_id=chat_id,
                        caption=caption,
                        parse_mode="HTML",
                        reply_markup=reply_markup,
                    )
        except TimeoutError:
            raise Unreachable("sendDocument: it took too long") from None
        return int(message["message_id"])

    async def is_member(self, channel: str, user_id: int) -> bool:
        """Whether the person is in a public channel. Raises TelegramError where the bot may not look."""
        try:
            member = await self.call("getChatMember", read_timeout=3.0, chat_id=f"@{channel}", user_id=user_id)
        except BadRequest as exc:
            if any(sign in str(exc) for sign in STRANGER):
                return False
            raise
        inside = member["status"] == "restricted" and member.get("is_member", False)
        return inside or member["status"] in ("creator", "administrator", "member")

    async def member_status(self, channel: str, user_id: int) -> str:
        """What somebody is in a public channel, such as `administrator` or `left`. Raises TelegramError."""
        member = await self.call("getChatMember", read_timeout=3.0, chat_id=f"@{channel}", user_id=user_id)
        return str(member.get("status", "")) if isinstance(member, dict) else ""

    async def username(self) -> str:
        """The bot's own user name, asked once."""
        if self._username is None:
            self._username = str((await self.call("getMe"))["username"])
        return self._username

    async def aclose(self) -> None:
        if self._http is not None:
            await self._http.aclose()
            self._http = None

    def _client(self) -> httpx.AsyncClient:
        # Made at first use: the CLI and a web worker that never writes to Telegram do not pay for TLS set-up.
        if self._http is None:
            self._http = httpx.AsyncClient(
                timeout=TIMEOUT, limits=httpx.Limits(max_connections=20), verify=http.client_context()
            )
        return self._http


def _result(method: str, status: int, content: bytes) -> Any:
    try:
        answer = foreign_json.loads(content)
    except ValueError:
        raise (MalformedAnswer(method, content) if status == 200 else Unreachable(f"{method}: {status}")) from None
    if status == 200 and isinstance(answer, dict) and answer.get("ok") and "result" in answer:
        return answer["result"]
    raise _error(method, status, answer if isinstance(answer, dict) else {})


def _error(method: str, status: int, answer: dict[str, Any]) -> TelegramError:
    description = str(answer.get("description") or "")
    text = f"{method}: {status} {description}"
    if status == 429:
        parameters = answer.get("parameters")
        seconds = parameters.get("retry_after") if isinstance(parameters, dict) else None
        return RetryAfter(min(max(seconds, 1), LONGEST_WAIT) if isinstance(seconds, int) else 1)
    if status == 403 or (status == 400 and any(sign in description for sign in GONE)):
        return PersonGone(text)
    if status >= 500 or not description:
        return Unreachable(text)
    return BadRequest(text)
