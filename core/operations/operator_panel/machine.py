"""The machine: what it has left, which ports answer, and how long this process runs."""

import asyncio
import os
import signal
import time
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from urllib.parse import urlsplit

import httpx

from core import db
from core.catalogue.servers import Server
from core.events import RestartAsked
from core.panels.registry import EMBEDDED
from core.shop import Actor, Shop

BEGAN: Final = time.monotonic()
PROBE_SECONDS: Final = 1.0
SITE_SECONDS: Final = 2.0
LAST_WORDS_SECONDS: Final = 0.3  # for the answer to go out before the process ends
LOOPBACK: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104


@dataclass(frozen=True, slots=True)
class Port:
    """A port that somebody should listen on. `service` is xray, ui or nextjs."""

    number: int
    name: str
    service: str
    running: bool


@dataclass(frozen=True, slots=True)
class Resources:
    """Bytes and percents, as psutil has them."""

    cpu: dict[str, Any]
    memory: dict[str, Any]
    disk: dict[str, Any]


def uptime_seconds() -> int:
    """How long this process has been running."""
    return int(time.monotonic() - BEGAN)


async def resources(shop: Shop) -> Resources:
    """What the machine has and what of it is used; a tenth of a second is measured."""
    return await asyncio.to_thread(_resources, str(shop.settings.data_dir))


def _resources(directory: str) -> Resources:
    import psutil  # noqa: PLC0415 - only whoever looks pays for it

    memory, disk = psutil.virtual_memory(), psutil.disk_usage(directory)
    return Resources(
        cpu={"percent": psutil.cpu_percent(interval=0.1), "count": psutil.cpu_count() or 1},
        memory={"total": memory.total, "available": memory.available, "used": memory.used, "percent": memory.percent},
        disk={"total": disk.total, "used": disk.used, "free": disk.free, "percent": disk.percent},
    )


async def ports(shop: Shop) -> list[Port]:
    """The ports of this shop, asked all at once."""
    settings = shop.settings
    places = [(settings.web_host, settings.web_port, "web", "ui")]
    for server in await Server.filter(panel=EMBEDDED).order_by("id"):
        port = server.panel_settings.get("port", settings.xray_port)
        places.append((settings.xray_listen, port, server.name, "xray"))
    if settings.site_url:
        site = urlsplit(settings.site_url)
        places.append((site.hostname or "", site.port or (443 if site.scheme == "https" else 80), "site", "nextjs"))
    running = await asyncio.gather(*(_answers(host, port) for host, port, _, _ in places))
    return [Port(port, name, service, up) for (_, port, name, service), up in zip(places, running, strict=True)]


async def site(shop: Shop) -> tuple[bool, str, int | None]:
    """Whether the shop's own web site answers: active, its state in a word, and the HTTP status."""
    if shop.settings.site_url is None:
        return False, "not_configured", None
    try:
        async with asyncio.timeout(SITE_SECONDS), httpx.AsyncClient() as client:
            status = (await client.get(shop.settings.site_url)).status_code
    except TimeoutError:
        return False, "timeout", None
    except httpx.HTTPError:
        return False, "inactive", None
    return (True, "active", status) if status < 500 else (False, "failed", status)


async def end_soon(shop: Shop, *, by: Actor) -> None:
    """Begin this process anew, once the answer has gone out."""
    async with db.transaction():
        await shop.record(RestartAsked(None, service="ui", by=str(by)))
    end_process_soon(shop)


def end_process_soon(shop: Shop) -> None:
    """Wind this process up in a moment and begin it anew; one that cannot do so by itself ends as SIGTERM does."""
    begin_anew = shop.restart or partial(os.kill, os.getpid(), signal.SIGTERM)
    asyncio.get_running_loop().call_later(LAST_WORDS_SECONDS, begin_anew)


async def _answers(host: str, port: int) -> bool:
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            _, writer = await asyncio.open_connection(LOOPBACK.get(host, host), port)
    except (OSError, TimeoutError):
        return False
    writer.close()
    return True
