"""Usage by the day: the dashboard, the days that hold data, the dashboard of one day."""

from datetime import date
from typing import Annotated, Any

from fastapi import Path, Query
from fastapi.responses import Response

from core.traffic import history
from core.traffic.dashboard import DAYS_MAX
from web.api.operator import usage_schemas as schemas
from web.common.operator_errors import (
    INVALID_DATE,
    INVALID_DAYS,
    INVALID_WINDOW,
    SIGNED_IN,
    ApiError,
    answers,
    together,
)
from web.common.operators import Operator, SignedRoute, TheDashboard
from web.common.routing import Pages
from web.common.schemas import OkAnswer, Text

router = Pages(prefix="/usage", tags=["operator: overview"], route_class=SignedRoute)
DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
DAYS: Any = {"ge": 1, "description": f"Days up to today; more than {DAYS_MAX} are {DAYS_MAX}."}


class Dates(OkAnswer):
    """Days that hold data, newest first."""

    dates: list[str]


@router.get(
    "/dashboard",
    summary="Usage of the last days",
    response_model=schemas.Dashboard,
    responses=together(SIGNED_IN, answers(INVALID_DAYS)),
)
async def dashboard(
    caller: Operator,
    dashboard: TheDashboard,
    days: Annotated[int, Query(le=10**6, **DAYS)] = 7,
    user: Annotated[Text | None, Query(max_length=255, description="One user's e-mail, empty for all.")] = None,
) -> Response:
    """Bytes and sessions of everybody by the day, beside those of as many days before. Up to a minute old."""
    email = user.strip() if user and user.strip() else None
    return _json(await dashboard.usage(min(days, DAYS_MAX), email, reveals=caller.owner))


@router.get("/dates", summary="Days that hold data", responses=SIGNED_IN)
async def dates(_caller: Operator) -> Dates:
    """Newest first."""
    return Dates(dates=[day.isoformat() for day in await history.dates()])


@router.get(
    "/dashboard/{date}",
    summary="Usage up to one day",
    response_model=schemas.DayDashboard,
    responses=together(SIGNED_IN, answers(INVALID_DATE, INVALID_WINDOW)),
)
async def dashboard_of_day(
    caller: Operator,
    dashboard: TheDashboard,
    day: Annotated[str, Path(alias="date", pattern=DAY, description="The last day.", examples=["2026-01-20"])],
    mode: Annotated[Text, Query(description="daily or cumulative; anything else is daily.")] = "daily",
    window_days: Annotated[int, Query(ge=1, le=10**6, description="How many days.")] = 7,
) -> Response:
    """The same, ending on a day of one's choice, with a summary of it. A day without data is zeros."""
    try:
        last = date.fromisoformat(day)
    except ValueError:
        raise ApiError(INVALID_DATE) from None
    if not 1990 <= last.year <= 9000:  # days before it would have no name
        raise ApiError(INVALID_DATE)
    view = mode if mode == "cumulative" else "daily"
    return _json(await dashboard.of_day(last, min(window_days, DAYS_MAX), view, reveals=caller.owner))


def _json(body: bytes) -> Response:
    return Response(body, media_type="application/json")
