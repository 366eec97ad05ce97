"""The header `Idempotency-Key` on the console: what is asked for twice with the same key is done once."""

from typing import Annotated, Final

from fastapi import Depends, Header, Request

from core.users import accounts
from web.api.console.deps import chat_of
from web.common.deps import TheShop
from web.common.idempotency import Once
from web.common.operators import Operator

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


async def _once(request: Request, shop: TheShop, caller: Operator, idempotency_key: Key = None) -> Once:
    """The key is kept with the administrator's account; where there is none, each request is done."""
    person, key = None, None
    if idempotency_key is not None:
        person = await accounts.by_telegram(chat_of(shop, caller.actor))
        key = f"{caller.actor}:{idempotency_key}"
    return Once(shop, person, f"{request.method} {request.url.path}", key)


TheOnce = Annotated[Once, Depends(_once)]
