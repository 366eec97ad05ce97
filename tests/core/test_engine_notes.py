"""Trouble of the embedded engine is written down, once each time it begins."""

import asyncio
from typing import Any

from core.engine_notes import EngineNotes
from core.shop import Shop
from tests.core.conftest import facts
from tests.lab import eventually


async def _noted(count: int) -> Any:
    found = await facts("EngineTroubled")
    return found if len(found) == count else None


async def test_the_same_trouble_is_one_fact_until_it_has_passed(shop: Shop) -> None:
    notes = EngineNotes(shop, 1)
    for _ in range(5):
        notes("start_failed", {"reason": "port 443 is taken", "retry_seconds": 0.2})
    notes("cut", {"name": "k0001", "connections": 1})
    (fact,) = await eventually(lambda: _noted(1))
    assert (fact.data["what"], fact.data["text"]) == ("start_failed", "reason port 443 is taken")
    notes("started", {"boot": "b", "version": "1"})
    notes("start_failed", {"reason": "port 443 is taken", "retry_seconds": 0.2})
    notes("crashed", {"boot": "b", "exit_code": -9})
    found = await eventually(lambda: _noted(3))
    assert found[-1].data["text"] == "exit_code -9"
    await asyncio.sleep(0)
