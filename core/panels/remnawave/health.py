"""Whether a Remnawave can be worked with, and what its operator should do about it."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from core.panels import Account, Health, Panel, PanelError, Unauthorized
from core.panels.outside import trial
from core.panels.remnawave.client import Client
from core.panels.remnawave.config import RemnawaveConfig
from core.panels.remote import unreadable

WARN = timedelta(days=14)  # before the API token's end


async def probe(client: Client, config: RemnawaveConfig, now: datetime) -> Health:
    """Whether the panel answers, its nodes run, the squads exist and the token lasts; never raises.

    Nodes go on serving while the panel's API is down: `ok` is about the shop's work with the panel.
    """
    ends_at = config.token_ends_at()
    if ends_at is not None and ends_at <= now:
        text = f"the API token has ended on {ends_at:%Y-%m-%d}: make a new one in the dashboard"
        return Health(False, "", text, ends_at)
    try:
        await client.call("GET", "system/health")
        missing = await missing_squads(client, config)
        nodes = await _nodes(client)
    except PanelError as error:
        return Health(False, client.version_text, str(error), ends_at)
    notes = []
    if missing:
        notes.append(f"the panel has no internal squad {', '.join(missing)}")
    if nodes is not None:
        up = sum(bool(node.get("isConnected")) and not node.get("isDisabled") for node in nodes)
        notes.append(f"{up} of {len(nodes)} nodes connected")
    ok = not missing and (nodes is None or up > 0)
    if ends_at is not None and ends_at - now <= WARN:
        notes.append(f"the API token ends in {(ends_at - now).days} days: make a new one in the dashboard")
    elif ends_at is not None:
        notes.append(f"the API token lasts until {ends_at:%Y-%m-%d}")
    return Health(ok, client.version_text, ", ".join(notes), ends_at)


async def squads(client: Client) -> set[str]:
    """UUIDs of all internal squads. Raises PanelError."""
    data = (await client.call("GET", "internal-squads")).data
    listed = data.get("internalSquads") if isinstance(data, dict) else None
    if not isinstance(listed, list):
        unreadable("a list of squads that is not Remnawave's")
    return {str(squad.get("uuid", "")).lower() for squad in listed if isinstance(squad, dict)}


async def missing_squads(client: Client, config: RemnawaveConfig) -> list[str]:
    """Squads that the settings name and the panel does not have."""
    named = {squad.lower() for chosen in config.squads.values() for squad in chosen}
    return sorted(named - await squads(client))


async def _nodes(client: Client) -> list[dict[str, Any]] | None:
    """All nodes; None when the token may not see them."""
    try:
        data = (await client.call("GET", "nodes")).data
    except Unauthorized:
        return None
    if not isinstance(data, list):
        unreadable("a list of nodes that is not Remnawave's")
    return [node for node in data if isinstance(node, dict)]


async def self_test(panel: Panel, config: RemnawaveConfig, now: datetime) -> Health:
    """Whether an account of every profile can be made, has a link, can be switched off and removed; never raises."""
    for profile in config.squads:
        want = trial(
            f"doctor_{secrets.token_hex(6)}",
            f"{config.owner}doctor-{secrets.token_hex(6)}",
            profile,
            now + timedelta(minutes=10),
            token=secrets.token_urlsafe(16),
        )
        try:
            await panel.apply(want)
            await panel.links(want)
        except PanelError as error:
            return Health(False, "", f"access profile {profile!r}: {error}")
        finally:
            trouble = await _removed(panel, want)
        if trouble:
            return Health(False, "", trouble)
    return Health(True, "", "accounts can be made and removed" if config.squads else "no access profile has squads")


async def _removed(panel: Panel, want: Account) -> str:
    try:
        await panel.remove(want.name, want.ref)
    except PanelError as error:
        return f"the account {want.name} stays behind, remove it by hand: {error}"
    return ""
