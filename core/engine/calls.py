"""Calls to the worker, which alone drives the panels, and its answers.

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
from core.engine import settings
from core.events import EngineRestarted
from core.panels import Health
from core.panels.registry import embedded
from core.phrases import dumps, from_json
from core.shop import Actor, Shop
from core.subscriptions.keys import direct

ANSWER_SECONDS, LOOK_SECONDS = 20.0, 0.05
LIFE = timedelta(minutes=1)  # a call that nobody has taken by then is not run any more
KEPT = timedelta(hours=1)

Inventory = dict[str, dict[str, str]]  # inbound's tag -> account's name -> VLESS UUID
Handler = Callable[[Shop, dict[str, Any]], Awaitable[dict[str, Any]]]

logger = logging.getLogger(__name__)


class WorkerCall(Model):
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
    """Let the worker do it and wait for the answer. Raises WorkerUnavailable, EngineUnavailable (its text)."""
    call = await WorkerCall.create(kind=kind, params=params, asked_at=shop.now())
    shop.wakeups.wake("calls")
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        await asyncio.sleep(LOOK_SECONDS)
        await call.refresh_from_db(fields=["answer", "error"])
        if call.error is not None:
            raise errors.EngineUnavailable(text=call.error)
        if call.answer is not None:
            return call.answer
    await WorkerCall.filter(id=call.id, taken_at=None).delete()
    raise errors.WorkerUnavailable()


async def run_due(shop: Shop, handlers: Mapping[str, Handler]) -> int:
    """Run what is asked, one after the other; returns how many.

    A call is run once; one that was under way when the worker died is left to `free_taken`.
    """
    rows = await WorkerCall.filter(taken_at=None, asked_at__gt=shop.now() - LIFE).order_by("asked_at").limit(20)
    count = 0
    for call in rows:
        if await WorkerCall.filter(id=call.id, taken_at=None).update(taken_at=shop.now()):
            await _run(shop, handlers, call)
            count += 1
    return count


async def free_taken(shop: Shop, repeatable: Collection[str]) -> None:
    """What a worker was doing that is gone: done again where that does no harm, else whoever asked is told."""
    unanswered = WorkerCall.filter(taken_at__isnull=False, answer=None, error=None)
    again = unanswered.filter(kind__in=list(repeatable), asked_at__gt=shop.now() - LIFE)
    await again.update(taken_at=None)
    await unanswered.update(error="the worker was started anew meanwhile; ask again")


async def forget_old(shop: Shop) -> None:
    """Nobody waits for them any more."""
    await WorkerCall.filter(asked_at__lt=shop.now() - KEPT).delete()


async def _run(shop: Shop, handlers: Mapping[str, Handler], call: WorkerCall) -> None:
    try:
        answer = await handlers[call.kind](shop, call.params)
    except Exception as exc:
        if db.is_away(exc):
            raise
        if not isinstance(exc, errors.ShopError):
            logger.exception("call %s", call.kind)
        text = str(exc) or type(exc).__name__
        await WorkerCall.filter(id=call.id).update(error=text[:500])
    else:
        await WorkerCall.filter(id=call.id).update(answer=answer)


async def health(shop: Shop, *, seconds: float = ANSWER_SECONDS) -> Health:
    """Whether the engine serves, if it says so in time. Raises WorkerUnavailable."""
    return _health(await ask(shop, "health", seconds=seconds, server_id=(await direct.home()).id))


async def restart(shop: Shop, *, by: Actor) -> Health:
    """Stop it, with its counters saved, and start it; connections end. Raises WorkerUnavailable, EngineUnavailable."""
    result = _health(await _ask(shop, "restart"))
    async with db.transaction():
        await shop.record(EngineRestarted(None, ok=result.ok, detail=dumps(result.words, 200), by=str(by)))
    return result


def _health(answer: dict[str, Any]) -> Health:
    return Health(answer["ok"], answer["version"], from_json(answer["words"]))


async def inventory(shop: Shop) -> Inventory:
    """What the running engine lets in. Raises WorkerUnavailable, EngineUnavailable."""
    inbounds: Inventory = (await _ask(shop, "inventory"))["inbounds"]
    return inbounds


async def repair(shop: Shop) -> Inventory:
    """Repair what differs in the running engine, touching nothing else. Raises WorkerUnavailable, EngineUnavailable."""
    inbounds: Inventory = (await _ask(shop, "repair"))["inbounds"]
    return inbounds


async def collect(shop: Shop) -> None:
    """Book what has been counted until now. Raises WorkerUnavailable, EngineUnavailable."""
    await _ask(shop, "collect")


async def verify_reality(shop: Shop) -> list[dict[str, Any]]:
    """Every finding about the Reality settings and their target, as `reality.Finding` in plain values; seconds.

    Raises ServerUnavailable, EngineUnavailable for settings that no engine could work with.
    """
    try:
        config = await settings.config(shop, await direct.home())
    except ValueError as exc:
        raise errors.EngineUnavailable(text=str(exc)) from None
    return await embedded.verify(config, trust_needed=not shop.settings.xray_allow_private_targets)


async def verify_target(shop: Shop, target: str, server_name: str) -> list[dict[str, Any]]:
    """The findings about a site that Reality could show, as those of `verify_reality`; seconds."""
    return await embedded.verify_target(target, server_name, trust_needed=not shop.settings.xray_allow_private_targets)


async def in_order() -> bool:
    """Whether there is an engine, and nothing is known to be wrong with it; asks the books, not the engine."""
    try:
        return (await direct.home()).trouble is None
    except errors.ServerUnavailable:
        return False


async def _ask(shop: Shop, kind: str) -> dict[str, Any]:
    return await ask(shop, kind, server_id=(await direct.home()).id)
