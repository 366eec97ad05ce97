"""Panels follow what the shop wants, through outages, lost answers and changes on the way."""

import asyncio
import json

import pytest

from core import errors
from core.catalogue import servers, tariffs
from core.catalogue.servers import Server
from core.catalogue.tariffs import Tariff
from core.shop import Actor, Shop
from core.subscriptions import lifecycle, purchase
from core.subscriptions.keys import provisioning, reconciliation, state
from core.subscriptions.models import Key, PanelAccount, Subscription
from core.users import accounts
from core.users.models import User
from tests.conftest import ADMIN, Clock, new_user
from tests.core.conftest import facts, work
from tests.panels import MemoryPanel
from tests.standins.remnawave import Remnawave
from tests.standins.remnawave_state import WEBHOOK_SECRET
from tests.telegram import BotApi

ME, OPERATOR = Actor("user", 1), Actor("admin", 900)


@pytest.fixture
async def buyer(shop: Shop) -> User:
    return await new_user(shop, balance_kopeks=29900 * 5)


@pytest.fixture
async def bought(shop: Shop, panel: MemoryPanel, buyer: User, tariff: Tariff) -> Subscription:
    """A paid month that is not on its panel yet."""
    return (await purchase.buy(shop, buyer, tariff, quote="first", by=ME)).subscription


async def key_of(subscription: Subscription) -> Key:
    return await Key.get(subscription_id=subscription.id)


async def test_a_sold_key_is_delivered_and_announced_once(shop: Shop, panel: MemoryPanel, bought: Subscription) -> None:
    assert not await state.is_ready(bought)
    assert await state.links(bought) == []
    assert await provisioning.converge_due(shop) == 1
    assert await provisioning.converge_due(shop) == 0
    key = await key_of(bought)
    assert panel.serves(key.account_name)
    assert (key.have_version, key.next_try_at) == (key.want_version, None)
    assert await state.is_ready(bought)
    assert await state.links(bought) == [f"vless://{key.secret}@vpn.example:443?security=reality#{key.account_name}"]
    account = panel.accounts[key.account_name]
    assert (account.expires_at, account.quota_bytes, account.devices) == (
        bought.expires_at,
        bought.traffic_limit_bytes,
        bought.devices,
    )
    await state.touch(shop, subscription_id=bought.id)
    await provisioning.converge_due(shop)
    assert len(await facts("AccessReady")) == 1


async def test_a_panel_that_is_down_only_makes_the_customer_wait(
    shop: Shop, panel: MemoryPanel, bot_api: BotApi, bought: Subscription, clock: Clock
) -> None:
    panel.down = True
    await work(shop)
    clock.advance(seconds=4)
    await work(shop)
    assert sum("готовится" in text for text in bot_api.said_to(4242)) == 1
    assert (await key_of(bought)).attempts > 0
    panel.down = False
    clock.advance(minutes=20)
    await work(shop)
    assert panel.serves((await key_of(bought)).account_name)
    assert len(bot_api.of("sendPhoto")) == 1
    assert bought.token in bot_api.of("sendPhoto")[0].text


async def test_access_that_is_ready_at_once_is_not_announced_as_being_prepared(
    shop: Shop, panel: MemoryPanel, bot_api: BotApi, bought: Subscription, clock: Clock
) -> None:
    await work(shop)
    clock.advance(minutes=5)
    await work(shop)
    assert len(bot_api.of("sendPhoto")) == 1
    assert not any("готовится" in text for text in bot_api.said_to(4242))


async def test_waiting_for_a_panel_gets_longer_and_stays_below_a_quarter_of_an_hour(
    shop: Shop, panel: MemoryPanel, bought: Subscription, clock: Clock
) -> None:
    panel.down = True
    waits = []
    for _ in range(14):
        await provisioning.converge_due(shop)
        key = await key_of(bought)
        assert key.next_try_at is not None
        waits.append((key.next_try_at - shop.now()).total_seconds())
        clock.now = key.next_try_at
    assert waits[0] <= 1.2 < waits[3]
    assert max(waits) <= 15 * 60 * 1.2
    assert (await key_of(bought)).last_error == "connection refused"


async def test_a_lost_answer_ends_in_one_account(
    shop: Shop, panel: MemoryPanel, bought: Subscription, clock: Clock
) -> None:
    panel.lost_answers = 2
    for _ in range(3):
        await provisioning.converge_due(shop)
        clock.advance(minutes=1)
    assert len(panel.accounts) == 1
    assert len(panel.applied) == 3
    assert await state.is_ready(bought)
    assert len(await facts("AccessReady")) == 1


async def test_a_change_made_while_the_panel_works_is_not_lost(
    shop: Shop, panel: MemoryPanel, buyer: User, bought: Subscription
) -> None:
    panel.gate.clear()
    converging = asyncio.create_task(provisioning.converge_due(shop))
    await panel.entered.wait()
    await lifecycle.suspend(shop, bought, by=OPERATOR)
    panel.gate.set()
    await converging
    key = await key_of(bought)
    assert (key.have_version, key.next_try_at is None) == (key.want_version - 1, False)
    await work(shop)
    assert not panel.serves(key.account_name)
    assert await state.is_ready(bought)


async def test_a_refusal_parks_the_key_and_tells_the_operator(
    shop: Shop, panel: MemoryPanel, bot_api: BotApi, bought: Subscription, clock: Clock
) -> None:
    panel.rejects = "no such inbound"
    await work(shop)
    clock.advance(hours=1)
    await work(shop)
    assert panel.applied == []
    key = await key_of(bought)
    assert (key.next_try_at, key.last_error) == (None, "no such inbound")
    (told,) = bot_api.said_to(ADMIN)
    assert "no such inbound" in told
    assert await reconciliation.reconcile(shop) == 1  # asked again from time to time, and told no more
    await work(shop)
    assert len(await facts("PanelTroubled")) == 1
    panel.rejects = ""
    await state.touch(shop, subscription_id=bought.id)
    await work(shop)
    assert panel.serves(key.account_name)


@pytest.mark.parametrize("cause", ["expired", "suspended", "blocked", "exhausted"])
async def test_whoever_may_not_be_served_is_not(
    shop: Shop, panel: MemoryPanel, buyer: User, bought: Subscription, clock: Clock, cause: str
) -> None:
    await work(shop)
    name = (await key_of(bought)).account_name
    assert panel.serves(name)
    if cause == "expired":
        clock.advance(days=30)
        await lifecycle.expire_due(shop)
    elif cause == "suspended":
        await lifecycle.suspend(shop, bought, by=OPERATOR)
    elif cause == "blocked":
        await accounts.block(shop, buyer, by=OPERATOR)
    else:
        await Subscription.filter(id=bought.id).update(traffic_used_bytes=bought.traffic_limit_bytes)
        await lifecycle.suspend_exhausted(shop)
    await work(shop)
    assert not panel.accounts[name].enabled


async def test_a_reissued_key_has_another_secret_and_another_link(
    shop: Shop, panel: MemoryPanel, bought: Subscription
) -> None:
    await work(shop)
    name = (await key_of(bought)).account_name
    before, links = panel.accounts[name], await state.links(bought)
    reissued = await state.reissue(shop, bought, by=ME)
    await work(shop)
    after = panel.accounts[name]
    assert after.secrets.vless_uuid != before.secrets.vless_uuid
    assert after.rotation == before.rotation + 1
    assert reissued.token != bought.token
    assert await state.links(bought) != links
    assert len(panel.accounts) == 1
    assert len(await facts("LinkReissued")) == 1
    assert len(await facts("AccessReady")) == 1


async def test_a_tariff_that_moves_takes_its_keys_along_at_the_next_renewal(
    shop: Shop, panel: MemoryPanel, buyer: User, tariff: Tariff, server: Server, bought: Subscription, clock: Clock
) -> None:
    await work(shop)
    helsinki = await servers.create(shop, name="Helsinki", country="FI")
    there = shop.panels[helsinki.id] = MemoryPanel(clock)
    same = tariffs.terms_of(tariff)
    await tariffs.edit(shop, tariff, same, servers=[helsinki])
    await purchase.buy(shop, buyer, tariff, quote="second", by=ME)
    await work(shop)
    old, new = await Key.filter(subscription_id=bought.id).order_by("id")
    assert not panel.serves(old.account_name)
    assert there.serves(new.account_name)
    assert [link.rpartition("#")[2] for link in await state.links(bought)] == [new.account_name]

    await tariffs.edit(shop, tariff, same, servers=[server])
    await purchase.buy(shop, buyer, tariff, quote="third", by=ME)
    await work(shop)
    assert panel.serves(old.account_name)
    assert not there.serves(new.account_name)
    assert await Key.filter(subscription_id=bought.id).count() == 2


async def test_an_account_deleted_by_hand_comes_back(shop: Shop, panel: MemoryPanel, bought: Subscription) -> None:
    await work(shop)
    assert await reconciliation.reconcile(shop) == 0
    name = (await key_of(bought)).account_name
    del panel.accounts[name]
    assert await reconciliation.reconcile(shop) == 1
    await work(shop)
    assert panel.serves(name)
    assert await reconciliation.reconcile(shop) == 0


async def test_an_account_switched_on_by_hand_is_switched_off_again(
    shop: Shop, panel: MemoryPanel, buyer: User, bought: Subscription
) -> None:
    await work(shop)
    name = (await key_of(bought)).account_name
    served = panel.accounts[name]
    await accounts.block(shop, buyer, by=OPERATOR)
    await work(shop)
    panel.accounts[name] = served
    assert await reconciliation.reconcile(shop) == 1
    await work(shop)
    assert not panel.serves(name)


async def test_two_workers_never_work_on_one_account_at_the_same_time(
    shop: Shop, panel: MemoryPanel, buyer: User, bought: Subscription
) -> None:
    panel.gate.clear()
    first = asyncio.create_task(provisioning.converge_due(shop))
    await panel.entered.wait()
    second = asyncio.create_task(provisioning.converge_due(shop))
    await asyncio.wait({second}, timeout=0.3)
    panel.gate.set()
    assert await first + await second == 1
    assert panel.overlaps == 0


async def test_a_worker_that_died_in_the_middle_is_taken_over_after_its_claim(
    shop: Shop, panel: MemoryPanel, bought: Subscription, clock: Clock
) -> None:
    panel.gate.clear()
    dying = asyncio.create_task(provisioning.converge_due(shop))
    await panel.entered.wait()
    dying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await dying
    panel.gate.set()
    assert await provisioning.converge_due(shop) == 0
    clock.now += provisioning.CLAIM
    assert await provisioning.converge_due(shop) == 1
    assert await state.is_ready(bought)


async def test_a_panel_that_starts_empty_is_given_everybody_it_should_serve(
    shop: Shop, panel: MemoryPanel, server: Server, bought: Subscription, clock: Clock
) -> None:
    await work(shop)
    gone = await purchase.start_trial(shop, await new_user(shop, 7))
    await lifecycle.suspend(shop, gone, by=OPERATOR)
    empty = MemoryPanel(clock)
    accounts = await provisioning.served(shop, server.id)
    await empty.restore(accounts)
    assert len(accounts) == 1
    assert empty.accounts == {account.name: account for account in panel.accounts.values() if account.enabled}


async def test_servers_that_other_processes_drive_are_left_alone(
    shop: Shop, panel: MemoryPanel, server: Server, bought: Subscription
) -> None:
    del shop.panels[server.id]
    assert await provisioning.converge_due(shop) == 0
    assert await PanelAccount.all().count() == 0


@pytest.mark.parametrize("kind", ["xray", "unheard-of"])
async def test_no_other_kinds_webhook_reader_is_lent_to_a_panel(shop: Shop, panel: MemoryPanel, kind: str) -> None:
    server = await servers.create(shop, name="Oslo", panel=kind, settings={"webhook_secret": WEBHOOK_SECRET})
    told = {"scope": "user", "timestamp": shop.now().isoformat(), "data": {"username": "k0001"}}
    body = json.dumps(told).encode()
    with pytest.raises(errors.NotFound):
        await reconciliation.hear(shop, str(server.uuid), body, Remnawave.signature(body))
