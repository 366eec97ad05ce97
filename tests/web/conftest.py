"""The web application of a test shop, over real HTTP."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest

from core.shop import Shop
from tests import logwatch
from vitrina.processes import web_server
from web.app import create_app
from web.common.gate import Gate


@contextlib.asynccontextmanager
async def running(app: Any, gate: Gate | None = None, *, listener: socket.socket | None = None) -> AsyncIterator[str]:
    """The application behind real HTTP, as the web process serves it; its address."""
    listener = listener or socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    server = web_server(logwatch.Tap(app), gate)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started:  # noqa: ASYNC110 - uvicorn tells it in no other way
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await serving


def browser(url: str = "", **options: Any) -> httpx.AsyncClient:
    """A client of an application without TLS; to read all certificates takes more than most tests."""
    return httpx.AsyncClient(**{"base_url": url, "trust_env": False, "timeout": 30, "verify": False, **options})


@pytest.fixture
async def web(shop: Shop) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the running application."""
    async with running(create_app(shop)) as url, browser(url) as client:
        yield client


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
