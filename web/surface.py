"""Surfaces: the parts of the web counter that have their own prefix and their own words for a refusal."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from core.errors import ShopError


@dataclass(frozen=True, slots=True)
class Surface:
    """One public API: where it is, what it serves, and what its answer to an error looks like."""

    prefix: str
    router: APIRouter
    refusal: Callable[[Request, Exception], Response]


def install(app: FastAPI, surfaces: Sequence[Surface], elsewhere: Callable[[Request, Exception], Response]) -> None:
    """Serve the surfaces; an error under a prefix is answered in that surface's shape, any other by `elsewhere`."""

    async def refusal(request: Request, exc: Exception) -> Response:
        path = request.url.path
        for surface in surfaces:
            if path == surface.prefix or path.startswith(surface.prefix + "/"):
                return surface.refusal(request, exc)
        return elsewhere(request, exc)

    for surface in surfaces:
        app.include_router(surface.router, prefix=surface.prefix)
    for kind in (ShopError, RequestValidationError, HTTPException, Exception):
        app.add_exception_handler(kind, refusal)
