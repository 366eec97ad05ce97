"""What the usage dashboard shows beside the traffic itself: whose keys, and how the collector is."""

from core.operations.operator_panel import collector, operator_settings, panel_users
from core.shop import Shop
from core.traffic.dashboard_text import Surroundings


async def look(shop: Shop) -> Surroundings:
    """As it is now; a handful of statements, however many keys there are."""
    settings, status = await operator_settings.current(shop), await collector.status(shop)
    return Surroundings(
        people=await panel_users.names(shop),
        anomaly_bytes=settings["collector"]["anomaly_bytes"],
        collecting=status.enabled,
        lag_days=status.lag_days,
    )
