"""The web application."""

import logging
from importlib.resources import files

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.operations import selfchecks
from core.shop import Shop
from web import subscription_page, webhooks

SECURITY_HEADERS = (
    (b"content-security-policy", b"default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:"),
    (b"referrer-policy", b"no-referrer"),  # a subscription's address is a secret
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
)

logger = logging.getLogger(__name__)


def create_app(shop: Shop) -> FastAPI:
    """The application of one open shop."""
    app = FastAPI(title=shop.settings.shop_name, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.shop = shop
    app.include_router(subscription_page.router)
    app.include_router(webhooks.router)
    app.add_api_route("/health", health, methods=["GET", "HEAD"])
    app.mount("/static", StaticFiles(directory=str(files("web") / "static")), name="static")
    app.add_exception_handler(Exception, _unexpected)
    app.add_middleware(SecurityHeaders)
    return app


async def health() -> Response:
    """200 while the shop can sell, 503 while its database is away."""
    if not await selfchecks.database_answers():
        return JSONResponse({"status": "database unavailable"}, status_code=503)
    return JSONResponse({"status": "ok"})


async def _unexpected(_request: Request, exc: Exception) -> Response:
    logger.error("unexpected error", exc_info=exc)
    return JSONResponse({"detail": "internal error, try again in a minute"}, status_code=500)


class SecurityHeaders:
    """Adds what browsers should know to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *SECURITY_HEADERS]
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)
