"""The running Xray at the addresses that later versions gave it: the same work as in `system.py`."""

from core import errors
from core.engine import selftest
from web.api.keys.deps import Program, unix
from web.api.keys.errors import UNVERIFIED, ApiError, answers, failed
from web.api.keys.system import ENGINE
from web.api.keys.system_schemas import SystemDone, Validation, XrayConfigStatus, XrayValidation
from web.common.deps import TheShop
from web.common.routing import Pages

router = Pages(prefix="/api/system/xray", tags=["keys: system"])


@router.get("/config-status", summary="What Xray listens with", responses=ENGINE)
async def config_status(shop: TheShop, program: Program) -> XrayConfigStatus:
    """Inbounds of the running Xray that are the program's affair, all of them for the owner."""
    comparison = await selftest.compare(shop, program)
    return XrayConfigStatus.of(shop, comparison, await selftest.ports(shop, program), unix(shop))


@router.post(
    "/sync-config",
    summary="Make Xray hold the shop's keys",
    responses=answers(
        failed("POST", "/api/system/xray/sync-config"), UNVERIFIED, errors.WorkerUnavailable, errors.ServerUnavailable
    ),
)
async def sync_config(shop: TheShop, program: Program) -> SystemDone:
    """The same as `/api/system/sync-config`."""
    if not (await selftest.sync(shop, program)).synchronized:
        raise ApiError(UNVERIFIED)
    return SystemDone(message="Xray configuration synchronized successfully", status="synced", timestamp=unix(shop))


@router.get("/validate-sync", summary="What differs between the keys and Xray", responses=ENGINE)
async def validate_sync(shop: TheShop, program: Program) -> XrayValidation:
    """Missing are keys that do not get in, extra is what gets in and is no key."""
    return XrayValidation(validation=Validation.read(await selftest.compare(shop, program)), timestamp=unix(shop))
