"""Takes the picture of the README: `python -m tests.docs.screenshot` (needs Chromium).

Runs `vitrina demo` in a temporary directory, plays three people through the sandbox's control API, and photographs the
chat page through Chromium's DevTools protocol.
"""

import asyncio
import base64
import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect

from sandbox.client import SandboxClient
from tests.programs import find_chromium
from tests.servers import free_port

PICTURE = Path(__file__).parents[2] / "docs" / "images" / "chat.png"
WIDTH, HEIGHT = 1200, 850
CHROMIUM = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--lang=en-US",
    "--remote-debugging-port=0",
)


async def main() -> None:
    """Take the picture anew."""
    with tempfile.TemporaryDirectory(prefix="vitrina-picture-") as directory:
        async with demonstration(Path(directory) / "demo") as page:
            await play(page)
            picture = await photograph(page, Path(directory) / "browser")
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_bytes(picture)


@asynccontextmanager
async def demonstration(data: Path) -> AsyncIterator[str]:
    """A running `vitrina demo`; yields the address of its chat page."""
    port = free_port()
    command = (sys.executable, "-m", "vitrina", "demo", "--data", str(data), "--port", str(port))
    process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.DEVNULL)
    page = f"http://127.0.0.1:{port}/"
    try:
        await _until_answered(f"{page}sim/state")
        yield page
    finally:
        process.send_signal(signal.SIGINT)
        await process.wait()


async def play(page: str) -> None:
    """Anna buys and gets her key, John is about to pay, the owner looks at today's numbers."""
    async with SandboxClient(page) as sandbox:
        await _until(lambda: _all_invited(sandbox))
        anna = await sandbox.person(1001, first_name="Anna", language="en", username="anna")
        john = await sandbox.person(1002, first_name="John", language="en", username="john")
        owner = await sandbox.person(9000, first_name="Owner", language="en", username="boss")
        for customer in (anna, john):
            await customer.send("/start")
            await customer.tap("Buy", timeout=30)
            await customer.tap("⭐ ")
            await customer.tap("Pay")
            await customer.wait_for(lambda message: "invoice" in message)
        await anna.pay()
        await anna.wait_for("/s/", timeout=30)
        await owner.send("/admin")
        await owner.tap("Today")
        await owner.wait_for("1")


async def photograph(page: str, profile: Path) -> bytes:
    """A PNG of the page, every chat at its newest message."""
    chromium = find_chromium() or "chromium"
    browser = await asyncio.create_subprocess_exec(
        chromium, *CHROMIUM, f"--user-data-dir={profile}", "about:blank", stderr=subprocess.DEVNULL
    )
    try:
        async with connect(await _devtools(profile), max_size=None, proxy=None) as socket:
            await _ask(socket, "Emulation.setDeviceMetricsOverride", **_screen())
            await _ask(socket, "Page.navigate", url=page)
            await asyncio.sleep(3)
            shot = await _ask(socket, "Page.captureScreenshot", format="png")
            return base64.b64decode(shot["data"])
    finally:
        browser.terminate()
        await browser.wait()


def _screen() -> dict[str, Any]:
    return {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False}


async def _devtools(profile: Path) -> str:
    """The address of the first tab's DevTools."""
    announced = profile / "DevToolsActivePort"
    await _until(lambda: asyncio.to_thread(lambda: announced.exists() and bool(announced.read_text())))
    port = announced.read_text().splitlines()[0]
    tabs = await _until_answered(f"http://127.0.0.1:{port}/json/list")
    return str(next(tab for tab in tabs if tab["type"] == "page")["webSocketDebuggerUrl"])


async def _ask(socket: ClientConnection, method: str, **params: Any) -> dict[str, Any]:
    await socket.send(json.dumps({"id": 1, "method": method, "params": params}))
    while True:
        answer = json.loads(await socket.recv())
        if answer.get("id") == 1:
            return dict(answer["result"])


async def _all_invited(sandbox: SandboxClient) -> bool:
    return len((await sandbox.state())["people"]) >= 3


async def _until(true: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(30):
        while True:
            if await true():
                return
            await asyncio.sleep(0.1)


async def _until_answered(address: str) -> Any:
    async with httpx.AsyncClient(trust_env=False) as client:
        for _ in range(300):
            try:
                return (await client.get(address)).json()
            except httpx.HTTPError:
                await asyncio.sleep(0.1)
    raise TimeoutError(address)


if __name__ == "__main__":
    asyncio.run(main())
