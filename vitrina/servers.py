"""`vitrina admin`: servers, and the panels they live on."""

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from core import i18n
from core.catalogue import servers
from core.catalogue.servers import Server
from core.engine import panels
from core.operations.checks import selfchecks
from core.panels import Health
from core.panels.registry import EMBEDDED, PANELS
from core.shop import Shop
from core.subscriptions import capacity
from core.subscriptions.keys import moving
from vitrina.admin import admin
from vitrina.command import OPERATOR, in_shop, language

SettingsFile = Annotated[
    Path | None,
    typer.Option(help="JSON file with the panel's settings, - for standard input; see docs/operations.md."),
]


class Sale(StrEnum):
    """Whether a server is offered to new customers."""

    ON = "on"
    OFF = "off"


@admin.command("servers")
def list_servers() -> None:
    """List servers, and what is wrong with their panels."""

    async def work(_shop: Shop) -> None:
        for server in await servers.every():
            state = "" if server.enabled else " (off sale)"
            trouble = (
                f"\ttrouble since {server.trouble_since:%Y-%m-%d %H:%M}: {i18n.say_stored(server.trouble, 'en')}"
                if server.trouble
                else ""
            )
            print(f"{server.id}\t{server.title}\t{server.panel}{state}{trouble}")

    in_shop(work)


@admin.command("add-server")
def add_server(
    name: str,
    country: str = "",
    panel: Annotated[str, typer.Option(help=f"One of {', '.join(PANELS)}.")] = EMBEDDED,
    port: Annotated[int | None, typer.Option(help="Port of its own for a further embedded Xray.")] = None,
    settings: SettingsFile = None,
) -> None:
    """Add a server: an Xray of its own on this machine, or a panel on another one, which has to work."""
    values = _read(settings) | ({} if port is None else {"port": port})

    async def work(shop: Shop) -> None:
        if panel != EMBEDDED:
            health = await panels.try_out(shop, panel, values)
            _show(health)
            if not health.ok:
                print("no server was added: mend the panel or its settings, then run the command again")
                raise typer.Exit(1)
        server = await panels.add_server(shop, name=name, country=country, kind=panel, settings=values)
        print(f"server {server.id} is on sale; it starts within seconds, if the worker runs")

    in_shop(work)


@admin.command("set-capacity")
def set_capacity(server_id: int, keys: Annotated[int | None, typer.Argument(help="None for no limit.")] = None) -> None:
    """Say how many keys of running subscriptions a server takes; those it has stay."""

    async def work(shop: Shop) -> None:
        server = await servers.change(shop, await servers.find(server_id), capacity=keys, by=OPERATOR)
        limit = "no limit" if server.capacity is None else f"at most {server.capacity}"
        print(f"server {server.id}: {limit}, {await capacity.held(server)} now")

    in_shop(work)


@admin.command("set-sale")
def set_sale(server_id: int, state: Annotated[Sale, typer.Argument(help="Whether new sales may live there.")]) -> None:
    """Put a server on sale or take it off; keys that live there go on living."""

    async def work(shop: Shop) -> None:
        enabled = state is Sale.ON
        server = await servers.change(shop, await servers.find(server_id), enabled=enabled, by=OPERATOR)
        print(f"server {server.id} is {'on' if server.enabled else 'off'} sale")
        await _warn_of_nothing_sold()

    in_shop(work)


@admin.command("set-panel")
def set_panel(server_id: int, settings: SettingsFile = None) -> None:
    """Give a server's panel other settings, such as a new password or token."""
    values = _read(settings)

    async def work(shop: Shop) -> None:
        server = await panels.change_panel(await servers.find(server_id), values)
        print("the worker takes the new settings within seconds")
        _show(await _probe(shop, server))

    in_shop(work)


@admin.command("check-server")
def check_server(server_id: int) -> None:
    """Rehearse on a server's panel with an account for a trial, which is removed again."""

    async def work(shop: Shop) -> None:
        health = await _probe(shop, await servers.find(server_id), trial=True)
        _show(health)
        if not health.ok:
            raise typer.Exit(1)

    in_shop(work)


@admin.command("move-server")
def move_server(
    source: int,
    target: int,
    keep_selling: Annotated[bool, typer.Option(help="Go on selling the old server.")] = False,
) -> None:
    """Let one server serve what another serves now; customers' links stay what they are."""

    async def work(shop: Shop) -> None:
        old, new = await servers.find(source), await servers.find(target)
        count = await moving.move(shop, old, new, by=OPERATOR, keep_selling=keep_selling)
        print(f"{count} keys of {old.title} live on {new.title} now; the worker carries them over")
        for server in (old, new):
            print(f"server {server.id} {server.title} is {'on' if server.enabled else 'off'} sale")
        await _warn_of_nothing_sold()

    in_shop(work)


async def _warn_of_nothing_sold() -> None:
    if closed := await selfchecks.unsold():
        print(f"{i18n.say(closed, language())}: vitrina admin set-sale NUMBER on")


async def _probe(shop: Shop, server: Server, *, trial: bool = False) -> Health:
    """Ask a server's panel, without the worker. The embedded Xray is the worker's own: see `vitrina doctor`."""
    if server.panel == EMBEDDED:
        return Health(True, "", "the embedded Xray belongs to the worker: ask vitrina doctor")
    return await panels.look_at(shop, server, trial=trial)


def _show(health: Health) -> None:
    print(f"{'in order' if health.ok else 'NOT in order'}: {' '.join(filter(None, [health.version, health.detail]))}")


def _read(path: Path | None) -> dict[str, Any]:
    """Settings of a panel from a file. They hold passwords: never on the command line, which others can read."""
    if path is None:
        return {}
    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text()
        read = json.loads(text)
    except (OSError, ValueError) as exc:
        print(f"{path} cannot be read as JSON: {type(exc).__name__}", file=sys.stderr)
        raise typer.Exit(2) from None
    if not isinstance(read, dict):
        print(f"{path} has to be one JSON object", file=sys.stderr)
        raise typer.Exit(2)
    return read
