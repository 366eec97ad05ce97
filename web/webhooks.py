"""What others call: Telegram with updates, payment providers with news, and customers who come back from paying."""

import logging
import secrets
import uuid
from typing import Annotated

from fastapi import Header, Request, Response
from fastapi.responses import RedirectResponse

from core.errors import RateLimited, ShopError
from core.payment_providers import WebhookRequest
from core.payments import checkout
from core.payments import webhooks as payment_webhooks
from core.subscriptions.keys import reconciliation
from core.telegram import foreign_json, inbox
from core.telegram.client import TelegramError
from web.common.bodies import limited_body
from web.common.deps import TheShop
from web.common.limits import caller, peer_address, take
from web.common.routing import Pages

logger = logging.getLogger(__name__)
router = Pages()


@router.post("/telegram/webhook")
async def telegram(
    shop: TheShop, request: Request, x_telegram_bot_api_secret_token: Annotated[str, Header()] = ""
) -> Response:
    """One update. 403 without the secret, 413 for more than a megabyte, 503 while too many wait, else 200.

    Something that is no update is answered with 200 too: Telegram would repeat it for a day.
    """
    expected = shop.settings.webhook_secret
    secret = x_telegram_bot_api_secret_token.encode("utf-8", "surrogateescape")
    if expected is None or not secrets.compare_digest(secret, expected.get_secret_value().encode()):
        return Response(status_code=403)
    body = await limited_body(request)
    if body is None:
        return Response(status_code=413)
    try:
        update = inbox.sanitized(foreign_json.loads(body))
    except ValueError:
        update = None
    if update is None:
        logger.warning("telegram sent something that is no update (%s bytes)", len(body))
        return Response()
    try:
        await inbox.receive(shop, update)
    except inbox.InboxFull:
        return Response(status_code=503, headers={"Retry-After": "5"})
    return Response()


@router.post("/webhooks/pay/{provider}")
async def payment_provider(shop: TheShop, provider: str, request: Request) -> Response:
    """News of a payment. 200 once it is kept, 401 for a forged one, 5xx when it has to come again, 429 for a flood."""
    try:
        await take(request, "webhook", f"{provider[:32]}:{caller(request)}")
    except RateLimited as exc:
        return Response(status_code=429, headers={"Retry-After": str(exc.params["seconds"])})
    body = await limited_body(request)
    if body is None:
        return Response(status_code=413)
    peer = peer_address(request, shop.settings.trusted_proxies)
    try:
        await payment_webhooks.receive(shop, provider, WebhookRequest(body, dict(request.headers), peer))
    except ShopError as exc:
        return Response(status_code=exc.status)
    return Response(b"OK", media_type="text/plain")


@router.post("/webhooks/panel/{server}")
async def panel(shop: TheShop, server: str, request: Request) -> Response:
    """A panel says that accounts have changed. 200 once marked, 401 for a forgery, 404 where none is taken."""
    body = await limited_body(request)
    if body is None:
        return Response(status_code=413)
    try:
        await reconciliation.hear(shop, server, body, request.headers)
    except ShopError as exc:
        return Response(status_code=exc.status)
    return Response(b"OK", media_type="text/plain")


@router.get("/pay/return/{payment_id}")
async def back_from_paying(shop: TheShop, payment_id: uuid.UUID) -> Response:
    """Send a customer on to the app that began the payment; arriving here proves nothing about the payment."""
    try:
        url, status = await checkout.way_back(shop, payment_id)
    except ShopError as exc:
        return Response(status_code=exc.status)
    if not url:
        try:
            username = await shop.telegram.username()
        except TelegramError as exc:
            logger.warning("the bot's name is not known now: %s", exc)
            return Response("OK", media_type="text/plain")
        return RedirectResponse(f"https://t.me/{username}", 303)
    separator = "&" if "?" in url else "?"
    return RedirectResponse(f"{url}{separator}status={status}&payment_id={payment_id}", 303)
