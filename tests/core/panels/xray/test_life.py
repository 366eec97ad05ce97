"""The core's life: taken ports, crashes, killed parents, leftovers."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from core.panels import Rejected, Unavailable
from core.panels.xray.inbounds import shared_inbound
from core.panels.xray.panel import EmbeddedXray
from core.panels.xray.process import Core
from tests import lab
from tests.core.panels.xray.conftest import Make

ROOT = Path(__file__).parents[4]


def occupy(port: int) -> socket.socket:
    holder = socket.socket()
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        holder.bind(("127.0.0.1", port))
    except OSError:
        holder.close()
        raise
    holder.listen(1)
    return holder


async def test_a_crashed_core_comes_back_with_everybody(panel: EmbeddedXray, data: lab.Bytes) -> None:
    want = lab.account()
    await panel.apply(want)
    (before,) = await panel.readings()
    with lab.Client((await panel.links(want))[0]) as client:
        assert (await lab.download(data.url(1000), client)).code == 200
        began = time.monotonic()
        os.kill(panel._supervisor.serving("shared").pid, signal.SIGKILL)
        await lab.eventually(lambda: lab.serves(panel, after=before.source))
        assert time.monotonic() - began < 3
        assert (await lab.download(data.url(1000), client)).code == 200
    assert "crashed" in dict(panel.events)


async def test_a_taken_port_is_reported_and_served_as_soon_as_it_is_free(make: Make, data: lab.Bytes) -> None:
    panel = await make(start=False)
    want = lab.account()
    with occupy(panel.config.port):
        await panel.start()
        health = await panel.probe()
        assert not health.ok
        assert health.detail.startswith(f"port {panel.config.port} on 127.0.0.1 is taken: Address already in use")
        with pytest.raises(Unavailable, match="is taken"):
            await panel.apply(want)
    await lab.eventually(lambda: lab.healthy(panel))
    await panel.apply(want)
    with lab.Client((await panel.links(want))[0]) as client:

        async def is_served() -> bool:  # the first hello may wait until the core has studied its target
            return (await lab.download(data.url(1000), client)).code == 200

        await lab.eventually(is_served)
    assert [name for name, _ in panel.events if name.startswith("inbound")] == ["inbound_failed", "inbound_opened"]


async def test_a_key_revoked_while_the_port_was_taken_is_not_let_in(make: Make) -> None:
    panel = await make(start=False)
    want = lab.account()
    await panel.restore([want])
    with occupy(panel.config.port):
        await panel.start()
        with pytest.raises(Unavailable):
            await panel.apply(lab.account("key2"))
        assert (await panel.apply(replace(want, enabled=False))).state == "disabled"
    await lab.eventually(lambda: lab.healthy(panel))
    assert set(await panel._supervisor.serving("shared").api.users("shared")) == {"key2"}


async def test_a_wheel_that_is_missing_is_reported_not_raised(make: Make) -> None:
    panel = await make(python="/nonexistent/python")
    health = await panel.probe()
    assert not health.ok
    assert "/nonexistent/python" in health.detail
    with pytest.raises(Unavailable):
        await panel.apply(lab.account())
    await panel.swap(replace(panel.config, python=sys.executable))  # what the operator would do
    assert (await panel.probe()).ok


async def test_a_configuration_the_core_refuses_leaves_no_process(site: lab.Site) -> None:
    with lab.run_dir() as folder:
        folder.mkdir()
        core = Core(lab.xray_config(folder, site, python="/bin/false"))
        with pytest.raises(Exception, match="exited with"):
            await core.start()
        assert core.exit_code is not None


async def test_two_processes_cannot_run_cores_in_one_directory(make: Make) -> None:
    first = await make()
    second = EmbeddedXray(replace(first.config, port=lab.free_port()))
    await second.start()
    try:
        assert "another process already runs Xray" in (await second.probe()).detail
        await first.aclose()
        await lab.eventually(lambda: lab.healthy(second))
    finally:
        await second.aclose()


async def test_what_a_dead_core_left_is_cleared(make: Make) -> None:
    panel = await make(start=False)
    panel.config.run_dir.mkdir(parents=True)
    stale = panel.config.run_dir / "api-0123456789abcdef.sock"
    stale.touch()
    await panel.start()
    assert not stale.exists()
    assert panel.config.run_dir.stat().st_mode & 0o777 == 0o700
    await panel.swap()
    await panel.aclose()
    assert [path.name for path in panel.config.run_dir.iterdir()] == ["lock"]


async def test_a_failed_listen_leaves_no_dead_tag_behind(site: lab.Site) -> None:
    """Xray keeps the tag of an inbound that could not listen, and refuses it for ever after."""
    with lab.run_dir() as folder:
        folder.mkdir()
        config = lab.xray_config(folder, site)
        core = Core(config)
        await core.start()
        try:
            handler = shared_inbound(config, dict).build([])
            with occupy(config.port), pytest.raises(Rejected, match="address already in use"):
                await core.api.add_inbound(handler)
            assert await core.api.inbound_tags() == []
            await core.api.add_inbound(handler)
            lab.wait_port(config.port)
        finally:
            await core.stop()


async def test_links_of_a_former_server_name_still_get_in(panel: EmbeddedXray, data: lab.Bytes) -> None:
    want = lab.account()
    await panel.apply(want)
    (before,) = await panel.links(want)
    changed = replace(panel.config, server_names=(f"new.{lab.SNI}",), former_names=(lab.SNI,), fingerprint="firefox")
    await panel.reconfigure(changed)
    (after,) = await panel.links(want)
    assert f"sni=new.{lab.SNI}&" in after
    for link in (before, after):
        with lab.Client(link) as client:
            assert (await lab.download(data.url(1000), client)).code == 200


PARENT = """
import asyncio, pathlib, sys
from tests import lab
from core.panels.xray.panel import EmbeddedXray

async def main():
    with lab.Site() as site:
        panel = EmbeddedXray(lab.xray_config(pathlib.Path(sys.argv[1]), site, port=int(sys.argv[2])))
        await panel.start()
        print(panel._supervisor.serving("shared").pid, flush=True)
        await asyncio.sleep(60)

asyncio.run(main())
"""


def test_a_killed_parent_leaves_no_orphan() -> None:
    port = lab.free_port()
    with lab.run_dir() as folder:
        arguments = [sys.executable, "-c", PARENT, str(folder), str(port)]
        with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, cwd=ROOT) as parent:
            assert parent.stdout is not None
            child = int(parent.stdout.readline())
            assert lab.runs(child)
            lab.wait_port(port)
            parent.kill()
        lab.wait_until(lambda: not lab.runs(child), seconds=3)
        occupy(port).close()


async def test_a_stopped_panel_refuses_and_may_be_closed_again(make: Make) -> None:
    panel = await make()
    await panel.aclose()
    await panel.aclose()
    assert not (await panel.probe()).ok
    with pytest.raises(Unavailable, match="stopped"):
        await panel.apply(lab.account())


async def test_closing_during_the_start_leaves_nothing(make: Make) -> None:
    panel = await make(start=False)
    starting = asyncio.create_task(panel.start())
    await asyncio.sleep(0.05)
    await panel.aclose()
    await starting
    assert panel._supervisor.cores == []
    occupy(panel.config.port).close()
