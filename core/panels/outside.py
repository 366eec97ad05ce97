"""What every panel on another machine does alike: one write an account at a time, counters that are listed, not told.

A panel like this has a memory of its own and counts for ever in one source. What its vendor does differently is the
adapter's.
"""

import asyncio
import weakref
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from core.panels import Account, Conflict, Observed, Readings
from core.panels.remote import Marker
from core.phrases import Phrase


class Held(Protocol):
    """An account as a vendor's adapter reads it."""

    @property
    def name(self) -> str: ...

    @property
    def marker(self) -> Marker | None: ...


H = TypeVar("H", bound=Held)


class OutsidePanel:
    """Base of the adapters. `source` is what the panel is called in the traffic books."""

    remote = True

    def __init__(self, source: str, now: Callable[[], datetime], readings_seconds: float) -> None:
        self.source = source
        self._now = now
        self._readings_pause = timedelta(seconds=readings_seconds)
        self._locks: weakref.WeakValueDictionary[str, asyncio.Lock] = weakref.WeakValueDictionary()
        self._reading = asyncio.Lock()
        self._counters: dict[str, tuple[int, int]] = {}
        self._counted_at: datetime | None = None

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

    def _every(self) -> AsyncIterator[Held]:
        """All accounts; what was counted on the way goes to `_counters` when the end was reached. The adapter's."""
        raise NotImplementedError


def ours(account: H, ref: str) -> H:
    """The account, which carries the shop's note for this key. Raises Conflict."""
    if account.marker is None or account.marker.ref != ref:
        raise Conflict(Phrase("panel-foreign-account", account=account.name))
    return account


def has_access(want: Account, now: datetime) -> bool:
    """Whether the account should let its customer in, quotas aside."""
    return want.enabled and (want.expires_at is None or want.expires_at > now)


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
