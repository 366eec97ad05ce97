"""JSON from outside that must never stop whoever reads it: unlike Python's own reader, every failure is a ValueError.

What no database and no screen can hold is replaced: NUL and lone surrogates in texts by U+FFFD, as bytes that are no
UTF-8 are; numbers beyond 64 bits, infinities, NaN and what is nested deeper than `MAX_DEPTH` by null.
"""

import json
import re
from typing import Any

MAX_DEPTH = 64
INT_LIMIT = 2**63  # whole numbers stay below, as in a database
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\Z)|[\[\]{}]', re.DOTALL)
UNFIT = re.compile("[\0\ud800-\udfff]")


def loads(content: bytes) -> Any:
    """The value of a JSON text, cleaned. Raises ValueError."""
    text = content.decode("utf-8", "replace").lstrip("\ufeff")
    try:
        return cleaned(_DECODER.decode(text))
    except RecursionError:
        return cleaned(_DECODER.decode(_pruned(text)))


def cleaned(value: Any, deepest: int = MAX_DEPTH) -> Any:
    """A JSON value without what cannot be kept."""
    if isinstance(value, str):
        return UNFIT.sub("\ufffd", value)
    if isinstance(value, dict | list):
        if deepest <= 0:
            return None
        if isinstance(value, list):
            return [cleaned(item, deepest - 1) for item in value]
        return {UNFIT.sub("\ufffd", str(key)): cleaned(item, deepest - 1) for key, item in value.items()}
    if isinstance(value, int):
        return value if -INT_LIMIT <= value < INT_LIMIT else None
    if isinstance(value, float):
        return value if abs(value) < float("inf") else None  # not true of NaN either
    return value


def _pruned(text: str) -> str:
    """The text with null for what is nested too deep, found without recursion and in one pass."""
    pieces, depth, at = [], 0, 0
    for token in _TOKEN.finditer(text):
        sign = token[0]
        if sign in ("[", "{"):
            depth += 1
            if depth == MAX_DEPTH + 1:
                pieces += [text[at : token.start()], "null"]
        elif sign in ("]", "}"):
            depth -= 1
            if depth == MAX_DEPTH:
                at = token.end()
    return "".join([*pieces, text[at:]]) if depth <= MAX_DEPTH else ""


def _whole(digits: str) -> int | None:
    return int(digits) if len(digits) <= 20 else None  # Python refuses to read thousands of digits


_DECODER = json.JSONDecoder(strict=False, parse_int=_whole, parse_constant=lambda _name: None)
