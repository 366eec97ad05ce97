"""The header `Idempotency-Key` on the site: the same as in the cabinet, for the person that the site has signed in."""

from typing import Annotated

from fastapi import Depends, Request

from web.api.site.deps import CurrentUser
from web.common.deps import TheShop
from web.common.idempotency import Key, Once


async def _once(request: Request, shop: TheShop, user: CurrentUser, idempotency_key: Key = None) -> Once:
    return Once(shop, user, f"{request.method} {request.scope['route'].path}", idempotency_key)


TheOnce = Annotated[Once, Depends(_once)]
