"""The Remnawave adapter and its stand-in, for the suite of the port."""

import ssl
import tempfile
import urllib.parse
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from core.panels import Account, Panel
from core.panels.remnawave.config import RemnawaveConfig
from core.panels.remnawave.panel import RemnawavePanel
from tests import lab
from tests.standins.remnawave import Remnawave

BEGIN = datetime(2026, 11, 21, 12, tzinfo=UTC)
FOR_EVER = 1_000_000


class RemnawaveKit:
    """One stand-in of version 3 and one adapter, on a clock that is moved by hand."""

    name = "remnawave-3"
    version = "3.3.2"
    faults = frozenset({"down", "hang", "lost", "broken", "html", "busy", "refused", "invalid", "tls"})
    limits = True
    remote = True

    def __init__(self) -> None:
        self._now = BEGIN
        self.remnawave = Remnawave(self.version, self.now)
        self._panels: list[RemnawavePanel] = []
        self._spoiled: Panel | None = None  # the adapter that a fault has put aside
        self._token = self.remnawave.token

    def now(self) -> datetime:
        return self._now

    def make(self, **changes: Any) -> RemnawavePanel:
        """An adapter with its own connections; keywords are RemnawaveConfig's."""
        settings: dict[str, Any] = {
            "url": self.remnawave.url,
            "token": self.remnawave.token,
            "identity": "lab",
            "squads": {lab.account().profile: [next(iter(self.remnawave.squads))]},
            "readings_seconds": 0.0,
        }
        panel = RemnawavePanel(RemnawaveConfig(**(settings | changes)), now=self.now)
        self._panels.append(panel)
        return panel

    async def start(self) -> None:
        await self.remnawave.start()
        self.panel: Panel = self.make()

    async def stop(self) -> None:
        for panel in self._panels:
            await panel.aclose()
        await self.remnawave.stop()

    async def pass_time(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)
        self.remnawave.tick()

    async def another(self) -> Panel:
        return self.make()

    async def can_connect(self, link: str) -> bool:
        return self.remnawave.can_connect(urllib.parse.urlsplit(link).username or "")

    async def meter(self, want: Account, size: int) -> None:
        self.remnawave.use(want.name, size)
        self.remnawave.tick()

    async def forget(self, name: str) -> None:
        self.remnawave.delete(name)

    async def edit(self, name: str, **changes: Any) -> None:
        fields: dict[str, Any] = {}
        if "enabled" in changes:
            fields["status"] = "ACTIVE" if changes["enabled"] else "DISABLED"
        if "quota_bytes" in changes:
            fields["limit"] = changes["quota_bytes"] or 0
        if "expires_at" in changes:
            fields["expire_at"] = changes["expires_at"]
        self.remnawave.edit(name, **fields)

    async def occupy(self, name: str) -> None:
        self.remnawave.add(name)

    def held(self) -> list[str]:
        return [member.username for member in self.remnawave.members.values()]

    def writes(self) -> int:
        return sum(method != "GET" for method, _, _ in self.remnawave.asked)

    async def fault(self, kind: str) -> None:
        await self.heal()
        if kind == "down":
            await self.remnawave.stop()
        elif kind == "tls":
            await self.remnawave.stop()
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            with tempfile.TemporaryDirectory() as folder:
                context.load_cert_chain(*lab.certificate(Path(folder), "localhost"))
            await self.remnawave.start(context)
            self.panel, self._spoiled = self.make(), self.panel
        elif kind == "refused":
            self.remnawave.renew_token()
        elif kind in ("lost", "broken"):
            self.remnawave.fail(kind, method="WRITE")
        elif kind == "invalid":
            self.remnawave.fail(kind, FOR_EVER, method="WRITE")
        else:
            self.remnawave.fail(kind, FOR_EVER)
            if kind == "hang":
                self.panel, self._spoiled = self.make(timeout=0.5), self.panel

    async def heal(self) -> None:
        await self.remnawave.stop()
        self.remnawave.troubles.clear()
        self.remnawave.token = self._token
        await self.remnawave.start()
        if self._spoiled is not None:
            self.panel, self._spoiled = self._spoiled, None


class Remnawave28Kit(RemnawaveKit):
    """The same adapter on a panel that calls users by UUID."""

    name = "remnawave-2.8"
    version = "2.8.1"
