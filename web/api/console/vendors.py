"""Payment vendors: what each needs, where it tells of payments, how it is doing."""

from typing import Annotated, Any

from fastapi import Path, Request

from core import errors
from core.payments import vendors
from web.api.console import vendor_schemas as schemas
from web.api.console.errors import answers, together
from web.common.deps import TheShop, accepted_language
from web.common.operator_errors import SIGNED_IN
from web.common.operators import Operator, SignedRoute
from web.common.routing import Pages

router = Pages(tags=["console: settings"], route_class=SignedRoute)
NAMED: Any = together(SIGNED_IN, answers(errors.VendorNotFound))
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
