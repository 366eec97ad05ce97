"""What the key API's routes ask for: the program behind the API key, and the key or the time that an address names."""

from datetime import date
from typing import Annotated, Any

from fastapi import Depends, Path, Query, Request
from pydantic import AfterValidator, Field

from core import errors
from core.shop import Actor, Shop
from core.subscriptions.keys import direct
from core.subscriptions.models import Key
from core.traffic import rollups
from core.users import api_keys
from core.users.api_keys import KEYS, ApiKey
from web.common.auth import HEADER, signature
from web.common.deps import TheShop
from web.common.limits import caller, take

MOST_DAYS = 36500  # a hundred years


async def _program(request: Request, shop: TheShop, _described: Annotated[Any, Depends(signature)]) -> ApiKey:
    """Who signed the request, which is counted: by API key, or by address where it is none. 401 without a good one."""
    try:
        api_key = await api_keys.check(shop, request.headers.get(HEADER, ""))
    except errors.Unauthenticated:
        await _count(request)
        raise
    await take(request, "other", f"program:{api_key.id}")
    if not api_key.may(KEYS):
        raise errors.Unauthenticated()
    return api_key


async def _count(request: Request) -> None:
    await take(request, "other", caller(request))


Counted = Depends(_count)  # of those that need no key
Program = Annotated[ApiKey, Depends(_program)]
KeyId = Annotated[str, Path(description="A key: its `id`, or its VLESS `uuid`.")]


async def _key(program: Program, key_id: KeyId) -> Key:
    """One of the program's keys, with its account. 404 for anybody else's."""
    return await direct.find(key_id, program)


TheKey = Annotated[Key, Depends(_key)]


def _calendar_day(text: str) -> str:
    date.fromisoformat(text)  # ValueError for a day that is none, such as 2025-02-30
    return text


DayText = Annotated[
    str,
    Path(
        alias="date",
        pattern=r"^[1-9]\d{3}-\d{2}-\d{2}$",
        json_schema_extra={"format": "date"},
        examples=["2025-08-05"],
        description="A day, `YYYY-MM-DD`.",
    ),
    AfterValidator(_calendar_day),
]
MonthText = Annotated[
    Annotated[str, Field(pattern=r"^[1-9]\d{3}-(0[1-9]|1[0-2])$")] | None,
    Query(alias="year_month", examples=["2025-08"], description="A month, `YYYY-MM`; this one by default."),
]
DaysToKeep = Annotated[int, Query(ge=0, le=MOST_DAYS, description="Days before today that stay.")]


async def _month(shop: TheShop, year_month: MonthText = None) -> date:
    return date.fromisoformat(f"{year_month}-01") if year_month else rollups.today(shop).replace(day=1)


Month = Annotated[date, Depends(_month)]


def actor(program: ApiKey) -> Actor:
    """The program as whoever does something."""
    return Actor("program", program.id)


def unix(shop: Shop) -> int:
    """The shop's time in whole Unix seconds."""
    return int(shop.now().timestamp())
