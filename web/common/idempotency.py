"""The header `Idempotency-Key`: the same request again gets the first one's answer."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Header, Request
from pydantic import BaseModel

from core import idempotency
from core.shop import Shop
from core.users.models import User
from web.common.auth import CurrentUser
from web.common.deps import TheShop

Answer = TypeVar("Answer", bound=BaseModel)
Key = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=idempotency.KEY_LENGTH,
        pattern=r"^[!-~]+$",
        description="Any text of your own. The same request with the same key is done once and answered alike for 24 "
        "hours; another request with it is refused by 409.",
    ),
]


@dataclass(frozen=True, slots=True)
class Once:
    """Does what the request asks for once: `await once(body, Answer, act)`. Each time, without a person or a key."""

    shop: Shop
    user: User | None
    operation: str
    key: str | None

    async def __call__(self, body: BaseModel, schema: type[Answer], act: Callable[[], Awaitable[Answer]]) -> Answer:
        async def answer() -> dict[str, Any]:
            return (await act()).model_dump(mode="json")

        if self.user is None or self.key is None:
            return await act()
        text = body.model_dump_json()
        return schema.model_validate(
            await idempotency.run_once(self.shop, self.user, self.key, operation=self.operation, body=text, act=answer)
        )


async def _once(request: Request, shop: TheShop, user: CurrentUser, idempotency_key: Key = None) -> Once:
    return Once(shop, user, f"{request.method} {request.scope['route'].path}", idempotency_key)


TheOnce = Annotated[Once, Depends(_once)]
