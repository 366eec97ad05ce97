"""Errors as the cabinet tells them: `{"detail": "<one sentence>", "code": "<code>"}`.

Where the public description gives a sentence, it is kept to the letter; the others come from `locales/*/errors.ftl`
in the person's language.
"""

from collections.abc import Mapping
from typing import Any, Final

from fastapi import Request
from fastapi.exceptions import RequestValidationError

from core import errors, i18n
from core.errors import ShopError
from web.common.deps import accepted_language
from web.common.errors import ErrorFormat, ErrorText
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


class Problem(Schema):
    """What went wrong, in one sentence for people and one word for programs."""

    detail: str
    code: str


class CabinetErrorFormat(ErrorFormat):
    """Every error is one of the shop's, by its code."""

    def body(self, error: ErrorText) -> dict[str, Any]:
        return {"detail": error.text, "code": error.code}

    def title(self, error: ErrorText) -> str:
        return error.code

    def language(self, request: Request) -> str:
        return getattr(request.state, "language", None) or accepted_language(request.app.state.shop, request)

    def from_shop_error(self, request: Request, error: ShopError) -> ErrorText:
        return _published(error, error.params) or super().from_shop_error(request, error)

    def from_validation_error(self, request: Request, exc: RequestValidationError) -> ErrorText:
        faults = exc.errors()
        field = [str(part) for part in faults[0]["loc"][1:]] if faults else []
        return self.from_shop_error(request, errors.InvalidRequest(field=".".join(field)[:64] or "body"))

    def sample(self, kind: type[ShopError]) -> ErrorText:
        try:
            return _published(kind, SAMPLES) or super().sample(kind)
        except i18n.MissingText:  # no reason not to serve; tests say so
            return ErrorText(kind.status, kind.code, kind.code)


def _published(error: ShopError | type[ShopError], params: Mapping[str, Any]) -> ErrorText | None:
    """The public description's own sentence, with amounts as it writes them: `499.00`."""
    if error.code not in SENTENCES:
        return None
    amounts = {name: f"{int(value) / 100:.2f}" for name, value in params.items() if name.endswith("_kopeks")}
    return ErrorText(error.status, SENTENCES[error.code].format(**{**params, **amounts}), error.code)


FORMAT: Final = CabinetErrorFormat(schema=Problem, texts={}, samples=SAMPLES)
answers = FORMAT.answers

# What every endpoint may answer, and what those that need a token may.
ANYWHERE: Final = answers(errors.InvalidRequest, errors.RateLimited, ShopError, errors.Unavailable)
SIGNED_IN: Final = answers(errors.Unauthenticated, errors.Blocked)
