"""A core is replaced by another one without customers noticing."""

import asyncio
import ssl
import time
from dataclasses import replace

import pytest

from core.panels import Rejected
from core.panels.xray.panel import EmbeddedXray
from tests import lab
from tests.core.panels.xray.conftest import Make
from tests.core.panels.xray.test_life import occupy


async def test_a_swap_loses_no_connection_attempt(make: Make, data: lab.Bytes) -> None:
    panel = await make(warm_up_seconds=1.5)  # a busy machine needs longer to study even an untrusted site
    want = lab.account()
    await panel.apply(want)
    results: list[str] = []
    waits: list[float] = []
    stop = asyncio.Event()

    async def customer(client: lab.Client) -> None:
        while not stop.is_set():
            began = time.monotonic()
            try:
                await asyncio.wait_for(lab.fetch(client, data), 15)
                results.append("ok")
                waits.append(time.monotonic() - began)
            except (OSError, EOFError, TimeoutError) as error:
                results.append(repr(error))

    with lab.Client((await panel.links(want))[0]) as client:
        customers = [asyncio.create_task(customer(client)) for _ in range(12)]
        took = []
        for _ in range(3):
            await asyncio.sleep(0.4)
            began = time.monotonic()
            await panel.swap()
            took.append(time.monotonic() - began)
        await asyncio.sleep(0.4)
        stop.set()
        await asyncio.gather(*customers)
    assert len(results) > 50
    assert set(results) == {"ok"}
    assert max(took) < 6
    assert max(waits) < 4.5  # a core that does not know the target yet makes them wait 5 s


async def test_a_running_download_survives_a_swap(panel: EmbeddedXray, data: lab.Bytes) -> None:
    want = lab.account()
    await panel.apply(want)
    with lab.Client((await panel.links(want))[0]) as client:
        running = await lab.start_download(data.url(3_000_000, 1_500_000), client)
        await lab.eventually(lambda: lab.connections(panel, want.name))
        await panel.swap()
        assert (await running).exit_code == 0
    await lab.eventually(lambda: "retired" in dict(panel.events))
    assert len(panel._supervisor.cores) == 1


async def test_a_core_that_drains_too_long_is_cut(panel: EmbeddedXray, data: lab.Bytes) -> None:
    want = lab.account()
    await panel.apply(want)
    await panel.swap(replace(panel.config, drain_seconds=0.2))
    with lab.Client((await panel.links(want))[0]) as client:
        running = await lab.start_download(data.url(20_000_000, 1_000_000), client)
        await lab.eventually(lambda: lab.connections(panel, want.name))
        await panel.swap()
        assert (await running).exit_code == 18


async def test_accounts_changed_around_a_swap_are_right_in_the_new_core(panel: EmbeddedXray) -> None:
    wants = [lab.account(f"key{number}") for number in range(40)]
    await panel.restore(wants[:20])

    async def change() -> None:
        for old, new in zip(wants[:20], wants[20:], strict=True):
            await panel.remove(old.name, old.ref)
            await panel.apply(new)
            await asyncio.sleep(0.005)

    await asyncio.gather(change(), panel.swap())
    assert set(await panel._supervisor.serving("shared").api.users("shared")) == {want.name for want in wants[20:]}


async def test_another_port_and_target_come_with_a_swap(panel: EmbeddedXray, data: lab.Bytes) -> None:
    want = lab.account()
    await panel.apply(want)
    old = (await panel.links(want))[0]
    with lab.Site(newest=ssl.TLSVersion.TLSv1_3) as site:
        await panel.swap(replace(panel.config, port=lab.free_port(), target=f"127.0.0.1:{site.port}"))
        assert (await panel.links(want))[0] != old
        with lab.Client((await panel.links(want))[0]) as client:
            assert (await lab.download(data.url(1000), client)).code == 200
        with lab.Client(old) as client:
            assert (await lab.download(data.url(1000), client, seconds=5)).code == 0


async def test_a_swap_that_cannot_serve_leaves_the_old_core(panel: EmbeddedXray, data: lab.Bytes) -> None:
    want = lab.account()
    await panel.apply(want)
    port = lab.free_port()
    with occupy(port), pytest.raises(Rejected, match="is taken"):
        await panel.swap(replace(panel.config, port=port))
    with pytest.raises(Rejected, match="cannot be started"):
        await panel.swap(replace(panel.config, python="/nonexistent/python"))
    assert (await panel.probe()).ok
    with lab.Client((await panel.links(want))[0]) as client:
        assert (await lab.download(data.url(1000), client)).code == 200
    assert len(panel._supervisor.cores) == 1
