"""Leftovers: accounts at places that keys have moved away from.

Until a key is served at its new place, the old account is all that its customer has: it stays, and follows what the
shop wants. Then the panel has to forget it. An account where its key lives again is no leftover any more.
"""

import asyncio
from collections.abc import Collection, Sequence
from typing import Literal
from weakref import WeakValueDictionary

from core.panels import Account
from core.shop import Shop
from core.subscriptions.models import Key, LeftoverAccount

NOT_NEEDED = -1  # the `wait_version` of an account that may go at once; 0: from before there was one
Fate = Literal["home", "wait", "follow", "remove"]

_LOCKS: WeakValueDictionary[tuple[int, str], asyncio.Lock] = WeakValueDictionary()


def alone(server_id: int, name: str) -> asyncio.Lock:
    """Held while this account is written or removed, so that a removal never meets a key that comes back."""
    return _LOCKS.setdefault((server_id, name), asyncio.Lock())


async def of(refs: Collection[str]) -> dict[str, list[LeftoverAccount]]:
    """The leftovers of these keys, by reference."""
    leftovers: dict[str, list[LeftoverAccount]] = {}
    for leftover in await LeftoverAccount.filter(ref__in=list(refs)):
        leftovers.setdefault(leftover.ref, []).append(leftover)
    return leftovers


async def leave(shop: Shop, key: Key, ref: str, others: Sequence[LeftoverAccount], *, version: int) -> None:
    """A key leaves the account that it has now; `version` is what its new place has to reach before that one goes.

    `others` are the key's leftovers, with that of the place it moves to. Where one still waits, this place has never
    served the key, and its account need not wait. Call it inside the transaction that moves the key.
    """
    served = key.have_version > 0 and all(other.wait_version <= key.have_version for other in others)
    await LeftoverAccount.filter(server_id=key.server_id, name=key.account_name).delete()
    await LeftoverAccount.create(
        server_id=key.server_id,
        name=key.account_name,
        ref=ref,
        wait_version=version if served else NOT_NEEDED,
        seen_version=version if key.have_version == key.want_version else key.have_version,
        next_try_at=shop.due_now(),
    )


async def come_back(key: Key, server_id: int, leftovers: Sequence[LeftoverAccount]) -> str | None:
    """A key moves to a server where it may have left an account: it lives in that one again. Returns its name there,
    None for the key's own. Call it inside the transaction that moves the key."""
    name = None
    for leftover in leftovers:
        if leftover.server_id != server_id:
            continue
        if leftover.name != Key(id=key.id).account_name:  # taken over from this panel under the name it had there
            if await Key.filter(name=leftover.name).exclude(id=key.id).exists():
                continue
            name = leftover.name
        await leftover.delete()
    return name


def fate(leftover: LeftoverAccount, key: Key | None, want: Account | None) -> Fate:
    """What becomes of it: its key lives there again, it waits, it has to follow a change, or it goes."""
    if key is None or want is None:
        return "remove"
    if key.server_id == leftover.server_id:
        return "home" if key.account_name == leftover.name else "remove"
    reached = key.have_version >= (leftover.wait_version or key.want_version) and key.next_try_at is None
    if reached or not want.enabled or leftover.wait_version == NOT_NEEDED:
        return "remove"
    return "follow" if key.want_version > leftover.seen_version else "wait"
