"""Telegram updates that are received and not yet handled, and what the bot remembers of each conversation.

An update is stored before it is confirmed to Telegram, and removed once its handler has finished: neither a crash nor a
restart loses one, and one that Telegram sends twice is stored once. What cannot be stored or handled is left out, named
in the log by its id and kind alone, and counted. One person cannot fill the inbox: see `receive`.
"""

import logging
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from tortoise import fields
from tortoise.models import Model

from core import db, installation
from core.telegram import foreign_json
from core.wakeups import Wakeups

CAPACITY = 5000  # updates; Telegram keeps the others meanwhile
MAX_PER_PERSON = 60  # the bot handles the latest twenty of them and tells the person
LANE_LENGTH = 40
PAYMENT_PREFIX = "checkout:"  # how the lanes of payments begin
SKIPPED = "updates_skipped"
KIND = re.compile(r"[a-z_]{1,40}")

logger = logging.getLogger(__name__)
_flooding: set[str] = set()  # lanes whose flood is in the log of this process already


class Receiver(Protocol):
    """The part of a shop that updates come into."""

    wakeups: Wakeups

    def now(self) -> datetime:
        """The shop's time."""


class InboxFull(Exception):
    """There is no room: the update has to come again."""


class TelegramUpdate(Model):
    """One update as Telegram sent it."""

    id = fields.BigIntField(primary_key=True)
    update_id = fields.BigIntField(unique=True)
    data: dict[str, Any] = fields.JSONField()
    received_at = fields.DatetimeField()
    lane = fields.CharField(LANE_LENGTH, null=True, db_index=True, description="Whose it is, see `lane_of`")

    class Meta:
        table = "telegram_updates"


class ChatState(Model):
    """Where a person is in a dialogue with the bot."""

    key = fields.CharField(64, primary_key=True)
    state = fields.CharField(128, null=True)
    data: dict[str, Any] = fields.JSONField(default=dict)

    class Meta:
        table = "chat_states"


def sanitized(value: Any) -> dict[str, Any] | None:
    """An update with all in it that can be kept; None for anything that has no id."""
    update = foreign_json.cleaned(value)
    if isinstance(update, dict) and type(update.get("update_id")) is int and update["update_id"] >= 0:
        return update
    return None


def lane_of(update: dict[str, Any]) -> str:
    """Whose queue an update belongs to. Payments have queues of their own: they wait for nothing the person did."""
    for kind, event in update.items():
        if not isinstance(event, dict):
            continue
        person = event.get("from") or event.get("user") or event.get("chat")
        number = person.get("id") if isinstance(person, dict) else None
        if type(number) is int:
            urgent = kind == "pre_checkout_query" or (kind == "message" and _is_payment(event))
            return f"{PAYMENT_PREFIX}{number}" if urgent else str(number)
    return "nobody"


def _is_payment(message: dict[str, Any]) -> bool:
    return "successful_payment" in message or "refunded_payment" in message


def kind_of(update: dict[str, Any]) -> str:
    """What sort of update it is, for a log."""
    return next((key for key in update if key != "update_id" and KIND.fullmatch(key)), "nothing known")


async def receive(shop: Receiver, update: dict[str, Any]) -> None:
    """Keep one update that a webhook brought, unless its person has `MAX_PER_PERSON` waiting already.

    Raises InboxFull where `CAPACITY` updates wait; payments are always kept.
    """
    lane = lane_of(update)
    if not lane.startswith(PAYMENT_PREFIX):
        row = await db.fetch_one(
            "SELECT count(*) AS total, count(CASE WHEN lane = $1 THEN 1 END) AS own FROM telegram_updates", lane
        )
        if row is not None and row["own"] >= MAX_PER_PERSON:
            _note_flood(lane)
            return
        if row is not None and row["total"] >= CAPACITY:
            raise InboxFull
        _flooding.discard(lane)
    await store(shop, [update])


async def store(shop: Receiver, updates: Sequence[dict[str, Any]]) -> None:
    """Keep updates until they are handled. What is no update, or cannot be kept, is skipped."""
    now = shop.now()
    rows = []
    for item in updates:
        update = sanitized(item)
        if update is None:
            await skip(shop, None, "has no id")
        else:
            lane = lane_of(update)[:LANE_LENGTH]
            rows.append(TelegramUpdate(update_id=update["update_id"], data=update, received_at=now, lane=lane))
    try:
        await TelegramUpdate.bulk_create(rows, ignore_conflicts=True)
    except Exception as exc:
        if db.is_away(exc):
            raise
        for row in rows:
            await _store_one(shop, row)
    shop.wakeups.wake("inbox")


async def _store_one(shop: Receiver, row: TelegramUpdate) -> None:
    """Keep one of a batch that was refused as a whole: what is wrong with another one is not its fault."""
    try:
        await TelegramUpdate.bulk_create([row], ignore_conflicts=True)
    except Exception as exc:
        if db.is_away(exc):
            raise
        await skip(shop, row.data, f"is refused by the database ({type(exc).__name__})")


async def skip(shop: Receiver, update: dict[str, Any] | None, reason: str) -> None:
    """Say that an update is not handled, and count it; `reason` completes the sentence and repeats nothing of it."""
    update = update or {}
    logger.error("update %s %s and is skipped (%s)", update.get("update_id", "?"), reason, kind_of(update))
    try:
        await installation.count_up(SKIPPED, shop.now())
    except Exception as exc:
        logger.warning("a skipped update is not counted: %s", type(exc).__name__)


async def skip_count() -> tuple[int, datetime | None]:
    """How many updates were never handled, and when the last one came."""
    counter = await installation.get(SKIPPED)
    return (int(counter["count"]), db.as_moment(counter["at"])) if counter else (0, None)


async def stored_ids(limit: int = CAPACITY) -> list[int]:
    """The ids of stored updates, payments first, each in order."""
    rows = await db.fetch(
        "SELECT update_id FROM telegram_updates ORDER BY CASE WHEN lane LIKE 'checkout:%' THEN 0 ELSE 1 END, update_id"
        " LIMIT $1",
        limit,
    )
    return [int(row["update_id"]) for row in rows]


async def load(update_ids: Sequence[int]) -> list[dict[str, Any]]:
    """These updates, in the order that is asked for. One that cannot be read is as good as empty."""
    if not update_ids:
        return []
    placeholders = ", ".join(f"${number}" for number in range(1, len(update_ids) + 1))
    rows = await db.fetch(
        f"SELECT update_id, data FROM telegram_updates WHERE update_id IN ({placeholders})",  # noqa: S608 - placeholders
        *update_ids,
    )
    data_by_id = {int(row["update_id"]): row["data"] for row in rows}
    return [_read(update_id, data_by_id[update_id]) for update_id in update_ids if update_id in data_by_id]


def _read(update_id: int, data: Any) -> dict[str, Any]:
    try:
        update = foreign_json.loads(data.encode()) if isinstance(data, str) else foreign_json.cleaned(data)
    except ValueError:
        update = None
    return {**(update if isinstance(update, dict) else {}), "update_id": update_id}


async def pending(after: int, limit: int = 100) -> list[dict[str, Any]]:
    """Stored updates with an id above `after`, in order."""
    return await load([update_id for update_id in sorted(await stored_ids()) if update_id > after][:limit])


async def forget(update_ids: Sequence[int]) -> None:
    """These updates are handled."""
    for portion in db.in_portions(update_ids):
        await TelegramUpdate.filter(update_id__in=portion).delete()


async def load_state(key: str) -> tuple[str | None, dict[str, Any]]:
    """State and data of a conversation; (None, {}) for an unknown one."""
    row = await ChatState.get_or_none(key=key)
    return (row.state, row.data) if row else (None, {})


async def save_state(key: str, state: str | None, data: dict[str, Any]) -> None:
    """Remember a conversation; nothing to remember removes it."""
    if state is None and not data:
        await ChatState.filter(key=key).delete()
        return
    async with db.transaction():
        if not await ChatState.filter(key=key).update(state=state, data=data):
            await ChatState.bulk_create([ChatState(key=key, state=state, data=data)], ignore_conflicts=True)


def _note_flood(lane: str) -> None:
    if lane not in _flooding:
        if len(_flooding) >= CAPACITY:
            _flooding.clear()
        _flooding.add(lane)
        logger.warning("%s sends too much: what comes beyond %s waiting updates is dropped", lane, MAX_PER_PERSON)
