"""Broadcasts: one message to everybody, and how far it is."""

from core import errors
from core.operations import broadcasts
from web.api.console import promotion_schemas as schemas
from web.api.console.deps import ItemId, chat_of
from web.api.console.errors import INVALID_VALUE, answers, together
from web.api.console.idempotency import TheOnce
from web.common.deps import TheShop
from web.common.operator_errors import NOT_FOUND, SIGNED_IN
from web.common.operators import Operator, SignedRoute
from web.common.paging import LimitPaging
from web.common.routing import Pages

router = Pages(prefix="/broadcasts", tags=["console: shop"], route_class=SignedRoute)


@router.get("", summary="Broadcasts", responses=SIGNED_IN)
async def listing(_caller: Operator, paging: LimitPaging) -> schemas.AdminBroadcasts:
    """The latest first, each with how far it is."""
    rows, total = await broadcasts.page(**paging.rows)
    items = [schemas.AdminBroadcast.read(broadcast) for broadcast in rows]
    return schemas.AdminBroadcasts(items=items, **paging.numbers(total))


@router.get("/audience", summary="How many people a broadcast reaches", responses=SIGNED_IN)
async def audience(_caller: Operator) -> schemas.AdminAudience:
    """Those who have started the bot, have not stopped it, and whose account is open."""
    return schemas.AdminAudience(people=await broadcasts.audience())


@router.post(
    "",
    summary="Tell everybody",
    responses=together(SIGNED_IN, answers(INVALID_VALUE, errors.BotNotStarted, errors.TelegramUnavailable)),
)
async def start(
    shop: TheShop, caller: Operator, once: TheOnce, body: schemas.AdminNewBroadcast
) -> schemas.AdminBroadcastAnswer:
    """The administrator who asks gets it first, with the progress below; for a program the first of ADMIN_IDS."""

    async def act() -> schemas.AdminBroadcastAnswer:
        broadcast = await broadcasts.announce(shop, body.text, chat_id=chat_of(shop, caller.actor), by=caller.actor)
        return schemas.AdminBroadcastAnswer(broadcast=schemas.AdminBroadcast.read(broadcast))

    return await once(body, schemas.AdminBroadcastAnswer, act)


@router.post("/{broadcast_id}/cancel", summary="Stop a broadcast", responses=together(SIGNED_IN, answers(NOT_FOUND)))
async def cancel(shop: TheShop, caller: Operator, broadcast_id: ItemId) -> schemas.AdminBroadcastAnswer:
    """Who has got the message keeps it. One that has ended stays as it is."""
    stopped = await broadcasts.cancel(shop, broadcast_id, by=caller.actor)
    return schemas.AdminBroadcastAnswer(broadcast=schemas.AdminBroadcast.read(stopped))
