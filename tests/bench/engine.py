"""The embedded engine with a city of keys: 20,000 on the shared port, 2,000 with ports of their own.

How long one more key takes, how long a reading of all counters takes once every key has been used, and how long a new
core needs until the last of them can come in.
"""

import asyncio
import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.panels import Account
from core.panels.xray.inbounds import port_trouble
from core.panels.xray.panel import EmbeddedXray
from tests import lab
from tests.bench.results import Result, percentile
from tests.lab.customer import CHILD, client_config

SHARED, OWN = 20_000, 2_000
SHARED_QUICK, OWN_QUICK = 2_000, 200
CHANGES, CHANGES_QUICK = 100, 30
READINGS = 5
AT_ONE_CLIENT, AT_ONCE = 1_000, 64
FIRST_PORT = 10_001
CHANGE_SECONDS, READING_SECONDS, RESTORE_SECONDS = 0.1, 1.0, 15.0


async def measure(directory: Path, quick: bool) -> list[Result]:
    """One engine, filled, used, changed, restarted."""
    shared, own, changes = (SHARED_QUICK, OWN_QUICK, CHANGES_QUICK) if quick else (SHARED, OWN, CHANGES)
    city = f"{shared:,} keys on the shared port, {own:,} with their own"
    with lab.Site() as site, lab.Bytes() as data, lab.run_dir() as folder:
        panel = EmbeddedXray(lab.xray_config(folder, site))
        keys = [lab.account(f"key{number:05d}") for number in range(shared)]
        ports = _ports()
        own_keys = [lab.account(f"own{number:05d}", port=next(ports)) for number in range(own)]
        try:
            await panel.restore([*keys, *own_keys])
            await panel.start()
            added = {
                "its own port": [
                    await _changed(panel, replace(account, port=next(ports))) for account in _more(changes)
                ],
                "the shared port": [await _changed(panel, account) for account in _more(changes)],
            }
            await _used(panel, [*keys, *own_keys], data)
            readings = [await _read(panel) for _ in range(READINGS)]
            back = await _restarted(panel, own_keys[-1], data)
        finally:
            await panel.aclose()
    return [
        *(
            Result(f"key added or removed, {where}, p95", percentile(times, 95), "s", at_most=CHANGE_SECONDS, note=city)
            for where, pairs in added.items()
            for times in [[seconds for pair in pairs for seconds in pair]]
        ),
        Result(
            "reading all counters",
            max(seconds for seconds, _ in readings),
            "s",
            at_most=READING_SECONDS,
            note=f"{readings[0][1]:,} keys that have been used; the slowest of {READINGS}",
        ),
        Result("killed core, back until the last key gets through", back, "s", at_most=RESTORE_SECONDS, note=city),
    ]


def _ports() -> Iterator[int]:
    """Ports that nobody listens on."""
    return (port for port in range(FIRST_PORT, 32_000) if port_trouble("127.0.0.1", port) is None)


def _more(count: int) -> Sequence[Account]:
    return [lab.account(f"more{number}") for number in range(count)]


async def _changed(panel: EmbeddedXray, account: Account) -> tuple[float, float]:
    """Add a key and remove it; seconds for each."""
    began = time.perf_counter()
    await panel.apply(account)
    there = time.perf_counter()
    await panel.remove(account.name, account.ref)
    return there - began, time.perf_counter() - there


async def _read(panel: EmbeddedXray) -> tuple[float, int]:
    began = time.perf_counter()
    (readings,) = await panel.readings()
    return time.perf_counter() - began, len(readings.counters)


async def _restarted(panel: EmbeddedXray, last: Account, data: lab.Bytes) -> float:
    """Kill the core; seconds until the key that is filled in last gets a byte through."""
    (link,) = await panel.links(last)
    with lab.Client(link) as client:
        await lab.fetch(client, data)
        os.kill(panel._supervisor.running().pid, 9)
        began = time.perf_counter()
        while True:
            with contextlib.suppress(OSError, EOFError, AssertionError):
                await lab.fetch(client, data)
                return time.perf_counter() - began
            await asyncio.sleep(0.1)


async def _used(panel: EmbeddedXray, accounts: Sequence[Account], data: lab.Bytes) -> None:
    """Every key moves some bytes, so that the core counts it."""
    for start in range(0, len(accounts), AT_ONE_CLIENT):
        part = accounts[start : start + AT_ONE_CLIENT]
        links = {account.name: (await panel.links(account))[0] for account in part}
        with _crowd(links) as socks:
            gate = asyncio.Semaphore(AT_ONCE)
            await asyncio.gather(*(_visit(socks, name, data.port, gate) for name in links))


@contextlib.contextmanager
def _crowd(links: dict[str, str]) -> Iterator[int]:
    """One Xray that is a client of every link: who signs in to its socks port by a name goes out by that link."""
    port = lab.free_port()
    outbounds = [client_config(link, port, None)["outbounds"][0] | {"tag": name} for name, link in links.items()]
    users = [{"user": name, "pass": "-"} for name in links]
    config: dict[str, Any] = {
        "log": {"loglevel": "none"},
        "inbounds": [
            {
                "listen": "127.0.0.1",
                "port": port,
                "protocol": "socks",
                "settings": {"auth": "password", "accounts": users},
            }
        ],
        "outbounds": outbounds,
        "routing": {"rules": [{"type": "field", "user": [name], "outboundTag": name} for name in links]},
    }
    control, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-P", str(CHILD)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "XRAY_CONTROL_FD": str(theirs.fileno())},
            pass_fds=(theirs.fileno(),),
        )
    try:
        assert process.stdin is not None
        with process.stdin as stdin:
            stdin.write(json.dumps(config).encode() + b"\n")
        lab.wait_port(port, 30)
        yield port
    finally:
        control.close()
        process.terminate()
        process.wait(10)


async def _visit(socks: int, name: str, target: int, gate: asyncio.Semaphore) -> None:
    """One request through the crowd's client as this user (RFC 1928, RFC 1929)."""
    async with gate:
        reader, writer = await asyncio.open_connection("127.0.0.1", socks)
        try:
            signed = bytes([1, len(name)]) + name.encode() + b"\x01-"
            address = b"\x05\x01\x00\x01" + socket.inet_aton("127.0.0.1") + target.to_bytes(2, "big")
            for question, length in ((b"\x05\x01\x02", 2), (signed, 2), (address, 10)):
                writer.write(question)
                await reader.readexactly(length)
            writer.write(b"GET /ok HTTP/1.1\r\n\r\n")
            await reader.readuntil(b"\r\n\r\n")
        finally:
            writer.close()
