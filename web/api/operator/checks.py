"""The shop's self-checks, which panels call tests."""

from typing import Annotated

from fastapi import Query

from core import errors
from core.operations.checks import about, runs
from web.api.operator import check_schemas as schemas
from web.common.deps import AskedLanguage, TheShop
from web.common.operator_errors import SIGNED_IN, TEST_NOT_FOUND, TESTS_RUNNING, ApiError, answers, together
from web.common.operators import Operator, SignedRoute
from web.common.routing import Pages
from web.common.schemas import Text

router = Pages(prefix="/tests", tags=["operator: checks"], route_class=SignedRoute)


@router.get(
    "/run", summary="Run the self-checks", responses=together(SIGNED_IN, answers(TESTS_RUNNING, TEST_NOT_FOUND))
)
async def run(
    shop: TheShop,
    caller: Operator,
    language: AskedLanguage,
    path: Annotated[Text, Query(max_length=64, description="The name of one check; empty for all.")] = "",
    all: Annotated[bool, Query(description="All of them, whatever `path` says.")] = False,
    verbose: Annotated[bool, Query(description="Changes nothing: every answer has all there is to say.")] = False,
) -> schemas.TestRun:
    """One run at a time, some seconds. `ok` says that it happened, `results.success` that all is in order."""
    try:
        results = await runs.run(shop, path if path and not all else None, by=caller.actor)
    except errors.Busy:
        raise ApiError(TESTS_RUNNING) from None
    except errors.NotFound:
        raise ApiError(TEST_NOT_FOUND) from None
    return schemas.TestRun(results=schemas.Results.of(results, language))


@router.get("/list", summary="The self-checks", responses=SIGNED_IN)
async def listing(_caller: Operator, language: AskedLanguage) -> schemas.Tests:
    """Each with how it ended last."""
    statuses, _ = await runs.last()
    return schemas.Tests(
        tests=[
            schemas.Test.of(runs.checked(statuses[name]), language)
            if name in statuses
            else schemas.Test(name=name, status="unknown", description=about(name, language))
            for name in runs.NAMES
        ]
    )


@router.get("/status", summary="Whether they run now", responses=SIGNED_IN)
async def status(shop: TheShop, _caller: Operator) -> schemas.TestStatus:
    """And when they ran last."""
    _, last = await runs.last()
    return schemas.TestStatus.of(runs.is_running(shop), last, len(runs.NAMES))
