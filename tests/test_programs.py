"""What a bare machine lacks is named at the end of a run, in a line each; CI lacks nothing."""

import pytest

from tests import programs


def test_each_absent_program_is_one_line_with_how_many_tests_missed_it() -> None:
    reasons = ["Skipped: Redis is not installed"] * 2 + ["Skipped: Chromium is not installed", "Skipped: on Sundays"]
    assert programs.absences(reasons) == [
        "Chromium is not installed: 1 tests are skipped",
        "Redis is not installed: 2 tests are skipped",
    ]


def test_what_is_missing_is_skipped_and_fails_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="Redis is not installed"):
        programs.missing("Redis")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="CI skips nothing"):
        programs.missing("Redis")


def test_no_test_skips_by_itself() -> None:
    """A skip that `programs.missing` does not know of would not be named, and would pass in CI."""
    own = {"programs.py", "test_programs.py"}
    words = ("pytest.skip(", "importorskip(", "mark.skip")
    sources = [path for path in programs.TESTS.rglob("*.py") if path.name not in own]
    assert [path.name for path in sources if any(word in path.read_text(encoding="utf-8") for word in words)] == []
