"""Campaigns: advertisements with a start link of their own, and the welcome gift of whoever arrives through one."""

import logging
import re
import uuid
from dataclasses import dataclass
from datetime import timedelta

from tortoise import fields
from tortoise.models import Model

from core import db, errors, ledger, outbox
from core.db import hydrate
from core.events import BalanceGranted, CampaignMade, UserRegistered
from core.ledger import AlreadyPosted
from core.money import MAX_KOPEKS
from core.shop import THE_SHOP, Actor, Shop
from core.subscriptions import purchase
from core.users import accounts
from core.users.models import User

START_PARAM = re.compile(r"[A-Za-z0-9-]{2,32}")
DAYS_MAX = 3660
NO_ROOM = timedelta(minutes=10)  # until a gift is tried again that no server can serve now

logger = logging.getLogger(__name__)


class Campaign(Model):
    """An advertisement with a start link of its own and a welcome gift."""

    id = fields.IntField(primary_key=True)
    uuid = fields.UUIDField(unique=True, default=uuid.uuid4)
    name = fields.CharField(64)
    start_param = fields.CharField(32, unique=True)
    bonus_kopeks = fields.BigIntField(default=0)
    bonus_days = fields.IntField(default=0, db_default=0, description="Free days of the trial's kind")
    enabled = fields.BooleanField(default=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "campaigns"


_RESULT = hydrate.Joined(c=Campaign)


async def latest(limit: int = 30) -> list[Campaign]:
    """The latest campaigns first."""
    return await Campaign.all().order_by("-id").limit(limit)


@dataclass(frozen=True, slots=True)
class Result:
    """A campaign, how many people came through it, and what they have paid from outside."""

    campaign: Campaign
    people: int
    paid_kopeks: int


async def page(*, limit: int = 20, offset: int = 0) -> tuple[list[Result], int]:
    """A page of all campaigns, the latest first, with what they have brought, and how many there are in all."""
    rows = await db.fetch(
        f"SELECT {_RESULT.columns}, (SELECT count(*) FROM users u WHERE u.campaign_id = c.id) AS people,"  # noqa: S608 - constants
        " (SELECT coalesce(sum(p.credited_kopeks), 0) FROM payments p JOIN users u ON u.id = p.user_id"
        " WHERE u.campaign_id = c.id AND p.status = 'completed') AS paid FROM campaigns c"
        " ORDER BY c.id DESC LIMIT $1 OFFSET $2",
        limit,
        offset,
    )
    results = [Result(_RESULT.read(row)[0], int(row["people"]), int(row["paid"])) for row in rows]
    return results, await Campaign.all().count()


async def find(campaign_id: int) -> Campaign:
    """Raises NotFound."""
    campaign = await Campaign.get_or_none(id=campaign_id)
    if campaign is None:
        raise errors.NotFound()
    return campaign


async def link(shop: Shop, campaign: Campaign) -> str:
    """The campaign's start link. Raises TelegramError when the bot's name cannot be asked."""
    return link_of(await shop.telegram.username(), campaign)


def link_of(bot: str, campaign: Campaign) -> str:
    """The same for a bot whose name is known."""
    return f"https://t.me/{bot}?start={campaign.start_param}"


async def by_start(start_param: str) -> Campaign | None:
    """The running campaign behind a start link."""
    if not START_PARAM.fullmatch(start_param):
        return None
    return await Campaign.get_or_none(start_param=start_param, enabled=True)


@dataclass(frozen=True, slots=True)
class Attribution:
    """How a new person came."""

    referral_code: str | None
    campaign: Campaign | None

    @property
    def campaign_id(self) -> int | None:
        return self.campaign.id if self.campaign else None


async def attribution(start_param: str | None, referral_code: str | None, campaign_param: str | None) -> Attribution:
    """How a person came: what an app says goes before the link that opened it. What is unknown is ignored."""
    if start_param and start_param.startswith(accounts.INVITATION):
        referral_code = referral_code or start_param
    elif start_param:
        campaign_param = campaign_param or start_param
    campaign = await by_start(campaign_param) if campaign_param else None
    if campaign_param and campaign is None:
        logger.info("a new person came by an unknown campaign")
    return Attribution((referral_code or "").removeprefix(accounts.INVITATION) or None, campaign)


async def create(
    shop: Shop, *, name: str, start_param: str, bonus_kopeks: int = 0, bonus_days: int = 0, by: Actor = THE_SHOP
) -> Campaign:
    """Make a campaign with its own start link. Raises InvalidValue."""
    if not START_PARAM.fullmatch(start_param) or await Campaign.filter(start_param=start_param).exists():
        raise errors.InvalidValue(field="start_param")
    checks = {
        "name": 1 <= len(name.strip()) <= 64,
        "bonus": 0 <= bonus_kopeks <= MAX_KOPEKS,
        "days": 0 <= bonus_days <= DAYS_MAX,
    }
    if (wrong_field := next((field for field, is_valid in checks.items() if not is_valid), None)) is not None:
        raise errors.InvalidValue(field=wrong_field)
    async with db.transaction():
        campaign = await Campaign.create(
            name=name.strip(),
            start_param=start_param,
            bonus_kopeks=bonus_kopeks,
            bonus_days=bonus_days,
            created_at=shop.now(),
        )
        await shop.record(CampaignMade(None, campaign_id=campaign.id, name=campaign.name, by=str(by)))
    return campaign


async def on_user_registered(shop: Shop, fact: UserRegistered, _fact_id: int) -> None:
    """The welcome gift of the campaign that the person came through: money at once, days as soon as there is room."""
    campaign = await Campaign.get_or_none(id=fact.campaign_id) if fact.campaign_id else None
    user = await User.get_or_none(id=fact.user_id) if campaign else None
    if campaign is None or user is None:
        return
    if campaign.bonus_kopeks:
        await _give_bonus(shop, campaign, user, campaign.bonus_kopeks, key=f"campaign:{campaign.id}:{user.id}")
    if campaign.bonus_days:
        try:
            await _give_bonus(shop, campaign, user, 0, key=f"campaign-days:{campaign.id}:{user.id}")
        except errors.NothingToDeliver:
            raise outbox.Later(NO_ROOM) from None


async def _give_bonus(shop: Shop, campaign: Campaign, user: User, kopeks: int, *, key: str) -> None:
    """Give so many kopeks, or the days where it is none, once. The ledger's key is what makes it once."""
    try:
        async with db.transaction():
            await ledger.post(shop, user.id, kopeks, kind="campaign", key=key, by=THE_SHOP, note=campaign.name)
            if kopeks:
                await shop.record(BalanceGranted(user.id, amount_kopeks=kopeks, source="campaign"))
            else:
                days, at_least = campaign.bonus_days, shop.settings.trial_days
                await purchase.give_days(shop, user, days, by=THE_SHOP, at_least=at_least)
    except AlreadyPosted:
        return
