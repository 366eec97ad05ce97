"""Servers on panels of other machines: outages, wrong credentials, hand edits and moves, through the whole core."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from core import errors, ledger
from core.catalogue import servers
from core.catalogue.servers import Server
from core.catalogue.tariffs import Tariff
from core.engine import driver, panels
from core.outbox import RecordedFact
from core.panels import breaker
from core.shop import Actor, Shop
from core.subscriptions import purchase
from core.subscriptions.keys import moving, provisioning, reconciliation, state
from core.subscriptions.models import Key, LeftoverAccount, PanelAccount, Subscription
from core.traffic import accounting
from core.users.models import User
from tests import lab
from tests.conftest import new_user
from tests.core.conftest import facts
from tests.core.outside import KITS, Kit, Outside, outside, settings_of
from tests.panels import MemoryPanel
from tests.standins.marzban_kit import MarzbanKit
from tests.standins.remnawave_kit import RemnawaveKit

__all__ = ["outside"]

# What is written down is the same for each kind of panel: the other engine is asked with one of them.
PLACES = [*((kind, "sqlite") for kind in KITS), (RemnawaveKit, "postgres")]
ME, OPERATOR = Actor("user", 1), Actor("admin", 900)
GB = 1024**3


@pytest.fixture(params=PLACES, ids=lambda place: f"{place[0].name}-{place[1]}")
def place(request: pytest.FixtureRequest) -> tuple[type[Kit], str]:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def kit_kind(place: tuple[type[Kit], str]) -> type[Kit]:
    return place[0]


@pytest.fixture
def database_url(place: tuple[type[Kit], str], request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(f"{place[1]}_url"))


async def bought(shop: Shop, tariff: Tariff, number: int = 1) -> Subscription:
    user = await new_user(shop, 5000 + number, balance_kopeks=tariff.price_kopeks * 3)
    return (await purchase.buy(shop, user, tariff, quote="first", by=ME)).subscription


async def behind() -> int:
    return sum(key.want_version != key.have_version for key in await Key.all())


async def test_a_purchase_works_at_once_and_ends_on_time(outside: Outside, tariff: Tariff) -> None:
    sold = await bought(outside.shop, tariff)
    await outside.settle(1)
    assert await outside.serves(sold)
    await outside.settle(30)
    assert outside.kit.held() == [(await Key.get(subscription_id=sold.id)).account_name]
    quiet = outside.kit.writes()
    await outside.settle(5)
    assert outside.kit.writes() == quiet
    assert await behind() == 0


async def test_half_an_hour_without_the_panel_loses_nothing(outside: Outside, tariff: Tariff) -> None:
    shop = outside.shop
    old = [await bought(shop, tariff, number) for number in range(15)]
    await outside.settle(30)
    await outside.kit.fault("down")
    new = []
    for number in range(15):
        user = await User.get(id=old[number].user_id)
        await purchase.renew(shop, user, period_days=30, traffic_gb=100, by=ME)
        new.append(await bought(shop, tariff, 100 + number))
        await outside.settle(120)
    assert (await servers.find(outside.server.id)).trouble
    assert len(await facts("PanelTroubled")) == 1
    await outside.kit.heal()
    await outside.settle(60)
    assert await behind() == 0
    assert len(outside.kit.held()) == 30 == len(set(outside.kit.held()))
    for subscription in [*old, *new]:
        assert await outside.serves(subscription)
    panel = shop.panels[outside.server.id]
    ends = {one.name: one.expires_at async for one in panel.scan()}
    for key in await Key.all().select_related("subscription"):
        assert ends[key.account_name] == key.subscription.expires_at
    assert (await servers.find(outside.server.id)).trouble is None
    assert len(await facts("PanelRecovered")) == 1
    assert await ledger.unbalanced() == []


async def test_an_answer_that_was_lost_makes_no_second_account(outside: Outside, tariff: Tariff) -> None:
    await outside.kit.fault("lost")
    sold = await bought(outside.shop, tariff)
    await outside.settle(40)
    assert len(outside.kit.held()) == 1
    assert await outside.serves(sold)
    assert await behind() == 0


@pytest.mark.parametrize("trouble", ["html", "busy", "broken"])
async def test_nonsense_from_the_panel_only_delays(outside: Outside, tariff: Tariff, trouble: str) -> None:
    await outside.kit.fault(trouble)
    sold = await bought(outside.shop, tariff)
    await outside.settle(20)
    await outside.kit.heal()
    await outside.settle(60)
    assert await outside.serves(sold)
    assert len(outside.kit.held()) == 1


async def test_a_panel_that_hangs_delays_nobody_elses_keys(outside: Outside, server: Server, tariff: Tariff) -> None:
    shop = outside.shop
    await servers.change(shop, server, enabled=True)
    await outside.kit.fault("hang")
    sold = await bought(shop, tariff)
    hanging = asyncio.create_task(provisioning.converge_server(shop, outside.server.id))
    assert await provisioning.converge_server(shop, server.id) == 1
    assert await state.links(sold)
    assert not hanging.done()
    hanging.cancel()
    await asyncio.gather(hanging, return_exceptions=True)
    await outside.kit.heal()
    outside.clock.advance(seconds=provisioning.LEASE.total_seconds())
    await outside.settle(60)
    assert await behind() == 0


async def test_refused_credentials_pause_the_panel_until_they_are_changed(outside: Outside, tariff: Tariff) -> None:
    shop, settings = outside.shop, settings_of(outside.kit)
    await outside.kit.fault("refused")
    sold = await bought(shop, tariff)
    await outside.settle(10)
    (told,) = await facts("PanelTroubled")
    for secret in ("password", "token"):
        assert settings.get(secret, "no such secret") not in str(told.data)
    asked = _requests(outside.kit)
    await outside.settle(300)
    assert _requests(outside.kit) == asked  # each try would be an alarm in somebody's panel
    await outside.kit.heal()
    if isinstance(outside.kit, RemnawaveKit):
        settings["token"] = outside.kit.remnawave.token
    settings["webhook_secret"] = "w" * 32
    await panels.change_panel(outside.server, settings)
    await driver.start_new_servers(shop)
    await outside.settle(60)
    assert await outside.serves(sold)


def _requests(kit: Kit) -> int:
    return len(kit.marzban.requests if isinstance(kit, MarzbanKit) else kit.remnawave.asked)


async def test_what_was_deleted_or_edited_by_hand_is_put_right(outside: Outside, tariff: Tariff) -> None:
    shop = outside.shop
    sold = [await bought(shop, tariff, number) for number in range(4)]
    await outside.settle(30)
    names = [(await Key.get(subscription_id=one.id)).account_name for one in sold]
    await outside.kit.forget(names[0])
    await outside.kit.edit(names[1], enabled=False)
    await outside.kit.edit(names[2], expires_at=outside.clock.now + timedelta(days=1))
    await outside.kit.edit(names[3], quota_bytes=GB)
    assert await reconciliation.reconcile(shop) == 4
    await outside.settle(60)
    held = {one.name: one async for one in shop.panels[outside.server.id].scan()}
    for name, subscription in zip(names, sold, strict=True):
        assert (held[name].state, held[name].quota_bytes) == ("active", 100 * GB)
        assert held[name].expires_at == subscription.expires_at
        assert await outside.serves(subscription)
    assert await reconciliation.reconcile(shop) == 0


async def test_half_a_panel_missing_at_once_changes_nothing_and_is_told_once(outside: Outside, tariff: Tariff) -> None:
    shop = outside.shop
    for number in range(breaker.OPENS_AFTER + reconciliation.MANY):
        await bought(shop, tariff, number)
    await outside.settle(30)
    for name in outside.kit.held():
        await outside.kit.forget(name)
    writes = outside.kit.writes()
    for _ in range(2):
        assert await reconciliation.reconcile(shop) == 0
    await outside.settle(5)
    assert outside.kit.writes() == writes
    assert len(await facts("PanelTroubled")) == 1


async def test_accounts_without_a_key_are_named_and_left_alone(
    outside: Outside, tariff: Tariff, caplog: pytest.LogCaptureFixture
) -> None:
    shop = outside.shop
    await bought(shop, tariff)
    await outside.settle(30)
    panel = shop.panels[outside.server.id]
    lost = lab.account(name="k9999", ref=await provisioning.reference(shop, 9999), profile="default")
    await panel.apply(lost)
    await outside.kit.occupy("somebody")
    found = await reconciliation.look(shop, outside.server.id, panel)
    assert (found.orphans, found.held) == (("k9999",), 3)
    assert "k9999" in caplog.text
    assert set(outside.kit.held()) == {"k0001", "k9999", "somebody"}


async def test_keys_move_to_another_panel_and_links_stay(outside: Outside, server: Server, tariff: Tariff) -> None:
    shop = outside.shop
    await servers.change(shop, server, enabled=True)
    await servers.change(shop, outside.server, enabled=False)
    sold = [await bought(shop, tariff, number) for number in range(3)]
    await provisioning.converge_due(shop)
    here = shop.panels[server.id]
    assert isinstance(here, MemoryPanel)
    before = {key.subscription_id: (key.uuid, key.secret) for key in await Key.all()}
    tokens = [one.token for one in sold]
    here.down = True
    assert await moving.move(shop, server, outside.server, by=OPERATOR) == 3
    await outside.settle(30)
    for subscription in sold:
        await subscription.refresh_from_db()
        assert "#k0" not in "".join(await state.links(subscription))
        assert await outside.serves(subscription)
    assert tokens == [one.token for one in sold]
    assert before == {key.subscription_id: (key.uuid, key.secret) for key in await Key.all()}
    assert await reconciliation.forget_leftovers(shop) == 0
    here.down = False
    outside.clock.advance(minutes=5)
    assert await reconciliation.forget_leftovers(shop) == 3
    assert not here.accounts
    assert not await LeftoverAccount.exists()
    assert await moving.move(shop, server, outside.server, by=OPERATOR) == 0
    with pytest.raises(errors.InvalidValue):
        await moving.move(shop, server, server, by=OPERATOR)


async def test_a_subscription_with_keys_on_both_servers_keeps_one(
    outside: Outside, server: Server, tariff: Tariff
) -> None:
    shop = outside.shop
    await servers.change(shop, server, enabled=True)
    sold = await bought(shop, tariff)
    await provisioning.converge_due(shop)
    await outside.settle(30)
    assert "#k0001" in "".join(await state.links(sold))
    assert await moving.move(shop, server, outside.server, by=OPERATOR) == 0
    await provisioning.converge_due(shop)
    assert "#k0001" not in "".join(await state.links(sold))
    assert await outside.serves(sold)
    here = shop.panels[server.id]
    assert isinstance(here, MemoryPanel)
    assert not here.serves("k0001")


async def test_traffic_is_booked_once_even_when_an_account_is_made_anew(outside: Outside, tariff: Tariff) -> None:
    shop = outside.shop
    sold = await bought(shop, tariff)
    await outside.settle(30)
    panel = shop.panels[outside.server.id]
    key = await Key.get(subscription_id=sold.id).select_related("subscription__user", "server")
    want = await provisioning.account_of(shop, key)

    async def used() -> int:
        await outside.pass_time(90)
        await accounting.collect(shop, remote=True)
        await sold.refresh_from_db()
        return int(sold.traffic_used_bytes)

    await used()
    await outside.kit.meter(want, 5_000_000)
    assert await used() == 5_000_000 == await used()
    await outside.kit.forget(want.name)
    await reconciliation.reconcile(shop)
    await outside.settle(30)
    assert await used() == 5_000_000
    await outside.kit.meter(want, 1_000_000)
    assert await used() == 6_000_000
    await panel.get(want.name)


async def test_a_hint_makes_the_shop_look_at_once(outside: Outside, tariff: Tariff) -> None:
    shop = outside.shop
    sold = await bought(shop, tariff)
    await outside.settle(30)
    name = (await Key.get(subscription_id=sold.id)).account_name
    await outside.kit.forget(name)
    assert await reconciliation.hint(shop, outside.server.id, {name, "nobody"}) == 1
    await outside.settle(30)
    assert outside.kit.held() == [name]
    assert await reconciliation.hint(shop, outside.server.id, {"nobody"}) == 0


async def test_two_servers_on_one_panel_are_refused(outside: Outside) -> None:
    with pytest.raises(errors.InvalidValue) as refused:
        await panels.add_server(outside.shop, name="Twin", kind=outside.server.panel, settings=settings_of(outside.kit))
    assert refused.value.params == {"field": "url"}


@pytest.mark.parametrize(
    ("kind", "given", "field"),
    [
        ("3x-ui", {}, "panel"),
        ("xray", {"port": 70000}, "port"),
        ("marzban", {"url": "panel.example", "username": "shop", "password": "hidden"}, "url"),
        ("marzban", {"url": "https://panel.example", "username": "shop"}, "password"),
        ("marzban", {"url": "https://panel.example", "username": "s", "password": "p", "inbound": {}}, "inbound"),
        ("remnawave", {"url": "https://panel.example", "token": "t"}, "squads"),
    ],
)
async def test_wrong_panel_settings_are_refused_by_name(
    shop: Shop, kind: str, given: dict[str, Any], field: str
) -> None:
    with pytest.raises(errors.InvalidValue) as refused:
        await panels.add_server(shop, name="Oslo", kind=kind, settings=given)
    assert refused.value.params == {"field": field}
    assert await Server.all().count() == 1
    assert not await PanelAccount.exists()
    assert not await RecordedFact.filter(name="PanelTroubled").exists()
