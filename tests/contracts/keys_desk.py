"""A panel whose engine can be looked into and changed behind the shop's back, and a worker beside the test."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from core.catalogue.servers import Server
from core.config import Settings
from core.engine import calls, driver
from core.panels import Account, Observed, Unavailable
from core.shop import Actor, Shop
from core.subscriptions.keys import provisioning
from core.users import api_keys
from core.users.api_keys import ApiKey
from tests import logwatch
from tests.conftest import ADMIN, Clock, make_settings
from tests.contracts.keys import call
from tests.lab import beside
from tests.panels import MemoryPanel

FIRST, LAST = 10001, 10005
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


@asynccontextmanager
async def worked(shop: Shop) -> AsyncIterator[None]:
    """Panels follow and calls are answered, as a worker sees to it: when it is woken, and ten times a second."""

    async def follow() -> None:
        await provisioning.converge_due(shop)
        await shop.wakeups.wait("keys", 0.1)

    async def answer() -> None:
        await calls.run_due(shop, driver.HANDLERS)
        await shop.wakeups.wait("calls", 0.1)

    async with beside(follow, 0), beside(answer, 0):
        yield


async def program(shop: Shop, name: str = "bot", scopes: Sequence[str] = ("keys",)) -> tuple[ApiKey, str]:
    """An API key, and its text."""
    made, text = await api_keys.make(shop, name, scopes, by=BOSS)
    logwatch.learn(text)
    return made, text


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """A shop with five ports for keys that does not count requests."""
    return make_settings(database_url, tmp_path, rate_limit_other=0, key_port_range=(FIRST, LAST))


@pytest.fixture
async def panel(shop: Shop, server: Server, clock: Clock) -> AsyncIterator[InspectablePanel]:
    made = InspectablePanel(clock)
    shop.panels[server.id] = made
    async with worked(shop):
        yield made


@pytest.fixture
async def bot(shop: Shop, panel: InspectablePanel) -> str:
    """The text of a program's API key."""
    return (await program(shop))[1]


@pytest.fixture
async def owner(shop: Shop, panel: InspectablePanel) -> str:
    """The text of the owner's API key."""
    return (await program(shop, "owner", ["owner"]))[1]


async def made(web: httpx.AsyncClient, key: str, name: str = "user@example.com") -> dict[str, Any]:
    found: dict[str, Any] = await call(web, "POST", "/api/keys", key=key, json={"name": name})
    return found
