"""What the suite of the Panel port needs to know of an implementation: a kit starts the panel, looks at it from outside
and spoils it. A new panel brings a kit and adds it to `KITS`."""

import asyncio
import contextlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from core.panels import Account, Panel
from core.panels.xray.panel import EmbeddedXray
from tests import lab
from tests.standins.marzban_kit import MarzbanKit
from tests.standins.remnawave_kit import Remnawave28Kit, RemnawaveKit

DOWN = "down"  # nobody listens
HANG = "hang"  # requests are accepted and never answered
LOST = "lost"  # the next write takes effect, and its answer is lost
BROKEN = "broken"  # the next write takes effect and is answered with 500
HTML = "html"  # something before the panel answers 200 with a web page
BUSY = "busy"  # 429
REFUSED = "refused"  # the panel no longer takes the shop's credentials
INVALID = "invalid"  # the panel refuses the content of writes
TLS = "tls"  # a certificate nobody trusts


class PanelKit(Protocol):
    """One implementation under test, on a panel of its own."""

    name: str
    panel: Panel
    faults: frozenset[str]  # what `fault` can do
    limits: bool  # the panel itself stops an account that has used up its quota
    remote: bool  # it has a memory of its own, which others can edit and a second client can share

    async def start(self) -> None:
        """Run the panel and connect `panel` to it."""

    async def stop(self) -> None:
        """End both."""

    def now(self) -> datetime:
        """The time that panel and adapter go by."""

    async def pass_time(self, seconds: float) -> None:
        """Move that time on and let the panel's own jobs run."""

    async def another(self) -> Panel:
        """A second, fresh client of the same panel, as another process would have. Closed by `stop`."""

    async def can_connect(self, link: str) -> bool:
        """Whether a customer with this link gets through now."""

    async def meter(self, want: Account, size: int) -> None:
        """Let about that many bytes pass for the account, and be counted."""

    async def forget(self, name: str) -> None:
        """Somebody deletes the account on the panel by hand."""

    async def edit(self, name: str, **changes: Any) -> None:
        """Somebody edits it by hand: `enabled`, `quota_bytes`, `expires_at`."""

    async def occupy(self, name: str) -> None:
        """Somebody makes an account of this name that is not the shop's."""

    def held(self) -> list[str]:
        """Names of all accounts on the panel."""

    def writes(self) -> int:
        """How many changes have been asked of a remote panel since the start, refused ones too."""

    async def fault(self, kind: str) -> None:
        """Spoil the panel as one of `faults`; replaces an earlier fault."""

    async def heal(self) -> None:
        """All is well again."""


class EmbeddedKit:
    """A real embedded Xray, and real clients made from its links."""

    name = "xray"
    faults = frozenset({DOWN})
    limits = False
    remote = False

    def __init__(self) -> None:
        self._stack = contextlib.ExitStack()
        self._later = timedelta()
        self._clients: dict[str, lab.Client] = {}

    async def start(self) -> None:
        self._data = self._stack.enter_context(lab.Bytes())
        folder = self._stack.enter_context(lab.run_dir())
        self._config = lab.xray_config(folder, self._stack.enter_context(lab.Site()))
        await self.heal()

    async def stop(self) -> None:
        await self.panel.aclose()
        await asyncio.to_thread(self._stack.close)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._later

    async def pass_time(self, seconds: float) -> None:
        self._later += timedelta(seconds=seconds)

    async def another(self) -> Panel:
        raise NotImplementedError("an embedded panel has one client")

    async def can_connect(self, link: str) -> bool:
        if link not in self._clients:
            self._clients[link] = await asyncio.to_thread(lambda: self._stack.enter_context(lab.Client(link)))
        try:
            async with asyncio.timeout(40):  # a cold core studies its target for up to five
                await lab.fetch(self._clients[link], self._data)
        except (OSError, EOFError, TimeoutError):
            return False
        return True

    async def meter(self, want: Account, size: int) -> None:
        before = await self._counted(want.name)
        (link,) = await self.panel.links(want)
        assert await self.can_connect(link)
        await lab.fetch(self._clients[link], self._data, size)

        async def counted() -> bool:
            return await self._counted(want.name) >= before + size

        await lab.eventually(counted)

    async def _counted(self, name: str) -> int:
        return sum(sum(readings.counters.get(name, (0, 0))) for readings in await self.panel.readings())

    async def forget(self, name: str) -> None:
        raise NotImplementedError("nobody else can edit an embedded panel")

    async def edit(self, name: str, **changes: Any) -> None:
        raise NotImplementedError("nobody else can edit an embedded panel")

    async def occupy(self, name: str) -> None:
        await self.panel.apply(lab.account(name, ref="other-shop-7"))

    def held(self) -> list[str]:
        return [held.name for held in self.panel._accounts]

    def writes(self) -> int:
        raise NotImplementedError("an embedded panel is not asked over a network")

    async def fault(self, kind: str) -> None:
        assert kind == DOWN
        await self.panel.aclose()

    async def heal(self) -> None:
        self.panel = EmbeddedXray(self._config, now=self.now)
        await self.panel.start()


KITS: Sequence[type[PanelKit]] = (EmbeddedKit, MarzbanKit, Remnawave28Kit, RemnawaveKit)
