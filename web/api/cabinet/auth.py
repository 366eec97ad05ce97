"""Registration, sign-in, tokens and letters."""

from typing import Any

from fastapi import Request, Response

from core import errors
from core.promotions import campaigns
from core.users import login, sessions
from web.api.cabinet import auth_schemas as schemas
from web.api.cabinet.errors import SIGNED_IN, answers
from web.api.cabinet.schemas import Message, Person
from web.common import registration
from web.common.auth import CurrentClaims, CurrentUser, Language, Network, claims_of, limited
from web.common.deps import TheShop
from web.common.routing import Pages
from web.common.schemas import WidgetLogin

router = Pages(prefix="/auth", tags=["auth"])
SIGN_IN: Any = {"dependencies": [limited("auth")]}


@router.post(
    "/register-email", summary="Register with an e-mail address", responses=answers(errors.EmailTaken), **SIGN_IN
)
async def register_email(
    shop: TheShop, request: Request, response: Response, language: Language, body: schemas.Registration
) -> schemas.Registered:
    """Make an account. Unknown referral codes and campaigns are ignored. A letter follows where the shop sends any."""
    arrival = await campaigns.attribution(None, body.referral_code, body.campaign_start_param)
    user = await login.register(
        shop,
        **body.identity(),
        language=language,
        referral_code=arrival.referral_code,
        campaign_id=arrival.campaign_id,
    )
    await registration.remember(shop, user, request, response)
    return schemas.Registered.of(shop, user, arrival.campaign)


@router.post(
    "/register-email-standalone",
    summary="Register without an invitation",
    responses=answers(errors.EmailTaken),
    **SIGN_IN,
)
async def register_email_standalone(
    shop: TheShop, request: Request, response: Response, language: Language, body: schemas.StandaloneRegistration
) -> schemas.Registered:
    """Make an account that nobody has invited."""
    user = await login.register(shop, **body.identity(), language=language)
    await registration.remember(shop, user, request, response)
    return schemas.Registered.of(shop, user, None)


@router.post(
    "/login-email",
    summary="Sign in by e-mail and password",
    responses=answers(errors.WrongPassword, errors.EmailUnverified),
    **SIGN_IN,
)
async def login_email(shop: TheShop, network: Network, body: schemas.PasswordLogin) -> schemas.SignedIn:
    """One and the same 401 for an unknown address, a wrong password and a closed account."""
    return schemas.SignedIn.of(await login.with_password(shop, body.email, body.password, network=network))


@router.post(
    "/telegram-widget",
    summary="Sign in by Telegram's Login Widget",
    responses=answers(errors.InvalidLogin, errors.Blocked),
    **SIGN_IN,
)
async def telegram_widget(shop: TheShop, language: Language, body: WidgetLogin) -> schemas.SignedIn:
    """Send what the widget gave, unchanged. It is good for 24 hours and for one use."""
    return schemas.SignedIn.of(await login.with_widget(shop, body.model_dump(exclude_unset=True), language=language))


@router.post(
    "/telegram-miniapp",
    summary="Sign in from the Mini App",
    responses=answers(errors.InvalidLogin, errors.Blocked),
    **SIGN_IN,
)
async def telegram_miniapp(shop: TheShop, body: schemas.MiniAppLogin) -> schemas.SignedIn:
    """Send `Telegram.WebApp.initData` as it is, again after a reload. Invitations count for new accounts only."""
    start_param = login.check_init_data(shop, body.init_data).start_param
    arrival = await campaigns.attribution(start_param, body.referral_code, body.campaign_start_param)
    signed_in = await login.with_init_data(
        shop, body.init_data, referral_code=arrival.referral_code, campaign_id=arrival.campaign_id
    )
    return schemas.SignedIn.of(signed_in)


@router.post(
    "/refresh",
    summary="A new access token",
    responses=SIGNED_IN,
    dependencies=[limited("other")],
)
async def refresh(shop: TheShop, body: schemas.Refresh) -> schemas.Refreshed:
    """The refresh token stays good until its own end."""
    _, access = await sessions.refresh(shop, body.refresh_token)
    return schemas.Refreshed(access_token=access, expires_in=shop.settings.access_token_minutes * 60)


@router.post(
    "/logout",
    summary="Sign out",
    responses=SIGNED_IN,
    dependencies=[limited("other")],
)
async def logout(shop: TheShop, claims: CurrentClaims) -> Message:
    """End the session that the access token belongs to, with its refresh token."""
    await sessions.sign_out(shop, claims)
    return Message(message="Signed out")


@router.get(
    "/me",
    summary="Who is signed in",
    responses=SIGNED_IN,
    dependencies=[limited("other")],
)
async def me(user: CurrentUser) -> Person:
    """The person behind the token."""
    return Person.of(user)


@router.post(
    "/verify-email",
    summary="Confirm the e-mail address",
    responses=answers(errors.VerificationTokenInvalid, errors.VerificationTokenExpired),
    **SIGN_IN,
)
async def verify_email(shop: TheShop, request: Request, body: schemas.Verification) -> schemas.Verified:
    """The code comes from the letter; it is good for 24 hours and for one use.

    Anybody can register anybody's address. Send the cookie that the registration has set, or an access token of the
    account: else its password and its sessions end here, and a new password is set with the answer's `reset_token`.
    """
    registrants = await registration.shown(shop, request, await claims_of(request))
    user = await login.verify_email(shop, body.verification_token, registrants=registrants)
    return schemas.Verified(
        message="Email verified successfully", reset_token=await login.set_password_code(shop, user)
    )


@router.post("/forgot-password", summary="Ask for a password reset", **SIGN_IN)
async def forgot_password(shop: TheShop, network: Network, body: schemas.ForgottenPassword) -> Message:
    """The same answer whether there is such an address or not."""
    await login.ask_for_reset(shop, body.email, network=network)
    return Message(message="Password reset instructions sent to email")


@router.post(
    "/reset-password",
    summary="Set a new password",
    responses=answers(errors.ResetTokenInvalid, errors.ResetTokenExpired),
    **SIGN_IN,
)
async def reset_password(shop: TheShop, network: Network, body: schemas.PasswordReset) -> Message:
    """The code comes from the letter; it is good for an hour and for one use. All devices are signed out."""
    await login.reset_password(shop, body.reset_token, body.new_password, network=network)
    return Message(message="Password reset successfully")
