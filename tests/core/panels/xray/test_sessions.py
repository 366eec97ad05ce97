"""Live connections end with the right to them, and only theirs."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.panels import Account
from core.panels.xray.panel import EmbeddedXray
from tests import lab

SIZE, RATE = 4_500_000, 3_000_000


@asynccontextmanager
async def two_customers(
    panel: EmbeddedXray, data: lab.Bytes, *, forget: bool = False
) -> AsyncIterator[tuple[Account, asyncio.Task[lab.Download], asyncio.Task[lab.Download]]]:
    """Two customers behind one address, both downloading for a second and a half."""
    wants = [lab.account("key1"), lab.account("key2")]
    async with AsyncExitStack() as stack:
        downloads = []
        for want in wants:
            await panel.apply(want)
            client = stack.enter_context(lab.Client((await panel.links(want))[0], source="127.0.0.10"))
            downloads.append(await lab.start_download(data.url(SIZE, RATE), client))
        for want in wants:
            await lab.eventually(lambda name=want.name: lab.connections(panel, name))
        if forget:  # as when Xray drops a line of its access log
            owners = panel._supervisor.serving("shared")._owners
            for peer in [peer for peer, name in owners.items() if name == "key1"]:
                del owners[peer]
        yield wants[0], downloads[0], downloads[1]
        for download in downloads:
            download.cancel()


def complete(download: lab.Download) -> bool:
    return download.exit_code == 0 and download.received > SIZE


async def test_removing_a_key_cuts_its_connections_and_no_others(panel: EmbeddedXray, data: lab.Bytes) -> None:
    async with two_customers(panel, data) as (want, mine, other):
        began = time.monotonic()
        await panel.remove(want.name, want.ref)
        assert time.monotonic() - began < 0.5
        assert (await mine).exit_code == 18
        assert complete(await other)


async def test_switching_a_key_off_cuts_its_connections_and_no_others(panel: EmbeddedXray, data: lab.Bytes) -> None:
    async with two_customers(panel, data) as (want, mine, other):
        await panel.apply(replace(want, enabled=False))
        assert (await mine).exit_code == 18
        assert complete(await other)


async def test_a_key_that_expires_is_cut_by_itself(panel: EmbeddedXray, data: lab.Bytes) -> None:
    async with two_customers(panel, data) as (want, mine, other):
        await panel.apply(replace(want, expires_at=datetime.now(UTC) + timedelta(seconds=0.3)))
        assert (await mine).exit_code == 18
        observed = await panel.get(want.name)
        assert observed is not None
        assert observed.state == "expired"
        assert set(await panel._supervisor.serving("shared").api.users("shared")) == {"key2"}
        assert complete(await other)


async def test_a_key_extended_in_time_is_not_cut(panel: EmbeddedXray, data: lab.Bytes) -> None:
    async with two_customers(panel, data) as (want, mine, other):
        soon = datetime.now(UTC) + timedelta(seconds=0.3)
        await panel.apply(replace(want, expires_at=soon))
        await panel.apply(replace(want, expires_at=soon + timedelta(days=30)))
        assert complete(await mine)
        assert complete(await other)


async def test_a_kicked_key_is_cut_but_may_come_back(panel: EmbeddedXray, data: lab.Bytes) -> None:
    async with two_customers(panel, data) as (want, mine, other):
        assert await panel.kick(want.name) >= 1
        with lab.Client((await panel.links(want))[0]) as client:  # at once, before the second pass
            again = await lab.start_download(data.url(2_000_000, 2_000_000), client)
            assert (await mine).exit_code == 18
            assert (await again).exit_code == 0
        assert complete(await other)


async def test_a_connection_xray_forgot_to_log_is_cut_too(panel: EmbeddedXray, data: lab.Bytes) -> None:
    async with two_customers(panel, data, forget=True) as (want, mine, other):
        await panel.remove(want.name, want.ref)
        assert (await mine).exit_code == 18
        assert complete(await other)


async def test_connections_of_a_draining_core_are_cut_as_well(panel: EmbeddedXray, data: lab.Bytes) -> None:
    async with two_customers(panel, data) as (want, mine, other):
        await panel.swap()
        assert len(panel._supervisor.cores) == 2
        await panel.remove(want.name, want.ref)
        assert (await mine).exit_code == 18
        assert complete(await other)


async def test_who_is_online_with_how_many_connections_is_known(panel: EmbeddedXray, data: lab.Bytes) -> None:
    async with two_customers(panel, data) as (want, mine, _):
        assert await panel.online() == {"key1", "key2"}
        live = await panel.live()
        assert set(live) == {"key1", "key2"}
        connections, received, sent = live[want.name]
        assert connections >= 1
        assert received > 0
        assert sent > 10_000
        observed = await panel.get(want.name)
        assert observed is not None
        assert observed.online_at is not None
        mine.cancel()


@pytest.mark.parametrize("name", ["key1", "nobody"])
async def test_kicking_somebody_without_connections_is_no_error(panel: EmbeddedXray, name: str) -> None:
    await panel.apply(lab.account())
    assert await panel.kick(name) == 0
