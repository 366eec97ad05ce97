"""The site's public schemas of registration and sign-in."""

from typing import Annotated, Self

from pydantic import Field

from core.shop import Shop
from core.subscriptions.keys.views import Identity
from core.users.models import User as ShopUser
from core.users.sessions import Tokens
from web.api.site.schemas import User
from web.common.schemas import Email, Moment, Password, Schema, Text


class RegisterRequest(Schema):
    """A new account that somebody may have invited."""

    email: Email
    password: Password
    referral: Annotated[Text, Field(max_length=128, description="An unknown code is ignored.")] | None = None


class LoginRequest(Schema):
    """E-mail and password."""

    email: Annotated[Text, Field(min_length=1, max_length=320)]
    password: Annotated[Text, Field(min_length=1, max_length=1024)]


class RefreshRequest(Schema):
    """A refresh token."""

    refresh_token: Annotated[Text, Field(min_length=1, max_length=4096)]


class AuthResponse(Schema):
    """Tokens and the person."""

    access_token: str = Field(validation_alias="access")
    refresh_token: str = Field(validation_alias="refresh", description="Good for one use: each refresh gives another.")
    expires_in: int = Field(description="Seconds until the access token ends.")
    refresh_expires_at: Moment
    user: User
    roles: list[str]

    @classmethod
    def of(cls, shop: Shop, user: ShopUser, tokens: Tokens, identity: Identity) -> Self:
        person = User.of(shop, user, identity)
        return cls.read(tokens, user=person, roles=person.roles)


class TokenClaims(Schema):
    """What the access token says; moments are Unix seconds."""

    uid: str
    user_id: str
    roles: list[str]
    exp: int
    iat: int
