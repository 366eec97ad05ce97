"""The operator API's contract, and a checker of answers against its examples.

`call` asks one endpoint and checks the answer: status, `ok`, every key of the example and the JSON type of each value
that the page gives. Extra keys are allowed, missing ones never. An error is exactly `ok`, `error` and `code`.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import httpx

FIXTURE = Path(__file__).with_name("operator.json")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
MOMENTS = {"ts", "time", "timestamp", "created", "last_run", "last_seen", "firstSeenAt", "lastSeenAt", "started_at"}
SIGNATURE = "X-API-Key"


@cache
def endpoints() -> tuple[dict[str, Any], ...]:
    """All that was extracted from the page, and how backups are made, which its list lacks."""
    found = json.loads(FIXTURE.read_text(encoding="utf-8"))["endpoints"]
    create = {"method": "POST", "path": "/api/backups/create", "query": {}, "request": None, "response": {"ok": True}}
    return (*found, create)


def endpoint(method: str, path: str) -> dict[str, Any]:
    """The endpoint with this method and this path."""
    return next(one for one in endpoints() if (one["method"], one["path"]) == (method, path))


async def call(
    web: httpx.AsyncClient,
    method: str,
    path: str,
    *,
    status: int = 200,
    error: str | None = None,
    values: dict[str, str] | None = None,
    **options: Any,
) -> Any:
    """Ask an endpoint and check its answer, which is returned. `values` fill the path, `error` is an error's code."""
    described = endpoint(method, path)
    answer = await web.request(method, path.format(**(values or {})), **options)
    where = f"{method} {path}"
    assert answer.status_code == status, f"{where}: {answer.status_code} {answer.text[:500]}"
    assert answer.headers["content-type"] == "application/json", where
    body = answer.json()
    if status >= 400:
        problem(body)
        assert body["code"] == status, where
        assert error in (None, body["error"]), f"{where}: {body}"
        return body
    assert body["ok"] is True, where
    conforms(body, described["response"], where)
    moments(body, where)
    return body


def problem(body: Any) -> None:
    """Check the shape of an error."""
    assert set(body) == {"ok", "error", "code"}, body
    assert body["ok"] is False
    assert isinstance(body["error"], str)
    assert body["error"].strip()
    assert type(body["code"]) is int


def conforms(answer: Any, example: Any, where: str) -> None:
    """Check that an answer has every key of the example, with the same types; what the page leaves out may be any."""
    if example is None or example == "...":
        return
    if isinstance(example, dict):
        assert isinstance(answer, dict), f"{where}: {answer!r} is no object"
        by_email = any("@" in key for key in example)
        for key, inner in example.items():
            for name in answer if by_email else [key]:
                assert name in answer, f"{where}: no {name}"
                conforms(answer[name], inner, f"{where}.{name}")
    elif isinstance(example, list):
        assert isinstance(answer, list), f"{where}: {answer!r} is no array"
        for one in answer if example else []:
            conforms(one, example[0], f"{where}[]")
    else:
        assert answer is None or type(answer) is type(example), f"{where}: {answer!r} is no {type(example).__name__}"


def moments(answer: Any, where: str) -> None:
    """Check the form of every moment in an answer."""
    if isinstance(answer, dict):
        for name, inner in answer.items():
            if name in MOMENTS and inner is not None:
                assert MOMENT.fullmatch(inner), f"{where}.{name}: {inner}"
            moments(inner, f"{where}.{name}")
    elif isinstance(answer, list):
        for one in answer:
            moments(one, where)
