"""Settings of the panel."""

from typing import Any

from fastapi import Body

from core.operations.operator_panel import operator_settings
from web.api.operator import system_schemas as schemas
from web.common.deps import TheShop
from web.common.operator_errors import INVALID_VALUE, READ_ONLY, SIGNED_IN, UNKNOWN_SECTION, answers, together
from web.common.operators import Operator, SignedRoute
from web.common.routing import Pages

router = Pages(prefix="/settings", tags=["operator: settings"], route_class=SignedRoute)
CHANGES: Any = Body(examples=[{"ui": {"theme": "light"}}], description="Any part of the settings.")


@router.get("", summary="Settings", responses=SIGNED_IN)
async def settings(shop: TheShop, _caller: Operator) -> schemas.Settings:
    """Those of the panel and the collector can be changed; those of the engine stand in the environment."""
    return schemas.Settings.of(await operator_settings.current(shop), operator_settings.SHAPE_VERSION)


@router.post(
    "",
    summary="Change settings",
    responses=together(SIGNED_IN, answers(UNKNOWN_SECTION, INVALID_VALUE, READ_ONLY)),
)
async def save(shop: TheShop, caller: Operator, changes: dict[str, Any] = CHANGES) -> schemas.Settings:
    """What is named is changed, the rest stays. All of it is taken, or nothing."""
    sections = {section: values for section, values in changes.items() if section != "version"}
    saved = await operator_settings.change(shop, sections, by=caller.actor)
    return schemas.Settings.of(saved, operator_settings.SHAPE_VERSION)
