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
from core.phrases import Phrase, from_json
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
        text = Phrase("check-no-answer", seconds=int(CHECK_SECONDS))
        return Check(name, False, text, Phrase("check-no-answer-advice"))
    except Exception as exc:
        logger.warning("the check %s broke", name, exc_info=exc)
        return Check(name, False, Phrase("check-broke", error=type(exc).__name__), Phrase("check-broke-advice"))


async def _database(shop: Shop) -> Check:
    began = time.perf_counter()
    await db.fetch_one("SELECT count(*) AS n FROM users")
    engine = "PostgreSQL" if db.is_postgres() else "SQLite"
    milliseconds = f"{1000 * (time.perf_counter() - began):.1f}"
    text = [Phrase("check-database-answers", engine=engine, milliseconds=milliseconds)]
    path = db.sqlite_path(shop.settings.database_url)
    fault = await asyncio.to_thread(soundness.fault_of, path, FILE_SECONDS) if path else ""
    if fault:
        reason = Phrase("check-database-foreign") if fault == soundness.NOT_SQLITE else fault
        damage = Phrase("check-database-damaged", path=str(path), reason=reason)
        return Check("database", False, damage, Phrase("check-database-damaged-advice"))
    if fault is None:
        text.append(Phrase("check-database-large", seconds=int(FILE_SECONDS)))
    return Check("database", True, text)


async def _migrations(shop: Shop) -> Check:
    rows = await db.fetch(f"SELECT name FROM {MIGRATIONS} WHERE app = '{db.APP}'")  # noqa: S608 - constants
    applied, migrations = {row["name"] for row in rows}, set(replacing.known_migrations())
    if applied == migrations:
        return Check("migrations", True, Phrase("check-migrations-fine", count=len(migrations)))
    if migrations - applied:
        text = Phrase("check-migrations-missing", names=", ".join(sorted(migrations - applied)))
        return Check("migrations", False, text, Phrase("check-migrations-missing-advice"))
    text = Phrase("check-migrations-unknown", names=", ".join(sorted(applied - migrations)))
    return Check("migrations", False, text, Phrase("check-migrations-unknown-advice"))


async def _settings(shop: Shop) -> Check:
    if not shop.unused_settings:
        return Check("settings", True, Phrase("check-settings-fine", version=shop.settings_version))
    text = Phrase("check-settings-unused", names=", ".join(shop.unused_settings))
    return Check("settings", False, text, Phrase("check-settings-unused-advice", file=seal.FILE))


async def _books(shop: Shop) -> Check:
    wrong = await ledger.unbalanced()
    if not wrong:
        return Check("books", True, Phrase("check-books-fine"))
    text = Phrase("check-books-wrong", users=", ".join(map(str, wrong)))
    return Check("books", False, text, Phrase("check-books-wrong-advice"))


async def _outbox(shop: Shop) -> Check:
    lag, stuck = await outbox.lag(shop.now()), await outbox.stuck(shop.now())
    late = lag >= SLOW_OUTBOX
    text = [Phrase("check-outbox-lag", seconds=f"{lag.total_seconds():.0f}")]
    advice = [Phrase("check-worker-advice")] if late else []
    if stuck:
        counted = Counter(delivery.reaction for delivery in stuck)
        named = ", ".join(f"{count} × {reaction}" for reaction, count in counted.most_common(5))
        text.append(Phrase("check-outbox-stuck", count=len(stuck), reactions=named, reason=stuck[0].reason))
        advice.append(Phrase("check-outbox-stuck-advice"))
    return Check("outbox", not late and not stuck, text, advice)


async def _redis(shop: Shop) -> Check:
    if shop.settings.redis_url is None:
        return Check("redis", True, Phrase("check-redis-unused"))
    trouble = await shop.wakeups.trouble()
    if trouble is None:
        return Check("redis", True, Phrase("check-redis-fine"))
    return Check("redis", False, Phrase("check-redis-silent", error=trouble), Phrase("check-redis-silent-advice"))


async def _telegram(shop: Shop) -> Check:
    try:
        name = await shop.telegram.username()
        hook = await shop.telegram.call("getWebhookInfo")
    except TelegramError as exc:
        text = Phrase("check-telegram-refused", error=str(exc))
        return Check("telegram", False, text, Phrase("check-telegram-refused-advice"))
    fault = hook.get("last_error_message")
    if fault and shop.settings.uses_webhook:
        text = Phrase("check-telegram-webhook-failed", name=name, error=str(fault))
        return Check("telegram", False, text, Phrase("check-telegram-webhook-failed-advice"))
    way = (
        Phrase("check-telegram-webhook", name=name) if hook.get("url") else Phrase("check-telegram-polling", name=name)
    )
    count, at = await inbox.skip_count()
    skipped = [] if at is None else [Phrase("check-telegram-skipped", count=count, time=f"{at:%Y-%m-%d %H:%M} UTC")]
    return Check("telegram", True, [way, *skipped])


async def _keys(shop: Shop) -> Check:
    refused = await health.refused_keys()
    if refused:
        parts = [Phrase("check-panel-detail", server=one.server, detail=one.text) for one in refused[:SHOWN]]
        if len(refused) > SHOWN:
            parts.append(Phrase("check-keys-more", count=len(refused) - SHOWN))
        text = Phrase("check-keys-refused", count=len(refused), keys=parts)
        return Check("keys", False, text, Phrase("check-keys-refused-advice"))
    row = await db.fetch_one(
        "SELECT count(*) AS behind, count(last_error) AS failing FROM keys"
        " WHERE next_try_at < $1 OR (next_try_at IS NULL AND have_version < want_version)",
        shop.now() - timedelta(minutes=1),
    )
    behind = int(row["behind"]) if row else 0
    if not behind:
        return Check("keys", True, Phrase("check-keys-fine"))
    return Check("keys", False, Phrase("check-keys-behind", count=behind), Phrase("check-keys-behind-advice"))


async def unsold() -> Phrase | None:
    """Why nobody can buy something: a move or an operator took its servers off sale. None where all can be bought."""
    every = await Server.all()
    if every and not any(server.enabled for server in every):
        return Phrase("check-nothing-on-sale")
    closed = []
    for tariff in await Tariff.filter(enabled=True).prefetch_related("servers"):
        own = list(tariff.servers)
        if own and not any(server.enabled for server in own):
            closed.append(tariff.name)
    return Phrase("check-tariffs-off-sale", tariffs=", ".join(closed)) if closed else None


async def _payments(shop: Shop) -> Check:
    troubles = [refusal for name in sorted(shop.providers) if (refusal := await _refusal(shop, name))]
    if not troubles:
        names = ", ".join(sorted(shop.providers))
        fine = Phrase("check-payment-vendors-fine", names=names) if names else Phrase("check-payment-vendors-none")
        return Check("payment vendors", True, fine)
    return Check("payment vendors", False, troubles, Phrase("check-payment-vendors-refused-advice"))


async def _payment_webhooks(shop: Shop) -> Check:
    """Where vendors tell of payments, for whoever sets that up in their cabinets."""
    vendors = [vendor for vendor in shop.providers.values() if isinstance(vendor, TakesWebhooks)]
    if not vendors:
        return Check("payment webhooks", True, Phrase("check-payment-webhooks-none"))
    if shop.settings.public_url is None:
        names = ", ".join(vendor.name for vendor in vendors)
        text = Phrase("check-payment-webhooks-no-address", names=names)
        return Check("payment webhooks", False, text, Phrase("check-payment-webhooks-no-address-advice"))
    return Check("payment webhooks", True, [_address(shop, vendor) for vendor in vendors])


def _address(shop: Shop, vendor: TakesWebhooks) -> Phrase:
    address = shop.link(f"/webhooks/pay/{vendor.name}")
    if not vendor.webhook_page:
        return Phrase("check-payment-webhook-told", vendor=vendor.name, address=address)
    return Phrase("check-payment-webhook-set", vendor=vendor.name, address=address, page=vendor.webhook_page)


async def _refusal(shop: Shop, name: str) -> Phrase | None:
    """What a vendor says to a question that costs nothing; None where all is well, or where it has no such question."""
    listing = shop.providers[name].sweep(shop.now())
    if listing is None:
        return None
    try:
        async with asyncio.timeout(CHECK_SECONDS / 2):
            async for _ in listing:
                break
    except TimeoutError:
        return Phrase("check-payment-vendor-silent", vendor=name)
    except ProviderError as exc:
        return Phrase("check-payment-vendor-refused", vendor=name, error=str(exc))
    return None


async def _engine(shop: Shop) -> Check:
    """Whether every embedded Xray serves."""
    embedded = await Server.filter(panel=EMBEDDED).order_by("id")
    if not embedded:
        return Check("engine", True, Phrase("check-engine-none"))
    questions = (calls.ask(shop, "health", seconds=ENGINE_SECONDS, server_id=server.id) for server in embedded)
    try:
        answers = await asyncio.gather(*questions)
    except errors.WorkerUnavailable:
        return Check("engine", False, Phrase("check-engine-no-worker"), Phrase("check-engine-no-worker-advice"))
    ailing = [(server, answer) for server, answer in zip(embedded, answers, strict=True) if not answer["ok"]]
    if not ailing:
        return Check("engine", True, Phrase("check-engine-fine", version=answers[0]["version"]))
    details = []
    for server, answer in ailing:
        words = from_json(answer["words"])
        details.append(Phrase("check-panel-detail", server=server.name, detail=words) if len(embedded) > 1 else words)
    return Check("engine", False, Phrase("check-engine-down", details=details), Phrase("check-engine-down-advice"))


async def _ports(shop: Shop) -> Check:
    """Whether somebody listens where customers come in."""
    sites = [port for port in await machine.ports(shop) if port.service == "xray"]
    silent = [str(port.number) for port in sites if not port.running]
    if not silent:
        numbers = ", ".join(str(port.number) for port in sites)
        return Check(
            "ports", True, Phrase("check-ports-fine", ports=numbers) if numbers else Phrase("check-ports-none")
        )
    return Check(
        "ports", False, Phrase("check-ports-silent", ports=", ".join(silent)), Phrase("check-ports-silent-advice")
    )


async def _collector(shop: Shop) -> Check:
    """Whether traffic is folded into reports in time."""
    status = await collector.status(shop)
    if not status.enabled:
        return Check("collector", True, Phrase("check-collector-off"))
    if status.last_run is None:
        return Check("collector", True, Phrase("check-collector-new"))
    ago = shop.now() - status.last_run
    text = Phrase("check-collector-ran", seconds=str(max(0, int(ago.total_seconds()))))
    if ago <= collector.LATE:
        return Check("collector", True, text)
    return Check("collector", False, text, Phrase("check-worker-advice"))


async def _disk(shop: Shop) -> Check:
    """Whether the database and backups have room to grow."""
    folder = shop.settings.data_dir
    while not folder.exists():
        folder = folder.parent
    usage = await asyncio.to_thread(shutil.disk_usage, folder)
    text = Phrase("check-disk-free", free_bytes=usage.free, folder=str(folder))
    if usage.free >= LEAST_FREE_BYTES and usage.free >= usage.total * LEAST_FREE_SHARE:
        return Check("disk", True, text)
    return Check("disk", False, text, Phrase("check-disk-full-advice"))


async def _clock(shop: Shop) -> Check:
    """Whether this machine's clock is that of the world, as Telegram's servers tell it."""
    try:
        async with asyncio.timeout(CLOCK_SECONDS), httpx.AsyncClient(verify=http.client_context()) as client:
            date = (await client.head(shop.settings.telegram_api_url)).headers.get("date")
        outside = parsedate_to_datetime(date) if date else None
    except (httpx.HTTPError, TimeoutError, ValueError):
        outside = None
    if outside is None:
        return Check("clock", True, Phrase("check-clock-unknown"))
    apart = abs(system_clock() - outside)
    text = Phrase("check-clock-apart", seconds=f"{apart.total_seconds():.0f}")
    if apart <= CLOCK_MAY_DIFFER:
        return Check("clock", True, text)
    return Check("clock", False, text, Phrase("check-clock-apart-advice"))


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
