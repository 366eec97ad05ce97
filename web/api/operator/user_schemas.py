"""The operator API's schemas of users. Names are the contract's."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints

from core.operations.operator_panel import panel_users
from core.operations.operator_panel.panel_users import PanelUser
from web.common.schemas import STORABLE, WITHOUT_NUL, Moment, Schema, Text

UUID4 = r"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-4[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$"
EMAIL = r"^[^@\s\x00]+@[^@\s\x00]+\.[^@\s\x00]+$"

VlessId = Annotated[str, StringConstraints(pattern=UUID4, to_lower=True)]
# A label of the panel: an operator's e-mail, or what a key without one is called.
Email = Annotated[str, StringConstraints(strip_whitespace=True, max_length=255, pattern=EMAIL), STORABLE]
AnyEmail = Annotated[str, StringConstraints(strip_whitespace=True, max_length=255, pattern=WITHOUT_NUL), STORABLE]


class User(Schema):
    """A key as the panel shows it. `uuid` is its VLESS id: a credential, `***` for a customer's and not the owner."""

    email: str
    uuid: str
    flow: str
    alias: str
    enabled: bool
    status: str = Field(description="active, expired or suspended.")
    expires_at: Moment | None = Field(description="null for one that lasts until it is taken back.")

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


class Users(Schema):
    """Every key."""

    ok: Literal[True] = True
    users: list[User]


class AddUser(Schema):
    """Whom to let in."""

    email: Email


class NamedUser(Schema):
    """One user: by e-mail, or by VLESS id; the e-mail counts where both are said."""

    email: AnyEmail | None = None
    uuid: VlessId | None = None


class Renaming(NamedUser):
    """A word beside the name; "" for none."""

    alias: Annotated[Text, Field(max_length=64)]


class AddedUser(Schema):
    """The new key."""

    ok: Literal[True] = True
    user: User
    uuid: str


class Kicked(Schema):
    """The new credentials."""

    ok: Literal[True] = True
    new_uuid: str


class Renamed(Schema):
    """What the key is called now."""

    ok: Literal[True] = True
    email: str
    alias: str


class UserLink(Schema):
    """What an app is set up with."""

    ok: Literal[True] = True
    link: str


class UserStatistics(Schema):
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


class StatisticsByUser(Schema):
    """By e-mail."""

    ok: Literal[True] = True
    stats: dict[str, UserStatistics]
