"""Whether a Remnawave can be worked with, and what its operator should do about it."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from core.panels import Account, Health, Panel, PanelError, Unauthorized
from core.panels.outside import trial
from core.panels.remnawave.client import Client
from core.panels.remnawave.config import RemnawaveConfig
from core.panels.remote import unreadable
from core.phrases import Phrase

WARN = timedelta(days=14)  # before the API token's end


async def probe(client: Client, config: RemnawaveConfig, now: datetime) -> Health:
    """Whether the panel answers, its nodes run, the squads exist and the token lasts; never raises.

    Nodes go on serving while the panel's API is down: `ok` is about the shop's work with the panel.
    """
    ends_at = config.token_ends_at()
    if ends_at is not None and ends_at <= now:
        return Health(False, "", Phrase("panel-token-ended", day=f"{ends_at:%Y-%m-%d}"), ends_at)
    try:
        await client.call("GET", "system/health")
        missing = await missing_squads(client, config)
        nodes = await _nodes(client)
    except PanelError as error:
        return Health(False, client.version_text, error.words, ends_at)
    notes: list[Phrase | str] = []
    if missing:
        notes.append(Phrase("panel-no-squad", squads=", ".join(missing)))
    if nodes is not None:
        up = sum(bool(node.get("isConnected")) and not node.get("isDisabled") for node in nodes)
        notes.append(Phrase("panel-nodes", up=str(up), total=str(len(nodes))))
    ok = not missing and (nodes is None or up > 0)
    if ends_at is not None and ends_at - now <= WARN:
        notes.append(Phrase("panel-token-ends", days=str((ends_at - now).days)))
    elif ends_at is not None:
        notes.append(Phrase("panel-token-lasts", day=f"{ends_at:%Y-%m-%d}"))
    return Health(ok, client.version_text, notes, ends_at)


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
            return Health(False, "", Phrase("panel-profile-fails", profile=profile, error=error.words))
        finally:
            trouble = await _removed(panel, want)
        if trouble:
            return Health(False, "", trouble)
    return Health(True, "", Phrase("panel-trial-fine") if config.squads else Phrase("panel-no-profiles"))


async def _removed(panel: Panel, want: Account) -> Phrase | None:
    try:
        await panel.remove(want.name, want.ref)
    except PanelError as error:
        return Phrase("panel-trial-stays", account=want.name, error=error.words)
    return None
