"""Make `openapi.json` beside this: a digest of every operation and every schema that `/openapi.json` publishes.

    python -m tests.contracts.extract_openapi

Run it after a change of the description that is meant, and commit what it writes.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from tests.web.documents import document

PUBLISHED = Path(__file__).with_name("openapi.json")


def digests(description: dict[str, Any]) -> dict[str, str]:
    """The first half of a SHA-256 by `GET /path` or by a schema's name. What people read only counts too."""
    parts = {
        f"{method.upper()} {path}": operation
        for path, operations in description["paths"].items()
        for method, operation in operations.items()
    }
    parts |= description["components"]["schemas"]
    return {name: _digest(part) for name, part in parts.items()}


def _digest(part: Any) -> str:
    """Of the JSON as it is published: the order of names counts, generated clients have fields in it."""
    return hashlib.sha256(json.dumps(part, ensure_ascii=False).encode()).hexdigest()[:32]


if __name__ == "__main__":
    PUBLISHED.write_text(json.dumps(digests(document()), indent=1, ensure_ascii=False) + "\n")
