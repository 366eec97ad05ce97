"""The web application."""

import logging
from html import unescape
from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core import db
from core.errors import InvalidRequest, NotFound, ShopError
from core.installation import product_version
from core.operations.checks import selfchecks
from core.shop import Shop
from web import webhooks
from web.api import cabinet, console, keys, operator, site
from web.api.cabinet.realtime import Sockets
from web.common import surface
from web.common.deps import accepted_language
from web.common.limits import Limiter
from web.pages import app as app_pages
from web.pages import built, docs, letters, subscription

SURFACES = (cabinet.SURFACE, site.SURFACE, keys.SURFACE, operator.SURFACE, console.SURFACE)
VERSION = product_version()
# What the public APIs read, and what libraries of the browser's side add by themselves; a browser asks for each first.
CORS_HEADERS = (
    *("authorization", "content-type", "idempotency-key", "x-api-key"),
    *("cache-control", "if-none-match", "pragma", "x-requested-with"),
)
CONTENT_POLICY = b"content-security-policy"
SECURITY_HEADERS = (
    (CONTENT_POLICY, b"default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:"),
    (b"referrer-policy", b"no-referrer"),  # a subscription's address is a secret
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
)

logger = logging.getLogger(__name__)


def create_app(shop: Shop, *, cabinet_pages: Path = built.BUILT) -> FastAPI:
    """The application of one open shop; `cabinet_pages` is where the browser cabinet has been built."""
    app = docs.DescribedApp(
        title=shop.settings.shop_name,
        description=docs.DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,  # served by docs, which makes it once
        openapi_tags=[*cabinet.TAGS, *site.TAGS, *keys.TAGS, *operator.TAGS, *console.TAGS],
    )
    app.state.shop = shop
    app.state.cabinet = cabinet_pages
    app.state.limiter = Limiter(shop.settings)
    app.state.sockets = Sockets(shop)
    surface.install(app, SURFACES, _elsewhere)
    for pages in (subscription, webhooks, letters, app_pages, docs):
        app.include_router(pages.router, include_in_schema=False)
    app.add_api_route("/", app_pages.root, methods=["GET", "HEAD"], include_in_schema=False)
    app.add_api_route("/health", health, methods=["GET", "HEAD"], include_in_schema=False)
    app.mount("/static", StaticFiles(directory=str(files("web") / "static")), name="static")
    app.mount("/media", StaticFiles(directory=str(files("web") / "static" / "media")), name="media")
    app.add_middleware(SecurityHeaders)
    app.add_middleware(ForeignPages, shop=shop)
    shop.settings_followers.append(lambda shop, _before: app.state.limiter.follow(shop.settings))
    return app


async def health() -> Response:
    """200 while the shop can sell, 503 while its database is away."""
    if not await selfchecks.database_answers():
        return JSONResponse({"status": "database unavailable"}, status_code=503)
    return JSONResponse({"status": "ok", "version": VERSION})


def _elsewhere(request: Request, exc: Exception) -> Response:
    if isinstance(exc, HTTPException):
        return JSONResponse({"detail": exc.detail}, exc.status_code, exc.headers)
    if db.tell_away(exc):
        return JSONResponse({"detail": "the database is away, try again in a minute"}, status_code=503)
    if isinstance(exc, RequestValidationError):
        where, *names = exc.errors()[0]["loc"]
        exc = NotFound() if where == "path" else InvalidRequest(field=".".join(map(str, names))[:64] or "body")
    if isinstance(exc, ShopError):
        shop: Shop = request.app.state.shop
        text = unescape(shop.error_text(exc, accepted_language(shop, request)))
        return JSONResponse({"detail": text}, exc.status)
    logger.error("unexpected error", exc_info=exc)
    return JSONResponse({"detail": "internal error, try again in a minute"}, status_code=500)


class ForeignPages:
    """Lets the pages of the origins in CORS_ORIGINS call the APIs from a browser, whatever they are at the moment."""

    def __init__(self, app: ASGIApp, shop: Shop) -> None:
        self._app, self._shop = app, shop
        self._origins: tuple[str, ...] = ()
        self._open: ASGIApp = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        origins = self._shop.settings.cors_origins
        if origins != self._origins:
            self._origins, self._open = origins, self._opened(origins) if origins else self._app
        await self._open(scope, receive, send)

    def _opened(self, origins: tuple[str, ...]) -> ASGIApp:
        return CORSMiddleware(
            self._app,
            allow_origins=list(origins),
            allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
            allow_headers=CORS_HEADERS,
            allow_credentials=False,  # tokens travel in a header, never in a cookie
            expose_headers=["retry-after"],
        )


class SecurityHeaders:
    """Adds what browsers should know to every answer; a page may bring a content policy of its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = next((value for name, value in message["headers"] if name == CONTENT_POLICY), None)
                framed = own is not None and b"frame-ancestors" in own  # it says by itself who may frame the page
                added = SECURITY_HEADERS[own is not None : -1 if framed else None]
                message["headers"] = [*message["headers"], *added]
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)
