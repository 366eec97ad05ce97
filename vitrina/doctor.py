"""`vitrina doctor`: the core's self-checks, and those that look at this machine's network."""

import asyncio

from core import panel_kinds
from core.config import Settings
from core.operations import selfchecks
from core.operations.selfchecks import Check
from core.servers import Server
from core.shop import Shop
from vitrina.processes import shop_for_command


async def examine(settings: Settings) -> bool:
    """Print every check; tells whether all is in order."""
    async with shop_for_command(settings) as shop:
        checks = await selfchecks.run(shop) + await reality_checks(shop)
    for check in checks:
        print(f"{'ok  ' if check.ok else 'FAIL'} {check.name}: {check.text}")
        if check.advice:
            print(f"     → {check.advice}")
    return all(check.ok for check in checks)


async def reality_checks(shop: Shop) -> list[Check]:
    """Whether the site that Reality shows to strangers can serve."""
    from core.panels.xray import reality

    server = await Server.filter(panel="xray").first()
    if server is None:
        return []
    config = await panel_kinds.xray_config(shop, server)
    trusted = not shop.settings.xray_allow_private_targets
    findings = await asyncio.to_thread(reality.check, reality.settings_of(config), trust_needed=trusted)
    return [
        Check(
            f"reality {finding.check}",
            finding.ok is not False,
            finding.detail,
            finding.advice if not finding.ok else "",
        )
        for finding in findings
    ]
