"""The cabinet's public schemas: what is common to all, people and where they are signed in, the service."""

from typing import Literal, Self

from pydantic import Field

from core.users.models import User
from web.common.schemas import InRubles, Moment, Schema


class Message(Schema):
    """A plain "done"."""

    message: str


class Person(Schema):
    """A user as everybody who is signed in sees themselves."""

    id: int
    telegram_id: int | None
    username: str | None
    first_name: str
    last_name: str | None
    email: str | None
    email_verified: bool
    balance_kopeks: int
    balance_rubles: InRubles = Field(validation_alias="balance_kopeks")
    referral_code: str
    language: str
    created_at: Moment
    auth_type: str = Field(description="How the account was made: email or telegram.")

    @classmethod
    def of(cls, user: User) -> Self:
        return cls.read(
            user,
            email_verified=user.email_verified_at is not None,
            auth_type="email" if user.password_hash is not None else "telegram",
        )


class Session(Schema):
    """One place where the person is signed in."""

    id: int
    begun_at: Moment
    last_seen_at: Moment | None = Field(
        validation_alias="seen_at", description="When its tokens were replaced last; null where they never were."
    )
    is_current: bool = Field(description="Whether it is the one that asks.")


class Sessions(Schema):
    """All of them."""

    sessions: list[Session]


class EndedSession(Schema):
    """Where the person is signed in no more."""

    success: bool = True
    session_id: int


class Language(Schema):
    """The language to speak."""

    language: Literal["ru", "en"]


class Info(Schema):
    """The service."""

    service_name: str = Field(validation_alias="shop_name")
    support_email: str
    support_telegram: str = Field(validation_alias="support_contact")
    terms_url: str
    privacy_url: str
    telegram_login_url: str = Field(
        description="Where a browser goes to sign in with Telegram; it comes back to `/app/#tgAuthResult=` with what"
        " `/auth/telegram-widget` takes, as base64url of JSON. Empty where that cannot be."
    )


class Branding(Schema):
    """Its looks."""

    logo_url: str
    primary_color: str
    secondary_color: str
    app_name: str = Field(validation_alias="shop_name")
