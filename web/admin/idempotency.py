"""The header `Idempotency-Key` on the console: what is asked for twice with the same key is done once."""

from typing import Annotated, Final

from fastapi import Depends, Header, Request

from core.users import accounts
from web.cabinet.idempotency import Once
from web.deps import TheShop
from web.operator.deps import Operator

KEY_LENGTH: Final = 200
Key = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=KEY_LENGTH,
        pattern=r"^[!-~]+$",
        description="Any text of your own. The same request with the same key is done once; another request with it is "
        "refused by 409.",
    ),
]


async def _once(request: Request, shop: TheShop, caller: Operator, idempotency_key: Key = None) -> Once | None:
    """None where there is no key, or where no administrator has an account that it could be kept with."""
    if idempotency_key is None:
        return None
    actor = caller.actor
    asking = actor.id if actor.kind == "admin" and actor.id is not None else shop.settings.admin_ids[0]
    person = await accounts.by_telegram(asking)
    if person is None:
        return None
    return Once(shop, person, f"{request.method} {request.url.path}", f"{actor}:{idempotency_key}")


TheOnce = Annotated[Once | None, Depends(_once)]
