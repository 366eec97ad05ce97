"""Public shapes of registration and sign-in."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field

from core.promotions.campaigns import Campaign
from core.shop import Shop
from core.users.login import SignIn
from core.users.models import User
from web.api.cabinet.schemas import Message, Person
from web.common.schemas import JWT, Email, Name, Password, Text, example

PERSON: Any = Person.model_config["json_schema_extra"]["examples"][0]  # type: ignore[index]
NEWCOMER = PERSON | {
    "telegram_id": None,
    "username": None,
    "last_name": None,
    "email_verified": False,
    "balance_kopeks": 0,
    "balance_rubles": 0.0,
}
Optional = Annotated[Text, Field(max_length=128)] | None


class StandaloneRegistration(BaseModel):
    """A new account."""

    email: Email
    password: Password
    first_name: Name
    last_name: Optional = None

    model_config = example(email="user@example.com", password="long enough", first_name="John", last_name=None)

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

    model_config = example(
        email="user@example.com", password="long enough", first_name="John", referral_code="ABC123XYZ"
    )


class CampaignBonus(BaseModel):
    """What the campaign gives."""

    campaign_id: int
    bonus_balance_kopeks: int
    bonus_days: int


class Registered(BaseModel):
    """The account that was made."""

    message: str
    email_verification_required: bool
    user: Person
    campaign_bonus: CampaignBonus | None

    model_config = example(
        message="User registered successfully",
        email_verification_required=True,
        user=NEWCOMER,
        campaign_bonus={"campaign_id": 1, "bonus_balance_kopeks": 10000, "bonus_days": 7},
    )

    @classmethod
    def of(cls, shop: Shop, user: User, campaign: Campaign | None) -> Self:
        bonus = campaign and CampaignBonus(
            campaign_id=campaign.id, bonus_balance_kopeks=campaign.bonus_kopeks, bonus_days=campaign.bonus_days
        )
        return cls(
            message="User registered successfully",
            email_verification_required=shop.settings.verifies_email,
            user=Person.of(user),
            campaign_bonus=bonus or None,
        )


class PasswordLogin(BaseModel):
    """E-mail and password."""

    email: Annotated[Text, Field(max_length=320)]
    password: Annotated[Text, Field(max_length=1024)]

    model_config = example(email="user@example.com", password="long enough")


class MiniAppLogin(BaseModel):
    """`Telegram.WebApp.initData`, and how the person came."""

    init_data: Annotated[Text, Field(max_length=8192)]
    referral_code: Optional = None
    campaign_start_param: Optional = None

    model_config = example(init_data="query_id=...&user=...&auth_date=...&hash=...", referral_code="ABC123XYZ")


class SignedIn(BaseModel):
    """Tokens and the person."""

    access_token: str
    refresh_token: str
    token_type: Literal["bearer"] = "bearer"
    expires_in: int = Field(description="Seconds until the access token ends.")
    user: Person

    model_config = example(access_token=JWT, refresh_token=JWT, token_type="bearer", expires_in=900, user=PERSON)

    @classmethod
    def of(cls, signed_in: SignIn) -> Self:
        tokens = signed_in.tokens
        return cls(
            access_token=tokens.access,
            refresh_token=tokens.refresh,
            expires_in=tokens.expires_in,
            user=Person.of(signed_in.user),
        )


class Refresh(BaseModel):
    """A refresh token."""

    refresh_token: Annotated[Text, Field(max_length=4096)]

    model_config = example(refresh_token=JWT)


class Refreshed(BaseModel):
    """A new access token."""

    access_token: str
    token_type: Literal["bearer"] = "bearer"
    expires_in: int

    model_config = example(access_token=JWT, token_type="bearer", expires_in=900)


class Verification(BaseModel):
    """The code of the letter."""

    verification_token: Annotated[Text, Field(max_length=256)]


class Verified(Message):
    """The address is confirmed."""

    reset_token: str | None = Field(
        description="null where the password stays; else what sets a new one, by `/auth/reset-password`."
    )

    model_config = example(message="Email verified successfully", reset_token=None)


class ForgottenPassword(BaseModel):
    """Whose password is forgotten."""

    email: Email

    model_config = example(email="user@example.com")


class PasswordReset(BaseModel):
    """The code of the letter and the new password."""

    reset_token: Annotated[Text, Field(max_length=256)]
    new_password: Password
