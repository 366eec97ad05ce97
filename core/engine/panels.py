"""The panels of servers: their settings checked, one started, asked and tried out."""

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import Any, Protocol, runtime_checkable

from pydantic import HttpUrl, SecretStr, ValidationError

from core import errors, installation
from core.catalogue import servers
from core.catalogue.servers import Server
from core.engine import settings as engine_settings
from core.engine.notes import EngineNotes
from core.panels import Health, Panel, PanelError
from core.panels.kind import Place
from core.panels.registry import PANELS, embedded
from core.phrases import Phrase
from core.shop import Shop
from core.subscriptions.keys import provisioning

PROBE_SECONDS = 8.0


@runtime_checkable
class SelfTestable(Protocol):
    """A panel that can try itself out; unlike `probe` that writes."""

    async def self_test(self) -> Health:
        """Make, check and remove an account. Never raises."""


@runtime_checkable
class Inspectable(Protocol):
    """A panel whose engine can be looked into: the embedded one."""

    async def inventory(self) -> dict[str, dict[str, str]]:
        """What the engine lets in: inbound's tag -> account's name -> VLESS UUID. Raises PanelError."""

    async def repair(self) -> None:
        """Undo what was changed in the engine behind the shop's back. Raises PanelError."""


@runtime_checkable
class Reconfigurable(Protocol):
    """A panel whose settings change while it serves: the embedded one."""

    @property
    def config(self) -> embedded.XrayConfig:
        """What it runs with."""

    async def reconfigure(self, config: embedded.XrayConfig) -> None:
        """Run with another configuration; who is connected stays. Raises Rejected with everything as before."""


def check_settings(kind: str, settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings as they are stored. Raises InvalidValue that names the field; it never holds the value."""
    if kind not in PANELS:
        raise errors.InvalidValue(field="panel")
    try:
        checked = PANELS[kind].settings.model_validate(dict(settings))
    except ValidationError as exc:
        raise errors.InvalidValue(field=".".join(map(str, exc.errors()[0]["loc"])) or "panel") from None
    return {name: _plain(value) for name, value in checked if value not in (None, {})}


async def add_server(
    shop: Shop, *, name: str, country: str = "", kind: str = "xray", settings: Mapping[str, Any] | None = None
) -> Server:
    """Add a server on any kind of panel. Raises InvalidValue, also for a panel that another server has already.

    Two servers on one panel would book its traffic twice; what differs between them are access profiles.
    """
    checked = check_settings(kind, settings or {})
    await _refuse_twin(kind, checked)
    return await servers.create(shop, name=name, country=country, panel=kind, settings=checked)


async def change_panel(server: Server, settings: Mapping[str, Any]) -> Server:
    """Give a server's panel other settings, such as a new password; the worker starts it anew. Raises InvalidValue."""
    checked = check_settings(server.panel, settings)
    await _refuse_twin(server.panel, checked, server.id)
    server.panel_settings = checked
    await server.save(update_fields=["panel_settings"])
    return server


async def _refuse_twin(kind: str, settings: Mapping[str, Any], own_id: int = 0) -> None:
    if "url" in settings:
        for other in await Server.filter(panel=kind).exclude(id=own_id):
            if other.panel_settings.get("url") == settings["url"]:
                raise errors.InvalidValue(field="url")


async def start(shop: Shop, server: Server) -> Panel:
    """A running panel for a server, with every account it should serve."""
    place = Place(
        settings=server.panel_settings,
        identity=server.uuid.hex,
        owner=f"{await installation.identity(shop)}-",
        now=shop.due_now,
        machine_now=shop.watch.now,
        engine=partial(engine_settings.config, shop, server),
        accounts=partial(provisioning.served, shop, server.id),
        on_event=EngineNotes(shop, server.id),
    )
    return await PANELS[server.panel].start(place)


async def probe(panel: Panel) -> Health:
    """How a panel is; one that does not answer soon is not waited for. Never raises."""
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            return await panel.probe()
    except TimeoutError:
        return Health(False, "", Phrase("panel-slow", seconds=int(PROBE_SECONDS)))


async def look_at(shop: Shop, server: Server, *, trial: bool = False) -> Health:
    """How a server's panel is, asked by this process itself, without the worker; with `trial` by `self_test`.

    Never raises for the panel.
    """
    try:
        panel = await start(shop, server)
    except PanelError as exc:
        return Health(False, "", exc.words)
    try:
        return await self_test(panel) if trial else await probe(panel)
    finally:
        await panel.aclose()


async def try_out(shop: Shop, kind: str, settings: Mapping[str, Any]) -> Health:
    """How a panel is that no server stands for yet; nothing is written, there or here. Raises InvalidValue."""
    checked = check_settings(kind, settings)
    await _refuse_twin(kind, checked)
    return await look_at(shop, Server(name="", panel=kind, panel_settings=checked))


async def self_test(panel: Panel) -> Health:
    """What the panel makes of an account for a trial; never raises. One that cannot do that is only asked."""
    if isinstance(panel, SelfTestable):
        return await panel.self_test()
    return await panel.probe()


def _plain(value: Any) -> Any:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return str(value) if isinstance(value, HttpUrl) else value
