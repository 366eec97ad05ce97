"""Billing: how a key's subscription stands, and a person's payments."""

from typing import Annotated

from fastapi import Path

from core.payments import queries
from core.subscriptions import billing
from core.subscriptions.keys import views
from web.api.site import billing_schemas as schemas
from web.api.site.deps import CurrentUser, limited
from web.api.site.errors import (
    CLIENT_ID_REQUIRED,
    CLIENT_NOT_FOUND,
    FOREIGN_CLIENT,
    SIGNED_IN,
    ApiError,
    answers,
    together,
)
from web.common.deps import TheShop
from web.common.paging import LimitPaging
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
) -> schemas.Billing:
    """With the ten latest events of the subscription and of its owner's payments."""
    if not client_id.strip():
        raise ApiError(CLIENT_ID_REQUIRED)
    key = await views.own(user, client_id)
    return schemas.Billing.of(shop, user, key, client_id, await billing.account(user, key))


@router.get("/history", summary="The person's payments", responses=SIGNED_IN)
async def history(user: CurrentUser, paging: LimitPaging) -> schemas.History:
    """Newest first, those too that came to nothing."""
    rows = paging.rows
    payments, total = await queries.page(user=user, limit=rows["limit"], offset=rows["offset"])
    return schemas.History(items=[schemas.HistoryItem.of(payment) for payment in payments], **paging.numbers(total))
