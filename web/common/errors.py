"""Refusals: what a public API answers where something cannot be done, in the shape and the texts that it has published.

Each surface that has texts of its own has one `Manner`; what the contract has no text for is the shop's own sentence.
"""

import html
import logging
from collections.abc import Mapping
from dataclasses import dataclass
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
class Refusal:
    """A status and the contract's text for it; `{name}` stands for a parameter of the error."""

    status: int
    text: str

    def about(self, **params: Any) -> "Refusal":
        """The same with its parameters filled in."""
        return Refusal(self.status, self.text.format(**params))


class Refused(HTTPException):
    """A refusal that is a surface's own: the shop has no error for it. `more` stands beside its text."""

    def __init__(self, refusal: Refusal, more: Mapping[str, Any] | None = None) -> None:
        super().__init__(refusal.status, refusal.text)
        self.more = more or {}


@dataclass(frozen=True)
class Manner:
    """How one surface refuses.

    `shape` is the model of an error's body, which `body` makes. `told` are the shop's errors by code, among them what
    the framework finds (not-found, method-not-allowed) and what nobody expects (internal, unavailable); `malformed` is
    any request that cannot be read. `samples` fill the texts of the description. `challenge` is how to sign in (RFC
    9110, 11.6.1).
    """

    shape: type[BaseModel]
    told: Mapping[str, Refusal]
    malformed: Refusal
    samples: Mapping[str, Any]
    challenge: str = "Bearer"

    # ---- what surfaces say in their own way

    def body(self, told: Refusal) -> dict[str, Any]:
        """What is answered beside the status."""
        raise NotImplementedError

    def title(self, told: Refusal) -> str:
        """What an example of the description is called."""
        return told.text

    def of_shop(self, request: Request, error: ShopError, language: str) -> Refusal:
        """What an error of the shop is called here."""
        known = self.told.get(error.code)
        if known is not None:
            return known.about(**error.params)
        return Refusal(error.status, html.unescape(request.app.state.shop.error_text(error, language)))

    def of_fields(self, _request: Request, _exc: RequestValidationError) -> Refusal:
        """What a field that will not do is called."""
        return self.malformed

    def of_framework(self, _request: Request, exc: HTTPException) -> Refusal:
        """What the framework's own refusal is called."""
        code = {404: "not-found", 405: "method-not-allowed"}.get(exc.status_code)
        if code is not None:
            return self.told[code]
        return self.malformed if exc.status_code < 500 else self.told["internal"]

    def unexpected(self, _request: Request) -> Refusal:
        """What is said where nobody knows what has happened."""
        return self.told["internal"]

    def sample(self, kind: type[ShopError]) -> Refusal:
        """What a kind of the shop's errors is called in the description; parameters may still stand in it."""
        known = self.told.get(kind.code)
        if known is not None:
            return known
        return Refusal(kind.status, html.unescape(i18n.t(f"error-{kind.code}", "en", **self.samples)))

    # ---- what all have in common

    def refusal(self, request: Request, exc: Exception, language: str = "en") -> JSONResponse:
        """The answer to anything that was raised below the surface's paths; `language` is that of its sentences."""
        told = self._of(request, exc, language)
        headers = dict(getattr(exc, "headers", None) or {})
        if isinstance(exc, errors.RateLimited):
            headers["retry-after"] = str(exc.params["seconds"])
        if told.status == 401:
            headers["www-authenticate"] = self.challenge
        more = exc.more if isinstance(exc, Refused) else {}
        return JSONResponse({**self.body(told), **more}, told.status, headers)

    def answers(self, *kinds: Refusal | type[ShopError]) -> Answers:
        """Error answers of an endpoint for OpenAPI, beside those that come from anywhere."""
        made: Answers = {}
        for told in (kind if isinstance(kind, Refusal) else self.sample(kind) for kind in kinds):
            entry = made.setdefault(told.status, self._entry({}))
            examples = entry["content"]["application/json"]["examples"]
            shown = told.about(**self.samples)
            examples[self.title(shown)] = {"value": self.body(shown)}
            entry["description"] = " · ".join(examples)
        return made

    def together(self, *parts: Answers) -> Answers:
        """Several sets of error answers as one: texts of the same status stand side by side."""
        made: Answers = {}
        for status, entry in ((status, entry) for part in parts for status, entry in part.items()):
            known = made[status]["content"]["application/json"]["examples"] if status in made else {}
            made[status] = self._entry(known | entry["content"]["application/json"]["examples"])
        return made

    def anywhere(self, *kinds: Refusal | type[ShopError]) -> Answers:
        """What every endpoint may answer. "4XX" keeps the framework from describing a 422 that never comes."""
        other = {"model": self.shape, "description": "Any other refusal has this shape too."}
        usual = (errors.RateLimited, self.told["internal"], self.told["unavailable"])
        return self.answers(*kinds, *usual) | {"4XX": other}

    def _entry(self, examples: dict[str, Any]) -> dict[str, Any]:
        content = {"application/json": {"examples": examples}}
        return {"model": self.shape, "description": " · ".join(examples), "content": content}

    def _of(self, request: Request, exc: Exception, language: str) -> Refusal:
        if isinstance(exc, Refused):
            return Refusal(exc.status_code, exc.detail)
        if isinstance(exc, ShopError):
            return self.of_shop(request, exc, language)
        if isinstance(exc, RequestValidationError):
            return self.of_fields(request, exc)
        if isinstance(exc, HTTPException):
            return self.of_framework(request, exc)
        if db.tell_away(exc):
            return self.told["unavailable"]
        logger.error("unexpected error", exc_info=exc)
        return self.unexpected(request)
