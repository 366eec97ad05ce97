"""Fuzzing of a surface by its own description: every operation, with what it allows and with what it does not.

A test module runs a shop behind real HTTP by `serving(...)` and lets `fuzz` send each operation's cases to it. The
cases depend on the description alone, never on chance or time. They are made when they are asked for: schemathesis's
own `parametrize()` makes those of every operation while tests are collected, which every worker of a run does, and
that took half a minute and half a gigabyte of each.
"""

import json
import unittest
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any, Final

import hypothesis
import requests
import schemathesis
from anyio.from_thread import start_blocking_portal
from fastapi.routing import APIRoute
from schemathesis.checks import load_all_checks
from schemathesis.config import SchemathesisConfig
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.generation.hypothesis.builder import (
    InvalidHeadersExampleMark,
    MissingPathParameters,
    UnserializablePayloadMark,
)
from schemathesis.pytest._test_builder import build_operation_test
from schemathesis.python._constants.orchestrator import make_constants_value_source
from schemathesis.specs.openapi.checks import allow_header_conformance
from schemathesis.specs.openapi.schemas import OpenApiSchema

from core import wiring
from core.config import Settings
from core.shop import Shop
from tests.conftest import Clock
from tests.web.conftest import running
from web.app import create_app
from web.common.surface import Surface
from web.pages.docs import DescribedApp

# Beside those that the description's own examples and limits give; negative and positive ones together.
EXAMPLES: Final = 6
RULES: Final = hypothesis.settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=EXAMPLES,
    suppress_health_check=list(hypothesis.HealthCheck),
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
)
# What may become of a request that keeps the description: done, or refused for a reason of the shop's own. Never 422.
ACCEPTED: Final = ("2xx", "400", "401", "402", "403", "404", "409")
# What must become of one that breaks it.
REFUSED: Final = ("400", "401", "403", "404", "405", "415", "422")

Envelope = Callable[[Any], None]
Prepare = Callable[[Shop], AbstractAsyncContextManager[dict[str, str]]]


def described(surfaces: Sequence[Surface]) -> dict[str, Any]:
    """The OpenAPI document of these surfaces, without a shop behind them."""
    app = DescribedApp(title="Surfaces")
    for surface in surfaces:
        app.router.routes.extend(surface.routes)
    return app.openapi()


def writes_of(surface: Surface) -> list[str]:
    """What is described and may change the shop."""
    return [operation for operation in operations_of(surface) if not operation.startswith("GET ")]


def reads_of(surface: Surface) -> list[str]:
    """What is described and only shows it."""
    return [operation for operation in operations_of(surface) if operation.startswith("GET ")]


def operations_of(surface: Surface) -> list[str]:
    """`GET /cabinet/…` for everything that is described, without the seconds that the description takes."""
    return [
        f"{method} {surface.prefix}{route.path_format}"
        for router in surface.routers
        for route in router.routes
        if isinstance(route, APIRoute) and route.include_in_schema
        for method in sorted(route.methods)
    ]


def schema_of(surface: Surface) -> OpenApiSchema:
    """What schemathesis makes of a surface's description, once a process."""
    return _schemas.get(id(surface)) or _schemas.setdefault(id(surface), _made(surface))


_schemas: dict[int, OpenApiSchema] = {}


def _made(surface: Surface) -> OpenApiSchema:
    config = SchemathesisConfig.from_dict(
        {
            "seed": 1,
            "output": {"sanitization": {"enabled": False}},  # secrets of a test are none
            "generation": {
                "deterministic": True,
                "max-examples": EXAMPLES,
                "with-security-parameters": False,  # `check` signs
            },
            "checks": {
                "positive_data_acceptance": {"expected-statuses": list(ACCEPTED)},
                "negative_data_rejection": {"expected-statuses": list(REFUSED)},
                # It takes away only the credentials that schemathesis itself has given; `check` asks without any.
                "ignored_auth": {"enabled": False},
            },
        }
    )
    return schemathesis.openapi.from_dict(described([surface]), config=config)


@dataclass
class Served:
    """A running shop that cases are sent to."""

    url: str
    headers: dict[str, str]
    envelope: Envelope
    session: requests.Session
    challenge: str = "Bearer"

    def check(self, case: schemathesis.Case) -> None:
        """Send one case and check the answer: no 5xx, a described status, type and body, the surface's envelope.

        What keeps the description is accepted, what breaks it is refused, another method is 405 with `Allow`. Where a
        token is needed, the same case without one is refused.
        """
        self._send(case, self.headers)
        if _needs_a_token(case):
            answer = self._send(case, dict.fromkeys(self.headers, ""))
            # The framework reads a body before anybody looks who has sent it.
            refusals = (401, 405, 422) if _is_readable(case.body) else (400, 401, 405, 422)
            assert answer.status_code in refusals, answer.text

    def _send(self, case: schemathesis.Case, headers: dict[str, str]) -> schemathesis.Response:
        answer: schemathesis.Response = case.call(self.url, self.session, headers, timeout=30)
        case.validate_response(
            answer,
            headers=headers,
            additional_checks=[self._speaks_its_envelope],
            # `/payments/create` is also a name that `/payments/{id}` would take: `Allow` has the methods of both.
            excluded_checks=[allow_header_conformance] if _is_below_a_parameter(case) else [],
        )
        return answer

    def _speaks_its_envelope(self, _context: Any, response: schemathesis.Response, _case: schemathesis.Case) -> None:
        if response.status_code >= 400 and response.request.method != "HEAD":
            assert response.headers["content-type"] == ["application/json"], response.headers
            self.envelope(response.json())
        assert ("allow" in response.headers) is (response.status_code == 405)
        assert (response.headers.get("www-authenticate") == [self.challenge]) is (response.status_code == 401)


def fuzz(surface: Surface, operation: str, served: Served) -> None:
    """Send every case of one operation, as schemathesis's plugin for pytest does with what it has collected."""
    load_all_checks()
    schema = schema_of(surface)
    target = schema.find_operation_by_label(operation)
    assert target is not None, operation

    @RULES
    def send(case: schemathesis.Case) -> None:
        served.check(case)

    test = build_operation_test(
        config=schema.config,
        operation=target,
        test_func=send,
        given_kwargs={},
        feedback=FeedbackSources(constants_value_source=make_constants_value_source(schema)),
    )
    try:
        test()
    except unittest.SkipTest as exc:
        raise AssertionError(f"{operation} is sent nothing: {exc}") from exc
    for mark in (UnserializablePayloadMark, InvalidHeadersExampleMark, MissingPathParameters):
        assert not mark.get(test), f"{operation}: a part of it is sent nothing"


def fuzz_each(surface: Surface, operations: Sequence[str], served: Served) -> None:
    """The same for several operations, one after the other; every one that fails is named.

    They share a shop, so none of them may change what another one needs.
    """
    failures: list[Exception] = []
    for operation in operations:
        try:
            fuzz(surface, operation, served)
        except Exception as exc:
            exc.add_note(f"Operation: {operation}")
            failures.append(exc)
    if failures:
        raise ExceptionGroup("operations that do not keep their description", failures)


@contextmanager
def serving(
    settings: Settings, clock: Clock, prepare: Prepare, envelope: Envelope, *, challenge: str = "Bearer"
) -> Iterator[Served]:
    """Run a shop with these settings, in a thread of its own because schemathesis asks from this one.

    `prepare` fills the shop and gives the headers of a signed request; `envelope` checks the body of an error,
    `challenge` is what a refused signature is asked for.
    """
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(_running(settings, clock, prepare)) as (url, headers),
        requests.Session() as session,
    ):
        session.trust_env = False
        yield Served(url, headers, envelope, session, challenge)


@asynccontextmanager
async def _running(settings: Settings, clock: Clock, prepare: Prepare) -> AsyncIterator[tuple[str, dict[str, str]]]:
    async with (
        wiring.opened(wiring.build_shop(settings, now=clock)) as shop,
        prepare(shop) as headers,
        running(create_app(shop)) as url,
    ):
        yield url, headers


def _is_readable(body: Any) -> bool:
    """Whether a body is JSON; what is no bytes becomes JSON."""
    try:
        json.loads(body if isinstance(body, bytes) else "{}")
    except ValueError:
        return False
    return True


def _is_below_a_parameter(case: schemathesis.Case) -> bool:
    """Whether another described path, with a parameter, takes this one too."""
    path = case.operation.path.split("/")
    others = (other.split("/") for other in case.operation.schema if other != case.operation.path)
    return any(
        len(other) == len(path) and all(step[:1] == "{" or step == own for step, own in zip(other, path, strict=True))
        for other in others
    )


def _needs_a_token(case: schemathesis.Case) -> bool:
    """Whether the description of the case's operation says so."""
    return bool(case.operation.definition.raw.get("security"))
