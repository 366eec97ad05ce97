"""JSON as the sandbox sends it: whatever people typed goes out, also what is no valid Unicode."""

import json
from typing import Any

from starlette.responses import JSONResponse as StarletteResponse


class Raw(bytes):
    """JSON text that is written already."""


class JSONResponse(StarletteResponse):
    """Starlette's, which would refuse lone surrogates."""

    def render(self, content: Any) -> bytes:
        return dump(content)


def dump(value: Any) -> bytes:
    """Compact JSON in UTF-8; texts with lone surrogates are escaped, since UTF-8 has no place for them."""
    if isinstance(value, Raw):
        return value
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":")).encode()
