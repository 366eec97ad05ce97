"""What others call: Telegram's updates, stored before they are acknowledged."""

import json
import logging
import secrets
from typing import Annotated

from fastapi import APIRouter, Header, Request, Response

from core import inbox
from web.deps import TheShop

BODY_LIMIT = 1 << 20  # Telegram's updates are some kilobytes

logger = logging.getLogger(__name__)
router = APIRouter()


@router.post("/telegram/webhook")
async def telegram(
    shop: TheShop, request: Request, x_telegram_bot_api_secret_token: Annotated[str, Header()] = ""
) -> Response:
    """One update. 403 without the secret, 413 for more than a megabyte, else 200 once it is stored.

    Something that is no update is answered with 200 too: Telegram would repeat it for a day.
    """
    expected = shop.settings.webhook_secret
    given = x_telegram_bot_api_secret_token.encode("utf-8", "surrogateescape")
    if expected is None or not secrets.compare_digest(given, expected.get_secret_value().encode()):
        return Response(status_code=403)
    body = await _limited_body(request)
    if body is None:
        return Response(status_code=413)
    try:
        update = json.loads(body)
        int(update["update_id"])
    except (ValueError, KeyError, TypeError):
        logger.warning("telegram sent something that is no update (%s bytes)", len(body))
        return Response()
    await inbox.store(shop, [update])
    return Response()


async def _limited_body(request: Request) -> bytes | None:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            return None
    return bytes(body)
