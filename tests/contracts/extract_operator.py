"""Extracts the operator API's contract from its description: `python -m tests.contracts.extract_operator PAGE.md`.

Every endpoint with its method, its path, its query with the defaults, its request and its answer as far as they are
given as JSON, without prose. Values that the page leaves out (`...`) are null. Writes `operator.json` beside this file,
which the contract tests read.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

FIXTURE = Path(__file__).with_name("operator.json")
DETAILED = re.compile(r"^### `(GET|POST|DELETE) (/\S+)`\n(.*?)(?=^###? |^---|\Z)", re.MULTILINE | re.DOTALL)
LISTED = re.compile(r"^- `(GET|POST|DELETE) (/\S+)`", re.MULTILINE)
FIELD = re.compile(r"^\*\*([^:*]+):\*\* `([^`]+)`", re.MULTILINE)
NAMED = re.compile(r"<(\w+)>")
LEFT_OUT = (
    (re.compile(r"(\"\w+\": \.\.\.)(, \.\.\.)?"), lambda found: found[1].replace("...", "null")),
    (re.compile(r",\s*\.\.\.(?=\s*[\]}])"), lambda _found: ""),
    (re.compile(r"(\{|\[)\.\.\.(\}|\])"), lambda found: found[1] + found[2]),
    (re.compile(r"(: )([\w.@]+\|[\w|.]+)"), lambda found: f"{found[1]}null"),
)


def extract(page: str) -> dict[str, Any]:
    """The contract as plain data."""
    endpoints = [_endpoint(*found) for found in DETAILED.findall(page)]
    known = {(one["method"], one["path"]) for one in endpoints}
    missing = [found for found in LISTED.findall(page) if (found[0], _plain(found[1])) not in known]
    if missing:
        raise ValueError(f"listed and not described: {missing}")
    return {"endpoints": endpoints}


def _endpoint(method: str, path: str, body: str) -> dict[str, Any]:
    fields = dict(FIELD.findall(body))
    answer, asked = fields.get("Ответ", "{}"), fields.get("Body")
    return {
        "method": method,
        "path": _plain(path),
        "query": dict(parse_qsl(fields.get("Параметры", "?")[1:], keep_blank_values=True)),
        "request": _json(asked) if asked else None,
        "response": _json(answer) if answer.startswith("{") else {},
    }


def _plain(path: str) -> str:
    """A path with its parameters as OpenAPI writes them."""
    return NAMED.sub(r"{\1}", path)


def _json(text: str) -> Any:
    for pattern, replacement in LEFT_OUT:
        text = pattern.sub(replacement, text)
    return json.loads(text)


if __name__ == "__main__":
    contract = extract(Path(sys.argv[1]).read_text(encoding="utf-8"))
    FIXTURE.write_text(json.dumps(contract, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(contract['endpoints'])} endpoints\n")
