"""Who is asking, and how the shop is doing."""

from html import unescape
from typing import Annotated

from fastapi import Query

from core.installation import product_version
from core.operations import first_steps, statistics
from core.operations import sales as selling
from core.payments import checkout
from core.shop import Actor
from core.users import accounts, api_keys
from web.api.console import schemas
from web.api.console.deps import bot_name
from web.api.console.errors import answers, together
from web.common.auth import Language
from web.common.deps import TheShop
from web.common.operator_errors import INVALID_DAYS, SIGNED_IN
from web.common.operators import Operator, SignedRoute
from web.common.routing import Pages

router = Pages(tags=["console: overview"], route_class=SignedRoute)


@router.get("/me", summary="Who is asking", responses=SIGNED_IN)
async def me(shop: TheShop, caller: Operator) -> schemas.AdminMe:
    """An administrator or a program of theirs, and the shop that answers."""
    name, telegram_id = await _who(caller.actor)
    about = schemas.AdminShop(
        name=shop.settings.shop_name,
        bot_username=await bot_name(shop),
        version=product_version(),
        timezone=shop.settings.timezone,
    )
    return schemas.AdminMe(
        name=name,
        telegram_id=telegram_id,
        kind="program" if caller.actor.kind == "program" else "admin",
        shop=about,
    )


@router.get("/overview", summary="The numbers of the day", responses=SIGNED_IN)
async def overview(shop: TheShop, _caller: Operator) -> schemas.AdminOverview:
    """And what wants attention."""
    return schemas.AdminOverview(
        today=schemas.AdminToday.read(await statistics.today(shop)),
        attention=schemas.AdminAttention.read(await statistics.attention()),
    )


@router.get("/first-steps", summary="What a fresh shop still lacks", responses=SIGNED_IN)
async def steps(shop: TheShop, caller: Operator) -> schemas.AdminFirstSteps:
    """In the order in which they are done. Hidden by the setting `hide_first_steps`."""
    checklist = await first_steps.checklist(shop)
    return schemas.AdminFirstSteps(
        shown=checklist.shown,
        may_change=caller.owner,
        steps=[schemas.AdminStep.read(step) for step in checklist.steps],
    )


@router.get("/sales", summary="Sales by the day", responses=together(SIGNED_IN, answers(INVALID_DAYS)))
async def sales(
    shop: TheShop,
    _caller: Operator,
    language: Language,
    days: Annotated[int, Query(ge=7, le=365, description="How many days, with today.")] = 30,
) -> schemas.AdminSales:
    """Days of the shop's zone, zeros too; what was sold, how it was paid, and the totals of the time before."""
    sales_of_days = await selling.sales(shop, days)
    titles = {
        used.method: unescape(checkout.method_name(shop, language, used.method)) for used in sales_of_days.methods
    }
    return schemas.AdminSales.of(sales_of_days, titles)


async def _who(actor: Actor) -> tuple[str, int | None]:
    if actor.kind == "program" and actor.id is not None:
        return (await api_keys.find(actor.id)).name, None
    user = await accounts.by_telegram(actor.id) if actor.id is not None else None
    return user.name if user else actor.kind, actor.id
