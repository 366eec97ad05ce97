"""The console API's schemas of how people hear of the shop: promocodes, campaigns, broadcasts."""

from datetime import UTC, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field, StrictBool

from core.money import MAX_KOPEKS
from core.operations.broadcasts import TEXT_MAX
from core.promotions import campaigns
from core.promotions.campaigns import Campaign
from web.api.console.deps import LARGEST_NUMBER
from web.api.console.schemas import AdminPage
from web.common.schemas import Moment, Name, OkAnswer, Schema, Text

Kind = Literal["balance", "days", "traffic", "discount", "tariff"]


def _written_out(moment: object) -> object:
    if moment is not None and (not isinstance(moment, str) or "T" not in moment.upper()):
        raise ValueError("no moment")  # numbers would count as seconds since 1970
    return moment


def _with_a_zone(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("no time zone")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("out of time") from None


class AdminPromocodeTariff(Schema):
    """The tariff that a code gives."""

    id: int
    name: str


class AdminPromocode(Schema):
    """A code. `value` is kopeks, days, gigabytes or percent by kind, 0 for a tariff."""

    id: int
    code: str
    kind: Kind
    value: int
    tariff: AdminPromocodeTariff | None
    uses_left: int | None = Field(description="null for any number.")
    used: int = Field(description="How many people have used it.")
    new_users_only: bool
    valid_from: Moment | None
    valid_until: Moment | None
    enabled: bool
    created_at: Moment


class AdminPromocodes(AdminPage):
    """Codes, the latest first."""

    items: list[AdminPromocode]


class AdminPromocodeAnswer(OkAnswer):
    """One code."""

    promocode: AdminPromocode


class AdminNewPromocode(Schema):
    """A new code: a `value` for every kind but a tariff, which wants `tariff_id`."""

    code: Annotated[Text, Field(pattern=r"^[A-Za-z0-9_-]{3,32}$", description="Capitals do not matter.")]
    kind: Kind
    value: Annotated[
        int, Field(ge=0, le=MAX_KOPEKS, strict=True, description="Kopeks, days, gigabytes or percent by kind.")
    ] = 0
    tariff_id: Annotated[int, Field(ge=1, le=LARGEST_NUMBER, strict=True)] | None = None
    uses: Annotated[int, Field(ge=1, le=LARGEST_NUMBER, strict=True)] | None = Field(
        None, description="How many people may use it; null for any number."
    )
    valid_until: Annotated[datetime, BeforeValidator(_written_out), AfterValidator(_with_a_zone)] | None = Field(
        None, description="RFC 3339 with a zone; null for ever."
    )
    new_users_only: StrictBool = False


class AdminCampaign(Schema):
    """An advertisement with a start link of its own. `paid_kopeks` is what its people have paid from outside."""

    id: int
    uuid: UUID
    name: str
    start_param: str
    link: str | None = Field(description="null while Telegram does not tell the bot's name.")
    bonus_kopeks: int
    bonus_days: int
    enabled: bool
    people: int
    paid_kopeks: int
    created_at: Moment

    @classmethod
    def of(cls, campaign: Campaign, bot: str | None, *, people: int = 0, paid_kopeks: int = 0) -> Self:
        link = campaigns.link_of(bot, campaign) if bot else None
        return cls.read(campaign, link=link, people=people, paid_kopeks=paid_kopeks)


class AdminCampaigns(AdminPage):
    """Campaigns, the latest first."""

    items: list[AdminCampaign]


class AdminCampaignAnswer(OkAnswer):
    """One campaign."""

    campaign: AdminCampaign


class AdminNewCampaign(Schema):
    """A new start link, and the welcome gift of whoever comes through it."""

    name: Name = Field(max_length=64)
    start_param: Annotated[Text, Field(pattern=r"^[A-Za-z0-9-]{2,32}$", description="The end of its link.")]
    bonus_kopeks: Annotated[int, Field(ge=0, le=MAX_KOPEKS, strict=True)] = 0
    bonus_days: Annotated[int, Field(ge=0, le=campaigns.DAYS_MAX, strict=True)] = 0


class AdminBroadcast(Schema):
    """A message to everybody, and how far it is. `by` is who began it, such as `admin:900`."""

    id: int
    status: Literal["running", "finished", "cancelled"]
    total: int
    sent: int
    failed: int
    by: str = Field(validation_alias="created_by")
    created_at: Moment
    finished_at: Moment | None


class AdminBroadcasts(AdminPage):
    """Broadcasts, the latest first."""

    items: list[AdminBroadcast]


class AdminBroadcastAnswer(OkAnswer):
    """One broadcast."""

    broadcast: AdminBroadcast


class AdminAudience(OkAnswer):
    """How many people a broadcast would reach now."""

    people: int


class AdminNewBroadcast(Schema):
    """What everybody is told, as plain text."""

    text: Annotated[Text, Field(min_length=1, max_length=TEXT_MAX)]
