"""The `vitrina` command: composes core, bot and web into processes. Nothing imports this package."""

import sys

# None = not to be had. httpx would load its own command line program with a terminal library, 7 MB that no process of
# the shop ever uses; without it httpx has a line that says so.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
