"""Where the links in letters lead: confirm an address, set a new password. The code behind `#` stays secret."""

from typing import Annotated, Literal

from fastapi import Header
from fastapi.responses import HTMLResponse

from core import i18n
from core.shop import Shop
from web.common.deps import TheShop
from web.common.routing import Pages
from web.pages.templates import template

POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'"

router = Pages()


@router.get("/app/verify-email")
async def confirm_address(shop: TheShop, accept_language: Annotated[str, Header()] = "") -> HTMLResponse:
    """A page that hands the code of the letter to the cabinet API."""
    return _page(shop, "verify-email", accept_language)


@router.get("/app/reset-password")
async def set_password(shop: TheShop, accept_language: Annotated[str, Header()] = "") -> HTMLResponse:
    """The same for the code that lets a new password be set."""
    return _page(shop, "reset-password", accept_language)


def _page(shop: Shop, page: Literal["verify-email", "reset-password"], accept_language: str) -> HTMLResponse:
    language = i18n.pick(accept_language[:2], shop.settings.default_language)
    body = template("letter.html").render(
        t=lambda key: shop.t(key, language), language=language, shop=shop.settings.shop_name, page=page
    )
    return HTMLResponse(body, headers={"content-security-policy": POLICY, "cache-control": "no-store"})
