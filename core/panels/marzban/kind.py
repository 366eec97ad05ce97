"""Marzban as a kind of panel: its settings, how one starts, and what its webhooks say."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import Field, SecretStr

from core.panels import Panel, webhooks
from core.panels.kind import OutsideSettings, PanelKind, Place, Text
from core.panels.marzban.config import MarzbanConfig
from core.panels.marzban.panel import MarzbanPanel


class MarzbanSettings(OutsideSettings):
    """An administrator of Marzban who is not a sudo one; inbounds by profile and protocol, all of them without."""

    username: str = Text
    password: SecretStr = Text
    inbounds: dict[str, dict[str, list[str]]] = Field(default_factory=dict)
    flow: str = "xtls-rprx-vision"


async def _start(place: Place) -> Panel:
    settings = MarzbanSettings.model_validate(place.settings)
    config = MarzbanConfig(
        url=str(settings.url),
        username=settings.username,
        password=settings.password.get_secret_value(),
        identity=place.identity,
        owner=place.owner,
        inbounds=settings.inbounds,
        flow=settings.flow,
    )
    return MarzbanPanel(config, now=place.now)


def read_webhook(body: bytes, headers: Mapping[str, str], secret: str, _now: datetime) -> Sequence[str]:
    """Account names in a webhook, each once.

    `x-webhook-secret` carries the secret itself; nothing signs the content and nothing in it tells when it was sent.
    The body is a JSON array of notices. Raises Forged and Unreadable.
    """
    webhooks.check_secret(webhooks.header(headers, "x-webhook-secret"), secret)
    notices = webhooks.parse(body)
    if not isinstance(notices, list):
        raise webhooks.Unreadable("not a list of notices")
    return webhooks.names(notice.get("username") for notice in notices if isinstance(notice, dict))


KIND = PanelKind(MarzbanSettings, _start, read_webhook, can_import=True)
