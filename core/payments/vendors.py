"""Vendors as their owner sees them: what each needs and lacks, where it tells of payments, how it is doing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from core import db, errors
from core.payment_providers import registry
from core.payment_providers.registry import Vendor
from core.payments import alerts
from core.payments.models import Alert
from core.shop import Shop

ALERTS_READ: Final = 500  # the newest; each is forgotten after `alerts.KEPT`
WEBHOOKS: Final = (
    "SELECT provider, max(received_at) AS received_at,"
    " max(CASE WHEN state = 'done' THEN received_at END) AS accepted_at FROM payment_events GROUP BY provider"
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What was wrong with a vendor: one of the kinds in `alerts`, when last, and since when while it lasts."""

    kind: str
    at: datetime
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """One vendor. `missing` are the settings that it needs and that are not set; without them it is off."""

    vendor: Vendor
    is_configured: bool
    missing: tuple[str, ...]
    webhook_address: str | None
    webhook_at: datetime | None = None
    accepted_at: datetime | None = None
    trouble: Trouble | None = None


async def overviews(shop: Shop) -> list[Overview]:
    """Every vendor that the shop knows, in the order of the providers."""
    rows = {row["provider"]: row for row in await db.fetch(WEBHOOKS)}
    troubles = await _troubles()
    result = []
    for name, vendor in registry.VENDORS.items():
        row = rows.get(name, {"received_at": None, "accepted_at": None})
        result.append(
            Overview(
                vendor=vendor,
                is_configured=name in shop.providers,
                missing=missing(shop, vendor),
                webhook_address=webhook_address(shop, vendor),
                webhook_at=_moment(row["received_at"]),
                accepted_at=_moment(row["accepted_at"]),
                trouble=troubles.get(name),
            )
        )
    return result


async def overview(shop: Shop, name: str) -> Overview:
    """One vendor. Raises VendorNotFound."""
    named(name)
    return next(one for one in await overviews(shop) if one.vendor.name == name)


def named(name: str) -> Vendor:
    """The vendor of this name. Raises VendorNotFound."""
    vendor = registry.VENDORS.get(name)
    if vendor is None:
        raise errors.VendorNotFound()
    return vendor


def missing(shop: Shop, vendor: Vendor) -> tuple[str, ...]:
    """Names of the settings that a vendor needs and that are not set."""
    return tuple(name for name in vendor.needs if not getattr(shop.settings, name))


def webhook_address(shop: Shop, vendor: Vendor) -> str | None:
    """Where the vendor tells of payments; None for one that tells nothing, and while the shop has no address."""
    if not vendor.takes_webhooks or shop.settings.public_url is None:
        return None
    return f"{shop.settings.public_url}/webhooks/pay/{vendor.name}"


def _moment(value: Any) -> datetime | None:
    return None if value is None else db.as_moment(value)


async def _troubles() -> dict[str, Trouble]:
    """The last trouble of each vendor; one that does not answer now goes before all else."""
    rows = await Alert.all().order_by("-at").limit(ALERTS_READ)
    silent = await Alert.filter(key__in=[alerts.silence_key(name) for name in registry.VENDORS])
    troubles: dict[str, Trouble] = {}
    for row in [*silent, *rows]:
        kind, name = _parts(row.key)
        since = (row.told_at or row.at) - alerts.PATIENCE if kind == alerts.SILENT else None
        troubles.setdefault(name, Trouble(kind, row.at, since))
    return troubles


def _parts(key: str) -> tuple[str, str]:
    kind, _, rest = key.partition(":")
    return kind, rest.partition(":")[0]
