"""Invited people, and what they have brought. Amounts are kopeks."""

from typing import Annotated, Literal, Self

from fastapi import Query
from pydantic import BaseModel, Field

from core.promotions import referrals
from web.api.site.deps import CurrentUser, limited
from web.api.site.errors import SIGNED_IN
from web.common.deps import TheShop
from web.common.paging import LARGEST_ID, PerPage
from web.common.routing import Pages
from web.common.schemas import Moment, example

router = Pages(prefix="/referral", tags=["site: referral"], dependencies=[limited("other")], responses=SIGNED_IN)
Offset = Annotated[int, Query(ge=0, le=LARGEST_ID, description="Rows to pass over.")]
OWN_LINK = "https://t.me/vpn_bot?start=ref_ABC123XY"


class Link(BaseModel):
    """The person's own link, under both of its names, and the code in it."""

    link: str
    referral_link: str
    code: str

    model_config = example(link=OWN_LINK, referral_link=OWN_LINK, code="ABC123XY")


class Stats(BaseModel):
    """Everything in numbers. Rewards are on the balance at once, so that none waits."""

    total_referrals: int
    active_referrals: int
    total_rewards: int
    processed_rewards: int
    pending_rewards: int

    model_config = example(
        total_referrals=3, active_referrals=1, total_rewards=8970, processed_rewards=8970, pending_rewards=0
    )


class Reward(BaseModel):
    """A share of a friend's payment, or one that went back with its refund: negative."""

    id: str
    type: Literal["referral_reward", "referral_clawback"]
    amount: int
    currency: Literal["RUB"] = "RUB"
    status: Literal["processed"] = "processed"
    created_at: Moment

    @classmethod
    def of(cls, earning: referrals.Earning) -> Self:
        return cls(
            id=str(earning.id),
            type="referral_reward" if earning.amount_kopeks > 0 else "referral_clawback",
            amount=earning.amount_kopeks,
            created_at=earning.created_at,
        )


class Rewards(BaseModel):
    """A part of the list."""

    rewards: list[Reward]
    limit: int
    offset: int
    total: int = Field(description="Rows in all.")

    model_config = example(
        rewards=[
            {
                "id": "12",
                "type": "referral_reward",
                "amount": 2990,
                "currency": "RUB",
                "status": "processed",
                "created_at": "2024-01-01T00:01:00Z",
            }
        ],
        limit=20,
        offset=0,
        total=1,
    )


@router.get("/link", summary="The person's own link")
async def link(shop: TheShop, user: CurrentUser) -> Link:
    """Whoever follows it, or registers with the code, counts as invited."""
    made = await referrals.link(shop, user)
    return Link(link=made, referral_link=made, code=user.referral_code)


@router.get("/stats", summary="Everything in numbers")
async def stats(shop: TheShop, user: CurrentUser) -> Stats:
    """Active are friends with a running paid subscription."""
    found = await referrals.stats(shop, user)
    return Stats(
        total_referrals=found.invited,
        active_referrals=found.active,
        total_rewards=found.earned_kopeks + found.pending_kopeks,
        processed_rewards=found.earned_kopeks,
        pending_rewards=found.pending_kopeks,
    )


@router.get("/rewards", summary="Rewards, one by one")
async def rewards(user: CurrentUser, limit: PerPage = 20, offset: Offset = 0) -> Rewards:
    """The latest first."""
    found, total = await referrals.rewards(user, limit=limit, offset=offset)
    return Rewards(rewards=[Reward.of(one) for one in found], limit=limit, offset=offset, total=total)
