"""A panel's customers become the shop's: nothing they have paid for is lost, and nobody's app notices."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from core.catalogue.tariffs import Tariff
from core.operations import takeover
from core.operations.takeover import Plan, Report
from core.outbox import RecordedFact
from core.panels.kind import Takeover
from core.shop import Actor
from core.subscriptions import purchase, queries, renewal
from core.subscriptions.keys import state
from core.subscriptions.models import Key, Subscription
from core.traffic import accounting
from core.users.models import User
from tests.conftest import new_user
from tests.core.outside import Outside, kit_kind, outside
from tests.standins.marzban_kit import MarzbanKit

__all__ = ["kit_kind", "outside"]

OPERATOR = Actor("admin", 900)
PATTERN = re.compile(r"tg_(\d+)")
GB = 1024**3


async def take(outside: Outside, *, apply: bool = True, **plan: Any) -> Report:
    panel = outside.shop.panels[outside.server.id]
    assert isinstance(panel, Takeover)
    return await takeover.run(
        outside.shop, panel, Plan(outside.server, **{"pattern": PATTERN, **plan}), apply=apply, by=OPERATOR
    )


def grown(outside: Outside, name: str, *, days: float = 20, gb: int = 50, used: int = GB, **extra: Any) -> str:
    """An account that somebody else made on the panel; returns its credential."""
    credential, ends = str(uuid4()), outside.clock.now + timedelta(days=days)
    if isinstance(outside.kit, MarzbanKit):
        database = outside.kit.marzban.database
        proxies = {"vless": {"id": credential, "flow": "xtls-rprx-vision"}}
        body = {"username": name, "proxies": proxies, "inbounds": {}, "data_limit": gb * GB, "note": "from a friend"}
        database.create({**body, "expire": int(ends.timestamp())}, "shop")
        if used:
            database.meter(credential, used)
    else:
        panel = outside.kit.remnawave
        fields = {"expire_at": ends, "limit": gb * GB, "squads": [next(iter(panel.squads))], "vless_uuid": credential}
        panel.add(name, **fields, **extra)
        if used:
            panel.use(name, used)
    return credential


async def test_a_look_changes_nothing(outside: Outside) -> None:
    grown(outside, "tg_7001")
    writes = outside.kit.writes()
    report = await take(outside, apply=False)
    assert (report.taken, report.ours, report.skipped) == (1, 0, {})
    assert not await Key.exists()
    assert not await User.exists()
    assert outside.kit.writes() == writes


async def test_people_keep_their_credentials_days_and_traffic(outside: Outside, tariff: Tariff) -> None:
    shop = outside.shop
    credential = grown(outside, "tg_7001", used=3 * GB)
    assert (await take(outside, tariff=tariff)).taken == 1
    await outside.settle(40)
    user = await User.get(telegram_id=7001)
    subscription = await queries.own(user)
    assert subscription.status == "active"
    assert (subscription.traffic_limit_bytes, subscription.traffic_used_bytes) == (50 * GB, 3 * GB)
    assert subscription.expires_at == outside.clock.now.replace(microsecond=0) + timedelta(days=20, seconds=-40)
    assert credential in "".join(await state.links(subscription))
    assert await outside.kit.can_connect(await outside.link(subscription))
    assert outside.kit.held() == ["tg_7001"]
    key = await Key.get()
    assert (key.want_version, str(key.secret), key.account_name) == (key.have_version, credential, "tg_7001")
    assert not await RecordedFact.filter(name="AccessReady").exists()

    await outside.pass_time(90)
    await accounting.collect(shop, remote=True)
    await subscription.refresh_from_db()
    assert subscription.traffic_used_bytes == 3 * GB

    await renewal.extend(shop, subscription, days=10, by=OPERATOR)
    await outside.settle(5)
    assert await outside.kit.can_connect(await outside.link(subscription))


async def test_a_second_run_finds_nothing_to_do(outside: Outside) -> None:
    grown(outside, "tg_7001")
    grown(outside, "somebody")
    assert (await take(outside)).taken == 2
    await outside.settle(40)
    writes = outside.kit.writes()
    again = await take(outside)
    assert (again.taken, again.ours) == (0, 2)
    assert outside.kit.writes() == writes
    assert await User.all().count() == 2
    assert await RecordedFact.filter(name="AccountsTakenOver").count() == 1


async def test_a_run_that_was_cut_off_is_finished_by_the_next(outside: Outside) -> None:
    grown(outside, "tg_7001")
    panel = outside.shop.panels[outside.server.id]
    assert isinstance(panel, Takeover)
    holdings = [holding async for holding in panel.holdings()]

    class Dies:
        source = panel.source

        async def holdings(self):  # type: ignore[no-untyped-def]
            for holding in holdings:
                yield holding

        async def adopt(self, _name: str, _ref: str) -> None:
            raise KeyboardInterrupt

    plan = Plan(outside.server, pattern=PATTERN)
    with pytest.raises(KeyboardInterrupt):
        await takeover.run(outside.shop, Dies(), plan, apply=True, by=OPERATOR)
    await outside.settle(5)
    assert (await Key.get()).have_version == 0
    assert (await take(outside)).ours == 1
    await outside.settle(40)
    key = await Key.get()
    assert (key.have_version, key.last_error) == (key.want_version, None)


async def test_what_cannot_be_taken_is_said_and_left_alone(outside: Outside, tariff: Tariff) -> None:
    shop = outside.shop
    owner = await new_user(shop, 7001, balance_kopeks=tariff.price_kopeks)
    grown(outside, "tg_7001")
    await purchase.buy(shop, owner, tariff, by=OPERATOR)
    report = await take(outside)
    assert report.taken == 0
    assert report.skipped == {"its owner has a subscription in the shop": ["tg_7001"]}
    assert "tg_7001" in "\n".join(report.lines())
    assert await Subscription.all().count() == 1


async def test_ended_and_stopped_accounts_stay_so(outside: Outside) -> None:
    grown(outside, "ended", days=-3)
    grown(outside, "stopped")
    await outside.kit.edit("stopped", enabled=False)
    await outside.kit.pass_time(0)
    assert (await take(outside)).taken == 2
    await outside.settle(40)
    found = {one.name: one.subscription.status for one in await Key.all().select_related("subscription")}
    assert found == {"ended": "expired", "stopped": "suspended"}
    for key in await Key.all():
        assert not await outside.kit.can_connect(f"vless://{key.secret}@host:1")


async def test_the_panels_own_knowledge_of_people_is_used(outside: Outside) -> None:
    if isinstance(outside.kit, MarzbanKit):
        grown(outside, "someone")
        assert (await take(outside)).nameless == 1
        return
    known = await new_user(outside.shop, 4242)
    grown(outside, "first", telegram_id=4242)
    grown(outside, "second", email="Second@Example.com")
    report = await take(outside)
    assert (report.taken, report.people_known, report.nameless) == (2, 1, 0)
    assert (await queries.own(known)).user_id == known.id
    assert (await User.get(email="second@example.com")).email_verified_at is None
