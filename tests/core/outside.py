"""A server of the shop on a panel elsewhere, for tests of what the core does with it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from core.catalogue import servers
from core.catalogue.servers import Server
from core.engine import driver, panels
from core.shop import Shop
from core.subscriptions.keys import provisioning, state
from core.subscriptions.models import Subscription
from tests.conftest import Clock
from tests.panels import MemoryPanel
from tests.standins.marzban_kit import MarzbanKit
from tests.standins.remnawave_kit import Remnawave28Kit, RemnawaveKit

Kit = MarzbanKit | RemnawaveKit
KITS: tuple[type[Kit], ...] = (MarzbanKit, RemnawaveKit, Remnawave28Kit)


@dataclass
class Outside:
    """The shop's server on a panel elsewhere, and the panel itself; both go by the shop's clock."""

    shop: Shop
    clock: Clock
    server: Server
    kit: Kit

    async def pass_time(self, seconds: float) -> None:
        self.clock.advance(seconds=seconds)
        await self.kit.pass_time(seconds)

    async def settle(self, seconds: int = 30) -> None:
        """Let the worker's loop run for some of the shop's seconds."""
        for _ in range(seconds):
            while await provisioning.converge_server(self.shop, self.server.id):
                pass
            await self.pass_time(1)

    async def link(self, subscription: Subscription) -> str:
        return (await state.links(subscription))[0]

    async def serves(self, subscription: Subscription) -> bool:
        return await self.kit.can_connect(await self.link(subscription))


def settings_of(kit: Kit) -> dict[str, Any]:
    if isinstance(kit, MarzbanKit):
        return {"url": kit.marzban.server.url, "username": "shop", "password": "shop-password"}
    squads = {"default": [next(iter(kit.remnawave.squads))]}
    return {"url": kit.remnawave.url, "token": kit.remnawave.token, "squads": squads}


@pytest.fixture(params=KITS, ids=lambda kind: kind.name)
def kit_kind(request: pytest.FixtureRequest) -> type[Kit]:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
async def outside(kit_kind: type[Kit], shop: Shop, clock: Clock, server: Server) -> AsyncIterator[Outside]:
    kit = kit_kind()
    await kit.start()
    kind = kit.name.partition("-")[0]
    there = await panels.add_server(shop, name="Oslo", country="NO", kind=kind, settings=settings_of(kit))
    await servers.change(shop, server, enabled=False)
    await driver.start_new_servers(_without_xray(shop, server))
    yield Outside(shop, clock, there, kit)
    await driver.stop_panels(shop)
    await kit.stop()


def _without_xray(shop: Shop, server: Server) -> Shop:
    """A panel in memory stands for the embedded engine: these tests are about the others."""
    shop.panels[server.id] = MemoryPanel(shop.clock)
    shop.panel_settings[server.id] = (server.panel, server.panel_settings)
    return shop
