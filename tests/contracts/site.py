"""The site's contract, and a checker of answers against its examples and types.

`call` asks one endpoint and checks the answer: status, every key of the examples, the JSON type of each value, the form
of moments. Extra keys are allowed, missing ones never. A null is allowed where the contract's types have one under that
name. An error is exactly `{"message": "..."}`, with a text that the contract knows for this endpoint or for all.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import httpx

from tests.contracts.cabinet import bearer

FIXTURE = Path(__file__).with_name("site.json")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
KINDS: dict[str, type] = {"string": str, "number": int, "boolean": bool, "string[]": list}
# Texts of every endpoint, and of those that need a token.
EVERYWHERE = {
    (400, "invalid body"),
    (401, "missing claims"),
    (401, "invalid or expired jwt"),
    (401, "user inactive"),
    (404, "user not found"),
    (503, "service unavailable"),
}


@cache
def contract() -> dict[str, Any]:
    """All that was extracted from the descriptions."""
    found: dict[str, Any] = json.loads(FIXTURE.read_text(encoding="utf-8"))
    return found


def endpoints(*roots: str) -> list[dict[str, Any]]:
    """Endpoints below these paths, in the order of the descriptions."""
    return [one for one in contract()["endpoints"] if one["path"].startswith(roots)]


def endpoint(method: str, path: str) -> dict[str, Any]:
    """The endpoint with this method and this path."""
    found: dict[str, Any] = next(one for one in endpoints("/") if (one["method"], one["path"]) == (method, path))
    return found


async def call(
    web: httpx.AsyncClient,
    method: str,
    path: str,
    *,
    token: str = "",
    status: int | None = None,
    message: str | None = None,
    values: dict[str, Any] | None = None,
    kind: str | None = None,
    **options: Any,
) -> Any:
    """Ask an endpoint and check its answer; returns the answer's JSON, None of a 204.

    `values` fill the path. `status` is the expected one, by default the contract's; `message` is the expected text of
    an error, and `kind` the type that the answer, or each row of it, has.
    """
    described = endpoint(method, path)
    expected = status or described["status"]
    headers = {**(bearer(token) if token else {}), **options.pop("headers", {})}
    answer = await web.request(method, path.format(**(values or {})), headers=headers, **options)
    where = f"{method} {path}"
    assert answer.status_code == expected, f"{where}: {answer.status_code} {answer.text}"
    if expected == 204:
        assert not answer.content, where
        return None
    assert answer.headers["content-type"] == "application/json", where
    body = answer.json()
    if expected >= 400:
        problem(body)
        known = {(one["status"], one["message"]) for one in described["errors"]} | EVERYWHERE
        assert (expected, body["message"]) in known or body["message"] == message, f"{where}: {body}"
        assert message in (None, body["message"]), f"{where}: {body}"
        return body
    for example in described["examples"]:
        conforms(body, example, where)
    for one in body if isinstance(body, list) else [body]:
        if kind is not None:
            has_type(one, kind, where)
    return body


def problem(body: Any) -> None:
    """Check the shape of an error."""
    assert set(body) == {"message"}, body
    assert isinstance(body["message"], str)
    assert body["message"].strip()


def conforms(answer: Any, example: Any, where: str = "answer", name: str = "") -> None:
    """Check that an answer has every key of the example, with the same types and forms."""
    if example is None or (answer is None and name in _nullable()):
        return
    assert type(answer) is type(example), f"{where}: {answer!r} is no {type(example).__name__}"
    if isinstance(example, dict):
        for key, inner in example.items():
            assert key in answer, f"{where}: no {key}"
            conforms(answer[key], inner, f"{where}.{key}", key)
    elif isinstance(example, list):
        for number, one in enumerate(answer if example else []):
            conforms(one, example[0], f"{where}[{number}]", name)
    elif isinstance(example, str) and MOMENT.fullmatch(example):
        assert MOMENT.fullmatch(answer), f"{where}: {answer}"


def has_type(answer: Any, kind: str, where: str = "answer") -> None:
    """Check the fields of one of the contract's named types."""
    for name, field in contract()["types"][kind].items():
        if name not in answer:
            assert field["optional"], f"{where}: no {name}"
        elif answer[name] is None:
            assert field["nullable"], f"{where}.{name} is null"
        elif field["type"] in contract()["types"]:
            has_type(answer[name], field["type"], f"{where}.{name}")
        else:
            wanted = KINDS.get(field["type"], dict)
            assert type(answer[name]) is wanted, f"{where}.{name}: {answer[name]!r} is no {wanted.__name__}"
            if name.endswith("_at"):
                assert MOMENT.fullmatch(answer[name]), f"{where}.{name}: {answer[name]}"


@cache
def _nullable() -> frozenset[str]:
    """Names that some type of the contract has with a null."""
    return frozenset(
        name for fields in contract()["types"].values() for name, field in fields.items() if field["nullable"]
    )
