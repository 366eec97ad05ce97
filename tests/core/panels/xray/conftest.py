"""A site to imitate, a server of bytes, and embedded Xrays that are closed afterwards."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import pytest

from core.panels.xray.panel import EmbeddedXray
from tests import lab

Make = Callable[..., Awaitable[EmbeddedXray]]


@pytest.fixture(scope="session")
def site() -> Iterator[lab.Site]:
    with lab.Site() as server:
        yield server


@pytest.fixture(scope="session")
def data() -> Iterator[lab.Bytes]:
    with lab.Bytes() as server:
        yield server


@pytest.fixture
async def make(site: lab.Site) -> AsyncIterator[Make]:
    """Makes (and by default starts) an embedded Xray; keywords are XrayConfig's. Its events are in `.events`."""
    made: list[EmbeddedXray] = []

    with lab.run_dir() as folder:

        async def one(*, start: bool = True, **changes: Any) -> EmbeddedXray:
            events: list[tuple[str, dict[str, Any]]] = []
            config = lab.xray_config(folder / str(len(made)), site, **changes)
            panel = EmbeddedXray(config, lambda name, details: events.append((name, details)))
            panel.events = events  # type: ignore[attr-defined]
            made.append(panel)
            if start:
                await panel.start()
            return panel

        yield one
        for panel in made:
            await panel.aclose()


@pytest.fixture
async def panel(make: Make) -> EmbeddedXray:
    """A running embedded Xray."""
    return await make()
