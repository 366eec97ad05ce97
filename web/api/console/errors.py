"""Errors as the console's API tells them: as the operator API does, sentences in the language of whoever asks.

Where the shop's sentence speaks to a customer, the operator is told another one: `admin-error-<code>`.
"""

from html import unescape
from typing import Final

from fastapi import Request
from starlette.responses import Response

from core import errors, i18n
from core.errors import ShopError
from web.common.deps import accepted_language, plain
from web.common.errors import Refusal
from web.common.operator_errors import JSON_REQUIRED, SAMPLES, TOLD, OperatorError, OperatorManner

__all__ = ["INVALID_VALUE", "answers", "refusal", "together"]

OWN: Final = {
    kind.code
    for kind in (
        errors.InsufficientBalance,
        errors.SubscriptionNotFound,
        errors.TicketClosed,
        errors.CannotRefund,
    )
}


class AdminManner(OperatorManner):
    """The operator API's, with sentences of its own for the errors in `OWN`."""

    def of_shop(self, request: Request, error: ShopError, language: str) -> Refusal:
        if error.code in OWN:
            text = plain(request.app.state.shop, f"admin-error-{error.code}", language, **error.params)
            return Refusal(error.status, text)
        return super().of_shop(request, error, language)

    def sample(self, kind: type[ShopError]) -> Refusal:
        if kind.code in OWN:
            return Refusal(kind.status, unescape(i18n.t(f"admin-error-{kind.code}", "en", **self.samples)))
        return super().sample(kind)


MANNER: Final = AdminManner(
    shape=OperatorError,
    told=TOLD,
    malformed=JSON_REQUIRED,
    samples=SAMPLES | {"required_kopeks": 29900, "available_kopeks": 10000},
)
answers, together = MANNER.answers, MANNER.together
INVALID_VALUE: Final = Refusal(400, "invalid_value: name")


def refusal(request: Request, exc: Exception) -> Response:
    """The answer to anything that was raised below the surface's paths."""
    return MANNER.refusal(request, exc, accepted_language(request.app.state.shop, request))
