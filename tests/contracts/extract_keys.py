"""Extracts the key API's contract from its description: `python -m tests.contracts.extract_keys PAGE.md RULINGS.md`.

The page has the endpoints with their examples and the named types; the table of rulings has the statuses, the errors
and the bodies that the page only names, in a short notation. Every endpoint with its method, path, request and answer,
its errors; every named type with its fields. Prose stays behind. Writes `keys.json` beside this file, which the
contract tests read.
"""

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FIXTURE = Path(__file__).with_name("keys.json")
SECTION = re.compile(r"^\*\*(GET|POST|DELETE)\*\* `(/[^`?]+)[^`]*`\n(.*?)(?=^###? |\Z)", re.MULTILINE | re.DOTALL)
JSON = re.compile(r"```json\n(.*?)^```", re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^(?:\| )?D(\d+) (?:\| )?(GET|POST|DELETE) `(/[^`?]+)[^`]*`(.*)$", re.MULTILINE)
REFUSAL = re.compile(r"\b([45]\d\d) `([^`]+)`(?: / `([^`]+)`)?")
BODY = re.compile(r"`(\{.+?\})`(?=[ ;,.]|$)")
TOKEN = re.compile(r"\s*(\"[^\"]*\"|[{}\[\]:,|]|[^\s{}\[\]:,|\"]+)")
DETAIL = re.compile(r"^\{detail:\"([^\"]+)\".*$")
NAMED = re.compile(r"\b(VPNKey)\b")
SAMPLES: dict[str, Any] = {"int": 1, "float": 0.5, "bool": True, "uuid": "uuid", "string": "text", "ISO": "moment"}


def extract(page: str, rulings: str) -> dict[str, Any]:
    """The contract as plain data."""
    endpoints: dict[tuple[str, str], dict[str, Any]] = {
        (method, path): {"method": method, "path": path, "status": 200, **_examples(method, body), "errors": []}
        for method, path, body in SECTION.findall(page)
    }
    ports = endpoints["GET", "/api/traffic/simple"]["answer"]["data"]["ports"]
    types = {"VPNKey": endpoints["POST", "/api/keys"]["answer"], "PortTraffic": next(iter(ports.values()))}
    for _, method, path, rest in ROW.findall(rulings):
        one = endpoints[method, path]
        one["errors"] = [
            {"status": int(status), "detail": DETAIL.sub(r"\1", text)}
            for status, *texts in REFUSAL.findall(rest)
            for text in texts
            if text
        ]
        body = BODY.search(rest)
        if one["answer"] is None:
            one["answer"] = _read(body[1], types) if body is not None else types[NAMED.search(rest)[1]]  # type: ignore[index]
    return {"endpoints": list(endpoints.values())}


def _examples(method: str, body: str) -> dict[str, Any]:
    """Of two examples of a POST the first is what is sent."""
    found = [json.loads(text) for text in JSON.findall(body)]
    return {
        "request": found[0] if method == "POST" and len(found) > 1 else None,
        "answer": found[-1] if found else None,
    }


def _read(text: str, types: Mapping[str, Any]) -> Any:
    """A body in the table's notation: `{a, b: int, c: {d: uuid[]}, "<e>": "literal"}`; what is not told is null."""
    value, _ = _value(TOKEN.findall(text), 0, SAMPLES | types)
    return value


def _value(tokens: list[str], at: int, types: Mapping[str, Any]) -> tuple[Any, int]:
    if tokens[at] == "{":
        return _object(tokens, at + 1, types)
    if tokens[at] == "[":
        inner, at = _value(tokens, at + 1, types)
        return [inner], at + 1
    word, at, many = tokens[at], at + 1, False
    while tokens[at] not in ",}":  # `uuid[]`, `PortTraffic|null`
        many |= tokens[at] == "["
        at += 1
    value = json.loads(word) if word[0] in '"0123456789' else types.get(word)
    return [value] if many else value, at


def _object(tokens: list[str], at: int, types: Mapping[str, Any]) -> tuple[Any, int]:
    found: dict[str, Any] = {}
    while tokens[at] != "}":
        name, value = tokens[at].strip('"'), None
        at += 1
        if tokens[at] == ":":
            value, at = _value(tokens, at + 1, types)
        elif tokens[at] == "[":  # `name[]`
            value, at = [None], at + 2
        elif tokens[at] not in ",}":  # prose, such as "as in another row"
            return None, tokens.index("}", at) + 1
        found[name] = value
        at += tokens[at] == ","
    return found, at + 1


if __name__ == "__main__":
    contract = extract(*(Path(page).read_text(encoding="utf-8") for page in sys.argv[1:3]))
    FIXTURE.write_text(json.dumps(contract, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(contract['endpoints'])} endpoints\n")
