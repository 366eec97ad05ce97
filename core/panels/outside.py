"""What every panel on another machine does alike: one write an account at a time, counters that are listed, not told.

A panel like this has a memory of its own and counts for ever in one source. What its vendor does differently is the
adapter's.
"""

import asyncio
import secrets
import weakref
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar
from uuid import uuid4

from core.panels import Account, Conflict, Observed, Readings, Rejected, Secrets, State
from core.panels.remote import Marker, first_marker, read_marker, refuse_other
from core.phrases import Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a panel holds of an account, as a vendor's adapter reads it; `status` and `strategy` are its own words."""

    name: str
    status: str
    note: str
    limit: int
    strategy: str
    used: int
    used_total: int
    online_at: datetime | None

    @property
    def marker(self) -> Marker | None:
        return read_marker(self.note)


H = TypeVar("H", bound=Held)


class OutsidePanel(Generic[H]):
    """Base of the adapters. `source` is what the panel is called in the traffic books.

    Accounts whose reference begins with `owner` are counted.
    """

    remote = True

    def __init__(self, source: str, owner: str, now: Callable[[], datetime], readings_seconds: float) -> None:
        self.source = source
        self._owner = owner
        self._now = now
        self._readings_pause = timedelta(seconds=readings_seconds)
        self._locks: weakref.WeakValueDictionary[str, asyncio.Lock] = weakref.WeakValueDictionary()
        self._reading = asyncio.Lock()
        self._counters: dict[str, tuple[int, int]] = {}
        self._counted_at: datetime | None = None

    async def get(self, name: str) -> Observed | None:
        """What the panel holds under this name. Raises Conflict when that is another administrator's."""
        account = await self._read(name)
        return None if account is None else self._observed(account)

    async def scan(self) -> AsyncIterator[Observed]:
        """Everything the panel holds, page by page."""
        async for account in self._every():
            yield self._observed(account)

    async def adopt(self, name: str, ref: str) -> None:
        """Put the shop's mark into an account's note; see `Takeover`."""
        account = await self._read(name)
        if account is None:
            raise Rejected(Phrase("panel-account-gone", account=name))
        if not refuse_other(name, account.marker, ref):
            await self._write_note(name, first_marker(ref))

    async def connections(self) -> Mapping[str, int]:
        """None of them tells how many connections an account has."""
        return {}

    async def readings(self) -> Sequence[Readings]:
        """One source for ever: what each of the shop's accounts has used in its life, both ways together.

        All accounts are listed for it, unless that was done a moment ago. Raises PanelError.
        """
        async with self._reading:
            if self._counted_at is None or self._now() - self._counted_at >= self._readings_pause:
                async for _ in self._every():
                    pass
            return [Readings(self.source, False, dict(self._counters), may_fall=True)]

    async def acknowledge(self, source: str) -> None:
        """The panel's counters never close."""

    async def restore(self, accounts: Sequence[Account]) -> None:
        """The panel has a memory of its own."""

    def _lock(self, name: str) -> asyncio.Lock:
        """Held while an account is written."""
        return self._locks.setdefault(name, asyncio.Lock())

    async def _every(self) -> AsyncIterator[H]:
        """All accounts, each once; what was counted on the way is kept only when the end was reached."""
        counters: dict[str, tuple[int, int]] = {}
        names: set[str] = set()
        started = self._now()
        async for account in self._listed():
            if account.name in names:  # a page slides when an account is made or deleted meanwhile
                continue
            names.add(account.name)
            self._note_listed(account, started)
            if account.marker is not None and account.marker.ref.startswith(self._owner):
                counters[account.name] = (0, account.used_total)
            yield account
        self._forget_others(names, started)
        self._counters, self._counted_at = counters, started

    # ---- the adapter's; all raise PanelError

    async def _read(self, name: str) -> H | None:
        raise NotImplementedError

    async def _write_note(self, name: str, note: str) -> None:
        raise NotImplementedError

    def _listed(self) -> AsyncIterator[H]:
        """All accounts; one may come twice."""
        raise NotImplementedError

    def _observed(self, account: H) -> Observed:
        raise NotImplementedError

    def _note_listed(self, account: H, started: datetime) -> None:
        """Note what a list that was begun at `started` shows."""

    def _forget_others(self, names: set[str], started: datetime) -> None:
        """Forget whoever is not in such a list."""


def ours(account: H, ref: str) -> H:
    """The account, which carries the shop's note for this key. Raises Conflict."""
    if account.marker is None or account.marker.ref != ref:
        raise Conflict(Phrase("panel-foreign-account", account=account.name))
    return account


def has_access(want: Account, now: datetime) -> bool:
    """Whether the account should let its customer in, quotas aside."""
    return want.enabled and (want.expires_at is None or want.expires_at > now)


def observed(
    account: Held, remote_id: str, state: State, expires_at: datetime | None, again_after: float | None = None
) -> Observed:
    """An account as the port shows it."""
    mark = account.marker
    return Observed(
        name=account.name,
        remote_id=remote_id,
        state=state,
        expires_at=expires_at,
        quota_bytes=account.limit or None,
        used_bytes=account.used,
        used_total_bytes=account.used_total,
        epoch=mark.epoch if mark else None,
        rotation=mark.rotation if mark else None,
        ref=mark.ref if mark else None,
        online_at=account.online_at,
        again_after=again_after,
    )


def needs_rotation(want: Account, account: Held) -> bool:
    """Whether the panel's own credentials or links have to be replaced."""
    return account.marker is not None and account.marker.rotation < want.rotation


def trial(name: str, ref: str, profile: str, ends_at: datetime, *, token: str = "") -> Account:
    """An account for a self-test, to be removed after it."""
    return Account(
        name=name,
        ref=ref,
        title="trial",
        expires_at=ends_at.replace(microsecond=0),
        quota_bytes=None,
        enabled=True,
        profile=profile,
        devices=None,
        epoch=0,
        rotation=0,
        secrets=Secrets(str(uuid4()), secrets.token_hex(16), token),
    )


def nothing(want: Account, now: datetime) -> Observed:
    """An account that should not let anybody in and is not there: that is what was wanted."""
    return Observed(
        name=want.name,
        remote_id="",
        state="expired" if want.enabled and not has_access(want, now) else "disabled",
        expires_at=want.expires_at,
        quota_bytes=want.quota_bytes,
        used_bytes=0,
        used_total_bytes=0,
        epoch=want.epoch,
        rotation=want.rotation,
        ref=want.ref,
        online_at=None,
    )
