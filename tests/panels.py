"""Panels for tests: honest ones that keep their accounts in memory or in a file, and can be made to misbehave."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from core.panels import Account, Conflict, Health, Observed, Readings, Rejected, Secrets, Unavailable

State = Literal["active", "disabled", "expired", "limited"]


class MemoryPanel:
    """A panel that converges accounts as the port demands.

    Troubles are switches: `down` refuses every call before it has an effect, `rejects` refuses writes for good,
    `lost_answers` is how many next writes take effect and never answer. `gate` holds writes back while it is closed.
    """

    remote = False

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.now = now
        self.accounts: dict[str, Account] = {}
        self.used: dict[str, int] = {}
        self.sources: dict[str, Readings] = {}
        self.live: dict[str, int] = {}
        self.applied: list[Account] = []
        self.down = False
        self.rejects = ""
        self.lost_answers = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self.entered = asyncio.Event()
        self.overlaps = 0
        self._busy: Counter[str] = Counter()

    def serves(self, name: str) -> bool:
        """Whether a customer with this account's credentials gets through now."""
        account = self.accounts.get(name)
        return account is not None and self._state(account) == "active"

    async def probe(self) -> Health:
        return Health(not self.down, "1.0", "switched off" if self.down else "")

    async def apply(self, want: Account) -> Observed:
        self._busy[want.name] += 1
        self.overlaps += self._busy[want.name] > 1
        try:
            self.entered.set()
            await asyncio.sleep(0)  # a panel is never as near as a function call
            await self.gate.wait()
            self._ask()
            if self.rejects:
                raise Rejected(self.rejects)
            self._keep(want)
        finally:
            self._busy[want.name] -= 1
        if self.lost_answers:
            self.lost_answers -= 1
            raise Unavailable("the answer was lost")
        return self._observe(want)

    async def get(self, name: str) -> Observed | None:
        self._ask()
        return self._observe(self.accounts[name]) if name in self.accounts else None

    async def links(self, want: Account) -> list[str]:
        return [f"vless://{want.secrets.vless_uuid}@vpn.example:443?security=reality#{want.name}"]

    async def remove(self, name: str, ref: str) -> None:
        self._ask()
        held = self.accounts.get(name)
        if held is not None and held.ref != ref:
            raise Conflict(f"{name} belongs to {held.ref}")
        self.accounts.pop(name, None)

    async def scan(self) -> AsyncIterator[Observed]:
        self._ask()
        for account in list(self.accounts.values()):
            yield self._observe(account)

    async def connections(self) -> Mapping[str, int]:
        self._ask()
        return dict(self.live)

    async def readings(self) -> Sequence[Readings]:
        self._ask()
        return list(self.sources.values())

    async def acknowledge(self, source: str) -> None:
        self.sources.pop(source, None)

    async def restore(self, accounts: Sequence[Account]) -> None:
        for account in accounts:
            self._keep(account)

    async def aclose(self) -> None:
        """Nothing is held."""

    def _ask(self) -> None:
        if self.down:
            raise Unavailable("connection refused")

    def _keep(self, want: Account) -> None:
        held = self.accounts.get(want.name)
        if held is not None and held.ref != want.ref:
            raise Conflict(f"{want.name} belongs to {held.ref}")
        if held is None or held.epoch != want.epoch:
            self.used[want.name] = 0
        self.accounts[want.name] = want
        self.applied.append(want)

    def _state(self, account: Account) -> State:
        if not account.enabled:
            return "disabled"
        if account.expires_at is not None and account.expires_at <= self.now():
            return "expired"
        over = account.quota_bytes is not None and self.used.get(account.name, 0) >= account.quota_bytes
        return "limited" if over else "active"

    def _observe(self, account: Account) -> Observed:
        used = self.used.get(account.name, 0)
        return Observed(
            name=account.name,
            remote_id=account.name,
            state=self._state(account),
            expires_at=account.expires_at,
            quota_bytes=account.quota_bytes,
            used_bytes=used,
            used_total_bytes=used,
            epoch=account.epoch,
            rotation=account.rotation,
            ref=account.ref,
            online_at=None,
        )


class FilePanel(MemoryPanel):
    """A panel that outlives the process that talks to it, as a panel on another machine does."""

    def __init__(self, path: Path, now: Callable[[], datetime]) -> None:
        super().__init__(now)
        self._path = path
        if path.exists():
            for row in json.loads(path.read_text()):
                row["secrets"] = Secrets(**row["secrets"])
                row["expires_at"] = datetime.fromisoformat(row["expires_at"])
                account = Account(**row)
                self.accounts[account.name] = account

    def _keep(self, want: Account) -> None:
        super()._keep(want)
        whole = self._path.with_suffix(".new")
        whole.write_text(json.dumps([asdict(account) for account in self.accounts.values()], default=str))
        whole.replace(self._path)
