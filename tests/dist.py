"""The wheel as an owner gets it: `python -m tests.dist`, after `make dist`.

Installs `dist/*.whl` into an empty virtual environment outside of the checkout, and has its `vitrina demo` sell a
working key and show the cabinet, with nothing on PATH but that environment's own commands.
"""

import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
# What is no Python: texts, pages, the built cabinet, the schema's history, the engine's protocol.
INSIDE = (
    "core/db/migrations/0001_initial.py",
    "core/panels/xray/xrayapi.proto",
    "locales/ru/app.ftl",
    "locales/en/app.ftl",
    "sandbox/page/index.html",
    "web/static/app/index.html",
    "web/static/app/admin.html",
    "web/static/icon.svg",
    "web/templates/subscription.html",
)


def main() -> int:
    """The command: 0 when the wheel works."""
    (wheel,) = DIST.glob("*.whl")
    digest, name = (DIST / "SHA256SUMS").read_text().split()
    assert (digest, name) == (hashlib.sha256(wheel.read_bytes()).hexdigest(), wheel.name)
    members = set(zipfile.ZipFile(wheel).namelist())
    assert set(INSIDE) <= members, set(INSIDE) - members
    strays = [name for name in members if name.startswith(("tests/", "web/ui/")) or "__pycache__" in name]
    assert strays == [], strays
    with tempfile.TemporaryDirectory(prefix="vitrina-dist-") as place:
        subprocess.run([sys.executable, "-m", "venv", place], check=True)
        subprocess.run([f"{place}/bin/pip", "install", "--quiet", wheel], check=True)
        return subprocess.run(
            [sys.executable, "-m", "pytest", "-n", "0", "-q", "tests/journeys/test_demo.py"],
            cwd=ROOT,
            env={**os.environ, "VITRINA_COMMAND": f"{place}/bin/vitrina"},
            check=False,
        ).returncode


if __name__ == "__main__":
    sys.exit(main())
