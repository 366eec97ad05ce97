"""What a fresh shop needs before its first sale, and which of it is done."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from core import db
from core.config import Settings
from core.config.catalogue import SETTINGS
from core.payment_providers.registry import STARS
from core.shop import Shop

StepName = Literal["name", "tariff", "payment", "address", "backup", "purchase"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step, by which its texts and its screen are found."""

    name: StepName
    done: bool


@dataclass(frozen=True, slots=True)
class Checklist:
    """The steps in the order in which they are done. `shown` until all are done or the owner hides them."""

    steps: list[Step]
    shown: bool


def steps(settings: Settings, *, providers: Collection[str], has_tariff: bool, has_purchase: bool) -> list[Step]:
    """The steps of a shop with these settings and payment providers, where a tariff is on sale or something is sold."""
    return [
        Step("name", settings.shop_name != SETTINGS["shop_name"].default),
        Step("tariff", has_tariff),
        Step("payment", settings.stars_are_enough or any(name != STARS for name in providers)),
        Step("address", urlsplit(settings.public_url or "").scheme == "https"),
        Step("backup", settings.backup_every_hours > 0),
        Step("purchase", has_purchase),
    ]


async def checklist(shop: Shop) -> Checklist:
    """The steps of the shop as it is now, by one statement."""
    row = await db.fetch_one(
        "SELECT EXISTS (SELECT 1 FROM tariffs WHERE enabled) AS has_tariff,"
        " EXISTS (SELECT 1 FROM ledger_entries WHERE kind = 'purchase') AS has_purchase"
    )
    has_tariff, has_purchase = (bool(row["has_tariff"]), bool(row["has_purchase"])) if row else (False, False)
    now = steps(shop.settings, providers=shop.providers, has_tariff=has_tariff, has_purchase=has_purchase)
    return Checklist(now, shown=not shop.settings.hide_first_steps and not all(step.done for step in now))
