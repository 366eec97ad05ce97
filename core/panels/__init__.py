"""The port every VPN panel stands behind, and what is said across it.

The shop's database holds the wanted account; a panel converges on it from any state. There are no create, extend,
disable or reset calls: those are changes of `Account`. Every call may be repeated; an answer that was lost is repaired
by asking again. Adapters translate, they never act: a file in this folder imports neither the ORM nor a framework.

    PanelError
      Unavailable    no answer, reset, timeout, 5xx, not yet running: ask again later; the outcome of a write is unknown
      Unauthorized   the panel refuses our credentials: pause the panel and tell the operator
      Rejected       the panel refuses the request itself: do not repeat, show the text to the operator
      Conflict       the name belongs to somebody else: do not repeat
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, runtime_checkable

from core import i18n
from core.phrases import Words

SHARED = "shared"  # tag of the inbound of all keys without a port of their own, in engines that can be looked into
OWN = "inbound-"  # begins the tags of the others; the account's name follows


class PanelError(Exception):
    """Something went wrong between the shop and a panel. `words` are for the operator, never for customers."""

    def __init__(self, words: Words = "") -> None:
        super().__init__(words)
        self.words = words

    def __str__(self) -> str:
        return i18n.say(self.words, "en")


class Unavailable(PanelError):
    """The panel cannot be asked now; retry later."""


class Unauthorized(PanelError):
    """The panel refuses the shop's credentials."""


class Rejected(PanelError):
    """The panel refuses this very request; repeating it is pointless."""


class Conflict(PanelError):
    """The account's name belongs to somebody else."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """Credentials made and kept by the shop, so that an account can be rebuilt anywhere."""

    vless_uuid: str
    password: str
    token: str


@dataclass(frozen=True, slots=True)
class Account:
    """What the shop wants one account to be; built from the shop's own tables only."""

    name: str  # ^[a-z][a-z0-9_]{2,31}$, from the key's id, never from a person's name
    ref: str  # installation id and key id: who owns the account
    title: str  # what the customer's app shows for this server
    expires_at: datetime | None  # aware UTC, whole seconds; None = never
    quota_bytes: int | None  # >= 1; None = unlimited (a quota of 0 is enabled=False)
    enabled: bool
    profile: str  # the tariff's access profile; adapter settings map it to inbounds or squads
    devices: int | None  # None = no limit; panels without the notion ignore it
    epoch: int  # usage period; raising it zeroes the usage
    rotation: int  # generation of the credentials; raising it replaces them
    secrets: Secrets
    port: int | None = None  # a port of its own; panels on other machines have none to give


State = Literal["active", "pending", "disabled", "expired", "limited"]


@dataclass(frozen=True, slots=True)
class Observed:
    """What a panel says it holds."""

    name: str
    remote_id: str
    state: State
    expires_at: datetime | None
    quota_bytes: int | None
    used_bytes: int  # in this epoch, by the panel's own weighting
    used_total_bytes: int
    epoch: int | None  # from the marker; None = not ours
    rotation: int | None
    ref: str | None
    online_at: datetime | None
    again_after: float | None = None  # seconds: apply the same once more then, the panel may not serve it before


@dataclass(frozen=True, slots=True)
class Readings:
    """Absolute traffic counters of one counting process.

    Counters only grow within one `source`; a new process is a new source. `closed` says that these are the last ones:
    once they are in the shop's books, `Panel.acknowledge(source)` lets the panel forget them. `may_fall` is for panels
    where an account that is made anew begins at zero again.
    """

    source: str
    closed: bool
    counters: Mapping[str, tuple[int, int]]  # account name -> (bytes received from it, bytes sent to it)
    may_fall: bool = False


@dataclass(frozen=True, slots=True)
class Health:
    """The answer of `Panel.probe`: whether the panel works, and if not, what to do about it.

    `ends_at` is when the panel stops to take the shop's credentials, where it tells.
    """

    ok: bool
    version: str
    words: Words
    ends_at: datetime | None = None

    @property
    def detail(self) -> str:
        """The same in English, for programs and logs."""
        return i18n.say(self.words, "en")


class Panel(Protocol):
    """One server's panel. All calls are safe to repeat and to run at once for different accounts."""

    @property
    def remote(self) -> bool:
        """Whether it is a program of its own on another machine: asked sparingly, and with a memory of its own."""

    async def probe(self) -> Health:
        """Whether the panel answers and serves; never raises."""

    async def apply(self, want: Account) -> Observed:
        """Converge the account on `want` from any state; cuts live connections of one that lost its access.

        When the answer says `again_after`, the panel has noted the change but may not have told its core: the account
        stays due and is applied again that many seconds later. Earlier calls change nothing and say what is left.
        """

    async def get(self, name: str) -> Observed | None:
        """What the panel holds under this name."""

    async def links(self, want: Account) -> list[str]:
        """Share links of the account, one a line, the same for the same wanted state."""

    async def remove(self, name: str, ref: str) -> None:
        """Remove the account; an absent one is a success, a foreign one is Conflict."""

    def scan(self) -> AsyncIterator[Observed]:
        """Everything the panel holds."""

    async def connections(self) -> Mapping[str, int]:
        """Live connections by account; empty where the panel does not tell."""

    async def readings(self) -> Sequence[Readings]:
        """Traffic counters of every source that still counts or has not been acknowledged."""

    async def acknowledge(self, source: str) -> None:
        """The final readings of a closed source are in the books: forget them."""

    async def restore(self, accounts: Sequence[Account]) -> None:
        """Load all enabled accounts at once before serving; panels with a memory of their own need nothing."""

    async def aclose(self) -> None:
        """Stop serving and release everything; counters stay readable until then."""


@runtime_checkable
class Watched(Protocol):
    """A panel that says by itself when it does not serve and when it does again.

    Nothing is to be concluded from calls to it that succeed: the embedded engine answers them from memory.
    """

    watched: bool
