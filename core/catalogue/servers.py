"""Servers: where keys live. A server names its panel and how customers see and reach it."""

import uuid
from collections.abc import Callable, Collection, Mapping
from typing import Any

from tortoise import fields
from tortoise.models import Model

from core import db, errors, installation
from core.events import ServerChanged
from core.shop import THE_SHOP, Actor, Shop

CAPACITY_MAX = 1_000_000
CHANGEABLE = ("name", "country", "enabled", "capacity")


class Server(Model):
    """One place of service. `panel_state` holds what its panel must never lose, such as Reality keys."""

    id = fields.IntField(primary_key=True)
    uuid = fields.UUIDField(unique=True, default=uuid.uuid4)
    name = fields.CharField(64)
    country = fields.CharField(2, default="")
    panel = fields.CharField(16, default="xray")
    panel_settings: dict[str, Any] = fields.JSONField(default=dict)
    panel_state: dict[str, Any] = fields.JSONField(default=dict)
    enabled = fields.BooleanField(default=True)
    position = fields.IntField(default=0)
    capacity = fields.IntField(null=True, description="How many keys it takes, None = as many as come")
    trouble = fields.CharField(255, null=True, description="Why its panel cannot be worked with now")
    trouble_since = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "servers"
        ordering = ("position", "id")

    @property
    def flag(self) -> str:
        """The country's flag as two regional indicator letters, or a globe."""
        if len(self.country) != 2 or not self.country.isascii() or not self.country.isalpha():
            return "🌐"
        return "".join(chr(0x1F1E6 + ord(letter) - ord("A")) for letter in self.country.upper())

    @property
    def title(self) -> str:
        return f"{self.flag} {self.name}"


async def create(
    shop: Shop, *, name: str, country: str = "", panel: str = "xray", settings: Mapping[str, Any] | None = None
) -> Server:
    """Add a server. Its panel makes what it needs (for Xray: the Reality keys) when it starts first.

    `settings` are the panel's, checked by `engine.panels.add_server`. Raises InvalidValue.
    """
    _check(name, country)
    return await Server.create(
        name=name,
        country=country.upper(),
        panel=panel,
        panel_settings=dict(settings or {}),
        created_at=shop.now(),
    )


async def create_first(shop: Shop) -> None:
    """An installation without servers sells from this machine's own Xray."""
    if not await Server.all().exists():
        await create(shop, name="VPN")


async def change(shop: Shop, server: Server, *, by: Actor = THE_SHOP, **changes: Any) -> Server:
    """Change name, country, enabled, capacity: those that are given, all of them or none. Raises InvalidValue.

    Links keep working when the name or the flag changes; their titles follow at the next refresh. A server that is not
    enabled is not offered to new sales; keys that live there go on living. The capacity is how many keys of running
    subscriptions it takes, None = as many as come; those it has stay. With 0 it takes no new ones, and still renews its
    own.
    """
    values = {name: changes.get(name, getattr(server, name)) for name in CHANGEABLE}
    if unknown_names := set(changes) - set(CHANGEABLE):
        raise TypeError(f"a server has no {unknown_names}")
    _check(values["name"], values["country"])
    if values["capacity"] is not None and not 0 <= values["capacity"] <= CAPACITY_MAX:
        raise errors.InvalidValue(field="capacity")
    values["country"] = values["country"].upper()
    names = [name for name in CHANGEABLE if values[name] != getattr(server, name)]
    if names:
        async with db.transaction():
            if "enabled" in names:  # what was so before a move counts no more: see `moving`
                await installation.delete(before_move(server.id))
            await server.update_from_dict({name: values[name] for name in names}).save(update_fields=names)
            fact = ServerChanged(None, server_id=server.id, what=" ".join(names), name=server.name, by=str(by))
            await shop.record(fact)
    return server


def before_move(server_id: int) -> str:
    """The name under which the installation remembers whether the server was on sale before a move away from it."""
    return f"sold_before_move_{server_id}"


async def state_once(server: Server, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """The server's panel state, made by `make` if there is none; whoever comes second gets what the first one made."""
    if not server.panel_state:
        async with db.transaction():
            row = await Server.filter(id=server.id).select_for_update(no_key=True).get()
            if not row.panel_state:
                row.panel_state = make()
                await row.save(update_fields=["panel_state"])
            server.panel_state = row.panel_state
    return server.panel_state


async def every() -> list[Server]:
    """All servers, those that take no new sales too."""
    return await Server.all()


async def page(*, limit: int = 20, offset: int = 0) -> tuple[list[Server], int]:
    """A page of all servers in the order of the shop window, and how many there are in all."""
    return await Server.all().offset(offset).limit(limit), await Server.all().count()


async def find(server_id: int) -> Server:
    """Raises ServerNotFound."""
    server = await Server.get_or_none(id=server_id)
    if server is None:
        raise errors.ServerNotFound()
    return server


async def by_ids(server_ids: Collection[int]) -> list[Server]:
    """The servers of these ids, in their order. Raises ServerNotFound where there is none of some id."""
    servers = await Server.filter(id__in=list(server_ids)) if server_ids else []
    if len(servers) != len(set(server_ids)):
        raise errors.ServerNotFound()
    return servers


async def by_uuid(text: str) -> Server:
    """The server that customers' apps know by this name. Raises ServerNotFound, also for what is no name at all."""
    try:
        server_uuid = uuid.UUID(text)
    except ValueError:
        raise errors.ServerNotFound() from None
    server = await Server.get_or_none(uuid=server_uuid)
    if server is None:
        raise errors.ServerNotFound()
    return server


def _check(name: str, country: str) -> None:
    if not 1 <= len(name.strip()) <= 64:
        raise errors.InvalidValue(field="name")
    if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise errors.InvalidValue(field="country")
