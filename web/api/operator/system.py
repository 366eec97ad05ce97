"""Services and the machine: are they there, what have they left, restart them."""

from core import errors, i18n
from core.engine import calls
from core.operations.operator_panel import machine
from core.shop import Shop
from web.api.operator import schemas, system_schemas
from web.api.operator.xray import RESTARTING, restarted
from web.common.deps import AskedLanguage, TheShop
from web.common.operator_errors import INVALID_TARGET, NOT_CONFIGURED, SIGNED_IN, ApiError, answers, together
from web.common.operators import Operator, SignedRoute
from web.common.routing import Pages

unsigned = Pages(tags=["operator: system"])
router = Pages(tags=["operator: system"], route_class=SignedRoute)


@unsigned.get("/ping", summary="Whether the process answers")
async def ping(shop: TheShop) -> schemas.Pong:
    """Needs no token."""
    return schemas.Pong(ts=shop.now())


@router.get("/system/status", summary="Services", responses=SIGNED_IN)
async def status(shop: TheShop, _caller: Operator, language: AskedLanguage) -> system_schemas.Services:
    """This process, the embedded Xray, and the shop's own web site."""
    ui = system_schemas.Service(active=True, state="active", service="vitrina", uptime_sec=machine.uptime_seconds())
    active, state, code = await machine.site(shop)
    site = system_schemas.Service(
        active=active, state=state, service="site", url=shop.settings.site_url, status_code=code
    )
    return system_schemas.Services(ui=ui, xray=await _xray(shop, language), nextjs=site)


@router.get("/system/resources", summary="The machine", responses=SIGNED_IN)
async def resources(shop: TheShop, _caller: Operator) -> schemas.Resources:
    """Processor, memory, and the disk with the shop's data."""
    answer = await machine.resources(shop)
    return schemas.Resources(cpu=answer.cpu, memory=answer.memory, disk=answer.disk)


@router.get("/ports/status", summary="Ports", responses=SIGNED_IN)
async def ports(shop: TheShop, _caller: Operator) -> schemas.Ports:
    """Whether somebody listens at each port of the shop; within a second."""
    return schemas.Ports(ports=[schemas.Port.of(port) for port in await machine.ports(shop)])


@router.post(
    "/system/restart",
    summary="Restart a service",
    responses=together(SIGNED_IN, RESTARTING, answers(INVALID_TARGET, NOT_CONFIGURED)),
)
async def restart(shop: TheShop, caller: Operator, body: system_schemas.Restart) -> system_schemas.Restarted:
    """`xray` at once. `ui` answers, then ends this process gracefully for its supervisor to start it again."""
    if body.target == "xray":
        return await restarted(shop, caller.actor)
    if body.target == "ui":
        await machine.end_soon(shop, by=caller.actor)
        return system_schemas.Restarted(service="vitrina")
    if body.target == "nextjs":
        raise ApiError(NOT_CONFIGURED)  # the shop watches that site and does not run it
    raise ApiError(INVALID_TARGET.about(target=body.target[:64]))


async def _xray(shop: Shop, language: str) -> system_schemas.Service:
    service = "xray"
    try:
        answer = await calls.health(shop, seconds=machine.SITE_SECONDS)
    except errors.WorkerUnavailable:
        return system_schemas.Service(
            active=False, state="timeout", service=service, detail=i18n.t("engine-worker-silent", language)
        )
    except errors.ServerUnavailable:
        return system_schemas.Service(active=False, state="not_configured", service=service)
    except errors.EngineUnavailable as exc:
        return system_schemas.Service(active=False, state="failed", service=service, detail=str(exc.params["text"]))
    state = "active" if answer.ok else "failed"
    detail = i18n.say(answer.words, language) or answer.version
    return system_schemas.Service(active=answer.ok, state=state, service=service, detail=detail)
