"""Keys that move between panels, there and back, through outages and restarts: nobody is cut off on the way."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from core.catalogue import servers, tariffs
from core.catalogue.servers import Server
from core.catalogue.tariffs import Tariff, Terms
from core.engine import driver, panels
from core.shop import Actor, Shop
from core.subscriptions import lifecycle, purchase
from core.subscriptions.keys import moving, provisioning, reconciliation, state
from core.subscriptions.models import Key, LeftoverAccount, Subscription
from core.users.api_keys import ApiKey
from core.users.models import User
from tests.conftest import Clock, new_user
from tests.core.outside import settings_of
from tests.panels import MemoryPanel
from tests.standins.marzban_kit import MarzbanKit
from tests.standins.remnawave_kit import RemnawaveKit

ME, OPERATOR = Actor("user", 1), Actor("admin", 900)
Kit = MarzbanKit | RemnawaveKit


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@dataclass
class Country:
    """A shop with three servers: a panel in memory like the embedded engine, a Marzban and a Remnawave."""

    shop: Shop
    clock: Clock
    here: Server
    kits: dict[int, Kit]
    sold: list[Subscription]

    @property
    def memory(self) -> MemoryPanel:
        panel = self.shop.panels[self.here.id]
        assert isinstance(panel, MemoryPanel)
        return panel

    @property
    def places(self) -> list[int]:
        return [self.here.id, *self.kits]

    async def server(self, server_id: int) -> Server:
        return await Server.get(id=server_id)

    async def move(self, source: int, target: int) -> int:
        return await moving.move(self.shop, await self.server(source), await self.server(target), by=OPERATOR)

    async def fault(self, server_id: int, *, down: bool) -> None:
        if server_id == self.here.id:
            self.memory.down = down
        elif down:
            await self.kits[server_id].fault("down")
        else:
            await self.kits[server_id].heal()

    def where(self, credential: str) -> list[int]:
        """The servers that let somebody in who has this credential."""
        found = [server_id for server_id, kit in self.kits.items() if _admits(kit, credential)]
        panel = self.memory
        if any(one.secrets.vless_uuid == credential and panel.serves(name) for name, one in panel.accounts.items()):
            found.append(self.here.id)
        return found

    async def unserved(self) -> list[int]:
        """Keys that should be served and are not, anywhere."""
        return [key.id for key in await Key.filter(removed_at=None) if not self.where(str(key.secret))]

    async def pass_time(self, seconds: float) -> None:
        self.clock.advance(seconds=seconds)
        for kit in self.kits.values():
            await kit.pass_time(seconds)

    async def settle(self, seconds: int = 40) -> None:
        """What the worker does in these seconds of the shop's time."""
        for second in range(seconds):
            await asyncio.gather(*(provisioning.converge_server(self.shop, one) for one in self.places))
            if second % 30 == 0:
                await reconciliation.forget_leftovers(self.shop)
            await self.pass_time(1)

    async def restart(self) -> None:
        """The worker ends and begins again: what panels on other machines hold stays, the engine starts anew."""
        was_down = self.memory.down
        for server_id in self.kits:
            await driver._stop(self.shop, server_id)
        self.shop.breakers.clear()
        fresh = MemoryPanel(self.clock)
        await fresh.restore(await provisioning.served(self.shop, self.here.id))
        self.shop.panels[self.here.id] = fresh
        fresh.down = was_down
        await driver.start_new_servers(self.shop)


def _admits(kit: Kit, credential: str) -> bool:
    if isinstance(kit, MarzbanKit):
        return kit.marzban.database.can_connect(credential)
    return kit.remnawave.can_connect(credential)


@pytest.fixture
async def country(shop: Shop, clock: Clock, server: Server, tariff: Tariff) -> AsyncIterator[Country]:
    kits: dict[int, Kit] = {}
    for kit, name in ((MarzbanKit(), "Oslo"), (RemnawaveKit(), "Riga")):
        await kit.start()
        kind = kit.name.partition("-")[0]
        kits[(await panels.add_server(shop, name=name, kind=kind, settings=settings_of(kit))).id] = kit
    for server_id in kits:
        await servers.change(shop, await Server.get(id=server_id), enabled=False)
    shop.panels[server.id] = MemoryPanel(clock)
    shop.panel_settings[server.id] = (server.panel, server.panel_settings)
    await driver.start_new_servers(shop)
    yield Country(shop, clock, server, kits, [])
    await driver.stop_panels(shop)
    for kit in kits.values():
        await kit.stop()


async def sell(country: Country, tariff: Tariff, count: int) -> None:
    for number in range(count):
        user = await new_user(country.shop, 5000 + number, balance_kopeks=tariff.price_kopeks * 3)
        country.sold.append((await purchase.buy(country.shop, user, tariff, quote="first", by=ME)).subscription)
    await country.settle(2)


@contextlib.asynccontextmanager
async def watched(country: Country) -> AsyncIterator[set[int]]:
    """Which keys were served by nobody at any moment meanwhile, looked at all the time."""
    credentials = {key.id: str(key.secret) for key in await Key.filter(removed_at=None)}
    cut: set[int] = set()

    async def look() -> None:
        while True:
            cut.update(key_id for key_id, credential in credentials.items() if not country.where(credential))
            await asyncio.sleep(0.001)

    looking = asyncio.create_task(look())
    try:
        yield cut
    finally:
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)


@pytest.mark.parametrize("away", ["nobody", "the old panel", "the new panel"])
@pytest.mark.parametrize("kind", [MarzbanKit, RemnawaveKit])
async def test_keys_that_move_there_and_back_are_served_all_the_time(
    country: Country, tariff: Tariff, away: str, kind: type[Kit]
) -> None:
    there = next(server_id for server_id, kit in country.kits.items() if isinstance(kit, kind))
    here = country.here.id
    await sell(country, tariff, 8)
    async with watched(country) as cut:
        if away != "nobody":
            await country.fault(here if away == "the old panel" else there, down=True)
        await country.move(here, there)
        await country.settle(2)
        await country.move(there, here)
        await country.settle(2)
        if away != "nobody":
            await country.fault(here if away == "the old panel" else there, down=False)
        for _ in range(4):
            await country.settle(60)
            await country.pass_time(600)
    assert cut == set()
    for key in await Key.all():
        assert key.server_id == here
        assert country.where(str(key.secret)) == [here]
    assert not await LeftoverAccount.exists()
    assert country.kits[there].held() == []


async def test_the_old_place_serves_until_the_new_one_does(country: Country, tariff: Tariff) -> None:
    there = next(iter(country.kits))
    await sell(country, tariff, 3)
    await servers.change(country.shop, country.here, enabled=False)
    await servers.change(country.shop, await country.server(there), enabled=True)
    await country.fault(there, down=True)
    async with watched(country) as cut:
        await country.move(country.here.id, there)
        await country.settle(120)
        user = await User.get(id=country.sold[0].user_id)
        await purchase.renew(country.shop, user, period_days=30, traffic_gb=100, by=ME)
        country.clock.advance(days=29, hours=23)
        await country.settle(40)
        await country.restart()
        await country.settle(40)
    assert cut == set()
    country.clock.advance(days=10)  # past the end of whoever did not renew; the panel is still away
    await lifecycle.expire_due(country.shop)
    await country.settle(40)
    key = await Key.get(subscription_id=country.sold[0].id)
    assert country.where(str(key.secret)) == [country.here.id]
    assert [one.name for one in country.memory.accounts.values()] == [key.account_name]
    await country.fault(there, down=False)
    await country.settle(120)
    assert country.where(str(key.secret)) == [there]
    assert country.memory.accounts == {}


async def test_a_reissued_link_is_cut_at_the_old_place_too(country: Country, tariff: Tariff) -> None:
    there = next(iter(country.kits))
    await sell(country, tariff, 1)
    await country.fault(there, down=True)
    await country.move(country.here.id, there)
    old = str((await Key.get()).secret)
    await state.reissue(country.shop, country.sold[0], by=ME)
    await country.settle(40)
    new = str((await Key.get()).secret)
    assert (country.where(old), country.where(new)) == ([], [country.here.id])
    assert new in "".join(await state.links(country.sold[0]))
    await country.fault(there, down=False)
    await country.settle(120)
    assert (country.where(old), country.where(new)) == ([], [there])


async def test_an_account_that_is_made_late_at_a_place_left_meanwhile_is_removed(
    country: Country, tariff: Tariff
) -> None:
    first, second = country.kits
    await sell(country, tariff, 1)
    await country.move(country.here.id, first)
    country.memory.gate.clear()
    await country.move(first, country.here.id)
    late = asyncio.create_task(provisioning.converge_server(country.shop, country.here.id))
    await country.memory.entered.wait()
    await country.move(country.here.id, second)
    country.memory.gate.set()
    await late
    await country.settle(90)
    (key,) = await Key.all()
    assert country.where(str(key.secret)) == [second]
    assert (key.server_id, key.have_version, key.next_try_at) == (second, key.want_version, None)
    assert country.memory.accounts == {}


async def test_who_was_never_served_at_a_place_is_served_by_the_one_before_it(country: Country, tariff: Tariff) -> None:
    here, first, second = country.places
    await sell(country, tariff, 2)
    for server_id in (first, second):
        await country.fault(server_id, down=True)
    async with watched(country) as cut:
        for source, target in ((here, first), (first, here), (here, second), (second, first), (first, second)):
            await country.move(source, target)
        await country.settle(90)
        for server_id in (first, second):
            await country.fault(server_id, down=False)
        await country.settle(120)
        await country.settle(120)
    assert cut == set()
    assert {key.server_id for key in await Key.all()} == {second}
    assert [country.where(str(key.secret)) for key in await Key.all()] == [[second]] * 2


async def test_what_an_older_version_left_behind_waits_for_its_key_too(country: Country, tariff: Tariff) -> None:
    there = next(iter(country.kits))
    await sell(country, tariff, 1)
    await country.fault(there, down=True)
    await country.move(country.here.id, there)
    await LeftoverAccount.all().update(wait_version=0, seen_version=0)
    async with watched(country) as cut:
        await country.settle(90)
        await country.restart()
        await country.fault(there, down=False)
        await country.settle(120)
    assert cut == set()
    assert not await LeftoverAccount.exists()
    assert country.where(str((await Key.get()).secret)) == [there]


async def test_a_name_taken_over_lives_again_where_it_came_from(country: Country, tariff: Tariff) -> None:
    there = next(iter(country.kits))
    await sell(country, tariff, 1)
    await country.move(country.here.id, there)
    await country.settle(90)
    await country.kits[there].forget("k0001")
    await Key.all().update(name="alice")
    await state.touch(country.shop, subscription_id=country.sold[0].id)
    await country.settle(90)
    assert country.kits[there].held() == ["alice"]
    async with watched(country) as cut:
        await country.move(there, country.here.id)
        assert (await Key.get()).name is None
        await country.move(country.here.id, there)
        await country.settle(120)
    assert cut == set()
    assert (await Key.get()).account_name == "alice"
    assert country.kits[there].held() == ["alice"]


async def test_a_key_that_moves_where_its_subscription_had_one_before_is_not_cut(
    country: Country, tariff: Tariff, shop: Shop
) -> None:
    there = next(iter(country.kits))
    oslo = await country.server(there)
    await sell(country, tariff, 1)
    terms = Terms(
        name="Month", period_days=30, price_kopeks=29900, traffic_gb=tariff.traffic_gb, devices=tariff.devices
    )
    user = await User.get(id=country.sold[0].user_id)
    for number, place in enumerate((oslo, country.here)):
        await servers.change(shop, place, enabled=True)
        await tariffs.edit(shop, tariff, terms, servers=[place])
        await purchase.buy(shop, user, tariff, quote=f"again {number}", by=ME)
        await country.settle(60)
    (serving,) = await Key.filter(removed_at=None)
    assert (serving.server_id, await Key.all().count()) == (country.here.id, 2)
    await country.fault(there, down=True)
    async with watched(country) as cut:
        assert await country.move(country.here.id, there) == 1
        await country.settle(60)
        await country.fault(there, down=False)
        await country.settle(120)
    assert cut == set()
    assert country.where(str(serving.secret)) == [there]


async def test_keys_of_programs_move_each_for_itself(country: Country) -> None:
    shop, there = country.shop, next(iter(country.kits))
    maker = await ApiKey.create(name="site", hash="0" * 64, scopes="keys", created_at=shop.now())
    made = {"created_at": shop.now(), "next_try_at": shop.now(), "maker_id": maker.id}
    for server_id, port in ((country.here.id, 10001), (country.here.id, 10002), (there, 10001), (there, 10003)):
        await Key.create(server_id=server_id, label=f"{server_id}-{port}", port=port, **made)
    await country.settle(40)
    async with watched(country) as cut:
        assert await country.move(country.here.id, there) == 2
        await country.settle(90)
    assert cut == set()
    assert {key.server_id for key in await Key.all()} == {there}
    assert await Key.filter(removed_at=None).count() == 4
    assert len({key.port for key in await Key.all()}) == 4


@pytest.mark.parametrize("seed", [*range(8), 314])
async def test_no_order_of_moves_outages_and_restarts_cuts_anybody_off(
    country: Country, tariff: Tariff, seed: int
) -> None:
    lot = random.Random(seed)
    await sell(country, tariff, 3)
    down: set[int] = set()
    told: list[str] = []
    async with watched(country) as cut:
        for _ in range(14):
            source, target = lot.sample(country.places, 2)
            step = lot.choice(("move", "move", "move", "away", "back", "settle", "together", "restart", "forget"))
            told.append(f"{step} {source} {target}")
            if step == "move":
                await country.move(source, target)
            elif step == "away" and len(down) < 2:
                down.add(target)
                await country.fault(target, down=True)
            elif step == "back" and down:
                back = down.pop()
                await country.fault(back, down=False)
            elif step == "settle":
                await country.settle(lot.choice((1, 3, 35)))
            elif step == "together":
                await asyncio.gather(country.move(source, target), country.settle(2))
            elif step == "forget":
                await reconciliation.forget_leftovers(country.shop)
            elif step == "restart":
                await country.restart()
            await country.pass_time(lot.choice((0, 2, 40)))
            assert cut == set(), told
        for server_id in down:
            await country.fault(server_id, down=False)
        for _ in range(4):
            await country.settle(60)
            await country.pass_time(1800)
        await country.settle(40)
    assert cut == set(), told
    assert await LeftoverAccount.all().count() == 0, told
    for key in await Key.all():
        assert country.where(str(key.secret)) == [key.server_id], told
        assert key.have_version == key.want_version
