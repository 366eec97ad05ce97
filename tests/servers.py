"""Real PostgreSQL and Redis for the tests: started from installed binaries on free ports, gone with the session."""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path


def free_port() -> int:
    """A port that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def postgres(binaries: Path) -> Iterator[str]:
    """A PostgreSQL of its own; yields the URL of its maintenance database without the name: `postgres://…/`."""
    directory = Path(tempfile.mkdtemp(prefix="vitrina-pg-"))
    as_owner = _owner(directory)
    port = free_port()
    data = directory / "data"
    subprocess.run(
        [*as_owner, str(binaries / "initdb"), "-D", str(data), "-U", "shop", "-A", "trust", "-E", "UTF8", "--no-sync"],
        check=True,
        capture_output=True,
        cwd=directory,
    )
    options = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=300"
    command = [str(binaries / "postgres"), "-D", str(data), "-p", str(port), "-k", str(directory)]
    server = subprocess.Popen(
        [*as_owner, *command, "-c", "listen_addresses=127.0.0.1", *options.split()],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=directory,
    )
    try:
        _wait_until_ready(binaries, port)
        yield f"postgres://shop:shop@127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait(20)
        shutil.rmtree(directory, ignore_errors=True)


@contextlib.contextmanager
def redis(binary: str) -> Iterator[str]:
    """A Redis of its own; yields its URL."""
    port = free_port()
    server = subprocess.Popen(
        [binary, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for_port(port)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait(10)


def _owner(directory: Path) -> list[str]:
    """PostgreSQL refuses to run as root: then it runs as somebody who owns nothing else."""
    if os.geteuid() != 0:
        return []
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            account = pwd.getpwnam(name)
            os.chown(directory, account.pw_uid, account.pw_gid)
            return ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
    raise RuntimeError("no account to run PostgreSQL as")


def _wait_until_ready(binaries: Path, port: int) -> None:
    deadline = time.monotonic() + 30
    command = [str(binaries / "pg_isready"), "-h", "127.0.0.1", "-p", str(port), "-q"]
    while subprocess.run(command, check=False).returncode != 0:
        if time.monotonic() > deadline:
            raise TimeoutError("PostgreSQL does not start")
        time.sleep(0.05)


def _wait_for_port(port: int) -> None:
    deadline = time.monotonic() + 10
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        if time.monotonic() > deadline:
            raise TimeoutError(f"nothing listens on {port}")
        time.sleep(0.05)
