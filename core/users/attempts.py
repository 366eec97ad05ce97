"""Attempts: how often something may be tried with one account, whoever tries it and from wherever.

`web/common/limits.py` counts what one client asks for in a minute. Here it is about the account:
many clients that guess one password, or that ask for e-mails to one mailbox. The counts are in the database, so that
all processes count together and a restart forgets nothing. Accounts and networks stand there as keyed hashes only.

A stranger must not be able to lock out the owner of an account. So wrong passwords are counted by account and network,
and what comes from networks that the account has never been signed in from is counted together but apart from those
that it has: who signs in where they did before is not hindered by others. Whoever reads the account's mail and sets a
new password makes their network a known one.
"""

import asyncio
import hashlib
import hmac
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from weakref import WeakValueDictionary

from core import db, errors, installation
from core.shop import Shop
from core.users.models import Attempts


@dataclass(frozen=True, slots=True)
class Limit:
    """So many times in such a time, counted from the first one."""

    amount: int
    window: timedelta


HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FROM_KNOWN_NETWORK: Final = Limit(30, HOUR)  # wrong passwords for one account
FROM_ONE_NETWORK: Final = Limit(10, HOUR)  # the same from one that is not known
FROM_UNKNOWN_NETWORKS: Final = Limit(30, HOUR)  # and from all of those together
KNOWN_FOR: Final = timedelta(days=90)  # how long a network is remembered after the last sign-in from there

_locks: WeakValueDictionary[tuple[int, str], asyncio.Lock] = WeakValueDictionary()  # by event loop and account

logger = logging.getLogger(__name__)


@asynccontextmanager
async def password_attempt(shop: Shop, account: str, network: str | None) -> AsyncIterator[None]:
    """Let a password of an account be tried; WrongPassword raised inside counts. Raises TooManySignIns.

    Guesses at one account come one after the other in this process: a thousand at once are not more than the limit.
    Nothing is counted without a network: then nobody outside is asking.
    """
    lock = _locks.setdefault((id(asyncio.get_running_loop()), account), asyncio.Lock())
    async with lock:
        counters: list[tuple[Limit, str]] = []
        if network is not None:
            is_known_network = await is_known(shop, account, network)
            network_key = await _key(shop, "sign-in", account, network)
            counters.append((FROM_KNOWN_NETWORK if is_known_network else FROM_ONE_NETWORK, network_key))
            if not is_known_network:
                counters.append((FROM_UNKNOWN_NETWORKS, await _key(shop, "sign-in", account)))
        for limit, key in counters:
            seconds = await _wait(shop, key, limit)
            if seconds:
                raise errors.TooManySignIns(seconds=seconds)
        try:
            yield
        except errors.WrongPassword:
            for limit, key in counters:
                await _count(shop, key, limit.window)
            raise


async def is_known(shop: Shop, account: str, network: str | None) -> bool:
    """Whether somebody has signed in to the account from this network, or has set its password there."""
    if network is None:
        return False
    key = await _key(shop, "known", account, network)
    return await Attempts.filter(key=key, expires_at__gt=shop.now()).exists()


async def trust(shop: Shop, account: str, network: str | None) -> None:
    """The account's owner is in this network: earlier wrong passwords from there are forgotten."""
    if network is None:
        return
    await Attempts.filter(key=await _key(shop, "sign-in", account, network)).delete()
    key, now = await _key(shop, "known", account, network), shop.now()
    await db.fetch(
        "INSERT INTO attempts (key, count, expires_at) VALUES ($1, 1, $2)"
        " ON CONFLICT (key) DO UPDATE SET expires_at = $2 RETURNING id",
        key,
        now + KNOWN_FOR,
    )


async def hit(shop: Shop, action: str, account: str, limits: Sequence[Limit]) -> bool:
    """Count one more of something; False where a limit is reached, the shortest window first."""
    for limit in limits:
        count = await _count(shop, await _key(shop, action, account, str(limit.window)), limit.window)
        if count > limit.amount:
            if count == limit.amount + 1 and limit.amount > 1:
                logger.warning("%s: %s in %s for one account are enough", action, limit.amount, limit.window)
            return False
    return True


async def _wait(shop: Shop, key: str, limit: Limit) -> int:
    """Seconds until a limit that is reached lets the next one through; 0 where it does now."""
    now = shop.now()
    # What ends later than a whole window was written before the clock was put back.
    row = await Attempts.get_or_none(
        key=key, count__gte=limit.amount, expires_at__gt=now, expires_at__lte=now + limit.window
    )
    return max(1, round((row.expires_at - now).total_seconds() + 0.5)) if row else 0


async def _count(shop: Shop, key: str, window: timedelta) -> int:
    """One more; how many that are in the window that runs."""
    now = shop.now()
    has_ended = "(attempts.expires_at <= $2 OR attempts.expires_at > $3)"  # or begun before the clock was put back
    row = await db.fetch_one(
        "INSERT INTO attempts (key, count, expires_at) VALUES ($1, 1, $3) ON CONFLICT (key) DO UPDATE SET"  # noqa: S608
        f" count = CASE WHEN {has_ended} THEN 1 ELSE attempts.count + 1 END,"
        f" expires_at = CASE WHEN {has_ended} THEN $3 ELSE attempts.expires_at END RETURNING count",
        key,
        now,
        now + window,
    )
    return int(row["count"]) if row else 1


async def _key(shop: Shop, *parts: str) -> str:
    secret = await installation.signing_secret(shop)
    return hmac.new(secret.encode(), "\0".join(("attempts", *parts)).encode(), hashlib.sha256).hexdigest()
