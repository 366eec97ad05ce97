"""The key API's contract, and a checker of answers against its examples.

`call` asks one endpoint and checks the answer: status, every key of the example, the JSON type of each value, the form
of moments and sizes, rx + tx = total wherever bytes stand. Extra keys are allowed, missing ones never. An error is
exactly `{"detail": "..."}`, with a text that the contract knows for this endpoint or for all.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import httpx

FIXTURE = Path(__file__).with_name("keys.json")
HEADER = "X-API-Key"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}")
SIZE = re.compile(r"\d{1,4} B|\d{1,4}\.\d\d (KB|MB|GB)|\d+\.\d\d TB")
# A table's keys: ports, days, VLESS ids, interfaces.
TABLE_KEY = re.compile(r"\d{5}|\d{4}-\d\d-\d\d|<.*>")
MAY_BE_NULL = {"last_activity", "simple_traffic", "port"}  # a port is that of a key that was deleted
# Texts of every endpoint.
EVERYWHERE = {
    (400, "Invalid request"),
    (401, "Invalid API key. Use X-API-Key header with the correct key."),
    (404, "Key not found"),
    (404, "Not found"),
    (405, "Method not allowed"),
    (500, "Failed to read Xray config"),
    (503, "Service unavailable, try again in a minute"),
}


@cache
def contract() -> dict[str, Any]:
    """All that was extracted from the description."""
    found: dict[str, Any] = json.loads(FIXTURE.read_text(encoding="utf-8"))
    return found


def endpoint(method: str, path: str) -> dict[str, Any]:
    """The endpoint with this method and this path."""
    found: dict[str, Any] = next(
        one for one in contract()["endpoints"] if (one["method"], one["path"]) == (method, path)
    )
    return found


def signed(key: str) -> dict[str, str]:
    """The headers of a signed request."""
    return {HEADER: key} if key else {}


async def call(
    web: httpx.AsyncClient,
    method: str,
    path: str,
    *,
    key: str = "",
    status: int = 200,
    detail: str | None = None,
    values: dict[str, Any] | None = None,
    **options: Any,
) -> Any:
    """Ask an endpoint and check its answer; returns the answer's JSON.

    `values` fill the path; `detail` is the expected text of an error.
    """
    described = endpoint(method, path)
    answer = await web.request(method, path.format(**(values or {})), headers=signed(key), **options)
    where = f"{method} {path}"
    assert answer.status_code == status, f"{where}: {answer.status_code} {answer.text}"
    assert answer.headers["content-type"] == "application/json", where
    body = answer.json()
    if status >= 400:
        problem({name: value for name, value in body.items() if name != "issues"})
        texts = {(one["status"], _digits(one["detail"])) for one in described["errors"]} | EVERYWHERE
        assert (status, _digits(body["detail"])) in texts or body["detail"] == detail, f"{where}: {body}"
        assert detail in (None, body["detail"]), f"{where}: {body}"
        return body
    conforms(body, described["answer"], where)
    return body


def problem(body: Any) -> None:
    """Check the shape of an error."""
    assert set(body) == {"detail"}, body
    assert isinstance(body["detail"], str)
    assert body["detail"].strip()


def conforms(answer: Any, example: Any, where: str = "answer", name: str = "") -> None:
    """Check that an answer has every key of the example, with the same types and forms."""
    if name.endswith("_formatted"):
        assert SIZE.fullmatch(answer), f"{where}: {answer}"
    if example is None or (answer is None and name in MAY_BE_NULL):
        return
    if name.endswith("_bytes"):  # the description's examples have estimates, its types say integers
        assert type(answer) is int, f"{where}: {answer!r}"
        assert answer >= 0, where
        return
    assert type(answer) is type(example), f"{where}: {answer!r} is no {type(example).__name__}"
    if isinstance(example, dict):
        _object(answer, example, where)
    elif isinstance(example, list):
        for number, one in enumerate(answer if example else []):
            conforms(one, example[0], f"{where}[{number}]", name)
    elif isinstance(example, str) and (example == "moment" or MOMENT.fullmatch(example)):
        assert MOMENT.fullmatch(answer), f"{where}: {answer}"


def _object(answer: Any, example: dict[str, Any], where: str) -> None:
    if example and all(TABLE_KEY.fullmatch(key) for key in example):
        for key, inner in answer.items():
            conforms(inner, next(iter(example.values())), f"{where}[{key}]")
        return
    for key, inner in example.items():
        assert key in answer, f"{where}: no {key}"
        conforms(answer[key], inner, f"{where}.{key}", key)
    for total, parts in (
        ("total_bytes", ("rx_bytes", "tx_bytes")),
        ("total_traffic_bytes", ("total_rx_bytes", "total_tx_bytes")),
    ):
        if total in answer and parts[0] in answer:
            assert answer[total] == sum(answer[part] for part in parts), where


def _digits(text: str) -> str:
    return re.sub(r"\d+", "0", text.split(": ")[0])
