"""What the cabinet's routes ask for: the person behind the token, and how often they may ask."""

from typing import Annotated, Any

from fastapi import Depends, Path, Query, Request
from fastapi.security import HTTPBearer

from core import errors
from core.users import sessions
from core.users.models import User
from core.users.sessions import Claims
from web.deps import TheShop, accepted_language
from web.limits import Group, Limiter, client_address

LARGEST_ID = 2**63 - 1
bearer = HTTPBearer(
    auto_error=False, bearerFormat="JWT", scheme_name="bearer", description="The access token of a sign-in."
)


async def _claims(request: Request, shop: TheShop) -> Claims | None:
    """What the request's token says, None without a good one; costs no statement."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    try:
        return await sessions.check(shop, token.strip())
    except errors.Unauthenticated:
        return None


TheClaims = Annotated[Claims | None, Depends(_claims)]


async def _user(request: Request, claims: TheClaims, _described: Annotated[Any, Depends(bearer)]) -> User:
    """The signed-in person, by one statement. 401 without a good token, 403 for a closed account."""
    if claims is None:
        raise errors.Unauthenticated()
    user = await sessions.user_of(claims)
    request.state.language = user.language
    return user


CurrentUser = Annotated[User, Depends(_user)]


async def _language(request: Request, shop: TheShop) -> str:
    """The language to answer in: the person's where `CurrentUser` is asked for first, else the browser's."""
    return getattr(request.state, "language", None) or accepted_language(shop, request)


Language = Annotated[str, Depends(_language)]


def limited(group: Group) -> Any:
    """A dependency that counts the request: by person where there is one, else by address. Raises RateLimited.

    Sign-in endpoints are counted one by one, so that reading a letter does not use up the tries of a password.
    """

    async def count(request: Request, shop: TheShop) -> None:
        limiter: Limiter = request.app.state.limiter
        key = client_address(request, shop.settings.trusted_proxies)
        if group == "auth":
            key = f"{request.scope['route'].path}:{key}"
        await _take(limiter, group, key)

    async def count_person(request: Request, shop: TheShop, claims: TheClaims) -> None:
        limiter: Limiter = request.app.state.limiter
        key = f"user:{claims.user_id}" if claims else client_address(request, shop.settings.trusted_proxies)
        await _take(limiter, group, key)

    return Depends(count if group == "auth" else count_person)


async def _take(limiter: Limiter, group: Group, key: str) -> None:
    seconds = await limiter.wait(group, key)
    if seconds:
        raise errors.RateLimited(seconds=seconds)


PageNumber = Annotated[int, Query(ge=1, le=1_000_000, description="Page, from 1.")]
PerPage = Annotated[int, Query(ge=1, le=100, description="Rows a page.")]
RowId = Annotated[int, Path(ge=1, le=LARGEST_ID)]
