"""A sandbox on a free port, a client for its people, and an unmodified aiogram bot in front of it."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from sandbox.client import SandboxClient
from sandbox.server import Sandbox

Json = dict[str, Any]


class Api:
    """The Bot API as a plain HTTP client sees it."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.http = httpx.AsyncClient(timeout=60, trust_env=False)
        self.base = f"{sandbox.url}/bot{sandbox.token}"

    async def __call__(self, method: str, **args: Any) -> Json:
        """Call with a JSON body; returns the whole answer."""
        answer: Json = (await self.http.post(f"{self.base}/{method}", json=args)).json()
        return answer

    async def ok(self, method: str, **args: Any) -> Any:
        """The result of a call that has to succeed."""
        answer = await self(method, **args)
        assert answer["ok"], answer
        return answer["result"]

    async def refusal(self, method: str, **args: Any) -> str:
        """Code and description of a call that has to fail."""
        answer = await self(method, **args)
        assert not answer["ok"], answer
        return f"{answer['error_code']} {answer['description']}"


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox() as running:
        yield running


@pytest.fixture
async def sb(sandbox: Sandbox) -> AsyncIterator[SandboxClient]:
    async with SandboxClient(sandbox.url) as client:
        yield client


@pytest.fixture
async def api(sandbox: Sandbox) -> AsyncIterator[Api]:
    caller = Api(sandbox)
    yield caller
    await caller.http.aclose()
