"""What is generated for the cabinet's sources is what the shop says now."""

import os
import re
import subprocess
import sys

from tests.ui.conftest import ROOT, load_builder

UI = ROOT / "web" / "ui"


def test_types_are_those_of_the_api_and_of_the_texts(built: object) -> None:
    builder = load_builder()
    node, _ = builder.find_node()
    done = subprocess.run(
        [str(node), "scripts/types.mjs", "--check"],
        cwd=UI,
        env={**os.environ, "PYTHON": sys.executable},
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr


def test_the_lock_file_names_no_registry() -> None:
    text = (UI / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in text
    hosts = set(re.findall(r"https?://([\w.-]+)", text))
    assert not any("registry" in host or "npmjs" in host for host in hosts)


def test_every_package_has_one_exact_version() -> None:
    versions = re.findall(r'^    "[@\w/.-]+": "([^"]+)"', (UI / "package.json").read_text(), re.MULTILINE)
    wanted = [version for version in versions if re.match(r"[\d^~]", version)]
    assert len(wanted) >= 8
    assert [version for version in wanted if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []
