"""What an owner types: installing and upgrading bring the cabinet, cleaning up spares the shop's data."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from web.pages import built

ROOT = Path(__file__).resolve().parent.parent
INSTALLED = (".venv/.packages", ".venv/.ready")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout where everything has been installed, as far as make can see."""
    for name in ("Makefile", "pyproject.toml", "requirements.lock", "requirements-dev.lock"):
        shutil.copy(ROOT / name, tmp_path / name)
    for name in ("web/ui/src/app.tsx", "web/ui/build.py", "locales/ru/app.ftl", *INSTALLED):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    past = time.time() - 3600
    for file in tmp_path.rglob("*"):
        if str(file.relative_to(tmp_path)) not in INSTALLED:
            os.utime(file, (past, past))
    return tmp_path


def would_run(checkout: Path, *words: str) -> str:
    return subprocess.run(["make", "-n", *words], cwd=checkout, capture_output=True, text=True, check=True).stdout


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


@pytest.mark.parametrize("target", ["install", ".venv/.ready"])
def test_an_installation_brings_packages_and_the_cabinet(checkout: Path, target: str) -> None:
    shutil.rmtree(checkout / ".venv")
    commands = would_run(checkout, target)
    assert commands.index("pip install") < commands.index("web/ui/build.py")


def test_a_missing_and_an_old_cabinet_are_told_apart(tmp_path: Path) -> None:
    assert built.state(tmp_path) == "missing"
    (tmp_path / "index.html").write_text("<title>cabinet</title>")
    assert built.state(tmp_path) == "old"
    (tmp_path / ".sources").write_text("of another day")
    assert built.state(tmp_path) == "old"
