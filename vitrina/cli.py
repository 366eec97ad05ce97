"""The `vitrina` command."""

from pathlib import Path
from typing import Annotated

import typer

from vitrina.command import run_async, settings_or_exit

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="A shop that sells VPN access from a Telegram bot.",
)


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
    from vitrina.shop_settings import settings
    from vitrina.takeover import import_panel
    from vitrina.texts import texts

    everything = typer.Typer()
    everything.add_typer(app)
    everything.command("import")(import_panel)
    everything.command("backup")(backup)
    everything.command("backups")(list_backups)
    everything.command("restore")(restore)
    everything.add_typer(admin, name="admin", help="Look after the shop from the command line.")
    everything.add_typer(apikey, name="apikey", help="Keys that programs sign their requests with.")
    everything.add_typer(settings, name="settings", help="What the owner decides: see, change, undo.")
    everything.add_typer(texts, name="texts", help="What the shop says to people: see, change, put back.")
    everything.add_typer(reactions, name="reactions", help="What keeps failing: see, repeat or drop it.")
    return everything


def main() -> None:
    """Entry point of the `vitrina` script."""
    whole()()
