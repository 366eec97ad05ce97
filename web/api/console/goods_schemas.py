"""The console API's schemas of what is sold and where it lives: servers and tariffs."""

from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field, StrictBool

from core.catalogue.servers import CAPACITY_MAX, Server
from core.catalogue.tariffs import Tariff, Terms
from core.money import MAX_KOPEKS
from core.subscriptions.capacity import Load
from web.api.console.deps import LARGEST_NUMBER
from web.api.console.schemas import AdminPage
from web.common.schemas import Moment, Name, OkAnswer, Schema, Text

SERVERS_MAX = 100
TERMS: dict[str, Any] = {
    "name": "Month",
    "period_days": 30,
    "price_kopeks": 29900,
    "traffic_gb": 100,
    "devices": 3,
    "list_price_kopeks": None,
    "description": "",
    "is_popular": False,
    "position": 0,
    "code": None,
}


class AdminServer(Schema):
    """A place of service. `health` is what is known by now: ok, behind (keys wait for its panel), trouble."""

    id: int
    uuid: UUID
    name: str
    country: str
    flag: str
    panel: str = Field(description="The kind of its panel: xray, marzban, remnawave.")
    enabled: bool = Field(description="Whether new sales may live there.")
    capacity: int | None = Field(description="How many keys it takes, null for as many as come.")
    keys: int = Field(description="Of running subscriptions.")
    keys_behind: int
    health: Literal["ok", "behind", "trouble"]
    trouble: str | None
    trouble_since: Moment | None

    @classmethod
    def of(cls, server: Server, load: Load) -> Self:
        health = "trouble" if server.trouble else "behind" if load.behind else "ok"
        return cls.read(server, keys=load.held, keys_behind=load.behind, health=health)


class AdminServers(AdminPage):
    """Servers in the order of the shop window."""

    items: list[AdminServer]


class AdminServerAnswer(OkAnswer):
    """One server."""

    server: AdminServer


class AdminServerChanges(Schema):
    """What is named is changed, the rest stays; `capacity` null takes as many keys as come."""

    name: Name | None = Field(None, max_length=64)
    country: Annotated[Text, Field(pattern=r"^([A-Za-z]{2})?$", description="Two letters, or none.")] | None = None
    enabled: StrictBool | None = None
    capacity: Annotated[int, Field(ge=0, le=CAPACITY_MAX, strict=True)] | None = None

    def named(self) -> dict[str, Any]:
        """What is to be changed: of the fields that were sent, those with a value, and a capacity of null."""
        sent = self.model_dump(exclude_unset=True)
        return {name: value for name, value in sent.items() if value is not None or name == "capacity"}


class AdminTerms(Schema):
    """The terms of a tariff, and which servers serve it: none for every server that is enabled."""

    name: Name = Field(max_length=64)
    period_days: Annotated[int, Field(ge=1, le=3660, strict=True)]
    price_kopeks: Annotated[int, Field(ge=1, le=MAX_KOPEKS, strict=True)]
    traffic_gb: Annotated[int, Field(ge=1, le=1_000_000, strict=True)] | None = Field(
        None, description="null for unlimited."
    )
    devices: Annotated[int, Field(ge=1, le=1000, strict=True)] = 3
    list_price_kopeks: Annotated[int, Field(ge=1, le=MAX_KOPEKS, strict=True)] | None = Field(
        None, description="The price before a discount, at least the price; null without one."
    )
    description: Annotated[Text, Field(max_length=255)] = ""
    is_popular: StrictBool = False
    position: Annotated[int, Field(ge=-1_000_000, le=1_000_000, strict=True)] = 0
    code: Annotated[Text, Field(pattern=r"^[a-z][a-z0-9_]{1,31}$")] | None = Field(
        None, description="What front ends call it; null for one that is made of its number."
    )
    server_ids: list[Annotated[int, Field(ge=1, le=LARGEST_NUMBER, strict=True)]] = Field([], max_length=SERVERS_MAX)

    def terms(self) -> Terms:
        return Terms(**self.model_dump(exclude={"server_ids"}))


class AdminTariff(Schema):
    """A tariff. Without `server_ids` every enabled server serves it. `public_code` is what front ends call it."""

    id: int
    uuid: UUID
    enabled: bool
    public_code: str
    name: str
    period_days: int
    price_kopeks: int
    traffic_gb: int | None
    devices: int
    list_price_kopeks: int | None
    description: str
    is_popular: bool
    position: int
    code: str | None
    server_ids: list[int]
    created_at: Moment

    @classmethod
    def of(cls, tariff: Tariff) -> Self:
        """A tariff fetched with its servers."""
        return cls.read(tariff, server_ids=sorted(server.id for server in tariff.servers))


class AdminTariffs(AdminPage):
    """Tariffs in the order of the shop window."""

    items: list[AdminTariff]


class AdminTariffAnswer(OkAnswer):
    """One tariff."""

    tariff: AdminTariff
