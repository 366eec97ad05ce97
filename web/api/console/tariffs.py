"""Tariffs: what is sold, and on what terms."""

from typing import Any

from core import errors
from core.catalogue import servers, tariffs
from web.api.console import goods_schemas as schemas
from web.api.console.deps import ItemId
from web.api.console.errors import INVALID_VALUE, answers, together
from web.api.console.idempotency import TheOnce
from web.common.deps import TheShop
from web.common.operator_errors import SIGNED_IN
from web.common.operators import Operator, SignedRoute
from web.common.paging import LimitPaging
from web.common.routing import Pages

router = Pages(prefix="/tariffs", tags=["console: shop"], route_class=SignedRoute)
ONE: Any = together(SIGNED_IN, answers(errors.TariffNotFound))
TERMS: Any = together(SIGNED_IN, answers(INVALID_VALUE, errors.ServerNotFound))


@router.get("", summary="Tariffs", responses=SIGNED_IN)
async def listing(_caller: Operator, paging: LimitPaging) -> schemas.AdminTariffs:
    """Those off sale too, in the order of the shop window."""
    rows, total = await tariffs.page(**paging.rows)
    return schemas.AdminTariffs(items=[schemas.AdminTariff.of(tariff) for tariff in rows], **paging.numbers(total))


@router.post("", summary="Put a tariff on sale", responses=TERMS)
async def create(shop: TheShop, caller: Operator, once: TheOnce, body: schemas.AdminTerms) -> schemas.AdminTariffAnswer:
    """It is in the shop window at once."""

    async def act() -> schemas.AdminTariffAnswer:
        places = await servers.by_ids(body.server_ids)
        return await shown((await tariffs.create(shop, body.terms(), servers=places, by=caller.actor)).id)

    return await once(body, schemas.AdminTariffAnswer, act)


@router.put("/{tariff_id}", summary="Change a tariff", responses=together(ONE, TERMS))
async def edit(
    shop: TheShop, caller: Operator, tariff_id: ItemId, body: schemas.AdminTerms
) -> schemas.AdminTariffAnswer:
    """All its terms, for future sales; subscriptions that were sold keep what was paid for."""
    tariff = await tariffs.find(tariff_id, on_sale_only=False)
    places = await servers.by_ids(body.server_ids)
    await tariffs.edit(shop, tariff, body.terms(), servers=places, by=caller.actor)
    return await shown(tariff_id)


@router.post("/{tariff_id}/enable", summary="Put a tariff on sale again", responses=ONE)
async def enable(shop: TheShop, caller: Operator, tariff_id: ItemId) -> schemas.AdminTariffAnswer:
    """It is in the shop window at once."""
    await tariffs.set_enabled(shop, await tariffs.find(tariff_id, on_sale_only=False), True, by=caller.actor)
    return await shown(tariff_id)


@router.post("/{tariff_id}/disable", summary="Take a tariff off sale", responses=ONE)
async def disable(shop: TheShop, caller: Operator, tariff_id: ItemId) -> schemas.AdminTariffAnswer:
    """Whoever has bought it keeps it."""
    await tariffs.set_enabled(shop, await tariffs.find(tariff_id, on_sale_only=False), False, by=caller.actor)
    return await shown(tariff_id)


async def shown(tariff_id: int) -> schemas.AdminTariffAnswer:
    """A tariff as it is now."""
    return schemas.AdminTariffAnswer(tariff=schemas.AdminTariff.of(await tariffs.with_servers(tariff_id)))
