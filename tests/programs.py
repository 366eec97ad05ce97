"""The programs that tests start but the lock file does not bring: found here, or named at the end of the run.

Node.js, which may come from a package, is looked for in `tests/node.py`.
"""

import os
import re
import shutil
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

import pytest

TESTS = Path(__file__).parent
POSTGRES_PLACES = ("/usr/lib/postgresql", "/usr/local/lib/postgresql", "/opt/homebrew/opt/postgresql/bin")
ABSENT = re.compile(r"^Skipped: (.+) is not installed$")


def missing(what: str) -> NoReturn:
    """Skip on a developer's machine, fail in CI: there everything is installed."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is not installed, and CI skips nothing")
    pytest.skip(f"{what} is not installed")


def find_postgres() -> Path | None:
    """The directory of PostgreSQL's server binaries, the newest version first."""
    on_path = shutil.which("postgres")
    if on_path:
        return Path(on_path).resolve().parent
    for place in POSTGRES_PLACES:
        versions = sorted(Path(place).glob("*/bin/postgres"), reverse=True)
        if versions:
            return versions[0].parent
    return None


def find_redis() -> str | None:
    """The Redis server binary."""
    return shutil.which("redis-server")


def find_chromium() -> str | None:
    """A browser that Playwright can drive."""
    return shutil.which("chromium") or shutil.which("google-chrome")


def absences(reasons: Iterable[str]) -> list[str]:
    """One line for each program that skipped tests have missed."""
    named = Counter(found[1] for reason in reasons if (found := ABSENT.match(reason)))
    return [f"{what} is not installed: {count} tests are skipped" for what, count in sorted(named.items())]
