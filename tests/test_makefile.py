"""What an owner types: installing and upgrading bring the cabinet, cleaning up spares the shop's data."""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from web.pages import built

ROOT = Path(__file__).resolve().parent.parent
INSTALLED = (".venv/.packages", ".venv/.tools", ".venv/.ready")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout where everything has been installed, as far as make can see."""
    for file in (ROOT / "Makefile", ROOT / "pyproject.toml", *ROOT.glob("requirements*.lock")):
        shutil.copy(file, tmp_path)
    for name in ("web/ui/src/app.tsx", "web/ui/build.py", "locales/ru/app.ftl", *INSTALLED):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    past = time.time() - 3600
    for file in tmp_path.rglob("*"):
        if str(file.relative_to(tmp_path)) not in INSTALLED:
            os.utime(file, (past, past))
    return tmp_path


def would_run(checkout: Path, *words: str) -> str:
    # As a developer would call it, though the tests are run by `make test` themselves.
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    outside.pop("FILE", None)
    return subprocess.run(
        ["make", "-n", *words], cwd=checkout, env=outside, capture_output=True, text=True, check=True
    ).stdout


def test_all_tests_are_run_the_quick_ones_or_those_of_one_file(checkout: Path) -> None:
    pytest_alone = ".venv/bin/python -m pytest"
    assert would_run(checkout, "test").strip() == f"{pytest_alone} -n auto --dist loadgroup"
    one = "tests/core/test_x.py"
    assert would_run(checkout, "test", f"FILE={one}").strip() == f"{pytest_alone} {one}"
    quick = would_run(checkout, "test-fast")
    assert "--ignore=tests/ui --ignore=tests/journeys" in quick
    assert '-m "not slow"' in quick


@pytest.mark.parametrize("data", ["var/vitrina.db", "var/backups/one.bak", "var/demo/shop.db", ".env"])
def test_make_clean_never_touches_the_shops_data(checkout: Path, data: str) -> None:
    (checkout / data).parent.mkdir(parents=True, exist_ok=True)
    (checkout / data).write_text("books")
    subprocess.run(["make", "clean"], cwd=checkout, check=True, capture_output=True)
    assert (checkout / data).read_text() == "books"
    assert not (checkout / ".venv").exists()


@pytest.mark.parametrize("target", ["install", ".venv/.ready", "run", "demo"])
@pytest.mark.parametrize("source", ["web/ui/src/app.tsx", "locales/ru/app.ftl"])
def test_an_upgrade_builds_the_cabinet_from_its_new_sources(checkout: Path, target: str, source: str) -> None:
    assert "build.py" not in would_run(checkout, target)
    soon = time.time() + 5
    os.utime(checkout / source, (soon, soon))
    after = would_run(checkout, target)
    assert "web/ui/build.py" in after
    assert "pip install" not in after


def test_the_cabinet_is_built_once_when_that_is_asked_for(checkout: Path) -> None:
    soon = time.time() + 5
    os.utime(checkout / "web/ui/src/app.tsx", (soon, soon))
    assert would_run(checkout, "ui").count("web/ui/build.py") == 1


@pytest.mark.parametrize("target", ["install", ".venv/.ready"])
def test_an_installation_brings_packages_and_the_cabinet(checkout: Path, target: str) -> None:
    shutil.rmtree(checkout / ".venv")
    commands = would_run(checkout, target)
    assert commands.index("pip install") < commands.index("web/ui/build.py")


@pytest.mark.parametrize("target", ["install", "run", "demo", "ui", "dist"])
def test_an_owner_needs_no_developers_tools(checkout: Path, target: str) -> None:
    shutil.rmtree(checkout / ".venv")
    assert "requirements-dev.lock" not in would_run(checkout, target)


@pytest.mark.parametrize("target", ["test", "check"])
def test_developers_tools_are_installed_once_and_again_when_they_change(checkout: Path, target: str) -> None:
    assert "pip install" not in would_run(checkout, target)
    soon = time.time() + 5
    os.utime(checkout / "requirements-dev.lock", (soon, soon))
    assert would_run(checkout, target).count("pip install") == 1


def test_the_smaller_locks_pin_what_the_developers_lock_pins() -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^[\w.-]+==[^ ;]+", (ROOT / name).read_text(), re.MULTILINE))

    for name in ("requirements.lock", "requirements-build.lock", "requirements-node.lock"):
        assert pins(name) <= pins("requirements-dev.lock"), name


@pytest.mark.parametrize(("option", "code"), [("--once", 0), ("--current", 1)])
def test_without_node_and_network_one_line_says_so(checkout: Path, option: str, code: int) -> None:
    shutil.copy(ROOT / "web" / "ui" / "build.py", checkout / "web" / "ui" / "build.py")
    process = subprocess.run(
        [sys.executable, "-S", "web/ui/build.py", option],  # -S: not even the wheel is there
        cwd=checkout,
        env={"PATH": str(checkout), "PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull},
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == code
    assert process.stderr.splitlines()[-1].startswith("The cabinet at /app is not built: install Node.js 22")
    assert list((checkout / "build").iterdir()) == []


def test_a_missing_and_an_old_cabinet_are_told_apart(tmp_path: Path) -> None:
    assert built.state(tmp_path) == "missing"
    (tmp_path / "index.html").write_text("<title>cabinet</title>")
    assert built.state(tmp_path) == "old"
    (tmp_path / ".sources").write_text("of another day")
    assert built.state(tmp_path) == "old"
