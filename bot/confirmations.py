"""Confirming what cannot be undone: a question whose "yes" counts once, however often it is tapped."""

import secrets

from bot.ui import Visit


async def ask(visit: Visit) -> str:
    """A new question is being asked: the quote that its "yes" has to carry. An earlier question counts no more."""
    quote = secrets.token_hex(4)
    await visit.state.set_state(None)
    await visit.state.set_data({"quote": quote})
    return quote


async def is_first(visit: Visit, quote: str) -> bool:
    """Whether this "yes" is used for the first time; a person's taps are handled one after another."""
    if (await visit.state.get_data()).get("quote") != quote:
        return False
    await visit.state.set_data({})
    return True
