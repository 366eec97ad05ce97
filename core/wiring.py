"""The composition root: which vendors there are, what follows from what, and what runs when.

The only module that meets concrete vendors. Read `REACTIONS` to know the plot of the shop.
"""

import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from core import clock, db, events, idempotency, letters, notifications, outbox, promotions, referrals, servers, vendors
from core.config import Settings
from core.events import Fact
from core.panels import Panel
from core.payments import checkout, models, polling, reconciliation, refunds, webhooks
from core.servers import Server
from core.shop import Purpose, Reaction, Shop
from core.subscriptions import keys, lifecycle, provisioning, purchase, renewal
from core.telegram import Telegram
from core.traffic import accounting
from core.users import sessions
from core.wakeups import Wakeups

if TYPE_CHECKING:
    from core.panels.xray.config import XrayConfig
    from core.panels.xray.panel import EmbeddedXray

PURPOSES: Mapping[str, Purpose] = {
    models.PURCHASE: purchase.fulfil,
}

REACTIONS: Mapping[type[Fact], Sequence[Reaction]] = {
    events.UserRegistered: [promotions.on_user_registered],
    events.UserBlocked: [keys.on_user_blocked],
    events.UserUnblocked: [keys.on_user_blocked],
    events.EmailVerificationAsked: [letters.on_email_verification_asked],
    events.PasswordResetAsked: [letters.on_password_reset_asked],
    events.PaymentSettled: [referrals.on_payment_settled, notifications.on_payment_settled],
    events.PaymentLeftOnBalance: [notifications.on_payment_left_on_balance],
    events.PaymentRefunded: [referrals.on_payment_refunded, notifications.on_payment_refunded],
    events.PaymentDoubted: [notifications.on_payment_doubted],
    events.BalanceGranted: [notifications.on_balance_granted],
    events.ReferralRewarded: [notifications.on_referral_rewarded],
    events.SubscriptionStarted: [notifications.on_subscription_started],
    events.SubscriptionRenewed: [notifications.on_subscription_renewed],
    events.SubscriptionExtended: [notifications.on_subscription_extended],
    events.SubscriptionExpiring: [notifications.on_subscription_expiring],
    events.SubscriptionExpired: [notifications.on_subscription_expired],
    events.SubscriptionSuspended: [notifications.on_subscription_suspended],
    events.AutopayFailed: [notifications.on_autopay_failed],
    events.AccessReady: [notifications.on_access_ready],
    events.LinkReissued: [notifications.on_link_reissued],
    events.TicketOpened: [notifications.on_ticket_opened],
    events.TicketMessageAdded: [notifications.on_ticket_message_added],
    events.TicketClosed: [notifications.on_ticket_closed],
    events.PanelTroubled: [notifications.on_panel_troubled],
}


@dataclass(frozen=True, slots=True)
class Job:
    """Something the worker does by the clock; `at_start` also when it begins."""

    name: str
    seconds: float
    run: Callable[[Shop], Awaitable[object]]
    at_start: bool = False


async def count_traffic(shop: Shop) -> None:
    """Book what went through, then stop whoever has used up what was bought."""
    await accounting.collect(shop)
    await lifecycle.suspend_exhausted(shop)


def schedule(settings: Settings) -> Sequence[Job]:
    """What the worker does by the clock."""
    return (
        Job("traffic", settings.traffic_sample_seconds, count_traffic),
        Job("expiry", 5, lifecycle.expire_due),
        Job("reminders", 30, lifecycle.remind_due),
        Job("autopay", 30, renewal.run_autopay),
        Job("panels", 600, provisioning.reconcile, at_start=True),
        Job("payments", 3600, reconciliation.run, at_start=True),
        Job("invoices", 600, checkout.expire_stale),
        Job("payments waited for", 20, polling.run_due),
        Job("refunds", 120, refunds.finish),
        Job("old facts", 86400, outbox.forget_old),
        Job("old sessions", 3600, sessions.forget_old),
        Job("old webhooks", 86400, webhooks.forget_old),
        Job("old requests", 3600, idempotency.forget_old),
    )


def build_shop(settings: Settings, *, now: Callable[[], datetime] | None = None) -> Shop:
    """The shop as the settings want it. Nothing is connected yet; see `opened`."""
    telegram = Telegram(settings.token, settings.telegram_api_url)
    time = now or (clock.FollowedClock(settings.clock_url) if settings.clock_url else clock.system_clock)
    providers = vendors.configured(settings, telegram, time)
    return Shop(
        settings=settings,
        telegram=telegram,
        providers={provider.name: provider for provider in providers},
        reactions=REACTIONS,
        purposes=PURPOSES,
        wakeups=Wakeups(settings.redis_url),
        clock=time,
    )


@asynccontextmanager
async def opened(shop: Shop) -> AsyncIterator[Shop]:
    """Connect the shop to its database, clock and wake-ups, and let go of them in the end."""
    await db.connect(shop.settings.database_url)
    try:
        shop.wakeups.start()
        if isinstance(shop.clock, clock.FollowedClock):
            await shop.clock.start()
        yield shop
    finally:
        if isinstance(shop.clock, clock.FollowedClock):
            await shop.clock.stop()
        await shop.wakeups.stop()
        for provider in shop.providers.values():
            await provider.aclose()
        await shop.telegram.aclose()
        await db.disconnect()


async def start_panel(shop: Shop, server: Server) -> Panel:
    """A running panel for a server, with every account it should serve."""
    return await PANELS[server.panel](shop, server)


async def _start_xray(shop: Shop, server: Server) -> "EmbeddedXray":
    from core.panels.xray.panel import EmbeddedXray  # a web worker must not pay for gRPC

    panel = EmbeddedXray(await xray_config(shop, server))
    await provisioning.restore(shop, server.id, panel)
    await panel.start()
    return panel


async def xray_config(shop: Shop, server: Server) -> "XrayConfig":
    """The embedded engine's settings for a server; its Reality keys are made at the first call and kept for ever."""
    from core.panels.xray.config import XrayConfig
    from core.panels.xray.reality import make_keys

    def new_keys() -> dict[str, object]:
        made = make_keys()
        return {"private_key": made.private_key, "public_key": made.public_key, "short_ids": list(made.short_ids)}

    state = await servers.state_once(server, new_keys)
    settings = shop.settings
    return XrayConfig(
        run_dir=settings.data_dir / f"xray-{server.id}",
        address=settings.public_host,
        server_names=(settings.server_name,),
        private_key=state["private_key"],
        public_key=state["public_key"],
        short_ids=tuple(state["short_ids"]),
        target=settings.reality_target,
        listen=settings.xray_listen,
        port=server.panel_settings.get("port", settings.xray_port),
        allow_private_targets=settings.xray_allow_private_targets,
        python=str(settings.xray_python or sys.executable),
    )


PANELS: Mapping[str, Callable[[Shop, Server], Awaitable[Panel]]] = {"xray": _start_xray}
