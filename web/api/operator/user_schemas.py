"""The operator API's schemas of users. Names are the contract's."""

from typing import Annotated

from pydantic import AliasPath, Field, StringConstraints

from web.common.schemas import STORABLE, WITHOUT_NUL, Moment, OkAnswer, Schema, Text

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


class Users(OkAnswer):
    """Every key."""

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


class AddedUser(OkAnswer):
    """The new key."""

    user: User
    uuid: str


class Kicked(OkAnswer):
    """The new credentials."""

    new_uuid: str


class Renamed(OkAnswer):
    """What the key is called now."""

    email: str
    alias: str


class UserLink(OkAnswer):
    """What an app is set up with."""

    link: str


class UserStatistics(Schema):
    """What went through a key. `traffic` is bytes of all time; destinations are not recorded."""

    traffic: int = Field(validation_alias="traffic_bytes")
    conns: int = Field(validation_alias="connections")
    isOnline: bool = Field(validation_alias="online")
    uuid: str = Field(validation_alias=AliasPath("user", "uuid"))
    alias: str = Field(validation_alias=AliasPath("user", "alias"))
    daysUsed: int = Field(validation_alias="days")
    firstSeenAt: Moment | None = Field(validation_alias="first_seen_at")
    lastSeenAt: Moment | None = Field(validation_alias="seen_at")
    top3Domains: list[str]


class StatisticsByUser(OkAnswer):
    """By e-mail."""

    stats: dict[str, UserStatistics]
