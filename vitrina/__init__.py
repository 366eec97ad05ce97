"""The `vitrina` command: composes core, bot and web into processes. Nothing imports this package."""

import os
import signal
import sys

# None = not to be had. httpx would load its own command line program with a terminal library, 7 MB that no process of
# the shop ever uses; without it httpx has a line that says so.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]

# The first process of a container has no default for signals: until the shop listens to them, it ends at once, as any
# other process would. Nothing is open by then.
if os.getpid() == 1:
    signal.signal(signal.SIGTERM, lambda *_: os._exit(128 + signal.SIGTERM))
