"""A reaction that keeps failing is seen, told once, repeated or dropped, and holds up nobody."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from core import db, events, outbox, tickets, wiring, worker
from core.notifications import operators
from core.operations import stuck_reactions
from core.operations.checks import Check, selfchecks
from core.outbox import Delivery, Later, RecordedFact
from core.shop import Actor, Shop
from core.users.models import User
from tests.conftest import ADMIN, TOKEN, Clock, make_settings, new_user
from tests.core.conftest import facts
from tests.telegram import BotApi
from vitrina.cli import whole

STAFF = Actor("admin", ADMIN)


class Poison:
    """Reactions of these tests: some numbers fail, some hang."""

    def __init__(self) -> None:
        self.fails: set[int] = set()
        self.hangs: set[int] = set()
        self.later: set[int] = set()
        self.done: list[int] = []
        self.gate, self.passed = asyncio.Event(), asyncio.Event()

    async def on_granted(self, _shop: Shop, fact: events.BalanceGranted, _fact_id: int) -> None:
        number = fact.amount_kopeks
        if number in self.later:
            raise Later(seconds_of(3))
        if number in self.hangs:
            await self.gate.wait()
        if number in self.fails:
            raise RuntimeError(f"the well is <poisoned>: {number}")
        self.done.append(number)
        self.passed.set()


def seconds_of(seconds: int) -> timedelta:
    return timedelta(seconds=seconds)


@pytest.fixture
def poison(shop: Shop) -> Poison:
    made = Poison()
    shop.reactions = {**wiring.REACTIONS, events.BalanceGranted: [made.on_granted]}
    return made


async def happen(shop: Shop, *numbers: int, user_id: int | None = 1) -> None:
    for number in numbers:
        async with db.transaction():
            await shop.record(events.BalanceGranted(user_id, amount_kopeks=number, source="test"))


async def tries(shop: Shop, clock: Clock, times: int) -> None:
    """So many tries, one after the other, as time goes by."""
    for _ in range(times):
        await worker.deliver_due(shop)
        clock.advance(seconds=20)


async def outbox_check(shop: Shop) -> Check:
    (check,) = await selfchecks.run(shop, {"outbox": selfchecks.CHECKS["outbox"]})
    return check


async def told(bot_api: BotApi) -> list[str]:
    return [text for text in bot_api.said_to(ADMIN) if "vitrina reactions" in text or "снова" in text]


async def test_a_reaction_that_fails_for_ever_is_seen_and_told_once_and_so_is_its_end(
    shop: Shop, clock: Clock, poison: Poison, bot_api: BotApi
) -> None:
    poison.fails = {1, 2}
    await happen(shop, 1, 2)
    assert (await outbox_check(shop)).ok
    for _ in range(12):
        await tries(shop, clock, 1)
        await stuck_reactions.watch(shop)
    check = await outbox_check(shop)
    assert not check.ok
    assert "2 keep failing (2 × test_stuck_reactions.on_granted)" in check.text_in("en")
    assert "the well is <poisoned>" in check.text_in("en")
    assert "vitrina reactions" in check.advice_in("en")
    (alert,) = await told(bot_api)
    assert "Таких случаев: 2" in alert
    assert "RuntimeError: the well is &lt;poisoned&gt;: 1" in alert
    poison.fails = set()
    clock.advance(minutes=20)
    await worker.deliver_due(shop)
    for _ in range(3):
        await stuck_reactions.watch(shop)
        await worker.deliver_due(shop)
    assert len(await told(bot_api)) == 2
    assert (await outbox_check(shop)).ok


async def test_a_reaction_that_fails_seldom_is_seen_after_ten_minutes(shop: Shop, clock: Clock, poison: Poison) -> None:
    poison.fails = {1}
    await happen(shop, 1)
    await worker.deliver_due(shop)
    clock.advance(seconds=1)
    assert await stuck_reactions.every(shop) == []
    clock.advance(minutes=10)
    (stuck,) = await stuck_reactions.every(shop)
    assert (stuck.attempts, stuck.reason) == (1, "RuntimeError: the well is <poisoned>: 1")


async def test_a_reaction_that_only_waits_for_its_turn_has_not_failed(shop: Shop, clock: Clock, poison: Poison) -> None:
    poison.later = {1}
    await happen(shop, 1)
    for _ in range(8):
        await worker.deliver_due(shop)
        clock.advance(seconds=4)
    assert await stuck_reactions.every(shop) == []


async def test_a_fact_that_this_version_does_not_know_is_seen_too(shop: Shop, clock: Clock, poison: Poison) -> None:
    await happen(shop, 1, 2)
    first = await RecordedFact.all().order_by("id").first()
    assert first is not None
    await db.fetch("UPDATE facts SET name = $1 WHERE id = $2", "FromTheFuture", first.id)
    await tries(shop, clock, 1)
    assert poison.done == [2]
    clock.advance(minutes=11)
    (stuck,) = await stuck_reactions.every(shop)
    assert "FromTheFuture" in stuck.reason


async def test_a_fact_whose_data_is_spoilt_stops_no_other(shop: Shop, clock: Clock, poison: Poison) -> None:
    await happen(shop, 1, 2)
    first = await RecordedFact.all().order_by("id").first()
    assert first is not None
    await db.fetch("UPDATE facts SET data = $1 WHERE id = $2", json.dumps([1]), first.id)
    await tries(shop, clock, 1)
    assert poison.done == [2]


async def test_an_alert_that_fails_is_told_without_end_to_nobody(
    shop: Shop, clock: Clock, bot_api: BotApi, user: User
) -> None:
    """Telegram refuses every message to the administrator, also the one that says so."""
    await tickets.open_ticket(shop, user, "Help")
    for _ in range(30):
        for _ in range(3):
            bot_api.refuse_next("sendMessage", 400, "Bad Request: something new")
        await tries(shop, clock, 1)
        await stuck_reactions.watch(shop)
    assert len(await facts("ReactionsStuck")) == 1
    assert await Delivery.all().count() == 2
    assert not (await outbox_check(shop)).ok


async def test_an_alert_that_failed_under_an_earlier_name_is_told_to_nobody_either(shop: Shop, clock: Clock) -> None:
    await happen(shop, 1)
    await Delivery.all().update(reaction="alerts.on_reactions_stuck", attempts=7, last_error="no", next_try_at=clock())
    assert [row.reaction for row in await stuck_reactions.every(shop)] == ["operators.on_reactions_stuck"]
    await stuck_reactions.watch(shop)
    assert await facts("ReactionsStuck") == []


async def test_one_administrator_whom_telegram_refuses_does_not_keep_the_news_from_the_others(
    shop: Shop, bot_api: BotApi, user: User
) -> None:
    shop.settings = shop.settings.model_copy(update={"admin_ids": (ADMIN, 901)})
    bot_api.refuse_next("sendMessage", 400, "Bad Request: something new")
    await tickets.open_ticket(shop, user, "Help")
    await worker.deliver_due(shop)
    assert len(bot_api.said_to(901)) == 1
    assert await Delivery.all().count() == 1


async def test_what_telegram_refuses_for_good_and_no_letter_can_say_is_told_to_the_operator(
    shop: Shop, bot_api: BotApi, user: User
) -> None:
    ticket = await tickets.open_ticket(shop, user, "Help")
    await worker.deliver_due(shop)
    await tickets.write(shop, ticket, "Here", by=STAFF)
    bot_api.refuse_next("sendMessage", 400, "Bad Request: something <new>")
    for _ in range(3):
        await worker.deliver_due(shop)
    (alert,) = [text for text in bot_api.said_to(ADMIN) if "something &lt;new&gt;" in text]
    assert f"№ {user.id} не получил" in alert
    assert await Delivery.all().count() == 0


async def test_poison_lets_the_same_persons_others_pass(shop: Shop, clock: Clock, poison: Poison) -> None:
    poison.hangs = {1}
    await happen(shop, 1)
    await Delivery.all().update(attempts=worker.ORDERED_ATTEMPTS)
    await happen(shop, 2)
    running = asyncio.create_task(worker.deliver_due(shop))
    async with asyncio.timeout(10):
        await poison.passed.wait()
    poison.gate.set()
    await running
    assert poison.done == [2, 1]


async def test_the_operator_repeats_and_drops_from_the_command_line(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    values = {"BOT_TOKEN": TOKEN, "ADMIN_IDS": str(ADMIN), "DATABASE_URL": sqlite_url, "DATA_DIR": str(tmp_path)}
    for name, value in {**values, "TELEGRAM_API_URL": "http://127.0.0.1:9"}.items():
        monkeypatch.setenv(name, value)

    async def spoil() -> None:
        async with wiring.opened(wiring.build_shop(make_settings(sqlite_url, tmp_path))) as shop:
            user = await new_user(shop)
            for text in ("one", "two"):
                await tickets.open_ticket(shop, user, text)
            await Delivery.exclude(reaction="operators.on_ticket_opened").delete()
            later = shop.now() + seconds_of(999)
            await Delivery.all().update(attempts=7, last_error="BadRequest: no", next_try_at=later)

    await asyncio.to_thread(lambda: asyncio.run(spoil()))
    out = await asyncio.to_thread(_vitrina, "reactions", "list")
    assert out.count("operators.on_ticket_opened of TicketOpened") == 2
    assert out.count("BadRequest: no") == 2
    assert "1 are tried again" in await asyncio.to_thread(_vitrina, "reactions", "repeat", "2")
    assert "2 are tried again" in await asyncio.to_thread(_vitrina, "reactions", "repeat")
    assert "is dropped" in await asyncio.to_thread(_vitrina, "reactions", "drop", "2")
    out = await asyncio.to_thread(_vitrina, "reactions", "list")
    assert out.count("on_ticket_opened") == 1
    for wrong in (("repeat", "99"), ("drop", "2")):
        refused = await asyncio.to_thread(CliRunner().invoke, whole(), ["reactions", *wrong])
        assert refused.exit_code == 1


def _vitrina(*words: str) -> str:
    result = CliRunner().invoke(whole(), list(words))
    assert result.exit_code == 0, result.output
    return result.output


def test_the_reactions_that_tell_of_stuck_ones_are_known_by_their_names() -> None:
    names = {outbox.reaction_name(one) for one in (operators.on_reactions_stuck, operators.on_reactions_recovered)}
    assert names == set(stuck_reactions.OWN)
