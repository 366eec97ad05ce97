"""The embedded Xray: its configuration, its Reality settings, its restart."""

from typing import Annotated, Any, Literal

from fastapi import Query

from core import errors
from core.engine import calls, settings
from core.shop import Actor, Shop
from web.api.operator import system_schemas as schemas
from web.common.deps import TheShop
from web.common.operator_errors import NO_CONFIG, NO_INBOUND, SIGNED_IN, ApiError, answers, together
from web.common.operators import Operator, SignedRoute
from web.common.routing import Pages

router = Pages(prefix="/xray", tags=["operator: settings"], route_class=SignedRoute)
RESTARTING: Any = answers(NO_INBOUND, errors.EngineUnavailable, errors.WorkerUnavailable)


@router.get(
    "/config", summary="The engine's configuration", responses=together(SIGNED_IN, answers(NO_INBOUND, NO_CONFIG))
)
async def config(
    shop: TheShop,
    caller: Operator,
    reveal: Annotated[Literal["0", "1"], Query(description="1 shows secrets; for the owner alone.")] = "0",
) -> schemas.XrayConfig:
    """As Xray's JSON. Private keys, passwords and VLESS ids are `***`."""
    if reveal == "1" and not caller.owner:
        raise errors.Forbidden()
    try:
        return schemas.XrayConfig(config=await settings.document(shop, reveal=reveal == "1"))
    except errors.EngineUnavailable as exc:
        raise ApiError(NO_CONFIG.about(text=str(exc.params["text"]))) from None


@router.post("/restart", summary="Restart the engine", responses=together(SIGNED_IN, RESTARTING))
async def restart(shop: TheShop, caller: Operator) -> schemas.Restarted:
    """Counters are saved first; connections end."""
    return await restarted(shop, caller.actor)


@router.get("/reality", summary="Reality settings", responses=together(SIGNED_IN, answers(NO_INBOUND, NO_CONFIG)))
async def reality(shop: TheShop, _caller: Operator) -> schemas.Reality:
    """What links name; nothing of it is a secret."""
    try:
        return schemas.Reality.read(await settings.reality(shop))
    except errors.EngineUnavailable as exc:
        raise ApiError(NO_CONFIG.about(text=str(exc.params["text"]))) from None


async def restarted(shop: Shop, by: Actor) -> schemas.Restarted:
    """Restart the engine, or say why it does not serve."""
    health = await calls.restart(shop, by=by)
    if not health.ok:
        raise errors.EngineUnavailable(text=health.detail)
    return schemas.Restarted(service="xray")
