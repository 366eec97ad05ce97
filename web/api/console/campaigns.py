"""Campaigns: start links, who came through them, what they paid."""

from core.promotions import campaigns
from web.api.console import promotion_schemas as schemas
from web.api.console.deps import bot_name
from web.api.console.errors import INVALID_VALUE, answers, together
from web.common.deps import TheShop
from web.common.operator_errors import SIGNED_IN
from web.common.operators import Operator, SignedRoute
from web.common.paging import LimitPaging
from web.common.routing import Pages

router = Pages(prefix="/campaigns", tags=["console: shop"], route_class=SignedRoute)


@router.get("", summary="Campaigns", responses=SIGNED_IN)
async def listing(shop: TheShop, _caller: Operator, paging: LimitPaging) -> schemas.AdminCampaigns:
    """The latest first, with what they have brought."""
    rows, total = await campaigns.page(**paging.rows)
    bot = await bot_name(shop)
    items = [
        schemas.AdminCampaign.of(row.campaign, bot, people=row.people, paid_kopeks=row.paid_kopeks) for row in rows
    ]
    return schemas.AdminCampaigns(items=items, **paging.numbers(total))


@router.post("", summary="Make a campaign", responses=together(SIGNED_IN, answers(INVALID_VALUE)))
async def create(shop: TheShop, caller: Operator, body: schemas.AdminNewCampaign) -> schemas.AdminCampaignAnswer:
    """Its link works at once."""
    campaign = await campaigns.create(shop, **body.model_dump(), by=caller.actor)
    return schemas.AdminCampaignAnswer(campaign=schemas.AdminCampaign.of(campaign, await bot_name(shop)))
