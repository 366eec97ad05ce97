"""Tariffs: what is sold, for how long, for how much, and on which servers."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tortoise import fields
from tortoise.models import Model

from core import db, errors
from core.catalogue.servers import Server
from core.db import hydrate
from core.events import TariffChanged
from core.money import MAX_KOPEKS
from core.shop import THE_SHOP, Actor, Shop

GB = 1024**3
CODE = re.compile(r"[a-z][a-z0-9_]{1,31}")
MADE_CODE = re.compile(r"t([0-9]{1,9})_[a-z0-9]+")


class Tariff(Model):
    """One row per price. A tariff without servers of its own is served by every enabled server."""

    id = fields.IntField(primary_key=True)
    uuid = fields.UUIDField(unique=True, default=uuid.uuid4)
    code = fields.CharField(32, null=True, unique=True, description="What front ends call it")
    name = fields.CharField(64)
    description = fields.CharField(255, default="")
    period_days = fields.IntField()
    traffic_gb = fields.IntField(null=True, description="None = unlimited")
    devices = fields.IntField(default=3)
    price_kopeks = fields.BigIntField()
    list_price_kopeks = fields.BigIntField(null=True, description="Price before the discount, None = no discount")
    is_popular = fields.BooleanField(default=False)
    position = fields.IntField(default=0)
    enabled = fields.BooleanField(default=True)
    profile = fields.CharField(64, default="default", description="Access profile that panels map to inbounds")
    servers: fields.ManyToManyRelation[Server] = fields.ManyToManyField(
        "shop.Server",
        related_name="tariffs",
        through="tariff_servers",
        forward_key="server_id",
        backward_key="tariff_id",
    )
    created_at = fields.DatetimeField()

    class Meta:
        table = "tariffs"
        ordering = ("position", "id")

    @property
    def public_code(self) -> str:
        """What front ends call it: its own code, or one made of its id and its period."""
        return self.code or f"t{self.id}_{_period_word(self.period_days)}"

    @property
    def traffic_bytes(self) -> int | None:
        return None if self.traffic_gb is None else int(self.traffic_gb) * GB


def _period_word(days: int) -> str:
    words = ((7, "week"), (31, "month"), (93, "3months"), (186, "6months"))
    return next((word for days_max, word in words if days <= days_max), "year")


@dataclass(frozen=True, slots=True)
class Terms:
    """The editable part of a tariff."""

    name: str
    period_days: int
    price_kopeks: int
    traffic_gb: int | None = None
    devices: int = 3
    list_price_kopeks: int | None = None
    description: str = ""
    is_popular: bool = False
    position: int = 0
    code: str | None = None

    def check(self) -> None:
        """Raises InvalidValue naming the first field that cannot be sold."""
        checks = {
            "name": 1 <= len(self.name.strip()) <= 64,
            "code": self.code is None or CODE.fullmatch(self.code) is not None,
            "description": len(self.description) <= 255,
            "period_days": 1 <= self.period_days <= 3660,
            "traffic_gb": self.traffic_gb is None or 1 <= self.traffic_gb <= 1_000_000,
            "devices": 1 <= self.devices <= 1000,
            "price_kopeks": 1 <= self.price_kopeks <= MAX_KOPEKS,
            "list_price_kopeks": self.list_price_kopeks is None
            or self.price_kopeks <= self.list_price_kopeks <= MAX_KOPEKS,
        }
        for field, is_valid in checks.items():
            if not is_valid:
                raise errors.InvalidValue(field=field)


async def on_sale() -> list[Tariff]:
    """Enabled tariffs in the order of the shop window."""
    return await Tariff.filter(enabled=True)


async def every() -> list[Tariff]:
    """All tariffs, those off sale too, in the order of the shop window."""
    return await Tariff.all()


async def page(*, limit: int = 20, offset: int = 0) -> tuple[list[Tariff], int]:
    """A page of all tariffs with their `servers`, in the order of the shop window, and how many there are in all."""
    return await Tariff.all().offset(offset).limit(limit).prefetch_related("servers"), await Tariff.all().count()


async def with_servers(tariff_id: int) -> Tariff:
    """A tariff, on sale or not, with its `servers`. Raises TariffNotFound."""
    tariff = await find(tariff_id, on_sale_only=False)
    await tariff.fetch_related("servers")
    return tariff


async def find(tariff_id: int, *, on_sale_only: bool = True) -> Tariff:
    """Raises TariffNotFound, and TariffUnavailable for one that is switched off."""
    tariff = await Tariff.get_or_none(id=tariff_id)
    if tariff is None:
        raise errors.TariffNotFound()
    if on_sale_only and not tariff.enabled:
        raise errors.TariffUnavailable()
    return tariff


async def by_code(code: str) -> Tariff:
    """The tariff on sale that front ends call so. Raises TariffNotFound, TariffUnavailable."""
    tariff = await Tariff.get_or_none(code=code) if CODE.fullmatch(code) else None
    if tariff is None:
        match = MADE_CODE.fullmatch(code)
        tariff = await find(int(match[1]), on_sale_only=False) if match else None
        if tariff is None or tariff.public_code != code:
            raise errors.TariffNotFound()
    return await find(tariff.id)


async def servers_of(tariff: Tariff | None) -> list[Server]:
    """Enabled servers that serve the tariff (None: a trial), in their order. Raises NothingToDeliver."""
    servers = await hydrate.load(
        Server,
        "SELECT * FROM servers WHERE enabled AND (id IN (SELECT server_id FROM tariff_servers WHERE tariff_id = $1)"
        " OR NOT EXISTS (SELECT 1 FROM tariff_servers WHERE tariff_id = $1)) ORDER BY position, id",
        tariff.id if tariff else 0,
    )
    if not servers:
        raise errors.NothingToDeliver()
    return servers


async def enabled_servers() -> list[Server]:
    """Every server that takes sales, in their order."""
    return await hydrate.load(Server, "SELECT * FROM servers WHERE enabled ORDER BY position, id")


async def servers_for(tariff: Tariff | None, choice: Server | None) -> list[Server]:
    """The chosen server alone, or all that serve the tariff. Raises NothingToDeliver, ServerUnavailable."""
    return only(choice, await servers_of(tariff))


def only(choice: Server | None, servers: list[Server]) -> list[Server]:
    """The chosen one of these servers, or all of them where none is chosen. Raises ServerUnavailable."""
    if choice is None:
        return servers
    if choice.id not in {server.id for server in servers}:
        raise errors.ServerUnavailable()
    return [server for server in servers if server.id == choice.id]


async def create(shop: Shop, terms: Terms, *, servers: Sequence[Server] | None = None, by: Actor = THE_SHOP) -> Tariff:
    """Put a tariff on sale. Raises InvalidValue."""
    terms.check()
    await _refuse_taken_code(terms)
    async with db.transaction():
        tariff = await Tariff.create(**_columns(terms), created_at=shop.now())
        if servers:
            await tariff.servers.add(*servers)
        await _record_change(shop, tariff, "made", by)
    return tariff


async def edit(
    shop: Shop, tariff: Tariff, terms: Terms, *, servers: Sequence[Server] | None = None, by: Actor = THE_SHOP
) -> Tariff:
    """Change a tariff for future sales; sold subscriptions keep what was paid for. Raises InvalidValue."""
    terms.check()
    await _refuse_taken_code(terms, tariff.id)
    async with db.transaction():
        await tariff.update_from_dict(_columns(terms)).save()
        if servers is not None:
            await tariff.servers.clear()
            if servers:
                await tariff.servers.add(*servers)
        await _record_change(shop, tariff, "edited", by)
    return tariff


async def set_enabled(shop: Shop, tariff: Tariff, enabled: bool, *, by: Actor = THE_SHOP) -> Tariff:
    """Show a tariff in the window or take it out."""
    async with db.transaction():
        if await Tariff.filter(id=tariff.id).exclude(enabled=enabled).update(enabled=enabled):
            await _record_change(shop, tariff, "enabled" if enabled else "disabled", by)
    tariff.enabled = enabled
    return tariff


def terms_of(tariff: Tariff) -> Terms:
    """The tariff's editable part as it is now."""
    return Terms(**{name: getattr(tariff, name) for name in Terms.__dataclass_fields__})


async def _record_change(shop: Shop, tariff: Tariff, change: str, by: Actor) -> None:
    await shop.record(TariffChanged(None, tariff_id=tariff.id, what=change, name=tariff.name, by=str(by)))


async def _refuse_taken_code(terms: Terms, own_id: int = 0) -> None:
    if terms.code is not None and await Tariff.filter(code=terms.code).exclude(id=own_id).exists():
        raise errors.InvalidValue(field="code")


def _columns(terms: Terms) -> dict[str, Any]:
    return {name: getattr(terms, name) for name in Terms.__dataclass_fields__}
