"""Notes of what happens to an embedded engine, written down as facts.

The engine says it in the event loop and must not wait for the database: notes are written beside, one after the other,
and again until the database takes them. What is wrong now is remembered with the installation, so that a worker that
starts while it lasts does not tell it anew, and one that starts when it is over tells that.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from core import db, installation
from core.catalogue.servers import Server
from core.db import as_moment
from core.events import EngineRecovered, EngineTroubled
from core.phrases import Phrase, dumps
from core.shop import Shop

SHOWN_LENGTH = 255
AGAIN_SECONDS = 2.0  # after a note that the database did not take
KEPT = 200  # notes that wait for it
KEEP_CUSTOMERS_OUT: Final = ("engine", "target")  # the parts whose trouble is the whole server's

logger = logging.getLogger(__name__)
Note = tuple[str, Mapping[str, Any], datetime]


class EngineNotes:
    """What `EmbeddedXray` of one server tells; see its `on_event`."""

    def __init__(self, shop: Shop, server_id: int) -> None:
        self._shop = shop
        self._server_id = server_id
        self._waiting: deque[Note] = deque(maxlen=KEPT)
        self._writer: asyncio.Task[None] | None = None

    def __call__(self, event: str, details: Mapping[str, Any]) -> None:
        """Note it, if it is trouble, its end, or an account that the engine does not take."""
        if event not in ("troubled", "recovered", "account_refused"):
            return
        self._waiting.append((event, dict(details), self._shop.now()))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_all(), name=f"engine-notes-{self._server_id}")

    async def written(self) -> None:
        """Until everything said so far is in the database."""
        if self._writer is not None:
            await asyncio.wait([self._writer])

    async def _write_all(self) -> None:
        while self._waiting:
            try:
                await self._write(*self._waiting[0])
            except Exception:  # the database may be away; the log has what happened already
                logger.exception("what happens to the engine cannot be noted yet")
                await asyncio.sleep(AGAIN_SECONDS)
            else:
                self._waiting.popleft()

    async def _write(self, event: str, details: Mapping[str, Any], at: datetime) -> None:
        if event == "account_refused":
            refusal = Phrase("panel-account-refused", account=details["name"], reason=details["words"])
            text = dumps(refusal, SHOWN_LENGTH)
            async with db.transaction():
                await self._shop.record(EngineTroubled(None, self._server_id, "account_refused", text))
        elif event == "troubled":
            await begin(self._shop, self._server_id, details["part"], details, at)
        else:
            await end(self._shop, self._server_id, details["part"], at)


async def begin(shop: Shop, server_id: int, part: str, details: Mapping[str, Any], at: datetime) -> bool:
    """A part of the engine is in trouble (`what`, `words`, `port`); whether that was not known yet."""
    async with db.transaction():
        troubles = await ailing(server_id)
        if part in troubles:
            return False
        text = dumps(details["words"], SHOWN_LENGTH)
        now = {"what": details["what"], "text": text, "at": at.isoformat()}
        await _remember(server_id, {**troubles, part: now}, at)
        await shop.record(EngineTroubled(None, server_id, details["what"], text, details.get("port")))
    return True


async def end(shop: Shop, server_id: int, part: str, at: datetime) -> bool:
    """A part of the engine is well; whether it was known to be in trouble."""
    async with db.transaction():
        troubles = await ailing(server_id)
        if part not in troubles:
            return False
        was = troubles.pop(part)
        await _remember(server_id, troubles, at)
        seconds = max(0, int((at - as_moment(was["at"])).total_seconds()))
        await shop.record(EngineRecovered(None, server_id, was["what"], seconds))
    return True


async def ailing(server_id: int) -> dict[str, dict[str, str]]:
    """What is wrong with a server's engine now, by part."""
    return await installation.get(_memory(server_id)) or {}


async def _remember(server_id: int, troubles: Mapping[str, Mapping[str, str]], at: datetime) -> None:
    """Keep it, and show on the server whether customers get in."""
    await installation.set(_memory(server_id), troubles)
    shown = next((troubles[part] for part in KEEP_CUSTOMERS_OUT if part in troubles), None)
    if shown is None:
        await Server.filter(id=server_id).update(trouble=None, trouble_since=None)
    else:
        await Server.filter(id=server_id, trouble=None).update(trouble_since=at)
        await Server.filter(id=server_id).update(trouble=shown["text"][:SHOWN_LENGTH])


def _memory(server_id: int) -> str:
    return f"engine_trouble_{server_id}"
