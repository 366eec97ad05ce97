"""How a Marzban is doing: what can be seen by reading, and what only a trial shows."""

import contextlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from core.panels import Health, PanelError, Unauthorized, share_links
from core.panels.marzban import user
from core.panels.marzban.client import Client
from core.panels.marzban.config import MarzbanConfig
from core.panels.outside import trial
from core.panels.remote import unreadable
from core.phrases import Phrase, Words

TRIAL_SECONDS = 3600


async def probe(client: Client, config: MarzbanConfig) -> Health:
    """See `Panel.probe`."""
    version = ""
    try:
        version = await _version(client)
        if not version.startswith("0."):
            return Health(False, version, Phrase("panel-not-marzban", version=version))
        core = (await client.call("GET", "core")).data
        if not isinstance(core, dict) or core.get("started") is not True:
            return Health(False, version, Phrase("panel-core-down"))
        if trouble := _unknown_tags(config, await inbounds(client)):
            return Health(False, version, trouble)
        return Health(True, version, await _nodes(client))
    except Unauthorized as error:
        return Health(False, version, Phrase("panel-own-administrator", error=error.words))
    except PanelError as error:
        return Health(False, version, error.words)


async def inbounds(client: Client) -> dict[str, list[str]]:
    """Tags of the panel's inbounds by protocol. Raises PanelError."""
    data = (await client.call("GET", "inbounds")).data
    try:
        return {protocol: [str(inbound["tag"]) for inbound in every] for protocol, every in data.items()}
    except (AttributeError, KeyError, TypeError):
        unreadable("inbounds that are not Marzban's")


async def _version(client: Client) -> str:
    answer = await client.call("GET", "system")
    version = answer.data.get("version") if answer.ok and isinstance(answer.data, dict) else None
    if not isinstance(version, str):
        unreadable("no Marzban at this address")
    return version


def _unknown_tags(config: MarzbanConfig, inbounds: dict[str, list[str]]) -> Phrase | None:
    for profile in config.inbounds or ("",):
        for protocol, tags in config.tags(profile).items():
            if not inbounds.get(protocol):
                return Phrase("panel-no-inbound", protocols=protocol)
            if missing := sorted(set(tags) - set(inbounds[protocol])):
                return Phrase("panel-unknown-inbounds", profile=profile, names=", ".join(missing))
    return None


async def _nodes(client: Client) -> Words:
    """A word about nodes, which only a sudo administrator sees."""
    answer = await client.call("GET", "nodes", leave=(403,))
    if answer.status == 403:
        return ""
    nodes: list[Any] = answer.data if isinstance(answer.data, list) else []
    away = [str(node.get("name")) for node in nodes if node.get("status") not in ("connected", "disabled")]
    words = Phrase("panel-sudo")
    return [Phrase("panel-nodes-away", names=", ".join(away)), words] if away else words


async def self_test(client: Client, config: MarzbanConfig, now: Callable[[], datetime]) -> Health:
    """An account for a trial, through its life. A panel whose time zone is not UTC shows in what it makes of `expire`:
    east of it accounts expire late, west of it early."""
    version, name = "", f"trial_{secrets.token_hex(8)}"
    profile = next(iter(config.inbounds), "default")
    ends = now() + timedelta(seconds=TRIAL_SECONDS)
    want = trial(name, f"{config.owner}trial", profile, ends)
    try:
        version = await _version(client)
        account = user.read((await client.call("POST", "user", body=user.creation(config, want, now()))).data)
        try:
            again = user.read((await client.call("GET", f"user/{name}")).data)
            if not share_links.real(again.links or account.links, "trial"):
                return Health(False, version, Phrase("panel-trial-without-link"))
            trouble = await _time_zone(client, name, int(now().timestamp()))
            return Health(trouble is None, version, trouble or "")
        finally:
            with contextlib.suppress(PanelError):
                await client.call("DELETE", f"user/{name}")
    except PanelError as error:
        return Health(False, version, error.words)


async def _time_zone(client: Client, name: str, seconds: int) -> Phrase | None:
    """What is wrong with the panel's clock, if anything."""
    for expire, right, wrong in ((seconds - 60, "expired", "late"), (seconds + TRIAL_SECONDS, "active", "early")):
        body = {"status": "active", "expire": expire}
        account = user.read((await client.call("PUT", f"user/{name}", body=body)).data)
        if account.status != right:
            return Phrase("panel-time-zone", wrong=wrong)
    return None
