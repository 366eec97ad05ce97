"""Errors as the key API tells them: `{"detail": "<text>"}`.

Programs know these texts, so those of the contract are kept to the letter. What the contract has no text for is told in
the shop's own English sentence. What the engine says against a request is for the operator: it goes to the log.
"""

import logging
from typing import Any, Final

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException

from core import errors
from core.errors import ShopError
from core.users import api_keys
from web.common.api_keys import HEADER
from web.common.errors import Manner, Refusal, Refused

__all__ = ["MANNER", "Refusal", "Refused", "answers", "refusal"]

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

    model_config = ConfigDict(json_schema_extra={"examples": [{"detail": KEY_NOT_FOUND.text}]})


def failed(method: str, path: str) -> Refusal:
    """What an unexpected error there is called."""
    return FAILED.get((method, path), INTERNAL)


class KeysManner(Manner):
    """Malformed requests of programs without a good-looking key are unsigned first: the framework reads the body."""

    def body(self, told: Refusal) -> dict[str, Any]:
        return {"detail": told.text}

    def of_shop(self, request: Request, error: ShopError, language: str) -> Refusal:
        if isinstance(error, errors.EngineUnavailable):
            logger.error("%s %s: %s", request.method, _route(request), error.params["text"])
            return self.unexpected(request)
        if isinstance(error, errors.InvalidValue):
            return FIELDS.get(str(error.params.get("field")), INVALID_REQUEST)
        return super().of_shop(request, error, language)

    def of_fields(self, request: Request, exc: RequestValidationError) -> Refusal:
        if not _is_signed(request):
            return INVALID_KEY
        return FIELDS.get(str(exc.errors()[0]["loc"][-1]), INVALID_REQUEST)

    def of_framework(self, request: Request, exc: HTTPException) -> Refusal:
        if exc.status_code == 400 and not _is_signed(request):
            return INVALID_KEY
        return super().of_framework(request, exc)

    def unexpected(self, request: Request) -> Refusal:
        return failed(request.method, _route(request))


def _is_signed(request: Request) -> bool:
    return api_keys.SECRET.fullmatch(request.headers.get(HEADER, "")) is not None


def _route(request: Request) -> str:
    return str(getattr(request.scope.get("route"), "path", request.url.path))


MANNER: Final = KeysManner(
    shape=ErrorDetail,
    told=TOLD,
    malformed=INVALID_REQUEST,
    samples=SAMPLES,
    challenge="APIKey",
)
refusal, answers = MANNER.refusal, MANNER.answers

ANYWHERE: Final = MANNER.anywhere(INVALID_REQUEST, INVALID_KEY)  # what every endpoint may answer
