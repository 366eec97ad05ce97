"""`vitrina demo`, as a newcomer starts it."""

import asyncio
import os
import re
import signal
import sys
import time
from pathlib import Path

import httpx
import psutil
import pytest

from sandbox.client import SandboxClient
from tests.journeys.conftest import environment
from tests.journeys.test_first_sale import key_in
from tests.lab import Client, download, free_port

START_SECONDS = 60
# `python -m tests.dist` sets it, to the command of a wheel that is installed elsewhere.
COMMAND = os.environ.get("VITRINA_COMMAND", "")


@pytest.fixture
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("d")


async def test_one_command_opens_a_shop_that_sells_and_ctrl_c_leaves_nothing_behind(data: Path) -> None:
    command = [COMMAND] if COMMAND else [sys.executable, "-m", "vitrina"]
    process = await asyncio.create_subprocess_exec(
        *command,
        "demo",
        "--data",
        str(data),
        "--port",
        str(free_port()),
        env={"PATH": str(Path(COMMAND).parent)} if COMMAND else environment({}),  # there is no Node.js there
        cwd=data if COMMAND else None,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    printed = ""
    while "Ctrl-C" not in printed:
        line = await asyncio.wait_for(process.stdout.readline(), START_SECONDS)
        assert line, printed
        printed += line.decode()
    page, downloads = re.search(r"chat:\s+(\S+)", printed), re.search(r"VPN: (\S+)/bytes", printed)
    assert page
    assert downloads
    async with httpx.AsyncClient(trust_env=False) as http:
        assert "<title" in (await http.get(page[1])).text

    web = re.search(r"Web:\s+(\S+)", printed)
    assert web
    async with SandboxClient(page[1]) as sandbox:
        async with httpx.AsyncClient(base_url=web[1], trust_env=False, timeout=60) as http:
            assert (await http.get("/health")).is_success  # what is printed works by then
            opened = await http.get("/", headers={"accept": "text/html"}, follow_redirects=True)
            assert opened.url.path == "/app/"
            assert opened.headers["content-type"].startswith("text/html")
            assert (opened.is_success and "/app/assets/" in opened.text) or not COMMAND  # a wheel brings the cabinet
            visitor = {"email": "vera@example.com", "password": "a long password", "first_name": "Vera"}
            assert (await http.post("/cabinet/auth/register-email", json=visitor)).is_success
        assert f"{web[1]}/app/verify-email#" in (await sandbox.wait_for_letter("vera@example.com"))["text"]
        anna = await sandbox.person(1001)
        await anna.send("/start")
        await anna.wait_for(lambda message: "reply_markup" in message, timeout=START_SECONDS)
        await anna.tap("Попробовать")
        message = await anna.wait_for(lambda message: "vless://" in message.get("caption", ""), timeout=60)
    with Client(key_in(message)) as app:
        assert (await download(f"{downloads[1]}/bytes/100000", app)).received >= 100000

    family = psutil.Process(process.pid).children(recursive=True)
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    assert await asyncio.wait_for(process.wait(), 30) == 0
    assert time.monotonic() - began < 5
    assert [child for child in family if child.is_running() and child.status() != psutil.STATUS_ZOMBIE] == []
