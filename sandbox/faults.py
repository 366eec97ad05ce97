"""Trouble on demand: refusals, delays, dropped connections, and Telegram's rate limits."""

from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass
from itertools import count
from typing import Any, Generic, TypeVar

from sandbox.clock import Clock
from sandbox.errors import ApiError, too_many_requests

Json = dict[str, Any]

DROP = 0
"""The ``code`` of a fault that breaks the connection instead of answering."""

MESSAGES_PER_SECOND = 30
_DESCRIPTIONS = {
    400: "Bad Request",
    403: "Forbidden: bot was blocked by the user",
    409: "Conflict",
    500: "Internal Server Error",
    502: "Bad Gateway",
}


@dataclass(slots=True, kw_only=True)
class PlannedFault:
    """What shall go wrong `times` times, `delay` real seconds late; `after` the request has taken effect or before."""

    id: int
    times: int = 1
    delay: float = 0.0
    after: bool = False


@dataclass(slots=True, kw_only=True)
class Fault(PlannedFault):
    """What shall go wrong, the next ``times`` times a call matches.

    ``method`` is a Bot API method or "*"; ``user_id`` narrows to one chat_id or user_id, ``contains`` to calls with
    this text in an argument. ``code`` None only delays (by ``delay`` real seconds), 0 drops the connection, 502
    answers with HTML. With ``after`` the call takes effect first and only the answer is spoilt.
    """

    method: str
    code: int | None
    description: str = ""
    retry_after: int | None = None
    user_id: int | None = None
    contains: str = ""

    def matches(self, method: str, args: Json) -> bool:
        """Whether the call shall fail."""
        if self.method not in ("*", method):
            return False
        if self.user_id is not None and str(self.user_id) not in (
            str(args.get("chat_id", "")),
            str(args.get("user_id", "")),
        ):
            return False
        return not self.contains or any(self.contains in str(value) for value in args.values())

    def refusal(self) -> ApiError:
        """The error to answer with."""
        if self.code == 429:
            error = too_many_requests(self.retry_after or 1)
            return ApiError(429, self.description or error.description, error.parameters)
        code = self.code or 500
        parameters = {"retry_after": self.retry_after} if self.retry_after else None
        return ApiError(code, self.description or _DESCRIPTIONS.get(code, "Bad Request"), parameters)


Planned = TypeVar("Planned", bound=PlannedFault)


class Plan(Generic[Planned]):
    """The faults still to happen, the oldest first."""

    def __init__(self) -> None:
        self._waiting: list[Planned] = []
        self._ids = count(1)

    def view(self) -> list[Json]:
        """All planned faults."""
        return [asdict(fault) for fault in self._waiting]

    def clear(self) -> None:
        """Forget all planned faults."""
        self._waiting.clear()

    def _plan(self, fault: Planned) -> Planned:
        self._waiting.append(fault)
        return fault

    def _first(self, matches: Callable[[Planned], bool]) -> Planned | None:
        """The first fault that fits, counted off; None where none is planned."""
        fault = next((fault for fault in self._waiting if matches(fault)), None)
        if fault is not None:
            fault.times -= 1
            if fault.times <= 0:
                self._waiting.remove(fault)
        return fault


class Faults(Plan[Fault]):
    """What goes wrong with calls of the Bot API."""

    def add(self, fields: Json) -> Fault:
        """Plan a fault. Raises TypeError for unknown fields."""
        return self._plan(Fault(id=next(self._ids), **{**fields, "method": str(fields.get("method", "*")).lower()}))

    def take(self, method: str, args: Json) -> Fault | None:
        """The fault that hits this call (``method`` in lower case), counted off; None where none is planned."""
        return self._first(lambda fault: fault.matches(method, args))


class Limits:
    """Telegram's free limits: one message a second per chat (short bursts excepted), 30 a second in all."""

    def __init__(self, clock: Clock, *, burst: int = 3) -> None:
        self._clock = clock
        self._burst = burst
        self._all: deque[float] = deque()
        self._by_chat: dict[str, deque[float]] = {}
        self._webhook_set_at = 0.0

    def check_webhook(self) -> None:
        """Count one setWebhook; Telegram allows one a second, which several workers starting at once run into."""
        now = self._clock.now()
        if now - self._webhook_set_at < 1:
            raise too_many_requests(1)
        self._webhook_set_at = now

    def check(self, chat_id: str) -> None:
        """Count one message. Raises 429 with the seconds to wait."""
        now = self._clock.now()
        times = self._by_chat.setdefault(chat_id, deque(maxlen=self._burst))
        if len(times) == self._burst and now - times[0] < self._burst:
            raise too_many_requests(max(1, round(self._burst - (now - times[0]))))
        while self._all and now - self._all[0] >= 1:
            self._all.popleft()
        if len(self._all) >= MESSAGES_PER_SECOND:
            raise too_many_requests(1)
        self._all.append(now)
        times.append(now)
