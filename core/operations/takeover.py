"""Taking over: the customers of a panel that served them before become the shop's, with what they have paid for.

Credentials, expiry, limits and usage stay what they are, so that nobody's app notices. Without `apply` nothing is
written anywhere. It may be repeated at any time: what is the shop's already is passed over, and a run that was cut off
is finished by the next one.
"""

import re
import uuid
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

from core import db, installation
from core.catalogue.servers import Server
from core.catalogue.tariffs import Tariff
from core.events import AccountsTakenOver
from core.panels import Conflict, Rejected
from core.panels.kind import Holding, Takeover
from core.shop import Actor, Shop
from core.subscriptions.keys import provisioning, state
from core.subscriptions.models import ACTIVE, EXPIRED, PAID, SUSPENDED, Key, PanelAccount, Subscription
from core.traffic.models import TrafficMark
from core.users import accounts, login
from core.users.models import User

NEVER = datetime(2099, 12, 31, tzinfo=UTC)
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{2,35}")
DEVICES = 3  # where the panel has no number of its own
SHOWN = 10  # names for each reason in a report


@dataclass
class Report:
    """What was taken over, or would be, and why the rest was not."""

    taken: int = 0
    people_known: int = 0
    nameless: int = 0  # without Telegram id and e-mail: found by an administrator alone
    ours: int = 0
    monthly: int = 0  # the panel gave these new traffic by itself; nobody does any more
    skipped: dict[str, list[str]] = field(default_factory=dict)

    def skip(self, reason: str, name: str) -> None:
        self.skipped.setdefault(reason, []).append(name)

    def lines(self) -> list[str]:
        """The report for a terminal."""
        lines = [
            f"accounts: {self.taken}",
            f"  of people the shop knows: {self.people_known}",
            f"  without Telegram id and e-mail: {self.nameless}",
            f"  with traffic that the panel renewed by itself: {self.monthly}",
            f"the shop's already: {self.ours}",
        ]
        for reason, names in sorted(self.skipped.items()):
            more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
            lines.append(f"not taken, {reason}: {', '.join(names[:SHOWN])}{more}")
        return lines


@dataclass(frozen=True, slots=True)
class Plan:
    """How accounts become subscriptions. `pattern` finds a Telegram id in a name, by its first group."""

    server: Server
    tariff: Tariff | None = None
    pattern: re.Pattern[str] | None = None


async def run(shop: Shop, panel: Takeover, plan: Plan, *, apply: bool, by: Actor) -> Report:
    """Take over every account of a server's panel that can be. Raises PanelError when the panel cannot be read."""
    report, credentials = Report(), Counter[str]()
    holdings = [holding async for holding in _every(panel)]
    credentials.update(holding.vless_uuid for holding in holdings if holding.vless_uuid)
    mark = f"{await installation.identity(shop)}-"
    for holding in holdings:
        name = holding.observed.name
        shared = holding.vless_uuid is not None and credentials[holding.vless_uuid] > 1
        reason = "its credential belongs to several" if shared else await _obstacle(plan, holding, mark)
        if reason == "":
            await _take(shop, panel, plan, holding, report, apply=apply)
        elif reason == "ours":
            report.ours += 1
            if apply:
                await _finish(shop, panel, plan, name)
        else:
            report.skip(reason, name)
    if apply and report.taken:
        async with db.transaction():
            await shop.record(AccountsTakenOver(None, server_id=plan.server.id, count=report.taken, by=str(by)))
        shop.wakeups.wake("keys")
    return report


async def _every(panel: Takeover) -> AsyncIterator[Holding]:
    async for holding in panel.holdings():
        yield holding


async def _obstacle(plan: Plan, holding: Holding, mark: str) -> str:
    """Why an account is not taken; empty when it can be, `ours` when it has been."""
    observed = holding.observed
    if observed.ref is not None:
        return "ours" if observed.ref.startswith(mark) else "it belongs to another shop"
    if await Key.filter(server_id=plan.server.id, name=observed.name).exists():
        return "ours"
    if not NAME.fullmatch(observed.name):
        return "its name is not one that panels agree on"
    if holding.vless_uuid is None or not _is_uuid(holding.vless_uuid):
        return "it has no VLESS credential"
    if await Key.filter(secret=holding.vless_uuid).exists() or await Key.filter(name=observed.name).exists():
        return "its name or credential is another key's"
    if observed.state == "pending":
        return "its period begins at the first connection"
    owner = await _known(plan, holding)
    if owner is not None and await Subscription.filter(user_id=owner.id).exists():
        return "its owner has a subscription in the shop"
    return ""


async def _take(shop: Shop, panel: Takeover, plan: Plan, holding: Holding, report: Report, *, apply: bool) -> None:
    owner = await _known(plan, holding)
    telegram_id, email = _identity(plan, holding)
    report.taken += 1
    report.people_known += owner is not None
    report.nameless += telegram_id is None and email is None
    report.monthly += holding.resets
    if not apply:
        return
    async with db.transaction():
        user = owner or await _person(shop, holding, telegram_id, email)
        subscription = await _subscription(shop, plan, holding, user)
        key = await Key.create(
            subscription_id=subscription.id,
            server_id=plan.server.id,
            secret=uuid.UUID(holding.vless_uuid),
            name=holding.observed.name,
            created_at=shop.now(),
        )
        await PanelAccount.create(
            key_id=key.id, state=holding.observed.state, links=list(holding.links), observed_at=shop.now()
        )
        # What was used before is in `traffic_used_bytes`; only what comes is counted.
        await TrafficMark.create(
            source=panel.source, name=key.account_name, up_bytes=0, down_bytes=holding.observed.used_total_bytes
        )
    await _finish(shop, panel, plan, key.account_name)


async def _finish(shop: Shop, panel: Takeover, plan: Plan, name: str) -> None:
    """Mark the account on its panel; until then provisioning must not touch what looks like somebody else's."""
    key = await Key.get_or_none(server_id=plan.server.id, name=name, next_try_at=None, have_version=0)
    if key is None:
        return
    with suppress(Conflict, Rejected):  # changed on the panel meanwhile: provisioning says what is wrong
        await panel.adopt(name, await provisioning.reference(shop, key.id))
    await Key.filter(id=key.id).update(next_try_at=shop.due_now())


def _identity(plan: Plan, holding: Holding) -> tuple[int | None, str | None]:
    """(Telegram id, e-mail) as far as the panel knows them."""
    telegram_id = holding.telegram_id
    if telegram_id is None and plan.pattern is not None and (match := plan.pattern.search(holding.observed.name)):
        telegram_id = int(match[1])
    return telegram_id, login.normalize(holding.email) if holding.email else None


async def _known(plan: Plan, holding: Holding) -> User | None:
    telegram_id, email = _identity(plan, holding)
    if telegram_id is not None:
        return await accounts.by_telegram(telegram_id)
    return await User.get_or_none(email=email) if email else None


async def _person(shop: Shop, holding: Holding, telegram_id: int | None, email: str | None) -> User:
    """Somebody the shop meets on the panel. An address counts as theirs once they have asked for a password by it."""
    identity = {"telegram_id": telegram_id} if telegram_id is not None else {"email": email}
    return await User.create(
        **identity,
        first_name=holding.observed.name,
        language=shop.settings.default_language,
        referral_code=accounts.new_code(),
        trial_used_at=shop.now(),
        created_at=shop.now(),
        seen_at=shop.now(),
    )


async def _subscription(shop: Shop, plan: Plan, holding: Holding, user: User) -> Subscription:
    observed, now = holding.observed, shop.now()
    ends = observed.expires_at or NEVER
    stopped = observed.state == "disabled"
    return await Subscription.create(
        user_id=user.id,
        tariff_id=plan.tariff.id if plan.tariff else None,
        kind=PAID,
        status=EXPIRED if ends <= now else SUSPENDED if stopped else ACTIVE,
        suspended_for="operator" if stopped and ends > now else None,
        token=state.new_token(),
        started_at=now,
        expires_at=ends,
        traffic_limit_bytes=observed.quota_bytes,
        traffic_used_bytes=observed.used_bytes,
        devices=holding.devices or DEVICES,
        profile=plan.tariff.profile if plan.tariff else "default",
        chosen_server_id=plan.server.id,
        ready_at=now,  # the link works already: no message
        created_at=now,
    )


def _is_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False
