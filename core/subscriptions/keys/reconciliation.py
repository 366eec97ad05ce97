"""Reconciling: what panels hold against what the shop wants, and accounts that panels have to forget.

The shop wins for expiry, quota, access and credentials: what was changed or deleted by hand on a panel is put right.
The panel wins for usage. Accounts the shop knows nothing of are counted and named, never touched.
"""

import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

from core import db, errors, i18n, installation, outbox
from core.catalogue import servers
from core.events import PanelTroubled
from core.panels import Account, Conflict, Observed, Panel, PanelError, Rejected, Unauthorized, Unavailable, webhooks
from core.panels.registry import PANELS
from core.phrases import Phrase, dumps
from core.shop import Shop
from core.subscriptions.keys import health, leftovers, provisioning, state
from core.subscriptions.models import Key, LeftoverAccount, PanelAccount

MANY, SHARE = 20, 0.05  # more missing accounts than both: the wrong panel, or a restored backup
SECOND = timedelta(seconds=1)
LINKS_AGE = timedelta(days=1)  # of links that only a request to another machine can renew
LINKS_AT_ONCE = 200

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Findings:
    """What one look at a panel found. `orphans` bear this installation's mark, and no key stands behind them."""

    held: int
    differing: int
    missing: int
    orphans: tuple[str, ...]


async def reconcile(shop: Shop) -> int:
    """Compare every panel this process drives with what is wanted; returns how many keys were made due."""
    differing = 0
    for server_id, panel in list(shop.panels.items()):
        if not shop.breaker(server_id).closed:
            continue
        try:
            differing += (await look(shop, server_id, panel)).differing
            await health.answered(shop, server_id, panel)
        except PanelError as exc:
            if panel.remote:
                await health.failed(shop, server_id, exc)
            logger.warning("server %s is not reconciled: %s", server_id, exc)
    return differing


async def look(shop: Shop, server_id: int, panel: Panel) -> Findings:
    """Scan one panel and make keys due that differ. Raises PanelError; a scan that breaks off changes nothing."""
    accounts = {observed.name: observed async for observed in panel.scan()}
    keys = await Key.filter(server_id=server_id).select_related("subscription__user", "server")
    orphans = await _orphans(shop, accounts, {key.account_name for key in keys})
    if orphans:
        logger.warning("server %s holds accounts without keys: %s", server_id, ", ".join(orphans[:20]))
    settled = [key for key in keys if key.next_try_at is None]
    wants = {key.id: await provisioning.account_of(shop, key) for key in settled}
    missing = [
        key for key in settled if wants[key.id].enabled and key.account_name not in accounts and key.have_version
    ]
    if len(missing) > MANY and len(missing) > SHARE * len(settled):
        await _alarm(shop, server_id, len(missing))
        return Findings(len(accounts), 0, len(missing), tuple(orphans))
    await installation.delete(_alarm_name(server_id))
    due = await _differing(shop, server_id, panel, settled, wants, accounts)
    for key in due:
        await state.touch(shop, id=key.id, want_version=key.want_version)
    return Findings(len(accounts), len(due), len(missing), tuple(orphans))


async def hear(shop: Shop, server_name: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Take a webhook of a panel as a hint where to look; returns how many keys are looked at.

    Raises NotFound for a server that takes none, WebhookForged, and InvalidRequest for what cannot be read.
    """
    try:
        server = await servers.by_uuid(server_name)
    except errors.ServerNotFound:
        raise errors.NotFound() from None
    kind, secret = PANELS.get(server.panel), server.panel_settings.get("webhook_secret")
    if kind is None or kind.read_webhook is None or secret is None:
        raise errors.NotFound()
    try:
        names = kind.read_webhook(body, headers, secret, shop.now())
    except webhooks.Forged:
        raise errors.WebhookForged() from None
    except webhooks.Unreadable:
        raise errors.InvalidRequest(field="body") from None
    return await hint(shop, server.id, set(names))


async def hint(shop: Shop, server_id: int, names: set[str]) -> int:
    """A panel says that something happened to these accounts: look at those that are keys. Returns how many."""
    due = 0
    for key in await Key.filter(server_id=server_id, next_try_at=None):
        if key.account_name in names:
            due += await Key.filter(id=key.id, next_try_at=None).update(next_try_at=shop.due_now())
    if due:
        shop.wakeups.wake("keys")
    return due


async def forget_leftovers(shop: Shop) -> int:
    """Remove accounts that keys have moved away from and need no more; returns how many are gone."""
    count = 0
    for leftover in await LeftoverAccount.filter(server_id__in=list(shop.panels), next_try_at__lte=shop.due_now()):
        if not shop.breaker(leftover.server_id).closed:
            continue
        try:
            count += await _see_to(shop, shop.panels[leftover.server_id], leftover)
        except PanelError as exc:
            await _postpone(shop, leftover, exc)
    return count


async def _see_to(shop: Shop, panel: Panel, leftover: LeftoverAccount) -> bool:
    """Do with an account what is due, decided while nobody else writes it; whether it is gone. Raises PanelError."""
    async with leftovers.alone(leftover.server_id, leftover.name):
        if not await LeftoverAccount.filter(id=leftover.id).exists():  # its key has just come back
            return False
        key = await provisioning.key_of(leftover)
        want = None if key is None else await provisioning.account_of(shop, key)
        fate = leftovers.fate(leftover, key, want)
        if fate == "remove":
            await _forget(panel, leftover, want)
            await _again(shop, leftover, key)
        elif fate == "home":
            await leftover.delete()
        elif fate == "follow" and key is not None and want is not None:
            await _follow(panel, leftover, key, want)
    return fate == "remove"


async def _forget(panel: Panel, leftover: LeftoverAccount, want: Account | None) -> None:
    """Switch the account off, then remove it: a removal that the panel's core does not hear of leaves nobody served."""
    try:
        if want is not None:
            with suppress(Rejected):  # the settings of the panel may not name its profile any more
                await panel.apply(replace(want, name=leftover.name, ref=leftover.ref, enabled=False))
        await panel.remove(leftover.name, leftover.ref)
    except Conflict:
        logger.warning("account %s of server %s is somebody else's by now", leftover.name, leftover.server_id)
    await leftover.delete()


async def _again(shop: Shop, leftover: LeftoverAccount, key: Key | None) -> None:
    """A key that came back while its account was being removed gets it anew."""
    if key is None:
        return
    name = None if leftover.name == Key(id=key.id).account_name else leftover.name
    await state.touch(shop, id=key.id, server_id=leftover.server_id, name=name)


async def _follow(panel: Panel, leftover: LeftoverAccount, key: Key, want: Account) -> None:
    """The new place does not serve yet, and the subscription has changed: the old one still has to do."""
    here = replace(want, name=leftover.name, ref=leftover.ref)
    observed = await panel.apply(here)
    shares = await panel.links(here)
    if observed.again_after is None:
        await LeftoverAccount.filter(id=leftover.id).update(seen_version=key.want_version, attempts=0)
    if await Key.filter(id=key.id, have_version__lt=leftover.wait_version or key.want_version).exists():
        await PanelAccount.filter(key_id=key.id).update(links=shares)


async def _orphans(shop: Shop, accounts: Mapping[str, Observed], names: set[str]) -> list[str]:
    mark = f"{await installation.identity(shop)}-"
    ours = (account.name for account in accounts.values() if account.ref is not None and account.ref.startswith(mark))
    leaving = {leftover.name for leftover in await LeftoverAccount.all()}
    return sorted(name for name in ours if name not in names and name not in leaving)


async def _differing(
    shop: Shop,
    server_id: int,
    panel: Panel,
    keys: list[Key],
    wants: Mapping[int, Account],
    accounts: Mapping[str, Observed],
) -> list[Key]:
    agreed = {account.key_id: account for account in await PanelAccount.filter(key__server_id=server_id)}
    aged, due = 0, []
    for key in keys:
        want, account = wants[key.id], agreed.get(key.id)
        if key.removed_at is not None or key.revoked_at is not None:
            stale = False
        elif panel.remote:  # a request each: only so many at a time
            stale = aged < LINKS_AT_ONCE and (account is None or account.observed_at < shop.now() - LINKS_AGE)
            aged += stale
        else:  # links differ after the address, the port or the server's name were changed
            stale = account is None or account.links != await panel.links(want)
        if stale or differs(want, accounts.get(want.name)):
            due.append(key)
    return due


def differs(want: Account, account: Observed | None) -> bool:
    """Whether the panel holds something else than what is wanted."""
    if account is None:
        return want.enabled
    if not want.enabled:
        return account.state == "active"
    if (
        account.state != "active"
        or account.rotation not in (None, want.rotation)
        or account.epoch not in (None, want.epoch)
    ):
        return True
    if account.quota_bytes != want.quota_bytes:
        return True
    if account.expires_at is None or want.expires_at is None:
        return account.expires_at is not want.expires_at
    return abs(account.expires_at - want.expires_at) > SECOND


async def _alarm(shop: Shop, server_id: int, count: int) -> None:
    """Half a panel is missing at once: that is the wrong panel, not customers. Ask the operator, change nothing."""
    words = Phrase("panel-accounts-missing", count=count)
    async with db.transaction():
        if not await installation.get(_alarm_name(server_id)):
            await installation.set(_alarm_name(server_id), count)
            await shop.record(PanelTroubled(None, server_id=server_id, text=dumps(words)))
    logger.error("server %s: %s", server_id, i18n.say(words, "en"))


def _alarm_name(server_id: int) -> str:
    return f"missing_accounts_{server_id}"


async def _postpone(shop: Shop, leftover: LeftoverAccount, exc: PanelError) -> None:
    if isinstance(exc, Unavailable | Unauthorized):
        await health.failed(shop, leftover.server_id, exc)
    attempts = leftover.attempts + 1
    delay = outbox.backoff(attempts, first=30.0, longest=timedelta(hours=1))
    await LeftoverAccount.filter(id=leftover.id).update(
        attempts=attempts, next_try_at=shop.due_now() + delay, last_error=dumps(exc.words, 255)
    )
