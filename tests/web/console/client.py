"""A shop with its operator's console: a panel whose keys follow, a Bot API, a client that sends an API key."""

import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from core.config import Settings
from core.shop import Shop
from tests.conftest import make_settings
from tests.contracts.keys_desk import InspectablePanel, panel, program
from tests.contracts.operator import SIGNATURE, problem
from tests.core.conftest import bot_api
from tests.core.counter import counter
from tests.telegram import BotApi
from tests.web.conftest import browser, running, statements
from web.app import create_app

__all__ = ["BASE", "ask", "bot_api", "console", "counter", "panel", "settings", "statements"]

BASE = "/api/admin/v1"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@pytest.fixture
def settings(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A shop of Moscow that does not count requests."""
    return make_settings(database_url, tmp_path_factory.mktemp("d"), rate_limit_auth=0, rate_limit_other=0)


@pytest.fixture
async def console(shop: Shop, panel: InspectablePanel, bot_api: BotApi) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the running application that sends an operator's API key."""
    _, text = await program(shop, "console", ["operator"])
    async with (
        running(create_app(shop)) as url,
        browser(url, timeout=60, headers={SIGNATURE: text, "accept-language": "en"}) as client,
    ):
        yield client


async def ask(
    client: httpx.AsyncClient, method: str, path: str, *, status: int = 200, error: str | None = None, **options: Any
) -> Any:
    """Ask the console's API, check the envelope and every moment in the answer, which is returned.

    `error` is what the refusal says, or a part of its sentence.
    """
    answer = await client.request(method, f"{BASE}{path}", **options)
    where = f"{method} {path}"
    assert answer.status_code == status, f"{where}: {answer.status_code} {answer.text[:500]}"
    body = answer.json()
    if status >= 400:
        problem(body)
        assert body["code"] == status, where
        assert error is None or error in body["error"], f"{where}: {body}"
        return body
    assert body["ok"] is True, where
    _moments(body, where)
    return body


def _moments(answer: Any, where: str) -> None:
    if isinstance(answer, dict):
        for name, inner in answer.items():
            if name.endswith("_at") and inner is not None:
                assert MOMENT.fullmatch(inner), f"{where}.{name}: {inner}"
            _moments(inner, f"{where}.{name}")
    elif isinstance(answer, list):
        for one in answer:
            _moments(one, where)
