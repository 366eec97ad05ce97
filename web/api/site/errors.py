"""Errors as the site tells them: `{"message": "<text>"}`, nothing else.

Front ends translate these texts, so those of the contract are kept to the letter. What the contract has no text for is
told in the shop's own English sentence.
"""

from typing import Any, Final

from fastapi import Request
from fastapi.exceptions import RequestValidationError

from core.errors import ShopError
from web.common.errors import Answers, ApiError, ErrorFormat, ErrorText
from web.common.schemas import Schema

__all__ = ["FORMAT", "ApiError", "ErrorText", "answers", "together"]

INVALID_BODY: Final = ErrorText(400, "invalid body")
MISSING_CLAIMS: Final = ErrorText(401, "missing claims")
INVALID_JWT: Final = ErrorText(401, "invalid or expired jwt")
USER_INACTIVE: Final = ErrorText(401, "user inactive")
INVALID_REFRESH_TOKEN: Final = ErrorText(401, "invalid refresh token")
USER_NOT_FOUND: Final = ErrorText(404, "user not found")
ID_REQUIRED: Final = ErrorText(400, "id required")
CLIENT_ID_REQUIRED: Final = ErrorText(400, "client_id required")
CLIENT_NOT_FOUND: Final = ErrorText(404, "client not found")
NO_CLIENTS: Final = ErrorText(404, "no clients found")
NOT_ALLOWED: Final = ErrorText(403, "not allowed")
FOREIGN_CLIENT: Final = ErrorText(403, "client does not belong to user")
NODE_NOT_FOUND: Final = ErrorText(404, "node not found")
PANEL_UNAVAILABLE: Final = ErrorText(502, "marzban unavailable")
NO_SUCH_FORMAT: Final = ErrorText(404, "format not available")
NOT_FOUND: Final = ErrorText(404, "not found")
METHOD_NOT_ALLOWED: Final = ErrorText(405, "method not allowed")
INTERNAL: Final = ErrorText(500, "internal error")
UNAVAILABLE: Final = ErrorText(503, "service unavailable")

# What an unexpected error is called where the contract says so.
FAILED: Final[dict[tuple[str, str], ErrorText]] = {
    ("POST", "/auth/register"): ErrorText(500, "could not issue tokens"),
    ("POST", "/auth/login"): ErrorText(500, "could not issue tokens"),
    ("POST", "/auth/refresh"): ErrorText(500, "could not issue tokens"),
    ("POST", "/auth/telegram"): ErrorText(500, "could not issue tokens"),
    ("POST", "/auth/logout"): ErrorText(500, "could not revoke token"),
    ("GET", "/tariffs"): ErrorText(500, "failed to list tariffs"),
    ("GET", "/me/clients"): ErrorText(500, "could not list clients"),
}

# The shop's errors by code.
TEXTS: Final[dict[str, ErrorText]] = {
    "internal": INTERNAL,
    "unavailable": UNAVAILABLE,
    "invalid-request": INVALID_BODY,
    "invalid-value": INVALID_BODY,
    "not-found": NOT_FOUND,
    "method-not-allowed": METHOD_NOT_ALLOWED,
    "rate-limited": ErrorText(429, "too many requests, try again in {seconds} s"),
    "too-many-sign-ins": ErrorText(429, "too many requests, try again in {seconds} s"),
    "unauthenticated": INVALID_JWT,
    "blocked": USER_INACTIVE,
    "user-not-found": USER_NOT_FOUND,
    "key-not-found": CLIENT_NOT_FOUND,
    "key-foreign": FOREIGN_CLIENT,
    "email-taken": ErrorText(400, "email already exists"),
    "wrong-password": ErrorText(401, "invalid login"),
    "invalid-login": ErrorText(401, "invalid login"),
    "email-unverified": ErrorText(403, "email not verified"),
    "subscription-not-found": NOT_ALLOWED,
    "too-many-devices": NOT_ALLOWED,
    "server-not-found": NODE_NOT_FOUND,
    "server-unavailable": NODE_NOT_FOUND,
    "nothing-to-deliver": PANEL_UNAVAILABLE,
    "tariff-not-found": ErrorText(400, "tariff not found"),
    "tariff-unavailable": ErrorText(400, "tariff not found"),
    "payment-method-unknown": ErrorText(400, "unsupported payment method"),
    "payment-not-found": ErrorText(404, "invoice not found"),
    "return-url-not-allowed": ErrorText(400, "invalid return_url"),
    "payment-unavailable": ErrorText(502, "payment provider unavailable"),
}
# Fields whose absence has a text of its own; any other malformed request is an invalid body.
REQUIRED: Final = ("refresh_token", "tariff_code", "client_id")
ABSENT: Final = ("missing", "too_short", "string_too_short")
SAMPLES: Final[dict[str, Any]] = {
    "limit": 3,
    "max_kopeks": 1500000,
    "min_kopeks": 10000,
    "required_kopeks": 49900,
    "available_kopeks": 15050,
    "seconds": 30,
    "debt_kopeks": 10000,
    "field": "amount",
}


class ErrorMessage(Schema):
    """What went wrong."""

    message: str


def required(field: str) -> ErrorText:
    """What is said where this field is missing."""
    return ErrorText(400, f"{field} required")


def failed(method: str, path: str) -> ErrorText:
    """What an unexpected error there is called."""
    return FAILED.get((method, path), INTERNAL)


class SiteErrorFormat(ErrorFormat):
    """A malformed request is `invalid body`, or names the first of the `REQUIRED` fields that is missing."""

    def body(self, error: ErrorText) -> dict[str, Any]:
        return {"message": error.text}

    def answers(self, *kinds: ErrorText | type[ShopError]) -> Answers:
        """Whatever may be answered with 400 may be an invalid body too."""
        first = next((place for place, kind in enumerate(kinds) if getattr(kind, "status", 0) == 400), None)
        if first is None:
            return super().answers(*kinds)
        return super().answers(*kinds[:first], INVALID_BODY, *kinds[first:])

    def from_validation_error(self, _request: Request, exc: RequestValidationError) -> ErrorText:
        faults = [(fault["type"], str(fault["loc"][-1])) for fault in exc.errors()]
        if faults and all(kind in ABSENT and field in REQUIRED for kind, field in faults):
            return required(faults[0][1])
        return INVALID_BODY

    def unexpected(self, request: Request) -> ErrorText:
        return failed(request.method, request.url.path)


FORMAT: Final = SiteErrorFormat(
    schema=ErrorMessage,
    texts=TEXTS,
    samples=SAMPLES,
)
answers, together = FORMAT.answers, FORMAT.together

# What every endpoint may answer, and what those that need a token may.
ANYWHERE: Final = FORMAT.anywhere(INVALID_BODY)
SIGNED_IN: Final = answers(MISSING_CLAIMS, INVALID_JWT, USER_INACTIVE, USER_NOT_FOUND)
