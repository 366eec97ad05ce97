"""Extracts the cabinet's contract from its public description: `python -m tests.contracts.extract DESCRIPTION.md`.

Every endpoint with its method, path, query names, and the JSON examples of requests and answers; the WebSocket's
frames; the named values. Prose stays behind. Writes `cabinet.json` beside this file, which the contract tests read.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

FIXTURE = Path(__file__).with_name("cabinet.json")
SECTION = re.compile(r"^### (GET|POST|PUT|PATCH|DELETE|WS) (/\S*)\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
ENUMERATION = re.compile(r"^### (\w+)\n((?:- `\w+`.*\n)+)", re.MULTILINE)
BLOCK = re.compile(r"^\*\*([^*\n]+):\*\*([^\n]*)\n(?:```json\n(.*?)^```)?", re.MULTILINE | re.DOTALL)
SAME_AS = re.compile(r"`(/\S+)`")
NAME = re.compile(r"^- `(\w+)`", re.MULTILINE)


def extract(text: str) -> dict[str, Any]:
    """The contract as plain data."""
    endpoints, socket = [], {}
    for method, path, body in SECTION.findall(text):
        if method == "WS":
            socket = _socket(path, body)
        else:
            endpoints.append(_endpoint(method, path, body))
    _resolve(endpoints)
    values = {name: NAME.findall(listed) for name, listed in ENUMERATION.findall(text)}
    return {"endpoints": endpoints, "socket": socket, "values": values}


def _endpoint(method: str, path: str, body: str) -> dict[str, Any]:
    """One endpoint; `same_as` stands for an answer that is described elsewhere."""
    made: dict[str, Any] = {
        "method": method,
        "path": path,
        "authorized": "Authorization: Bearer" in body,
        "query": [],
        "request": None,
        "responses": {},
    }
    for title, rest, example in BLOCK.findall(body):
        if title == "Request Body":
            made["request"] = json.loads(example)
        elif title == "Query Parameters":
            made["query"] = NAME.findall(body)
        elif title.startswith("Response "):
            made["responses"][title.removeprefix("Response ")] = json.loads(example)
        elif title == "Response":
            made["same_as"] = SAME_AS.search(rest)[1]  # type: ignore[index]
    return made


def _resolve(endpoints: list[dict[str, Any]]) -> None:
    by_path = {made["path"]: made for made in endpoints}
    for made in endpoints:
        if same := made.pop("same_as", None):
            made["responses"] = by_path[same]["responses"]


def _socket(path: str, body: str) -> dict[str, Any]:
    examples = {title: json.loads(example) for title, _, example in BLOCK.findall(body) if example}
    return {
        "path": path,
        "frame": examples["Message Format"],
        "example": examples["Example"],
        "types": NAME.findall(body),
    }


if __name__ == "__main__":
    contract = extract(Path(sys.argv[1]).read_text(encoding="utf-8"))
    FIXTURE.write_text(json.dumps(contract, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(contract['endpoints'])} endpoints\n")
