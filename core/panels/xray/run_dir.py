"""The directory that the cores of one server run in: ours alone, and held by one process."""

import fcntl
import os
from pathlib import Path

from core.panels.xray.troubles import SecondProcess


class RunDirectory:
    """Held from `own` until `release`, or until the process ends, however that happens."""

    def __init__(self) -> None:
        self._lock: int | None = None

    def own(self, directory: Path) -> None:
        """Only one process may run cores here. Raises OSError; clears what an earlier one left."""
        if self._lock is not None:
            return
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        directory.chmod(0o700)  # whoever opens the API socket commands the core
        descriptor = os.open(directory / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(descriptor)
            reason = f"another process already runs Xray in {directory}: stop it, or set another run directory"
            raise SecondProcess(reason) from error
        self._lock = descriptor
        for stale in directory.glob("api-*.sock*"):
            stale.unlink(missing_ok=True)

    def release(self) -> None:
        """Let others run cores here; safe to repeat."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None
