"""Self-checks: is everything that the shop stands on in order, and what to do if not."""

import asyncio
import logging
import shutil
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from email.utils import parsedate_to_datetime

import httpx

from core import db, errors, http, ledger, outbox
from core.catalogue.servers import Server
from core.catalogue.tariffs import Tariff
from core.clock import system_clock
from core.config import seal
from core.db import soundness
from core.engine import calls
from core.operations.backups import replacing
from core.operations.backups.survey import MIGRATIONS
from core.operations.checks import Check
from core.operations.operator_panel import collector, machine
from core.panels.registry import EMBEDDED
from core.payment_providers import ProviderError, TakesWebhooks
from core.shop import Shop
from core.subscriptions.keys import health
from core.telegram import inbox
from core.telegram.client import TelegramError

logger = logging.getLogger(__name__)
SLOW_OUTBOX = timedelta(minutes=2)
CHECK_SECONDS = 20.0
SHOWN = 10  # refused keys in one answer
FILE_SECONDS = 15.0  # for looking through SQLite's file
ENGINE_SECONDS = 8.0
CLOCK_SECONDS = 8.0
CLOCK_MAY_DIFFER = timedelta(seconds=30)  # Telegram's sign-ins and vendors' signatures have such limits
LEAST_FREE_BYTES = 2**30
LEAST_FREE_SHARE = 0.05

Checking = Callable[[Shop], Awaitable[Check]]


async def database_answers() -> bool:
    """Whether the shop can sell at all."""
    try:
        await db.fetch_one("SELECT 1 AS one")
    except Exception as exc:
        if not db.tell_away(exc):
            logger.warning("the database cannot be asked: %s", type(exc).__name__)
        return False
    return True


async def run(shop: Shop, checks: Mapping[str, Checking] | None = None) -> list[Check]:
    """Ask everything, or these, all at once; a check that breaks is a check that failed."""
    chosen = CHECKS if checks is None else checks
    return await asyncio.gather(*(_guarded(name, check, shop) for name, check in chosen.items()))


async def _guarded(name: str, check: Checking, shop: Shop) -> Check:
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            return await check(shop)
    except TimeoutError:
        advice = "Whatever it asks does not answer: look at the network and the load of this machine."
        return Check(name, False, f"no answer within {CHECK_SECONDS:.0f} s", advice)
    except Exception as exc:
        logger.warning("the check %s broke", name, exc_info=exc)
        return Check(name, False, f"it broke: {type(exc).__name__}", "See the log of this process for what happened.")


async def _database(shop: Shop) -> Check:
    began = time.perf_counter()
    await db.fetch_one("SELECT count(*) AS n FROM users")
    engine = "PostgreSQL" if db.is_postgres() else "SQLite"
    text = f"{engine} answers in {1000 * (time.perf_counter() - began):.1f} ms"
    path = db.sqlite_path(shop.settings.database_url)
    fault = await asyncio.to_thread(soundness.fault_of, path, FILE_SECONDS) if path else ""
    if fault:
        advice = f"Every further write makes it worse: {soundness.RESTORE}."
        return Check("database", False, f"{path} is damaged: {fault}", advice)
    if fault is None:
        text += f"; its file is too large to be looked through in {FILE_SECONDS:.0f} s"
    return Check("database", True, text)


async def _migrations(shop: Shop) -> Check:
    rows = await db.fetch(f"SELECT name FROM {MIGRATIONS} WHERE app = '{db.APP}'")  # noqa: S608 - constants
    applied, migrations = {row["name"] for row in rows}, set(replacing.known_migrations())
    if applied == migrations:
        return Check("migrations", True, f"all {len(migrations)} are applied")
    if migrations - applied:
        advice = "Restart the shop: every process brings the database up to date when it starts."
        return Check("migrations", False, f"not applied: {', '.join(sorted(migrations - applied))}", advice)
    advice = "The database is of a newer version: upgrade the shop, or restore a backup of this one."
    return Check("migrations", False, f"unknown: {', '.join(sorted(applied - migrations))}", advice)


async def _settings(shop: Shop) -> Check:
    if not shop.unused_settings:
        return Check("settings", True, f"version {shop.settings_version} holds")
    return Check(
        "settings",
        False,
        f"stored and not used: {', '.join(shop.unused_settings)}",
        f"They contradict the environment, or {seal.FILE} in DATA_DIR is not the file that they were sealed with: set "
        "them again in the console or by `vitrina settings set`.",
    )


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
    lag, stuck = await outbox.lag(shop.now()), await outbox.stuck(shop.now())
    text = f"the oldest due reaction waits {lag.total_seconds():.0f} s"
    advice = (
        "" if lag < SLOW_OUTBOX else "Is a worker running? Start `vitrina worker`, or `vitrina run` for everything."
    )
    if stuck:
        counted = Counter(delivery.reaction for delivery in stuck)
        named = ", ".join(f"{count} × {reaction}" for reaction, count in counted.most_common(5))
        text += f"; {len(stuck)} keep failing ({named}), the oldest because: {stuck[0].reason}"
        advice += " See `vitrina reactions list`; repeat them there when the reason is gone, or drop them."
    return Check("outbox", lag < SLOW_OUTBOX and not stuck, text, advice.strip())


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
    text = f"@{name}, {'webhook' if hook.get('url') else 'polling'}"
    count, at = await inbox.skip_count()
    if at is not None:
        text += f"; {count} updates could not be handled and were skipped, the last on {at:%Y-%m-%d %H:%M} UTC"
    return Check("telegram", True, text)


async def _keys(shop: Shop) -> Check:
    refused = await health.refused_keys()
    if refused:
        text = "; ".join(f"{refusal.server}: {refusal.text}" for refusal in refused[:SHOWN])
        more = f"; and {len(refused) - SHOWN} more" if len(refused) > SHOWN else ""
        advice = "Mend in the panel, or in the server's settings, what it says; the shop tries again by itself."
        return Check("keys", False, f"panels refuse {len(refused)} keys: {text}{more}", advice)
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


async def unsold() -> str:
    """Why nobody can buy something: a move or an operator took its servers off sale. Empty where all can be bought."""
    every = await Server.all()
    if every and not any(server.enabled for server in every):
        return "no server is on sale, nobody can buy or renew"
    closed = []
    for tariff in await Tariff.filter(enabled=True).prefetch_related("servers"):
        own = list(tariff.servers)
        if own and not any(server.enabled for server in own):
            closed.append(tariff.name)
    return f"the servers of {', '.join(closed)} are off sale" if closed else ""


async def _payments(shop: Shop) -> Check:
    troubles = [refusal for name in sorted(shop.providers) if (refusal := await _refusal(shop, name))]
    if not troubles:
        return Check("payment vendors", True, f"{', '.join(sorted(shop.providers)) or 'none'} in order")
    advice = "Check the vendor's keys in .env against its cabinet, and that this machine reaches it."
    return Check("payment vendors", False, "; ".join(troubles), advice)


async def _payment_webhooks(shop: Shop) -> Check:
    """Where vendors tell of payments, for whoever sets that up in their cabinets."""
    vendors = [vendor for vendor in shop.providers.values() if isinstance(vendor, TakesWebhooks)]
    if not vendors:
        return Check("payment webhooks", True, "no vendor sends any")
    if shop.settings.public_url is None:
        names = ", ".join(vendor.name for vendor in vendors)
        advice = "Set PUBLIC_URL to the https address of the web process, then run this again to see their addresses."
        text = f"PUBLIC_URL is not set: {names} cannot tell of payments, which are found minutes later by asking"
        return Check("payment webhooks", False, text, advice)
    return Check("payment webhooks", True, "; ".join(_address(shop, vendor) for vendor in vendors))


def _address(shop: Shop, vendor: TakesWebhooks) -> str:
    where = f"set in its cabinet: {vendor.webhook_page}" if vendor.webhook_page else "told with every bill"
    return f"{vendor.name} {shop.link(f'/webhooks/pay/{vendor.name}')} ({where})"


async def _refusal(shop: Shop, name: str) -> str | None:
    """What a vendor says to a question that costs nothing; None where all is well, or where it has no such question."""
    listing = shop.providers[name].sweep(shop.now())
    if listing is None:
        return None
    try:
        async with asyncio.timeout(CHECK_SECONDS / 2):
            async for _ in listing:
                break
    except TimeoutError:
        return f"{name}: no answer"
    except ProviderError as exc:
        return f"{name}: {exc}"
    return None


async def _engine(shop: Shop) -> Check:
    """Whether every embedded Xray serves."""
    embedded = await Server.filter(panel=EMBEDDED).order_by("id")
    if not embedded:
        return Check("engine", True, "no Xray is embedded")
    questions = (calls.ask(shop, "health", seconds=ENGINE_SECONDS, server_id=server.id) for server in embedded)
    try:
        answers = await asyncio.gather(*questions)
    except errors.WorkerUnavailable:
        return Check("engine", False, "the worker does not answer", "Start `vitrina worker`, or `vitrina run` for all.")
    ailing = [(server, answer) for server, answer in zip(embedded, answers, strict=True) if not answer["ok"]]
    if not ailing:
        return Check("engine", True, f"Xray {answers[0]['version']} serves")
    advice = "See the worker's log; a taken port or a wrong REALITY_TARGET is said there in words."
    text = "; ".join(
        f"{server.name}: {answer['detail']}" if len(embedded) > 1 else answer["detail"] for server, answer in ailing
    )
    return Check("engine", False, f"Xray does not serve: {text}", advice)


async def _ports(shop: Shop) -> Check:
    """Whether somebody listens where customers come in."""
    sites = [port for port in await machine.ports(shop) if port.service == "xray"]
    silent = [str(port.number) for port in sites if not port.running]
    if not silent:
        return Check("ports", True, f"{', '.join(str(port.number) for port in sites) or 'none'} taken by the shop")
    advice = "Is a worker running? If it is, its log says why it cannot have the port; set XRAY_PORT to a free one."
    return Check("ports", False, f"nobody listens at {', '.join(silent)}", advice)


async def _collector(shop: Shop) -> Check:
    """Whether traffic is folded into reports in time."""
    status = await collector.status(shop)
    if not status.enabled:
        return Check("collector", True, "switched off by an operator; nothing is lost meanwhile")
    if status.last_run is None:
        return Check("collector", True, "has not run yet")
    ago = shop.now() - status.last_run
    text = f"ran {max(0, int(ago.total_seconds()))} s ago"
    if ago <= collector.LATE:
        return Check("collector", True, text)
    return Check("collector", False, text, "Is a worker running? Start `vitrina worker`, or `vitrina run` for all.")


async def _disk(shop: Shop) -> Check:
    """Whether the database and backups have room to grow."""
    folder = shop.settings.data_dir
    while not folder.exists():
        folder = folder.parent
    usage = await asyncio.to_thread(shutil.disk_usage, folder)
    text = f"{usage.free / 2**30:.1f} GB free at {folder}"
    if usage.free >= LEAST_FREE_BYTES and usage.free >= usage.total * LEAST_FREE_SHARE:
        return Check("disk", True, text)
    return Check("disk", False, text, "Make room: old backups and logs first, then a larger disk.")


async def _clock(shop: Shop) -> Check:
    """Whether this machine's clock is that of the world, as Telegram's servers tell it."""
    try:
        async with asyncio.timeout(CLOCK_SECONDS), httpx.AsyncClient(verify=http.client_context()) as client:
            date = (await client.head(shop.settings.telegram_api_url)).headers.get("date")
        outside = parsedate_to_datetime(date) if date else None
    except (httpx.HTTPError, TimeoutError, ValueError):
        outside = None
    if outside is None:
        return Check("clock", True, "nobody outside tells the time now")
    apart = abs(system_clock() - outside)
    text = f"{apart.total_seconds():.0f} s from Telegram's"
    if apart <= CLOCK_MAY_DIFFER:
        return Check("clock", True, text)
    return Check("clock", False, text, "Switch time synchronisation on: timedatectl set-ntp true")


CHECKS: Mapping[str, Checking] = {
    "database": _database,
    "migrations": _migrations,
    "settings": _settings,
    "books": _books,
    "outbox": _outbox,
    "redis": _redis,
    "telegram": _telegram,
    "keys": _keys,
    "payment vendors": _payments,
    "payment webhooks": _payment_webhooks,
    "collector": _collector,
    "disk": _disk,
    "clock": _clock,
}
# What can be in order only while the shop runs.
RUNNING: Mapping[str, Checking] = {"engine": _engine, "ports": _ports}
