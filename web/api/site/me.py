"""The person and their keys: those the shop wants, and what panels hold. The two may differ for a moment."""

from typing import Annotated, Any

from fastapi import Path, Query

from core import errors
from core.catalogue import servers
from core.catalogue.servers import Server
from core.subscriptions.keys import devices, views
from core.traffic import key_reports
from web.api.site import key_schemas, schemas
from web.api.site.auth_schemas import TokenClaims
from web.api.site.deps import CurrentClaims, CurrentUser, limited, roles
from web.api.site.errors import (
    CLIENT_NOT_FOUND,
    FOREIGN_CLIENT,
    ID_REQUIRED,
    NO_CLIENTS,
    NODE_NOT_FOUND,
    NOT_ALLOWED,
    PANEL_UNAVAILABLE,
    SIGNED_IN,
    ApiError,
    answers,
    failed,
    together,
)
from web.common.deps import TheShop
from web.common.routing import Pages
from web.common.schemas import Text

router = Pages(tags=["site: account"])
LIMITED: Any = {"dependencies": [limited("other")]}
READING: Any = {"responses": SIGNED_IN, **LIMITED}


@router.get("/me", summary="What the access token says", **READING)
async def me(shop: TheShop, user: CurrentUser, claims: CurrentClaims) -> TokenClaims:
    """Who is signed in, and until when."""
    return TokenClaims(
        uid=str(user.uuid),
        user_id=str(user.uuid),
        roles=roles(shop, user),
        exp=int(claims.expires_at.timestamp()),
        iat=int(claims.issued_at.timestamp()),
    )


@router.get("/profile", summary="The person with their keys", **READING)
async def profile(shop: TheShop, user: CurrentUser) -> schemas.Profile:
    """The account, and the keys as `/profile/keys` has them."""
    keys_held = [schemas.VPNKey.of(shop, user, key) for key in await views.keys_of(user)]
    person = schemas.User.of(shop, user, await views.identity(user))
    return schemas.Profile(user=person, stats=schemas.ProfileStats(clients_total=len(keys_held)), clients=keys_held)


@router.get("/profile/keys", summary="Keys that panels hold", **READING)
async def keys(shop: TheShop, user: CurrentUser) -> list[schemas.VPNKey]:
    """Newest first. A revoked key stays here, not active, until its panel has forgotten it."""
    return [schemas.VPNKey.of(shop, user, key) for key in await views.keys_of(user)]


@router.get(
    "/profile/usage",
    summary="Traffic of one key",
    responses=together(SIGNED_IN, answers(NO_CLIENTS, CLIENT_NOT_FOUND, FOREIGN_CLIENT)),
    **LIMITED,
)
async def used(
    user: CurrentUser,
    client_id: Annotated[
        Text | None, Query(max_length=256, description="A key's `marzban_client_id` or UUID; by default the first.")
    ] = None,
) -> schemas.UsageStats:
    """Bytes of all time, as the shop has counted them."""
    key = await views.own(user, client_id) if client_id else await views.first(user)
    if key is None:
        raise ApiError(NO_CLIENTS)
    return schemas.UsageStats.of(key, await key_reports.of_key(key))


@router.get(
    "/me/clients",
    summary="Keys that the shop wants",
    responses=together(SIGNED_IN, answers(failed("GET", "/me/clients"))),
    **LIMITED,
)
async def clients(shop: TheShop, user: CurrentUser) -> list[schemas.InternalClient]:
    """Newest first, revoked ones too. Their ids are for `/me/clients/{id}/revoke`."""
    return [schemas.InternalClient.of(shop, key) for key in await devices.mine(user)]


@router.post(
    "/me/clients",
    status_code=201,
    summary="Make one more key",
    responses=together(
        SIGNED_IN, answers(*key_schemas.UNSUPPORTED.values(), NODE_NOT_FOUND, NOT_ALLOWED, PANEL_UNAVAILABLE)
    ),
    **LIMITED,
)
async def make_client(
    shop: TheShop, user: CurrentUser, body: key_schemas.CreateClientRequest
) -> key_schemas.CreatedClient:
    """For one device, within the running subscription and its number of devices; 403 otherwise.

    Its panel mostly has it when this answers; while the panel is away, it appears in `/profile/keys` later.
    """
    body.check()
    server = await _node(body.node_id)
    key = await devices.make(shop, user, server=server, meta=body.meta or {}, flow=body.flow)
    await devices.soon(key)
    return key_schemas.CreatedClient(client_id=key.uuid, uuid=key.secret)


@router.post(
    "/me/clients/{id:path}/revoke",
    status_code=204,
    summary="Give a key up for good",
    responses=together(SIGNED_IN, answers(ID_REQUIRED, CLIENT_NOT_FOUND)),
    **LIMITED,
)
async def revoke_client(
    shop: TheShop, user: CurrentUser, id: Annotated[str, Path(description="The key's UUID.", examples=[schemas.KEY_ID])]
) -> None:
    """Its panel refuses it at once. Doing it again changes nothing. Somebody else's key is 404."""
    if not id.strip():
        raise ApiError(ID_REQUIRED)
    try:
        key = await views.own(user, id)
    except errors.KeyForeign:
        raise ApiError(CLIENT_NOT_FOUND) from None
    await devices.revoke(shop, user, key)


async def _node(node_id: str | None) -> Server | None:
    """The server that `/nodes` calls so; None leaves the choice to the shop."""
    if not node_id:
        return None
    if node_id.isascii() and node_id.isdigit() and len(node_id) < 10:
        return await servers.find(int(node_id))
    return await servers.by_uuid(node_id)
