"""`vitrina import`: take over the customers of a panel that served them before the shop came."""

import re
from typing import Annotated

import typer

from core.catalogue import servers, tariffs
from core.engine import panels
from core.operations import takeover
from core.operations.takeover import Plan
from core.panels import PanelError
from core.panels.kind import Takeover
from core.panels.registry import PANELS
from core.shop import Shop
from vitrina.command import OPERATOR, in_shop

KINDS = " or ".join(name for name, kind in PANELS.items() if kind.can_import)


def import_panel(
    panel: Annotated[str, typer.Argument(help=f"{KINDS}.")],
    server: Annotated[int, typer.Option(help="The server on this panel, see `vitrina admin add-server`.")],
    apply: Annotated[bool, typer.Option("--apply", help="Do it; without, only say what would be done.")] = False,
    tariff: Annotated[int | None, typer.Option(help="The tariff these subscriptions count as.")] = None,
    telegram: Annotated[
        str | None, typer.Option(help="Regular expression whose first group is the Telegram id in a name.")
    ] = None,
) -> None:
    """Take over users, expiry, limits and usage of a panel; links go on working. Safe to repeat."""
    try:
        pattern = re.compile(telegram) if telegram else None
    except re.error as exc:
        raise typer.BadParameter(f"no regular expression: {exc}") from None
    if pattern is not None and pattern.groups < 1:
        raise typer.BadParameter(r"the expression needs a group for the id, such as tg_(\d+)")

    async def work(shop: Shop) -> None:
        place = await servers.find(server)
        if place.panel != panel:
            print(f"server {place.id} is on {place.panel}, not on {panel}")
            raise typer.Exit(1)
        plan = Plan(place, await tariffs.find(tariff, on_sale_only=False) if tariff else None, pattern)
        there = await panels.start(shop, place)
        try:
            if not isinstance(there, Takeover):
                print(f"{panel} is the shop's own: there is nothing to take over")
                raise typer.Exit(1)
            report = await takeover.run(shop, there, plan, apply=apply, by=OPERATOR)
        except PanelError as exc:
            print(f"the panel cannot be read: {exc}")
            raise typer.Exit(1) from None
        finally:
            await there.aclose()
        print("\n".join(report.lines()))
        if not apply:
            print("nothing was changed; add --apply to do it")

    in_shop(work)
