"""Surfaces: the parts of the web counter that have their own addresses and errors in a format of their own."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.errors import ShopError
from web.common.bodies import Bodies, TooLarge

METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
Answer = Callable[[Request, Exception], Response]


@dataclass(frozen=True, eq=False)
class Surface:
    """One public API: where it is, what it serves, and what its answer to an error looks like.

    `responses` describe errors that any of its addresses may answer. `roots` are the paths below which everything is
    its own, by default its prefix alone; of two surfaces that share a path, the one with the longer root has it.
    """

    prefix: str
    routers: tuple[APIRouter, ...]
    responses: dict[int | str, dict[str, Any]]
    error_response: Answer
    roots: tuple[str, ...] = ()

    @cached_property
    def routes(self) -> list[BaseRoute]:
        """All that it serves, for an application to take over.

        The framework works out each route when it is asked for first, which takes most of a second for all of them;
        here it is done once a process, however many applications it makes.
        """
        router = APIRouter()
        for one in self.routers:  # each by itself: the framework looks anew into every router that holds routers
            router.include_router(one, prefix=self.prefix, responses=self.responses)
        return router.routes

    def claim(self, path: str) -> int:
        """How much of a path is this surface's: the length of the longest root above it, 0 where none is."""
        above = (root for root in self.roots or (self.prefix,) if path == root or path.startswith(root + "/"))
        return max(map(len, above), default=0)


class Unexpected:
    """What nobody foresaw becomes its surface's answer too, once: the framework would answer, and then log it anew."""

    def __init__(self, app: ASGIApp, error_response: Callable[[Request, Exception], Awaitable[Response]]) -> None:
        self._app, self._error_response = app, error_response

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            await self._app(scope, receive, noting)
        except Exception as exc:
            if begun:
                raise
            response = await self._error_response(Request(scope, receive), exc)
            await response(scope, receive, send)


def install(app: FastAPI, surfaces: Sequence[Surface], elsewhere: Answer) -> None:
    """Serve the surfaces, each request within the size that its address may have.

    An error below its roots is answered in that surface's format, any other by `elsewhere`.
    """

    def answer(request: Request, exc: Exception) -> Response:
        if isinstance(exc, TooLarge):
            exc = exc.error
        if isinstance(exc, HTTPException) and exc.status_code == 405:
            exc.headers = {**(exc.headers or {}), "Allow": ", ".join(_allowed(app, request))}
        path = request.url.path
        owner = max(surfaces, key=lambda surface: surface.claim(path), default=None)
        return owner.error_response(request, exc) if owner and owner.claim(path) else elsewhere(request, exc)

    async def error_response(request: Request, exc: Exception) -> Response:
        return answer(request, exc)

    async def gone(_request: Request, _exc: Exception) -> Response:
        return Response(status_code=400)  # nobody reads it: the caller has left in the middle of a sentence

    for surface in surfaces:
        app.router.routes.extend(surface.routes)
    for kind in (ShopError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, error_response)
    app.add_middleware(Unexpected, error_response=error_response)
    app.add_exception_handler(ClientDisconnect, gone)
    app.add_middleware(Bodies, error_response=answer)


def _allowed(app: FastAPI, request: Request) -> list[str]:
    """Every method that the address takes (RFC 9110, 15.5.6); the framework names those of its first route alone."""
    scope = {**request.scope, "root_path": request.scope.get("app_root_path", "")}  # a mount has put itself there
    return [
        method
        for method in METHODS
        if any(
            route.matches({**scope, "method": method})[0] is Match.FULL
            for route in app.router.routes
            if not isinstance(route, Mount) or method in ("GET", "HEAD")  # what is mounted are files
        )
    ]
