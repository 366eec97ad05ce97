"""An engine that customers cannot use is noticed, told of once, put right where that is possible, and told of again."""

import asyncio
import contextlib
import errno
import os
import resource
import signal
import socket
import ssl
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from core.panels.xray import troubles
from core.panels.xray.config import Watching
from core.panels.xray.panel import EmbeddedXray
from tests import lab
from tests.core.panels.xray.conftest import Make
from tests.core.panels.xray.test_life import occupy

QUICK = Watching(
    every=0.3,
    handshake_every=0.5,
    again=0.3,
    answer=0.4,
    handshake=2.0,
    silent=1.0,
    settled=0.3,
    steady=1.5,
    port=0.3,
)


def told(panel: EmbeddedXray, part: str = "engine") -> list[str]:
    """What was told of a part since its first good state, in order: what is wrong, or "over"."""
    events: list[tuple[str, dict[str, Any]]] = panel.events  # type: ignore[attr-defined]
    words = [
        details["what"] if name == "troubled" else "over"
        for name, details in events
        if name in ("troubled", "recovered") and details["part"] == part
    ]
    return words[1:] if words[:1] == ["over"] else words


def happened(panel: EmbeddedXray, name: str) -> int:
    return sum(event == name for event, _ in panel.events)  # type: ignore[attr-defined]


async def watched(make: Make, **changes: Any) -> EmbeddedXray:
    """A running engine that is looked at often and was seen to be well."""
    panel = await make(watching=QUICK, **changes)
    await lab.eventually(lambda: well(panel))
    return panel


async def well(panel: EmbeddedXray) -> bool:
    return all(
        ("recovered", {"part": part}) in panel.events  # type: ignore[attr-defined]
        for part in ("engine", "target", "keys")
    )


def hears(panel: EmbeddedXray, wanted: list[str], part: str = "engine") -> Callable[[], Awaitable[bool]]:
    async def look() -> bool:
        return told(panel, part) == wanted

    return look


def pid_of(panel: EmbeddedXray) -> int:
    return panel._supervisor.running().pid


def test_the_real_times_find_trouble_within_ninety_seconds() -> None:
    times = Watching()
    assert times.handshake_every <= 60
    assert 20 <= times.silent <= 30
    assert times.port == 5
    noticed = times.handshake_every + times.again + 2 * times.handshake  # seen twice, each time at the last moment
    assert noticed < 90
    assert times.every + times.answer + times.again + times.answer <= 30  # until a silent core is replaced


async def test_a_stopped_core_is_replaced_and_told_once(make: Make, data: lab.Bytes) -> None:
    panel, other = await watched(make), await watched(make)
    want = lab.account()
    await panel.apply(want)
    stopped, neighbour = pid_of(panel), pid_of(other)
    began = time.monotonic()
    os.kill(stopped, signal.SIGSTOP)
    await lab.eventually(hears(panel, ["silent", "over"]))
    assert time.monotonic() - began < 10
    assert not lab.runs(stopped)
    with lab.Client((await panel.links(want))[0]) as client:
        assert (await lab.download(data.url(1000), client)).code == 200
    await asyncio.sleep(1)
    assert told(panel) == ["silent", "over"]
    assert told(panel, "target") == []
    assert (told(other), pid_of(other)) == ([], neighbour)


async def test_a_short_stall_is_neither_told_nor_ended(make: Make) -> None:
    panel = await watched(make)
    pid = pid_of(panel)
    os.kill(pid, signal.SIGSTOP)
    await asyncio.sleep(0.15)
    os.kill(pid, signal.SIGCONT)
    await asyncio.sleep(1.5)
    assert (told(panel), pid_of(panel)) == ([], pid)


async def test_a_port_stolen_after_a_crash_is_told_and_taken_back(make: Make, data: lab.Bytes) -> None:
    panel = await watched(make)
    want = lab.account()
    await panel.apply(want)
    pid = pid_of(panel)
    os.kill(pid, signal.SIGKILL)
    thief = steal(panel.config.port)
    with thief:
        await lab.eventually(lambda: shut(panel))
        assert told(panel) == ["crashed"]
        health = await panel.probe()
        assert (health.ok, "is taken" in health.detail) == (False, True)
    freed = time.monotonic()
    await lab.eventually(hears(panel, ["crashed", "over"]))
    assert time.monotonic() - freed < 5
    with lab.Client((await panel.links(want))[0]) as client:
        assert (await lab.download(data.url(1000), client)).code == 200


def steal(port: int) -> socket.socket:
    """Be faster than the next core."""
    end = time.monotonic() + 5
    while True:
        try:
            return occupy(port)
        except OSError:
            assert time.monotonic() < end


async def shut(panel: EmbeddedXray) -> bool:
    return happened(panel, "inbound_failed") > 0


async def test_a_port_taken_at_the_start_is_told_once_and_served_when_free(make: Make) -> None:
    panel = await make(start=False, watching=QUICK)
    with occupy(panel.config.port):
        await panel.start()
        await lab.eventually(hears(panel, ["port_taken"]))
        await asyncio.sleep(1.5)  # tried again and again meanwhile
        assert told(panel) == ["port_taken"]
        (details,) = [details for name, details in panel.events if name == "troubled"]  # type: ignore[attr-defined]
        assert details["port"] == panel.config.port
    await lab.eventually(hears(panel, ["port_taken", "over"]))


async def test_a_killed_core_is_told_of_and_its_return_in_order_once_each(make: Make) -> None:
    panel = await watched(make)
    os.kill(pid_of(panel), signal.SIGKILL)
    await lab.eventually(hears(panel, ["crashed", "over"]))
    await asyncio.sleep(0.8)
    assert told(panel) == ["crashed", "over"]


async def test_a_core_that_crashes_again_and_again_is_one_trouble(make: Make) -> None:
    panel = await watched(make)
    for _ in range(4):
        os.kill((await lab.eventually(lambda: running(panel))).pid, signal.SIGKILL)
        await lab.eventually(lambda: gone(panel))
    assert told(panel) == ["crashed"]
    await lab.eventually(hears(panel, ["crashed", "over"]))


async def running(panel: EmbeddedXray) -> Any:
    return panel._supervisor.core


async def gone(panel: EmbeddedXray) -> bool:
    return panel._supervisor.core is None


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("exit 23", "config_refused"),
        ("exit 255", "start_failed"),
        ("echo \"ModuleNotFoundError: No module named 'xray'\"; exit 1", "program_missing"),
        (None, "program_missing"),
    ],
)
async def test_a_core_that_cannot_start_is_told_once_by_its_reason(
    make: Make, tmp_path: Path, body: str | None, what: str
) -> None:
    program = tmp_path / "python"
    if body is not None:
        program.write_text(f"#!/bin/sh\n{body}\n")
        program.chmod(0o755)
    panel = await make(watching=QUICK, python=str(program))
    await lab.eventually(hears(panel, [what]))
    await asyncio.sleep(1)
    assert told(panel) == [what]
    assert happened(panel, "start_failed") > 1


async def test_a_run_directory_that_cannot_be_made_is_told(make: Make) -> None:
    with lab.run_dir() as folder:  # its path is short enough
        folder.touch()
        panel = await make(watching=QUICK, run_dir=folder / "xray")
        await lab.eventually(hears(panel, ["start_failed"]))
    full = OSError(errno.ENOSPC, "No space left on device")
    assert troubles.of_start(full).what == "disk_full"


async def test_a_target_that_is_down_is_told_and_the_engine_goes_on(make: Make, data: lab.Bytes) -> None:
    port = lab.free_port()
    with lab.Site(port=port):
        panel = await watched(make, target=f"127.0.0.1:{port}")
        want = lab.account()
        await panel.apply(want)
        pid = pid_of(panel)
        client = lab.Client((await panel.links(want))[0])
        task = await lab.start_download(data.url(2_000_000, 400_000), client)
        await lab.eventually(lambda: lab.sent(panel, want.name, at_least=200_000))
    with client:
        await lab.eventually(hears(panel, ["target_down"], "target"))
        health = await panel.probe()
        assert (health.ok, str(port) in health.detail) == (False, True)
        assert (await task).exit_code == 0  # who is in stays in
    assert (told(panel), pid_of(panel)) == ([], pid)
    with lab.Site(port=port):
        await lab.eventually(hears(panel, ["target_down", "over"], "target"))
    assert pid_of(panel) == pid


async def test_a_target_without_tls_13_is_told(make: Make) -> None:
    port = lab.free_port()
    with lab.Site(port=port):
        panel = await watched(make, target=f"127.0.0.1:{port}")
    with lab.Site(port=port, newest=ssl.TLSVersion.TLSv1_2):
        await lab.eventually(lambda: unfit(panel))
    assert told(panel) == []


async def unfit(panel: EmbeddedXray) -> bool:
    return panel._watch.trouble is not None and panel._watch.trouble.what == "target_unfit"


async def test_an_inbound_closed_behind_our_back_is_opened_again_and_told(make: Make, data: lab.Bytes) -> None:
    panel = await watched(make)
    want = lab.account()
    await panel.apply(want)
    pid = pid_of(panel)
    await panel._supervisor.running().api.remove_inbound("shared")
    await lab.eventually(hears(panel, ["port_deaf", "over"]))
    assert pid_of(panel) == pid
    with lab.Client((await panel.links(want))[0]) as client:
        assert (await lab.download(data.url(1000), client)).code == 200


async def test_a_core_that_answers_and_takes_no_connections_is_replaced_once(make: Make) -> None:
    panel = await watched(make)
    pid = pid_of(panel)
    descriptors = len(os.listdir(f"/proc/{pid}/fd"))
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (descriptors - 1, descriptors - 1))
    with contextlib.ExitStack() as stack:
        for _ in range(5):  # what it keeps in reserve
            stack.enter_context(socket.create_connection(("127.0.0.1", panel.config.port)))
        await lab.eventually(hears(panel, ["port_deaf", "over"]))
    assert pid_of(panel) != pid
    assert happened(panel, "replaced") == 1


@contextlib.contextmanager
def beside(port: int) -> Iterator[None]:
    """A stranger that listens at the same port, as a forgotten second core would."""
    with socket.socket() as stranger:
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        stranger.bind(("127.0.0.1", port))
        stranger.listen(16)
        yield


async def test_a_stranger_at_our_port_is_told(make: Make) -> None:
    panel = await watched(make)
    pid = pid_of(panel)
    with beside(panel.config.port):
        await lab.eventually(hears(panel, ["port_shared"]))
        await asyncio.sleep(1)
    await lab.eventually(hears(panel, ["port_shared", "over"]))
    assert pid_of(panel) == pid


async def test_a_key_port_taken_at_a_crash_is_told_apart_from_the_engine(make: Make) -> None:
    panel = await watched(make)
    want = lab.account(port=lab.free_port())
    await panel.apply(want)
    assert want.port is not None
    os.kill(pid_of(panel), signal.SIGKILL)
    with steal(want.port):
        await lab.eventually(hears(panel, ["key_ports"], "keys"))
        await lab.eventually(hears(panel, ["crashed", "over"]))
    await lab.eventually(hears(panel, ["key_ports", "over"], "keys"))


async def test_a_swap_is_no_trouble(make: Make) -> None:
    panel = await watched(make)
    await panel.swap()
    await asyncio.sleep(1)
    assert (told(panel), told(panel, "target"), told(panel, "keys")) == ([], [], [])
