"""Alarms: trouble with payments that an operator is told of, and not more often than is of use."""

from datetime import datetime, timedelta

from core import db
from core.events import PaymentsTroubled
from core.payments.models import Alarm
from core.shop import Shop

HOUR = timedelta(hours=1)
KEPT = timedelta(days=90)
TEXT_LENGTH = 300


async def hourly(shop: Shop, provider: str, trouble: str, text: str, *, count: int = 1) -> None:
    """Count it, and tell the operator at most once an hour how often it has come since the last time."""
    key, now = f"{trouble}:{provider}", shop.due_now()
    async with db.transaction():
        alarm = await _counted(key, count, now)
        if alarm.told_at is None or now - alarm.told_at >= HOUR:
            await Alarm.filter(key=key).update(count=0, told_at=now)
            await shop.record(PaymentsTroubled(None, provider, trouble, alarm.count, text[:TEXT_LENGTH]))


async def once(shop: Shop, provider: str, trouble: str, about: str, text: str) -> None:
    """Tell the operator of this one thing once."""
    key, now = f"{trouble}:{provider}:{about}"[:320], shop.due_now()
    async with db.transaction():
        alarm = await _counted(key, 1, now)
        if alarm.told_at is None:
            await Alarm.filter(key=key).update(told_at=now)
            await shop.record(PaymentsTroubled(None, provider, trouble, 1, text[:TEXT_LENGTH]))


async def forget_old(shop: Shop) -> None:
    """Trouble that has not come for long is new when it comes again."""
    await Alarm.filter(at__lt=shop.due_now() - KEPT).delete()


async def _counted(key: str, count: int, now: datetime) -> Alarm:
    """The alarm with this trouble added; its row is locked until the transaction ends."""
    await db.fetch(
        "INSERT INTO payment_alarms (key, count, at) VALUES ($1, $2, $3) ON CONFLICT (key) DO UPDATE"
        " SET count = payment_alarms.count + excluded.count, at = excluded.at",
        key,
        count,
        now,
    )
    return await Alarm.get(key=key)
