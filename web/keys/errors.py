"""Errors as the key API tells them: `{"detail": "<text>"}`.

Programs know these texts, so those of the contract are kept to the letter. What the contract has no text for is told in
the shop's own English sentence. What the engine says against a request is for the operator: it goes to the log.
"""

import html
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException

from core import api_keys, db, errors, i18n
from core.errors import ShopError

HEADER: Final = "X-API-Key"
CHALLENGE: Final = "APIKey"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A status and the contract's text for it; `{name}` stands for a parameter of the error."""

    status: int
    detail: str


INVALID_KEY: Final = Refusal(401, "Invalid API key. Use X-API-Key header with the correct key.")
INVALID_REQUEST: Final = Refusal(400, "Invalid request")
INVALID_NAME: Final = Refusal(400, "Invalid name, expected 1 to 255 characters")
INVALID_DATE: Final = Refusal(400, "Invalid date format, expected YYYY-MM-DD")
INVALID_MONTH: Final = Refusal(400, "Invalid month format, expected YYYY-MM")
INVALID_DAYS: Final = Refusal(400, "Invalid days_to_keep, expected a whole number from 0 to 36500")
KEY_NOT_FOUND: Final = Refusal(404, "Key not found")
NOT_FOUND: Final = Refusal(404, "Not found")
METHOD_NOT_ALLOWED: Final = Refusal(405, "Method not allowed")
INTERNAL: Final = Refusal(500, "Internal server error")
UNAVAILABLE: Final = Refusal(503, "Service unavailable, try again in a minute")
UNREADABLE: Final = Refusal(500, "Failed to read Xray config")
NO_CONFIG: Final = Refusal(500, "Failed to get key config: Xray has not confirmed the key yet, try again in a minute")
UNVERIFIED: Final = Refusal(500, "Configuration sync verification failed")
REALITY: Final = Refusal(500, "Failed to verify Reality settings")

# What an unexpected error, or the engine's refusal, is called where the contract says so.
FAILED: Final[dict[tuple[str, str], Refusal]] = {
    ("POST", "/api/keys"): Refusal(500, "Failed to add key to Xray config"),
    ("DELETE", "/api/keys/{key_id}"): Refusal(500, "Failed to remove key from Xray config"),
    ("GET", "/api/keys/{key_id}/config"): NO_CONFIG,
    ("POST", "/api/system/sync-config"): Refusal(500, "Failed to sync configuration"),
    ("POST", "/api/system/ports/reset"): Refusal(500, "Failed to sync Xray configuration"),
    ("POST", "/api/system/verify-reality"): REALITY,
    ("POST", "/api/system/xray/sync-config"): Refusal(500, "Failed to sync Xray configuration"),
    ("GET", "/api/system/config-status"): UNREADABLE,
    ("GET", "/api/system/ports/status"): UNREADABLE,
    ("GET", "/api/system/xray/config-status"): UNREADABLE,
    ("GET", "/api/system/xray/validate-sync"): UNREADABLE,
}
# The shop's errors by code.
TOLD: Final[dict[str, Refusal]] = {
    "internal": INTERNAL,
    "unavailable": UNAVAILABLE,
    "invalid-request": INVALID_REQUEST,
    "not-found": NOT_FOUND,
    "method-not-allowed": METHOD_NOT_ALLOWED,
    "rate-limited": Refusal(429, "Too many requests, try again in {seconds} s"),
    "unauthenticated": INVALID_KEY,
    "key-not-found": KEY_NOT_FOUND,
    "too-many-keys": Refusal(400, "Maximum number of keys ({limit}) reached"),
    "no-free-port": Refusal(400, "No available ports"),
    "server-unavailable": Refusal(503, "There is no server with the embedded Xray: add one with vitrina admin"),
}
FIELDS: Final = {
    "name": INVALID_NAME,
    "date": INVALID_DATE,
    "year_month": INVALID_MONTH,
    "days_to_keep": INVALID_DAYS,
}
SAMPLES: Final[dict[str, Any]] = {"limit": 2000, "seconds": 30, "field": "name", "text": "-"}

logger = logging.getLogger(__name__)


class ErrorDetail(BaseModel):
    """What went wrong."""

    detail: str

    model_config = ConfigDict(json_schema_extra={"examples": [{"detail": KEY_NOT_FOUND.detail}]})


class Refused(HTTPException):
    """A refusal that is this surface's own; `more` stands beside its text."""

    def __init__(self, refusal: Refusal, more: Mapping[str, Any] | None = None) -> None:
        super().__init__(refusal.status, refusal.detail)
        self.more = more or {}


def failed(method: str, path: str) -> Refusal:
    """What an unexpected error there is called."""
    return FAILED.get((method, path), INTERNAL)


def refusal(request: Request, exc: Exception) -> JSONResponse:
    """The answer to anything that was raised below this API's paths."""
    told = _told(request, exc)
    headers = dict(getattr(exc, "headers", None) or {})
    if isinstance(exc, errors.RateLimited):
        headers["retry-after"] = str(exc.params["seconds"])
    if told.status == 401:
        headers["www-authenticate"] = CHALLENGE
    more = exc.more if isinstance(exc, Refused) else {}
    return JSONResponse({"detail": told.detail, **more}, told.status, headers)


def answers(*kinds: Refusal | type[ShopError]) -> dict[int | str, dict[str, Any]]:
    """Error answers of an endpoint for OpenAPI, beside those that come `ANYWHERE`."""
    made: dict[int | str, dict[str, Any]] = {}
    for kind in kinds:
        told = kind if isinstance(kind, Refusal) else _sample(kind)
        entry = made.setdefault(
            told.status, {"model": ErrorDetail, "description": "", "content": {"application/json": {}}}
        )
        examples = entry["content"]["application/json"].setdefault("examples", {})
        examples[told.detail] = {"value": {"detail": told.detail}}
        entry["description"] = " · ".join(examples)
    return made


def _told(request: Request, exc: Exception) -> Refusal:
    if isinstance(exc, Refused):
        return Refusal(exc.status_code, exc.detail)
    if isinstance(exc, ShopError):
        return _of_shop(request, exc)
    if isinstance(exc, RequestValidationError | HTTPException) and _is_malformed(exc) and not _is_signed(request):
        return INVALID_KEY  # the framework reads the body first
    if isinstance(exc, RequestValidationError):
        return FIELDS.get(str(exc.errors()[0]["loc"][-1]), INVALID_REQUEST)
    if isinstance(exc, HTTPException):
        known = {404: NOT_FOUND, 405: METHOD_NOT_ALLOWED}
        return known.get(exc.status_code, INVALID_REQUEST if exc.status_code < 500 else INTERNAL)
    if db.is_away(exc):
        return UNAVAILABLE
    logger.error("unexpected error", exc_info=exc)
    return _failed(request)


def _of_shop(request: Request, error: ShopError) -> Refusal:
    if isinstance(error, errors.EngineTrouble):
        logger.error("%s %s: %s", request.method, _route(request), error.params["text"])
        return _failed(request)
    if isinstance(error, errors.InvalidValue):
        return FIELDS.get(str(error.params.get("field")), INVALID_REQUEST)
    known = TOLD.get(error.code)
    if known is not None:
        return Refusal(known.status, known.detail.format(**error.params))
    return Refusal(error.status, html.unescape(request.app.state.shop.error_text(error, "en")))


def _is_malformed(exc: Exception) -> bool:
    return getattr(exc, "status_code", 400) == 400


def _is_signed(request: Request) -> bool:
    return api_keys.SECRET.fullmatch(request.headers.get(HEADER, "")) is not None


def _failed(request: Request) -> Refusal:
    return failed(request.method, _route(request))


def _route(request: Request) -> str:
    return str(getattr(request.scope.get("route"), "path", request.url.path))


def _sample(kind: type[ShopError]) -> Refusal:
    known = TOLD.get(kind.code)
    if known is None:
        return Refusal(kind.status, html.unescape(i18n.t(f"error-{kind.code}", "en", **SAMPLES)))
    return Refusal(known.status, known.detail.format(**SAMPLES))


# What every endpoint may answer. "4XX" keeps the framework from describing a 422 that this surface never answers.
ANYWHERE: Final = answers(INVALID_REQUEST, INVALID_KEY, errors.RateLimited, INTERNAL, UNAVAILABLE) | {
    "4XX": {"model": ErrorDetail, "description": "Any other refusal has this shape too."}
}
