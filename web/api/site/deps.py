"""What the site's routes ask for: the person behind the token, and the key that an address names."""

import re
from typing import Annotated

from fastapi import Depends, Path, Request

from core import errors
from core.shop import Shop
from core.subscriptions.keys import views
from core.subscriptions.models import Key
from core.users import accounts, sessions
from core.users.models import User
from core.users.sessions import Claims
from web.api.site.errors import CLIENT_ID_REQUIRED, INVALID_JWT, MISSING_CLAIMS, NOT_ALLOWED, ApiError
from web.common.auth import Bearer, claims_of, limited
from web.common.deps import TheShop
from web.common.idempotency import Key as OnceKey
from web.common.idempotency import Once

__all__ = ["ClientId", "CurrentClaims", "CurrentUser", "OwnKey", "TheOnce", "limited", "roles"]

JWT = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+")


async def _claims(request: Request) -> Claims:
    """What the token says. What is no token at all is told apart from one that has ended or was signed elsewhere."""
    claims = await claims_of(request)
    if claims is not None:
        return claims
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    is_token = scheme.lower() == "bearer" and JWT.fullmatch(token.strip()) is not None
    raise ApiError(INVALID_JWT if is_token else MISSING_CLAIMS)


async def _user(request: Request) -> User:
    """The signed-in person, by one statement. 401 without a good token or for a closed account, 404 for one deleted."""
    claims = await _claims(request)
    try:
        user = await sessions.user_of(claims)
    except errors.Unauthenticated:
        await accounts.find(claims.user_id)
        raise
    request.state.language = user.language
    return user


CurrentUser = Annotated[User, Depends(Bearer(_user))]


async def _once(request: Request, shop: TheShop, user: CurrentUser, idempotency_key: OnceKey = None) -> Once:
    return Once(shop, user, f"{request.method} {request.scope['route'].path}", idempotency_key)


TheOnce = Annotated[Once, Depends(_once)]  # as the cabinet's, for the person that the site has signed in


async def _claims_of_user(request: Request, _user: CurrentUser) -> Claims:
    return await _claims(request)


CurrentClaims = Annotated[Claims, Depends(_claims_of_user)]
ClientId = Annotated[str, Path(description="A key: its `marzban_client_id`, or its UUID.", examples=["k0001"])]


async def _key(user: CurrentUser, client_id: ClientId) -> Key:
    """The person's own key. 400 without a name, 404 for one that nobody has, 403 for somebody else's."""
    if not client_id.strip():
        raise ApiError(CLIENT_ID_REQUIRED)
    try:
        return await views.own(user, client_id)
    except errors.KeyForeign:
        raise ApiError(NOT_ALLOWED) from None


OwnKey = Annotated[Key, Depends(_key)]


def roles(shop: Shop, user: User) -> list[str]:
    """`user`, and `admin` for the shop's administrators."""
    return ["user", "admin"] if user.telegram_id in shop.settings.admin_ids else ["user"]
