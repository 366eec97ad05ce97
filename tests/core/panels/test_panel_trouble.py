"""Trouble of panels elsewhere is noticed when nobody buys, told once when it begins and once when it is over."""

from datetime import timedelta

import pytest

from core import i18n, wiring
from core.catalogue.servers import Server
from core.catalogue.tariffs import Tariff
from core.engine import driver, panels
from core.operations.checks import Check, runs
from core.shop import Actor, Shop
from core.subscriptions import purchase
from core.subscriptions.keys import health, reconciliation, state
from core.subscriptions.models import Key, Subscription
from tests.conftest import ADMIN, new_user
from tests.core.conftest import facts, work
from tests.core.outside import Outside, kit_kind, outside, settings_of
from tests.standins.marzban_kit import MarzbanKit
from tests.standins.remnawave_kit import RemnawaveKit
from tests.telegram import BotApi

__all__ = ["kit_kind", "outside"]

ME = Actor("user", 1)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


async def minutes(outside: Outside, count: int) -> None:
    """What the worker does by the clock, and nothing is bought."""
    jobs = {job.name: job for job in wiring.schedule(outside.shop.settings)}
    for _ in range(count):
        await jobs["health of panels"].run(outside.shop)
        await jobs["traffic of outside panels"].run(outside.shop)
        await outside.settle(60)


async def told() -> tuple[list[str], list[str]]:
    """What operators were told: of trouble, and of its end; by kind."""
    begun = [str(fact.data["what"]) for fact in await facts("PanelTroubled")]
    return begun, [str(fact.data["what"]) for fact in await facts("PanelRecovered")]


async def trouble(outside: Outside) -> str | None:
    text = (await Server.get(id=outside.server.id)).trouble
    return None if text is None else i18n.say_stored(str(text), "en")


async def doctor(shop: Shop, name: str = "outside panels") -> Check:
    return (await runs.look(shop, name, running=False))[0]


async def restarted(outside: Outside) -> None:
    """The worker of this process ends and another one begins."""
    await driver._stop(outside.shop, outside.server.id)
    outside.shop.breakers.clear()
    await driver.start_new_servers(outside.shop)


async def bought(shop: Shop, tariff: Tariff, number: int = 1) -> Subscription:
    user = await new_user(shop, 5000 + number, balance_kopeks=tariff.price_kopeks)
    return (await purchase.buy(shop, user, tariff, quote="first", by=ME)).subscription


@pytest.mark.parametrize("kind", ["down", "html", "busy"])
async def test_an_outage_is_told_when_nobody_buys(outside: Outside, kind: str) -> None:
    await minutes(outside, 2)
    assert await told() == ([], [])
    for outage in (1, 2):
        await outside.kit.fault(kind)
        await minutes(outside, 4)
        assert await trouble(outside)
        assert await told() == (["panel"] * outage, ["panel"] * (outage - 1))
        await outside.kit.heal()
        await minutes(outside, 2)
        assert await trouble(outside) is None
        assert await told() == (["panel"] * outage, ["panel"] * outage)


async def test_a_short_silence_is_not_told(outside: Outside) -> None:
    await minutes(outside, 1)
    await outside.kit.fault("down")
    await reconciliation.reconcile(outside.shop)
    await outside.kit.heal()
    await minutes(outside, 3)
    assert await told() == ([], [])


async def test_a_new_password_ends_the_trouble_and_the_next_outage_is_told(outside: Outside) -> None:
    settings = settings_of(outside.kit)
    await outside.kit.fault("refused")
    await minutes(outside, 2)
    assert await told() == (["panel"], [])
    await outside.kit.heal()
    if isinstance(outside.kit, RemnawaveKit):
        settings["token"] = outside.kit.remnawave.token
    settings["webhook_secret"] = "w" * 32
    await panels.change_panel(outside.server, settings)
    await driver.start_new_servers(outside.shop)
    await minutes(outside, 1)
    assert await trouble(outside) is None
    assert await told() == (["panel"], ["panel"])
    await outside.kit.fault("down")
    await minutes(outside, 4)
    assert await told() == (["panel", "panel"], ["panel"])


async def test_a_restart_meanwhile_keeps_the_trouble_until_the_panel_works(outside: Outside, tariff: Tariff) -> None:
    await outside.kit.fault("down")
    await minutes(outside, 3)
    await restarted(outside)
    await minutes(outside, 3)
    assert await trouble(outside)
    assert await told() == (["panel"], [])
    await restarted(outside)
    await outside.kit.heal()
    await bought(outside.shop, tariff)
    await outside.settle(5)  # a sale alone shows that it works
    assert await trouble(outside) is None
    assert await told() == (["panel"], ["panel"])


async def test_a_panel_that_answers_and_serves_nobody_is_in_trouble(outside: Outside) -> None:
    await minutes(outside, 1)
    if isinstance(outside.kit, RemnawaveKit):
        outside.kit.remnawave.nodes[0]["isConnected"] = False
        words, russian = "0 of 1 nodes", "подключено узлов: 0 из 1"
    else:
        outside.kit.marzban.core_started = False
        words, russian = "core is not running", "её Xray не работает"
    check = await doctor(outside.shop)
    assert not check.ok
    assert words in check.text_in("en")
    assert "Oslo" in check.text_in("en")
    await minutes(outside, 3)
    assert words in (await trouble(outside) or "")
    (fact,) = await facts("PanelTroubled")
    assert russian in i18n.say_stored(fact.data["text"], "ru")
    assert await told() == (["panel"], [])
    if isinstance(outside.kit, RemnawaveKit):
        outside.kit.remnawave.nodes[0]["isConnected"] = True
    else:
        outside.kit.marzban.core_started = True
    await minutes(outside, 1)
    assert await told() == (["panel"], ["panel"])
    assert (await doctor(outside.shop)).ok


async def test_the_doctor_asks_the_panel_at_once(outside: Outside) -> None:
    assert (await doctor(outside.shop)).text_in("en") == "1 work"
    await outside.kit.fault("down")
    check = await doctor(outside.shop)
    assert (check.ok, "Oslo" in check.text_in("en")) == (False, True)
    await outside.kit.heal()
    assert (await doctor(outside.shop)).ok


async def test_a_key_that_is_refused_again_and_again_is_told_with_its_customer(
    outside: Outside, tariff: Tariff, bot_api: BotApi
) -> None:
    shop, kit = outside.shop, outside.kit
    await bought(shop, tariff)
    await outside.settle(60)
    name = "k0002"
    await kit.occupy(name)  # somebody else's account has the name
    await bought(shop, tariff, 2)
    await minutes(outside, 3)
    assert await told() == (["keys"], [])
    check = await doctor(shop, "keys")
    assert not check.ok
    await work(shop)
    alert = bot_api.said_to(ADMIN)[-1]
    for word in ("Oslo", name, "Alice"):
        assert word in check.text_in("en")
        assert word in alert
    await reconciliation.reconcile(shop)
    await minutes(outside, 12)
    await reconciliation.reconcile(shop)
    await minutes(outside, 1)
    assert await told() == (["keys"], [])
    await kit.forget(name)
    await reconciliation.reconcile(shop)
    await minutes(outside, 1)
    assert await told() == (["keys"], ["keys"])
    assert (await doctor(shop, "keys")).ok


async def test_a_key_that_fails_at_every_try_is_told_although_others_get_through(
    outside: Outside, tariff: Tariff
) -> None:
    shop = outside.shop
    await bought(shop, tariff)
    await outside.settle(60)
    key = await Key.get()
    await state.touch(shop, subscription_id=(await Subscription.get()).id)
    again = {"attempts": health.STUBBORN, "last_error": "HTTP 500", "next_try_at": shop.now() + timedelta(hours=1)}
    await Key.filter(id=key.id).update(**again)
    assert not (await doctor(shop, "keys")).ok
    await minutes(outside, 1)
    assert await told() == (["keys"], [])
    await Key.filter(id=key.id).update(next_try_at=shop.now())
    await minutes(outside, 1)
    assert await told() == (["keys"], ["keys"])


@pytest.mark.parametrize("kit_kind", [RemnawaveKit], indirect=True, ids=["remnawave-3"])
async def test_a_token_that_ends_is_told_days_before(outside: Outside, bot_api: BotApi) -> None:
    kit, settings = outside.kit, settings_of(outside.kit)
    assert isinstance(kit, RemnawaveKit)

    async def give(days: float) -> None:
        settings["token"] = kit.remnawave.renew_token(days)
        await panels.change_panel(await Server.get(id=outside.server.id), settings)
        await driver.start_new_servers(outside.shop)
        await minutes(outside, 1)

    await give(20)
    assert await told() == ([], [])
    assert (await doctor(outside.shop)).ok
    for days, times in ((7, 1), (0.5, 1), (5.6, 2), (4, 3), (2, 4)):
        await outside.pass_time(days * 86400)
        await minutes(outside, 1)
        assert await told() == (["token"] * times, []), days
    await work(outside.shop)
    assert "set-panel" in bot_api.said_to(ADMIN)[-1]
    check = await doctor(outside.shop)
    assert (check.ok, "token" in check.text_in("en")) == (False, True)
    await give(300)
    assert await told() == (["token"] * 4, ["token"])
    assert (await doctor(outside.shop)).ok


@pytest.mark.parametrize("kit_kind", [MarzbanKit], indirect=True, ids=["marzban"])
async def test_a_name_that_another_administrator_has_is_an_answer(outside: Outside) -> None:
    assert isinstance(outside.kit, MarzbanKit)
    outside.kit.marzban.database.create({"username": health.NOBODY, "proxies": {"vless": {}}, "inbounds": {}}, "boss")
    await minutes(outside, 4)
    assert await told() == ([], [])
