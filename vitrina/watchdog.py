"""The watchdog: a process that cannot ask its database any more, although that is there, ends and is started anew.

A database that is away (refused connections, a server that is down or says nothing, a lock that another program holds)
is waited for: a new process would find it no better. What only a new process cures is a connection of our own that
is never free again (SQLite), or a pool that has nothing to give while the server accepts newcomers (PostgreSQL).
"""

import asyncio
import logging
import os
import threading
from typing import Final

from core import db
from core.db.cancellation import unless

LIMIT_SECONDS: Final = 60.0
EVERY_SECONDS: Final = 5.0
LAST_SECONDS: Final = 10.0  # for an orderly end, which needs the very thing that hangs
EXIT_CODE: Final = 70

logger = logging.getLogger(__name__)


class Stuck(Exception):
    """This process can serve nobody any more; the text says why."""


async def watch(stop: asyncio.Event, *, limit: float = LIMIT_SECONDS, every: float = EVERY_SECONDS) -> None:
    """Look at the database until `stop`. Raises Stuck."""

    async def look() -> None:
        # Twice: a machine that has slept finds the first limit over before anybody could answer.
        if await db.is_stuck(limit * 5 / 6) and await db.is_stuck(limit / 6):
            raise Stuck(f"The database has not answered this process for {limit:.0f} s: it ends, to be started anew.")
        await db.look_whether_back()
        await asyncio.sleep(every)

    while await unless(stop, look()):
        pass


def end_for_certain(reason: str) -> None:
    """However the orderly end fares, which says the reason itself: the process is gone soon."""

    def end() -> None:
        logger.critical("%s", reason)
        os._exit(EXIT_CODE)

    timer = threading.Timer(LAST_SECONDS, end)
    timer.daemon = True
    timer.start()
