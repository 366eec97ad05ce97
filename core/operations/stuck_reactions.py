"""Reactions that keep failing: the operator hears of them once, and once when it is over, and may repeat or drop them.

They are told by kind, which is the module they stand in, such as `customers` or `operators`. The reactions that tell
of this are left out: an alert about an alert that fails would never end. `vitrina doctor` shows them all.
"""

from collections.abc import Sequence
from typing import Final

from core import db, errors, installation, outbox
from core.events import ReactionDropped, ReactionsRecovered, ReactionsRepeated, ReactionsStuck
from core.outbox import Stuck
from core.shop import Actor, Shop

KEY = "stuck_reactions"  # the kinds that the operator knows of
OWN: Final = ("operators.on_reactions_stuck", "operators.on_reactions_recovered")


async def watch(shop: Shop) -> None:
    """Record what has begun to keep failing since the last look, and what does so no longer."""
    failing: dict[str, list[Stuck]] = {}
    for delivery in await outbox.stuck(shop.now()):
        if delivery.reaction not in OWN:
            failing.setdefault(delivery.kind, []).append(delivery)
    async with db.transaction():
        told_kinds: list[str] = await installation.get(KEY) or []
        if sorted(failing) == told_kinds:
            return
        for kind in sorted(failing.keys() - set(told_kinds)):
            first = failing[kind][0]
            await shop.record(
                ReactionsStuck(
                    None,
                    kind=kind,
                    count=len(failing[kind]),
                    reaction=first.reaction,
                    number=first.id,
                    text=first.reason,
                )
            )
        for kind in sorted(set(told_kinds) - failing.keys()):
            await shop.record(ReactionsRecovered(None, kind=kind))
        await installation.set(KEY, sorted(failing))


async def every(shop: Shop) -> Sequence[Stuck]:
    """All that keep failing, the oldest first."""
    return await outbox.stuck(shop.now())


async def repeat(shop: Shop, numbers: Sequence[int] = (), *, by: Actor) -> int:
    """Try these, or all that keep failing, again at once; returns how many. Raises NotFound."""
    chosen = list(numbers) or [delivery.id for delivery in await every(shop)]
    async with db.transaction():
        count = await outbox.repeat(chosen, shop.now())
        if numbers and count < len(set(chosen)):
            raise errors.NotFound()
        if count:
            await shop.record(ReactionsRepeated(None, count=count, by=str(by)))
    shop.wakeups.wake("outbox")
    return count


async def drop(shop: Shop, number: int, *, by: Actor) -> None:
    """Let go of a reaction that keeps failing: it will never be carried out. Raises NotFound for any other."""
    row = next((stuck for stuck in await every(shop) if stuck.id == number), None)
    if row is None:
        raise errors.NotFound()
    async with db.transaction():
        if not await outbox.drop(number):
            raise errors.NotFound()
        fact = ReactionDropped(row.user_id, reaction=row.reaction, fact=row.fact, fact_id=row.fact_id, by=str(by))
        await shop.record(fact)
