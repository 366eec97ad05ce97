"""Events: what has happened in the shop."""

from typing import Annotated, Any

from fastapi import Query

from core.operations import audit
from core.operations.audit import Wanted
from web.api.operator import schemas
from web.common.deps import AskedLanguage, TheShop
from web.common.operator_errors import (
    INVALID_HOURS,
    INVALID_LIMIT,
    INVALID_SEVERITY,
    SIGNED_IN,
    ApiError,
    answers,
    together,
)
from web.common.operators import Operator, SignedRoute
from web.common.routing import Pages
from web.common.schemas import Text

router = Pages(prefix="/events", tags=["operator: events"], route_class=SignedRoute)
Hours = Annotated[int, Query(ge=1, le=8760, description="Hours up to now.")]
NAMES: Any = {"max_length": 32}
SYNONYMS = {"WARNING": audit.WARN}


@router.get(
    "",
    summary="What has happened",
    responses=together(SIGNED_IN, answers(INVALID_LIMIT, INVALID_HOURS, INVALID_SEVERITY)),
)
async def events(
    shop: TheShop,
    _caller: Operator,
    language: AskedLanguage,
    limit: Annotated[int, Query(ge=1, le=1000, description="How many.")] = 100,
    hours: Hours = 24,
    type: Annotated[Text | None, Query(description="Such as USER, SYSTEM or PAYMENT.", **NAMES)] = None,
    severity: Annotated[Text | None, Query(description="INFO, WARN or ERROR.", **NAMES)] = None,
    service: Annotated[Text | None, Query(description="Such as xray, ui or payments.", **NAMES)] = None,
) -> schemas.Events:
    """The newest first; names in any case. Kept for half a year."""
    level = _severity(severity)
    wish = Wanted(audit.since(shop, hours), type or None, level, service or None)
    events, total = await audit.query(shop, wish, limit)
    return schemas.Events(events=[schemas.Event.of(event, language) for event in events], total=total)


@router.get("/stats", summary="Numbers of events", responses=together(SIGNED_IN, answers(INVALID_HOURS)))
async def stats(shop: TheShop, _caller: Operator, hours: Hours = 24) -> schemas.EventStatistics:
    """By type, by severity, by service."""
    statistics = await audit.statistics(shop, Wanted(audit.since(shop, hours)))
    return schemas.EventStatistics(stats=schemas.EventNumbers.read(statistics))


def _severity(text: str | None) -> str | None:
    if not text:
        return None
    level = SYNONYMS.get(text.upper(), text.upper())
    if level not in audit.SEVERITIES:
        raise ApiError(INVALID_SEVERITY)
    return level
