"""Errors as the console's API tells them: as the operator API does, sentences in the language of whoever asks.

Where the shop's sentence speaks to a customer, the operator is told another one: `admin-error-<code>`.
"""

from html import unescape
from typing import Any, Final

from fastapi import Request
from starlette.responses import Response

from core import errors, i18n
from core.errors import ShopError
from web.deps import accepted_language, plain
from web.operator import errors as operator_errors
from web.operator.errors import Refusal, Refused

OWN: Final = {
    kind.code
    for kind in (
        errors.InsufficientBalance,
        errors.SubscriptionNotFound,
        errors.TicketClosed,
        errors.CannotRefund,
    )
}
SAMPLES: Final[dict[str, Any]] = {"required_kopeks": 29900, "available_kopeks": 10000}


def refusal(request: Request, exc: Exception) -> Response:
    """The answer to anything that was raised below the surface's paths."""
    shop = request.app.state.shop
    language = accepted_language(shop, request)
    if isinstance(exc, ShopError) and exc.code in OWN:
        text = plain(shop, f"admin-error-{exc.code}", language, **exc.params)
        exc = Refused(Refusal(exc.status, text))
    return operator_errors.refusal(request, exc, language)


def told(kind: type[ShopError]) -> Refusal:
    """One of `OWN` as a description shows it."""
    return Refusal(kind.status, unescape(i18n.t(f"admin-error-{kind.code}", "en", **SAMPLES)))


NO_MONEY: Final = told(errors.InsufficientBalance)
NO_SUBSCRIPTION: Final = told(errors.SubscriptionNotFound)
TICKET_CLOSED: Final = told(errors.TicketClosed)
CANNOT_REFUND: Final = told(errors.CannotRefund)
INVALID_VALUE: Final = Refusal(400, "invalid_value: name")
