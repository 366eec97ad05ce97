"""Where the links in letters lead: confirm an address, set a new password. The code behind `#` stays secret."""

from typing import Annotated, Literal

from fastapi import APIRouter, Header
from fastapi.responses import HTMLResponse

from core import i18n
from web.deps import TheShop
from web.pages import template

POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'"

router = APIRouter()


@router.get("/app/{page}")
async def letter_page(
    shop: TheShop,
    page: Literal["verify-email", "reset-password"],
    accept_language: Annotated[str, Header()] = "",
) -> HTMLResponse:
    """A page that hands the letter's code to the cabinet API."""
    language = i18n.pick(accept_language[:2], shop.settings.default_language)
    body = template("letter.html").render(
        t=lambda key: shop.t(key, language), language=language, shop=shop.settings.shop_name, page=page
    )
    return HTMLResponse(body, headers={"content-security-policy": POLICY, "cache-control": "no-store"})
