"""What the cabinet's routes ask for: the person behind the token, and how often they may ask."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Final

from fastapi import Depends, Request
from fastapi.openapi.models import HTTPBearer as HTTPBearerModel
from fastapi.security import APIKeyHeader
from fastapi.security.base import SecurityBase

from core import errors
from core.users import sessions
from core.users.models import User
from core.users.sessions import Claims
from web.common.deps import TheShop, accepted_language
from web.common.limits import Group, caller, take

HEADER: Final = "X-API-Key"  # in which programs name themselves
signature = APIKeyHeader(
    name=HEADER, auto_error=False, scheme_name="apiKey", description="A key of `vitrina apikey create`."
)


class Bearer(SecurityBase):
    """A dependency that gives what stands behind the access token, and says in the document that it wants one.

    One dependency, not a scheme and a function: resolving each costs FastAPI more than it takes to run.
    """

    def __init__(self, find: Callable[[Request], Awaitable[Any]]) -> None:
        self.model = HTTPBearerModel(bearerFormat="JWT", description="The access token of a sign-in.")
        self.scheme_name = "bearer"
        self._find = find

    async def __call__(self, request: Request) -> Any:
        return await self._find(request)


async def claims_of(request: Request) -> Claims | None:
    """What the request's token says, None without a good one; costs no statement, and is read once a request."""
    state = request.state
    if not hasattr(state, "claims"):
        state.claims = await _checked(request)
    claims: Claims | None = state.claims
    return claims


async def _checked(request: Request) -> Claims | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    try:
        return await sessions.check(request.app.state.shop, token.strip())
    except errors.Unauthenticated:
        return None


async def _user(request: Request) -> User:
    """The signed-in person, by one statement. 401 without a good token, 403 for a closed account."""
    claims = await claims_of(request)
    if claims is None:
        raise errors.Unauthenticated()
    user = await sessions.user_of(claims)
    request.state.language = user.language
    return user


CurrentUser = Annotated[User, Depends(Bearer(_user))]


async def _claims_of_user(request: Request, _user: CurrentUser) -> Claims:
    """What the person's token says; it has been read by then."""
    claims: Claims = request.state.claims
    return claims


CurrentClaims = Annotated[Claims, Depends(_claims_of_user)]


async def _language(request: Request, shop: TheShop) -> str:
    """The language to answer in: the person's where `CurrentUser` is asked for first, else the browser's."""
    return getattr(request.state, "language", None) or accepted_language(shop, request)


Language = Annotated[str, Depends(_language)]


async def _network(request: Request) -> str:
    return caller(request)


Network = Annotated[str, Depends(_network)]  # where the person is: an address, of IPv6 the customer's /64


def limited(group: Group) -> Any:
    """A dependency that counts the request: by person where there is one, else by address. Raises RateLimited.

    Sign-in endpoints are counted one by one, so that reading a letter does not use up the tries of a password.
    """

    async def count(request: Request) -> None:
        address = caller(request)
        await take(request, group, f"{request.scope['route'].path}:{address}" if group == "auth" else address)

    async def count_person(request: Request) -> None:
        claims = await claims_of(request)
        await take(request, group, f"user:{claims.user_id}" if claims else caller(request))

    return Depends(count if group == "auth" else count_person)
