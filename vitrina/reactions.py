"""`vitrina reactions`: what follows from what happened and keeps failing."""

from typing import Annotated

import typer

from core.operations import stuck_reactions
from core.shop import Shop
from vitrina.command import OPERATOR, in_shop

reactions = typer.Typer(no_args_is_help=True)


@reactions.command("list")
def list_reactions() -> None:
    """List reactions that keep failing: number, what it is, for which customer, since when, how often, and why."""

    async def work(shop: Shop) -> None:
        stuck = await stuck_reactions.every(shop)
        for row in stuck:
            customer = f"customer {row.user_id}" if row.user_id is not None else "the shop"
            since = f"since {row.since:%Y-%m-%d %H:%M}, tried {row.attempts} times, again at {row.next_try_at:%H:%M:%S}"
            print(f"{row.id}\t{row.reaction} of {row.fact} {row.fact_id}\t{customer}\t{since}\t{row.reason}")
        if not stuck:
            print("no reaction keeps failing")

    in_shop(work)


@reactions.command("repeat")
def repeat(
    numbers: Annotated[list[int] | None, typer.Argument(help="Numbers from the list; without any, all of it.")] = None,
) -> None:
    """Try reactions that keep failing again at once; a running worker does it."""

    async def work(shop: Shop) -> None:
        count = await stuck_reactions.repeat(shop, numbers or (), by=OPERATOR)
        print(f"{count} are tried again now")

    in_shop(work)


@reactions.command("drop")
def drop(number: int) -> None:
    """Let go of one for good: what it should have done will never be done."""

    async def work(shop: Shop) -> None:
        await stuck_reactions.drop(shop, number, by=OPERATOR)
        print(f"reaction {number} is dropped")

    in_shop(work)
