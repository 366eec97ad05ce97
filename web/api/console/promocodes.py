"""Promocodes: what there is, new ones, on and off."""

from typing import Any

from core import errors
from core.catalogue import tariffs
from core.promotions import promocodes
from core.promotions.promocodes import Promocode
from web.api.console import promotion_schemas as schemas
from web.api.console.deps import ItemId
from web.api.console.errors import INVALID_VALUE, answers, together
from web.common.deps import TheShop
from web.common.operator_errors import NOT_FOUND, SIGNED_IN
from web.common.operators import Operator, SignedRoute
from web.common.paging import LimitPaging
from web.common.routing import Pages

router = Pages(prefix="/promocodes", tags=["console: shop"], route_class=SignedRoute)
ONE: Any = together(SIGNED_IN, answers(NOT_FOUND))


@router.get("", summary="Promocodes", responses=SIGNED_IN)
async def listing(_caller: Operator, paging: LimitPaging) -> schemas.AdminPromocodes:
    """The latest first."""
    codes, total = await promocodes.page(**paging.rows)
    used = await promocodes.use_counts(codes)
    items = [schemas.AdminPromocode.read(code, tariff=code.tariff or None, used=used[code.id]) for code in codes]
    return schemas.AdminPromocodes(items=items, **paging.numbers(total))


@router.post(
    "", summary="Make a promocode", responses=together(SIGNED_IN, answers(INVALID_VALUE, errors.TariffNotFound))
)
async def create(shop: TheShop, caller: Operator, body: schemas.AdminNewPromocode) -> schemas.AdminPromocodeAnswer:
    """One of kind tariff gives a period of a tariff, on sale or not."""
    tariff = await tariffs.find(body.tariff_id, on_sale_only=False) if body.tariff_id is not None else None
    promocode = await promocodes.create_promocode(
        shop,
        body.code,
        kind=body.kind,
        value=body.value,
        tariff=tariff,
        uses=body.uses,
        valid_until=body.valid_until,
        new_users_only=body.new_users_only,
        by=caller.actor,
    )
    return await _shown(await promocodes.find(promocode.id))


@router.post("/{promocode_id}/enable", summary="Let people use a code again", responses=ONE)
async def enable(shop: TheShop, caller: Operator, promocode_id: ItemId) -> schemas.AdminPromocodeAnswer:
    """As far as its limits let them."""
    code = await promocodes.find(promocode_id)
    return await _shown(await promocodes.set_enabled(shop, code, True, by=caller.actor))


@router.post("/{promocode_id}/disable", summary="Let nobody use a code any more", responses=ONE)
async def disable(shop: TheShop, caller: Operator, promocode_id: ItemId) -> schemas.AdminPromocodeAnswer:
    """What it has given stays given."""
    code = await promocodes.find(promocode_id)
    return await _shown(await promocodes.set_enabled(shop, code, False, by=caller.actor))


async def _shown(code: Promocode) -> schemas.AdminPromocodeAnswer:
    used = await promocodes.use_counts([code])
    return schemas.AdminPromocodeAnswer(
        promocode=schemas.AdminPromocode.read(code, tariff=code.tariff or None, used=used[code.id])
    )
