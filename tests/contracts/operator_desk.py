"""A shop with an operator: a panel whose keys follow, an API key of the operator's, and a client that sends it."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from core import db
from core.config import Settings
from core.shop import Shop
from core.subscriptions.models import Key
from core.traffic import rollups
from tests.conftest import make_settings
from tests.contracts.keys_desk import InspectablePanel, panel, program
from tests.contracts.operator import SIGNATURE, call
from tests.web.conftest import browser, running
from web.app import create_app

__all__ = ["DOMAIN", "added", "desk", "key_id_of", "moved", "panel", "settings"]

DOMAIN = "shop.example"


@pytest.fixture
def settings(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A shop that does not count requests."""
    return make_settings(
        database_url, tmp_path_factory.mktemp("d"), rate_limit_auth=0, rate_limit_other=0, timezone="UTC"
    )


@pytest.fixture
async def desk(shop: Shop, panel: InspectablePanel) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the running application that sends an operator's API key."""
    _, text = await program(shop, "panel", ["operator"])
    async with (
        running(create_app(shop)) as url,
        browser(url, timeout=60, headers={SIGNATURE: text}) as client,
    ):
        yield client


async def added(desk: httpx.AsyncClient, email: str = "user@example.com") -> dict[str, Any]:
    """A user of the operator's own."""
    found: dict[str, Any] = (await call(desk, "POST", "/api/users/add", json={"email": email}))["user"]
    return found


async def moved(shop: Shop, key_id: int, up: int, down: int = 0) -> None:
    """Bytes through a key at this moment."""
    async with db.transaction():
        await rollups.add(shop, {key_id: (up, down)})


async def key_id_of(email: str) -> int:
    return (await Key.get(email=email)).id
