"""The site's public shapes of registration and sign-in."""

from typing import Annotated, Self

from pydantic import BaseModel, Field

from core.shop import Shop
from core.subscriptions.keys.views import Identity
from core.users.models import User as ShopUser
from core.users.sessions import Tokens
from web.api.site.schemas import USER, USER_ID, User
from web.common.schemas import JWT, Email, Moment, Password, Text, example


class RegisterRequest(BaseModel):
    """A new account that somebody may have invited."""

    email: Email
    password: Password
    referral: Annotated[Text, Field(max_length=128, description="An unknown code is ignored.")] | None = None

    model_config = example(email="user@example.com", password="long enough", referral="ABC123XY")


class LoginRequest(BaseModel):
    """E-mail and password."""

    email: Annotated[Text, Field(min_length=1, max_length=320)]
    password: Annotated[Text, Field(min_length=1, max_length=1024)]

    model_config = example(email="user@example.com", password="long enough")


class RefreshRequest(BaseModel):
    """A refresh token."""

    refresh_token: Annotated[Text, Field(min_length=1, max_length=4096)]

    model_config = example(refresh_token=JWT)


class AuthResponse(BaseModel):
    """Tokens and the person."""

    access_token: str
    refresh_token: str = Field(description="Good for one use: each refresh gives another.")
    expires_in: int = Field(description="Seconds until the access token ends.")
    refresh_expires_at: Moment
    user: User
    roles: list[str]

    model_config = example(
        access_token=JWT,
        refresh_token=JWT,
        expires_in=900,
        refresh_expires_at="2025-12-16T23:00:00Z",
        user=USER,
        roles=["user"],
    )

    @classmethod
    def of(cls, shop: Shop, user: ShopUser, tokens: Tokens, identity: Identity) -> Self:
        shown = User.of(shop, user, identity)
        return cls(
            access_token=tokens.access,
            refresh_token=tokens.refresh,
            expires_in=tokens.expires_in,
            refresh_expires_at=tokens.refresh_expires_at,
            user=shown,
            roles=shown.roles,
        )


class TokenClaims(BaseModel):
    """What the access token says; moments are Unix seconds."""

    uid: str
    user_id: str
    roles: list[str]
    exp: int
    iat: int

    model_config = example(uid=USER_ID, user_id=USER_ID, roles=["user"], exp=1735689600, iat=1735688700)
