"""Servers: where keys live, how they are, whether they are offered."""

from core import errors
from core.catalogue import servers
from core.catalogue.servers import Server
from core.subscriptions import capacity
from core.subscriptions.capacity import Load
from web.api.console import goods_schemas as schemas
from web.api.console.deps import ItemId
from web.api.console.errors import INVALID_VALUE, answers, together
from web.common.deps import TheShop
from web.common.operator_errors import SIGNED_IN
from web.common.operators import Operator, SignedRoute
from web.common.paging import LimitPaging
from web.common.routing import Pages

router = Pages(prefix="/servers", tags=["console: servers"], route_class=SignedRoute)


@router.get("", summary="Servers", responses=SIGNED_IN)
async def listing(_caller: Operator, paging: LimitPaging) -> schemas.AdminServers:
    """With what is known of their health; asks no panel."""
    rows, total = await servers.page(**paging.rows)
    loads = await capacity.loads()
    items = [schemas.AdminServer.of(server, loads.get(server.id, Load())) for server in rows]
    return schemas.AdminServers(items=items, **paging.numbers(total))


async def shown(server: Server) -> schemas.AdminServerAnswer:
    """A server as it is now."""
    loads = await capacity.loads()
    return schemas.AdminServerAnswer(server=schemas.AdminServer.of(server, loads.get(server.id, Load())))


@router.patch(
    "/{server_id}",
    summary="Change a server",
    responses=together(SIGNED_IN, answers(errors.ServerNotFound, INVALID_VALUE)),
)
async def change(
    shop: TheShop, caller: Operator, server_id: ItemId, body: schemas.AdminServerChanges
) -> schemas.AdminServerAnswer:
    """What is named is changed, all of it or nothing. Keys that live there go on living."""
    server = await servers.find(server_id)
    return await shown(await servers.change(shop, server, by=caller.actor, **body.named()))
