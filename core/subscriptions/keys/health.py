"""Watching: how panels are. Every answer and every silence is noticed, and panels elsewhere are asked each minute, also
when nobody buys. What is wrong is told when it begins and when it is over, once each.

Three things may be wrong with a server: its panel (`Server.trouble`), keys that the panel refuses, and credentials of
the shop that end soon.
"""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from core import db, installation
from core.catalogue.servers import Server
from core.events import PanelRecovered, PanelTroubled
from core.panels import Conflict, Panel, PanelError, Unauthorized, Watched
from core.phrases import Phrase, dumps, loads
from core.shop import Shop
from core.subscriptions.models import Key

NOBODY = "k0000"  # a name that no key has
STUBBORN = 8  # tries of one key, while others get through; two minutes
SHOWN, TOLD_LENGTH = 5, 1200  # refused keys in an alert, and its words as they are stored
ENDS_SOON: Final = (14, 7, 3, 1, 0)  # days before the end of the shop's credentials: told at each
PANEL, KEYS, TOKEN = "panel", "keys", "token"

logger = logging.getLogger(__name__)


async def watch(shop: Shop) -> None:
    """Ask every panel on another machine how it is."""
    await asyncio.gather(*(_ask(shop, server_id, panel) for server_id, panel in shop.panels.items() if panel.remote))
    for server_id in list(shop.panels):
        if shop.breaker(server_id).closed:
            await review_keys(shop, server_id)


async def _ask(shop: Shop, server_id: int, panel: Panel) -> None:
    if not await reachable(shop, server_id, panel):
        return
    try:
        await _greet(panel)
    except PanelError as exc:
        await failed(shop, server_id, exc)
    else:
        await answered(shop, server_id, panel, anew=True)


async def _greet(panel: Panel) -> None:
    """Not `probe`: what ails a panel that answers must not keep its keys waiting. Raises PanelError."""
    with suppress(Conflict):  # somebody else's, and an answer
        await panel.get(NOBODY)


async def reachable(shop: Shop, server_id: int, panel: Panel) -> bool:
    """Whether the panel may be asked; one that was away is asked again when its pause is over."""
    breaker = shop.breaker(server_id)
    if breaker.closed:
        return True
    if not breaker.may_probe(shop.now()):
        return False
    try:
        await _greet(panel)
    except PanelError as exc:
        await failed(shop, server_id, exc)
        return False
    await answered(shop, server_id, panel)
    return True


async def answered(shop: Shop, server_id: int, panel: Panel, *, anew: bool = False) -> None:
    """The panel has answered. The first time, after trouble and `anew` it is asked whether it serves, too."""
    breaker = shop.breaker(server_id)
    breaker.answered()
    if breaker.examined and not anew:
        return
    breaker.examined = True
    if panel.remote:
        health = await panel.probe()
        if not breaker.closed:
            return
        breaker.ailment = "" if health.ok else health.words or Phrase("panel-says-nothing")
        await _review_token(shop, server_id, health.ends_at)
    await _review(shop, server_id)


async def failed(shop: Shop, server_id: int, exc: PanelError) -> None:
    """The panel was silent, or refuses the shop. What it says about one account is no trouble of the panel."""
    breaker = shop.breaker(server_id)
    if isinstance(exc, Unauthorized):
        breaker.refused(shop.now(), exc.words)
    else:
        breaker.silent(shop.now(), exc.words)
    if breaker.lasting:
        await _review(shop, server_id)
        logger.warning("the panel of server %s is left alone for a while: %s", server_id, exc)


async def _review(shop: Shop, server_id: int) -> None:
    """Show what is wrong with a panel now, and tell the operator where that has begun or is over."""
    if isinstance(shop.panels.get(server_id), Watched):
        return  # it tells by itself, and of more than its silence
    trouble = dumps(shop.breaker(server_id).trouble, 255)
    async with db.transaction():
        if not trouble:
            if await Server.filter(id=server_id, trouble__isnull=False).update(trouble=None, trouble_since=None):
                await shop.record(PanelRecovered(None, server_id=server_id))
        elif await Server.filter(id=server_id, trouble=None).update(trouble=trouble, trouble_since=shop.now()):
            await shop.record(PanelTroubled(None, server_id=server_id, text=trouble))
        else:
            await Server.filter(id=server_id).exclude(trouble=trouble).update(trouble=trouble)


# ---- keys that a panel refuses


@dataclass(frozen=True, slots=True)
class Refused:
    """A key that its panel does not take, whose it is, and why."""

    key_id: int
    server_id: int
    server: str
    text: Phrase


async def refused_keys(server_id: int | None = None) -> list[Refused]:
    """Keys that are refused again and again, or for good; of one server or of all."""
    place = "" if server_id is None else "AND k.server_id = $2"
    rows = await db.fetch(
        f"SELECT k.id FROM keys k WHERE k.last_error IS NOT NULL AND k.have_version < k.want_version"  # noqa: S608
        f" AND (k.next_try_at IS NULL OR k.attempts >= $1) {place} ORDER BY k.id",
        STUBBORN,
        *([] if server_id is None else [server_id]),
    )
    return await _described([row["id"] for row in rows])


async def _described(key_ids: Sequence[int]) -> list[Refused]:
    out = []
    for chunk in db.in_portions(key_ids):
        for key in await Key.filter(id__in=list(chunk)).order_by("id").select_related("subscription__user", "server"):
            user = key.subscription.user if key.subscription else None
            whose = f"#{user.id} {user.name}" if user else key.label or key.email or ""
            reason = loads(key.last_error or "")
            text = Phrase("panel-key-refused", account=key.account_name, whose=whose.strip(), reason=reason)
            out.append(Refused(key.id, key.server_id, key.server.title, text))
    return out


async def review_keys(shop: Shop, server_id: int) -> None:
    """Tell the operator of keys that a panel has begun to refuse, and when it has taken all of them."""
    memory = f"refused_keys_{server_id}"
    async with db.transaction():
        await Server.filter(id=server_id).select_for_update().first()  # one at a time
        told_ids = {int(key_id) for key_id in await installation.get(memory) or []}
        now = {refusal.key_id: refusal for refusal in await refused_keys(server_id)}
        again = await Key.filter(id__in=[*told_ids - set(now)], server_id=server_id, next_try_at__isnull=False)
        still = {key.id for key in again if key.have_version < key.want_version}  # asked anew: no answer yet
        fresh = [refusal for key_id, refusal in now.items() if key_id not in told_ids]
        if fresh:
            more = [f"… +{len(fresh) - SHOWN}"] if len(fresh) > SHOWN else []
            text = dumps([*(refusal.text for refusal in fresh[:SHOWN]), *more], TOLD_LENGTH)
            await shop.record(PanelTroubled(None, server_id=server_id, text=text, what=KEYS))
        if now or still:
            if {*now, *still} != told_ids:
                await installation.set(memory, sorted({*now, *still}))
        elif told_ids:
            await installation.delete(memory)
            await shop.record(PanelRecovered(None, server_id=server_id, what=KEYS))


async def was_refused(server_id: int, key_id: int) -> bool:
    """Whether the operator knows of the key."""
    return key_id in (await installation.get(f"refused_keys_{server_id}") or [])


# ---- credentials that end


async def _review_token(shop: Shop, server_id: int, ends_at: datetime | None) -> None:
    """Tell the operator days before the panel stops to take the shop's credentials, and when there are new ones."""
    memory = f"token_ends_{server_id}"
    notice: dict[str, Any] | None = await installation.get(memory)
    level = None if ends_at is None else ends_level(ends_at - shop.now())
    if level is None or ends_at is None:
        if notice is not None and (ends_at is None or ends_at.isoformat() != notice["ends_at"]):
            async with db.transaction():
                await installation.delete(memory)
                await shop.record(PanelRecovered(None, server_id=server_id, what=TOKEN))
        return
    if notice is None or notice["ends_at"] != ends_at.isoformat() or level < notice["level"]:
        async with db.transaction():
            await installation.set(memory, {"ends_at": ends_at.isoformat(), "level": level})
            day = f"{ends_at:%Y-%m-%d %H:%M} UTC"
            await shop.record(PanelTroubled(None, server_id=server_id, text=day, what=TOKEN))


def ends_level(time_left: timedelta) -> int | None:
    """The least of `ENDS_SOON` that has been reached; None while there is time."""
    return min((days for days in ENDS_SOON if time_left <= timedelta(days=days)), default=None)
