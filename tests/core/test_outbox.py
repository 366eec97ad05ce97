"""The outbox: what is owed to a fact is done, in order, by one worker, however often it takes."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from core import db, events, outbox, tickets, worker
from core.events import Fact
from core.outbox import Delivery, Later, RecordedFact
from core.shop import Actor, Shop
from core.telegram.client import Unreachable
from core.users import accounts
from core.users.models import User
from tests.conftest import ADMIN, Clock, new_user
from tests.core.conftest import facts
from tests.telegram import BotApi


class Reactions:
    """Reactions written for these tests: they note what they did, and fail when told."""

    def __init__(self) -> None:
        self.done: list[tuple[int | None, int]] = []
        self.fails: set[int] = set()
        self.later: timedelta | None = None
        self.failures = 0
        self.started = asyncio.Event()
        self.gate = asyncio.Event()
        self.gate.set()

    async def on_note(self, _shop: Shop, fact: events.BalanceGranted, _fact_id: int) -> None:
        self.started.set()
        await self.gate.wait()
        if self.later is not None:
            raise Later(self.later)
        if fact.amount_kopeks in self.fails:
            self.failures += 1
            raise RuntimeError("x" * 400)
        self.done.append((fact.user_id, fact.amount_kopeks))

    async def on_other(self, _shop: Shop, fact: events.BalanceGranted, _fact_id: int) -> None:
        self.done.append((fact.user_id, -fact.amount_kopeks))


@pytest.fixture
def reactions(shop: Shop) -> Reactions:
    made = Reactions()
    shop.reactions = {events.BalanceGranted: [made.on_note]}
    return made


async def _happen(shop: Shop, *numbers: int, user_id: int | None = 1) -> None:
    for number in numbers:
        async with db.transaction():
            await shop.record(events.BalanceGranted(user_id, amount_kopeks=number, source="test"))


async def test_a_fact_reads_back_as_it_was_recorded(shop: Shop) -> None:
    fact = events.TicketMessageAdded(7, ticket_id=1, message_id=2, by_staff=True)
    async with db.transaction():
        await shop.record(fact)
    (recorded,) = await facts("TicketMessageAdded")
    assert events.Catalogue.load(recorded.name, recorded.data) == fact
    assert (recorded.user_id, recorded.at) == (7, shop.now())


async def test_a_transaction_that_is_undone_owes_nothing(shop: Shop, reactions: Reactions) -> None:
    async def undone() -> None:
        async with db.transaction():
            await shop.record(events.BalanceGranted(1, amount_kopeks=1, source="test"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await undone()
    assert await RecordedFact.all().count() == 0
    assert await Delivery.all().count() == 0


async def test_what_is_owed_is_done_once_and_forgotten(shop: Shop, reactions: Reactions) -> None:
    await _happen(shop, 1)
    assert await worker.deliver_due(shop) == 1
    assert await worker.deliver_due(shop) == 0
    assert reactions.done == [(1, 1)]
    assert await Delivery.all().count() == 0
    assert await RecordedFact.all().count() == 1


async def test_a_failing_reaction_is_tried_again_ever_more_rarely(
    shop: Shop, reactions: Reactions, clock: Clock
) -> None:
    reactions.fails = {1}
    await _happen(shop, 1)
    waits = []
    for attempt in range(1, 15):
        await worker.deliver_due(shop)
        delivery = await Delivery.get()
        assert (delivery.attempts, reactions.failures) == (attempt, attempt)
        waits.append((delivery.next_try_at - shop.now()).total_seconds())
        assert await worker.deliver_due(shop) == 0
        clock.now = delivery.next_try_at
    assert delivery.last_error == ("RuntimeError: " + "x" * 400)[:255]
    assert 1.6 <= waits[0] <= 2.4
    assert 3.2 <= waits[1] <= 4.8
    assert 0.8 * 900 <= max(waits) <= 1.2 * 900
    reactions.fails = set()
    await worker.deliver_due(shop)
    assert reactions.done == [(1, 1)]
    assert await Delivery.all().count() == 0


async def test_one_failure_stands_in_nobodys_way(shop: Shop, reactions: Reactions) -> None:
    shop.reactions = {events.BalanceGranted: [reactions.on_note, reactions.on_other]}
    reactions.fails = {2}
    await _happen(shop, 1, 2, 3)
    await _happen(shop, 4, user_id=2)
    await worker.deliver_due(shop)
    assert sorted(reactions.done) == [(1, -3), (1, -2), (1, -1), (1, 1), (1, 3), (2, -4), (2, 4)]
    assert [delivery.reaction for delivery in await Delivery.all()] == ["test_outbox.on_note"]


async def test_one_persons_facts_are_told_in_their_order(shop: Shop, reactions: Reactions) -> None:
    for number in range(30):
        await _happen(shop, number, user_id=number % 3)
    await worker.deliver_due(shop)
    for user in range(3):
        assert [number for who, number in reactions.done if who == user] == list(range(user, 30, 3))


async def test_several_workers_do_everything_once(shop: Shop, reactions: Reactions) -> None:
    for number in range(150):
        await _happen(shop, number, user_id=number)

    async def drain() -> int:
        count = 0
        while done := await worker.deliver_due(shop):
            count += done
        return count

    assert sum(await asyncio.gather(*(drain() for _ in range(4)))) == 150
    assert sorted(number for _, number in reactions.done) == list(range(150))


async def test_a_worker_that_died_is_taken_over_after_its_claim(shop: Shop, reactions: Reactions, clock: Clock) -> None:
    await _happen(shop, 1)
    reactions.gate.clear()
    dying = asyncio.create_task(worker.deliver_due(shop))
    await reactions.started.wait()
    assert await worker.deliver_due(shop) == 0
    dying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await dying
    reactions.gate.set()
    clock.now += outbox.LEASE - timedelta(seconds=1)
    assert await worker.deliver_due(shop) == 0
    clock.advance(seconds=1)
    assert await worker.deliver_due(shop) == 1
    assert reactions.done == [(1, 1)]


async def test_a_reaction_that_asks_for_later_is_asked_again_then(
    shop: Shop, reactions: Reactions, clock: Clock
) -> None:
    reactions.later = timedelta(minutes=3)
    await _happen(shop, 1)
    await worker.deliver_due(shop)
    assert (await Delivery.get()).next_try_at == shop.now() + timedelta(minutes=3)
    reactions.later = None
    clock.advance(minutes=3)
    await worker.deliver_due(shop)
    assert reactions.done == [(1, 1)]


async def test_what_an_earlier_version_has_recorded_is_carried_out(shop: Shop, bot_api: BotApi, user: User) -> None:
    await tickets.open_ticket(shop, user, "No connection")
    names = {"operators.on_ticket_opened": "alerts.on_ticket_opened"}  # as its module was called then
    assert [await Delivery.filter(reaction=new).update(reaction=old) for new, old in names.items()] == [1]
    await worker.deliver_due(shop)
    assert "No connection" in str(bot_api.said_to(ADMIN))


async def test_a_reaction_that_no_longer_exists_is_dropped(shop: Shop, reactions: Reactions) -> None:
    await _happen(shop, 1)
    await Delivery.all().update(reaction="customers.on_something_else")
    assert await worker.deliver_due(shop) == 1
    assert await Delivery.all().count() == 0


@pytest.mark.parametrize(
    "changed",
    [{"name": "SomethingFromTheFuture"}, {"data": {"user_id": 1, "unheard_of": 1}}],
    ids=["unknown fact", "unknown field"],
)
async def test_a_fact_of_another_version_stops_nothing_else(
    shop: Shop, reactions: Reactions, changed: dict[str, Any]
) -> None:
    await _happen(shop, 1, 2, 3)
    second = await RecordedFact.all().order_by("id").offset(1).first()
    assert second is not None
    await RecordedFact.filter(id=second.id).update(**changed)
    await worker.deliver_due(shop)
    assert reactions.done == [(1, 1), (1, 3)]
    assert await Delivery.filter(fact_id=second.id).exists()  # for the version that knows it


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_fact_that_is_no_json_any_more_stops_nothing_else(shop: Shop, reactions: Reactions) -> None:
    """As a damaged disk leaves it; PostgreSQL has no such rows."""
    await _happen(shop, 1, 2)
    spoilt = await RecordedFact.all().order_by("id").first()
    assert spoilt is not None
    await db.fetch("UPDATE facts SET data = '{\"amount_kopeks\": ' WHERE id = $1", spoilt.id)
    await worker.deliver_due(shop)
    assert reactions.done == [(1, 2)]
    assert "unknown to this version" in str((await Delivery.get()).last_error)


async def test_facts_are_kept_for_half_a_year_and_while_they_owe_something(
    shop: Shop, reactions: Reactions, clock: Clock
) -> None:
    await _happen(shop, 1)
    await worker.deliver_due(shop)
    await _happen(shop, 2)
    clock.advance(days=181)
    await _happen(shop, 3)
    await outbox.forget_old(shop)
    assert [fact.data["amount_kopeks"] for fact in await facts("BalanceGranted")] == [2, 3]


async def test_the_lag_is_that_of_the_oldest_waiting_delivery(shop: Shop, reactions: Reactions, clock: Clock) -> None:
    assert await outbox.lag(shop.now()) == timedelta()
    await _happen(shop, 1)
    clock.advance(seconds=90)
    await _happen(shop, 2)
    assert await outbox.lag(shop.now()) == timedelta(seconds=90)


async def _tell(shop: Shop, user: User) -> None:
    async with db.transaction():
        await shop.record(events.BalanceGranted(user.id, amount_kopeks=100, source="test"))
    await worker.deliver_due(shop)


async def test_whoever_blocked_the_bot_is_left_alone_until_they_write(shop: Shop, user: User, bot_api: BotApi) -> None:
    bot_api.gone.add(4242)
    await _tell(shop, user)
    assert (await User.get(id=user.id)).unreachable_at == shop.now()
    bot_api.gone.clear()
    await _tell(shop, user)
    assert bot_api.calls == []
    assert await Delivery.all().count() == 0
    await new_user(shop)  # writes to the bot
    await _tell(shop, user)
    assert len(bot_api.said_to(4242)) == 1


async def test_telegrams_flood_limit_is_waited_for(shop: Shop, user: User, bot_api: BotApi, clock: Clock) -> None:
    bot_api.refuse_next("sendMessage", 429, "Too Many Requests: retry after 35", retry_after=35)
    await _tell(shop, user)
    assert (await Delivery.get()).next_try_at == shop.now() + timedelta(seconds=36)
    clock.advance(seconds=36)
    await worker.deliver_due(shop)
    assert len(bot_api.said_to(4242)) == 1


async def test_telegrams_flood_limit_is_waited_for_with_administrators_too(shop: Shop, bot_api: BotApi) -> None:
    bot_api.refuse_next("sendMessage", 429, "Too Many Requests: retry after 35", retry_after=35)
    async with db.transaction():
        await shop.record(events.PanelTroubled(None, server_id=1, text="t"))
    await worker.deliver_due(shop)
    assert (await Delivery.get()).next_try_at == shop.now() + timedelta(seconds=36)


async def test_a_silent_telegram_is_tried_again(shop: Shop, user: User, bot_api: BotApi, clock: Clock) -> None:
    bot_api.refuse_next("sendMessage", 502, "Bad Gateway")
    await _tell(shop, user)
    assert (await Delivery.get()).last_error == f"{Unreachable.__name__}: sendMessage: 502 Bad Gateway"
    clock.advance(seconds=3)
    await worker.deliver_due(shop)
    assert len(bot_api.said_to(4242)) == 1


async def test_a_message_that_telegram_refuses_is_not_repeated_for_ever(
    shop: Shop, user: User, bot_api: BotApi
) -> None:
    bot_api.refuse_next("sendMessage", 400, "Bad Request: can't parse entities")
    await _tell(shop, user)
    assert await Delivery.all().count() == 0


def test_every_fact_is_in_the_catalogue_and_holds_plain_values() -> None:
    plain = {"int | None", "int", "str | None", "str", "bool"}
    for name, fact in events.Catalogue.by_name.items():
        assert issubclass(fact, Fact)
        kinds = {str(getattr(field.type, "__name__", field.type)) for field in fact.__dataclass_fields__.values()}
        assert kinds <= plain | {"UnionType", "Optional"}, name


async def test_blocking_a_person_is_followed_by_the_keys(shop: Shop, user: User) -> None:
    await accounts.block(shop, user, by=Actor("admin", 900))
    assert await Delivery.filter(fact__name="UserBlocked", reaction="state.on_user_blocked").count() == 1
