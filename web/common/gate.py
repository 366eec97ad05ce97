"""Who may hold how many connections of the web process, and what was refused to whom.

Where somebody opens too many, the oldest one that waits for its caller is closed for the new one: whoever asks at once
is served, however many others are held open beside.
"""

import asyncio
import logging
import resource
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Protocol

from web.common.limits import counted_as, is_within

FILES_KEPT: Final = 200  # for the database, Redis, logs and whatever else the process opens
FILES_WANTED: Final = 65_536
SWEEP_SECONDS: Final = 0.5
TELL_SECONDS: Final = 60.0

logger = logging.getLogger(__name__)


class Connection(Protocol):
    """A connection of the web server, as the gate sees it: `web.common.connections`."""

    loop: Any

    @property
    def is_answering(self) -> bool:
        """Whether a request of it is being answered."""

    def look(self, now: float) -> None:
        """Close what has waited for too long."""

    def end(self, status: int) -> None:
        """Close it, with an answer where one can still be given."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one connection, one address and all of them together may take. Times are seconds."""

    head_bytes: int = 32 << 10
    url_bytes: int = 16 << 10
    headers: int = 100
    head_seconds: float = 10.0  # from the connection's or the head's beginning to its end
    body_seconds: float = 30.0  # between two pieces of a body
    whole_body_seconds: float = 120.0
    unread_seconds: float = 60.0  # with an answer of which nobody fetches anything
    linger_seconds: float = 5.0  # for which what follows a refused request is thrown away, so that the answer arrives
    ahead: int = 4  # requests that are sent before the first one is answered
    each: int = 200  # connections of an address that is no trusted proxy's
    sockets_each: int = 2000  # WebSockets of such an address, but never more than half of what the process may open
    together: int = 4000  # or fewer, where the process may open fewer files
    at_once: int = 1000  # requests that are being answered


class Gate:
    """All connections of one web process. `trusted` are proxies: they come for many people."""

    def __init__(self, bounds: Bounds | None = None, trusted: tuple[str, ...] = ()) -> None:
        self.bounds = bounds or Bounds()
        self.sockets = 0
        self._sockets_of: Counter[str] = Counter()
        self._files = _files() - FILES_KEPT
        self._trusted = trusted
        self._open: dict[Connection, str] = {}  # in the order in which they came
        self._of: dict[str, dict[Connection, None]] = {}
        self._told = Tally()
        self._sweeping: asyncio.TimerHandle | None = None

    def enter(self, connection: Connection, peer: str) -> bool:
        """Make room for a connection; False when there is none, because all others are being answered."""
        address = self.counted(peer)
        own = self._of.get(address, {})
        too_many = bool(address) and len(own) >= self.bounds.each
        full = len(self._open) >= self.bounds.together or len(self._open) + self.sockets >= self._files
        if (too_many or full) and not self._close_one(own if too_many else self._open, address):
            self.count("too many connections", address)
            return False
        self._of.setdefault(address, {})[connection] = None
        self._open[connection] = address
        if self._sweeping is None:
            self._sweeping = connection.loop.call_later(SWEEP_SECONDS, self._sweep, connection.loop)
        return True

    def leave(self, connection: Connection) -> None:
        """It is closed, or has become a WebSocket."""
        address = self._open.pop(connection, None)
        if address is not None and (own := self._of.get(address)) is not None:
            own.pop(connection, None)
            if not own:
                del self._of[address]

    def counted(self, peer: str) -> str:
        """Whom a connection from there is counted for; nobody where a trusted proxy comes for many."""
        return "" if is_within(peer, self._trusted) else counted_as(peer)

    def has_socket_for(self, peer: str) -> bool:
        """Whether the address may have one more WebSocket."""
        address = self.counted(peer)
        most = min(self.bounds.sockets_each, self._files // 2)
        if not address or self._sockets_of[address] < most:
            return True
        self.count("too many WebSockets", address)
        return False

    def socket_opened(self, peer: str) -> None:
        """One more WebSocket; `socket_closed` follows."""
        self.sockets += 1
        self._sockets_of[self.counted(peer)] += 1

    def socket_closed(self, peer: str) -> None:
        """It is gone."""
        self.sockets -= 1
        address = self.counted(peer)
        self._sockets_of[address] -= 1
        if not self._sockets_of[address]:
            del self._sockets_of[address]

    def count(self, what: str, address: str) -> None:
        """Something was refused; the log says so at once, and then once a minute how often."""
        self._told.add(what, address or "a proxy")

    def address_of(self, connection: Connection) -> str:
        """Whom the connection is counted for."""
        return self._open.get(connection, "")

    def _close_one(self, among: Iterable[Connection], address: str) -> bool:
        victim = next((connection for connection in among if not connection.is_answering), None)
        if victim is None:
            return False
        self.count("too many connections", address)
        victim.end(408)
        self.leave(victim)
        return True

    def _sweep(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        for connection in list(self._open):
            connection.look(now)
        self._told.tell(now)
        go_on = self._open or self._told.waits
        self._sweeping = loop.call_later(SWEEP_SECONDS, self._sweep, loop) if go_on else None


class Tally:
    """What was refused, counted: one line at once, and one a minute while it goes on."""

    def __init__(self) -> None:
        self._counts: dict[str, Counter[str]] = {}
        self._next: dict[str, float] = {}

    @property
    def waits(self) -> bool:
        return bool(self._next)

    def add(self, what: str, address: str) -> None:
        counts = self._counts.setdefault(what, Counter())
        counts[address if address in counts or len(counts) < 1000 else "others"] += 1
        if what not in self._next:
            logger.warning("web: %s, first from %s", what, address)
            self._next[what] = asyncio.get_running_loop().time() + TELL_SECONDS
            counts.clear()

    def tell(self, now: float) -> None:
        for what, at in list(self._next.items()):
            if now < at:
                continue
            counts = self._counts.pop(what, Counter())
            if not counts:
                del self._next[what]
                logger.info("web: no more of this for a minute: %s", what)
                continue
            address, most = counts.most_common(1)[0]
            logger.warning("web: %s, %s times in a minute, %s of them from %s", what, counts.total(), most, address)
            self._next[what] = now + TELL_SECONDS


def _files() -> int:
    """How many files the process may open, after asking for more: each connection is one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    target = FILES_WANTED if hard == resource.RLIM_INFINITY else min(FILES_WANTED, hard)
    if soft != resource.RLIM_INFINITY and soft < target:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (target, hard))
        except (OSError, ValueError):
            return soft
        return target
    return FILES_WANTED if soft == resource.RLIM_INFINITY else soft
