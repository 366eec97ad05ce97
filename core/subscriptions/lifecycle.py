"""The end of a period, and what is said before it."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from core import db
from core.events import SubscriptionExpired, SubscriptionExpiring, SubscriptionSuspended
from core.shop import Actor, Shop
from core.subscriptions import keys
from core.subscriptions.models import ACTIVE, EXPIRED, SUSPENDED, Subscription

REMINDERS = (("one_day", timedelta(days=1)), ("three_days", timedelta(days=3)))  # the nearest one first
BATCH = 500


async def expire_due(shop: Shop) -> int:
    """Close every subscription whose time is over; its keys are taken off their panels. Returns how many."""
    now = shop.now()
    due = await Subscription.filter(status__in=(ACTIVE, SUSPENDED), expires_at__lte=now).limit(BATCH)
    closed = 0
    for subscription in due:
        async with db.transaction():
            # Conditional: a renewal that came in between wins.
            if await Subscription.filter(
                id=subscription.id, status__in=(ACTIVE, SUSPENDED), expires_at__lte=now
            ).update(status=EXPIRED):
                await keys.touch(shop, subscription.id)
                await shop.record(SubscriptionExpired(subscription.user_id, subscription_id=subscription.id))
                closed += 1
    return closed


async def remind_due(shop: Shop) -> None:
    """Record each reminder once a period, the nearest one only."""
    now = shop.now()
    later: list[str] = []
    for name, ahead in REMINDERS:
        later.append(name)
        async for subscription in _ending(now, now + ahead):
            short = subscription.expires_at - subscription.started_at <= ahead
            if subscription.reminder in later or short:
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
                await keys.touch(shop, row["id"])
                await shop.record(SubscriptionSuspended(row["user_id"], subscription_id=row["id"], reason="traffic"))
                stopped += 1
    return stopped


async def suspend(shop: Shop, subscription: Subscription, *, by: Actor) -> None:
    """An operator stops the service of a running subscription."""
    async with db.transaction():
        if await Subscription.filter(id=subscription.id, status=ACTIVE).update(
            status=SUSPENDED, suspended_for="operator"
        ):
            await keys.touch(shop, subscription.id)
            await shop.record(
                SubscriptionSuspended(subscription.user_id, subscription_id=subscription.id, reason="operator")
            )


async def resume(shop: Shop, subscription: Subscription, *, by: Actor) -> None:
    """Undo an operator's suspension; the period went on meanwhile, and may have ended."""
    async with db.transaction():
        await Subscription.filter(id=subscription.id, status=EXPIRED, suspended_for="operator").update(
            suspended_for=None
        )
        if await Subscription.filter(id=subscription.id, status=SUSPENDED, suspended_for="operator").update(
            status=ACTIVE, suspended_for=None
        ):
            await keys.touch(shop, subscription.id)
