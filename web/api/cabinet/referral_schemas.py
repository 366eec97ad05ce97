"""Public schemas of invitations."""

from typing import Final, Literal, Self

from pydantic import Field

from core import money
from core.payments.models import PURCHASE, RENEWAL
from core.promotions import referrals
from web.common.paging import Page
from web.common.schemas import Moment, Schema

# What a friend paid for, as the types of transactions say it.
PURPOSES: Final = {PURCHASE: "subscription_purchase", RENEWAL: "subscription_renewal"}


class Stats(Schema):
    """Everything about a person's invitations in numbers."""

    referral_code: str
    referral_link: str
    total_referrals: int
    active_referrals: int = Field(description="With a running paid subscription.")
    trial_converted: int = Field(description="Had a trial and paid later.")
    total_earned_kopeks: int
    total_earned_rubles: float
    available_for_withdrawal_kopeks: int
    available_for_withdrawal_rubles: float
    pending_kopeks: int = Field(description="Withdrawals that wait.")
    pending_rubles: float

    @classmethod
    def of(cls, code: str, link: str, found: referrals.Stats) -> Self:
        return cls(
            referral_code=code,
            referral_link=link,
            total_referrals=found.invited,
            active_referrals=found.active,
            trial_converted=found.converted,
            total_earned_kopeks=found.earned_kopeks,
            total_earned_rubles=money.rubles(found.earned_kopeks),
            available_for_withdrawal_kopeks=found.available_kopeks,
            available_for_withdrawal_rubles=money.rubles(found.available_kopeks),
            pending_kopeks=found.pending_kopeks,
            pending_rubles=money.rubles(found.pending_kopeks),
        )


class Friend(Schema):
    """Somebody who was invited."""

    id: int
    telegram_id: int | None
    username: str | None
    first_name: str
    registered_at: Moment
    has_subscription: bool = Field(description="A running one, trials too.")
    subscription_expires_at: Moment | None
    earned_from_user_kopeks: int
    earned_from_user_rubles: float
    status: Literal["active", "inactive"] = Field(description="active: with a running paid subscription.")

    @classmethod
    def of(cls, friend: referrals.Friend) -> Self:
        return cls(
            id=friend.id,
            telegram_id=friend.telegram_id,
            username=friend.username,
            first_name=friend.first_name,
            registered_at=friend.registered_at,
            has_subscription=friend.has_subscription,
            subscription_expires_at=friend.expires_at,
            earned_from_user_kopeks=friend.earned_kopeks,
            earned_from_user_rubles=money.rubles(friend.earned_kopeks),
            status="active" if friend.is_active else "inactive",
        )


class Friends(Page):
    """A page of invited people, the latest first."""

    referrals: list[Friend]


class Earning(Schema):
    """One reward, or one that was taken back."""

    id: int
    referral_user_id: int
    referral_username: str | None
    amount_kopeks: int
    amount_rubles: float
    transaction_type: Literal["payment_completed", "subscription_purchase", "subscription_renewal", "refund"] = Field(
        description="What the friend's payment was."
    )
    created_at: Moment

    @classmethod
    def of(cls, one: referrals.Earning) -> Self:
        paid_for = "refund" if one.purpose is None else PURPOSES.get(one.purpose, "payment_completed")
        return cls(
            id=one.id,
            referral_user_id=one.friend_id,
            referral_username=one.friend_username,
            amount_kopeks=one.amount_kopeks,
            amount_rubles=money.rubles(one.amount_kopeks),
            transaction_type=paid_for,  # type: ignore[arg-type]
            created_at=one.created_at,
        )


class Earnings(Page):
    """A page of rewards, the latest first."""

    earnings: list[Earning]
