"""Payment vendors: what each needs, where it tells of payments, how it is doing."""

from typing import Annotated, Any

from fastapi import Path, Request

from core import errors
from core.config.methods import ICONS, MethodOptions
from core.payments import methods, vendors
from web.api.console import vendor_schemas as schemas
from web.api.console.deps import Owner, field_named
from web.api.console.errors import answers, together
from web.common.deps import TheShop, accepted_language
from web.common.operator_errors import FORBIDDEN, SIGNED_IN
from web.common.operators import Operator, SignedRoute
from web.common.routing import Pages

router = Pages(tags=["console: settings"], route_class=SignedRoute)
NAMED: Any = together(SIGNED_IN, answers(errors.VendorNotFound))
CHANGED: Any = together(
    SIGNED_IN,
    answers(errors.SettingInvalid, errors.SettingFixed, errors.SettingsStale, errors.VendorNotFound, FORBIDDEN),
)
METHOD_CHANGED: Any = together(
    SIGNED_IN,
    answers(errors.SettingInvalid, errors.SettingFixed, errors.SettingsStale, errors.MethodNotFound, FORBIDDEN),
)
MethodId = Annotated[str, Path(max_length=32)]
VendorName = Annotated[str, Path(max_length=32)]


@router.get("/vendors", summary="Payment vendors", responses=SIGNED_IN)
async def listing(request: Request, shop: TheShop, _caller: Operator) -> schemas.AdminVendors:
    """All that the shop knows, those too that are not set up."""
    language = accepted_language(shop, request)
    items = [schemas.AdminVendor.of(shop, overview, language) for overview in await vendors.overviews(shop)]
    return schemas.AdminVendors(items=items)


@router.get("/vendors/{name}", summary="A payment vendor", responses=NAMED)
async def one(request: Request, shop: TheShop, _caller: Operator, name: VendorName) -> schemas.AdminVendorAnswer:
    """The same about one."""
    vendor = schemas.AdminVendor.of(shop, await vendors.overview(shop, name), accepted_language(shop, request))
    return schemas.AdminVendorAnswer(vendor=vendor)


@router.put("/vendors/{name}/offered", summary="Switch a vendor on or off", responses=CHANGED)
async def offer(
    request: Request, shop: TheShop, caller: Owner, name: VendorName, body: schemas.AdminVendorOffered
) -> schemas.AdminVendorAnswer:
    """All its methods at once. Its credentials stay; what was asked for before is still taken."""
    with field_named(shop, request):
        await methods.offer_vendor(shop, name, offered=body.offered, by=caller.actor)
    vendor = schemas.AdminVendor.of(shop, await vendors.overview(shop, name), accepted_language(shop, request))
    return schemas.AdminVendorAnswer(vendor=vendor)


@router.get("/methods", summary="Ways to pay", responses=SIGNED_IN)
async def ways(request: Request, shop: TheShop, _caller: Operator) -> schemas.AdminMethods:
    """All that the shop knows, in the order in which customers see them."""
    language = accepted_language(shop, request)
    items = [schemas.AdminMethod.of(shop, method, language) for method in methods.owned(shop)]
    return schemas.AdminMethods(items=items, icons=list(ICONS))


@router.put("/methods/{method_id}", summary="Offer a way to pay", responses=METHOD_CHANGED)
async def change(
    request: Request, shop: TheShop, caller: Owner, method_id: MethodId, body: schemas.AdminMethodOptions
) -> schemas.AdminMethodAnswer:
    """All its options at once; what is left out is as it comes. It holds within two seconds in every process."""
    with field_named(shop, request):
        await methods.change(shop, method_id, MethodOptions(**dict(body)), by=caller.actor)
    method = schemas.AdminMethod.of(shop, methods.find(shop, method_id), accepted_language(shop, request))
    return schemas.AdminMethodAnswer(method=method)
