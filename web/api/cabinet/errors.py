"""Errors as the cabinet tells them: `{"detail": "<one sentence>", "code": "<code>"}`.

Where the public description gives a sentence, it is kept to the letter; the others come from `locales/*/errors.ftl`
in the person's language.
"""

import html
import logging
from typing import Any, Final

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from core import db, errors, i18n
from core.errors import ShopError
from core.shop import Shop
from web.common.deps import accepted_language
from web.common.schemas import Schema

SENTENCES: Final = {
    "email-taken": "Email already registered",
    "wrong-password": "Invalid email or password",
    "email-unverified": "Please verify your email first",
    "verification-token-invalid": "Invalid verification token",
    "verification-token-expired": "Verification token has expired",
    "reset-token-invalid": "Invalid reset token",
    "reset-token-expired": "Reset token has expired",
    "invalid-login": "Invalid or expired Telegram authentication data",
    "subscription-not-found": "No active subscription found",
    "insufficient-balance": "Insufficient balance. Required: {required_kopeks} RUB, Available: {available_kopeks} RUB",
    "trial-used": "Trial already used",
    "renewal-unavailable": "Selected renewal period is not available",
    "promocode-invalid": "Promocode not found or expired",
    "promocode-expired": "Promocode not found or expired",
    "return-url-not-allowed": "Return URL is not allowed",
    "ticket-closed": "Cannot add message to closed ticket",
}
BY_STATUS: Final[dict[int, type[ShopError]]] = {404: errors.NotFound, 405: errors.MethodNotAllowed}

# Parameters of the sentences in the description's examples.
SAMPLES: Final[dict[str, Any]] = {
    "available_kopeks": 15050,
    "channel": "vpn_channel",
    "debt_kopeks": 50000,
    "field": "email",
    "limit": 3,
    "max_kopeks": 1500000,
    "min_kopeks": 10000,
    "percent": 10,
    "required_kopeks": 49900,
    "seconds": 30,
}

logger = logging.getLogger(__name__)


class Problem(Schema):
    """What went wrong, in one sentence for people and one word for programs."""

    detail: str
    code: str


def refusal(request: Request, exc: Exception) -> JSONResponse:
    """The answer to anything that was raised under `/cabinet`."""
    error = _as_shop_error(exc)
    headers = dict(getattr(exc, "headers", None) or {})
    if isinstance(error, errors.RateLimited):
        headers["retry-after"] = str(error.params["seconds"])
    if error.status == 401:
        headers["www-authenticate"] = "Bearer"
    shop: Shop = request.app.state.shop
    language = getattr(request.state, "language", None) or accepted_language(shop, request)
    return JSONResponse({"detail": sentence(shop, error, language), "code": error.code}, error.status, headers)


def sentence(shop: Shop, error: ShopError, language: str) -> str:
    """The one sentence about an error: the public description's own, or the shop's."""
    known = SENTENCES.get(error.code)
    if known is None:
        return html.unescape(shop.error_text(error, language))
    return known.format(**{name: _plain(name, value) for name, value in error.params.items()})


def answers(*kinds: type[ShopError]) -> dict[int | str, dict[str, Any]]:
    """Error answers of an endpoint for OpenAPI, beside those that come `ANYWHERE`."""
    made: dict[int | str, dict[str, Any]] = {}
    for kind in kinds:
        known = _sample(kind)
        entry = made.setdefault(kind.status, {"model": Problem, "description": "", "content": {"application/json": {}}})
        entry["description"] = " · ".join(filter(None, [entry["description"], kind.code]))
        examples = entry["content"]["application/json"].setdefault("examples", {})
        examples[kind.code] = {"value": {"detail": known, "code": kind.code}}
    return made


def _as_shop_error(exc: Exception) -> ShopError:
    if isinstance(exc, ShopError):
        return exc
    if isinstance(exc, RequestValidationError):
        faults = exc.errors()
        field = [str(part) for part in faults[0]["loc"][1:]] if faults else []
        return errors.InvalidRequest(field=".".join(field)[:64] or "body")
    if isinstance(exc, HTTPException):
        if exc.status_code in BY_STATUS:
            return BY_STATUS[exc.status_code]()
        return errors.InvalidRequest(field="body") if exc.status_code < 500 else ShopError()
    if db.tell_away(exc):
        return errors.Unavailable()
    logger.error("unexpected error", exc_info=exc)
    return ShopError()


def _plain(name: str, value: str | int) -> str:
    """Amounts as the public description writes them: `499.00`."""
    return f"{int(value) / 100:.2f}" if name.endswith("_kopeks") else str(value)


def _sample(kind: type[ShopError]) -> str:
    """A kind of error's sentence for the description, in English."""
    known = SENTENCES.get(kind.code)
    if known is None:
        try:
            return html.unescape(i18n.t(f"error-{kind.code}", "en", **SAMPLES))
        except i18n.MissingText:  # no reason not to serve; tests say so
            return kind.code
    return known.format(**{name: _plain(name, value) for name, value in SAMPLES.items()})


# What every endpoint may answer, and what those that need a token may.
ANYWHERE: Final = answers(errors.InvalidRequest, errors.RateLimited, ShopError, errors.Unavailable)
SIGNED_IN: Final = answers(errors.Unauthenticated, errors.Blocked)
