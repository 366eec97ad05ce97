"""Remnawave as a kind of panel: its settings, how one starts, and what its webhooks say."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from pydantic import Field, SecretStr

from core.panels import Panel, webhooks
from core.panels.kind import OutsideSettings, PanelKind, Place, Text
from core.panels.remnawave.config import RemnawaveConfig
from core.panels.remnawave.panel import RemnawavePanel

FRESH = timedelta(minutes=5)


class RemnawaveSettings(OutsideSettings):
    """An API token of Remnawave; internal squads by profile; headers and cookies for a gate before it."""

    token: SecretStr = Text
    squads: dict[str, list[str]] = Field(min_length=1)
    headers: dict[str, str] = Field(default_factory=dict)
    cookies: dict[str, str] = Field(default_factory=dict)


async def _start(place: Place) -> Panel:
    settings = RemnawaveSettings.model_validate(place.settings)
    config = RemnawaveConfig(
        url=str(settings.url),
        token=settings.token.get_secret_value(),
        identity=place.identity,
        owner=place.owner,
        squads=settings.squads,
        extra_headers=settings.headers,
        cookies=settings.cookies,
    )
    return RemnawavePanel(config, now=place.now)


def read_webhook(body: bytes, headers: Mapping[str, str], secret: str, now: datetime) -> Sequence[str]:
    """Account names in a webhook: one, or none for events about nodes and the panel itself.

    `X-Remnawave-Signature` is the hex HMAC-SHA256 of the raw body. Only the timestamp in the body is signed, so that
    one has to be within five minutes of `now`. Raises Forged and Unreadable.
    """
    if not secret:
        raise webhooks.Forged("no secret is set")
    expected = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    webhooks.check_secret(webhooks.header(headers, "x-remnawave-signature").lower(), expected)
    event = webhooks.parse(body)
    if not isinstance(event, dict):
        raise webhooks.Unreadable("not an event")
    try:
        sent_at = datetime.fromisoformat(event["timestamp"])
    except (KeyError, TypeError, ValueError):
        raise webhooks.Unreadable("an event without a time") from None
    sent_at = sent_at if sent_at.tzinfo is not None else sent_at.replace(tzinfo=UTC)
    if abs(now - sent_at) > FRESH:
        raise webhooks.Forged("an event of another time")
    data, scope = event.get("data"), event.get("scope")
    if scope not in ("user", "user_hwid_devices") or not isinstance(data, dict):
        return ()
    person = data.get("user") if scope == "user_hwid_devices" else data
    return webhooks.names([person.get("username")] if isinstance(person, dict) else [])


KIND = PanelKind(RemnawaveSettings, _start, read_webhook, can_import=True)
