"""The panels of this process, started and stopped, and the calls of other processes to them.

The embedded Xray lives in the worker alone. What the web process wants to know of it or to do with it comes as a call
(`core/engine/calls.py`) and is done here.
"""

import logging
from collections.abc import Mapping
from typing import Any

from core import errors
from core.catalogue.servers import Server
from core.engine import notes, panels
from core.engine import settings as engine_settings
from core.engine.calls import Handler
from core.engine.panels import Inspectable, Reconfigurable
from core.panels import Health, PanelError
from core.panels.registry import EMBEDDED, PANELS
from core.phrases import Phrase, Words, as_json
from core.shop import Shop
from core.subscriptions.keys import reconciliation
from core.traffic import accounting

ENGINE, SETTINGS = "engine", "settings"  # parts of an engine that may be in trouble, see `core/engine/notes.py`

logger = logging.getLogger(__name__)


async def start_new_servers(shop: Shop) -> None:
    """Start the panel of every server that has none in this process yet, and let those whose settings have changed
    follow: the embedded engine while it serves, others by a new start.

    One that cannot start keeps nobody else from starting.
    """
    for server in await Server.all():
        if server.panel not in PANELS:
            continue
        try:
            await _follow_settings(shop, server)
        except (PanelError, ValueError, OSError) as exc:
            logger.error("the panel of server %s does not start: %s", server.id, exc)
            if server.panel == EMBEDDED:
                await _tell_trouble(
                    shop, server.id, ENGINE, "start_failed", exc.words if isinstance(exc, PanelError) else str(exc)
                )


async def stop_panels(shop: Shop) -> None:
    """Stop serving and book the very last bytes."""
    for server_id in list(shop.panels):
        await _stop(shop, server_id)


async def _follow_settings(shop: Shop, server: Server) -> None:
    panel, settings = shop.panels.get(server.id), (server.panel, server.panel_settings)
    running, _ = shop.panel_settings.get(server.id, (None, None))
    if running == server.panel and isinstance(panel, Reconfigurable):
        await _reconfigure(shop, server, panel)
    elif shop.panel_settings.get(server.id) != settings:
        await _start_anew(shop, server)


async def _reconfigure(shop: Shop, server: Server, panel: Reconfigurable) -> None:
    """Let a running engine and customers' links follow its settings; one that it refuses leaves all as it was."""
    new_config = await engine_settings.wanted_config(shop, server, panel.config)
    if new_config is not None:
        try:
            await panel.reconfigure(new_config)
        except PanelError as exc:
            await _tell_trouble(shop, server.id, SETTINGS, "settings_refused", exc.words, port=new_config.port)
            return
        await engine_settings.keep_served_name(new_config.server_names[0])
        await reconciliation.look(shop, server.id, shop.panels[server.id])
        shop.wakeups.wake("keys")
    shop.panel_settings[server.id] = server.panel, server.panel_settings
    if SETTINGS in await notes.ailing(server.id):
        await notes.end(shop, server.id, SETTINGS, shop.now())


async def _tell_trouble(
    shop: Shop, server_id: int, part: str, what: str, words: Words, port: int | None = None
) -> None:
    details = {"what": what, "words": words, "port": port}
    await notes.begin(shop, server_id, part, details, shop.now())


async def _start_anew(shop: Shop, server: Server) -> None:
    if server.id in shop.panels:
        await _stop(shop, server.id)
    panel = shop.panels[server.id] = await panels.start(shop, server)
    if isinstance(panel, Reconfigurable):
        await engine_settings.keep_served_name(panel.config.server_names[0])
    shop.panel_settings[server.id] = server.panel, server.panel_settings
    shop.breakers.pop(server.id, None)
    shop.wakeups.wake("keys")


async def _stop(shop: Shop, server_id: int) -> None:
    panel = shop.panels[server_id]
    try:
        await panel.aclose()
        if not panel.remote:  # one on another machine goes on counting
            await accounting.collect_panel(shop, server_id, panel)
    except PanelError as exc:
        logger.warning("the last traffic of server %s is lost: %s", server_id, exc)
    del shop.panels[server_id]
    shop.panel_settings.pop(server_id, None)


async def _restart(shop: Shop, params: dict[str, Any]) -> dict[str, Any]:
    """Save the counters, stop, start; connections end."""
    server = await Server.get(id=params["server_id"])
    await _start_anew(shop, server)
    return await _health(shop, params)


async def _health(shop: Shop, params: dict[str, Any]) -> dict[str, Any]:
    panel = shop.panels.get(params["server_id"])
    if panel is None:
        return {"ok": False, "version": "", "words": as_json(Phrase("engine-not-started"))}
    health = await panel.probe()
    return {"ok": health.ok, "version": health.version, "words": as_json(health.words)}


async def _panel(shop: Shop, params: dict[str, Any]) -> dict[str, Any]:
    """How a panel on another machine is; one that is left alone for a while is not asked."""
    server_id = params["server_id"]
    panel, breaker = shop.panels.get(server_id), shop.breaker(server_id)
    if panel is None:
        raise errors.ServerUnavailable()
    health = await panels.probe(panel) if breaker.closed else Health(False, "", breaker.reason)
    ends_at = health.ends_at.isoformat() if health.ends_at else None
    return {"ok": health.ok, "version": health.version, "words": as_json(health.words), "ends_at": ends_at}


async def _inventory(shop: Shop, params: dict[str, Any]) -> dict[str, Any]:
    return {"inbounds": await _inspectable(shop, params).inventory()}


async def _repair(shop: Shop, params: dict[str, Any]) -> dict[str, Any]:
    panel = _inspectable(shop, params)
    await panel.repair()
    return {"inbounds": await panel.inventory()}


async def _collect(shop: Shop, params: dict[str, Any]) -> dict[str, Any]:
    """Read the counters of a server's panel now."""
    server_id = params["server_id"]
    await accounting.collect_panel(shop, server_id, shop.panels[server_id])
    return {}


def _inspectable(shop: Shop, params: dict[str, Any]) -> Inspectable:
    panel = shop.panels.get(params["server_id"])
    if not isinstance(panel, Inspectable):
        raise errors.ServerUnavailable()
    return panel


HANDLERS: Mapping[str, Handler] = {
    "restart": _restart,
    "health": _health,
    "panel": _panel,
    "inventory": _inventory,
    "repair": _repair,
    "collect": _collect,
}
# What may be done a second time, because the worker died over the first.
REPEATABLE = frozenset(HANDLERS)
