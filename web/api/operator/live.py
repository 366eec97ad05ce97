"""What goes through keys now and in the last hours."""

from typing import Annotated, Any, Literal

from fastapi import Query

from core.operations.operator_panel import panel_users
from core.shop import Shop
from core.traffic import live
from web.api.operator import schemas
from web.common.deps import TheShop
from web.common.operator_errors import (
    INVALID_GRANULARITY,
    INVALID_LIMIT,
    INVALID_METRIC,
    INVALID_PERIOD,
    INVALID_SCOPE,
    SIGNED_IN,
    USER_NOT_FOUND,
    USER_REQUIRED,
    ApiError,
    answers,
    together,
)
from web.common.operators import Operator, SignedRoute
from web.common.routing import Pages
from web.common.schemas import Text

router = Pages(prefix="/live", tags=["operator: live"], route_class=SignedRoute)
Period = Annotated[int, Query(ge=60, le=86400, description="Seconds up to now.")]
Granularity = Annotated[int, Query(ge=5, le=3600, description="Seconds of a bucket.")]
STEP: Any = {"ge": 5, "le": 3600, "description": "The same as `granularity`, as older panels call it."}


@router.get("/now", summary="Who is online", responses=SIGNED_IN)
async def now(shop: TheShop, _caller: Operator) -> schemas.LiveNow:
    """Keys seen within five minutes, the busiest first."""
    online = await live.now(shop)
    people = await panel_users.named(shop, [key.key_id for key in online])
    return schemas.LiveNow.of(online, people, shop.now())


@router.get(
    "/series",
    summary="A time series",
    responses=together(
        SIGNED_IN,
        answers(INVALID_METRIC, INVALID_PERIOD, INVALID_GRANULARITY, INVALID_SCOPE, USER_REQUIRED, USER_NOT_FOUND),
    ),
)
async def series(
    shop: TheShop,
    _caller: Operator,
    metric: live.Metric = "traffic",
    period: Period = 3600,
    granularity: Granularity = 60,
    gran: Annotated[int | None, Query(**STEP)] = None,
    scope: Literal["global", "user"] = "global",
    user: Annotated[Text | None, Query(max_length=255, description="Whose, for the scope `user`.")] = None,
) -> schemas.Series:
    """Bytes within each bucket, or the most connections or users at one time; empty buckets are 0."""
    step = gran or granularity
    if -(-period // step) > live.POINTS_MAX:
        raise ApiError(INVALID_GRANULARITY)
    key_id = await _key_of(shop, user) if scope == "user" else None
    points = await live.series(shop, metric, period=period, granularity=step, key_id=key_id)
    meta = schemas.SeriesMeta(
        metric=metric, period=period, granularity=step, scope=scope, user=user, unit=_unit(metric)
    )
    return schemas.Series(series=[schemas.SeriesPoint.read(point) for point in points], meta=meta)


@router.get(
    "/top",
    summary="Those with most",
    responses=together(SIGNED_IN, answers(INVALID_METRIC, INVALID_PERIOD, INVALID_LIMIT)),
)
async def top(
    shop: TheShop,
    _caller: Operator,
    metric: Literal["traffic", "conns"] = "traffic",
    period: Period = 3600,
    limit: Annotated[int, Query(ge=1, le=50, description="How many.")] = 10,
) -> schemas.Top:
    """By bytes, or by the most connections at one time; most first."""
    ranked, total = await live.top(shop, metric, period=period, limit=limit)
    people = await panel_users.named(shop, [key.key_id for key in ranked])
    rows = [
        schemas.TopUser(user=person.email, value=key.value, alias=person.alias, pct=round(100 * key.value / total, 2))
        for key in ranked
        if (person := people.get(key.key_id)) is not None
    ]
    return schemas.Top(top=rows, meta=schemas.SeriesMeta(metric=metric, period=period, unit=_unit(metric)))


async def _key_of(shop: Shop, email: str | None) -> int:
    if not email:
        raise ApiError(USER_REQUIRED)
    return (await panel_users.find(shop, email=email)).key_id


def _unit(metric: str) -> Literal["bytes", "count"]:
    return "bytes" if metric == "traffic" else "count"
