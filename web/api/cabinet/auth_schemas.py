"""Public schemas of registration and sign-in."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field

from core.promotions.campaigns import Campaign
from core.shop import Shop
from core.users.login import SignIn
from core.users.models import User
from web.api.cabinet.schemas import Message, Person
from web.common.schemas import Email, Name, Password, Schema, Text

Optional = Annotated[Text, Field(max_length=128)] | None


class StandaloneRegistration(Schema):
    """A new account."""

    email: Email
    password: Password
    first_name: Name
    last_name: Optional = None

    def identity(self) -> dict[str, Any]:
        """What the account is made of."""
        return {
            "email": self.email,
            "password": self.password,
            "first_name": self.first_name,
            "last_name": (self.last_name or "").strip() or None,
        }


class Registration(StandaloneRegistration):
    """A new account that somebody may have invited."""

    referral_code: Optional = None
    campaign_start_param: Optional = None


class CampaignBonus(Schema):
    """What the campaign gives."""

    campaign_id: int = Field(validation_alias="id")
    bonus_balance_kopeks: int = Field(validation_alias="bonus_kopeks")
    bonus_days: int


class Registered(Schema):
    """The account that was made."""

    message: str
    email_verification_required: bool
    user: Person
    campaign_bonus: CampaignBonus | None

    @classmethod
    def of(cls, shop: Shop, user: User, campaign: Campaign | None) -> Self:
        return cls(
            message="User registered successfully",
            email_verification_required=shop.settings.verifies_email,
            user=Person.of(user),
            campaign_bonus=CampaignBonus.read(campaign) if campaign else None,
        )


class PasswordLogin(Schema):
    """E-mail and password."""

    email: Annotated[Text, Field(max_length=320)]
    password: Annotated[Text, Field(max_length=1024)]


class MiniAppLogin(Schema):
    """`Telegram.WebApp.initData`, and how the person came."""

    init_data: Annotated[Text, Field(max_length=8192)]
    referral_code: Optional = None
    campaign_start_param: Optional = None


class SignedIn(Schema):
    """Tokens and the person."""

    access_token: str = Field(validation_alias="access")
    refresh_token: str = Field(validation_alias="refresh")
    token_type: Literal["bearer"] = "bearer"
    expires_in: int = Field(description="Seconds until the access token ends.")
    user: Person

    @classmethod
    def of(cls, signed_in: SignIn) -> Self:
        return cls.read(signed_in.tokens, user=Person.of(signed_in.user))


class Refresh(Schema):
    """A refresh token."""

    refresh_token: Annotated[Text, Field(max_length=4096)]


class Refreshed(Schema):
    """A new access token."""

    access_token: str
    token_type: Literal["bearer"] = "bearer"
    expires_in: int


class Verification(Schema):
    """The code of the letter."""

    verification_token: Annotated[Text, Field(max_length=256)]


class Verified(Message):
    """The address is confirmed."""

    reset_token: str | None = Field(
        description="null where the password stays; else what sets a new one, by `/auth/reset-password`."
    )


class ForgottenPassword(Schema):
    """Whose password is forgotten."""

    email: Email


class PasswordReset(Schema):
    """The code of the letter and the new password."""

    reset_token: Annotated[Text, Field(max_length=256)]
    new_password: Password
