"""Registration, sign-in and tokens of the site.

Both answer tokens whether or not the address has been confirmed. Where the shop insists on that, what needs a confirmed
address says so itself, and the trial that comes with a registration comes with the first sign-in after it.
"""

from typing import Any

from fastapi import Request, Response

from core import errors
from core.shop import Shop
from core.subscriptions import purchase
from core.subscriptions.keys import views
from core.users import login, sessions
from core.users.login import SignIn
from web.api.site import auth_schemas as schemas
from web.api.site.deps import limited
from web.api.site.errors import INVALID_REFRESH_TOKEN, USER_INACTIVE, ApiError, answers, failed, required, together
from web.common import registration
from web.common.auth import Language, Network
from web.common.deps import TheShop
from web.common.routing import Pages
from web.common.schemas import WidgetLogin

router = Pages(prefix="/auth", tags=["site: sign-in"])
SIGN_IN: Any = {"dependencies": [limited("auth")]}
NOT_ISSUED = failed("POST", "/auth/login")
TOKEN_REFUSED = answers(required("refresh_token"), INVALID_REFRESH_TOKEN)
NOT_ENDED = together(TOKEN_REFUSED, answers(failed("POST", "/auth/logout")))


@router.post(
    "/register",
    status_code=201,
    summary="Register with an e-mail address",
    responses=answers(errors.EmailTaken, NOT_ISSUED),
    **SIGN_IN,
)
async def register(
    shop: TheShop, request: Request, response: Response, language: Language, body: schemas.RegisterRequest
) -> schemas.AuthResponse:
    """Make an account and sign in. The trial comes with it, where the shop gives one."""
    user = await login.register(
        shop,
        email=body.email,
        password=body.password,
        first_name=body.email.partition("@")[0],
        language=language,
        referral_code=body.referral,
    )
    await registration.remember(shop, user, request, response)
    return await _arrived(shop, SignIn(user, await sessions.begin(shop, user)))


@router.post(
    "/login",
    summary="Sign in by e-mail and password",
    responses=answers(errors.WrongPassword, errors.Blocked, NOT_ISSUED),
    **SIGN_IN,
)
async def sign_in(shop: TheShop, network: Network, body: schemas.LoginRequest) -> schemas.AuthResponse:
    """The same 401 for an unknown address and a wrong password; a closed account is told to its owner alone."""
    signed_in = await login.with_password(
        shop, body.email, body.password, network=network, tell_closed=True, verified=False
    )
    return await _arrived(shop, signed_in)


@router.post(
    "/telegram",
    summary="Sign in by Telegram's Login Widget",
    responses=answers(errors.InvalidLogin, errors.Blocked, NOT_ISSUED),
    **SIGN_IN,
)
async def telegram(shop: TheShop, body: WidgetLogin) -> schemas.AuthResponse:
    """Send what the widget gave, unchanged. It is good for 24 hours and for one use."""
    return await _arrived(shop, await login.with_widget(shop, body.model_dump(exclude_unset=True)))


@router.post(
    "/refresh",
    summary="New tokens",
    responses=together(TOKEN_REFUSED, answers(USER_INACTIVE, NOT_ISSUED)),
    dependencies=[limited("other")],
)
async def refresh(shop: TheShop, body: schemas.RefreshRequest) -> schemas.AuthResponse:
    """The old refresh token dies at once. Again within 10 seconds it gets the same answer; whoever uses it later signs
    out everybody who has followed from it."""
    try:
        user, tokens = await sessions.rotate(shop, body.refresh_token)
    except errors.Unauthenticated:
        raise ApiError(INVALID_REFRESH_TOKEN) from None
    return schemas.AuthResponse.of(shop, user, tokens, await views.identity(user))


@router.post("/logout", status_code=204, summary="Sign out", responses=NOT_ENDED, dependencies=[limited("other")])
async def logout(shop: TheShop, body: schemas.RefreshRequest) -> None:
    """End the session that the refresh token belongs to, here and wherever it was refreshed. Twice is as good."""
    try:
        await sessions.end(shop, body.refresh_token)
    except errors.Unauthenticated:
        raise ApiError(INVALID_REFRESH_TOKEN) from None


async def _arrived(shop: Shop, signed_in: SignIn) -> schemas.AuthResponse:
    """The answer to a sign-in. A trial that cannot be given is no reason to refuse it."""
    user = signed_in.user
    await purchase.welcome(shop, user)
    return schemas.AuthResponse.of(shop, user, signed_in.tokens, await views.identity(user))
