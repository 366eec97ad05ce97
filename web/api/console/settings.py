"""Settings of the shop: everything that its owner decides."""

from typing import Annotated, Any

from fastapi import Path, Request

from core import errors
from core.config import changes, store
from web.api.console import settings_schemas as schemas
from web.api.console.deps import Owner, field_named
from web.api.console.errors import answers, together
from web.common.deps import TheShop, accepted_language
from web.common.operator_errors import FORBIDDEN, SIGNED_IN
from web.common.operators import Operator, SignedRoute
from web.common.paging import LimitPaging
from web.common.routing import Pages

router = Pages(prefix="/settings", tags=["console: settings"], route_class=SignedRoute)
CHANGED: Any = together(
    SIGNED_IN,
    answers(errors.SettingInvalid, errors.SettingFixed, errors.SettingsStale, errors.SettingsKeyUnwritable, FORBIDDEN),
)
VersionNumber = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("", summary="Settings", responses=SIGNED_IN)
async def settings(request: Request, shop: TheShop, caller: Operator) -> schemas.AdminSettings:
    """All of them, with names and sentences in the language of `Accept-Language`."""
    return schemas.AdminSettings.of(shop, accepted_language(shop, request), may_change=caller.owner)


@router.patch("", summary="Change settings", responses=CHANGED)
async def change(
    request: Request, shop: TheShop, caller: Owner, body: schemas.AdminSettingsChange
) -> schemas.AdminSettings:
    """It holds within two seconds in every process. A refusal names its `field`."""
    with field_named(shop, request):
        await store.change(shop, body.values, by=str(caller.actor), version=body.version)
    return schemas.AdminSettings.of(shop, accepted_language(shop, request), may_change=True)


@router.get("/history", summary="Who changed what", responses=SIGNED_IN)
async def history(
    request: Request, shop: TheShop, _caller: Operator, paging: LimitPaging
) -> schemas.AdminSettingsHistory:
    """Newest first."""
    versions, total = await changes.history(**paging.rows)
    language = accepted_language(shop, request)
    items = [schemas.AdminSettingsVersion.of(version, language) for version in versions]
    return schemas.AdminSettingsHistory(items=items, **paging.numbers(total))


@router.post(
    "/history/{version}/undo",
    summary="Undo a change",
    responses=together(CHANGED, answers(errors.SettingsVersionNotFound, errors.SettingsKeyLost)),
)
async def undo(request: Request, shop: TheShop, caller: Owner, version: VersionNumber) -> schemas.AdminSettings:
    """Everything that it changed is as it was before it; that is a change of its own."""
    await store.undo(shop, version, by=str(caller.actor))
    return schemas.AdminSettings.of(shop, accepted_language(shop, request), may_change=True)
