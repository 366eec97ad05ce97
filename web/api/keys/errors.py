"""Errors as the key API tells them: `{"detail": "<text>"}`.

Programs know these texts, so those of the contract are kept to the letter. What the contract has no text for is told in
the shop's own English sentence. What the engine says against a request is for the operator: it goes to the log.
"""

import logging
from typing import Any, Final

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from core import errors
from core.errors import ShopError
from core.users import api_keys
from web.common.auth import HEADER
from web.common.errors import ApiError, ErrorFormat, ErrorText
from web.common.schemas import Schema

__all__ = ["FORMAT", "ApiError", "ErrorText", "answers"]

INVALID_KEY: Final = ErrorText(401, "Invalid API key. Use X-API-Key header with the correct key.")
INVALID_REQUEST: Final = ErrorText(400, "Invalid request")
INVALID_NAME: Final = ErrorText(400, "Invalid name, expected 1 to 255 characters")
INVALID_DATE: Final = ErrorText(400, "Invalid date format, expected YYYY-MM-DD")
INVALID_MONTH: Final = ErrorText(400, "Invalid month format, expected YYYY-MM")
INVALID_DAYS: Final = ErrorText(400, "Invalid days_to_keep, expected a whole number from 0 to 36500")
KEY_NOT_FOUND: Final = ErrorText(404, "Key not found")
NOT_FOUND: Final = ErrorText(404, "Not found")
METHOD_NOT_ALLOWED: Final = ErrorText(405, "Method not allowed")
INTERNAL: Final = ErrorText(500, "Internal server error")
UNAVAILABLE: Final = ErrorText(503, "Service unavailable, try again in a minute")
UNREADABLE: Final = ErrorText(500, "Failed to read Xray config")
NO_CONFIG: Final = ErrorText(500, "Failed to get key config: Xray has not confirmed the key yet, try again in a minute")
UNVERIFIED: Final = ErrorText(500, "Configuration sync verification failed")
REALITY: Final = ErrorText(500, "Failed to verify Reality settings")

# What an unexpected error, or the engine's answer, is called where the contract says so.
FAILED: Final[dict[tuple[str, str], ErrorText]] = {
    ("POST", "/api/keys"): ErrorText(500, "Failed to add key to Xray config"),
    ("DELETE", "/api/keys/{key_id}"): ErrorText(500, "Failed to remove key from Xray config"),
    ("GET", "/api/keys/{key_id}/config"): NO_CONFIG,
    ("POST", "/api/system/sync-config"): ErrorText(500, "Failed to sync configuration"),
    ("POST", "/api/system/ports/reset"): ErrorText(500, "Failed to sync Xray configuration"),
    ("POST", "/api/system/verify-reality"): REALITY,
    ("POST", "/api/system/xray/sync-config"): ErrorText(500, "Failed to sync Xray configuration"),
    ("GET", "/api/system/config-status"): UNREADABLE,
    ("GET", "/api/system/ports/status"): UNREADABLE,
    ("GET", "/api/system/xray/config-status"): UNREADABLE,
    ("GET", "/api/system/xray/validate-sync"): UNREADABLE,
}
# The shop's errors by code.
TEXTS: Final[dict[str, ErrorText]] = {
    "internal": INTERNAL,
    "unavailable": UNAVAILABLE,
    "invalid-request": INVALID_REQUEST,
    "not-found": NOT_FOUND,
    "method-not-allowed": METHOD_NOT_ALLOWED,
    "rate-limited": ErrorText(429, "Too many requests, try again in {seconds} s"),
    "unauthenticated": INVALID_KEY,
    "key-not-found": KEY_NOT_FOUND,
    "too-many-keys": ErrorText(400, "Maximum number of keys ({limit}) reached"),
    "no-free-port": ErrorText(400, "No available ports"),
    "server-unavailable": ErrorText(503, "There is no server with the embedded Xray: add one with vitrina admin"),
}
FIELDS: Final = {
    "name": INVALID_NAME,
    "date": INVALID_DATE,
    "year_month": INVALID_MONTH,
    "days_to_keep": INVALID_DAYS,
}
SAMPLES: Final[dict[str, Any]] = {"limit": 2000, "seconds": 30, "field": "name", "text": "-"}

logger = logging.getLogger(__name__)


class ErrorDetail(Schema):
    """What went wrong."""

    detail: str


def failed(method: str, path: str) -> ErrorText:
    """What an unexpected error there is called."""
    return FAILED.get((method, path), INTERNAL)


class KeysErrorFormat(ErrorFormat):
    """Malformed requests of programs without a good-looking key are unsigned first: the framework reads the body."""

    def body(self, error: ErrorText) -> dict[str, Any]:
        return {"detail": error.text}

    def from_shop_error(self, request: Request, error: ShopError) -> ErrorText:
        if isinstance(error, errors.EngineUnavailable):
            logger.error("%s %s: %s", request.method, _route(request), error.params["text"])
            return self.unexpected(request)
        if isinstance(error, errors.InvalidValue):
            return FIELDS.get(str(error.params.get("field")), INVALID_REQUEST)
        return super().from_shop_error(request, error)

    def from_validation_error(self, request: Request, exc: RequestValidationError) -> ErrorText:
        if not _is_signed(request):
            return INVALID_KEY
        return FIELDS.get(str(exc.errors()[0]["loc"][-1]), INVALID_REQUEST)

    def from_http_error(self, request: Request, exc: HTTPException) -> ErrorText:
        if exc.status_code == 400 and not _is_signed(request):
            return INVALID_KEY
        return super().from_http_error(request, exc)

    def unexpected(self, request: Request) -> ErrorText:
        return failed(request.method, _route(request))


def _is_signed(request: Request) -> bool:
    return api_keys.SECRET.fullmatch(request.headers.get(HEADER, "")) is not None


def _route(request: Request) -> str:
    return str(getattr(request.scope.get("route"), "path", request.url.path))


FORMAT: Final = KeysErrorFormat(
    schema=ErrorDetail,
    texts=TEXTS,
    samples=SAMPLES,
    challenge="APIKey",
)
answers = FORMAT.answers

ANYWHERE: Final = FORMAT.anywhere(INVALID_REQUEST, INVALID_KEY)  # what every endpoint may answer
