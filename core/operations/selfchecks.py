"""Self-checks: is everything that the shop stands on in order, and what to do if not."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from core import db, ledger, outbox
from core.shop import Shop
from core.telegram import TelegramError

logger = logging.getLogger(__name__)
SLOW_OUTBOX = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Check:
    """One answer. `advice` is empty when it is in order."""

    name: str
    ok: bool
    text: str
    advice: str = ""


async def database_answers() -> bool:
    """Whether the shop can sell at all."""
    try:
        await db.fetch_one("SELECT 1 AS one")
    except Exception as exc:
        logger.warning("the database is away: %s", type(exc).__name__)
        return False
    return True


async def run(shop: Shop) -> list[Check]:
    """Ask everything; a check that breaks is a check that failed."""
    return [await _guarded(name, check, shop) for name, check in CHECKS.items()]


async def _guarded(name: str, check: Callable[[Shop], Awaitable[Check]], shop: Shop) -> Check:
    try:
        return await asyncio.wait_for(check(shop), 20)
    except Exception as exc:
        return Check(name, False, f"{type(exc).__name__}: {exc}", "See the text; the shop cannot answer this itself.")


async def _database(shop: Shop) -> Check:
    began = time.perf_counter()
    await db.fetch_one("SELECT count(*) AS n FROM users")
    engine = "PostgreSQL" if db.is_postgres() else "SQLite"
    return Check("database", True, f"{engine} answers in {1000 * (time.perf_counter() - began):.1f} ms")


async def _books(shop: Shop) -> Check:
    wrong = await ledger.unbalanced()
    if not wrong:
        return Check("books", True, "every balance is the sum of its entries")
    return Check(
        "books",
        False,
        f"balances of users {', '.join(map(str, wrong))} are not the sum of their entries",
        "Somebody changed users.balance_kopeks past the ledger: restore the column from the sum of ledger_entries.",
    )


async def _outbox(shop: Shop) -> Check:
    lag = await outbox.lag(shop.now())
    return Check(
        "outbox",
        lag < SLOW_OUTBOX,
        f"the oldest due reaction waits {lag.total_seconds():.0f} s",
        "" if lag < SLOW_OUTBOX else "Is a worker running? Start `vitrina worker`, or `vitrina run` for everything.",
    )


async def _redis(shop: Shop) -> Check:
    if shop.settings.redis_url is None:
        return Check("redis", True, "not used")
    trouble = await shop.wakeups.trouble()
    if trouble is None:
        return Check("redis", True, "answers")
    return Check("redis", False, trouble, "Check REDIS_URL; without Redis the shop works, a second slower at times.")


async def _telegram(shop: Shop) -> Check:
    try:
        name = await shop.telegram.username()
        hook = await shop.telegram.call("getWebhookInfo")
    except TelegramError as exc:
        advice = "Check BOT_TOKEN with @BotFather, and that this machine reaches TELEGRAM_API_URL."
        return Check("telegram", False, str(exc), advice)
    fault = hook.get("last_error_message")
    if fault and shop.settings.uses_webhook:
        advice = "Telegram cannot reach PUBLIC_URL: it needs https on port 443, 80, 88 or 8443."
        return Check("telegram", False, f"@{name}, webhook: {fault}", advice)
    return Check("telegram", True, f"@{name}, {'webhook' if hook.get('url') else 'polling'}")


async def _keys(shop: Shop) -> Check:
    row = await db.fetch_one(
        "SELECT count(*) AS behind, count(last_error) AS failing FROM keys"
        " WHERE next_try_at < $1 OR (next_try_at IS NULL AND have_version < want_version)",
        shop.now() - timedelta(minutes=1),
    )
    behind = int(row["behind"]) if row else 0
    if not behind:
        return Check("keys", True, "every panel holds what is wanted")
    advice = "Is the worker running, and does the server's panel answer? Its log says what it refuses."
    return Check("keys", False, f"{behind} keys wait for their panel for more than a minute", advice)


CHECKS: dict[str, Callable[[Shop], Awaitable[Check]]] = {
    "database": _database,
    "books": _books,
    "outbox": _outbox,
    "redis": _redis,
    "telegram": _telegram,
    "keys": _keys,
}
