"""`vitrina demo`: the whole shop against the sandbox, on this machine alone.

The sandbox plays Telegram and shows a chat page; it also brings the TLS 1.3 site that Reality needs and a file to
download through the VPN. Database, Reality keys and ports are kept, so that links of an earlier demonstration work
again.
"""

import asyncio
import json
import socket
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx

from core import config, wiring
from core.catalogue import servers, tariffs
from core.catalogue.tariffs import Terms
from core.config import Settings
from core.db import migrate
from core.shop import Shop
from sandbox.client import SandboxClient
from sandbox.downloads import DownloadServer
from sandbox.server import Sandbox
from sandbox.tls_target import TlsTarget
from sandbox.vendors.app import VENDORS
from sandbox.vendors.server import Vendors
from vitrina import logs, processes

HOST = "127.0.0.1"
TARGET_NAME = "example.com"
ADMIN = 9000
PEOPLE = ((1001, "Анна", "ru", "anna"), (1002, "John", "en", "john"), (ADMIN, "Хозяин", "ru", "boss"))
VENDOR_NAMES = tuple(vendor.name for vendor in VENDORS)
TARIFFS = (
    Terms("Неделя", 7, 99_00, traffic_gb=30, devices=2, description="Попробовать всерьёз", position=1),
    Terms("Месяц", 30, 299_00, traffic_gb=200, devices=3, is_popular=True, position=2),
    Terms("Год", 365, 1990_00, devices=5, list_price_kopeks=3588_00, description="Без лимита трафика", position=3),
)
WEB_PORT, XRAY_PORT = 8000, 20443  # where free; Xray's is below the range that outgoing connections take


async def run_demo(data: Path, page_port: int) -> None:
    """Serve until Ctrl-C. Raises CannotStart."""
    stop = processes.stop_on_signals()
    data = await asyncio.to_thread(_prepared, data)
    async with AsyncExitStack() as stack:
        sandbox = await stack.enter_async_context(Sandbox(HOST, free_port(page_port)))
        target = await stack.enter_async_context(TlsTarget(data / "target", TARGET_NAME))
        downloads = await stack.enter_async_context(DownloadServer(HOST))
        ports = await asyncio.to_thread(_kept_ports, data)
        vendors = await stack.enter_async_context(
            Vendors(HOST, webhooks=_webhooks(ports["web"]), clock=sandbox.world.clock)
        )
        settings = demo_settings(sandbox, target, vendors, data, ports)
        logs.set_up(settings)
        await migrate.migrate(settings.database_url)
        async with wiring.opened(wiring.build_shop(settings)) as shop:
            await _stock(shop)
        await _invite(sandbox.url)
        greeting = asyncio.create_task(_greet(sandbox, settings, downloads.url))
        try:
            while await processes.run(settings, processes.PARTS, stop):
                stop = processes.stop_on_signals()  # the shop begins anew, the chats and vendors around it go on
        finally:
            greeting.cancel()


def demo_settings(sandbox: Sandbox, target: TlsTarget, vendors: Vendors, data: Path, ports: dict[str, int]) -> Settings:
    """Settings of a shop that knows nothing but this machine; the environment has no say."""
    return config.load(
        _env_file=None,
        bot_token=sandbox.token,
        admin_ids=(ADMIN,),
        telegram_api_url=sandbox.url,
        clock_url=f"{sandbox.url}/sim/clock",
        database_url=f"sqlite://{data / 'shop.db'}",
        smtp_url=sandbox.smtp_url,
        redis_url=None,
        data_dir=data,
        allow_empty_database=True,
        public_url=f"http://{HOST}:{ports['web']}",
        webhook_secret=None,
        web_host=HOST,
        web_port=ports["web"],
        xray_host=HOST,
        xray_listen=HOST,
        xray_port=ports["xray"],
        reality_target=target.address,
        reality_server_name=TARGET_NAME,
        xray_allow_private_targets=True,
        xray_python=None,
        log_level="WARNING",
        **vendor_settings(vendors),
    )


def vendor_settings(vendors: Vendors) -> dict[str, Any]:
    """Every payment vendor, played by the sandbox: `yookassa_shop_id`, `yookassa_api_url` and so on."""
    values: dict[str, Any] = {f"{name}_api_url": vendors.api(name) for name in VENDOR_NAMES}
    for name in VENDOR_NAMES:
        values |= {f"{name}_{secret}": value for secret, value in vendors.secrets(name).items()}
    return values


def _webhooks(port: int) -> dict[str, str]:
    return {name: f"http://{HOST}:{port}/webhooks/pay/{name}" for name in VENDOR_NAMES}


def free_port(preferred: int) -> int:
    """The preferred port, or the next free one. Raises CannotStart where a hundred are taken."""
    for port in range(preferred, preferred + 100):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    raise processes.CannotStart(f"No port from {preferred} to {preferred + 99} is free: choose another with --port.")


def _prepared(data: Path) -> Path:
    data = data.absolute()
    data.mkdir(parents=True, exist_ok=True)
    return data


def _kept_ports(data: Path) -> dict[str, int]:
    """The ports of the last demonstration where they are still free: links carry them."""
    file = data / "ports.json"
    earlier = json.loads(file.read_text()) if file.exists() else {}
    ports = {"web": free_port(earlier.get("web", WEB_PORT)), "xray": free_port(earlier.get("xray", XRAY_PORT))}
    file.write_text(json.dumps(ports))
    return ports


async def _invite(url: str) -> None:
    async with SandboxClient(url) as client:
        for telegram_id, name, language, username in PEOPLE:
            await client.person(telegram_id, first_name=name, language=language, username=username)


async def _greet(sandbox: Sandbox, settings: Settings, downloads: str) -> None:
    """Say where everything is, as soon as all of it answers."""
    async with httpx.AsyncClient(base_url=str(settings.public_url), trust_env=False) as http:
        while not await _answers(http):  # noqa: ASYNC110 - the web part tells nobody when it listens
            await asyncio.sleep(0.05)
    await sandbox.world.updates.polled.wait()
    # Flushed: whoever reads this through a pipe would else see it when the demonstration ends.
    print(
        f"""
  Vitrina demo — no real money, no real Telegram

  Open the chat:   {sandbox.url}
  Letters:         the mail box there
  Administrator:   the person «{PEOPLE[-1][1]}» there; send /admin
  Web:             {settings.public_url}
  Through the VPN: {downloads}/bytes/10000000

  Press Start in the chat, take the trial or buy, and copy the key into a VLESS client on this machine.
  Ctrl-C stops everything.
""",
        flush=True,
    )


async def _answers(http: httpx.AsyncClient) -> bool:
    try:
        return (await http.get("/health")).is_success
    except httpx.TransportError:  # it does not listen yet
        return False


async def _stock(shop: Shop) -> None:
    """A server and three tariffs to play with, where there are none."""
    if not await servers.every():
        await servers.create(shop, name="Амстердам", country="NL")
    if not await tariffs.every():
        for terms in TARIFFS:
            await tariffs.create(shop, terms)
