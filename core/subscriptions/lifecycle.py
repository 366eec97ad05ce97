"""The end of a period, what is said before it, and what a clock that was wrong has ended."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from core import db
from core.events import (
    ClockJumped,
    ClockSettled,
    SubscriptionExpired,
    SubscriptionExpiring,
    SubscriptionReopened,
    SubscriptionResumed,
    SubscriptionsReopened,
    SubscriptionSuspended,
)
from core.shop import Actor, Shop
from core.subscriptions.keys import state as keys
from core.subscriptions.models import ACTIVE, EXPIRED, SUSPENDED, Subscription

REMINDERS = (("one_day", timedelta(days=1)), ("three_days", timedelta(days=3)))  # the nearest one first
EARLY = timedelta(minutes=1)  # so much too early is no rounding, and no other machine's clock
BATCH = 500


async def expire_due(shop: Shop) -> int:
    """Close every subscription whose time is over; its keys are taken off their panels. Returns how many.

    Those that a wrong clock has closed too early are reopened before.
    """
    await reopen(shop)
    now = shop.due_now()
    due = await Subscription.filter(status__in=(ACTIVE, SUSPENDED), expires_at__lte=now).limit(BATCH)
    closed = 0
    for subscription in due:
        async with db.transaction():
            # Conditional: a renewal that came in between wins.
            if await Subscription.filter(
                id=subscription.id, status__in=(ACTIVE, SUSPENDED), expires_at__lte=now
            ).update(status=EXPIRED):
                await keys.touch(shop, subscription_id=subscription.id)
                await shop.record(SubscriptionExpired(subscription.user_id, subscription_id=subscription.id))
                closed += 1
    return closed


async def reopen(shop: Shop) -> int:
    """Let subscriptions run again that are closed and whose end is still to come. Returns how many.

    Nothing but a clock that was ahead closes them so: every way to lengthen a subscription opens it, too. Nothing is
    done while the clock is not where it should be: one that is behind would reopen what has truly ended.
    """
    if shop.watch.step():
        return 0
    opened = 0
    while batch := await Subscription.filter(status=EXPIRED, expires_at__gt=shop.now() + EARLY).limit(BATCH):
        opened += sum([await _reopen(shop, subscription) for subscription in batch])
    if opened:
        async with db.transaction():
            await shop.record(SubscriptionsReopened(None, count=opened))
    return opened


async def _reopen(shop: Shop, subscription: Subscription) -> bool:
    stopped, used_up = subscription.suspended_for == "operator", subscription.traffic_left_bytes == 0
    reason = "operator" if stopped else "traffic" if used_up else None
    async with db.transaction():
        # Conditional: a purchase that came in between wins.
        same = Subscription.filter(id=subscription.id, status=EXPIRED, expires_at=subscription.expires_at)
        state = SUSPENDED if reason else ACTIVE
        if not await same.update(status=state, suspended_for=reason, reminder=None, autopay_tried_at=None):
            return False
        await keys.touch(shop, subscription_id=subscription.id)
        await shop.record(SubscriptionReopened(subscription.user_id, subscription_id=subscription.id))
    return True


async def watch_clock(shop: Shop) -> bool:
    """Tell the owner when the machine's clock jumps and when that is over; tells whether it has just come back."""
    watch, step = shop.watch, round(shop.watch.step())
    if step and not watch.reported:
        async with db.transaction():
            await shop.record(ClockJumped(None, seconds=step))
        watch.reported = True
    elif not step and watch.reported:
        async with db.transaction():
            await shop.record(ClockSettled(None, accepted=watch.accepted))
        watch.reported = False
        return True
    return False


async def remind_due(shop: Shop) -> None:
    """Record each reminder once a period, the nearest one only."""
    now = shop.due_now()
    later: list[str] = []
    for name, ahead in REMINDERS:
        later.append(name)
        async for subscription in _ending(now, now + ahead):
            short = subscription.expires_at - subscription.started_at <= ahead
            # A charge that was announced says the same as the reminder three days before the end.
            announced = name == "three_days" and subscription.reminder == "charge"
            if subscription.reminder in later or announced or short:
                continue
            async with db.transaction():
                # Conditional: another worker's reminder or a renewal that came in between wins.
                if await Subscription.filter(
                    id=subscription.id, reminder=subscription.reminder, expires_at=subscription.expires_at
                ).update(reminder=name):
                    await shop.record(
                        SubscriptionExpiring(subscription.user_id, subscription_id=subscription.id, reminder=name)
                    )


async def _ending(after: datetime, until: datetime) -> AsyncIterator[Subscription]:
    """Every active subscription that ends in this span, a batch at a time."""
    last = 0
    while batch := (
        await Subscription.filter(id__gt=last, status=ACTIVE, expires_at__gt=after, expires_at__lte=until)
        .order_by("id")
        .limit(BATCH)
    ):
        for subscription in batch:
            yield subscription
        last = batch[-1].id


async def suspend_exhausted(shop: Shop) -> int:
    """Stop every subscription that has used up its traffic. Returns how many."""
    rows = await db.fetch(
        "SELECT id, user_id FROM subscriptions WHERE status = $1 AND traffic_limit_bytes IS NOT NULL"
        " AND traffic_used_bytes >= traffic_limit_bytes LIMIT $2",
        ACTIVE,
        BATCH,
    )
    stopped = 0
    for row in rows:
        async with db.transaction():
            changed = await db.fetch_one(
                "UPDATE subscriptions SET status = $2, suspended_for = 'traffic' WHERE id = $1 AND status = $3"
                " AND traffic_used_bytes >= traffic_limit_bytes RETURNING id",
                row["id"],
                SUSPENDED,
                ACTIVE,
            )
            if changed:
                await keys.touch(shop, subscription_id=row["id"])
                await shop.record(SubscriptionSuspended(row["user_id"], subscription_id=row["id"], reason="traffic"))
                stopped += 1
    return stopped


@db.repeated
async def suspend(shop: Shop, subscription: Subscription, *, by: Actor) -> bool:
    """An operator stops the service of a running subscription; tells whether there was one to stop."""
    async with db.transaction():
        running = Subscription.filter(id=subscription.id, status=ACTIVE)
        if not await running.update(status=SUSPENDED, suspended_for="operator"):
            return False
        await keys.touch(shop, subscription_id=subscription.id)
        fact = SubscriptionSuspended(subscription.user_id, subscription.id, reason="operator", by=str(by))
        await shop.record(fact)
    return True


@db.repeated
async def resume(shop: Shop, subscription: Subscription, *, by: Actor) -> bool:
    """Undo an operator's suspension; tells whether there was one.

    The period went on meanwhile: where it has ended, there is no service before a renewal.
    """
    stopped = Subscription.filter(id=subscription.id, suspended_for="operator")
    async with db.transaction():
        if await stopped.filter(status=EXPIRED).update(suspended_for=None):
            return True
        if not await stopped.filter(status=SUSPENDED).update(status=ACTIVE, suspended_for=None):
            return False
        await keys.touch(shop, subscription_id=subscription.id)
        await shop.record(SubscriptionResumed(subscription.user_id, subscription_id=subscription.id, by=str(by)))
    return True
