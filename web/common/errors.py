"""What a public API answers where something cannot be done, in the form and the texts that it has published.

Each API has one `ErrorFormat`; what its contract has no text for is the shop's own sentence.
"""

import html
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from core import db, errors, i18n
from core.errors import ShopError

Answers = dict[int | str, dict[str, Any]]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ErrorText:
    """A status and the contract's text for it; `{name}` stands for a parameter. `code` where the API answers one."""

    status: int
    text: str
    code: str = ""

    def about(self, **params: Any) -> "ErrorText":
        """The same with its parameters filled in."""
        return replace(self, text=self.text.format(**params))


class ApiError(HTTPException):
    """An error that is an API's own: the shop has none for it. `more` stands beside its text."""

    def __init__(self, error: ErrorText, more: Mapping[str, Any] | None = None) -> None:
        super().__init__(error.status, error.text)
        self.more = more or {}


@dataclass(frozen=True)
class ErrorFormat:
    """How one API answers errors.

    `schema` is the model of an error's body, which `body` makes. `texts` are those of the shop's errors by code.
    `samples` fill the texts of the description. `challenge` is how to sign in (RFC 9110, 11.6.1).
    """

    schema: type[BaseModel]
    texts: Mapping[str, ErrorText]
    samples: Mapping[str, Any]
    challenge: str = "Bearer"

    # ---- what APIs do in their own way

    def body(self, error: ErrorText) -> dict[str, Any]:
        """What is answered beside the status."""
        raise NotImplementedError

    def title(self, error: ErrorText) -> str:
        """What an example of the description is called."""
        return error.text

    def language(self, _request: Request) -> str:
        """The language of the shop's sentences."""
        return "en"

    def from_shop_error(self, request: Request, error: ShopError) -> ErrorText:
        """What an error of the shop is called here."""
        text = self.texts.get(error.code)
        if text is not None:
            return text.about(**error.params)
        sentence = html.unescape(request.app.state.shop.error_text(error, self.language(request)))
        return ErrorText(error.status, sentence, error.code)

    def from_validation_error(self, request: Request, _exc: RequestValidationError) -> ErrorText:
        """What a field that will not do is called."""
        return self.from_shop_error(request, errors.InvalidRequest(field="body"))

    def from_http_error(self, request: Request, exc: HTTPException) -> ErrorText:
        """What the framework's own error is called."""
        kinds: dict[int, type[ShopError]] = {404: errors.NotFound, 405: errors.MethodNotAllowed}
        if exc.status_code in kinds:
            return self.from_shop_error(request, kinds[exc.status_code]())
        is_callers = exc.status_code < 500
        return self.from_shop_error(request, errors.InvalidRequest(field="body") if is_callers else ShopError())

    def unexpected(self, request: Request) -> ErrorText:
        """What is said where nobody knows what has happened."""
        return self.from_shop_error(request, ShopError())

    def sample(self, kind: type[ShopError]) -> ErrorText:
        """What a kind of the shop's errors is called in the description; parameters may still stand in it."""
        text = self.texts.get(kind.code)
        if text is not None:
            return text
        return ErrorText(kind.status, html.unescape(i18n.t(f"error-{kind.code}", "en", **self.samples)), kind.code)

    # ---- what all have in common

    def response(self, request: Request, exc: Exception) -> JSONResponse:
        """The answer to anything that was raised below the API's paths."""
        error = self._text(request, exc)
        headers = dict(getattr(exc, "headers", None) or {})
        if isinstance(exc, errors.RateLimited):
            headers["retry-after"] = str(exc.params["seconds"])
        if error.status == 401:
            headers["www-authenticate"] = self.challenge
        more = exc.more if isinstance(exc, ApiError) else {}
        return JSONResponse({**self.body(error), **more}, error.status, headers)

    def answers(self, *kinds: ErrorText | type[ShopError]) -> Answers:
        """Error answers of an endpoint for OpenAPI, beside those that come from anywhere."""
        answers: Answers = {}
        for text in (kind if isinstance(kind, ErrorText) else self.sample(kind) for kind in kinds):
            entry = answers.setdefault(text.status, self._entry({}))
            examples = entry["content"]["application/json"]["examples"]
            example = text.about(**self.samples)
            examples[self.title(example)] = {"value": self.body(example)}
            entry["description"] = " · ".join(examples)
        return answers

    def together(self, *parts: Answers) -> Answers:
        """Several sets of error answers as one: texts of the same status stand side by side."""
        answers: Answers = {}
        for status, entry in ((status, entry) for part in parts for status, entry in part.items()):
            examples = answers[status]["content"]["application/json"]["examples"] if status in answers else {}
            answers[status] = self._entry(examples | entry["content"]["application/json"]["examples"])
        return answers

    def anywhere(self, *kinds: ErrorText | type[ShopError]) -> Answers:
        """What every endpoint may answer. "4XX" keeps the framework from describing a 422 that never comes."""
        other = {"model": self.schema, "description": "Any other refusal has this shape too."}
        return self.answers(*kinds, errors.RateLimited, ShopError, errors.Unavailable) | {"4XX": other}

    def _entry(self, examples: dict[str, Any]) -> dict[str, Any]:
        content = {"application/json": {"examples": examples}}
        return {"model": self.schema, "description": " · ".join(examples), "content": content}

    def _text(self, request: Request, exc: Exception) -> ErrorText:
        if isinstance(exc, ApiError):
            return ErrorText(exc.status_code, exc.detail)
        if isinstance(exc, ShopError):
            return self.from_shop_error(request, exc)
        if isinstance(exc, RequestValidationError):
            return self.from_validation_error(request, exc)
        if isinstance(exc, HTTPException):
            return self.from_http_error(request, exc)
        if db.tell_away(exc):
            return self.from_shop_error(request, errors.Unavailable())
        logger.error("unexpected error", exc_info=exc)
        return self.unexpected(request)
