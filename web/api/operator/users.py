"""Users of the panel: every key, by its e-mail."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import Query

from core import errors
from core.operations.operator_panel import panel_users
from core.operations.operator_panel.panel_users import PanelUser
from core.shop import Shop
from web.api.operator import user_schemas as schemas
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
    ApiError,
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
async def users(shop: TheShop, caller: Operator) -> schemas.Users:
    """Customers' keys, programs' and the operator's own, oldest first."""
    return schemas.Users(users=[schemas.User.read(_seen(user, caller)) for user in await panel_users.every(shop)])


@router.post(
    "/add",
    summary="Let somebody in",
    responses=together(SIGNED_IN, answers(EMAIL_REQUIRED, INVALID_EMAIL, EMAIL_TOO_LONG, NO_INBOUND, USER_EXISTS)),
)
async def add(shop: TheShop, caller: Operator, body: schemas.AddUser) -> schemas.AddedUser:
    """A key of the operator's own: it lasts until it is deleted, without limits."""
    try:
        user = await panel_users.add(shop, body.email, by=caller.actor)
    except errors.InvalidValue:
        raise ApiError(INVALID_EMAIL) from None
    return schemas.AddedUser(user=schemas.User.read(user), uuid=user.uuid)


@router.post("/delete", summary="Take a key back", responses=ONE)
async def delete(shop: TheShop, caller: Operator, body: schemas.NamedUser) -> Done:
    """Refused at once; a customer's key is given up for good, the subscription stays."""
    await panel_users.remove(shop, await _named(shop, body), by=caller.actor)
    return Done(message="user_deleted")


@router.post("/kick", summary="New credentials", responses=ONE)
async def kick(shop: TheShop, caller: Operator, body: schemas.NamedUser) -> schemas.Kicked:
    """Sessions end, and links that were given out stop working."""
    kicked = await panel_users.kick(shop, await _named(shop, body), by=caller.actor)
    return schemas.Kicked(new_uuid=_seen(kicked, caller).uuid)


@router.post("/update-alias", summary="A word beside the name", responses=together(ONE, answers(INVALID_ALIAS)))
async def update_alias(shop: TheShop, caller: Operator, body: schemas.Renaming) -> schemas.Renamed:
    """An empty one removes it. Nobody's connection is touched."""
    renamed = await panel_users.rename(shop, await _named(shop, body), body.alias, by=caller.actor)
    return schemas.Renamed(email=renamed.email, alias=renamed.alias)


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
    email: Annotated[schemas.AnyEmail | None, Query(description="The e-mail of the panel.")] = None,
    uuid: Annotated[schemas.VlessId | None, Query(description="The VLESS id.")] = None,
) -> schemas.UserLink:
    """By e-mail, by VLESS id, or by both, which must agree. A customer's is for the owner alone."""
    if not email and uuid is None:
        raise ApiError(NAME_REQUIRED)
    user = await panel_users.find(shop, email=email or None, vless_uuid=uuid)
    if user.is_customers and not caller.owner:
        raise errors.Forbidden()
    return schemas.UserLink(link=await panel_users.link(user))


@router.get("/stats", summary="What went through keys", responses=together(SIGNED_IN, answers(INVALID_UUID)))
async def stats(
    shop: TheShop,
    caller: Operator,
    uuid: Annotated[schemas.VlessId | None, Query(description="One key's VLESS id.")] = None,
) -> schemas.StatisticsByUser:
    """Of all time, by e-mail."""
    rows = await panel_users.statistics(shop, vless_uuid=uuid)
    visible = [replace(row, user=_seen(row.user, caller)) for row in rows]
    return schemas.StatisticsByUser(
        stats={row.user.email: schemas.UserStatistics.read(row, top3Domains=[]) for row in visible}
    )


def _seen(user: PanelUser, caller: Caller) -> PanelUser:
    """A key as the one who asks may see it."""
    return user if caller.owner else user.masked()


async def _named(shop: Shop, body: schemas.NamedUser) -> PanelUser:
    if body.email:
        return await panel_users.find(shop, email=body.email)
    if body.uuid is None:
        raise ApiError(EMAIL_REQUIRED)
    return await panel_users.find(shop, vless_uuid=body.uuid)
