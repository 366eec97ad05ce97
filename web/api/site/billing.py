"""Billing: how a key's subscription stands, and a person's payments."""

from typing import Annotated

from fastapi import Path

from core.payments import queries
from core.subscriptions import billing
from core.subscriptions.keys import views
from web.api.site import billing_schemas as shapes
from web.api.site.deps import CurrentUser, limited
from web.api.site.errors import (
    CLIENT_ID_REQUIRED,
    CLIENT_NOT_FOUND,
    FOREIGN_CLIENT,
    SIGNED_IN,
    Refused,
    answers,
    together,
)
from web.common.deps import TheShop
from web.common.paging import PageNumber, PerPage
from web.common.routing import Pages

router = Pages(prefix="/billing", tags=["site: billing"], dependencies=[limited("other")])


@router.get(
    "/state/{client_id:path}",
    summary="How a key's subscription stands",
    responses=together(SIGNED_IN, answers(CLIENT_ID_REQUIRED, CLIENT_NOT_FOUND, FOREIGN_CLIENT)),
)
async def state(
    shop: TheShop,
    user: CurrentUser,
    client_id: Annotated[str, Path(description="A key's `marzban_client_id` or UUID.", examples=["k0001"])],
) -> shapes.Billing:
    """With the ten latest events of the subscription and of its owner's payments."""
    if not client_id.strip():
        raise Refused(CLIENT_ID_REQUIRED)
    key = await views.own(user, client_id)
    return shapes.Billing.of(shop, user, key, client_id, await billing.account(user, key))


@router.get("/history", summary="The person's payments", responses=SIGNED_IN)
async def history(user: CurrentUser, page: PageNumber = 1, limit: PerPage = 20) -> shapes.History:
    """Newest first, those too that came to nothing."""
    found, total = await queries.page(user=user, limit=limit, offset=(page - 1) * limit)
    return shapes.History(page=page, limit=limit, items=[shapes.HistoryItem.of(one) for one in found], total=total)
