"""Invited people, and what they have brought."""

from typing import Any

from core.promotions import referrals
from web.api.cabinet import referral_schemas as shapes
from web.api.cabinet.errors import SIGNED_IN
from web.common.auth import CurrentUser, limited
from web.common.deps import TheShop
from web.common.paging import ThePaging
from web.common.routing import Pages

router = Pages(prefix="/referral", tags=["referral"])
READING: Any = {"responses": SIGNED_IN, "dependencies": [limited("other")]}


@router.get("/stats", summary="Everything in numbers", **READING)
async def stats(shop: TheShop, user: CurrentUser) -> shapes.Stats:
    """The person's own link, friends and money."""
    link = await referrals.link(shop, user)
    return shapes.Stats.of(user.referral_code, link, await referrals.stats(shop, user))


@router.get("/referrals", summary="Invited people", **READING)
async def friends(shop: TheShop, user: CurrentUser, paging: ThePaging) -> shapes.Friends:
    """The latest first."""
    found, total = await referrals.friends(shop, user, **paging.rows)
    return shapes.Friends(referrals=[shapes.Friend.of(friend) for friend in found], **paging.numbers(total))


@router.get("/earnings", summary="Rewards, one by one", **READING)
async def earnings(user: CurrentUser, paging: ThePaging) -> shapes.Earnings:
    """The latest first; a reward that went back with a refund is a row of its own, negative."""
    found, total = await referrals.rewards(user, **paging.rows)
    return shapes.Earnings(earnings=[shapes.Earning.of(one) for one in found], **paging.numbers(total))
