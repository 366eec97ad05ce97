"""The `vitrina` command."""

import asyncio
import logging
import os
import sqlite3
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer

from core import config
from core.config import Settings, SettingsError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="A shop that sells VPN access from a Telegram bot.",
)


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


def _serve(*parts: str) -> None:
    from vitrina import logs, processes

    settings = settings_or_exit()
    logs.set_up(settings)
    if run_async(processes.run(settings, parts)):
        processes.begin_anew()


@app.command()
def run() -> None:
    """Run the whole shop in one process: web, worker with the embedded Xray, and bot."""
    _serve("web", "worker", "bot")


@app.command()
def web() -> None:
    """Run the web process alone."""
    _serve("web")


@app.command()
def bot() -> None:
    """Run the bot alone."""
    _serve("bot")


@app.command()
def worker() -> None:
    """Run the worker alone: reactions, schedule, panels and the embedded Xray."""
    _serve("worker")


@app.command()
def demo(
    data: Annotated[Path, typer.Option(help="Where the demonstration keeps its database.")] = Path("var/demo"),
    port: Annotated[int, typer.Option(help="Port of the chat page; the next free one if it is taken.")] = 8081,
) -> None:
    """Run the whole shop against the sandbox: no token, no money, no internet."""
    from vitrina.demo import run_demo

    run_async(run_demo(data, port))


@app.command()
def migrate() -> None:
    """Bring the database schema up to date; safe to start twice at once."""
    from vitrina import processes

    applied = run_async(processes.make_ready(settings_or_exit()))
    print("\n".join(f"applied {name}" for name in applied) or "the schema is up to date")


@app.command(hidden=True)
def makemigrations(name: str) -> None:
    """Write a migration for what has changed in the models (for developers)."""
    from core.db import migrate as schema

    for path in run_async(schema.make_migrations(name)):
        print(path)


@app.command()
def doctor() -> None:
    """Check everything the shop stands on, and say what to do; exit code 1 when something is wrong."""
    from vitrina.doctor import examine

    if not run_async(examine(settings_or_exit())):
        raise typer.Exit(1)


def whole() -> typer.Typer:
    """The command with every part of it."""
    from vitrina import servers  # noqa: F401 - adds its commands
    from vitrina.admin import admin
    from vitrina.apikeys import apikey
    from vitrina.backups import backup, list_backups, restore
    from vitrina.reactions import reactions
    from vitrina.takeover import import_panel

    everything = typer.Typer()
    everything.add_typer(app)
    everything.command("import")(import_panel)
    everything.command("backup")(backup)
    everything.command("backups")(list_backups)
    everything.command("restore")(restore)
    everything.add_typer(admin, name="admin", help="Look after the shop from the command line.")
    everything.add_typer(apikey, name="apikey", help="Keys that programs sign their requests with.")
    everything.add_typer(reactions, name="reactions", help="What keeps failing: see, repeat or drop it.")
    return everything


def main() -> None:
    """Entry point of the `vitrina` script."""
    whole()()
