"""Words that are said later, in the language of whoever reads them: the key of a text and what stands in it.

Whoever finds something out makes a phrase; `i18n.say` makes a sentence of it where it is shown. Stored, a phrase is its
key and parameters. Words of foreign programs, and rows of before, are strings: they are shown as they are.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Union

Words = Union[str, "Phrase", Sequence[Union[str, "Phrase"]]]
Value = Words | int | float
_BEGINNING = '{"key":'


class Phrase:
    """A text of `locales/` with its parameters, which may be phrases themselves or lists of them."""

    __slots__ = ("key", "params")

    def __init__(self, key: str, /, **params: Value) -> None:
        self.key = key
        self.params: Mapping[str, Value] = params

    def __repr__(self) -> str:
        return f"Phrase({self.key!r}, {self.params!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Phrase) and as_json(self) == as_json(other)

    def __hash__(self) -> int:
        return hash(self.key)


def as_json(words: Value) -> Any:
    """Words as they are stored: strings and numbers as they are, a phrase as an object, several as a list."""
    if isinstance(words, Phrase):
        return {"key": words.key, "params": {name: as_json(value) for name, value in words.params.items()}}
    if isinstance(words, str | int | float):
        return words
    return [as_json(part) for part in words]


def from_json(stored: Any) -> Any:
    """Words as `as_json` has written them down."""
    if isinstance(stored, dict):
        return Phrase(str(stored["key"]), **{name: from_json(value) for name, value in stored["params"].items()})
    return [from_json(part) for part in stored] if isinstance(stored, list) else stored


def dumps(words: Words, limit: int = 255) -> str:
    """Words as one string of at most so many characters: strings as they are, a phrase as JSON.

    The longest string within a phrase is shortened where it is too long, so that the rest can still be read.
    """
    if isinstance(words, str):
        return words[:limit]
    stored = as_json(words)
    while len(text := json.dumps(stored, ensure_ascii=False, separators=(",", ":"))) > limit:
        holder, place = max(_strings(stored), key=lambda found: len(found[0][found[1]]))
        if not holder[place]:
            return text  # nothing is left that could be shortened
        holder[place] = holder[place][: -max(1, min(len(text) - limit, len(holder[place]) // 2))]
    return text


def loads(text: str) -> Words:
    """Words as `dumps` has written them; any other text as it is."""
    if not text.startswith((_BEGINNING, f"[{_BEGINNING}")):
        return text
    try:
        words: Words = from_json(json.loads(text))
    except (ValueError, LookupError, TypeError, AttributeError):
        return text
    return words


def _strings(stored: Any) -> list[tuple[Any, Any]]:
    """Where strings are within words as they are stored; keys of texts are none."""
    if isinstance(stored, dict):
        stored = stored["params"]
    places = stored.items() if isinstance(stored, dict) else enumerate(stored)
    found: list[tuple[Any, Any]] = []
    for place, value in list(places):
        if isinstance(value, str):
            found.append((stored, place))
        elif isinstance(value, dict | list):
            found += _strings(value)
    return found
