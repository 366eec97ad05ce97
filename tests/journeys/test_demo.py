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

from sandbox.client import Person, SandboxClient
from tests.journeys.conftest import environment
from tests.journeys.test_first_sale import key_in
from tests.lab import Client, download, eventually, free_port

START_SECONDS = 60
# `python -m tests.dist` sets it, to the command of a wheel that is installed elsewhere.
COMMAND = os.environ.get("VITRINA_COMMAND", "")
VITRINA = [COMMAND] if COMMAND else [sys.executable, "-m", "vitrina"]
ENVIRONMENT = {"PATH": str(Path(COMMAND).parent)} if COMMAND else environment({})  # there is no Node.js there
SECRET = re.compile(r"vk_[A-Za-z0-9_-]{43}")


@pytest.fixture
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("d")


async def owners_key(data: Path) -> str:
    """What `vitrina apikey` makes for the demonstration's shop."""
    settings = {
        "BOT_TOKEN": "7000000001:SANDBOX",
        "ADMIN_IDS": "9000",
        "DATABASE_URL": f"sqlite://{data / 'shop.db'}",
        "DATA_DIR": str(data),
    }
    process = await asyncio.create_subprocess_exec(
        *(*VITRINA, "apikey", "create", "owner", "--scope", "owner"),
        env=settings | ENVIRONMENT,
        cwd=data if COMMAND else None,
        stdout=asyncio.subprocess.PIPE,
    )
    key = SECRET.search((await process.communicate())[0].decode())
    assert key is not None
    return key[0]


async def healthy(http: httpx.AsyncClient) -> bool:
    try:
        return (await http.get("/health")).is_success
    except httpx.TransportError:  # it does not listen now
        return False


@pytest.mark.timeout(600)
async def test_one_command_opens_a_shop_that_sells_and_restarts_and_ctrl_c_leaves_nothing_behind(data: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        *VITRINA,
        "demo",
        "--data",
        str(data),
        "--port",
        str(free_port()),
        env=ENVIRONMENT,
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
        await it_restarts_and_its_chats_go_on(web[1], sandbox, anna, await owners_key(data))

    family = psutil.Process(process.pid).children(recursive=True)
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    assert await asyncio.wait_for(process.wait(), 30) == 0
    assert time.monotonic() - began < 5
    assert [child for child in family if child.is_running() and child.status() != psutil.STATUS_ZOMBIE] == []


async def it_restarts_and_its_chats_go_on(web: str, sandbox: SandboxClient, anna: Person, key: str) -> None:
    async with httpx.AsyncClient(base_url=web, trust_env=False, timeout=60) as http:
        restart = await http.post("/api/system/restart", json={"target": "ui"}, headers={"X-API-Key": key})
        assert restart.is_success
        await asyncio.sleep(1)
        await eventually(lambda: healthy(http), START_SECONDS)
    assert await sandbox.seq() > 0  # Telegram has not begun anew
    await anna.send("/start")
    await anna.wait_for(lambda message: "reply_markup" in message, timeout=START_SECONDS)
