"""Errands: what a process wants of the worker, which alone drives the panels, and what came of it.

The question is a row, the answer is written into it, and a wake-up makes it fast. Whoever asks and whoever answers may
be one process or two.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

from tortoise import fields
from tortoise.models import Model

from core import db, errors
from core.shop import Shop

ANSWER_SECONDS, LOOK_SECONDS = 20.0, 0.05
LIFE = timedelta(minutes=1)  # an errand that nobody has run by then is not run any more
KEPT = timedelta(hours=1)

Doing = Callable[[Shop, dict[str, Any]], Awaitable[dict[str, Any]]]

logger = logging.getLogger(__name__)


class Errand(Model):
    """One question. `answer` has the result, or `error` the code of what went wrong, in words for the operator."""

    id = fields.UUIDField(primary_key=True, default=uuid4)
    kind = fields.CharField(32)
    params: dict[str, Any] = fields.JSONField(default=dict)
    asked_at = fields.DatetimeField(db_index=True)
    taken_at = fields.DatetimeField(null=True)
    answer: dict[str, Any] | None = fields.JSONField(null=True)
    error = fields.CharField(500, null=True)

    class Meta:
        table = "errands"


async def ask(shop: Shop, kind: str, *, seconds: float = ANSWER_SECONDS, **params: Any) -> dict[str, Any]:
    """Let the worker do it and wait for the answer. Raises WorkerUnavailable, EngineUnavailable (the worker's text)."""
    errand = await Errand.create(kind=kind, params=params, asked_at=shop.now())
    shop.wakeups.wake("errands")
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        await asyncio.sleep(LOOK_SECONDS)
        await errand.refresh_from_db(fields=["answer", "error"])
        if errand.error is not None:
            raise errors.EngineUnavailable(text=errand.error)
        if errand.answer is not None:
            return errand.answer
    await Errand.filter(id=errand.id, taken_at=None).delete()
    raise errors.WorkerUnavailable()


async def run_due(shop: Shop, doings: Mapping[str, Doing]) -> int:
    """Run what is asked, one after the other; returns how many.

    An errand is run once; one that was under way when the worker died is left to `free_taken`.
    """
    rows = await Errand.filter(taken_at=None, asked_at__gt=shop.now() - LIFE).order_by("asked_at").limit(20)
    done = 0
    for errand in rows:
        if await Errand.filter(id=errand.id, taken_at=None).update(taken_at=shop.now()):
            await _run(shop, doings, errand)
            done += 1
    return done


async def free_taken(shop: Shop, repeatable: Collection[str]) -> None:
    """What a worker was doing that is gone: done again where that does no harm, else whoever asked is told."""
    unanswered = Errand.filter(taken_at__isnull=False, answer=None, error=None)
    again = unanswered.filter(kind__in=list(repeatable), asked_at__gt=shop.now() - LIFE)
    await again.update(taken_at=None)
    await unanswered.update(error="the worker was started anew meanwhile; ask again")


async def forget_old(shop: Shop) -> None:
    """Nobody waits for them any more."""
    await Errand.filter(asked_at__lt=shop.now() - KEPT).delete()


async def _run(shop: Shop, doings: Mapping[str, Doing], errand: Errand) -> None:
    try:
        answer = await doings[errand.kind](shop, errand.params)
    except Exception as exc:
        if db.is_away(exc):
            raise
        if not isinstance(exc, errors.ShopError):
            logger.exception("errand %s", errand.kind)
        text = str(exc) or type(exc).__name__
        await Errand.filter(id=errand.id).update(error=text[:500])
    else:
        await Errand.filter(id=errand.id).update(answer=answer)
