"""The operator API's schemas of self-checks, which panels call tests. Names are the contract's."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, Self

from core.operations.checks.answer import Check
from core.operations.checks.runs import Run
from web.common.schemas import Moment, Schema


class Test(Schema):
    """A self-check, and how it ended last."""

    name: str
    status: Literal["unknown", "passed", "failed"]
    description: str = ""
    detail: str = ""
    advice: str = ""

    @classmethod
    def of(cls, check: Check, description: str) -> Self:
        status: Literal["passed", "failed"] = "passed" if check.ok else "failed"
        return cls(name=check.name, status=status, description=description, detail=check.text, advice=check.advice)


class Tests(Schema):
    """Every self-check."""

    ok: Literal[True] = True
    tests: list[Test]


class Summary(Schema):
    """How many there were."""

    passed: int
    failed: int
    errors: int = 0
    total: int


class Results(Schema):
    """How a run ended."""

    success: bool
    summary: Summary
    tests: list[Test]
    started_at: Moment
    finished_at: Moment
    duration_sec: float
    output: str

    @classmethod
    def of(cls, run: Run, descriptions: Mapping[str, str]) -> Self:
        failed = sum(not check.ok for check in run.checks)
        words = (f"{'ok  ' if check.ok else 'FAIL'} {check.name}: {check.text} {check.advice}" for check in run.checks)
        return cls(
            success=failed == 0,
            summary=Summary(passed=len(run.checks) - failed, failed=failed, total=len(run.checks)),
            tests=[Test.of(check, descriptions.get(check.name, "")) for check in run.checks],
            started_at=run.began_at,
            finished_at=run.ended_at,
            duration_sec=(run.ended_at - run.began_at).total_seconds(),
            output="\n".join(line.rstrip() for line in words),
        )


class TestRun(Schema):
    """A run has happened; whether all is well is in `results.success`."""

    ok: Literal[True] = True
    results: Results


class TestStatus(Schema):
    """Whether the checks can be run now."""

    ok: Literal[True] = True
    status: Literal["ready", "running"]
    last_run: Moment | None
    tests_count: int

    @classmethod
    def of(cls, running: bool, last_run: datetime | None, count: int) -> Self:
        return cls(status="running" if running else "ready", last_run=last_run, tests_count=count)
