"""Notes of what happens to an embedded engine, written down as facts.

The engine says it in the event loop and must not wait for the database: each note is written beside. The same trouble
again and again is one fact, until something else has happened.
"""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from core import db
from core.events import EngineTroubled
from core.shop import Shop

TROUBLES = ("crashed", "start_failed", "inbound_failed", "account_refused")
TEXT_LENGTH = 300

logger = logging.getLogger(__name__)


class EngineNotes:
    """What `EmbeddedXray` of one server tells; see its `on_event`."""

    def __init__(self, shop: Shop, server_id: int) -> None:
        self._shop = shop
        self._server_id = server_id
        self._last: tuple[str, str] | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def __call__(self, event: str, details: Mapping[str, Any]) -> None:
        """Note it, if it is trouble that has not just been noted."""
        if event not in TROUBLES:
            if event in ("started", "inbound_opened"):
                self._last = None
            return
        text = ", ".join(f"{name} {value}" for name, value in details.items() if name not in ("boot", "retry_seconds"))
        if (event, text) != self._last:
            self._last = (event, text)
            task = asyncio.create_task(self._note(event, text[:TEXT_LENGTH]))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _note(self, event: str, text: str) -> None:
        try:
            async with db.transaction():
                await self._shop.record(EngineTroubled(None, server_id=self._server_id, what=event, text=text))
        except Exception:  # the log has it already, and the engine helps itself
            logger.exception("trouble of the engine could not be noted")
