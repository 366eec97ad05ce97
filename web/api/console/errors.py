"""Errors as the console's API tells them: as the operator API does, sentences in the language of whoever asks.

Where the shop's sentence speaks to a customer, the operator is told another one: `admin-error-<code>`.
"""

from html import unescape
from typing import Final

from fastapi import Request

from core import errors, i18n
from core.errors import ShopError
from web.common.deps import accepted_language, plain
from web.common.errors import ErrorText
from web.common.operator_errors import SAMPLES, TEXTS, OperatorError, OperatorErrorFormat

__all__ = ["INVALID_VALUE", "answers", "together"]

OWN: Final = {
    kind.code
    for kind in (
        errors.InsufficientBalance,
        errors.SubscriptionNotFound,
        errors.TicketClosed,
        errors.CannotRefund,
    )
}


class ConsoleErrorFormat(OperatorErrorFormat):
    """The operator API's, with sentences of its own for the errors in `OWN`."""

    def language(self, request: Request) -> str:
        return accepted_language(request.app.state.shop, request)

    def from_shop_error(self, request: Request, error: ShopError) -> ErrorText:
        if error.code in OWN:
            text = plain(request.app.state.shop, f"admin-error-{error.code}", self.language(request), **error.params)
            return ErrorText(error.status, text)
        return super().from_shop_error(request, error)

    def sample(self, kind: type[ShopError]) -> ErrorText:
        if kind.code in OWN:
            return ErrorText(kind.status, unescape(i18n.t(f"admin-error-{kind.code}", "en", **self.samples)))
        return super().sample(kind)


FORMAT: Final = ConsoleErrorFormat(
    schema=OperatorError,
    texts=TEXTS,
    samples=SAMPLES | {"required_kopeks": 29900, "available_kopeks": 10000},
)
answers, together = FORMAT.answers, FORMAT.together
INVALID_VALUE: Final = ErrorText(400, "invalid_value: name")
