"""Errors as the site tells them: `{"message": "<text>"}`, nothing else.

Front ends translate these texts, so those of the contract are kept to the letter. What the contract has no text for is
told in the shop's own English sentence.
"""

import html
import logging
from dataclasses import dataclass
from typing import Any, Final

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException

from core import db, errors, i18n
from core.errors import ShopError
from core.shop import Shop


@dataclass(frozen=True, slots=True)
class Refusal:
    """A status and the contract's text for it; `{name}` stands for a parameter of the error."""

    status: int
    message: str


INVALID_BODY: Final = Refusal(400, "invalid body")
MISSING_CLAIMS: Final = Refusal(401, "missing claims")
INVALID_JWT: Final = Refusal(401, "invalid or expired jwt")
USER_INACTIVE: Final = Refusal(401, "user inactive")
INVALID_REFRESH_TOKEN: Final = Refusal(401, "invalid refresh token")
USER_NOT_FOUND: Final = Refusal(404, "user not found")
ID_REQUIRED: Final = Refusal(400, "id required")
CLIENT_ID_REQUIRED: Final = Refusal(400, "client_id required")
CLIENT_NOT_FOUND: Final = Refusal(404, "client not found")
NO_CLIENTS: Final = Refusal(404, "no clients found")
NOT_ALLOWED: Final = Refusal(403, "not allowed")
FOREIGN_CLIENT: Final = Refusal(403, "client does not belong to user")
NODE_NOT_FOUND: Final = Refusal(404, "node not found")
PANEL_UNAVAILABLE: Final = Refusal(502, "marzban unavailable")
NO_SUCH_FORMAT: Final = Refusal(404, "format not available")
NOT_FOUND: Final = Refusal(404, "not found")
METHOD_NOT_ALLOWED: Final = Refusal(405, "method not allowed")
INTERNAL: Final = Refusal(500, "internal error")
UNAVAILABLE: Final = Refusal(503, "service unavailable")

# What an unexpected error is called where the contract says so.
FAILED: Final[dict[tuple[str, str], Refusal]] = {
    ("POST", "/auth/register"): Refusal(500, "could not issue tokens"),
    ("POST", "/auth/login"): Refusal(500, "could not issue tokens"),
    ("POST", "/auth/refresh"): Refusal(500, "could not issue tokens"),
    ("POST", "/auth/telegram"): Refusal(500, "could not issue tokens"),
    ("POST", "/auth/logout"): Refusal(500, "could not revoke token"),
    ("GET", "/tariffs"): Refusal(500, "failed to list tariffs"),
    ("GET", "/me/clients"): Refusal(500, "could not list clients"),
}

# The shop's errors by code.
TOLD: Final[dict[str, Refusal]] = {
    "internal": INTERNAL,
    "unavailable": UNAVAILABLE,
    "invalid-request": INVALID_BODY,
    "invalid-value": INVALID_BODY,
    "not-found": NOT_FOUND,
    "method-not-allowed": METHOD_NOT_ALLOWED,
    "rate-limited": Refusal(429, "too many requests, try again in {seconds} s"),
    "unauthenticated": INVALID_JWT,
    "blocked": USER_INACTIVE,
    "user-not-found": USER_NOT_FOUND,
    "key-not-found": CLIENT_NOT_FOUND,
    "key-foreign": FOREIGN_CLIENT,
    "email-taken": Refusal(400, "email already exists"),
    "wrong-password": Refusal(401, "invalid login"),
    "invalid-login": Refusal(401, "invalid login"),
    "email-unverified": Refusal(403, "email not verified"),
    "subscription-not-found": NOT_ALLOWED,
    "too-many-devices": NOT_ALLOWED,
    "server-not-found": NODE_NOT_FOUND,
    "server-unavailable": NODE_NOT_FOUND,
    "nothing-to-deliver": PANEL_UNAVAILABLE,
    "tariff-not-found": Refusal(400, "tariff not found"),
    "tariff-unavailable": Refusal(400, "tariff not found"),
    "payment-method-unknown": Refusal(400, "unsupported payment method"),
    "payment-not-found": Refusal(404, "invoice not found"),
    "return-url-not-allowed": Refusal(400, "invalid return_url"),
    "payment-unavailable": Refusal(502, "payment provider unavailable"),
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

logger = logging.getLogger(__name__)


class ErrorMessage(BaseModel):
    """What went wrong."""

    message: str

    model_config = ConfigDict(json_schema_extra={"examples": [{"message": "client not found"}]})


class Refused(HTTPException):
    """A refusal that is this surface's own: the shop has no error for it."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.status, refusal.message)


def required(field: str) -> Refusal:
    """What is said where this field is missing."""
    return Refusal(400, f"{field} required")


def failed(method: str, path: str) -> Refusal:
    """What an unexpected error there is called."""
    return FAILED.get((method, path), INTERNAL)


def refusal(request: Request, exc: Exception) -> JSONResponse:
    """The answer to anything that was raised below the site's paths."""
    told = _told(request, exc)
    headers = dict(getattr(exc, "headers", None) or {})
    if isinstance(exc, errors.RateLimited):
        headers["retry-after"] = str(exc.params["seconds"])
    if told.status == 401:
        headers["www-authenticate"] = "Bearer"
    return JSONResponse({"message": told.message}, told.status, headers)


def answers(*kinds: Refusal | type[ShopError]) -> dict[int | str, dict[str, Any]]:
    """Error answers of an endpoint for OpenAPI, beside those that come `ANYWHERE`."""
    made: dict[int | str, dict[str, Any]] = {}
    for kind in kinds:
        told = kind if isinstance(kind, Refusal) else _sample(kind)
        entry = made.setdefault(
            told.status, {"model": ErrorMessage, "description": "", "content": {"application/json": {}}}
        )
        examples = entry["content"]["application/json"].setdefault("examples", {})
        if told.status == 400:
            examples.setdefault(INVALID_BODY.message, {"value": {"message": INVALID_BODY.message}})
        examples[told.message] = {"value": {"message": told.message}}
        entry["description"] = " · ".join(examples)
    return made


def together(*parts: dict[int | str, dict[str, Any]]) -> dict[int | str, dict[str, Any]]:
    """Several sets of error answers as one: texts of the same status stand side by side."""
    made: dict[int | str, dict[str, Any]] = {}
    for status, entry in ((status, entry) for part in parts for status, entry in part.items()):
        known = made.get(status, {}).get("content", {}).get("application/json", {}).get("examples", {})
        examples = known | entry["content"]["application/json"]["examples"]
        content = {"application/json": {"examples": examples}}
        made[status] = {"model": ErrorMessage, "description": " · ".join(examples), "content": content}
    return made


def _told(request: Request, exc: Exception) -> Refusal:
    if isinstance(exc, Refused):
        return Refusal(exc.status_code, exc.detail)
    if isinstance(exc, ShopError):
        return _of_shop(request.app.state.shop, exc)
    if isinstance(exc, RequestValidationError):
        return _of_fields(exc)
    if isinstance(exc, HTTPException):
        known = {404: NOT_FOUND, 405: METHOD_NOT_ALLOWED}
        return known.get(exc.status_code, INVALID_BODY if exc.status_code < 500 else INTERNAL)
    if db.is_away(exc):
        return UNAVAILABLE
    logger.error("unexpected error", exc_info=exc)
    return failed(request.method, request.url.path)


def _of_shop(shop: Shop, error: ShopError) -> Refusal:
    known = TOLD.get(error.code)
    if known is not None:
        return Refusal(known.status, known.message.format(**error.params))
    return Refusal(error.status, html.unescape(shop.error_text(error, "en")))


def _of_fields(exc: RequestValidationError) -> Refusal:
    """The first missing field that has a text of its own, where nothing else is wrong with the request."""
    faults = [(fault["type"], str(fault["loc"][-1])) for fault in exc.errors()]
    if faults and all(kind in ABSENT and field in REQUIRED for kind, field in faults):
        return required(faults[0][1])
    return INVALID_BODY


def _sample(kind: type[ShopError]) -> Refusal:
    known = TOLD.get(kind.code)
    if known is None:
        return Refusal(kind.status, html.unescape(i18n.t(f"error-{kind.code}", "en", **SAMPLES)))
    return Refusal(known.status, known.message.format(**SAMPLES))


# What every endpoint may answer, and what those that need a token may. "4XX" keeps the framework from describing a 422
# that this surface never answers.
ANYWHERE: Final = answers(INVALID_BODY, errors.RateLimited, INTERNAL, UNAVAILABLE) | {
    "4XX": {"model": ErrorMessage, "description": "Any other refusal has this shape too."}
}
SIGNED_IN: Final = answers(MISSING_CLAIMS, INVALID_JWT, USER_INACTIVE, USER_NOT_FOUND)
