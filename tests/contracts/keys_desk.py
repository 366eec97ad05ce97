"""A panel whose engine can be looked into and changed behind the shop's back, and a worker beside the test."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence

from core import api_keys, driving, errands
from core.api_keys import ApiKey
from core.panels import Account, Observed, Unavailable
from core.shop import Actor, Shop
from core.subscriptions import provisioning
from tests import logwatch
from tests.conftest import ADMIN
from tests.panels import MemoryPanel

BOSS = Actor("admin", ADMIN)
SHARED = "shared"


class InspectablePanel(MemoryPanel):
    """Keeps what its engine lets in apart from what it was told, as a real core does."""

    def __init__(self, *given: object) -> None:
        super().__init__(*given)  # type: ignore[arg-type]
        self.engine: dict[str, dict[str, str]] = {SHARED: {}}
        self.stubborn = False  # repairs do nothing

    async def apply(self, want: Account) -> Observed:
        observed = await super().apply(want)
        self._forget(want.name)
        self._let_in(want)
        return observed

    async def inventory(self) -> dict[str, dict[str, str]]:
        if self.down:
            raise Unavailable("the core does not answer")
        return {tag: dict(users) for tag, users in self.engine.items()}

    async def repair(self) -> None:
        if self.down:
            raise Unavailable("the core does not answer")
        if not self.stubborn:
            self.engine = {SHARED: {}}
            for account in self.accounts.values():
                self._let_in(account)

    def _let_in(self, account: Account) -> None:
        if account.enabled:
            tag = SHARED if account.port is None else f"inbound-{account.name}"
            self.engine.setdefault(tag, {})[account.name] = account.secrets.vless_uuid

    def _forget(self, name: str) -> None:
        self.engine.pop(f"inbound-{name}", None)
        self.engine[SHARED].pop(name, None)


@contextlib.asynccontextmanager
async def worked(shop: Shop) -> AsyncIterator[None]:
    """Panels follow and errands are run, as a worker sees to it."""

    async def work() -> None:
        while True:
            await provisioning.converge_due(shop)
            await errands.run_due(shop, driving.DOINGS)
            await asyncio.sleep(0.01)

    task = asyncio.create_task(work())
    yield
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def program(shop: Shop, name: str = "bot", scopes: Sequence[str] = ("keys",)) -> tuple[ApiKey, str]:
    """An API key, and its text."""
    made, text = await api_keys.make(shop, name, scopes, by=BOSS)
    logwatch.learn(text)
    return made, text
