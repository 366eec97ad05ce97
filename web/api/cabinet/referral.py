"""Invited people, and what they have brought."""

from typing import Any

from core.promotions import referrals
from web.api.cabinet import referral_schemas as schemas
from web.api.cabinet.errors import SIGNED_IN
from web.common.auth import CurrentUser, limited
from web.common.deps import TheShop
from web.common.paging import ThePaging
from web.common.routing import Pages

router = Pages(prefix="/referral", tags=["referral"])
READING: Any = {"responses": SIGNED_IN, "dependencies": [limited("other")]}


@router.get("/stats", summary="Everything in numbers", **READING)
async def stats(shop: TheShop, user: CurrentUser) -> schemas.Stats:
    """The person's own link, friends and money."""
    link = await referrals.link(shop, user)
    return schemas.Stats.read(await referrals.stats(shop, user), referral_code=user.referral_code, referral_link=link)


@router.get("/referrals", summary="Invited people", **READING)
async def friends(shop: TheShop, user: CurrentUser, paging: ThePaging) -> schemas.Friends:
    """The latest first."""
    rows, total = await referrals.friends(shop, user, **paging.rows)
    return schemas.Friends(referrals=[schemas.Friend.of(friend) for friend in rows], **paging.numbers(total))


@router.get("/earnings", summary="Rewards, one by one", **READING)
async def earnings(user: CurrentUser, paging: ThePaging) -> schemas.Earnings:
    """The latest first; a reward that went back with a refund is a row of its own, negative."""
    rows, total = await referrals.rewards(user, **paging.rows)
    return schemas.Earnings(earnings=[schemas.Earning.of(earning) for earning in rows], **paging.numbers(total))
