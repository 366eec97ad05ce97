"""Words that are said later, in the language of whoever reads them: the key of a text and what stands in it.

Whoever finds something out makes a phrase; `i18n.say` makes a sentence of it where it is shown. Stored, a phrase is its
key and parameters. Words of foreign programs, and rows of before, are strings: they are shown as they are.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Union

Words = Union[str, "Phrase", Sequence[Union[str, "Phrase"]]]
Value = Words | int | float


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
        return Phrase(stored["key"], **{name: from_json(value) for name, value in stored["params"].items()})
    return [from_json(part) for part in stored] if isinstance(stored, list) else stored
