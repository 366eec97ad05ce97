"""The Marzban adapter and its stand-in, for the suite of the port."""

import ssl
import tempfile
import urllib.parse
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from core.panels import Account, Panel
from core.panels.marzban.config import MarzbanConfig
from core.panels.marzban.panel import MarzbanPanel
from tests import lab
from tests.standins.marzban import Faults, Marzban

BEGIN = datetime(2026, 11, 21, 12, tzinfo=UTC)


class MarzbanKit:
    """One stand-in and one adapter, on a clock that is moved by hand."""

    name = "marzban"
    faults = frozenset({"down", "hang", "lost", "broken", "html", "busy", "refused", "invalid", "tls"})
    limits = True
    remote = True

    def __init__(self) -> None:
        self._now = BEGIN
        self.marzban = Marzban(self.now)
        self._panels: list[MarzbanPanel] = []
        self._spoiled: Panel | None = None  # the adapter that a fault has put aside

    def now(self) -> datetime:
        return self._now

    def make(self, **changes: Any) -> MarzbanPanel:
        """An adapter with its own connections; keywords are MarzbanConfig's."""
        settings: dict[str, Any] = {
            "url": self.marzban.server.url,
            "username": "shop",
            "password": "shop-password",
            "identity": "lab",
            "readings_seconds": 0.0,
        }
        panel = MarzbanPanel(MarzbanConfig(**(settings | changes)), now=self.now)
        self._panels.append(panel)
        return panel

    async def start(self) -> None:
        await self.marzban.server.start()
        self.panel: Panel = self.make()

    async def stop(self) -> None:
        for panel in self._panels:
            await panel.aclose()
        await self.marzban.server.stop()

    async def pass_time(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)
        self.marzban.database.review()

    async def another(self) -> Panel:
        return self.make()

    async def can_connect(self, link: str) -> bool:
        return self.marzban.database.can_connect(urllib.parse.urlsplit(link).username or "")

    async def meter(self, want: Account, size: int) -> None:
        self.marzban.database.meter(want.secrets.vless_uuid, size)
        self.marzban.database.review()

    async def forget(self, name: str) -> None:
        self.marzban.database.delete(self.marzban.database.rows[name])

    async def edit(self, name: str, **changes: Any) -> None:
        body: dict[str, Any] = {}
        if "enabled" in changes:
            body["status"] = "active" if changes["enabled"] else "disabled"
        if "quota_bytes" in changes:
            body["data_limit"] = changes["quota_bytes"] or 0
        if "expires_at" in changes:
            body["expire"] = int(changes["expires_at"].timestamp()) if changes["expires_at"] else 0
        self.marzban.database.modify(self.marzban.database.rows[name], body)

    async def occupy(self, name: str) -> None:
        self.marzban.database.create({"username": name, "proxies": {"vless": {}}, "inbounds": {}}, "shop")

    def held(self) -> list[str]:
        return list(self.marzban.database.rows)

    def writes(self) -> int:
        return len(self.marzban.writes)

    async def fault(self, kind: str) -> None:
        await self.heal()
        if kind == "down":
            await self.marzban.server.stop()
        elif kind == "tls":
            await self.marzban.server.stop()
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            with tempfile.TemporaryDirectory() as folder:
                context.load_cert_chain(*lab.certificate(Path(folder), "localhost"))
            await self.marzban.server.start(context)
            self.panel, self._spoiled = self.make(), self.panel
        else:
            setattr(self.marzban.faults, kind, 1 if kind in ("lost", "broken") else True)
            if kind == "hang":
                self.panel, self._spoiled = self.make(timeout=0.5), self.panel

    async def heal(self) -> None:
        await self.marzban.server.stop()
        self.marzban.faults = Faults()
        await self.marzban.server.start()
        if self._spoiled is not None:
            self.panel, self._spoiled = self._spoiled, None
