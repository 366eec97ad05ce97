"""`kill -9` at every moment of a sale: afterwards the books balance, and the paid key works."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import telegram

ROOT = Path(__file__).resolve().parents[3]

SOLD = {
    "unbalanced": [],
    "entries": [-29900, 29900],
    "payments": ["completed"],
    "subscriptions": ["active"],
    "days": 30.0,
    "account": "active",
    "links": 1,
    "ready": 1,
    "started": 1,
    "told": 1,
    "owed": 0,
}


@pytest.fixture(params=["sqlite", "postgres"])
def server_url(request: pytest.FixtureRequest) -> str:
    """Where the child makes its databases."""
    return "sqlite" if request.param == "sqlite" else str(request.getfixturevalue("postgres_server"))


@pytest.mark.timeout(300)
async def test_a_sale_survives_a_kill_before_and_after_everything_it_writes(server_url: str, tmp_path: Path) -> None:
    async with telegram.running() as api:
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "tests.core.crash", server_url, str(tmp_path), api.url),
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await child.communicate()
    assert child.returncode == 0, err.decode()[-3000:]
    *cases, end = (json.loads(line) for line in out.decode().splitlines())
    # The settlement, a claim and a "done" for each reaction, the key's claim and its agreement: at least these.
    assert end["writes"] >= 8
    assert len(cases) >= 2 * end["writes"]
    assert [_wrong(case) for case in cases if _wrong(case)] == []


def _wrong(case: dict[str, Any]) -> dict[str, Any]:
    """What a case left behind that is not as after an undisturbed sale."""
    wrong = {name: case[name] for name, value in SOLD.items() if case[name] != value}
    return {"case": case["case"], **wrong} if wrong else {}
