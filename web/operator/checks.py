"""The shop's self-checks, which panels call tests."""

from typing import Annotated

from fastapi import Query

from core import errors, examination
from web.cabinet.shapes import Text
from web.deps import TheShop
from web.operator import check_shapes as shapes
from web.operator.deps import Operator, SignedRoute
from web.operator.errors import SIGNED_IN, TEST_NOT_FOUND, TESTS_RUNNING, Refused, answers, together
from web.routing import Pages

router = Pages(prefix="/tests", tags=["operator: checks"], route_class=SignedRoute)


@router.get(
    "/run", summary="Run the self-checks", responses=together(SIGNED_IN, answers(TESTS_RUNNING, TEST_NOT_FOUND))
)
async def run(
    shop: TheShop,
    caller: Operator,
    path: Annotated[Text, Query(max_length=64, description="The name of one check; empty for all.")] = "",
    all: Annotated[bool, Query(description="All of them, whatever `path` says.")] = False,
    verbose: Annotated[bool, Query(description="Changes nothing: every answer has all there is to say.")] = False,
) -> shapes.TestRun:
    """One run at a time, some seconds. `ok` says that it happened, `results.success` that all is in order."""
    try:
        found = await examination.run(shop, path if path and not all else None, by=caller.actor)
    except errors.Busy:
        raise Refused(TESTS_RUNNING) from None
    except errors.NotFound:
        raise Refused(TEST_NOT_FOUND) from None
    return shapes.TestRun(results=shapes.Results.of(found, examination.DESCRIPTIONS))


@router.get("/list", summary="The self-checks", responses=SIGNED_IN)
async def listing(shop: TheShop, _caller: Operator) -> shapes.Tests:
    """Each with how it ended last."""
    known, _ = await examination.last()
    return shapes.Tests(
        tests=[
            shapes.Test.of(examination.checked(known[name]), examination.DESCRIPTIONS[name])
            if name in known
            else shapes.Test(name=name, status="unknown", description=examination.DESCRIPTIONS[name])
            for name in examination.NAMES
        ]
    )


@router.get("/status", summary="Whether they run now", responses=SIGNED_IN)
async def status(shop: TheShop, _caller: Operator) -> shapes.TestStatus:
    """And when they ran last."""
    _, last = await examination.last()
    return shapes.TestStatus.of(examination.is_running(shop), last, len(examination.NAMES))
