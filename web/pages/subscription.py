"""`/s/<token>`: the customer's own link. Apps get their configuration, people get a page with the QR code."""

import asyncio
from typing import Annotated, cast
from urllib.parse import quote

from fastapi import Header, Query
from fastapi.responses import HTMLResponse, PlainTextResponse, Response

from core import i18n
from core.i18n import Html
from core.shop import Shop
from core.subscriptions.keys import links
from core.subscriptions.keys import state as keys
from core.subscriptions.keys.state import Share
from core.subscriptions.models import Subscription
from web.common.deps import TheShop, plain
from web.common.routing import Pages
from web.pages.templates import template

FORMATS = ("base64", "xray", "mihomo", "singbox", "html")
NOWHERE = "vless://00000000-0000-0000-0000-000000000000@0.0.0.0:1?encryption=none&security=none&type=tcp#"

router = Pages()


@router.get("/s/{token}")
@router.head("/s/{token}", include_in_schema=False)
async def subscription_link(
    shop: TheShop,
    token: str,
    user_agent: Annotated[str, Header()] = "",
    accept: Annotated[str, Header()] = "",
    accept_language: Annotated[str, Header()] = "",
    form: Annotated[str, Query(alias="format")] = "",
) -> Response:
    """The subscription in the form that the caller reads; `?format=` overrides what the User-Agent says.

    404 for a token that is nobody's, 400 for an unknown format.
    """
    language = i18n.pick(accept_language[:2], shop.settings.default_language)
    if form and form not in FORMATS:
        return PlainTextResponse(shop.t("web-unknown-format", language, formats=", ".join(FORMATS)), 400)
    rendering = form or links.format_for(user_agent)
    if rendering == "html" and not form and not _shows_pages(accept):
        rendering = "base64"  # an app that calls itself a browser reads links, not pages
    subscription = await keys.subscription_of(token)
    if subscription is None:
        return _unknown(shop, language, as_page=rendering == "html")
    shares = await keys.shares(subscription)
    if rendering == "html":
        return await _page(shop, subscription, shares)
    return _configuration(shop, subscription, shares, cast(links.Format, rendering))


def _shows_pages(accept: str) -> bool:
    """Whether HTML is named among what the caller takes. Every browser does that, and no app does."""
    kinds = (part.partition(";") for part in accept.lower().split(","))
    return any(kind.strip() == "text/html" and not _is_nothing(rest) for kind, _, rest in kinds)


def _is_nothing(parameters: str) -> bool:
    """`q=0`: that kind is not taken."""
    weight = next((part.partition("=")[2] for part in parameters.split(";") if part.strip().startswith("q=")), "1")
    return weight.strip().strip("0.") == ""


def _configuration(shop: Shop, subscription: Subscription, shares: list[Share], rendering: links.Format) -> Response:
    language = subscription.user.language
    state = _state(subscription, shares)
    notice = "" if state == "active" else shop.t(f"web-app-{state}", language)
    listed = [share.link for share in shares] if not notice else [NOWHERE + quote(notice)]
    content_type, body = links.render(listed, rendering, _title(shop))
    if not notice and (troubled := keys.troubled(shares)):
        notice = plain(shop, "web-app-trouble", language, servers=troubled)
    headers = links.headers(
        title=_title(shop),
        uploaded_bytes=0,
        downloaded_bytes=subscription.traffic_used_bytes,
        quota_bytes=subscription.traffic_limit_bytes,
        expires=int(subscription.expires_at.timestamp()),
        support_url=links.support_url(shop.settings.support_contact),
        page_url=shop.link(f"/s/{subscription.token}"),
        announce=notice,
    )
    return Response(body, media_type=content_type, headers={**headers, "cache-control": "no-store"})


async def _page(shop: Shop, subscription: Subscription, shares: list[Share]) -> Response:
    link = shop.link(f"/s/{subscription.token}")
    qr = await asyncio.to_thread(links.qr_svg, link)
    language = subscription.user.language
    limit, used = subscription.traffic_limit_bytes, subscription.traffic_used_bytes
    body = template("subscription.html").render(
        t=lambda key, **params: shop.t(key, language, **params),
        language=language,
        shop=shop.settings.shop_name,
        state=_state(subscription, shares),
        link=link,
        qr=qr,
        shares=[share.link for share in shares],
        troubled=Html(keys.troubled(shares)),
        expires_at=subscription.expires_at,
        days=subscription.days_left(shop.now()),
        used_bytes=used,
        limit_bytes=limit,
        percent=None if not limit else min(100, round(100 * used / limit)),
        devices=subscription.devices,
    )
    return HTMLResponse(body, headers={"cache-control": "no-store"})


def _unknown(shop: Shop, language: str, *, as_page: bool) -> Response:
    text = shop.t("web-link-unknown", language)
    if not as_page:
        return PlainTextResponse(text, 404)
    body = template("message.html").render(
        language=language,
        shop=shop.settings.shop_name,
        title=shop.t("web-link-unknown-title", language),
        text=text,
    )
    return HTMLResponse(body, 404)


def _state(subscription: Subscription, shares: list[Share]) -> str:
    """active, preparing, expired, traffic or operator: what the customer has to know."""
    if subscription.status == "expired":
        return "expired"
    if subscription.status == "suspended":
        return subscription.suspended_for or "operator"
    return "active" if shares else "preparing"


def _title(shop: Shop) -> str:
    return shop.settings.shop_name
