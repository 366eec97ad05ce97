"""The web application of a test shop, over real HTTP."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
import uvicorn

from core.shop import Shop
from tests import logwatch
from vitrina.processes import web_server
from web.app import create_app
from web.common.gate import Gate


@contextlib.asynccontextmanager
async def running(app: Any, gate: Gate | None = None, *, listener: socket.socket | None = None) -> AsyncIterator[str]:
    """The application behind real HTTP, as the web process serves it; its address.

    By the steps of `serve()`, whose loop looks ten times a second whether it is told to stop.
    """
    listener = listener or socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    server = web_server(logwatch.Tap(app), gate)
    server.config.load()
    server.lifespan = server.config.lifespan_class(server.config)
    await server.startup(sockets=[listener])
    await server.on_tick(0)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        if await _is_left(server):
            for one in server.servers:
                one.close()
        else:
            await server.shutdown(sockets=[listener])


async def _is_left(server: uvicorn.Server) -> bool:
    """Whether nobody is connected any more; whoever has just closed a connection is given a moment."""
    for _ in range(10):
        if not (server.server_state.connections or server.server_state.tasks):
            return True
        await asyncio.sleep(0.002)
    return False


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
