"""Public schemas of invitations."""

from typing import Final, Literal, Self

from pydantic import Field

from core.payments.models import PURCHASE, RENEWAL
from core.promotions import referrals
from web.common.paging import Page
from web.common.schemas import InRubles, Moment, Schema

# What a friend paid for, as the types of transactions say it.
PURPOSES: Final = {PURCHASE: "subscription_purchase", RENEWAL: "subscription_renewal"}


class Stats(Schema):
    """Everything about a person's invitations in numbers."""

    referral_code: str
    referral_link: str
    total_referrals: int = Field(validation_alias="invited")
    active_referrals: int = Field(validation_alias="active", description="With a running paid subscription.")
    trial_converted: int = Field(validation_alias="converted", description="Had a trial and paid later.")
    total_earned_kopeks: int = Field(validation_alias="earned_kopeks")
    total_earned_rubles: InRubles = Field(validation_alias="earned_kopeks")
    available_for_withdrawal_kopeks: int = Field(validation_alias="available_kopeks")
    available_for_withdrawal_rubles: InRubles = Field(validation_alias="available_kopeks")
    pending_kopeks: int = Field(description="Withdrawals that wait.")
    pending_rubles: InRubles = Field(validation_alias="pending_kopeks")


class Friend(Schema):
    """Somebody who was invited."""

    id: int
    telegram_id: int | None
    username: str | None
    first_name: str
    registered_at: Moment
    has_subscription: bool = Field(description="A running one, trials too.")
    subscription_expires_at: Moment | None = Field(validation_alias="expires_at")
    earned_from_user_kopeks: int = Field(validation_alias="earned_kopeks")
    earned_from_user_rubles: InRubles = Field(validation_alias="earned_kopeks")
    status: Literal["active", "inactive"] = Field(description="active: with a running paid subscription.")

    @classmethod
    def of(cls, friend: referrals.Friend) -> Self:
        return cls.read(friend, status="active" if friend.is_active else "inactive")


class Friends(Page):
    """A page of invited people, the latest first."""

    referrals: list[Friend]


class Earning(Schema):
    """One reward, or one that was taken back."""

    id: int
    referral_user_id: int = Field(validation_alias="friend_id")
    referral_username: str | None = Field(validation_alias="friend_username")
    amount_kopeks: int
    amount_rubles: InRubles = Field(validation_alias="amount_kopeks")
    transaction_type: Literal["payment_completed", "subscription_purchase", "subscription_renewal", "refund"] = Field(
        description="What the friend's payment was."
    )
    created_at: Moment

    @classmethod
    def of(cls, earning: referrals.Earning) -> Self:
        paid_for = "refund" if earning.purpose is None else PURPOSES.get(earning.purpose, "payment_completed")
        return cls.read(earning, transaction_type=paid_for)


class Earnings(Page):
    """A page of rewards, the latest first."""

    earnings: list[Earning]
