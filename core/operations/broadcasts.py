"""Broadcasts: one message of an administrator, copied to everybody, at Telegram's pace.

The place in the list of people is kept in the row, so that a restart goes on where it stopped; at worst one person gets
the message twice.
"""

import asyncio
import html
import logging
from datetime import timedelta

from tortoise import fields
from tortoise.expressions import F
from tortoise.models import Model

from core import db, errors
from core.events import BroadcastCancelled, BroadcastFinished, BroadcastStarted
from core.shop import Actor, Shop
from core.telegram import buttons
from core.telegram.client import BadRequest, PersonGone, RetryAfter, TelegramError
from core.users import accounts
from core.users.models import User

RUNNING, FINISHED, CANCELLED = "running", "finished", "cancelled"
PER_SECOND = 25  # Telegram allows about 30 a second to different people, and payments need room
PEOPLE_AT_ONCE = 50
TEXT_MAX = 4096  # https://core.telegram.org/bots/api#sendmessage
LEASE = timedelta(seconds=60)
PROGRESS_EVERY = timedelta(seconds=3)

logger = logging.getLogger(__name__)


class Broadcast(Model):
    """One message to everybody, and how far it has come."""

    id = fields.IntField(primary_key=True)
    source_chat_id = fields.BigIntField()
    source_message_id = fields.BigIntField()
    progress_chat_id = fields.BigIntField()
    progress_message_id = fields.BigIntField()
    status = fields.CharField(12, default=RUNNING, db_index=True)
    total = fields.IntField()
    sent = fields.IntField(default=0)
    failed = fields.IntField(default=0)
    cursor = fields.BigIntField(default=0, description="Id of the last user who was dealt with")
    leased_until = fields.DatetimeField(null=True)
    created_by = fields.CharField(32)
    created_at = fields.DatetimeField()
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        table = "broadcasts"


async def audience() -> int:
    """How many people a broadcast would reach."""
    return int(await _reachable(0).count())


async def start(
    shop: Shop,
    *,
    source_chat_id: int,
    source_message_id: int,
    progress_chat_id: int,
    progress_message_id: int,
    by: Actor,
) -> Broadcast:
    """Begin to copy a message to everybody; its progress is written into the progress message."""
    async with db.transaction():
        broadcast = await Broadcast.create(
            source_chat_id=source_chat_id,
            source_message_id=source_message_id,
            progress_chat_id=progress_chat_id,
            progress_message_id=progress_message_id,
            total=await audience(),
            created_by=str(by),
            created_at=shop.now(),
        )
        await shop.record(BroadcastStarted(None, broadcast_id=broadcast.id, people=broadcast.total, by=str(by)))
    shop.wakeups.wake("broadcasts")
    return broadcast


async def announce(shop: Shop, text: str, *, chat_id: int, by: Actor) -> Broadcast:
    """Send a plain text to everybody: first to an administrator's own chat, which shows how it looks and how far it is.

    Raises InvalidValue, BotNotStarted where the bot may not write there, TelegramUnavailable; then nothing is sent.
    """
    if not 1 <= len(text.strip()) <= TEXT_MAX:
        raise errors.InvalidValue(field="text")
    admin = await accounts.by_telegram(chat_id)
    language = admin.language if admin else shop.settings.default_language
    try:
        shown = await shop.telegram.send_message(chat_id, html.escape(text.strip(), quote=False))
        progress = await shop.telegram.send_message(chat_id, shop.t("bot-broadcast-started", language))
    except PersonGone:
        raise errors.BotNotStarted() from None
    except BadRequest:  # Telegram counts some signs as two
        raise errors.InvalidValue(field="text") from None
    except TelegramError:
        raise errors.TelegramUnavailable() from None
    return await start(
        shop,
        source_chat_id=chat_id,
        source_message_id=shown,
        progress_chat_id=chat_id,
        progress_message_id=progress,
        by=by,
    )


async def page(*, limit: int = 20, offset: int = 0) -> tuple[list[Broadcast], int]:
    """A page of all broadcasts, the latest first, and how many there are in all."""
    return await Broadcast.all().order_by("-id").offset(offset).limit(limit), await Broadcast.all().count()


async def cancel(shop: Shop, broadcast_id: int, *, by: Actor) -> Broadcast:
    """Stop a broadcast; who has got the message keeps it. Raises NotFound."""
    async with db.transaction():
        if await Broadcast.filter(id=broadcast_id, status=RUNNING).update(status=CANCELLED):
            await shop.record(BroadcastCancelled(None, broadcast_id=broadcast_id, by=str(by)))
    broadcast = await Broadcast.get_or_none(id=broadcast_id)
    if broadcast is None:
        raise errors.NotFound()
    return broadcast


async def run_due(shop: Shop) -> bool:
    """Carry on with a running broadcast that no other worker has; tells whether there was one."""
    now = shop.due_now()
    row = await db.fetch_one(
        "UPDATE broadcasts SET leased_until = $1 WHERE id = (SELECT id FROM broadcasts WHERE status = $2"
        " AND (leased_until IS NULL OR leased_until < $3) ORDER BY id LIMIT 1)"
        " AND (leased_until IS NULL OR leased_until < $3) RETURNING id",  # again: PostgreSQL asks it of the locked row
        now + LEASE,
        RUNNING,
        now,
    )
    if row is None:
        return False
    broadcast = await Broadcast.get(id=row["id"])
    await _carry_on(shop, broadcast)
    return True


async def free_leases() -> None:
    """Let running broadcasts go on whose worker is gone."""
    await Broadcast.filter(status=RUNNING).update(leased_until=None)


async def _carry_on(shop: Shop, broadcast: Broadcast) -> None:
    loop = asyncio.get_running_loop()
    told = loop.time()
    try:
        while people := await _reachable(broadcast.cursor).limit(PEOPLE_AT_ONCE):
            for person in people:
                began = loop.time()
                await _copy_to(shop, broadcast, person)
                if loop.time() - told > PROGRESS_EVERY.total_seconds():
                    told = loop.time()
                    await _show_progress(shop, broadcast)
                await asyncio.sleep(max(0.0, 1 / PER_SECOND - (loop.time() - began)))
            if not await Broadcast.filter(id=broadcast.id, status=RUNNING).update(leased_until=shop.due_now() + LEASE):
                break
        await _finish(shop, broadcast)
    except BaseException:
        # A restart takes over at once instead of waiting for the lease.
        await Broadcast.filter(id=broadcast.id).update(leased_until=None)
        raise


async def _copy_to(shop: Shop, broadcast: Broadcast, person: User) -> None:
    delivered = await _deliver(shop, broadcast, person)
    broadcast.cursor = person.id
    broadcast.sent += delivered
    broadcast.failed += not delivered
    await Broadcast.filter(id=broadcast.id).update(
        cursor=person.id, sent=F("sent") + int(delivered), failed=F("failed") + int(not delivered)
    )


async def _deliver(shop: Shop, broadcast: Broadcast, person: User) -> bool:
    while True:
        try:
            await shop.telegram.call(
                "copyMessage",
                chat_id=person.telegram_id,
                from_chat_id=broadcast.source_chat_id,
                message_id=broadcast.source_message_id,
            )
            return True
        except RetryAfter as exc:
            await Broadcast.filter(id=broadcast.id).update(
                leased_until=shop.due_now() + LEASE + timedelta(seconds=exc.seconds)
            )
            await asyncio.sleep(exc.seconds)
        except PersonGone:
            await accounts.mark_unreachable(shop, person.telegram_id or 0)
            return False
        except BadRequest as exc:
            logger.warning("broadcast %s does not reach user %s: %s", broadcast.id, person.id, exc)
            return False
        except TelegramError:  # outcome unknown: a second copy is worse than a missing one
            return False


async def _finish(shop: Shop, broadcast: Broadcast) -> None:
    async with db.transaction():
        if await Broadcast.filter(id=broadcast.id, status=RUNNING).update(status=FINISHED, finished_at=shop.now()):
            await shop.record(BroadcastFinished(None, broadcast_id=broadcast.id))
    await broadcast.refresh_from_db()
    await _show_progress(shop, broadcast)


async def _show_progress(shop: Shop, broadcast: Broadcast) -> None:
    admin = await accounts.by_telegram(broadcast.progress_chat_id)
    language = admin.language if admin else shop.settings.default_language
    running = broadcast.status == RUNNING
    rows = [buttons.row(buttons.stop_broadcast(broadcast.id), "button-stop")] if running else []
    try:
        await shop.telegram.call(
            "editMessageText",
            chat_id=broadcast.progress_chat_id,
            message_id=broadcast.progress_message_id,
            text=shop.t(
                f"broadcast-{broadcast.status}",
                language,
                sent=broadcast.sent,
                failed=broadcast.failed,
                total=broadcast.total,
                percent=round(100 * (broadcast.sent + broadcast.failed) / max(broadcast.total, 1)),
            ),
            parse_mode="HTML",
            reply_markup=buttons.markup_for(language, rows) or {"inline_keyboard": []},
        )
    except TelegramError as exc:
        logger.info("broadcast %s goes on without its progress message: %s", broadcast.id, exc)


def _reachable(after: int):  # type: ignore[no-untyped-def]  # a Tortoise queryset
    return User.filter(
        id__gt=after, telegram_id__isnull=False, unreachable_at__isnull=True, blocked_at__isnull=True
    ).order_by("id")
