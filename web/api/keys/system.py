"""Ports, and whether the running engine holds what it should. Nothing here makes new secrets."""

from typing import Any

from core import errors, i18n
from core.engine import calls, selftest
from core.subscriptions.keys import direct
from core.traffic import key_reports
from web.api.keys.deps import Program, actor, unix
from web.api.keys.errors import REALITY, UNREADABLE, UNVERIFIED, ApiError, answers, failed
from web.api.keys.system_schemas import (
    ConfigStatus,
    PortsOfKeys,
    PortsReset,
    PortsStatus,
    PortsValidation,
    RealityTrouble,
    RealityVerified,
    SystemDone,
    SystemTraffic,
    Validation,
    XrayConfigStatus,
    XrayValidation,
)
from web.common.deps import TheShop
from web.common.routing import Pages

router = Pages(prefix="/api/system", tags=["keys: system"])
xray = Pages(prefix="/api/system/xray", tags=["keys: system"])
ENGINE: Any = answers(UNREADABLE, errors.WorkerUnavailable, errors.ServerUnavailable)
SYNC: Any = answers(
    failed("POST", "/api/system/sync-config"), UNVERIFIED, errors.WorkerUnavailable, errors.ServerUnavailable
)


@router.post("/sync-config", summary="Make Xray hold the shop's keys", responses=SYNC)
async def sync_config(shop: TheShop, program: Program) -> SystemDone:
    """Only what differs is changed; connections and links of everybody else stay. Xray is not restarted."""
    if not (await selftest.sync(shop, program)).synchronized:
        raise ApiError(UNVERIFIED)
    return SystemDone(message="Configuration synchronized successfully", status="synced", timestamp=unix(shop))


@router.get("/config-status", summary="Whether Xray holds the shop's keys", responses=ENGINE)
async def config_status(shop: TheShop, program: Program) -> ConfigStatus:
    """As the running Xray says; a program sees its own keys, the owner strangers too."""
    return ConfigStatus.read(await selftest.compare(shop, program), timestamp=unix(shop))


@router.post(
    "/verify-reality",
    summary="Check the Reality settings and their target",
    responses=answers(errors.ServerUnavailable)
    | {500: {"model": RealityTrouble, "description": f"{REALITY.text}, with what is wrong."}},
)
async def verify_reality(shop: TheShop, program: Program) -> RealityVerified:
    """Keys, short ids, and the site that Reality shows, asked as Xray asks it; takes seconds. Changes nothing."""
    findings = await calls.verify_reality(shop)
    failed_checks = (finding for finding in findings if finding["ok"] is False)
    issues = [
        f"{finding['check']}: {i18n.say(finding['detail'], 'en')}. {i18n.say(finding['advice'], 'en')}"
        for finding in failed_checks
    ]
    if issues:
        raise ApiError(REALITY, {"issues": issues})
    return RealityVerified(
        message="Reality settings verified and updated successfully",
        status="verified",
        timestamp=unix(shop),
        checked=len(findings),
        issues=issues,
    )


@router.get("/ports", summary="Ports of keys", responses=answers(errors.ServerUnavailable))
async def ports(shop: TheShop, program: Program) -> PortsOfKeys:
    """A program sees its own keys' ports, and how many are left for everybody."""
    return PortsOfKeys.of(await selftest.ports(shop, program), unix(shop))


@router.post(
    "/ports/reset",
    summary="Bring keys to the first ports of the range",
    responses=answers(errors.NoFreePort, failed("POST", "/api/system/ports/reset"), errors.ServerUnavailable),
)
async def reset_ports(shop: TheShop, program: Program) -> PortsReset:
    """The program's own keys. Links of those that move change; a key that has such a port already keeps it."""
    moved = await direct.reset_ports(shop, by=actor(program), maker=program)
    return PortsReset(message="All ports reset successfully", status="reset", timestamp=unix(shop), reassigned=moved)


@router.get("/ports/status", summary="Whether ports are as assigned", responses=ENGINE)
async def ports_status(shop: TheShop, program: Program) -> PortsStatus:
    """Within the range, open in the running Xray, and no port open that is no key's."""
    book = await selftest.ports(shop, program)
    issues = await selftest.port_issues(shop, program, book)
    validation = PortsValidation(
        valid=not issues,
        issues=issues,
        total_assignments=len(book.keys),
        total_used_ports=len({key.port for key in book.keys}),
    )
    return PortsStatus(validation=validation, timestamp=unix(shop))


@router.get("/traffic/summary", summary="The machine's network interfaces")
async def traffic_summary(shop: TheShop, program: Program) -> SystemTraffic:
    """Of the machine that answers, since it started, without the loopback."""
    active = await key_reports.connected(direct.held_by(program))
    return SystemTraffic.of(shop, await key_reports.interfaces(), active, unix(shop))


# The running Xray at the addresses that later versions gave it: the same work.


@xray.get("/config-status", name="config_status", summary="What Xray listens with", responses=ENGINE)
async def xray_config_status(shop: TheShop, program: Program) -> XrayConfigStatus:
    """Inbounds of the running Xray that are the program's affair, all of them for the owner."""
    comparison = await selftest.compare(shop, program)
    return XrayConfigStatus.of(shop, comparison, await selftest.ports(shop, program), unix(shop))


@xray.post(
    "/sync-config",
    name="sync_config",  # the published name, as above
    summary="Make Xray hold the shop's keys",
    responses=answers(
        failed("POST", "/api/system/xray/sync-config"), UNVERIFIED, errors.WorkerUnavailable, errors.ServerUnavailable
    ),
)
async def sync_xray(shop: TheShop, program: Program) -> SystemDone:
    """The same as `/api/system/sync-config`."""
    if not (await selftest.sync(shop, program)).synchronized:
        raise ApiError(UNVERIFIED)
    return SystemDone(message="Xray configuration synchronized successfully", status="synced", timestamp=unix(shop))


@xray.get("/validate-sync", summary="What differs between the keys and Xray", responses=ENGINE)
async def validate_sync(shop: TheShop, program: Program) -> XrayValidation:
    """Missing are keys that do not get in, extra is what gets in and is no key."""
    return XrayValidation(validation=Validation.read(await selftest.compare(shop, program)), timestamp=unix(shop))
