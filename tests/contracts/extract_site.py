"""Extracts the site's contract from its public descriptions: `python -m tests.contracts.extract_site PAGE.md ...`.

The pages are the list of endpoints with their examples, the later changes of its types, and the table of rulings; of
two that differ about a type the later page wins. Every endpoint with its method, path, status, errors and JSON
examples; every named type with its fields; the texts that front ends know. Prose stays behind. Writes `site.json`
beside this file, which the contract tests read.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

FIXTURE = Path(__file__).with_name("site.json")
LISTED = re.compile(r"^- ✅ `(GET|POST) (/\S+)`", re.MULTILINE)
ROW = re.compile(r"^\| A\d+ \| (GET|POST) `(/[^`]+)` \|(.*)$", re.MULTILINE)
STATUS = re.compile(r"\b(20[014])\b")
REFUSAL = re.compile(r"\b([45]\d\d) `([^`]+)`")
SECTION = re.compile(r"^### \d+\. ([^\n]*`[^\n]*)\n(.*?)(?=^###? |\Z)", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"(?:(GET|POST) )?(/[^`\s]+)`")
JSON = re.compile(r"```json\n(.*?)^```", re.MULTILINE | re.DOTALL)
TYPE = re.compile(r"^### \d+\. ([^\n]*)\n(.*?)(?=^###? |^---|\Z)", re.MULTILINE | re.DOTALL)
TYPESCRIPT = re.compile(r"```typescript\n(.*?)^```", re.MULTILINE | re.DOTALL)
FIELD = re.compile(r"^(?:  |- `)(\w+)(\?)?: ([^`\n/(]+)", re.MULTILINE)
TEXTS = re.compile(r"^- \"([a-z ]+)\"", re.MULTILINE)
RULED = re.compile(r"^(?:`[a-z_ ]+`, )+`[a-z_ ]+`", re.MULTILINE)
WORDS = re.compile(r"`([^`]+)`")
NAMES = re.compile(r"[A-Z]\w+")
HIDDEN = re.compile(r"(\{|\[)\.\.\.(\}|\])")


def extract(listed: str, changes: str, rulings: str) -> dict[str, Any]:
    """The contract as plain data."""
    endpoints = {
        (method, _plain(path)): {"method": method, "path": _plain(path)} | dict(status=200, errors=[], examples=[])
        for method, path in LISTED.findall(listed)
    }
    for method, path, rest in ROW.findall(rulings):
        one = endpoints.setdefault(
            (method, _plain(path)), {"method": method, "path": _plain(path)} | dict(errors=[], examples=[])
        )
        found = STATUS.search(rest)
        one["status"] = int(found[1]) if found else 200
        one["errors"] = [{"status": int(status), "message": text} for status, text in REFUSAL.findall(rest)]
    for title, body in SECTION.findall(listed):
        for method, path in NAMED.findall(title):
            wanted = endpoints.get((method or "GET", _plain(path))) or endpoints["POST", _plain(path)]
            wanted["examples"] = [json.loads(HIDDEN.sub(r"\1\2", text)) for text in JSON.findall(body)]
    return {"endpoints": list(endpoints.values()), "types": _types(changes), "texts": _texts(changes, rulings)}


def _plain(path: str) -> str:
    """A path with its parameters as OpenAPI writes them."""
    return re.sub(r":(\w+)", r"{\1}", re.sub(r"\{[^}]*\}", "{form}", path))


def _texts(changes: str, rulings: str) -> list[str]:
    """Texts that front ends translate."""
    ruled = [text for line in RULED.findall(rulings) for text in WORDS.findall(line)]
    return sorted({*TEXTS.findall(changes), *ruled})


def _types(changes: str) -> dict[str, Any]:
    """Fields by type: what they are, and whether they may be null or absent."""
    types: dict[str, Any] = {}
    for title, body in TYPE.findall(changes):
        blocks = TYPESCRIPT.findall(body)
        fields = FIELD.findall(blocks[-1] if blocks else body)
        if not fields or not NAMES.match(title.removeprefix("Новый тип: ")):
            continue
        for name in NAMES.findall(title):
            types[name] = {field: _field(optional, kind.strip()) for field, optional, kind in fields}
    return types


def _field(optional: str, kind: str) -> dict[str, Any]:
    kinds = [one.strip() for one in kind.split("|")]
    return {"type": kinds[0], "nullable": "null" in kinds, "optional": bool(optional)}


if __name__ == "__main__":
    contract = extract(*(Path(page).read_text(encoding="utf-8") for page in sys.argv[1:4]))
    FIXTURE.write_text(json.dumps(contract, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(contract['endpoints'])} endpoints\n")
