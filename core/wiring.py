"""The composition root: `REACTIONS` lists what runs after which event, `schedule` what runs when."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from core import clock, db, events, idempotency, outbox
from core.config import Settings
from core.engine import calls
from core.events import Fact
from core.notifications import customers, email, operators
from core.operations import backups, stuck_reactions
from core.operations.operator_panel import collector
from core.payment_providers import registry
from core.payments import checkout, models, polling, reconciliation, refunds, webhook_retries, webhooks
from core.promotions import campaigns, referrals
from core.shop import Purpose, Reaction, Shop
from core.subscriptions import autopay, lifecycle, purchase
from core.subscriptions.keys import health, state
from core.subscriptions.keys import reconciliation as reconciling
from core.telegram.client import Telegram
from core.traffic import accounting
from core.users import sessions
from core.wakeups import Wakeups

PURPOSES: Mapping[str, Purpose] = {
    models.PURCHASE: purchase.fulfil,
    models.RENEWAL: autopay.fulfil,
}

REACTIONS: Mapping[type[Fact], Sequence[Reaction]] = {
    events.UserRegistered: [campaigns.on_user_registered],
    events.UserBlocked: [state.on_user_blocked],
    events.UserUnblocked: [state.on_user_blocked],
    events.EmailVerificationAsked: [email.on_email_verification_asked],
    events.PasswordResetAsked: [email.on_password_reset_asked],
    events.PaymentSettled: [referrals.on_payment_settled, customers.on_payment_settled],
    events.PaymentLeftOnBalance: [customers.on_payment_left_on_balance],
    events.PaymentRefunded: [referrals.on_payment_refunded, customers.on_payment_refunded],
    events.PaymentDoubted: [operators.on_payment_doubted, customers.on_payment_doubted],
    events.PaymentReviewed: [customers.on_payment_reviewed],
    events.PaymentReversed: [operators.on_payment_reversed],
    events.PaymentsTroubled: [operators.on_payments_troubled],
    events.VendorSilent: [operators.on_vendor_silent],
    events.VendorAnswers: [operators.on_vendor_answers],
    events.BalanceGranted: [customers.on_balance_granted],
    events.ReferralRewarded: [customers.on_referral_rewarded],
    events.SubscriptionStarted: [customers.on_subscription_started],
    events.SubscriptionRenewed: [customers.on_subscription_renewed],
    events.SubscriptionExtended: [customers.on_subscription_extended],
    events.SubscriptionExpiring: [customers.on_subscription_expiring],
    events.SubscriptionExpired: [customers.on_subscription_expired],
    events.SubscriptionReopened: [customers.on_subscription_reopened],
    events.SubscriptionsReopened: [operators.on_subscriptions_reopened],
    events.ClockJumped: [operators.on_clock_jumped],
    events.ClockSettled: [operators.on_clock_settled],
    events.SubscriptionSuspended: [customers.on_subscription_suspended],
    events.SubscriptionResumed: [customers.on_subscription_resumed],
    events.AutopayFailed: [customers.on_autopay_failed],
    events.MethodSaved: [autopay.on_method_saved, customers.on_method_saved],
    events.ChargeAhead: [customers.on_charge_ahead],
    events.ChargeRefused: [customers.on_charge_refused],
    events.AccessReady: [customers.on_access_ready],
    events.LinkReissued: [customers.on_link_reissued],
    events.TicketOpened: [operators.on_ticket_opened],
    events.TicketMessageAdded: [operators.on_ticket_message_added, customers.on_ticket_message_added],
    events.TicketClosed: [customers.on_ticket_closed],
    events.PanelTroubled: [operators.on_panel_troubled],
    events.PanelRecovered: [operators.on_panel_recovered],
    events.EngineTroubled: [operators.on_engine_troubled],
    events.EngineRecovered: [operators.on_engine_recovered],
    events.BackupMade: [operators.on_backup_made],
    events.BackupFailed: [operators.on_backup_failed],
    events.ReactionsStuck: [operators.on_reactions_stuck],
    events.ReactionsRecovered: [operators.on_reactions_recovered],
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


async def count_remote_traffic(shop: Shop) -> None:
    """The same for panels on other machines, which have to list every account for it."""
    await accounting.collect(shop, remote=True)
    await lifecycle.suspend_exhausted(shop)


async def watch_clock(shop: Shop) -> None:
    """Tell of a clock that jumps; once it has come back, look at once whether panels hold what they should."""
    if await lifecycle.watch_clock(shop):
        await reconciling.reconcile(shop)


def schedule(settings: Settings) -> Sequence[Job]:
    """What the worker does by the clock."""
    return (
        Job("traffic", settings.traffic_sample_seconds, count_traffic),
        Job("traffic of outside panels", 60, count_remote_traffic, at_start=True),
        Job("clock", 5, watch_clock, at_start=True),
        Job("expiry", 5, lifecycle.expire_due),
        Job("reminders", 30, lifecycle.remind_due),
        Job("autopay", 30, autopay.run),
        Job("health of panels", 60, health.watch, at_start=True),
        Job("panels", 600, reconciling.reconcile, at_start=True),
        Job("leftover accounts", 30, reconciling.forget_leftovers),
        Job("payments", 3600, reconciliation.run, at_start=True),
        Job("payments of the last days", 3600, reconciliation.sweep_daily, at_start=True),
        Job("webhooks", 5, webhook_retries.run, at_start=True),
        Job("invoices", 600, checkout.expire_stale),
        Job("payments waited for", 20, polling.run_due, at_start=True),
        Job("refunds", 120, refunds.finish),
        Job("backups", 60, backups.run_due, at_start=True),
        Job("hours of traffic", collector.EVERY_SECONDS, collector.run_due),
        Job("stuck reactions", 20, stuck_reactions.watch),
        Job("old facts", 86400, outbox.forget_old),
        Job("old worker calls", 3600, calls.forget_old),
        Job("old sessions", 3600, sessions.forget_old),
        Job("old webhooks", 86400, webhooks.forget_old),
        Job("old requests", 3600, idempotency.forget_old),
    )


def build_shop(settings: Settings, *, now: Callable[[], datetime] | None = None) -> Shop:
    """The shop as the settings want it. Nothing is connected yet; see `opened`."""
    telegram = Telegram(settings.token, settings.telegram_api_url)
    time = now or (clock.FollowedClock(settings.clock_url) if settings.clock_url else clock.system_clock)
    return Shop(
        settings=settings,
        telegram=telegram,
        providers=registry.configured(settings, telegram, time),
        reactions=REACTIONS,
        purposes=PURPOSES,
        wakeups=Wakeups(settings.redis_url),
        clock=time,
        settings_followers=[follow_providers, follow_engine],
    )


def follow_providers(shop: Shop, before: Settings) -> None:
    """Have the payment providers that the settings want; those that stay the same go on as they are."""
    same = registry.unchanged(before, shop.settings)
    if same == registry.PROVIDERS.keys():
        return
    former, fresh = shop.providers, registry.configured(shop.settings, shop.telegram, shop.clock)
    shop.providers = {name: former.get(name, made) if name in same else made for name, made in fresh.items()}
    shop.former_providers += [provider for name, provider in former.items() if name not in same]


def follow_engine(shop: Shop, _before: Settings) -> None:
    """Let the worker look whether its engines have to follow."""
    shop.wakeups.wake("servers")


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
        for provider in [*shop.providers.values(), *shop.former_providers]:
            await provider.aclose()
        await shop.telegram.aclose()
        await db.disconnect()
        shop.use_texts(())
