"""Tests of settings: what would come of them, said before they are saved."""

from typing import Annotated, Any

from fastapi import Path, Request

from core import errors, setting_tests
from core.setting_tests import Outcome
from core.shop import Shop
from web.api.console import settings_schemas as schemas
from web.api.console.deps import Owner, field_named
from web.api.console.errors import answers, together
from web.common.deps import TheShop, accepted_language
from web.common.operator_errors import FORBIDDEN, SIGNED_IN
from web.common.operators import SignedRoute
from web.common.routing import Pages

router = Pages(prefix="/settings/test", tags=["console: settings"], route_class=SignedRoute)
TESTED: Any = together(SIGNED_IN, answers(errors.SettingInvalid, errors.SettingFixed, FORBIDDEN))
Body = schemas.AdminSettingTest | None


@router.post("/letter", summary="Send a letter", responses=TESTED)
async def letter(
    request: Request, shop: TheShop, caller: Owner, body: schemas.AdminLetterTest | None = None
) -> schemas.AdminSettingTested:
    """To `email`, else to the caller's own address; says what the mail server answered."""
    wanted, language = body or schemas.AdminLetterTest(), accepted_language(shop, request)
    with field_named(shop, request):
        outcome = await setting_tests.letter(
            shop, wanted.values, by=caller.actor, address=wanted.email, language=language
        )
    return _told(request, shop, outcome)


@router.post(
    "/vendor/{name}",
    summary="Try a vendor's credentials",
    responses=together(TESTED, answers(errors.VendorNotFound)),
)
async def vendor(
    request: Request, shop: TheShop, _caller: Owner, name: Annotated[str, Path(max_length=32)], body: Body = None
) -> schemas.AdminSettingTested:
    """By a question that makes nothing, with those in `values`, else with the stored ones."""
    with field_named(shop, request):
        return _told(request, shop, await setting_tests.vendor(shop, name, _values(body)))


@router.post("/channel", summary="Look at the channel", responses=TESTED)
async def channel(request: Request, shop: TheShop, _caller: Owner, body: Body = None) -> schemas.AdminSettingTested:
    """Whether the bot is its administrator."""
    with field_named(shop, request):
        return _told(request, shop, await setting_tests.channel(shop, _values(body)))


@router.post("/reality", summary="Look at the Reality target", responses=TESTED)
async def reality(request: Request, shop: TheShop, _caller: Owner, body: Body = None) -> schemas.AdminSettingTested:
    """Whether it can serve, and has the server name; takes seconds."""
    with field_named(shop, request):
        return _told(request, shop, await setting_tests.reality(shop, _values(body)))


@router.post("/timezone", summary="Look at the time zone", responses=TESTED)
async def timezone(request: Request, shop: TheShop, _caller: Owner, body: Body = None) -> schemas.AdminSettingTested:
    """What time it is there."""
    with field_named(shop, request):
        return _told(request, shop, await setting_tests.timezone(shop, _values(body)))


def _values(body: Body) -> dict[str, Any]:
    return dict(body.values) if body else {}


def _told(request: Request, shop: Shop, outcome: Outcome) -> schemas.AdminSettingTested:
    return schemas.AdminSettingTested(passed=outcome.ok, text=outcome.text(shop, accepted_language(shop, request)))
