"""Self-checks of the machine and of what runs on it: the engine, its ports, the disk, the clock, the collector."""

import asyncio
import shutil
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Final

import httpx

from core import errors, http
from core.catalogue.servers import Server
from core.clock import system_clock
from core.engine import calls
from core.operations.checks.answer import Check
from core.operations.operator_panel import collector, machine
from core.shop import Shop

ENGINE_SECONDS: Final = 8.0
CLOCK_SECONDS: Final = 8.0
CLOCK_MAY_DIFFER: Final = timedelta(seconds=30)  # Telegram's sign-ins and vendors' signatures have such limits
LEAST_FREE_BYTES: Final = 2**30
LEAST_FREE_SHARE: Final = 0.05


async def engine(shop: Shop) -> Check:
    """Whether every embedded Xray serves."""
    embedded = await Server.filter(panel="xray").order_by("id")
    if not embedded:
        return Check("engine", True, "no Xray is embedded")
    asked = (calls.ask(shop, "health", seconds=ENGINE_SECONDS, server_id=server.id) for server in embedded)
    try:
        found = await asyncio.gather(*asked)
    except errors.WorkerUnavailable:
        return Check("engine", False, "the worker does not answer", "Start `vitrina worker`, or `vitrina run` for all.")
    ailing = [(server, one) for server, one in zip(embedded, found, strict=True) if not one["ok"]]
    if not ailing:
        return Check("engine", True, f"Xray {found[0]['version']} serves")
    advice = "See the worker's log; a taken port or a wrong REALITY_TARGET is said there in words."
    text = "; ".join(
        f"{server.name}: {one['detail']}" if len(embedded) > 1 else one["detail"] for server, one in ailing
    )
    return Check("engine", False, f"Xray does not serve: {text}", advice)


async def ports(shop: Shop) -> Check:
    """Whether somebody listens where customers come in."""
    found = [port for port in await machine.ports(shop) if port.service == "xray"]
    silent = [str(port.number) for port in found if not port.running]
    if not silent:
        return Check("ports", True, f"{', '.join(str(port.number) for port in found) or 'none'} taken by the shop")
    advice = "Is a worker running? If it is, its log says why it cannot have the port; set XRAY_PORT to a free one."
    return Check("ports", False, f"nobody listens at {', '.join(silent)}", advice)


async def collector_runs(shop: Shop) -> Check:
    """Whether traffic is folded into reports in time."""
    status = await collector.status(shop)
    if not status.enabled:
        return Check("collector", True, "switched off by an operator; nothing is lost meanwhile")
    if status.last_run is None:
        return Check("collector", True, "has not run yet")
    ago = shop.now() - status.last_run
    text = f"ran {max(0, int(ago.total_seconds()))} s ago"
    if ago <= collector.LATE:
        return Check("collector", True, text)
    return Check("collector", False, text, "Is a worker running? Start `vitrina worker`, or `vitrina run` for all.")


async def disk(shop: Shop) -> Check:
    """Whether the database and backups have room to grow."""
    folder = shop.settings.data_dir
    while not folder.exists():
        folder = folder.parent
    usage = await asyncio.to_thread(shutil.disk_usage, folder)
    text = f"{usage.free / 2**30:.1f} GB free at {folder}"
    if usage.free >= LEAST_FREE_BYTES and usage.free >= usage.total * LEAST_FREE_SHARE:
        return Check("disk", True, text)
    return Check("disk", False, text, "Make room: old backups and logs first, then a larger disk.")


async def clock(shop: Shop) -> Check:
    """Whether this machine's clock is that of the world, as Telegram's servers tell it."""
    try:
        async with asyncio.timeout(CLOCK_SECONDS), httpx.AsyncClient(verify=http.client_context()) as client:
            told = (await client.head(shop.settings.telegram_api_url)).headers.get("date")
        outside = parsedate_to_datetime(told) if told else None
    except (httpx.HTTPError, TimeoutError, ValueError):
        outside = None
    if outside is None:
        return Check("clock", True, "nobody outside tells the time now")
    apart = abs(system_clock() - outside)
    text = f"{apart.total_seconds():.0f} s from Telegram's"
    if apart <= CLOCK_MAY_DIFFER:
        return Check("clock", True, text)
    return Check("clock", False, text, "Switch time synchronisation on: timedatectl set-ntp true")
