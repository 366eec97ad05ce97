"""Processes: they end when they are told to, and by themselves when a restart is what helps."""

import asyncio
import fcntl
import os
import signal
import socket
import sys
import time
from pathlib import Path

import psutil
import pytest

from core import db, installation
from tests import programs
from tests import servers as real
from tests.core.db.test_cancellation import foreign_lock
from tests.lab import eventually
from vitrina import watchdog

ROOT = Path(__file__).resolve().parents[2]


def environment(folder: Path, **more: str) -> dict[str, str]:
    """A shop that reaches nobody."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    known = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "COVERAGE_FILE")}
    return known | {
        "BOT_TOKEN": "7000000001:SANDBOX",
        "ADMIN_IDS": "900",
        "DATABASE_URL": f"sqlite://{folder / 'shop.db'}",
        "DATA_DIR": str(folder),
        "TELEGRAM_API_URL": "http://127.0.0.1:9",
        "WEB_HOST": "127.0.0.1",
        "WEB_PORT": str(port),
        **more,
    }


async def started(*arguments: str, env: dict[str, str], cwd: Path = ROOT) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        env=env,
        cwd=cwd,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )


async def ended(process: asyncio.subprocess.Process, seconds: float) -> tuple[int, str]:
    """The exit code and what was printed; killed when it takes longer."""
    try:
        async with asyncio.timeout(seconds):
            out, _ = await process.communicate()
    except TimeoutError:
        process.kill()
        out, _ = await process.communicate()
        pytest.fail(f"it does not end: {out.decode()[-2000:]}")
    assert process.returncode is not None
    return process.returncode, out.decode()


@pytest.mark.parametrize("delay", [0.0, 0.1, 0.25, 0.5])
async def test_a_stop_while_the_bot_is_still_being_loaded_is_obeyed(tmp_path: Path, delay: float) -> None:
    """An exception was thrown into the importing thread, and could leave the import lock held for ever."""
    env = environment(tmp_path)
    process = await started("-m", "vitrina", "run", env=env)
    assert process.stdout is not None
    async with asyncio.timeout(60):
        while b"web: listening" not in (await process.stdout.readline() or pytest.fail("it never listened")):
            pass
    await asyncio.sleep(delay)
    process.send_signal(signal.SIGTERM)
    code, out = await ended(process, 20)
    assert code == 0, out
    assert "SystemExit" not in out


@pytest.mark.parametrize("delay", [0.05, 0.6])
async def test_a_stop_right_after_the_start_is_obeyed(tmp_path: Path, delay: float) -> None:
    process = await started("-m", "vitrina", "web", env=environment(tmp_path))
    await asyncio.sleep(delay)
    process.send_signal(signal.SIGTERM)
    code, out = await ended(process, 20)
    assert code in (0, -signal.SIGTERM), out


async def test_a_stop_is_obeyed_while_another_process_migrates(tmp_path: Path) -> None:
    with (tmp_path / "shop.db.migrate.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        process = await started("-m", "vitrina", "web", env=environment(tmp_path))
        await eventually(lambda: has_open(process.pid, lock.name), 60)
        await asyncio.sleep(0.5)
        assert process.returncode is None
        process.send_signal(signal.SIGTERM)
        code, out = await ended(process, 10)
    assert code in (0, -signal.SIGTERM), out


def has_open(pid: int, path: str) -> bool:
    """Whether the process has opened the file."""
    return any(file.path == path for file in psutil.Process(pid).open_files())


# ---- the watchdog


async def test_a_process_that_never_gets_its_connection_back_is_stuck(database_url: str) -> None:
    await db.connect(database_url)
    forever = asyncio.Event()

    async def hang() -> None:
        async with db.transaction():
            await forever.wait()

    try:
        await watchdog_is_content()
        hanging = [asyncio.create_task(hang()) for _ in range(5)]  # as many as PostgreSQL's pool has
        await asyncio.sleep(0.2)
        with pytest.raises(watchdog.Stuck, match="started anew"):
            await watchdog.watch(asyncio.Event(), limit=1.2, every=0.1)
        for task in hanging:
            task.cancel()
        await asyncio.gather(*hanging, return_exceptions=True)
        await watchdog_is_content()
    finally:
        await db.disconnect()


async def watchdog_is_content() -> None:
    stop = asyncio.Event()
    watching = asyncio.create_task(watchdog.watch(stop, limit=1.2, every=0.1))
    await asyncio.sleep(1.6)
    assert not watching.done(), watching
    stop.set()
    await watching


async def test_a_lock_that_another_program_holds_is_no_reason_to_end(database_url: str) -> None:
    await db.connect(database_url)
    try:
        await installation.set("a", 1)
        async with foreign_lock(database_url):
            writing = asyncio.create_task(installation.set("a", 2))
            await watchdog_is_content()
        await writing
    finally:
        await db.disconnect()


@pytest.mark.parametrize("way", ["stopped", "suspended"])
async def test_a_postgres_that_is_away_is_no_reason_to_end(way: str) -> None:
    with real.postgres(programs.find_postgres() or programs.missing("PostgreSQL")) as url:
        await db.connect(url + "postgres")
        try:
            await db.fetch("SELECT 1 AS one")
            pid = (await db.fetch("SELECT pg_backend_pid() AS pid"))[0]["pid"]
            with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
                postmaster = int(stat.read().split()[3])
            os.kill(postmaster, signal.SIGSTOP if way == "suspended" else signal.SIGQUIT)
            try:
                await watchdog_is_content()
            finally:
                if way == "suspended":
                    os.kill(postmaster, signal.SIGCONT)
        finally:
            await db.disconnect()


HANGING = """
import asyncio
from core import db
from vitrina import cli, processes

async def hang():
    async with db.transaction():
        await asyncio.Event().wait()

async def main():
    await db.connect("sqlite://" + "{path}")
    holding = asyncio.create_task(hang())
    await asyncio.sleep(0.2)
    try:
        await processes.guard(asyncio.Event(), 1.0)
    finally:
        await holding

cli.run_async(main())
"""


async def test_a_stuck_process_says_so_in_one_line_and_ends_with_an_exit_code(tmp_path: Path) -> None:
    began = time.monotonic()
    process = await started("-c", HANGING.format(path=tmp_path / "shop.db"), env=environment(tmp_path))
    code, out = await ended(process, 40)
    assert code == watchdog.EXIT_CODE, out
    assert out.count("The database has not answered this process") == 1
    assert time.monotonic() - began < 40
