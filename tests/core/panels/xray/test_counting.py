"""Traffic is counted to the byte, whatever happens to the core."""

import asyncio
import os
import signal
import time
from collections.abc import Sequence

from core.panels import Readings
from core.panels.xray.panel import EmbeddedXray
from tests import lab
from tests.core.panels.xray.conftest import Make


def total_sent(readings: Sequence[Readings], name: str) -> int:
    return sum(reading.counters.get(name, (0, 0))[1] for reading in readings)


async def test_counters_move_while_a_download_runs(panel: EmbeddedXray, data: lab.Bytes) -> None:
    want = lab.account()
    await panel.apply(want)
    with lab.Client((await panel.links(want))[0]) as client:
        running = await lab.start_download(data.url(4_000_000, 2_000_000), client)
        seen = []
        while not running.done():
            seen.append(total_sent(await panel.readings(), want.name))
            await asyncio.sleep(0.2)
        assert (await running).exit_code == 0
    assert len({value for value in seen if 0 < value < 4_000_000}) >= 3
    assert seen == sorted(seen)


async def test_no_byte_is_lost_over_swaps_and_a_graceful_stop(panel: EmbeddedXray, data: lab.Bytes) -> None:
    want = lab.account()
    await panel.apply(want)
    with lab.Client((await panel.links(want))[0]) as client:
        downloads = [await lab.start_download(data.url(6_000_000, 2_000_000), client)]
        for _ in range(2):
            downloads.append(await lab.start_download(data.url(1_000_000), client))
            await asyncio.sleep(0.2)
            await panel.swap()
            downloads.append(await lab.start_download(data.url(2_000_000, 1_000_000), client))
        results = await asyncio.gather(*downloads)
    assert {result.exit_code for result in results} == {0}
    truth = sum(result.received for result in results)
    await lab.eventually(lambda: lab.sent(panel, want.name, at_least=truth))
    began = time.monotonic()
    await panel.aclose()
    assert time.monotonic() - began < 3
    readings = await panel.readings()
    assert len(readings) == 3
    assert all(reading.closed for reading in readings)
    assert total_sent(readings, want.name) == truth
    for reading in readings:
        await panel.acknowledge(reading.source)
    assert await panel.readings() == []


async def test_a_download_cut_by_the_stop_is_counted(make: Make, data: lab.Bytes) -> None:
    panel = await make()
    want = lab.account()
    await panel.apply(want)
    with lab.Client((await panel.links(want))[0]) as client:
        running = await lab.start_download(data.url(20_000_000, 2_000_000), client)
        await lab.eventually(lambda: lab.connections(panel, want.name))
        await asyncio.sleep(0.5)
        began = time.monotonic()
        await panel.aclose()
        assert time.monotonic() - began < 3
        result = await running
    assert result.exit_code == 18
    (reading,) = await panel.readings()
    assert reading.closed
    assert result.received <= reading.counters[want.name][1] < result.received + 1_000_000


async def test_the_last_counters_of_a_killed_core_stay_until_they_are_booked(
    panel: EmbeddedXray, data: lab.Bytes
) -> None:
    want = lab.account()
    await panel.apply(want)
    with lab.Client((await panel.links(want))[0]) as client:
        assert (await lab.download(data.url(500_000), client)).exit_code == 0
    await lab.eventually(lambda: lab.sent(panel, want.name, at_least=500_000))
    (before,) = await panel.readings()
    os.kill(panel._supervisor.serving("shared").pid, signal.SIGKILL)
    await lab.eventually(lambda: lab.serves(panel, after=before.source))
    closed, fresh = await panel.readings()
    assert (closed.source, closed.closed, closed.counters) == (before.source, True, before.counters)
    assert (fresh.closed, fresh.counters) == (False, {})
    await panel.acknowledge(fresh.source)  # still counts: not forgotten
    await panel.acknowledge(closed.source)
    assert [reading.source for reading in await panel.readings()] == [fresh.source]
    observed = await panel.get(want.name)
    assert observed is not None
    assert observed.used_total_bytes >= 500_000
