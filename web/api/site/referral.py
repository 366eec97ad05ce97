"""Invited people, and what they have brought. Amounts are kopeks."""

from typing import Annotated, Literal, Self

from fastapi import Query
from pydantic import Field

from core.promotions import referrals
from web.api.site.deps import CurrentUser, limited
from web.api.site.errors import SIGNED_IN
from web.common.deps import TheShop
from web.common.paging import LARGEST_ID, PerPage
from web.common.routing import Pages
from web.common.schemas import AsText, Moment, Schema

router = Pages(prefix="/referral", tags=["site: referral"], dependencies=[limited("other")], responses=SIGNED_IN)
Offset = Annotated[int, Query(ge=0, le=LARGEST_ID, description="Rows to pass over.")]


class Link(Schema):
    """The person's own link, under both of its names, and the code in it."""

    link: str
    referral_link: str
    code: str


class Stats(Schema):
    """Everything in numbers. Rewards are on the balance at once, so that none waits."""

    total_referrals: int = Field(validation_alias="invited")
    active_referrals: int = Field(validation_alias="active")
    total_rewards: int
    processed_rewards: int = Field(validation_alias="earned_kopeks")
    pending_rewards: int = Field(validation_alias="pending_kopeks")


class Reward(Schema):
    """A share of a friend's payment, or one that went back with its refund: negative."""

    id: AsText
    type: Literal["referral_reward", "referral_clawback"]
    amount: int = Field(validation_alias="amount_kopeks")
    currency: Literal["RUB"] = "RUB"
    status: Literal["processed"] = "processed"
    created_at: Moment

    @classmethod
    def of(cls, earning: referrals.Earning) -> Self:
        return cls.read(earning, type="referral_reward" if earning.amount_kopeks > 0 else "referral_clawback")


class Rewards(Schema):
    """A part of the list."""

    rewards: list[Reward]
    limit: int
    offset: int
    total: int = Field(description="Rows in all.")


@router.get("/link", summary="The person's own link")
async def link(shop: TheShop, user: CurrentUser) -> Link:
    """Whoever follows it, or registers with the code, counts as invited."""
    address = await referrals.link(shop, user)
    return Link(link=address, referral_link=address, code=user.referral_code)


@router.get("/stats", summary="Everything in numbers")
async def stats(shop: TheShop, user: CurrentUser) -> Stats:
    """Active are friends with a running paid subscription."""
    numbers = await referrals.stats(shop, user)
    return Stats.read(numbers, total_rewards=numbers.earned_kopeks + numbers.pending_kopeks)


@router.get("/rewards", summary="Rewards, one by one")
async def rewards(user: CurrentUser, limit: PerPage = 20, offset: Offset = 0) -> Rewards:
    """The latest first."""
    earnings, total = await referrals.rewards(user, limit=limit, offset=offset)
    return Rewards(rewards=[Reward.of(earning) for earning in earnings], limit=limit, offset=offset, total=total)
