"""Whether the cabinet for browsers has been built, and from the sources that lie here."""

import importlib.util
from importlib.resources import files
from pathlib import Path
from typing import Final, Literal

WEB: Final = Path(str(files("web")))
BUILT: Final = WEB / "static" / "app"


def state(built: Path = BUILT) -> Literal["current", "missing", "old"]:
    """What the web process would serve at `/app`. An installed package has no sources: what it brings is current."""
    if not (built / "index.html").is_file():
        return "missing"
    script = WEB / "ui" / "build.py"
    spec = importlib.util.spec_from_file_location("cabinet_build", script) if script.is_file() else None
    if spec is None or spec.loader is None:
        return "current"
    build = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    stamp = built / ".sources"
    return "current" if stamp.is_file() and stamp.read_text() == build.sources() else "old"
