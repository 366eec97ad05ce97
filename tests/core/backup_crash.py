"""A backup and a restore that are killed: a process of its own, run by test_backup_crash.py, never imported by pytest.

`python -m tests.core.backup_crash WHAT URL DIRECTORY FILE STEP` does WHAT (`backup` or `restore`) again and again, each
time in a process of its own that gets SIGKILL as it touches the disk or a database for the 1st, the (1+STEP)th … time.
One line of JSON a case says at which touch; the last one that it has lived through all of them.
"""

import asyncio
import json
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from core import wiring
from core.operations import backups
from core.operations.backups import age, archive, making, restoring  # noqa: F401 - imported before the fork
from tests.conftest import make_settings

TOUCHES = {"open", "os.rename", "os.remove", "os.chmod", "os.mkdir", "os.rmdir", "sqlite3.connect", "subprocess.Popen"}
NOW = datetime(2026, 11, 21, 13, tzinfo=UTC)


def kill_at(number: int, directory: str) -> None:
    """Die at this touch of the directory or of a program."""
    seen = 0

    def look(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal seen
        if event in TOUCHES and (event == "subprocess.Popen" or directory in str(arguments[0])):
            seen += 1
            if seen == number:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(look)


async def do(what: str, url: str, directory: str, file: str) -> None:
    shop = wiring.build_shop(make_settings(url, Path(directory) / "data"), now=lambda: NOW)
    if what == "restore":
        await restoring.restore(shop, Path(file))
    else:
        async with wiring.opened(shop):
            await backups.create(shop)


def main() -> None:
    what, url, directory, file, step = sys.argv[1:]
    for number in range(1, 10_000, int(step)):
        child = os.fork()
        if child == 0:
            status = 1
            try:
                kill_at(number, directory)
                asyncio.run(do(what, url, directory, file))
                status = 0
            finally:
                os._exit(status)
        status = os.waitpid(child, 0)[1]
        killed = os.WIFSIGNALED(status)
        print(json.dumps({"touch": number, "killed": killed, "status": status}), flush=True)  # noqa: T201
        if not killed or sys.stdin.readline() == "":
            return


if __name__ == "__main__":
    main()
