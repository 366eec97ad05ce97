"""Referrals: who invited whom, and what it earned."""

from dataclasses import dataclass

from core import db, ledger, money
from core.events import PaymentRefunded, PaymentSettled, ReferralRewarded
from core.ledger import AlreadyPosted
from core.payments.models import Payment
from core.shop import THE_SHOP, Shop
from core.users.models import User

PREFIX = "ref_"


@dataclass(frozen=True, slots=True)
class Earnings:
    """What a person's invitations have brought."""

    invited: int
    earned_kopeks: int


async def link(shop: Shop, user: User) -> str:
    """The person's own start link. Raises TelegramError when the bot's name cannot be asked."""
    return f"https://t.me/{await shop.telegram.username()}?start={PREFIX}{user.referral_code}"


async def earnings(user: User) -> Earnings:
    """Invited people and earned money, less what was taken back."""
    invited = await User.filter(referrer_id=user.id).count()
    row = await db.fetch_one(
        "SELECT coalesce(sum(amount_kopeks), 0) AS earned FROM ledger_entries"
        " WHERE user_id = $1 AND kind IN ('referral_reward', 'referral_clawback')",
        user.id,
    )
    return Earnings(invited, int(row["earned"]) if row else 0)


async def on_payment_settled(shop: Shop, fact: PaymentSettled, _fact_id: int) -> None:
    """The share of whoever invited the payer, once a payment."""
    payer = await User.get(id=fact.user_id)
    reward = money.percent_of(fact.amount_kopeks, shop.settings.referral_percent)
    if payer.referrer_id is None or reward <= 0:
        return
    try:
        async with db.transaction():
            # A payment that was refunded before its reward could be given earns nothing.
            if not await Payment.filter(id=fact.payment_id, status="completed").select_for_update().first():
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
            taken = min(reward.amount_kopeks, await ledger.lock_balance(reward.user_id))
            if taken:
                await ledger.post(
                    shop,
                    reward.user_id,
                    -taken,
                    kind="referral_clawback",
                    key=f"referral-back:{fact.payment_id}",
                    by=THE_SHOP,
                    payment_id=fact.payment_id,
                )
    except AlreadyPosted:
        return
