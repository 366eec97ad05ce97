"""A whole shop in processes of its own, as an operator runs it, beside the sandbox in the test's process."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from core.catalogue import tariffs
from core.catalogue.tariffs import Terms
from core.config import Settings
from core.shop import THE_SHOP, Shop
from core.users import api_keys
from sandbox.client import Person, SandboxClient
from sandbox.downloads import DownloadServer
from sandbox.server import Sandbox
from sandbox.tls_target import TlsTarget
from tests import logwatch
from tests.conftest import ADMIN
from tests.lab import free_port
from vitrina import processes

START_SECONDS = 60
STOP_SECONDS = 15


@dataclass
class World:
    """Telegram, a site for Reality, a file server, and a shop's processes with their settings."""

    sandbox: Sandbox
    client: SandboxClient
    target: TlsTarget
    downloads: DownloadServer
    directory: Path
    settings: dict[str, str]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    _read: dict[str, int] = field(default_factory=dict)  # bytes of each log that have been looked through

    @property
    def web(self) -> str:
        return self.settings["PUBLIC_URL"]

    def log(self, part: str) -> str:
        """What a process has said so far."""
        return (self.directory / f"{part}.log").read_text(errors="replace")

    async def start(self, *parts: str) -> None:
        """Start processes (`run`, or `web`, `worker`, `bot`) and wait until the shop answers."""
        for part in parts:
            with (self.directory / f"{part}.log").open("ab") as log:
                self.processes[part] = subprocess.Popen(
                    [sys.executable, "-m", "vitrina", part],
                    env=environment(self.settings),
                    stdout=log,
                    stderr=log,
                    cwd=self.directory,
                )
        if {"run", "web"} & set(parts):
            await self._until_healthy()

    async def stop(self, *parts: str, hard: bool = False) -> None:
        """Stop processes as Ctrl-C does, within the promised time; `hard` is kill -9."""
        for part in parts or tuple(self.processes):
            process = self.processes.pop(part)
            process.send_signal(signal.SIGKILL if hard else signal.SIGINT)
            began = time.monotonic()
            code = await asyncio.to_thread(process.wait, 20)
            assert hard or (code == 0 and time.monotonic() - began < STOP_SECONDS), self.log(part)

    async def command(self, *arguments: str) -> str:
        """Run a `vitrina` command in this shop; returns what it prints."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "vitrina",
            *arguments,
            env=environment(self.settings),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            cwd=self.directory,
        )
        out, _ = await process.communicate()
        logwatch.saw(f"vitrina {arguments[0]}", out.decode())
        assert process.returncode == 0, out.decode()
        return out.decode()

    @contextlib.asynccontextmanager
    async def opened(self) -> AsyncIterator[Shop]:
        """The shop in this process, for what a command does in one of two seconds."""
        async with processes.shop_for_command(self.told_settings()) as shop:
            yield shop

    def told_settings(self) -> Settings:
        """What the shop's processes read. Not the mail server, which is no secret, and nothing is sent from here."""
        with pytest.MonkeyPatch.context() as patch:
            for name, value in self.settings.items():
                if name != "SMTP_URL":
                    patch.setenv(name, value)
            return logwatch.learn_settings(Settings(_env_file=None))

    async def sell(self, name: str = "Month", roubles: int = 299, gigabytes: int = 100) -> None:
        """Put 30 days on sale."""
        terms = Terms(name=name, period_days=30, price_kopeks=roubles * 100, traffic_gb=gigabytes)
        async with self.opened() as shop:
            await tariffs.create(shop, terms)

    async def api_key(self) -> str:
        """A new key for everything."""
        async with self.opened() as shop:
            _, secret = await api_keys.make(shop, "owner", ["owner"], by=THE_SHOP)
        logwatch.learn(secret)
        return secret

    def report(self, *, ended: bool = False) -> None:
        """Hand what the processes have printed since the last time to those who watch, and the secrets they know."""
        logwatch.learn_environment(self.settings)
        logwatch.learn_sqlite(self.directory / "shop.db")
        for log in self.directory.glob("*.log"):
            printed = log.read_bytes()[self._read.get(log.stem, 0) :]
            if not ended:
                printed = printed[: printed.rfind(b"\n") + 1]  # whole lines
            self._read[log.stem] = self._read.get(log.stem, 0) + len(printed)
            logwatch.saw(f"vitrina {log.stem}", printed.decode(errors="replace"))

    async def person(self, telegram_id: int, name: str, language: str = "ru") -> Person:
        return await self.client.person(telegram_id, first_name=name, language=language)

    async def _until_healthy(self) -> None:
        async with httpx.AsyncClient(trust_env=False) as http:
            deadline = time.monotonic() + START_SECONDS
            while time.monotonic() < deadline:
                with contextlib.suppress(httpx.HTTPError):
                    if (await http.get(f"{self.web}/health")).status_code == 200:
                        return
                for part, process in self.processes.items():
                    assert process.poll() is None, self.log(part)
                await asyncio.sleep(0.05)
        raise TimeoutError("the shop does not answer")


def environment(settings: dict[str, str]) -> dict[str, str]:
    """The machine's environment with the shop's settings, and without its own."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "VIRTUAL_ENV")}
    return {**kept, "PYTHONPATH": str(Path(__file__).resolve().parents[2]), **settings}


@contextlib.asynccontextmanager
async def new_world() -> AsyncIterator[World]:
    """Everything but the shop's processes; those the test starts. A short path, for unix sockets."""
    with tempfile.TemporaryDirectory(prefix="vt-", ignore_cleanup_errors=True) as name:
        directory = Path(name)
        async with (
            Sandbox() as sandbox,
            SandboxClient(sandbox.url) as client,
            TlsTarget(directory / "site") as target,
            DownloadServer() as downloads,
        ):
            world = World(sandbox, client, target, downloads, directory, shop_settings(directory, sandbox, target))
            try:
                yield world
            finally:
                for process in world.processes.values():
                    process.kill()
                    process.wait(10)
                world.report(ended=True)


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with new_world() as running:
        yield running


def shop_settings(directory: Path, sandbox: Sandbox, target: TlsTarget) -> dict[str, str]:
    """The environment of a shop that knows nothing but this machine."""
    port = free_port()
    return {
        "BOT_TOKEN": sandbox.token,
        "ADMIN_IDS": str(ADMIN),
        "TELEGRAM_API_URL": sandbox.url,
        "CLOCK_URL": f"{sandbox.url}/sim/clock",
        "DATABASE_URL": f"sqlite://{directory / 'shop.db'}",
        "DATA_DIR": str(directory / "data"),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "WEB_HOST": "127.0.0.1",
        "WEB_PORT": str(port),
        "XRAY_HOST": "127.0.0.1",
        "XRAY_LISTEN": "127.0.0.1",
        "XRAY_PORT": str(free_port()),
        "REALITY_TARGET": target.address,
        "REALITY_SERVER_NAME": "example.com",
        "XRAY_ALLOW_PRIVATE_TARGETS": "true",
    }


def labels(message: dict[str, object]) -> Sequence[str]:
    """The texts of a message's inline buttons."""
    markup = message.get("reply_markup") or {}
    return [button["text"] for row in markup.get("inline_keyboard", []) for button in row]  # type: ignore[attr-defined]
