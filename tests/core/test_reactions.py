"""Every reaction of `wiring.REACTIONS`: carried out again, it changes nothing more and says nothing more."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from core import db, events, ledger, outbox, tickets, wiring, worker
from core.catalogue.servers import Server
from core.catalogue.tariffs import Tariff
from core.events import Fact
from core.operations.backups import place
from core.outbox import Delivery, RecordedFact
from core.payments import checkout, settlement
from core.payments.models import Payment, SavedMethod
from core.promotions import campaigns
from core.shop import Actor, Shop
from core.subscriptions import purchase
from core.subscriptions.keys import state
from core.subscriptions.models import Subscription
from core.users import accounts
from core.users.models import User
from tests.conftest import ADMIN, Clock, new_user
from tests.core.conftest import work
from tests.core.payments.test_settlement import paid
from tests.panels import MemoryPanel
from tests.telegram import BotApi


@dataclass
class World:
    """A shop in the middle of its life: somebody invited somebody, who has paid, subscribed and asked something."""

    shop: Shop
    server: Server
    referrer: User
    user: User
    payment: Payment
    subscription: Subscription
    ticket: tickets.Ticket
    answer: tickets.TicketMessage


@pytest.fixture
async def world(shop: Shop, server: Server, tariff: Tariff, panel: MemoryPanel, bot_api: BotApi) -> World:
    campaign = await campaigns.create(shop, name="Ads", start_param="ads", bonus_kopeks=5000)
    referrer = await new_user(shop, 11)
    user = await new_user(shop, referral_code=referrer.referral_code, campaign_id=campaign.id)
    order = await checkout.open_top_up(shop, user, 100000)
    payment = await settlement.settle(shop, paid(shop, order))
    assert payment is not None
    bought = await purchase.buy(shop, user, tariff, quote="q", by=Actor("user", user.id))
    ticket = await tickets.open_ticket(shop, user, "It does <not> work")
    answer = await tickets.write(shop, ticket, "Now it does", by=Actor("admin", ADMIN))
    await RecordedFact.all().delete()  # what happened so far is not what is tested
    return World(shop, server, referrer, user, payment, bought.subscription, ticket, answer)


def _about_subscription(kind: type[Fact], **rest: Any) -> Callable[[World], Awaitable[Fact]]:
    async def make(world: World) -> Fact:
        return kind(world.user.id, subscription_id=world.subscription.id, **rest)  # type: ignore[call-arg]

    return make


async def _refunded(world: World) -> Fact:
    await Payment.filter(id=world.payment.id).update(status="completed")
    settled = events.PaymentSettled(world.user.id, payment_id=world.payment.id, amount_kopeks=100000, purpose="top_up")
    for reaction in wiring.REACTIONS[events.PaymentSettled][:1]:
        await reaction(world.shop, settled, 0)
    await Payment.filter(id=world.payment.id).update(status="refunded")
    return events.PaymentRefunded(world.user.id, payment_id=world.payment.id, amount_kopeks=100000)


async def _dismissed(world: World) -> Fact:
    await Payment.filter(id=world.payment.id).update(status="dismissed", received=1, received_currency="RUB")
    return events.PaymentReviewed(
        world.user.id, payment_id=world.payment.id, outcome="dismissed", by="admin:900", note=""
    )


async def _started(world: World) -> Fact:
    world.shop.panels.clear()  # the panel lets the person wait
    world.shop.clock.advance(seconds=5)  # type: ignore[attr-defined]
    return events.SubscriptionStarted(world.user.id, subscription_id=world.subscription.id, kind="paid")


async def _blocked(world: World) -> Fact:
    await work(world.shop)
    await User.filter(id=world.user.id).update(blocked_at=world.shop.now())
    return events.UserBlocked(world.user.id, by="admin:900")


async def _unblocked(world: World) -> Fact:
    await _blocked(world)
    await state.touch(world.shop, subscription_id=world.subscription.id)
    await work(world.shop)
    await User.filter(id=world.user.id).update(blocked_at=None)
    return events.UserUnblocked(world.user.id, by="admin:900")


def _with_method(make: Callable[[World, int], Fact]) -> Callable[[World], Awaitable[Fact]]:
    """A fact about a saved method, with autopay on and its charge announced."""

    async def made(world: World) -> Fact:
        method = await SavedMethod.create(
            user_id=world.user.id,
            provider="yookassa",
            method="YOOKASSA_CARD",
            token="t-1",
            title="•• 4444",
            created_at=world.shop.now(),
        )
        await Subscription.filter(id=world.subscription.id).update(autopay=True, reminder="charge")
        return make(world, method.id)

    return made


async def _now(world: World, make: Callable[[World], Fact]) -> Fact:
    return make(world)


def _at_once(make: Callable[[World], Fact]) -> Callable[[World], Awaitable[Fact]]:
    return lambda world: _now(world, make)


async def _backed_up(w: World) -> Fact:
    """An archive that is meant for the administrators."""
    name = "20261121_120000__manual.vitrina.tar.gz.age"
    (place.directory(w.shop.settings) / name).write_bytes(b"sealed")
    return events.BackupMade(None, name=name, size_bytes=6, label="manual", send=True)


FACTS: dict[type[Fact], Callable[[World], Awaitable[Fact]]] = {
    events.UserRegistered: _at_once(
        lambda w: events.UserRegistered(w.user.id, referrer_id=w.referrer.id, campaign_id=w.user.campaign_id)
    ),
    events.UserBlocked: _blocked,
    events.UserUnblocked: _unblocked,
    events.PaymentSettled: _at_once(
        lambda w: events.PaymentSettled(w.user.id, payment_id=w.payment.id, amount_kopeks=100000, purpose="top_up")
    ),
    events.PaymentLeftOnBalance: _at_once(
        lambda w: events.PaymentLeftOnBalance(w.user.id, payment_id=w.payment.id, amount_kopeks=1, reason="blocked")
    ),
    events.PaymentRefunded: _refunded,
    events.PaymentDoubted: _at_once(
        lambda w: events.PaymentDoubted(w.user.id, payment_id=w.payment.id, reason="1 came instead of <2>")
    ),
    events.PaymentReviewed: _dismissed,
    events.VendorSilent: _at_once(lambda w: events.VendorSilent(None, "yookassa", 7, "HTTP <502>")),
    events.VendorAnswers: _at_once(lambda w: events.VendorAnswers(None, "yookassa", 70, 12)),
    events.BalanceGranted: _at_once(lambda w: events.BalanceGranted(w.user.id, amount_kopeks=-1, source="admin:900")),
    events.ReferralRewarded: _at_once(
        lambda w: events.ReferralRewarded(w.referrer.id, amount_kopeks=1, referred_id=w.user.id)
    ),
    events.SubscriptionStarted: _started,
    events.SubscriptionRenewed: _about_subscription(events.SubscriptionRenewed, price_kopeks=1, automatic=True),
    events.SubscriptionExtended: _about_subscription(events.SubscriptionExtended, days=3, traffic_bytes=0),
    events.SubscriptionExpiring: _about_subscription(events.SubscriptionExpiring, reminder="one_day"),
    events.SubscriptionExpired: _about_subscription(events.SubscriptionExpired),
    events.SubscriptionReopened: _about_subscription(events.SubscriptionReopened),
    events.SubscriptionsReopened: _at_once(lambda w: events.SubscriptionsReopened(None, count=3)),
    events.ClockJumped: _at_once(lambda w: events.ClockJumped(None, seconds=3_456_000)),
    events.ClockSettled: _at_once(lambda w: events.ClockSettled(None, accepted=True)),
    events.SubscriptionSuspended: _about_subscription(events.SubscriptionSuspended, reason="operator"),
    events.SubscriptionResumed: _about_subscription(events.SubscriptionResumed, by="admin:900"),
    events.AutopayFailed: _about_subscription(events.AutopayFailed, required_kopeks=1),
    events.MethodSaved: _with_method(lambda w, id: events.MethodSaved(w.user.id, method_id=id)),
    events.ChargeAhead: _with_method(
        lambda w, id: events.ChargeAhead(
            w.user.id, subscription_id=w.subscription.id, method_id=id, amount_kopeks=29900
        )
    ),
    events.ChargeRefused: _with_method(
        lambda w, id: events.ChargeRefused(
            w.user.id, subscription_id=w.subscription.id, method_id=id, amount_kopeks=29900, refusal="short"
        )
    ),
    events.AccessReady: _about_subscription(events.AccessReady),
    events.LinkReissued: _about_subscription(events.LinkReissued),
    events.TicketOpened: _at_once(
        lambda w: events.TicketOpened(w.user.id, ticket_id=w.ticket.id, message_id=w.answer.id)
    ),
    events.TicketMessageAdded: _at_once(
        lambda w: events.TicketMessageAdded(w.user.id, ticket_id=w.ticket.id, message_id=w.answer.id, by_staff=True)
    ),
    events.TicketClosed: _at_once(lambda w: events.TicketClosed(w.user.id, ticket_id=w.ticket.id, by_staff=True)),
    events.PaymentReversed: _at_once(
        lambda w: events.PaymentReversed(
            w.user.id, payment_id=w.payment.id, amount_kopeks=100000, balance_kopeks=-100000
        )
    ),
    events.PaymentsTroubled: _at_once(
        lambda w: events.PaymentsTroubled(None, "yookassa", "forged", 3, "<no> signature")
    ),
    events.PanelRecovered: _at_once(lambda w: events.PanelRecovered(None, server_id=w.server.id)),
    events.BackupMade: _backed_up,
    events.BackupFailed: _at_once(lambda w: events.BackupFailed(None, code="backup-no-room", text="no <room>")),
    events.EngineTroubled: _at_once(
        lambda w: events.EngineTroubled(None, server_id=w.server.id, what="port_taken", text="taken <b>", port=443)
    ),
    events.EngineRecovered: _at_once(
        lambda w: events.EngineRecovered(None, server_id=w.server.id, what="port_taken", seconds=90)
    ),
    events.ReactionsStuck: _at_once(
        lambda w: events.ReactionsStuck(
            None, kind="letters", count=2, reaction="email.on_x", number=7, text="<no> server"
        )
    ),
    events.ReactionsRecovered: _at_once(lambda w: events.ReactionsRecovered(None, kind="letters")),
    events.PanelTroubled: _at_once(lambda w: events.PanelTroubled(None, server_id=w.server.id, text="refused <b>")),
}


IN_LETTERS = {events.EmailVerificationAsked, events.PasswordResetAsked}  # tests/core/test_letters.py


def test_every_fact_with_a_reaction_is_tested_here() -> None:
    assert set(FACTS) | IN_LETTERS == set(wiring.REACTIONS)


async def _effects(world: World, panel: MemoryPanel, bot_api: BotApi) -> dict[str, Any]:
    """All that a reaction could have done."""
    return {
        "balances": [await ledger.balance(user.id) for user in (world.referrer, world.user)],
        "entries": await ledger.LedgerEntry.all().count(),
        "said": [(call.method, call.params.get("chat_id"), call.text) for call in bot_api.calls],
        "serves": sorted(name for name in panel.accounts if panel.serves(name)),
        "relays": await tickets.TicketRelay.all().count(),
        "facts": await RecordedFact.all().count(),
        "owed": await Delivery.all().count(),
    }


@pytest.mark.parametrize("kind", FACTS, ids=lambda kind: kind.__name__)
async def test_a_reaction_delivered_again_has_its_effect_once(
    world: World, panel: MemoryPanel, bot_api: BotApi, kind: type[Fact]
) -> None:
    shop = world.shop
    fact = await FACTS[kind](world)
    before = await _effects(world, panel, bot_api)
    async with db.transaction():
        fact_id = await shop.record(fact)
    reactions = [outbox.reaction_name(reaction) for reaction in wiring.REACTIONS[kind]]
    await work(shop)
    once = await _effects(world, panel, bot_api)
    assert once["owed"] == 0
    assert {**once, "facts": 0} != {**before, "facts": 0, "owed": 0}, "the reaction has no effect at all"

    for _ in range(2):
        for name in reactions:
            await Delivery.create(fact_id=fact_id, reaction=name, next_try_at=shop.now())
        await work(shop)
        assert await _effects(world, panel, bot_api) == once
    assert await ledger.unbalanced() == []


async def test_a_reward_is_posted_once_by_parallel_deliveries(world: World) -> None:
    fact = await FACTS[events.PaymentSettled](world)
    (reward, _receipt) = wiring.REACTIONS[events.PaymentSettled]
    await asyncio.gather(*(reward(world.shop, fact, 1) for _ in range(10)))
    assert await ledger.balance(world.referrer.id) == 25000
    assert await ledger.LedgerEntry.filter(kind="referral_reward").count() == 1


async def test_a_late_reminder_and_a_late_greeting_are_not_sent(
    world: World, panel: MemoryPanel, bot_api: BotApi, clock: Clock
) -> None:
    await work(world.shop)
    bot_api.calls.clear()
    async with db.transaction():
        await world.shop.record(await FACTS[events.SubscriptionStarted](world))  # ready meanwhile
        clock.advance(days=31)
        await world.shop.record(await FACTS[events.SubscriptionExpiring](world))  # over meanwhile
    await work(world.shop)
    assert bot_api.calls == []


async def test_a_person_without_telegram_is_not_written_to(world: World, bot_api: BotApi) -> None:
    await User.filter(id=world.user.id).update(telegram_id=None)
    async with db.transaction():
        for kind in (events.AccessReady, events.SubscriptionExpired, events.PaymentLeftOnBalance):
            await world.shop.record(await FACTS[kind](world))
    await worker.deliver_due(world.shop)
    assert bot_api.calls == []
    assert await Delivery.all().count() == 0


async def test_the_key_comes_with_link_qr_and_buttons_in_the_persons_language(world: World, bot_api: BotApi) -> None:
    await accounts.set_language(world.user, "en")
    await work(world.shop)
    (photo,) = bot_api.of("sendPhoto")
    assert f"https://shop.example/s/{world.subscription.token}" in photo.text
    assert "vless://" in photo.text
    rows = photo.params["reply_markup"]["inline_keyboard"]
    assert rows[0][0]["copy_text"] == {"text": f"https://shop.example/s/{world.subscription.token}"}
    assert rows[1][0] == {"text": "📲 How to connect", "callback_data": "help"}


async def test_an_answer_from_staff_is_shown_as_it_was_typed(world: World, bot_api: BotApi) -> None:
    written = await tickets.write(world.shop, world.ticket, 'Use <b>1</b> & "2"', by=Actor("admin", ADMIN))
    await work(world.shop)
    (text,) = [text for text in bot_api.said_to(4242) if "Use" in text]
    assert 'Use &lt;b&gt;1&lt;/b&gt; &amp; "2"' in text
    assert written.by_staff


async def test_a_reply_to_the_relayed_message_finds_the_ticket(world: World, bot_api: BotApi) -> None:
    await tickets.write(world.shop, world.ticket, "Still broken", by=Actor("user", world.user.id))
    await work(world.shop)
    relay = await tickets.TicketRelay.all().order_by("-id").first()
    assert relay is not None
    found = await tickets.by_relay(chat_id=ADMIN, message_id=relay.message_id)
    assert found is not None
    assert found.id == world.ticket.id
    assert timedelta() == await outbox.lag(world.shop.now())
