"""The cabinet's contract, and a checker of answers against its examples.

`call` asks one endpoint and checks the answer: status, every key of the example, the JSON type of each value, and its
format. Extra keys are allowed, missing ones never. A null is allowed where the description has one under that name.
"""

import base64
import json
import re
import uuid
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import httpx

from core.shop import Shop
from core.users import sessions
from core.users.models import User

FIXTURE = Path(__file__).with_name("cabinet.json")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
COLOR = re.compile(r"#[0-9A-Fa-f]{6}")
PNG = "data:image/png;base64,"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One endpoint as the description has it."""

    method: str
    path: str
    authorized: bool
    query: tuple[str, ...]
    request: dict[str, Any] | None
    responses: dict[int, Any]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@cache
def contract() -> dict[str, Any]:
    """All that was extracted from the description."""
    found: dict[str, Any] = json.loads(FIXTURE.read_text(encoding="utf-8"))
    return found


@cache
def endpoints() -> tuple[Endpoint, ...]:
    """Every endpoint, in the order of the description."""
    return tuple(
        Endpoint(
            method=one["method"],
            path=one["path"],
            authorized=one["authorized"],
            query=tuple(one["query"]),
            request=one["request"],
            responses={int(status): example for status, example in one["responses"].items()},
        )
        for one in contract()["endpoints"]
    )


def endpoint(method: str, path: str) -> Endpoint:
    """The endpoint with this method and this path, written as in the description."""
    return next(one for one in endpoints() if (one.method, one.path) == (method, path))


async def token_of(shop: Shop, user: User) -> str:
    """An access token, as a sign-in gives it."""
    return (await sessions.begin(shop, user)).access


def bearer(token: str) -> dict[str, str]:
    """The header that carries it."""
    return {"authorization": f"Bearer {token}"}


async def call(
    web: httpx.AsyncClient,
    method: str,
    path: str,
    *,
    token: str = "",
    status: int | None = None,
    values: dict[str, Any] | None = None,
    nullable: tuple[str, ...] = (),
    **options: Any,
) -> Any:
    """Ask an endpoint and check its answer against the description; returns the answer's JSON.

    `values` fill the path. `status` is the expected one, by default the first of the description. `nullable` names keys
    that may be null here although the description shows no null.
    """
    described = endpoint(method, path)
    expected = status or next(iter(described.responses))
    headers = {**(bearer(token) if token else {}), **options.pop("headers", {})}
    url = "/cabinet" + path.format(**(values or {}))
    answer = await web.request(method, url, headers=headers, **options)
    assert answer.status_code == expected, f"{described}: {answer.status_code} {answer.text}"
    assert answer.headers["content-type"] == "application/json"
    body = answer.json()
    if expected >= 400:
        problem(body)
    if expected in described.responses:
        conforms(body, described.responses[expected], nullable=nullable, where=str(described))
    if expected >= 400 and expected in described.responses:
        pattern = re.sub(r"\d+", r"\\d+", re.escape(described.responses[expected]["detail"]))
        assert re.fullmatch(pattern, body["detail"]), body
    return body


def problem(body: Any) -> None:
    """Check the shape of an error."""
    assert isinstance(body, dict)
    assert isinstance(body["detail"], str)
    assert body["detail"].strip()
    assert "<" not in body["detail"]
    assert re.fullmatch(r"[a-z-]+", body["code"])


def conforms(answer: Any, example: Any, *, nullable: tuple[str, ...] = (), where: str = "answer") -> None:
    """Check that an answer has every key of the example, with the same types and formats."""
    _compare(answer, example, where.rpartition("/")[2], where, _nulls() | set(nullable))


@cache
def _nulls() -> frozenset[str]:
    """Names under which the description has a null somewhere."""
    found: set[str] = set()

    def walk(value: Any, name: str) -> None:
        if value is None:
            found.add(name)
        for key, inner in value.items() if isinstance(value, dict) else ():
            walk(inner, key)
        for inner in value if isinstance(value, list) else ():
            walk(inner, name)

    for one in endpoints():
        walk(one.responses, "")
    return frozenset(found)


def _compare(answer: Any, example: Any, name: str, where: str, nulls: set[str]) -> None:
    if example is None or (answer is None and name in nulls):
        return
    if isinstance(example, dict):
        assert isinstance(answer, dict), where
        for key, inner in example.items():
            assert key in answer, f"{where}: no {key}"
            _compare(answer[key], inner, key, f"{where}.{key}", nulls)
    elif isinstance(example, list):
        assert isinstance(answer, list), where
        for number, one in enumerate(answer):
            _compare(one, example[0], name, f"{where}[{number}]", nulls)
    else:
        _compare_value(answer, example, name, where)


def _compare_value(answer: Any, example: Any, name: str, where: str) -> None:
    # An amount in roubles is a number with a fraction, whatever example stands there.
    kind = float if name.endswith("_rubles") else type(example)
    assert type(answer) is kind, f"{where}: {answer!r} is no {kind.__name__}"
    if not isinstance(example, str):
        return
    if MOMENT.fullmatch(example):
        assert MOMENT.fullmatch(answer), f"{where}: {answer}"
        datetime.fromisoformat(answer)
    elif example == "uuid" or _is_uuid(example):
        assert _is_uuid(answer), f"{where}: {answer}"
    elif COLOR.fullmatch(example):
        assert COLOR.fullmatch(answer), f"{where}: {answer}"
    elif example.startswith(PNG):
        assert base64.b64decode(answer.removeprefix(PNG), validate=True).startswith(b"\x89PNG"), where
        assert answer.startswith(PNG), where
    elif name == "type" and example.isupper():
        assert answer in contract()["values"]["TransactionType"], f"{where}: {answer}"


def _is_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
