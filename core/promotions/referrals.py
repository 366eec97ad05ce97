"""Referrals: who invited whom, and what it earned."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core import db, errors, ledger, money
from core.events import PaymentRefunded, PaymentSettled, ReferralRewarded, ReferralRewardReturned
from core.ledger import AlreadyPosted
from core.payments.models import TOP_UP, Payment
from core.shop import THE_SHOP, Shop
from core.subscriptions.models import ACTIVE, PAID
from core.telegram.client import TelegramError
from core.users import accounts
from core.users.models import User

PREFIX = accounts.INVITATION

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Earnings:
    """What a person's invitations have brought."""

    invited: int
    earned_kopeks: int


async def link(shop: Shop, user: User) -> str:
    """The person's own start link. Raises Unavailable when the bot's name is not known yet and cannot be asked."""
    try:
        bot = await shop.telegram.username()
    except TelegramError as exc:
        logger.warning("the bot's name cannot be asked: %s", exc)
        raise errors.Unavailable() from None
    return f"https://t.me/{bot}?start={PREFIX}{user.referral_code}"


async def earnings(user: User) -> Earnings:
    """Invited people and earned money, less what was taken back."""
    count = await User.filter(referrer_id=user.id).count()
    row = await db.fetch_one(
        "SELECT coalesce(sum(amount_kopeks), 0) AS earned FROM ledger_entries"
        " WHERE user_id = $1 AND kind IN ('referral_reward', 'referral_clawback')",
        user.id,
    )
    return Earnings(count, int(row["earned"]) if row else 0)


@dataclass(frozen=True, slots=True)
class Stats:
    """Everything about a person's invitations in numbers. Nobody can ask for a withdrawal yet, so that none waits."""

    invited: int
    active: int
    converted: int
    earned_kopeks: int
    available_kopeks: int
    pending_kopeks: int = 0


async def stats(shop: Shop, user: User) -> Stats:
    """`active`: friends with a running paid subscription; `converted`: those who had a trial and paid later."""
    row = await db.fetch_one(
        "SELECT count(*) AS invited, count(CASE WHEN EXISTS (SELECT 1 FROM subscriptions s WHERE s.user_id = u.id"
        " AND s.kind = 'paid' AND s.status = 'active' AND s.expires_at > $2) THEN 1 END) AS active,"
        " count(CASE WHEN u.trial_used_at IS NOT NULL AND EXISTS (SELECT 1 FROM ledger_entries e"
        " WHERE e.user_id = u.id AND e.kind IN ('purchase', 'renewal')) THEN 1 END) AS converted,"
        " (SELECT coalesce(sum(amount_kopeks), 0) FROM ledger_entries WHERE user_id = $1"
        " AND kind IN ('referral_reward', 'referral_clawback')) AS earned FROM users u WHERE u.referrer_id = $1",
        user.id,
        shop.now(),
    )
    assert row is not None  # noqa: S101 - an aggregate always has a row
    earned_kopeks = int(row["earned"])
    available = max(0, min(user.balance_kopeks, earned_kopeks))
    return Stats(row["invited"], row["active"], row["converted"], earned_kopeks, available)


@dataclass(frozen=True, slots=True)
class Friend:
    """Somebody who was invited, and what they have brought."""

    id: int
    telegram_id: int | None
    username: str | None
    first_name: str
    registered_at: datetime
    has_subscription: bool
    is_active: bool
    expires_at: datetime | None
    earned_kopeks: int


async def friends(shop: Shop, user: User, *, limit: int = 20, offset: int = 0) -> tuple[list[Friend], int]:
    """A page of invited people, the latest first, and how many there are; `is_active` as in `stats`."""
    total = await User.filter(referrer_id=user.id).count()
    rows = await db.fetch(
        "SELECT u.id, u.telegram_id, u.username, u.first_name, u.created_at, s.kind, s.status, s.expires_at,"
        " (SELECT coalesce(sum(e.amount_kopeks), 0) FROM payments p JOIN ledger_entries e ON e.payment_id = p.id"
        " AND e.user_id = $1 AND e.kind IN ('referral_reward', 'referral_clawback') WHERE p.user_id = u.id) AS earned"
        " FROM users u LEFT JOIN subscriptions s ON s.id = (SELECT max(id) FROM subscriptions WHERE user_id = u.id)"
        " WHERE u.referrer_id = $1 ORDER BY u.id DESC LIMIT $2 OFFSET $3",
        user.id,
        limit,
        offset,
    )
    return [_friend(row, shop.now()) for row in rows], total


@dataclass(frozen=True, slots=True)
class Earning:
    """One reward, or one taken back. `purpose` is what the friend paid for, None for one taken back."""

    id: int
    friend_id: int
    friend_username: str | None
    amount_kopeks: int
    purpose: str | None
    created_at: datetime


async def rewards(user: User, *, limit: int = 20, offset: int = 0) -> tuple[list[Earning], int]:
    """A page of rewards, the latest first, and how many there are."""
    total = await ledger.LedgerEntry.filter(user_id=user.id, kind__in=("referral_reward", "referral_clawback")).count()
    rows = await db.fetch(
        "SELECT e.id, e.kind, e.amount_kopeks, e.created_at, u.id AS friend_id, u.username, i.purpose"
        " FROM ledger_entries e JOIN payments p ON p.id = e.payment_id JOIN users u ON u.id = p.user_id"
        " LEFT JOIN invoices i ON i.id = p.invoice_id WHERE e.user_id = $1"
        " AND e.kind IN ('referral_reward', 'referral_clawback') ORDER BY e.id DESC LIMIT $2 OFFSET $3",
        user.id,
        limit,
        offset,
    )
    return [_earning(row) for row in rows], total


def _friend(row: Any, now: datetime) -> Friend:
    expires_at = db.as_moment(row["expires_at"]) if row["expires_at"] else None
    runs = expires_at is not None and row["status"] == ACTIVE and expires_at > now
    return Friend(
        id=row["id"],
        telegram_id=row["telegram_id"],
        username=row["username"],
        first_name=row["first_name"],
        registered_at=db.as_moment(row["created_at"]),
        has_subscription=runs,
        is_active=runs and row["kind"] == PAID,
        expires_at=expires_at,
        earned_kopeks=int(row["earned"]),
    )


def _earning(row: Any) -> Earning:
    return Earning(
        id=row["id"],
        friend_id=row["friend_id"],
        friend_username=row["username"],
        amount_kopeks=row["amount_kopeks"],
        purpose=(row["purpose"] or TOP_UP) if row["kind"] == "referral_reward" else None,
        created_at=db.as_moment(row["created_at"]),
    )


async def on_payment_settled(shop: Shop, fact: PaymentSettled, _fact_id: int) -> None:
    """The share of whoever invited the payer, once a payment."""
    payer = await User.get(id=fact.user_id)
    reward = money.percent_of(fact.amount_kopeks, shop.settings.referral_percent)
    if payer.referrer_id is None or reward <= 0:
        return
    try:
        async with db.transaction():
            # A payment that was refunded before its reward could be given earns nothing.
            if not await Payment.filter(id=fact.payment_id, status="completed").select_for_update(no_key=True).first():
                return
            await ledger.post(
                shop,
                payer.referrer_id,
                reward,
                kind="referral_reward",
                key=f"referral:{fact.payment_id}",
                by=THE_SHOP,
                payment_id=fact.payment_id,
            )
            await shop.record(ReferralRewarded(payer.referrer_id, amount_kopeks=reward, referred_id=payer.id))
    except AlreadyPosted:
        return


async def on_payment_refunded(shop: Shop, fact: PaymentRefunded, _fact_id: int) -> None:
    """The share goes back with the payment, as far as it is still there."""
    reward = await ledger.LedgerEntry.get_or_none(key=f"referral:{fact.payment_id}")
    if reward is None or not await Payment.filter(id=fact.payment_id, status="refunded").exists():
        return
    try:
        async with db.transaction():
            clawback_kopeks = min(reward.amount_kopeks, await ledger.lock_balance(reward.user_id))
            if clawback_kopeks > 0:
                await ledger.post(
                    shop,
                    reward.user_id,
                    -clawback_kopeks,
                    kind="referral_clawback",
                    key=f"referral-back:{fact.payment_id}",
                    by=THE_SHOP,
                    payment_id=fact.payment_id,
                )
                await shop.record(
                    ReferralRewardReturned(reward.user_id, amount_kopeks=clawback_kopeks, referred_id=fact.user_id or 0)
                )
    except AlreadyPosted:
        return
