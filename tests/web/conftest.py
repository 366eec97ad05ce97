"""The web application of a test shop, over real HTTP."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
import uvicorn

from core.shop import Shop
from tests.lab import free_port
from web.app import create_app


class Quiet(uvicorn.Server):
    """uvicorn without signal handlers."""

    def capture_signals(self) -> contextlib.AbstractContextManager[None]:  # type: ignore[override]
        return contextlib.nullcontext()


@pytest.fixture
async def web(shop: Shop) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the running application."""
    port = free_port()
    server = Quiet(
        uvicorn.Config(
            create_app(shop), port=port, log_config=None, access_log=False, lifespan="off", proxy_headers=False
        )
    )
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn tells it in no other way
        await asyncio.sleep(0.01)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=30) as client:
        yield client
    server.should_exit = True
    await serving


class Statements(logging.Handler):
    """Every SQL statement that Tortoise sends."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if isinstance(record.args, tuple) and len(record.args) == 2:
            self.seen.append(str(record.args[0]))


@pytest.fixture
def statements() -> Iterator[Statements]:
    """Statements sent since the fixture began; clear `seen` before what is to be counted."""
    logger, handler = logging.getLogger("tortoise.db_client"), Statements()
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    yield handler
    logger.removeHandler(handler)
    logger.setLevel(before)
