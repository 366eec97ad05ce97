"""What the commands share: settings, a shop to work in, and how faults end a command."""

import asyncio
import logging
import os
import sqlite3
import sys
from collections.abc import Awaitable, Callable, Coroutine
from html import unescape
from typing import Any

import typer

from core import config, errors
from core.config import Settings, SettingsError
from core.shop import Actor, Shop

OPERATOR = Actor("admin")


def language() -> str:
    """Russian for whoever's terminal speaks it."""
    chosen = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    return "ru" if chosen.lower().startswith("ru") else "en"


def settings_or_exit() -> Settings:
    """The settings; a fault in them is one sentence and exit code 2."""
    try:
        return config.load()
    except SettingsError as exc:
        raise _failed(str(exc)) from None


def run_async(work: Coroutine[Any, Any, Any]) -> Any:
    """Run to the end in uvloop where there is one.

    A part that cannot start is one sentence and exit code 2, one that cannot go on is exit code 70. A database
    that cannot be used is one sentence too.
    """
    from tortoise.exceptions import BaseORMException

    from core.db import soundness
    from vitrina import processes, watchdog

    try:
        import uvloop
    except ImportError:  # not built for this platform
        factory = None
    else:
        factory = uvloop.new_event_loop
    try:
        with asyncio.Runner(loop_factory=factory) as runner:
            result, code = runner.run(work), 0
    except processes.CannotStart as exc:
        print(exc, file=sys.stderr)
        result, code = None, 2
    except (sqlite3.Error, BaseORMException) as exc:
        sentence = soundness.explained(exc, settings_or_exit().database_url)
        if sentence is None:
            raise
        print(sentence, file=sys.stderr)
        result, code = None, 2
    except processes.MustRestart as exc:
        logging.getLogger(__name__).critical("%s", exc)
        result, code = None, watchdog.EXIT_CODE
    except KeyboardInterrupt:
        result, code = None, 130
    if processes.still_importing() and result is not True:  # True: it begins anew, whatever is being imported
        logging.shutdown()
        sys.stdout.flush()
        os._exit(code)  # everything is closed; only the interpreter's own end would wait
    if code:
        raise typer.Exit(code)
    return result


def _failed(sentence: str) -> typer.Exit:
    print(sentence, file=sys.stderr)
    return typer.Exit(2)


def in_shop(work: Callable[[Shop], Awaitable[Any]], language: str = "en") -> Any:
    """Do something in an open shop; a refusal is its sentence and exit code 1."""

    from vitrina.processes import shop_for_command

    async def inside() -> Any:
        async with shop_for_command(settings_or_exit()) as shop:
            try:
                return await work(shop)
            except errors.ShopError as exc:
                print(unescape(shop.error_text(exc, language)))
                raise typer.Exit(1) from None

    return run_async(inside())
