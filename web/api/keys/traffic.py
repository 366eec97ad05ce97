"""What goes through keys now."""

from core.engine import calls
from core.subscriptions.keys import direct
from core.traffic import key_reports, rollups
from web.api.keys.deps import KeyId, Program, TheKey
from web.api.keys.errors import KEY_NOT_FOUND, answers
from web.api.keys.schemas import ProgramKey
from web.api.keys.traffic_schemas import (
    KeySimpleTraffic,
    PortsTraffic,
    PortTraffic,
    ResetDone,
    SimpleTraffic,
    TrafficStatus,
)
from web.common.deps import TheShop
from web.common.routing import Pages

router = Pages(prefix="/api", tags=["keys: traffic"])


@router.get("/traffic/simple", summary="Current traffic of all keys")
async def simple(shop: TheShop, program: Program) -> SimpleTraffic:
    """By port, since each key's counter was reset."""
    keys = await key_reports.current(direct.held_by(program))
    return SimpleTraffic(data=PortsTraffic.of(shop, keys), timestamp=shop.now())


@router.get("/keys/{key_id}/traffic/simple", summary="Current traffic of a key", responses=answers(KEY_NOT_FOUND))
async def simple_of(shop: TheShop, key: TheKey) -> KeySimpleTraffic:
    """Since its counter was reset."""
    traffic = PortTraffic.of(await key_reports.current_of(key))
    return KeySimpleTraffic(key=ProgramKey.read(key), traffic=traffic, data=traffic, timestamp=shop.now())


@router.post(
    "/keys/{key_id}/traffic/simple/reset", summary="Reset a key's current counter", responses=answers(KEY_NOT_FOUND)
)
async def reset_simple(shop: TheShop, key: TheKey, key_id: KeyId) -> ResetDone:
    """It counts from zero; the history stays."""
    await rollups.reset_simple(key.id)
    return ResetDone(message="Traffic stats reset successfully", key_id=key_id, timestamp=shop.now())


@router.get("/traffic/status", summary="Every active key with its traffic")
async def status(program: Program) -> TrafficStatus:
    """Without an envelope."""
    keys = await key_reports.current(direct.held_by(program))
    return TrafficStatus.of(keys, counted=await calls.in_order())
