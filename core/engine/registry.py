"""Which panels there are, what an operator has to say about each, and how a server's panel starts.

Beside `core/payment_providers/registry.py` the only module that meets concrete adapters. They are imported where they
are needed: a web worker must not pay for gRPC.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, SecretStr, ValidationError

from core import errors, installation
from core.catalogue import servers
from core.catalogue.servers import Server
from core.engine import options
from core.engine.notes import EngineNotes
from core.panels import Health, Panel, PanelError
from core.shop import Shop
from core.subscriptions.keys import provisioning

if TYPE_CHECKING:
    from core.panels.xray.config import XrayConfig
    from core.panels.xray.panel import EmbeddedXray

PROBE_SECONDS = 8.0
Text = Field(min_length=1, max_length=512)


@runtime_checkable
class Rehearsable(Protocol):
    """A panel that can try itself out; unlike `probe` that writes."""

    async def rehearse(self) -> Health:
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
    def config(self) -> "XrayConfig":
        """What it runs with."""

    async def reconfigure(self, config: "XrayConfig") -> None:
        """Run with another configuration; who is connected stays. Raises Rejected with everything as before."""


class PanelSettings(BaseModel):
    """What a server's row says about its panel. Unknown names are refused: a misspelt one would do nothing."""

    model_config = ConfigDict(extra="forbid")


class XraySettings(PanelSettings):
    """The embedded engine: a port of its own for every further one on this machine."""

    port: int | None = Field(None, ge=1, le=65535)


class OutsideSettings(PanelSettings):
    """Any panel on another machine. `webhook_secret` lets it tell at once what changed there."""

    url: HttpUrl
    webhook_secret: SecretStr | None = Field(None, min_length=16, max_length=256)


class MarzbanSettings(OutsideSettings):
    """An administrator of Marzban who is not a sudo one; inbounds by profile and protocol, all of them without."""

    username: str = Text
    password: SecretStr = Text
    inbounds: dict[str, dict[str, list[str]]] = Field(default_factory=dict)
    flow: str = "xtls-rprx-vision"


class RemnawaveSettings(OutsideSettings):
    """An API token of Remnawave; internal squads by profile; headers and cookies for a gate before it."""

    token: SecretStr = Text
    squads: dict[str, list[str]] = Field(min_length=1)
    headers: dict[str, str] = Field(default_factory=dict)
    cookies: dict[str, str] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PanelKind:
    """A kind of panel: what may be set, and how one starts."""

    settings: type[PanelSettings]
    start: Callable[[Shop, Server], Awaitable[Panel]]


def check_settings(kind: str, settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings as they are stored. Raises InvalidValue that names the field; it never holds the value."""
    if kind not in PANELS:
        raise errors.InvalidValue(field="panel")
    try:
        read = PANELS[kind].settings.model_validate(dict(settings))
    except ValidationError as exc:
        raise errors.InvalidValue(field=".".join(map(str, exc.errors()[0]["loc"])) or "panel") from None
    return {name: _plain(value) for name, value in read if value not in (None, {})}


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
    return await PANELS[server.panel].start(shop, server)


async def asked(panel: Panel) -> Health:
    """How a panel is; one that does not answer soon is not waited for. Never raises."""
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            return await panel.probe()
    except TimeoutError:
        return Health(False, "", f"the panel does not answer within {PROBE_SECONDS:.0f} s")


async def look_at(shop: Shop, server: Server, *, rehearsed: bool = False) -> Health:
    """How a server's panel is, asked by this process itself, without the worker; see `rehearse` for the other thing.

    Never raises for the panel.
    """
    try:
        panel = await start(shop, server)
    except PanelError as exc:
        return Health(False, "", str(exc))
    try:
        return await rehearse(panel) if rehearsed else await asked(panel)
    finally:
        await panel.aclose()


async def try_out(shop: Shop, kind: str, settings: Mapping[str, Any]) -> Health:
    """How a panel is that no server stands for yet; nothing is written, there or here. Raises InvalidValue."""
    checked = check_settings(kind, settings)
    await _refuse_twin(kind, checked)
    return await look_at(shop, Server(name="", panel=kind, panel_settings=checked))


async def rehearse(panel: Panel) -> Health:
    """What the panel makes of an account for a trial; never raises. One that cannot rehearse is only asked."""
    if isinstance(panel, Rehearsable):
        return await panel.rehearse()
    return await panel.probe()


async def _start_xray(shop: Shop, server: Server) -> "EmbeddedXray":
    from core.panels.xray.panel import EmbeddedXray

    panel = EmbeddedXray(await xray_config(shop, server), EngineNotes(shop, server.id), now=shop.watch.now)
    await provisioning.restore(shop, server.id, panel)
    await panel.start()
    return panel


async def _start_marzban(shop: Shop, server: Server) -> Panel:
    from core.panels.marzban import MarzbanConfig, MarzbanPanel

    settings = MarzbanSettings.model_validate(server.panel_settings)
    config = MarzbanConfig(
        url=str(settings.url),
        username=settings.username,
        password=settings.password.get_secret_value(),
        identity=server.uuid.hex,
        owner=f"{await installation.identity(shop)}-",
        inbounds=settings.inbounds,
        flow=settings.flow,
    )
    return MarzbanPanel(config, now=shop.due_now)


async def _start_remnawave(shop: Shop, server: Server) -> Panel:
    from core.panels.remnawave import RemnawaveConfig, RemnawavePanel

    settings = RemnawaveSettings.model_validate(server.panel_settings)
    config = RemnawaveConfig(
        url=str(settings.url),
        token=settings.token.get_secret_value(),
        identity=server.uuid.hex,
        owner=f"{await installation.identity(shop)}-",
        squads=settings.squads,
        extra_headers=settings.headers,
        cookies=settings.cookies,
    )
    return RemnawavePanel(config, now=shop.due_now)


async def xray_config(shop: Shop, server: Server) -> "XrayConfig":
    """The embedded engine's settings for a server; its Reality keys are made at the first call and kept for ever."""
    from core.panels.xray.config import XrayConfig
    from core.panels.xray.reality import make_keys

    def new_keys() -> dict[str, object]:
        made = make_keys()
        return {"private_key": made.private_key, "public_key": made.public_key, "short_ids": list(made.short_ids)}

    state = await servers.state_once(server, new_keys)
    settings, chosen = shop.settings, await options.current(shop)
    return XrayConfig(
        run_dir=settings.data_dir / f"xray-{server.id}",
        address=chosen.host,
        server_names=(chosen.server_name,),
        former_names=chosen.former_names,
        fingerprint=chosen.fingerprint,
        private_key=state["private_key"],
        public_key=state["public_key"],
        short_ids=tuple(state["short_ids"]),
        target=chosen.target,
        listen=settings.xray_listen,
        port=server.panel_settings.get("port", settings.xray_port),
        allow_private_targets=settings.xray_allow_private_targets,
        python=str(settings.xray_python or sys.executable),
    )


async def wanted_config(shop: Shop, server: Server, panel: Reconfigurable) -> "XrayConfig | None":
    """What a running embedded engine should run with by the settings of now; None where it does already."""
    wanted, running = await xray_config(shop, server), panel.config
    changeable = ("address", "server_names", "former_names", "fingerprint", "target", "port")
    fresh = replace(running, **{name: getattr(wanted, name) for name in changeable})
    return fresh if fresh != running else None


async def xray_document(shop: Shop, server: Server, clients: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """An embedded server's whole configuration as Xray's JSON, with its secrets; `clients` as `document.Client`."""
    from core.panels.xray.document import Client, document

    return document(await xray_config(shop, server), [Client(**client) for client in clients])


async def verify_reality(shop: Shop, server: Server) -> list[dict[str, Any]]:
    """Every finding about an embedded server's Reality settings and their target, plain; takes seconds."""
    from core.panels.xray import reality

    trusted = not shop.settings.xray_allow_private_targets
    found = await reality.verify(reality.settings_of(await xray_config(shop, server)), trust_needed=trusted)
    return [asdict(finding) for finding in found]


def _plain(value: Any) -> Any:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return str(value) if isinstance(value, HttpUrl) else value


PANELS: Mapping[str, PanelKind] = {
    "xray": PanelKind(XraySettings, _start_xray),
    "marzban": PanelKind(MarzbanSettings, _start_marzban),
    "remnawave": PanelKind(RemnawaveSettings, _start_remnawave),
}
