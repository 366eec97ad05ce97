"""The embedded engine as a kind of panel. gRPC is imported when one starts: a web worker must not pay for it."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import Field

from core.panels import Panel
from core.panels.kind import PanelKind, PanelSettings, Place
from core.panels.xray import reality
from core.panels.xray.config import XrayConfig
from core.panels.xray.document import Client
from core.panels.xray.document import document as _document

__all__ = ["KIND", "XrayConfig", "document", "new_keys", "verify"]


class XraySettings(PanelSettings):
    """The embedded engine: a port of its own for every further one on this machine."""

    port: int | None = Field(None, ge=1, le=65535)


async def _start(place: Place) -> Panel:
    from core.panels.xray.panel import EmbeddedXray

    panel = EmbeddedXray(await place.engine(), place.on_event, now=place.machine_now)
    await panel.restore(await place.accounts())
    await panel.start()
    return panel


def new_keys() -> dict[str, Any]:
    """Reality keys for a new engine, as they are stored."""
    keys = reality.make_keys()
    return {"private_key": keys.private_key, "public_key": keys.public_key, "short_ids": list(keys.short_ids)}


def document(config: XrayConfig, clients: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The whole configuration as Xray's JSON, with its secrets; `clients` as `document.Client`."""
    return _document(config, [Client(**client) for client in clients])


async def verify(config: XrayConfig, *, trust_needed: bool) -> list[dict[str, Any]]:
    """Every finding about the Reality settings and their target, plain; takes seconds."""
    findings = await reality.verify(reality.settings_of(config), trust_needed=trust_needed)
    return [
        {"check": finding.check, "ok": finding.ok, "detail": finding.detail, "advice": finding.advice}
        for finding in findings
    ]


KIND = PanelKind(XraySettings, _start)
