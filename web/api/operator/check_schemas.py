"""The operator API's schemas of self-checks, which panels call tests. Names are the contract's."""

from datetime import datetime
from typing import Literal, Self

from pydantic import Field

from core.operations.checks import Check, about
from core.operations.checks.runs import Run
from web.common.schemas import Moment, OkAnswer, Schema


class Test(Schema):
    """A self-check, and how it ended last."""

    name: str
    status: Literal["unknown", "passed", "failed"]
    description: str = ""
    detail: str = ""
    advice: str = ""

    @classmethod
    def of(cls, check: Check, language: str) -> Self:
        return cls(
            name=check.name,
            status="passed" if check.ok else "failed",
            description=about(check.name, language),
            detail=check.text_in(language),
            advice=check.advice_in(language),
        )


class Tests(OkAnswer):
    """Every self-check."""

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
    started_at: Moment = Field(validation_alias="began_at")
    finished_at: Moment = Field(validation_alias="ended_at")
    duration_sec: float
    output: str

    @classmethod
    def of(cls, run: Run, language: str) -> Self:
        failed = sum(not check.ok for check in run.checks)
        tests = [Test.of(check, language) for check in run.checks]
        verdicts = {"passed": "ok  ", "failed": "FAIL"}
        words = (f"{verdicts[test.status]} {test.name}: {test.detail} {test.advice}" for test in tests)
        return cls.read(
            run,
            success=failed == 0,
            summary=Summary(passed=len(tests) - failed, failed=failed, total=len(tests)),
            tests=tests,
            duration_sec=(run.ended_at - run.began_at).total_seconds(),
            output="\n".join(line.rstrip() for line in words),
        )


class TestRun(OkAnswer):
    """A run has happened; whether all is well is in `results.success`."""

    results: Results


class TestStatus(OkAnswer):
    """Whether the checks can be run now."""

    status: Literal["ready", "running"]
    last_run: Moment | None
    tests_count: int

    @classmethod
    def of(cls, running: bool, last_run: datetime | None, count: int) -> Self:
        return cls(status="running" if running else "ready", last_run=last_run, tests_count=count)
