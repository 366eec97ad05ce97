"""Users of the panel: every key, by its e-mail."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import Query

from core import errors
from core.operations.operator_panel import panel_users
from core.operations.operator_panel.panel_users import PanelUser
from core.shop import Shop
from web.api.operator import user_schemas as shapes
from web.api.operator.schemas import Done
from web.common.deps import TheShop
from web.common.operator_errors import (
    EMAIL_REQUIRED,
    EMAIL_TOO_LONG,
    INVALID_ALIAS,
    INVALID_EMAIL,
    INVALID_UUID,
    NAME_REQUIRED,
    NO_INBOUND,
    NO_REALITY_LINK,
    SIGNED_IN,
    USER_EXISTS,
    USER_NOT_FOUND,
    Refused,
    answers,
    together,
)
from web.common.operators import Caller, Operator, SignedRoute
from web.common.routing import Pages

router = Pages(prefix="/users", tags=["operator: users"], route_class=SignedRoute)
ONE: Any = together(
    SIGNED_IN,
    answers(EMAIL_REQUIRED, INVALID_EMAIL, EMAIL_TOO_LONG, INVALID_UUID, USER_NOT_FOUND),
    answers(errors.EngineUnavailable, errors.WorkerUnavailable),
)


@router.get("", summary="Every key", responses=SIGNED_IN)
async def users(shop: TheShop, caller: Operator) -> shapes.Users:
    """Customers' keys, programs' and the operator's own, oldest first."""
    return shapes.Users(users=[shapes.User.of(_seen(user, caller)) for user in await panel_users.every(shop)])


@router.post(
    "/add",
    summary="Let somebody in",
    responses=together(SIGNED_IN, answers(EMAIL_REQUIRED, INVALID_EMAIL, EMAIL_TOO_LONG, NO_INBOUND, USER_EXISTS)),
)
async def add(shop: TheShop, caller: Operator, asked: shapes.AddUser) -> shapes.AddedUser:
    """A key of the operator's own: it lasts until it is deleted, without limits."""
    try:
        made = await panel_users.add(shop, asked.email, by=caller.actor)
    except errors.InvalidValue:
        raise Refused(INVALID_EMAIL) from None
    return shapes.AddedUser(user=shapes.User.of(made), uuid=made.uuid)


@router.post("/delete", summary="Take a key back", responses=ONE)
async def delete(shop: TheShop, caller: Operator, asked: shapes.NamedUser) -> Done:
    """Refused at once; a customer's key is given up for good, the subscription stays."""
    await panel_users.remove(shop, await _named(shop, asked), by=caller.actor)
    return Done(message="user_deleted")


@router.post("/kick", summary="New credentials", responses=ONE)
async def kick(shop: TheShop, caller: Operator, asked: shapes.NamedUser) -> shapes.Kicked:
    """Sessions end, and links that were given out stop working."""
    kicked = await panel_users.kick(shop, await _named(shop, asked), by=caller.actor)
    return shapes.Kicked(new_uuid=_seen(kicked, caller).uuid)


@router.post("/update-alias", summary="A word beside the name", responses=together(ONE, answers(INVALID_ALIAS)))
async def update_alias(shop: TheShop, caller: Operator, asked: shapes.Renaming) -> shapes.Renamed:
    """An empty one removes it. Nobody's connection is touched."""
    renamed = await panel_users.rename(shop, await _named(shop, asked), asked.alias, by=caller.actor)
    return shapes.Renamed(email=renamed.email, alias=renamed.alias)


@router.get(
    "/link",
    summary="The key's link",
    responses=together(
        SIGNED_IN,
        answers(NAME_REQUIRED, INVALID_UUID, USER_NOT_FOUND, NO_REALITY_LINK, errors.WorkerUnavailable),
    ),
)
async def link(
    shop: TheShop,
    caller: Operator,
    email: Annotated[shapes.AnyEmail | None, Query(description="The e-mail of the panel.")] = None,
    uuid: Annotated[shapes.VlessId | None, Query(description="The VLESS id.")] = None,
) -> shapes.UserLink:
    """By e-mail, by VLESS id, or by both, which must agree. A customer's is for the owner alone."""
    if not email and uuid is None:
        raise Refused(NAME_REQUIRED)
    found = await panel_users.find(shop, email=email or None, vless_uuid=uuid)
    if found.is_customers and not caller.owner:
        raise errors.Forbidden()
    return shapes.UserLink(link=await panel_users.link(found))


@router.get("/stats", summary="What went through keys", responses=together(SIGNED_IN, answers(INVALID_UUID)))
async def stats(
    shop: TheShop,
    caller: Operator,
    uuid: Annotated[shapes.VlessId | None, Query(description="One key's VLESS id.")] = None,
) -> shapes.StatisticsByUser:
    """Of all time, by e-mail."""
    found = await panel_users.statistics(shop, vless_uuid=uuid)
    shown = [replace(one, user=_seen(one.user, caller)) for one in found]
    return shapes.StatisticsByUser(stats={one.user.email: shapes.UserStatistics.of(one) for one in shown})


def _seen(user: PanelUser, caller: Caller) -> PanelUser:
    """A key as the one who asks may see it."""
    return user if caller.owner else user.masked()


async def _named(shop: Shop, asked: shapes.NamedUser) -> PanelUser:
    if asked.email:
        return await panel_users.find(shop, email=asked.email)
    if asked.uuid is None:
        raise Refused(EMAIL_REQUIRED)
    return await panel_users.find(shop, vless_uuid=asked.uuid)
