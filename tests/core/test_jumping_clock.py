"""A clock that jumps ends nothing for good: what it would end goes on, and what it has ended is reopened."""

from datetime import timedelta

import pytest

from core import clock as clocks
from core import outbox
from core.catalogue.tariffs import GB, Tariff
from core.clock import Watch
from core.operations import backups
from core.outbox import RecordedFact
from core.panels.breaker import REFUSED_PAUSE, Breaker
from core.payments import reconciliation
from core.shop import Actor, Shop
from core.subscriptions import autopay, lifecycle, purchase, renewal
from core.subscriptions.models import Key, Subscription
from core.traffic import rollups
from core.traffic.models import TrafficHour, TrafficMinute
from core.users import sessions
from core.users.models import Session, User
from tests.conftest import ADMIN, Clock
from tests.core.conftest import facts, work
from tests.core.subscriptions.test_lifecycle import buyer, fresh, month
from tests.panels import MemoryPanel
from tests.telegram import BotApi

__all__ = ["buyer", "month"]

ME, OPERATOR = Actor("user", 1), Actor("admin", 900)
DAYS = 24 * 3600.0


class Machine:
    """A machine whose clock is set; `shop` shows the same time as it."""

    def __init__(self, shop_clock: Clock) -> None:
        self._clock = shop_clock
        self.wall = 1_000_000.0
        self.up = 500.0

    def pass_by(self, seconds: float) -> None:
        self.wall += seconds
        self.up += seconds
        self._clock.advance(seconds=seconds)

    def jump(self, seconds: float) -> None:
        self.wall += seconds
        self._clock.advance(seconds=seconds)


@pytest.fixture
def machine(shop: Shop, clock: Clock) -> Machine:
    made = Machine(clock)
    shop.watch = Watch(lambda: made.wall, lambda: made.up)
    return made


async def _schedule(shop: Shop) -> None:
    """What the worker does by the clock."""
    await lifecycle.watch_clock(shop)
    await lifecycle.expire_due(shop)
    await lifecycle.remind_due(shop)
    await autopay.run(shop)


async def test_forty_days_ahead_for_fifteen_seconds_end_charge_and_remind_nothing(
    shop: Shop, month: Subscription, machine: Machine, panel: MemoryPanel, buyer: User
) -> None:
    await renewal.set_autopay(month, True)
    await work(shop)
    key = await Key.get(subscription_id=month.id)
    machine.jump(40 * DAYS)
    for _ in range(3):
        await _schedule(shop)
        machine.pass_by(5)
    await work(shop)
    assert (await fresh(month)).status == "active"
    assert panel.serves(key.account_name) or panel.accounts[key.account_name].enabled
    machine.jump(-40 * DAYS)
    await _schedule(shop)
    await work(shop)
    assert (await fresh(month)).expires_at == month.expires_at
    assert panel.serves(key.account_name)
    for name in ("SubscriptionExpired", "SubscriptionExpiring", "SubscriptionRenewed", "SubscriptionReopened"):
        assert await facts(name) == []
    assert len(await facts("ClockJumped")) == len(await facts("ClockSettled")) == 1
    assert (await facts("ClockSettled"))[0].data["accepted"] is False


async def test_a_purchase_while_the_clock_is_ahead_is_never_less_than_was_paid_for(
    shop: Shop, buyer: User, tariff: Tariff, month: Subscription, machine: Machine, panel: MemoryPanel
) -> None:
    await work(shop)
    machine.jump(40 * DAYS)
    await purchase.buy(shop, buyer, tariff, quote="second", by=ME)
    await work(shop)
    machine.jump(-40 * DAYS)
    assert (await fresh(month)).expires_at >= month.expires_at + timedelta(days=30)
    await work(shop)
    assert panel.serves((await Key.get(subscription_id=month.id)).account_name)
    assert await Key.filter(next_try_at__isnull=False).count() == 0


async def test_what_a_wrong_clock_has_ended_is_reopened_and_everybody_is_told(
    shop: Shop, month: Subscription, clock: Clock, panel: MemoryPanel, bot_api: BotApi, buyer: User
) -> None:
    await work(shop)
    key = await Key.get(subscription_id=month.id)
    clock.advance(days=40)
    await lifecycle.expire_due(shop)
    await work(shop)
    assert not panel.serves(key.account_name)
    clock.advance(days=-40)
    await lifecycle.expire_due(shop)
    await work(shop)
    back = await fresh(month)
    assert (back.status, back.suspended_for, back.expires_at) == ("active", None, month.expires_at)
    assert panel.serves(key.account_name)
    told = [call.text or "" for call in bot_api.calls if call.params.get("chat_id") == buyer.telegram_id]
    assert "снова работает" in told[-1]
    assert any("1" in (call.text or "") for call in bot_api.calls if call.params.get("chat_id") == ADMIN)
    assert [fact.data["count"] for fact in await facts("SubscriptionsReopened")] == [1]
    await lifecycle.expire_due(shop)
    assert len(await facts("SubscriptionReopened")) == 1


async def test_who_was_not_told_of_the_end_is_not_told_that_it_was_none(
    shop: Shop, month: Subscription, clock: Clock, bot_api: BotApi, buyer: User
) -> None:
    await work(shop)
    bot_api.calls.clear()
    clock.advance(days=40)
    await lifecycle.expire_due(shop)
    clock.advance(days=-40)
    await lifecycle.expire_due(shop)
    clock.advance(days=40)  # what was recorded by the wrong clock is due by it
    clock.advance(days=-40)
    await work(shop)
    assert [call for call in bot_api.calls if call.params.get("chat_id") == buyer.telegram_id] == []


@pytest.mark.parametrize("reason", ["operator", "traffic"])
async def test_a_reopened_subscription_is_as_it_was(shop: Shop, month: Subscription, clock: Clock, reason: str) -> None:
    if reason == "operator":
        await lifecycle.suspend(shop, month, by=OPERATOR)
    else:
        await Subscription.all().update(traffic_used_bytes=100 * GB)
        await lifecycle.suspend_exhausted(shop)
    clock.advance(days=40)
    await lifecycle.expire_due(shop)
    clock.advance(days=-40)
    await lifecycle.expire_due(shop)
    back = await fresh(month)
    assert (back.status, back.suspended_for) == ("suspended", reason)


async def test_a_clock_that_is_behind_reopens_nothing_that_has_ended(
    shop: Shop, month: Subscription, machine: Machine
) -> None:
    machine.pass_by(31 * DAYS)
    await lifecycle.expire_due(shop)
    machine.jump(-10 * DAYS)
    await _schedule(shop)
    assert (await fresh(month)).status == "expired"
    machine.pass_by(60)
    machine.jump(10 * DAYS)
    await _schedule(shop)
    assert (await fresh(month)).status == "expired"
    assert await facts("SubscriptionReopened") == []


async def test_days_that_truly_pass_end_a_subscription(shop: Shop, month: Subscription, machine: Machine) -> None:
    machine.pass_by(30 * DAYS)
    assert await lifecycle.expire_due(shop) == 1


async def test_moving_the_shops_own_clock_on_is_no_jump(shop: Shop, month: Subscription, clock: Clock) -> None:
    clock.advance(days=30)  # as the sandbox's buttons do
    assert await lifecycle.expire_due(shop) == 1
    assert await facts("ClockJumped") == []


def test_a_watch_counts_no_small_steps_and_believes_what_stays() -> None:
    wall, up = [1000.0], [0.0]
    watch = Watch(lambda: wall[0], lambda: up[0])
    for _ in range(20):  # an hour of steps that are small
        wall[0] += 50
        assert watch.step() == 0
    wall[0] += 3 * 3600
    assert watch.step() == pytest.approx(3 * 3600)
    assert watch.ahead() == timedelta(hours=3)
    for both in (wall, up):
        both[0] += clocks.ACCEPT_AHEAD_SECONDS - 1
    assert watch.step() > 0
    for both in (wall, up):
        both[0] += 1
    assert watch.step() == 0
    assert watch.accepted
    wall[0] -= 3 * 3600  # it was wrong after all: nothing to wait for
    assert watch.step() == 0
    wall[0] -= 3 * 3600
    assert watch.step() == pytest.approx(-3 * 3600)
    assert watch.ahead() == timedelta()


async def test_what_a_clock_ended_that_was_believed_is_reopened_when_it_comes_back(
    shop: Shop, month: Subscription, machine: Machine
) -> None:
    machine.jump(40 * DAYS)
    await _schedule(shop)
    machine.pass_by(clocks.ACCEPT_AHEAD_SECONDS)
    await _schedule(shop)
    assert (await fresh(month)).status == "expired"
    machine.pass_by(600)
    machine.jump(-40 * DAYS)
    await _schedule(shop)
    assert (await fresh(month)).status == "active"


async def test_nobody_is_signed_out_and_nothing_is_forgotten_because_a_clock_is_ahead(
    shop: Shop, month: Subscription, machine: Machine, buyer: User
) -> None:
    await sessions.begin(shop, buyer)
    recorded = await RecordedFact.all().count()
    machine.jump(400 * DAYS)
    await sessions.forget_old(shop)
    await outbox.forget_old(shop)
    machine.jump(-400 * DAYS)
    assert await Session.filter(expires_at__gt=shop.now()).count() == 1
    assert await RecordedFact.all().count() == recorded


async def test_reports_by_the_hour_have_no_gap_after_a_clock_was_ahead(shop: Shop, machine: Machine) -> None:
    hour = int(shop.now().timestamp()) // 3600
    await rollups.add(shop, {7: (1, 10)})
    machine.jump(40 * DAYS)
    await rollups.add(shop, {7: (1, 10)})
    await rollups.forget_old(shop)
    machine.jump(-40 * DAYS)
    await rollups.add(shop, {7: (1, 10)})
    assert {row.minute // 60 for row in await TrafficMinute.all()} == {hour}
    machine.pass_by(3600)
    await rollups.forget_old(shop)
    assert [(row.hour, row.down_bytes) for row in await TrafficHour.filter(key_id=7)] == [(hour, 30)]


async def test_backups_and_the_daily_comparison_go_on_after_a_clock_was_ahead(
    shop: Shop, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    swept: list[Shop] = []

    async def make(_shop: Shop, label: str, **_options: object) -> None:
        made.append(label)

    async def sweep(of: Shop) -> int:
        swept.append(of)
        return 0

    monkeypatch.setattr(backups, "create", make)
    monkeypatch.setattr(reconciliation, "sweep", sweep)
    shop.settings = shop.settings.model_copy(update={"backup_every_hours": 24})
    machine.jump(40 * DAYS)
    machine.pass_by(clocks.ACCEPT_AHEAD_SECONDS)
    shop.watch.step()
    machine.pass_by(clocks.ACCEPT_AHEAD_SECONDS)  # believed, and wrong all the same
    for back in (0, -40 * DAYS, 0):
        machine.jump(back)
        await backups.run_due(shop)
        await reconciliation.sweep_daily(shop)
    assert (len(made), len(swept)) == (2, 2)


def test_a_panel_that_was_silent_while_a_clock_was_ahead_is_asked_again(clock: Clock) -> None:
    breaker, ahead = Breaker(), timedelta(days=40)
    breaker.refused(clock() + ahead, "401")
    assert not breaker.may_probe(clock() + ahead)
    assert breaker.may_probe(clock())
    breaker.refused(clock(), "401")
    assert not breaker.may_probe(clock())
    assert breaker.may_probe(clock() + REFUSED_PAUSE)
