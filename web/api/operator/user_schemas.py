"""The operator API's shapes of users. Names are the contract's."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field, StringConstraints

from core.operations.operator_panel import panel_users
from core.operations.operator_panel.panel_users import PanelUser
from web.common.schemas import STORABLE, WITHOUT_NUL, Moment, Text, example

UUID4 = r"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-4[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$"
EMAIL = r"^[^@\s\x00]+@[^@\s\x00]+\.[^@\s\x00]+$"
VLESS_ID = "550e8400-e29b-41d4-a716-446655440000"
VlessId = Annotated[str, StringConstraints(pattern=UUID4, to_lower=True)]
# A label of the panel: an operator's e-mail, or what a key without one is called.
Email = Annotated[str, StringConstraints(strip_whitespace=True, max_length=255, pattern=EMAIL), STORABLE]
AnyEmail = Annotated[str, StringConstraints(strip_whitespace=True, max_length=255, pattern=WITHOUT_NUL), STORABLE]
USER: dict[str, Any] = {
    "email": "tg4242.k0001@shop.example",
    "uuid": VLESS_ID,
    "flow": "xtls-rprx-vision",
    "alias": "",
    "enabled": True,
    "status": "active",
    "expires_at": "2026-12-01T00:00:00Z",
}


class User(BaseModel):
    """A key as the panel shows it. `uuid` is its VLESS id: a credential, `***` for a customer's and not the owner."""

    email: str
    uuid: str
    flow: str
    alias: str
    enabled: bool
    status: str = Field(description="active, expired or suspended.")
    expires_at: Moment | None = Field(description="null for one that lasts until it is taken back.")

    model_config = example(**USER)

    @classmethod
    def of(cls, user: PanelUser) -> Self:
        return cls(
            email=user.email,
            uuid=user.uuid,
            flow=user.flow,
            alias=user.alias,
            enabled=user.enabled,
            status=user.status,
            expires_at=user.expires_at,
        )


class Users(BaseModel):
    """Every key."""

    ok: Literal[True] = True
    users: list[User]


class AddUser(BaseModel):
    """Whom to let in."""

    email: Email

    model_config = example(email="user@example.com")


class NamedUser(BaseModel):
    """One user: by e-mail, or by VLESS id; the e-mail counts where both are said."""

    email: AnyEmail | None = None
    uuid: VlessId | None = None

    model_config = example(email="user@example.com")


class Renaming(NamedUser):
    """A word beside the name; "" for none."""

    alias: Annotated[Text, Field(max_length=64)]

    model_config = example(email="user@example.com", alias="Anna's phone")


class AddedUser(BaseModel):
    """The new key."""

    ok: Literal[True] = True
    user: User
    uuid: str


class Kicked(BaseModel):
    """The new credentials."""

    ok: Literal[True] = True
    new_uuid: str


class Renamed(BaseModel):
    """What the key is called now."""

    ok: Literal[True] = True
    email: str
    alias: str


class UserLink(BaseModel):
    """What an app is set up with."""

    ok: Literal[True] = True
    link: str


class UserStatistics(BaseModel):
    """What went through a key. `traffic` is bytes of all time; destinations are not recorded."""

    traffic: int
    conns: int
    isOnline: bool
    uuid: str
    alias: str
    daysUsed: int
    firstSeenAt: Moment | None
    lastSeenAt: Moment | None
    top3Domains: list[str]

    @classmethod
    def of(cls, found: panel_users.Statistics) -> Self:
        return cls(
            traffic=found.traffic_bytes,
            conns=found.connections,
            isOnline=found.online,
            uuid=found.user.uuid,
            alias=found.user.alias,
            daysUsed=found.days,
            firstSeenAt=found.first_seen_at,
            lastSeenAt=found.seen_at,
            top3Domains=[],
        )


class StatisticsByUser(BaseModel):
    """By e-mail."""

    ok: Literal[True] = True
    stats: dict[str, UserStatistics]
