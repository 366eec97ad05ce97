"""What the adapters of panels on other machines share: HTTP with the port's errors, and the marker of ownership.

    no connection, reset, TLS, timeout, 5xx, 429, a redirect, HTML, an unreadable or endless answer   Unavailable
    401, 403                                                                                          Unauthorized
    any other answer in JSON, 400, 404, 409 and 422 among them                                        the adapter's

Bodies hold credentials of customers and are neither logged nor put into the text of an error.
"""

import re
import ssl
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

import httpx

from core import http
from core.panels import Account, Conflict, Rejected, Unauthorized, Unavailable
from core.phrases import Phrase

BODY_LIMIT = 16 << 20  # a page of 250 users with all their links is below 1 MB
# What the shop makes up is `k0001`; a name taken over from a panel may be anything both vendors allow.
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{2,35}")

_MARKER = re.compile(r"shop:(?P<ref>[^;\s]+);e=(?P<epoch>\d{1,9});r=(?P<rotation>\d{1,9})(?:;w=(?P<written>\d{1,12}))?")


@dataclass(frozen=True, slots=True)
class Marker:
    """What an account's note on a panel says: whose it is, and which period and credentials it holds.

    `written` is set while a change of access has not been written twice yet: epoch seconds of the first time.
    """

    ref: str
    epoch: int
    rotation: int
    written: int | None = None


def marker(account: Account, written: int | None = None) -> str:
    """The note of an account that holds what is wanted; see `Marker` for `written`."""
    note = f"shop:{account.ref};e={account.epoch};r={account.rotation}"
    return note if written is None else f"{note};w={written}"


def first_marker(ref: str) -> str:
    """The note of an account that is taken over as it is: the first period, the credentials it has."""
    return f"shop:{ref};e=0;r=0"


def refuse_other(name: str, mark: Marker | None, ref: str) -> bool:
    """Whether an account that is taken over bears the mark already. Raises Conflict for another one."""
    if mark is not None and mark.ref != ref:
        raise Conflict(Phrase("panel-other-shop", account=name))
    return mark is not None


def read_marker(text: object) -> Marker | None:
    """The marker a note begins with; None for anything else, which makes the account somebody else's."""
    match = _MARKER.match(text) if isinstance(text, str) else None
    if match is None or text[match.end() : match.end() + 1].strip():  # type: ignore[index]  # it is a str
        return None
    written = match["written"]
    return Marker(match["ref"], int(match["epoch"]), int(match["rotation"]), int(written) if written else None)


def check(want: Account) -> None:
    """Whether any panel could hold this account. Raises Rejected."""
    if not NAME.fullmatch(want.name):
        raise Rejected(f"account names look like {NAME.pattern}")
    if read_marker(marker(want)) != Marker(want.ref, want.epoch, want.rotation):
        raise Rejected("the reference, epoch or rotation of the account does not fit into a note")
    if want.quota_bytes is not None and want.quota_bytes < 1:
        raise Rejected("a quota is at least one byte; nothing left is an account that is switched off")
    try:
        uuid.UUID(want.secrets.vless_uuid)
    except ValueError:
        raise Rejected("vless_uuid is not a UUID") from None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a panel answered. `data` is the JSON, None for an empty body."""

    status: int
    data: Any

    @property
    def ok(self) -> bool:
        """Whether the panel did what it was asked for."""
        return 200 <= self.status < 300


class Remote:
    """One panel's HTTP client. Made at first use; `aclose` it in the end.

    `url` is the panel's root, with a path if it lives below one. `headers` and `cookies` go along with every request:
    gates before a panel ask for them.
    """

    def __init__(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        cookies: Mapping[str, str] | None = None,
        timeout: float = http.TIMEOUT_SECONDS,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._http = http.Client(
            url,
            body_limit=BODY_LIMIT,
            timeout=timeout,
            headers={"accept": "application/json", **(headers or {})},
            cookies=dict(cookies or {}),
            limits=httpx.Limits(max_connections=8, max_keepalive_connections=4, keepalive_expiry=20),
            **({"verify": trust} if trust else {}),
        )

    async def ask(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str | int] | None = None,
        body: Any = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        leave: Collection[int] = (),
    ) -> Answer:
        """Send one request, with a JSON `body` or a `form`; `leave` are statuses among 401, 403 and 500 to answer with.

        Raises Unavailable (the outcome of a write is then unknown) and Unauthorized.
        """
        options: dict[str, Any] = {"params": params, "data": form, "headers": headers}
        if body is not None:
            options["json"] = body
        text = f"{method} {path}"
        try:
            try:
                answer = await self._http.send(method, path, **options)
            except httpx.RemoteProtocolError:
                # A kept connection may have died unseen. What only reads is asked once more, over a new one.
                if method != "GET":
                    raise
                answer = await self._http.send(method, path, **options)
        except httpx.RemoteProtocolError:
            raise Unavailable(Phrase("panel-closed-connection", request=text)) from None
        except (httpx.HTTPError, TimeoutError) as error:
            raise Unavailable(Phrase("panel-no-answer", request=text, error=_reason(error))) from None
        except (httpx.InvalidURL, UnicodeError):
            raise Rejected(Phrase("panel-no-address", request=text)) from None
        return _judge(f"{text}: HTTP {answer.status}", answer, leave)

    async def aclose(self) -> None:
        """Close every connection; the next request opens new ones."""
        await self._http.aclose()


def as_text(value: object) -> str:
    """A text in an answer. Raises TypeError for anything else."""
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def unreadable(what: str) -> NoReturn:
    """The panel answered something else than it should: another program, or another version. Raises Unavailable."""
    raise Unavailable(Phrase("panel-unreadable", what=what))


def _reason(error: Exception) -> str:
    """Why there was no answer, without what was sent."""
    words = str(error) if isinstance(error, httpx.ConnectError) else ""
    return f"{type(error).__name__} {words}".strip()[:200]


def _judge(text: str, answer: http.Answer, leave: Collection[int]) -> Answer:
    status, data = answer.status, None
    if (status >= 500 or status == 429) and status not in leave:
        raise Unavailable(Phrase("panel-broken", answer=text))
    if not 200 <= status < 300 and status < 400:
        raise Unavailable(Phrase("panel-redirect", answer=text))
    if answer.content:
        try:
            data = answer.json()
        except ValueError as exc:
            raise Unavailable(Phrase("panel-stranger", answer=text, error=str(exc))) from None
    elif status >= 400:
        raise Unavailable(Phrase("panel-empty", answer=text))
    if status in (401, 403) and status not in leave:
        raise Unauthorized(Phrase("panel-refuses-shop", answer=text))
    return Answer(status, data)
